"""Forms of the statement: the signed scan with the code on the paper, and the signatory's word."""

from django import forms
from django.utils.translation import gettext_lazy as _

from assessments.services.evidence_check import EXTENSIONS
from assessments.services.statement import PAPER_TYPES

ACCEPT = ",".join([*(EXTENSIONS[media_type] for media_type in PAPER_TYPES), ".jpeg"])


class StatementUploadForm(forms.Form):
    """The scan, and the code that says of which answers the paper speaks."""

    file = forms.FileField(
        label=_("Scan of the signed statement"),
        help_text=_("PDF, JPEG or PNG, at most 10 MB. All pages in one file."),
        widget=forms.FileInput(attrs={"accept": ACCEPT}),
        error_messages={"required": _("Choose the scan on your computer."), "empty": _("The file is empty.")},
    )
    code = forms.CharField(
        label=_("Code on the paper"),
        max_length=40,
        help_text=_("Eight letters and digits at the foot of the statement, such as 7F3A-91C2. They show that the paper speaks of these answers."),
        widget=forms.TextInput(attrs={"autocomplete": "off", "autocapitalize": "characters", "spellcheck": "false", "class": "code-field"}),
        error_messages={"required": _("Type the code printed at the foot of the statement.")},
    )


class ConfirmStatementForm(forms.Form):
    """The signatory's word."""

    confirmed = forms.BooleanField(error_messages={"required": _("Tick the sentence first: it is your confirmation.")})
