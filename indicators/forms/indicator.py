"""The form of an indicator: its texts, its rule, its evidence, its legal bases, what it follows."""

from collections.abc import Iterable
from dataclasses import replace
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from indicators.catalogue.framework_file import LONGEST_VALIDITY
from indicators.forms.bases import BasesField
from indicators.forms.rule import RuleForm
from indicators.forms.rule_rows import LinkRow, Rows
from indicators.forms.settings import ColumnNumberField
from indicators.forms.texts import text_fields, text_initial, typed_text
from indicators.models import AnswerType, Decider, IndicatorKind
from indicators.services.entries import TEXTS
from indicators.services.workshop import digest
from indicators.services.workshop_indicator import IndicatorState, Predecessor, references

WEIGHT_PLACES = 4
MOST_ROWS_ADDED = 200
# name, label, rows of the text area, help
WORDS: dict[str, tuple[str | Promise, int, str | Promise]] = {
    "statement": (gettext_lazy("Statement"), 2, gettext_lazy("The question as regions read it, in one sentence.")),
    "rationale": (gettext_lazy("Why it is asked"), 3, ""),
    "definition": (gettext_lazy("Definition"), 4, gettext_lazy("What exactly is meant, so that everybody counts the same.")),
    "unit": (gettext_lazy("Unit"), 1, gettext_lazy("Only for figures: persen, orang, m² …")),
    "numerator": (gettext_lazy("Numerator"), 2, gettext_lazy("Only for percentages and ratios.")),
    "denominator": (gettext_lazy("Denominator"), 2, ""),
    "period": (gettext_lazy("Period of the data"), 1, ""),
    "data_source": (gettext_lazy("Source of the figure"), 2, gettext_lazy("The system or report it is taken from.")),
    "data_owner": (gettext_lazy("Who owns the figure"), 1, ""),
    "not_applicable_when": (gettext_lazy("When it does not apply"), 3, gettext_lazy("When it may be claimed, and what the claim must show.")),
    "evidence": (gettext_lazy("Evidence accepted"), 3, ""),
    "evidence_example": (gettext_lazy("Example that is accepted"), 2, ""),
    "evidence_rejected": (gettext_lazy("Example that is rejected"), 2, gettext_lazy("And why.")),
    "nil_case": (gettext_lazy("What counts for a nil case"), 2, ""),
}
PLAIN = ("kind", "answer_type", "weight", "is_own_authority", "usual_work_unit", "is_reconstruction", "evidence_valid_years")
APPLIES = ("may_be_not_applicable", "not_applicable_by")


class Pairs:
    """Gives a template the two fields of a text by its name: ``form.pairs.statement``."""

    def __init__(self, form: forms.Form) -> None:
        self.form = form

    def __getitem__(self, name: str) -> tuple[forms.BoundField, forms.BoundField]:
        """The Indonesian and the English field."""
        if name not in WORDS:
            raise KeyError(name)
        return self.form[f"{name}_id"], self.form[f"{name}_en"]


class LinkedForm(forms.Form):
    """A form with rows of indicators of the framework before."""

    links: Rows[LinkRow]
    known: frozenset[str]

    def start_links(self, data: Any, before: Iterable[Predecessor], known: Iterable[str]) -> None:
        """Set up the rows; `known` are codes that exist in the framework before."""
        rows = [{"code": row.code, "comparable": "yes" if row.is_comparable else "no"} for row in before]
        self.links = Rows(LinkRow, data, rows)
        self.known = frozenset(known)

    def link_messages(self) -> list[str]:
        """What is wrong with the rows."""
        valid = self.links.is_valid(once=("code",))
        for row in self.links.filled:
            code = str(row.data.get("link_code") or "").strip()
            if code and code not in self.known and not row.errors:
                row.add_error("code", _("The framework before has no indicator “%(code)s”.") % {"code": code[:40]})
                valid = False
        return [] if valid else self.links.messages(_("What it follows"))

    def predecessors(self) -> tuple[Predecessor, ...]:
        """The indicators before that were named."""
        return tuple(Predecessor(row.cleaned_data["code"], row.cleaned_data["comparable"] == "yes") for row in self.links.filled)


