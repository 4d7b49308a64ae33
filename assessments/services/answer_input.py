"""What a person may answer to an indicator: one check for the form, the service and the preview."""

from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from django.core.exceptions import ValidationError
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from assessments.models import Answer, Exemption
from assessments.services.applicability import claim_faults
from indicators.models import AnswerType, Indicator

# The columns hold 20 digits, six of them behind the comma.
LARGEST = Decimal(10) ** 14
PLACES = 6
HUNDRED = Decimal(100)
NOTE_LIMIT = 4000
VALUE_FIELDS = ("choice", "number", "numerator", "denominator", "not_applicable")
# What a claim that the indicator does not apply says besides; of the region's answer only, a finding has no such columns.
CLAIM_FIELDS = ("exemption", "exemption_basis")


@dataclass(frozen=True, slots=True)
class AnswerInput:
    """The value and the explanation a person typed; each field is a column of an answer."""

    choice: str = ""
    number: Decimal | None = None
    numerator: Decimal | None = None
    denominator: Decimal | None = None
    not_applicable: bool = False
    note: str = ""
    exemption: str = ""
    exemption_basis: str = ""

    @property
    def has_value(self) -> bool:
        """Whether anything was answered."""
        return bool(self.choice) or self.number is not None or self.numerator is not None or self.not_applicable

    def value(self) -> dict[str, Any]:
        """The value alone, in the columns that an answer and a finding share."""
        return {name: getattr(self, name) for name in VALUE_FIELDS}


def input_of(answer: Answer) -> AnswerInput:
    """What an answer holds, as if it had just been typed."""
    return AnswerInput(
        answer.choice,
        answer.number,
        answer.numerator,
        answer.denominator,
        answer.not_applicable,
        answer.note,
        answer.exemption,
        answer.exemption_basis,
    )


def claim(exemption: str, *, basis: str = "", note: str = "") -> AnswerInput:
    """The claim that an indicator does not apply, for the kind of reason and the law that says so."""
    return AnswerInput(not_applicable=True, note=note, exemption=Exemption(exemption), exemption_basis=basis)


def asks_for_parts(indicator: Indicator) -> bool:
    """Whether the figure is asked in two parts, so that nobody computes percentages by hand."""
    return indicator.answer_type in {AnswerType.PERCENTAGE, AnswerType.RATIO} and bool(indicator.numerator) and bool(indicator.denominator)


def fields_asked(indicator: Indicator) -> tuple[str, ...]:
    """Names of the value fields an indicator asks for, in order."""
    if indicator.answer_type in {AnswerType.YES_NO, AnswerType.LEVEL}:
        return ("choice",)
    return ("numerator", "denominator") if asks_for_parts(indicator) else ("number",)


def choices_of(indicator: Indicator) -> list[tuple[str, Any]]:
    """The choices of a yes/no question or a rubric with their wording, best level last."""
    if indicator.answer_type == AnswerType.YES_NO:
        return [("yes", _("Yes")), ("no", _("No"))]
    if indicator.answer_type != AnswerType.LEVEL:
        return []
    # As plain text: a form takes a mapping, such as a bilingual text, for a group of choices.
    return [(code, str(label)) for code, label in indicator.ordered_levels]


def level_label(indicator: Indicator, code: str) -> Any:
    """Wording of a rubric level in the reader's language; its code when the framework gives none."""
    from indicators.bilingual import Bilingual

    label = indicator.level_labels.get(code)
    return Bilingual(label) if isinstance(label, dict) else (label or code)


def claims_nothing(indicator: Indicator, choice: str) -> bool:
    """Whether a choice claims nothing that evidence has to show: a no, or a level that earns nothing."""
    if choice == "no":
        return True
    points = (indicator.rule.get("levels") or {}).get(choice)
    return points is not None and not Decimal(str(points))


def checked(indicator: Indicator, value: AnswerInput) -> AnswerInput:
    """Return the value as it is stored: only the columns this type of answer uses.

    Raises ValidationError with a message for each field that is wrong.
    """
    errors: dict[str, list[str | Promise]] = {}
    if len(value.note) > NOTE_LIMIT:
        errors["note"] = [_("The explanation is longer than 4,000 characters. Put the details into a file of evidence.")]
    if value.not_applicable:
        basis = " ".join(value.exemption_basis.split())
        errors |= claim_faults(indicator, value.exemption, basis)
        kept = AnswerInput(not_applicable=True, note=value.note, exemption=value.exemption, exemption_basis=basis)
    else:
        for name in fields_asked(indicator):
            message = _fault(indicator, name, getattr(value, name))
            if message:
                errors[name] = [message]
        if not errors.keys() & {"numerator", "denominator"} and "numerator" in fields_asked(indicator):
            errors |= _parts_faults(indicator, value)
        kept = AnswerInput(**{name: getattr(value, name) for name in fields_asked(indicator)}, note=value.note)
    if errors:
        raise ValidationError(errors)
    return kept


def _fault(indicator: Indicator, name: str, given: Any) -> str | Promise:  # noqa: PLR0911 - one line per rule
    """What is wrong with one field by itself; empty when nothing is."""
    if name == "choice":
        if not given:
            return _("Choose an answer.")
        return "" if given in dict(choices_of(indicator)) else _("This choice does not exist.")
    if given is None:
        return _("Enter a number. If there is nothing to report, enter 0.")
    if not given.is_finite():
        return _("This is not a number.")
    if given < 0:
        return _("The number cannot be negative.")
    if given >= LARGEST:
        return _("The number is too large. Check the unit.")
    if -int(given.as_tuple().exponent) > PLACES:
        return _("Give at most six digits after the decimal mark.")
    if indicator.answer_type == AnswerType.COUNT and given != given.to_integral_value():
        return _("Enter a whole number.")
    if indicator.answer_type == AnswerType.PERCENTAGE and name == "number" and given > HUNDRED:
        return _("A percentage lies between 0 and 100.")
    return ""


def _parts_faults(indicator: Indicator, value: AnswerInput) -> dict[str, list[str | Promise]]:
    """What is wrong with the two parts of a percentage or ratio together."""
    if value.denominator == 0:
        return {"denominator": [_("The whole (denominator) cannot be 0. Read “If there is nothing to report” on this page.")]}
    too_large = value.numerator is not None and value.denominator is not None and value.numerator > value.denominator
    if indicator.answer_type == AnswerType.PERCENTAGE and too_large:
        return {"numerator": [_("The part (numerator) is larger than the whole (denominator). Check whether the two were swapped.")]}
    return {}
