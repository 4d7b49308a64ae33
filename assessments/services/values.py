"""From rows to the values the scoring engine takes."""

from collections.abc import Mapping
from decimal import Decimal

from assessments.models import Answer, Cycle, ReviewOutcome
from indicators.scoring import AnswerValue

# (region, indicator code) -> last year's quantity
Previous = Mapping[tuple[int, str], Decimal]


def answer_value(answer: Answer, *, has_evidence: bool, previous: Decimal | None = None) -> AnswerValue:
    """What the region says."""
    return AnswerValue(
        choice=answer.choice or None,
        number=answer.number,
        numerator=answer.numerator,
        denominator=answer.denominator,
        not_applicable=answer.not_applicable,
        has_evidence=has_evidence,
        previous=previous,
    )


def finding_value(
    outcome: str,
    choice: str,
    number: Decimal | None,
    numerator: Decimal | None,
    denominator: Decimal | None,
    not_applicable: bool,
    *,
    previous: Decimal | None = None,
) -> AnswerValue:
    """What the reviewer found proven; a finding stands on evidence unless it is ``unsupported``."""
    if outcome == ReviewOutcome.UNSUPPORTED:
        return AnswerValue()
    return AnswerValue(choice or None, number, numerator, denominator, not_applicable, True, previous)


def quantity_of(number: Decimal | None, numerator: Decimal | None, denominator: Decimal | None) -> Decimal | None:
    """The quantity of a row: its number, or its parts as a percentage."""
    if number is not None:
        return number
    if numerator is None or not denominator:
        return None
    return numerator * 100 / denominator


def previous_values(cycle: Cycle, *, region_id: int | None = None) -> dict[tuple[int, str], Decimal]:
    """Quantities of the cycle before (reviewed where reviewed), for rules that measure progress; one query."""
    before = Cycle.objects.filter(award_year__lt=cycle.award_year).order_by("-award_year").first()
    if before is None:
        return {}
    rows = Answer.objects.filter(assessment__cycle=before)
    if region_id is not None:
        rows = rows.filter(assessment__region=region_id)
    found: dict[tuple[int, str], Decimal] = {}
    columns = rows.filter(indicator__rule__type="progress").values_list(
        "assessment__region_id", "indicator__code", "number", "numerator", "denominator", "review__number", "review__numerator", "review__denominator"
    )
    for region, code, *parts in columns.iterator(chunk_size=5000):
        value = quantity_of(*parts[3:])
        value = quantity_of(*parts[:3]) if value is None else value
        if value is not None:
            found[region, code] = value
    return found
