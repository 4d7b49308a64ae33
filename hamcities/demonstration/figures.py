"""Official figures of the demonstration: invented, and said to be so, for some outcome indicators of Kabupaten Sleman."""

import random
from decimal import Decimal
from typing import Any

from django.db import transaction

from accounts.models import User
from assessments.models import Answer, Assessment, AssessmentState, Cycle, OfficialFigure
from assessments.services.answer_input import asks_for_parts
from assessments.services.figures import contest_figure, differs
from hamcities.demonstration.people import SLEMAN
from indicators.models import AnswerType, Indicator, IndicatorKind

SOURCE = "Badan Pusat Statistik (contoh)"
REASON = "Angka resmi belum memuat hasil pemutakhiran data semester II; rekonsiliasi dengan sumber masih berjalan (contoh)."
# So many outcome indicators, one of every two; the answer given is taken for most, another figure for the rest.
STEP, EVERY = 2, 3


@transaction.atomic
def create_figures(*, cycle: Cycle, people: dict[str, User]) -> int:
    """Invent figures that are not there yet, and contest one of those that differ; return how many were made."""
    assessment = Assessment.objects.select_related("region", "cycle__framework").filter(cycle=cycle, region__code=SLEMAN).first()
    if assessment is None or OfficialFigure.objects.filter(region=assessment.region, data_year=cycle.data_year).exists():
        return 0
    asked = cycle.framework.indicators.filter(kind=IndicatorKind.HASIL).exclude(answer_type__in=[AnswerType.YES_NO, AnswerType.LEVEL])
    answers = {row.indicator_id: row for row in Answer.objects.filter(assessment=assessment)}
    luck = random.Random(f"angka resmi {cycle.award_year}")
    figures = [
        _figure(assessment, indicator, answers.get(indicator.pk), luck, is_other=number % EVERY == 0)
        for number, indicator in enumerate(asked.order_by("order")[::STEP])
    ]
    made = OfficialFigure.objects.bulk_create(figures)
    _contest(assessment, made, answers, people["koordinator"])
    return len(made)


def _figure(assessment: Assessment, indicator: Indicator, answer: Answer | None, luck: random.Random, *, is_other: bool) -> OfficialFigure:
    """The region's own answer, a little off where another one is wanted; something plausible where there is no answer."""
    values: dict[str, Any] = {}
    if answer is not None and answer.numerator is not None:
        values = {"numerator": answer.numerator, "denominator": answer.denominator}
    elif answer is not None and answer.number is not None:
        values = {"number": answer.number}
    elif asks_for_parts(indicator):
        whole = Decimal(luck.randint(400, 4000))
        values = {"numerator": (whole * luck.randint(35, 92) / 100).to_integral_value(), "denominator": whole}
    else:
        values = {"number": Decimal(luck.randint(20, 90))}
    name = "numerator" if "numerator" in values else "number"
    if is_other:
        is_whole = values[name] == values[name].to_integral_value()
        values[name] = (values[name] * Decimal("0.92")).quantize(Decimal(1) if is_whole else Decimal("0.1"))
    return OfficialFigure(
        indicator=indicator, region=assessment.region, data_year=assessment.cycle.data_year, source=SOURCE, is_demonstration=True, **values
    )


def _contest(assessment: Assessment, figures: list[OfficialFigure], answers: dict[int, Answer], by: User) -> None:
    """One figure that differs is contested, through the portal's own service; the others still wait for it."""
    if assessment.state != AssessmentState.FILLING:
        return
    for figure in figures:
        if differs(figure, answers.get(figure.indicator_id)):
            contest_figure(assessment=assessment, indicator=figure.indicator, reason=REASON, by=by)
            return
