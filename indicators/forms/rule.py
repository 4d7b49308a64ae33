"""The form of a scoring rule: its type, and for each type its own fields."""

from collections.abc import Mapping
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from indicators.bilingual import Bilingual
from indicators.forms.rule_rows import BandRow, LevelRow, Rows, RuleNumberField, band_initial, readable
from indicators.scoring import RuleError, rule_from_dict
from indicators.scoring.rules import exact_text

TYPES = [
    ("yes_no", gettext_lazy("Yes or no")),
    ("levels", gettext_lazy("Levels of a rubric")),
    ("bands", gettext_lazy("Bands of a figure")),
    ("linear", gettext_lazy("In proportion between two figures")),
    ("progress", gettext_lazy("Progress against a target or last year")),
]
GAP_POLICIES = [
    ("error", gettext_lazy("There must be no gaps")),
    ("worse", gettext_lazy("The figure takes the points of the worse band")),
    ("better", gettext_lazy("The figure takes the points of the better band")),
]
DEFAULT_PER = 100


class RuleForm(forms.Form):
    """A rule. Only the fields of the chosen type are read; those of the others stay in the form as typed."""

    type = forms.ChoiceField(
        label=gettext_lazy("How the answer earns points"), choices=TYPES, widget=forms.RadioSelect(attrs={"class": "form-check-input"})
    )
    evidence_required = forms.BooleanField(label=gettext_lazy("A yes counts only with evidence"), required=False)
    gap_policy = forms.ChoiceField(label=gettext_lazy("A figure between two bands"), required=False, choices=GAP_POLICIES)
    step = RuleNumberField(
        label=gettext_lazy("Step of the figures"),
        help_text=gettext_lazy("1 when only whole numbers occur: “to 10” and “from 11” then leave no gap. Else empty."),
    )
    zero_at = RuleNumberField(label=gettext_lazy("Earns nothing at"))
    full_at = RuleNumberField(label=gettext_lazy("Earns all at"))
    against = forms.ChoiceField(
        label=gettext_lazy("Measured against"),
        required=False,
        choices=[("target", gettext_lazy("a target: percent of it reached")), ("previous", gettext_lazy("last year: the difference"))],
    )
    target = RuleNumberField(label=gettext_lazy("Target"), help_text=gettext_lazy("In the unit of the figure."))
    per = RuleNumberField(
        label=gettext_lazy("A ratio counts per"),
        help_text=gettext_lazy("For figures of two parts: 100 for percent, 1000 for “per 1,000 people”. Empty: 100."),
    )
    points = RuleNumberField(label=gettext_lazy("Highest number of points"), help_text=gettext_lazy("Empty: 1, the indicator’s own share."))

    def __init__(self, data: Any = None, *, rule: Mapping[str, Any], level_labels: Mapping[str, Mapping[str, str]]) -> None:
        self.before, self.labels_before = dict(rule), dict(level_labels)
        super().__init__(data, initial=_initial(rule))
        levels = rule.get("levels") if isinstance(rule.get("levels"), Mapping) else {}
        bands = rule.get("bands") if isinstance(rule.get("bands"), list) else []
        self.levels: Rows[LevelRow] = Rows(LevelRow, data, _level_rows(levels or {}, level_labels), spare=0 if levels else 2)
        self.bands: Rows[BandRow] = Rows(BandRow, data, [band_initial(band) for band in bands or []], spare=0 if bands else 2)

    def add_prefix(self, field_name: str) -> str:
        """Names of their own beside those of the indicator."""
        return f"rule_{field_name}"

    @property
    def chosen(self) -> str:
        """The type chosen, readable or not."""
        return str(self["type"].value() or "")

    def full_clean(self) -> None:
        """Fields of other types cannot be wrong."""
        super().full_clean()
        if self.is_bound:
            for name in [name for name in self._errors if name in READ_BY and self.chosen not in READ_BY[name]]:
                del self._errors[name]

    def clean(self) -> dict[str, Any]:
        """The rows of the chosen type, and whether the engine can read the whole."""
        data: dict[str, Any] = super().clean() or {}
        if data.get("type") == "levels" and not self.levels.is_valid(once=("code",)):
            raise ValidationError(self.levels.messages(_("Levels")))
        if data.get("type") == "bands" and not self.bands.is_valid():
            raise ValidationError(self.bands.messages(_("Bands")))
        for name in ("zero_at", "full_at"):
            if data.get("type") in READ_BY[name] and data.get(name) is None and name not in self.errors:
                self.add_error(name, _("Write a number."))
        if data.get("per") is not None and (data["per"] <= 0 or data["per"] != int(data["per"])):
            self.add_error("per", _("Write a whole number greater than 0."))
        return data

    def rule(self) -> dict[str, Any]:
        """The rule typed as data; the stored one where it means the same."""
        found = self.typed_rule()
        return self.before if _means_the_same(self.before, found) else found

    def typed_rule(self) -> dict[str, Any]:
        """The rule typed, in the engine's own spelling: what is as usual is left out."""
        data, kind = self.cleaned_data, self.cleaned_data["type"]
        found: dict[str, Any] = {"type": kind}
        if kind == "levels":
            return found | {"levels": {row.cleaned_data["code"]: exact_text(row.cleaned_data["points"]) for row in self.levels.filled}}
        if kind == "bands":
            found |= {"gap_policy": data["gap_policy"] or "error", "bands": [row.band() for row in self.bands.filled]}
        if kind == "yes_no" and not data["evidence_required"]:
            found["evidence_required"] = False
        if kind == "progress":
            found["against"] = data["against"] or "target"
        for name in ("zero_at", "full_at", "target", "step", "points", "per"):
            if kind in READ_BY[name] and data.get(name) is not None and not (name == "per" and data[name] == DEFAULT_PER):
                found[name] = exact_text(data[name])
        if "per" in found:
            found["per"] = int(found["per"])
        if found.get("points") == "1":
            del found["points"]
        return found

    def level_labels(self) -> dict[str, dict[str, str]]:
        """The wording of the levels; none for rules of another type."""
        if self.cleaned_data["type"] != "levels":
            return {}
        found = {row.cleaned_data["code"]: row.wording(self.labels_before.get(row.cleaned_data["code"])) for row in self.levels.filled}
        return {code: wording for code, wording in found.items() if wording}

    @property
    def row_kinds(self) -> dict[str, Rows[Any]]:
        """Rows by the word that stands before their fields."""
        return {LevelRow.kind: self.levels, BandRow.kind: self.bands}


