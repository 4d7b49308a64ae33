"""Forms about official figures: the file to load, the reason of a contest."""

from typing import Any

from django import forms
from django.utils.text import format_lazy
from django.utils.translation import gettext_lazy as _

from assessments.services.figure_file import COLUMNS, LARGEST_FILE
from assessments.services.figures import REASON_LIMIT


class FiguresForm(forms.Form):
    """One CSV; what is wrong inside it is told by line."""

    file = forms.FileField(
        label=_("File with official figures (CSV)"),
        help_text=format_lazy(_("Columns: {columns}. Nothing is written yet: first you see what would change."), columns=", ".join(COLUMNS)),
        widget=forms.FileInput(attrs={"accept": ".csv,text/csv"}),
        error_messages={"required": _("Choose the file on your computer."), "empty": _("The file is empty.")},
    )

    def clean_file(self) -> Any:
        """Small enough to be read at once."""
        file = self.cleaned_data["file"]
        if file.size > LARGEST_FILE:
            raise forms.ValidationError(_("The file is larger than 20 MB. Split it."), code="too_large")
        return file


class ContestForm(forms.Form):
    """Why an official figure does not hold for the region."""

    reason = forms.CharField(
        label=_("Why the figure does not hold for your region"),
        max_length=REASON_LIMIT,
        widget=forms.Textarea(attrs={"rows": 3, "aria-describedby": "id_reason_helptext"}),
        help_text=_("Say where your figure comes from and why it is another. Kanwil and reviewers read it beside both figures."),
        error_messages={
            "required": _("Say why the official figure does not hold for your region."),
            "max_length": _("The reason is longer than 2,000 characters. Put the details into a file of evidence."),
        },
    )