class IndicatorForm(LinkedForm):
    """All fields of an indicator; `rule` is the form of its rule, `links` the rows of what it follows."""

    kind = forms.ChoiceField(label=gettext_lazy("Kind"), choices=IndicatorKind.choices)
    answer_type = forms.ChoiceField(label=gettext_lazy("Answer type"), choices=AnswerType.choices)
    weight = ColumnNumberField(
        label=gettext_lazy("Weight"),
        places=WEIGHT_PLACES,
        required=True,
        help_text=gettext_lazy("Among those of its kind in the right; 1 counts once."),
    )
    is_reconstruction = forms.BooleanField(label=gettext_lazy("The rule is our own reconstruction"), required=False)
    is_own_authority = forms.BooleanField(label=gettext_lazy("Within the region’s own authority"), required=False)
    usual_work_unit = forms.CharField(
        label=gettext_lazy("Usual OPD"), required=False, max_length=120, help_text=gettext_lazy("Which agency of the region usually has the data.")
    )
    may_be_not_applicable = forms.BooleanField(label=gettext_lazy("May be answered “does not apply”"), required=False)
    not_applicable_by = forms.ChoiceField(
        label=gettext_lazy("Who rules that it does not apply"), required=False, choices=[("", gettext_lazy("Not chosen")), *Decider.choices]
    )
    evidence_valid_years = forms.IntegerField(
        label=gettext_lazy("Years that evidence may be older"),
        required=False,
        min_value=0,
        max_value=LONGEST_VALIDITY,
        widget=forms.TextInput(attrs={"inputmode": "numeric", "autocomplete": "off", "class": "is-number"}),
        help_text=gettext_lazy("0: of the data year itself. Empty: valid as long as in force."),
    )
    bases = BasesField(required=False)
    seen = forms.CharField(widget=forms.HiddenInput, max_length=64)

    def __init__(self, data: Any = None, *, state: IndicatorState, known: Iterable[str] = ()) -> None:
        self.state = state
        entry = state.entry
        initial: dict[str, Any] = {name: getattr(entry, name) for name in (*PLAIN, *APPLIES)}
        for name in TEXTS:
            initial |= text_initial(name, getattr(entry, name))
        super().__init__(data, initial=initial | {"bases": [basis.code for basis in entry.bases], "seen": digest(state)})
        for name, (label, rows, help_text) in WORDS.items():
            self.fields |= text_fields(name, label, rows=rows, help_text=help_text)
            # Said once, beside the Indonesian text.
            self.fields[f"{name}_en"].help_text = ""
        self.pairs = Pairs(self)
        self.rule = RuleForm(data, rule=entry.rule, level_labels=entry.level_labels)
        self.start_links(data, state.predecessors, known)

    def clean(self) -> dict[str, Any]:
        """Also the rule and the rows: what is wrong there stands at the top too."""
        data: dict[str, Any] = super().clean() or {}
        found = [str(error) for error in self.rule.non_field_errors()]
        found += [
            f"{self.rule.fields[name].label}: {error}" for name, errors in self.rule.errors.items() if name in self.rule.fields for error in errors
        ]
        found += self.link_messages()
        if found:
            raise ValidationError(found)
        return data

    def clean_weight(self) -> Any:
        """The table holds no weight of nothing."""
        weight = self.cleaned_data["weight"]
        if weight is not None and weight <= 0:
            raise ValidationError(_("The weight must be greater than 0."))
        return weight

    def typed(self) -> IndicatorState:
        """The indicator typed; called when everything is valid."""
        data, before = self.cleaned_data, self.state.entry
        typed: dict[str, Any] = {name: data[name] for name in (*PLAIN, *APPLIES)}
        typed |= {name: typed_text(data, name, getattr(before, name)) for name in TEXTS}
        typed |= {"rule": self.rule.rule(), "level_labels": self.rule.level_labels(), "bases": references(before.place, data["bases"])}
        entry = replace(before, **typed)
        return IndicatorState(entry, self._in_order(self.predecessors()))

    def _in_order(self, typed: tuple[Predecessor, ...]) -> tuple[Predecessor, ...]:
        """Those named before keep their order, so that the same set counts as unchanged."""
        return self.state.predecessors if set(typed) == set(self.state.predecessors) else typed

    @property
    def row_kinds(self) -> dict[str, Rows[Any]]:
        """All rows of the page by the word that stands before their fields."""
        return self.rule.row_kinds | {LinkRow.kind: self.links}


