"""Rows of a form whose number is free: bands, levels, indicators before.

Every field of a row comes as a list in what was sent (``band_points=10&band_points=8``), so that rows can be added and
removed by a script, by a button that sends the form, and by a restored draft alike.
"""

from collections.abc import Iterable, Mapping, Sequence
from decimal import Decimal
from itertools import zip_longest
from typing import Any, ClassVar

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from indicators.forms.numbers import NumberField
from indicators.forms.texts import typed_text
from indicators.scoring.rules import exact_text

MOST_ROWS = 60
# Numbers of a rule are exact, but beyond this they are slips.
LARGEST = Decimal(10) ** 15
PLACES = 6
Values = dict[str, Any]


class RuleNumberField(NumberField):
    """A number of a rule: exact, of a size that can be a figure."""

    def to_python(self, value: Any) -> Any:
        """Read it and say what cannot be meant."""
        number = super().to_python(value)
        if number is not None and (abs(number) >= LARGEST or round(number, PLACES) != number):
            raise ValidationError(_("Write a number of at most 15 digits before and %(places)s after the decimal mark.") % {"places": PLACES})
        return number


class CodeInput(forms.TextInput):
    """A line for a code: no capital letters put in, nothing corrected."""

    def __init__(self, **attrs: str) -> None:
        super().__init__(attrs={"autocapitalize": "none", "autocomplete": "off", "spellcheck": "false"} | attrs)


class Row(forms.Form):
    """One row. `kind` stands before the names of its fields; a row with nothing in `told_by` counts as empty."""

    kind: ClassVar[str]
    told_by: ClassVar[tuple[str, ...]]
    use_required_attribute = False

    def __init__(self, data: Values | None = None, *, number: int | str, initial: Values | None = None) -> None:
        self.number = number
        named = None if data is None else {self.add_prefix(name): value for name, value in data.items()}
        super().__init__(named, initial=initial, auto_id=f"id_{number}_%s")
        for field in self.fields.values():
            look = "form-select" if isinstance(field.widget, forms.Select) else "form-control"
            field.widget.attrs["class"] = " ".join(dict.fromkeys([look, *field.widget.attrs.get("class", "").split()]))

    def add_prefix(self, field_name: str) -> str:
        """The name in the form that is sent."""
        return f"{self.kind}_{field_name}"

    @property
    def is_empty(self) -> bool:
        """Whether nothing was filled in."""
        return self.is_bound and not any(str(self.data.get(self.add_prefix(name)) or "").strip() for name in self.told_by)


class BandRow(Row):
    """Points between two edges."""

    kind = "band"
    told_by = ("low", "high", "points")

    low = RuleNumberField(label=gettext_lazy("From"))
    low_edge = forms.ChoiceField(
        label=gettext_lazy("Lower edge"), required=False, choices=[("from", gettext_lazy("from")), ("above", gettext_lazy("above"))]
    )
    high = RuleNumberField(label=gettext_lazy("To"))
    high_edge = forms.ChoiceField(
        label=gettext_lazy("Upper edge"), required=False, choices=[("to", gettext_lazy("up to")), ("below", gettext_lazy("below"))]
    )
    points = RuleNumberField(label=gettext_lazy("Points"), required=True)

    def band(self) -> Values:
        """The band as data."""
        data = self.cleaned_data
        found: Values = {}
        if data["low"] is not None:
            found[data["low_edge"] or "from"] = exact_text(data["low"])
        if data["high"] is not None:
            found[data["high_edge"] or "to"] = exact_text(data["high"])
        return found | {"points": exact_text(data["points"])}


def band_initial(band: Values) -> Values:
    """What the row of a band begins with; a number that cannot be read stands as it is."""
    low, high = band.get("from", band.get("above")), band.get("to", band.get("below"))
    return {
        "low": readable(low),
        "low_edge": "above" if "above" in band else "from",
        "high": readable(high),
        "high_edge": "below" if "below" in band else "to",
        "points": readable(band.get("points")),
    }


def readable(value: Any) -> Any:
    """A number of a rule as Decimal, so that the field writes it in the reader's way."""
    try:
        return Decimal(str(value)) if value is not None else None
    except ArithmeticError:
        return str(value)


