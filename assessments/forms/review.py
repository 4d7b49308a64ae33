"""Form of a reviewer's finding: outcome, the value found proven, the reason."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from assessments.models import Answer, Review, ReviewOutcome
from assessments.services.answer_input import HUNDRED, VALUE_FIELDS, AnswerInput, choices_of, fields_asked
from assessments.services.review import Finding
from indicators.forms.numbers import NumberField
from indicators.models import AnswerType, Indicator

LABELS = {
    ReviewOutcome.ACCEPTED: _("Accepted: the value stands as answered"),
    ReviewOutcome.ADJUSTED: _("Adjusted: the evidence shows another value"),
    ReviewOutcome.UNSUPPORTED: _("Not supported by evidence: no points"),
}
# Where the region claims that the indicator does not apply: the finding is the ruling on it.
CLAIM_LABELS = {
    ReviewOutcome.ACCEPTED: _("Claim accepted: the indicator does not apply"),
    ReviewOutcome.ADJUSTED: _("Claim refused: the indicator applies, and the evidence shows the value below"),
    ReviewOutcome.UNSUPPORTED: _("Claim refused: the indicator applies, and nothing is proven: no points"),
}


RADIO = forms.RadioSelect(attrs={"class": "form-check-input"})


class FindingForm(forms.Form):
    """A finding on one answer; the value fields are those the indicator asks for, used when the value is adjusted."""

    outcome = forms.ChoiceField(label=_("Finding"), choices=list(LABELS.items()), widget=RADIO, error_messages={"required": _("Choose a finding.")})
    note = forms.CharField(
        label=_("Reason"),
        required=False,
        max_length=4000,
        widget=forms.Textarea(attrs={"rows": 3, "class": "form-control"}),
        help_text=_("Needed unless the answer is accepted. The region reads it beside its score."),
    )
    version = forms.IntegerField(widget=forms.HiddenInput, min_value=0)

    def __init__(self, *args: Any, indicator: Indicator, claims: bool = False, **kwargs: Any) -> None:
        """With `claims` the finding rules on a claim that the indicator does not apply."""
        super().__init__(*args, **kwargs)
        self.indicator = indicator
        if claims:
            self.fields["outcome"].choices = list(CLAIM_LABELS.items())  # type: ignore[attr-defined]
        self.value_names = list(fields_asked(indicator))
        for name in self.value_names:
            self.fields[name] = self._value_field(name)
        # A claim that it does not apply is accepted as it is; refused, the indicator applies.
        if indicator.may_be_not_applicable and not claims:
            self.value_names.append("not_applicable")
            self.fields["not_applicable"] = forms.BooleanField(
                label=_("Does not apply to this region"), required=False, widget=forms.CheckboxInput(attrs={"class": "form-check-input"})
            )
        self.order_fields(["outcome", *self.value_names, "note", "version"])

    def _value_field(self, name: str) -> forms.Field:
        if name == "choice":
            return forms.ChoiceField(label=_("Value found proven"), choices=choices_of(self.indicator), widget=RADIO, required=False)
        labels = {
            "number": _("Value found proven"),
            "numerator": self.indicator.numerator or _("Numerator"),
            "denominator": self.indicator.denominator or _("Denominator"),
        }
        at_most = HUNDRED if self.indicator.answer_type == AnswerType.PERCENTAGE and name == "number" else None
        field = NumberField(label=labels[name], at_most=at_most)
        # The page writes this field itself, without crispy.
        field.widget.attrs["class"] = "form-control is-number"
        return field

    @property
    def value_fields(self) -> list[forms.BoundField]:
        """The fields of the value, for the page."""
        return [self[name] for name in self.value_names]

    @classmethod
    def of(cls, answer: Answer, current: Review | None) -> "FindingForm":
        """The form as it is first shown: with the finding there is, or the region's own value to start from."""
        source = current if current is not None and current.outcome == ReviewOutcome.ADJUSTED else answer
        initial: dict[str, Any] = {name: getattr(source, name) for name in VALUE_FIELDS}
        initial |= {"version": current.version if current else 0}
        if current is not None:
            initial |= {"outcome": current.outcome, "note": current.note}
        return cls(initial=initial, indicator=answer.indicator, claims=answer.not_applicable)

    def finding(self) -> Finding:
        """What the service wants."""
        data = self.cleaned_data
        value = None
        if data["outcome"] == ReviewOutcome.ADJUSTED:
            value = AnswerInput(**{name: data[name] for name in self.value_names if name in data})
        return Finding(outcome=data["outcome"], note=data["note"], value=value)
