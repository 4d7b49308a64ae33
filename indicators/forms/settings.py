"""The form of a draft's settings, with rows of predicates and gates."""

from decimal import Decimal
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.forms import BaseFormSet, formset_factory
from django.utils.functional import cached_property
from django.utils.translation import gettext_lazy as _

from indicators.catalogue import BandEntry, GateEntry
from indicators.forms.numbers import NumberField
from indicators.forms.texts import text_fields, text_initial, typed_text
from indicators.models import GateEffect
from indicators.models.framework import COMPONENT_ORDER
from indicators.services.draft_settings import Settings
from indicators.services.entries import place_of
from indicators.services.workshop import digest

# As many digits as the columns hold.
LARGEST = Decimal(10000)
PLACES = 2
MOST_ROWS = 30


class ColumnNumberField(NumberField):
    """A number not below zero that fits a column of four digits before and `places` after the point."""

    def __init__(self, *, places: int = PLACES, **kwargs: Any) -> None:
        self.places = places
        super().__init__(**kwargs)

    def to_python(self, value: Any) -> Any:
        """Read it and say what does not fit."""
        number = super().to_python(value)
        if number is None:
            return None
        if number < 0:
            raise ValidationError(_("This must not be negative."), code="negative")
        if number >= LARGEST or round(number, self.places) != number:
            values = {"places": self.places}
            raise ValidationError(_("Write a number below 10000 with at most %(places)s decimal places."), code="does_not_fit", params=values)
        return number


class CodeField(forms.CharField):
    """A short code: letters, digits, hyphens."""

    def __init__(self, *, max_length: int, **kwargs: Any) -> None:
        widget = forms.TextInput(attrs={"autocapitalize": "none", "autocomplete": "off", "spellcheck": "false"})
        super().__init__(label=_("Code"), max_length=max_length, widget=widget, **kwargs)

    def clean(self, value: Any) -> str:
        """Only what can stand in an address."""
        code = str(super().clean(value))
        if code and not all(sign.isascii() and (sign.isalnum() or sign == "-") for sign in code):
            raise ValidationError(_("Letters, digits and hyphens only."), code="not_a_code")
        return code


class PredicateForm(forms.Form):
    """One predicate."""

    code = CodeField(max_length=30)
    minimum = ColumnNumberField(label=_("From which final score"), required=True)
    is_awarded = forms.BooleanField(label=_("Gets a certificate"), required=False)
    title_id = text_fields("title", _("Title"))["title_id"]
    title_en = text_fields("title", _("Title"))["title_en"]

    def entry(self) -> BandEntry:
        """The row as the service wants it."""
        data = self.cleaned_data
        title = typed_text(data, "title", self.initial.get("title"))
        return BandEntry(place_of("predicate", data["code"]), data["code"], title, data["minimum"], data["is_awarded"])


class GateForm(forms.Form):
    """One gate."""

    code = CodeField(max_length=40)
    # The same as the row left empty begins with, which then counts as not filled in.
    effect = forms.ChoiceField(label=_("Effect"), choices=GateEffect.choices, initial=GateEffect.NO_PREDICATE)
    title_id = text_fields("title", _("Title"))["title_id"]
    title_en = text_fields("title", _("Title"))["title_en"]
    text_id = text_fields("text", _("Text"), rows=3)["text_id"]
    text_en = text_fields("text", _("Text"), rows=3)["text_en"]

    def entry(self) -> GateEntry:
        """The row as the service wants it."""
        data = self.cleaned_data
        title, words = typed_text(data, "title", self.initial.get("title")), typed_text(data, "text", self.initial.get("text"))
        return GateEntry(place_of("gate", data["code"]), data["code"], title, words, data["effect"])


class Rows(BaseFormSet):  # type: ignore[type-arg]
    """Rows with codes of their own; a row marked for removal is left out."""

    def clean(self) -> None:
        """No code twice, and no two predicates from one score: the tables hold neither."""
        seen: dict[tuple[str, Any], int] = {}
        for form in self.kept:
            for name, key in (("code", str(form.cleaned_data.get("code", "")).lower()), ("minimum", form.cleaned_data.get("minimum"))):
                if name not in form.fields or key in ("", None):
                    continue
                if (name, key) in seen:
                    form.add_error(name, _("This stands in another row too."))
                seen[name, key] = 1

    @property
    def kept(self) -> list[Any]:
        """Forms of rows that hold something and are not to be removed."""
        return [form for form in self.forms if form.is_valid() and form.cleaned_data.get("code") and not form.cleaned_data.get("DELETE")]