class LevelRow(Row):
    """A level of a rubric with its wording."""

    kind = "level"
    told_by = ("code", "id", "en", "points")

    code = forms.RegexField(
        r"\A[A-Za-z0-9]+(?:[-_][A-Za-z0-9]+)*\Z",
        label=gettext_lazy("Code"),
        max_length=40,
        widget=CodeInput(),
        error_messages={"invalid": gettext_lazy("Letters, digits and hyphens only.")},
    )
    id = forms.CharField(label=gettext_lazy("Indonesian"), required=False, max_length=500, widget=forms.TextInput(attrs={"lang": "id"}))
    en = forms.CharField(label=gettext_lazy("English"), required=False, max_length=500, widget=forms.TextInput(attrs={"lang": "en"}))
    points = RuleNumberField(label=gettext_lazy("Points"), required=True)

    def wording(self, before: Mapping[str, str] | None) -> dict[str, str]:
        """The wording in both languages."""
        typed = {f"label_{language}": self.cleaned_data[language] for language in ("id", "en")}
        return typed_text(typed, "label", before)


class LinkRow(Row):
    """An indicator of the framework before that this one follows."""

    kind = "link"
    told_by = ("code",)

    code = forms.CharField(label=gettext_lazy("Indicator before"), max_length=40, widget=CodeInput(list="sebelumnya"))
    comparable = forms.ChoiceField(
        label=gettext_lazy("Figures"),
        required=False,
        choices=[("no", gettext_lazy("cannot be compared")), ("yes", gettext_lazy("can be compared"))],
    )


class Rows[R: Row]:
    """All rows of one kind: as stored, or as sent."""

    def __init__(self, row: type[R], data: Any, initial: Sequence[Values], *, spare: int = 0) -> None:
        self.row = row
        names = list(row.base_fields)
        if data is None:
            self.rows: list[R] = [row(number=number, initial=values) for number, values in enumerate(initial)]
            self.rows += [row(number=len(initial) + more) for more in range(spare)]
        else:
            sent = zip_longest(*(data.getlist(f"{row.kind}_{name}") for name in names), fillvalue="")
            self.rows = [row(dict(zip(names, values, strict=True)), number=number) for number, values in enumerate(sent)]
        self.faults: list[str] = []

    def __iter__(self) -> Any:
        return iter(self.rows)

    def __len__(self) -> int:
        return len(self.rows)

    @property
    def kind(self) -> str:
        """The word before the names of the fields; a template cannot ask the class, which it would call."""
        return self.row.kind

    @property
    def blank(self) -> R:
        """An empty row for a script to copy."""
        return self.row(number="__n__")

    @property
    def filled(self) -> list[R]:
        """Rows that hold something."""
        return [row for row in self.rows if not row.is_empty]

    def is_valid(self, *, once: Iterable[str] = ()) -> bool:
        """Whether every filled row can be read and none of the fields named in `once` holds a value twice."""
        self.faults = []
        if len(self.filled) > MOST_ROWS:
            self.faults.append(_("At most %(most)s rows; this form has %(count)s.") % {"most": MOST_ROWS, "count": len(self.filled)})
            return False
        seen: set[tuple[str, str]] = set()
        for row in self.filled:
            for name in once:
                value = str(row.data.get(row.add_prefix(name)) or "").strip().lower()
                if value and (name, value) in seen:
                    row.add_error(name, _("This stands in another row too."))
                seen.add((name, value))
        return all(row.is_valid() for row in self.filled)

    def messages(self, title: str) -> list[str]:
        """What is wrong, row by row, for the top of the page."""
        found = [f"{title}: {fault}" for fault in self.faults]
        for position, row in enumerate(self.rows, start=1):
            if not row.is_empty and not self.faults:
                found += [
                    _("%(title)s, row %(row)s, %(field)s: %(fault)s")
                    % {"title": title, "row": position, "field": row.fields[name].label if name in row.fields else "", "fault": fault}
                    for name, faults in row.errors.items()
                    for fault in faults
                ]
        return found