def without_row(data: Any, kind: str, number: int, names: Iterable[str]) -> Any:
    """What was sent without one row."""
    changed = data.copy()
    for name in names:
        values = changed.getlist(f"{kind}_{name}")
        changed.setlist(f"{kind}_{name}", values[:number] + values[number + 1 :])
    return changed


def with_row(data: Any, kind: str, names: Iterable[str]) -> Any:
    """What was sent with one empty row more."""
    changed = data.copy()
    for name in names:
        values = changed.getlist(f"{kind}_{name}")
        changed.setlist(f"{kind}_{name}", [*values, ""][:MOST_ROWS_ADDED])
    return changed


class NewIndicatorForm(LinkedForm):
    """The beginning of a new indicator: where it stands, what it asks, what it follows; all else is written on its own page."""

    right = forms.ChoiceField(label=gettext_lazy("Right"))
    kind = forms.ChoiceField(label=gettext_lazy("Kind"), choices=IndicatorKind.choices)
    code = forms.CharField(label=gettext_lazy("Code"), required=False, max_length=40, widget=forms.TextInput(attrs={"autocomplete": "off"}))
    answer_type = forms.ChoiceField(label=gettext_lazy("Answer type"), choices=AnswerType.choices)
    is_copied = forms.BooleanField(
        label=gettext_lazy("Begin with the texts, the rule and the legal bases of the first indicator it follows"),
        required=False,
        initial=True,
        help_text=gettext_lazy("Its answer type too, and its statement where none is written above."),
    )

    def __init__(
        self, data: Any = None, *, rights: Iterable[tuple[str, str]], kinds: Iterable[str], known: Iterable[str], initial: dict[str, Any]
    ) -> None:
        super().__init__(data, initial=initial)
        self.fields |= text_fields("statement", WORDS["statement"][0], rows=2)
        self.fields["right"].choices = list(rights)
        allowed = set(kinds)
        self.fields["kind"].choices = [choice for choice in IndicatorKind.choices if choice[0] in allowed]
        self.fields["code"].help_text = gettext_lazy("Left empty: the next free one of the right, such as KS-H9.")
        self.start_links(data, (), known)

    def clean(self) -> dict[str, Any]:
        """The rows too."""
        data: dict[str, Any] = super().clean() or {}
        found = self.link_messages()
        if found:
            raise ValidationError(found)
        return data

    def typed_statement(self) -> dict[str, str]:
        """The statement in both languages."""
        return typed_text(self.cleaned_data, "statement")

    @property
    def row_kinds(self) -> dict[str, Rows[Any]]:
        """Rows of the page."""
        return {LinkRow.kind: self.links}


class EndForm(forms.Form):
    """Why an indicator ends."""

    def __init__(self, data: Any = None) -> None:
        super().__init__(data)
        self.fields |= text_fields("reason", gettext_lazy("Why it ends"), rows=3)

    def typed(self) -> dict[str, str]:
        """The reason in both languages."""
        return typed_text(self.cleaned_data, "reason")


class CommentForm(forms.Form):
    """A remark."""

    text = forms.CharField(
        label=gettext_lazy("Your comment"), max_length=4000, widget=forms.Textarea(attrs={"rows": 3, "class": "form-control"}), strip=True
    )