PredicateRows = formset_factory(PredicateForm, formset=Rows, extra=1, can_delete=True, max_num=MOST_ROWS, absolute_max=MOST_ROWS + 10)
GateRows = formset_factory(GateForm, formset=Rows, extra=1, can_delete=True, max_num=MOST_ROWS, absolute_max=MOST_ROWS + 10)


class SettingsForm(forms.Form):
    """Words, maxima and rows of a draft's settings; `rows` are the two tables."""

    cap = ColumnNumberField(label=_("Cap of the final score"), required=True)
    minimum_per_right = ColumnNumberField(label=_("Minimum per right"), help_text=_("Left empty: there is none."))
    addition_code = CodeField(max_length=40, required=False)
    addition_maximum = ColumnNumberField(
        label=_("Maximum of the additional component"), help_text=_("Without a code there is no additional component.")
    )
    is_reference = forms.BooleanField(
        label=_("Reference catalogue"), required=False, help_text=_("The texts are our own reconstruction, not the official text.")
    )
    seen = forms.CharField(widget=forms.HiddenInput, max_length=64)

    def __init__(self, data: Any = None, *, settings: Settings) -> None:
        self.settings = settings
        super().__init__(data, initial=self._initial(settings))
        self.fields["addition_code"].label = _("Code of the additional component")
        for name, label, rows in (
            ("title", _("Title"), 1),
            ("summary", _("Summary"), 4),
            ("note", _("Note on the origin of the texts"), 4),
            ("addition_title", _("Title of the additional component"), 1),
        ):
            self.fields |= text_fields(name, label, rows=rows)
        for code in self.component_codes:
            self.fields[f"component_{code}"] = ColumnNumberField(label=code.capitalize(), required=True)
        self.predicates = PredicateRows(data, initial=[_row(row) for row in settings.predicates], prefix="predicate")
        self.gates = GateRows(data, initial=[_row(row) for row in settings.gates], prefix="gate")

    @cached_property
    def component_codes(self) -> tuple[str, ...]:
        """Struktur, proses and hasil, where the framework has them."""
        return tuple(code for code in COMPONENT_ORDER if code in self.settings.components)

    @property
    def components(self) -> list[forms.BoundField]:
        """The fields of the components, for the page."""
        return [self[f"component_{code}"] for code in self.component_codes]

    @staticmethod
    def _initial(settings: Settings) -> dict[str, Any]:
        values = {name: getattr(settings, name) for name in ("cap", "minimum_per_right", "addition_code", "addition_maximum", "is_reference")}
        for name in ("title", "summary", "note", "addition_title"):
            values |= text_initial(name, getattr(settings, name))
        return values | {f"component_{code}": maximum for code, maximum in settings.components.items()} | {"seen": digest(settings)}

    def is_valid(self) -> bool:
        """Also the rows."""
        return all([super().is_valid(), self.predicates.is_valid(), self.gates.is_valid()])

    @property
    def has_faulty_rows(self) -> bool:
        """Whether a row of predicates or gates needs attention."""
        return self.is_bound and not all([self.predicates.is_valid(), self.gates.is_valid()])

    def typed(self) -> Settings:
        """The settings typed; called when everything is valid."""
        data, before = self.cleaned_data, self.settings
        texts: dict[str, Any] = {name: typed_text(data, name, getattr(before, name)) for name in ("title", "summary", "note", "addition_title")}
        return Settings(
            **texts,
            is_reference=data["is_reference"],
            components={code: data[f"component_{code}"] for code in self.component_codes},
            addition_code=data["addition_code"],
            addition_maximum=data["addition_maximum"] or Decimal(0),
            cap=data["cap"],
            minimum_per_right=data["minimum_per_right"],
            predicates=tuple(sorted((form.entry() for form in self.predicates.kept), key=lambda row: -row.minimum)),
            gates=tuple(sorted((form.entry() for form in self.gates.kept), key=lambda row: row.code)),
        )


def _row(entry: Any) -> dict[str, Any]:
    """What a row of the tables begins with."""
    values = {name: getattr(entry, name) for name in ("code", "minimum", "is_awarded", "effect", "title", "text") if hasattr(entry, name)}
    return values | text_initial("title", entry.title) | text_initial("text", getattr(entry, "text", None))
