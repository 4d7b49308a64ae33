"""From rows to the values the scoring engine takes."""

from collections import defaultdict
from collections.abc import Mapping
from decimal import Decimal

from assessments.models import Answer, Cycle, ReviewOutcome
from assessments.services.outline import outline
from indicators.models import Framework, Indicator
from indicators.scoring import AnswerValue
from indicators.services.mapping import lineage

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


def quantity_of(number: Decimal | None, numerator: Decimal | None, denominator: Decimal | None, *, per: int = 100) -> Decimal | None:
    """The quantity of a row: its number, or its parts as a ratio of `per` (a percentage of 100)."""
    if number is not None:
        return number
    if numerator is None or not denominator:
        return None
    return numerator * per / denominator


def previous_values(cycle: Cycle, *, region_id: int | None = None, framework: Framework | None = None) -> dict[tuple[int, str], Decimal]:
    """Quantities of the cycle before (reviewed where reviewed), for rules that measure progress.

    By the codes of this cycle's framework, or of another that is tried out on it; where the cycle before had another,
    figures come through the mapping between both, as far as they are comparable and of the same type. One query for the
    cycle and one for the answers; none where no rule looks at the year before.
    """
    framework = framework or cycle.framework
    asking = outline(framework).against_previous
    if not asking:
        return {}
    before = Cycle.objects.counting().filter(award_year__lt=cycle.award_year).select_related("framework").order_by("-award_year").first()
    found = lineage(framework, before.framework) if before else None
    if before is None or found is None:
        return {}
    carried = found.carried
    # An indicator before may have been split into several.
    wanted: dict[str, list[Indicator]] = defaultdict(list)
    for indicator in asking:
        if indicator.code in carried:
            wanted[carried[indicator.code]].append(indicator)
    return _quantities(before, wanted, region_id) if wanted else {}


def _quantities(cycle: Cycle, wanted: Mapping[str, list[Indicator]], region_id: int | None) -> dict[tuple[int, str], Decimal]:
    """Quantities of a cycle's answers by region and the code they are wanted under."""
    rows = Answer.objects.filter(assessment__cycle=cycle, indicator__code__in=wanted)
    if region_id is not None:
        rows = rows.filter(assessment__region=region_id)
    columns = rows.order_by().values_list(
        "assessment__region_id",
        "indicator__code",
        "indicator__answer_type",
        "number",
        "numerator",
        "denominator",
        "review__number",
        "review__numerator",
        "review__denominator",
    )
    found: dict[tuple[int, str], Decimal] = {}
    for region, code, answer_type, number, numerator, denominator, *reviewed in columns.iterator(chunk_size=5000):
        for newer in wanted[code]:
            if newer.answer_type != answer_type:
                continue
            per = int(newer.rule.get("per", 100))
            value = quantity_of(*reviewed, per=per)
            value = quantity_of(number, numerator, denominator, per=per) if value is None else value
            if value is not None:
                found[region, newer.code] = value
    return found
