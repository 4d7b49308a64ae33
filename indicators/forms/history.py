"""The filter of a draft's history."""

from typing import Any

from django import forms
from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from indicators.models import ChangedPart, FrameworkChange


class HistoryFilter(forms.Form):
    """By part, code and person; short names, since they stand in the address."""

    bagian = forms.ChoiceField(label=_("Part"), required=False, choices=[("", _("All parts")), *ChangedPart.choices])
    kode = forms.CharField(label=_("Code"), required=False, max_length=60, widget=forms.TextInput(attrs={"type": "search"}))
    oleh = forms.ChoiceField(label=_("Person"), required=False)

    def __init__(self, data: Any, *, people: list[tuple[int, str]]) -> None:
        super().__init__(data)
        self.fields["oleh"].choices = [("", _("Everybody")), *((str(pk), name) for pk, name in people)]  # type: ignore[attr-defined]

    def found(self, changes: QuerySet[FrameworkChange]) -> QuerySet[FrameworkChange]:
        """The changes asked for; what is not valid is ignored."""
        self.full_clean()
        asked = self.cleaned_data
        if asked.get("bagian"):
            changes = changes.filter(part=asked["bagian"])
        if asked.get("kode"):
            changes = changes.filter(code__iexact=asked["kode"].strip())
        if asked.get("oleh"):
            changes = changes.filter(by_id=asked["oleh"])
        return changes
