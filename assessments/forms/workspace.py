"""Filters of the workspace's list of regions."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from assessments.models import AssessmentState
from regions.models import Province


class FindAssessmentsForm(forms.Form):
    """Find assessments by region, state and province; short names, since they stand in the address."""

    cari = forms.CharField(label=_("Region"), required=False, max_length=80, widget=forms.TextInput(attrs={"type": "search"}))
    status = forms.ChoiceField(label=_("State"), required=False, choices=[("", _("All states")), *AssessmentState.choices])
    provinsi = forms.ChoiceField(label=_("Province"), required=False)

    def __init__(self, *args: Any, provinces: list[Province], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["provinsi"].choices = [("", _("All provinces")), *((province.code, province.name) for province in provinces)]  # type: ignore[attr-defined]

    def criteria(self) -> dict[str, str]:
        """What was asked for; what is not valid is ignored."""
        self.full_clean()
        found = self.cleaned_data if hasattr(self, "cleaned_data") else {}
        return {"text": found.get("cari", "").strip(), "state": found.get("status", ""), "province": found.get("provinsi", "")}