# Which types read a field.
READ_BY = {
    "evidence_required": {"yes_no"},
    "gap_policy": {"bands"},
    "step": {"bands"},
    "zero_at": {"linear", "progress"},
    "full_at": {"linear", "progress"},
    "against": {"progress"},
    "target": {"progress"},
    "per": {"bands", "linear", "progress"},
    "points": {"yes_no", "linear", "progress"},
}


def _initial(rule: Mapping[str, Any]) -> dict[str, Any]:
    kind = rule.get("type", "")
    numbers = {name: readable(rule.get(name)) for name in ("step", "target", "per", "points", "zero_at", "full_at")}
    if kind in {"linear", "progress"}:
        # The engine's own edges where a rule names none.
        numbers["zero_at"] = readable(rule.get("zero_at", 0))
        numbers["full_at"] = readable(rule.get("full_at", 100))
    chosen = {"gap_policy": rule.get("gap_policy", "error"), "against": rule.get("against", "target")}
    return numbers | chosen | {"type": kind, "evidence_required": rule.get("evidence_required", True)}


def _level_rows(levels: Mapping[str, Any], labels: Mapping[str, Mapping[str, str]]) -> list[dict[str, Any]]:
    """Levels from the lowest up: the database keeps no order of keys."""
    rows = [
        {
            "code": code,
            "points": readable(points),
            "id": Bilingual(labels.get(code) or {}).indonesian,
            "en": Bilingual(labels.get(code) or {}).english,
        }
        for code, points in levels.items()
    ]
    return sorted(rows, key=lambda row: (str(type(row["points"])), row["points"], row["code"]))


def _means_the_same(before: Mapping[str, Any], after: Mapping[str, Any]) -> bool:
    try:
        return bool(rule_from_dict(before) == rule_from_dict(after))
    except (RuleError, TypeError, AttributeError):
        return False
