"""More time for one region."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from assessments.forms.cycle import MomentField
from assessments.models import PhaseCode
from assessments.services.extension import FIELDS, REASON_LIMIT


class FindRegionForm(forms.Form):
    """Find a region among 514 by name or code; a short name, since it stands in the address."""

    cari = forms.CharField(
        label=_("Region"), required=False, max_length=80, widget=forms.TextInput(attrs={"type": "search", "class": "form-control"})
    )


class _ReasonForm(forms.Form):
    phase = forms.ChoiceField(
        label=_("Phase"),
        choices=[(code.value, code.label) for code in PhaseCode if code in FIELDS],
        widget=forms.Select(attrs={"class": "form-select"}),
    )
    reason = forms.CharField(
        label=_("Reason"),
        max_length=REASON_LIMIT,
        help_text=_("It is written to the log. The region, the Kanwil and the other leads read it."),
        widget=forms.Textarea(attrs={"rows": 3, "class": "form-control"}),
    )


class ExtensionForm(_ReasonForm):
    """Until when, and why."""

    until = MomentField(label=_("New end"))
    field_order = ("phase", "until", "reason")


class EndExtensionForm(_ReasonForm):
    """Take an extension back."""

    def __init__(self, *args: Any, phase: str = "", **kwargs: Any) -> None:
        kwargs.setdefault("auto_id", f"id_end_{phase}_%s")
        super().__init__(*args, **kwargs)
        self.fields["phase"].widget = forms.HiddenInput()
        self.initial.setdefault("phase", phase)
