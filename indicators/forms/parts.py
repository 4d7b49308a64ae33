"""Forms of a criterion, of a right, and of what follows an indicator of the framework before."""

from collections.abc import Iterable
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from indicators.forms.bases import BasesField
from indicators.forms.settings import ColumnNumberField
from indicators.forms.texts import text_fields, text_initial, typed_text
from indicators.models import RightGroup
from indicators.services.draft_mapping import Successors
from indicators.services.draft_parts import CriterionWords, RightWords
from indicators.services.workshop import digest

WEIGHT_PLACES = 4


class CriterionForm(forms.Form):
    """Title and weight."""

    weight = ColumnNumberField(label=_("Weight"), places=WEIGHT_PLACES, required=True, help_text=_("1 counts once, 2 twice as much as the others."))
    seen = forms.CharField(widget=forms.HiddenInput, max_length=64)

    def __init__(self, data: Any = None, *, words: CriterionWords) -> None:
        self.words = words
        super().__init__(data, initial=text_initial("title", words.title) | {"weight": words.weight, "seen": digest(words)})
        self.fields |= text_fields("title", _("Title"))

    def clean_weight(self) -> Any:
        """A weight of nothing would divide by nothing."""
        weight = self.cleaned_data["weight"]
        if weight is not None and weight <= 0:
            raise ValidationError(_("The weight must be greater than 0."))
        return weight

    def typed(self) -> CriterionWords:
        """What was typed."""
        return CriterionWords(typed_text(self.cleaned_data, "title", self.words.title), self.cleaned_data["weight"])


class RightForm(forms.Form):
    """Title, what the right means, group, icon, legal bases."""

    group = forms.ChoiceField(label=_("Group"), required=False, choices=[("", _("No group")), *RightGroup.choices])
    icon = forms.ChoiceField(label=_("Icon"), required=False)
    bases = BasesField(required=False)
    seen = forms.CharField(widget=forms.HiddenInput, max_length=64)

    def __init__(self, data: Any = None, *, words: RightWords, icons: Iterable[str]) -> None:
        self.words = words
        texts = text_initial("title", words.title) | text_initial("summary", words.summary)
        super().__init__(data, initial=texts | {"group": words.group, "icon": words.icon, "bases": list(words.bases), "seen": digest(words)})
        self.fields |= text_fields("title", _("Title")) | text_fields("summary", _("What the right means"), rows=5)
        names = sorted({*icons, words.icon} - {""})
        self.fields["icon"].choices = [("", _("No icon")), *((name, name) for name in names)]

    def typed(self) -> RightWords:
        """What was typed."""
        data, before = self.cleaned_data, self.words
        title, summary = typed_text(data, "title", before.title), typed_text(data, "summary", before.summary)
        return RightWords(title, summary, data["group"], data["icon"], tuple(sorted(data["bases"])))


class SuccessorsForm(forms.Form):
    """Which indicators follow one of the framework before; none says that it ends."""

    successors = forms.MultipleChoiceField(label=_("Indicators that follow"), required=False, widget=forms.CheckboxSelectMultiple)
    is_comparable = forms.BooleanField(
        label=_("Figures can be compared"),
        required=False,
        help_text=_("Last year’s figure may then be carried over: only when the question, the unit and the counting are the same."),
    )
    seen = forms.CharField(widget=forms.HiddenInput, max_length=64)

    def __init__(self, data: Any = None, *, before: Successors | None, choices: Any) -> None:
        self.before = before
        known = before or Successors((), False, {})
        initial = {"successors": list(known.codes), "is_comparable": known.is_comparable, "seen": digest(before)}
        super().__init__(data, initial=text_initial("note", known.note) | initial)
        self.fields["successors"].choices = choices
        help_text = _("What became of it. When nothing follows, the reason is shown publicly.")
        self.fields |= text_fields("note", _("Note"), rows=3, help_text=help_text)

    def typed(self) -> Successors:
        """What was typed."""
        data = self.cleaned_data
        note = typed_text(data, "note", self.before.note if self.before else None)
        return Successors(tuple(data["successors"]), data["is_comparable"] and bool(data["successors"]), note)
