"""Official figures beside the region's answers: offered as the answer, contested with a reason."""

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.functional import cached_property
from django.utils.translation import gettext_lazy as _

from accounts.access import require
from assessments.models import Answer, Assessment, FigureContest, OfficialFigure
from assessments.services.answer_input import PLACES, AnswerInput, asks_for_parts, checked
from assessments.services.events import log
from assessments.services.evidence_age import Target
from assessments.services.manifest import plain_number
from assessments.services.outline import outline
from assessments.services.transitions import lock
from assessments.services.values import quantity_of
from indicators.models import AnswerType, Indicator

REASON_LIMIT = 2000
CENT = Decimal("0.01")
UNIT = Decimal(1).scaleb(-PLACES)


def figure_of(assessment: Assessment, indicator: Indicator) -> OfficialFigure | None:
    """The official figure of the assessment's region for an indicator and the year of the data (one query)."""
    found = OfficialFigure.objects.filter(region=assessment.region_id, data_year=assessment.cycle.data_year, indicator=indicator).order_by()
    figure = next(iter(found), None)
    if figure is not None:
        figure.indicator = indicator
    return figure


def figures_of(assessment: Assessment) -> dict[int, OfficialFigure]:
    """All official figures of the region for the year of the data, by the indicators' keys (one query)."""
    return {figure.indicator_id: figure for figure in figures(assessment)}


def figures(assessment: Assessment) -> Any:
    """The official figures that an assessment is compared with."""
    wanted = OfficialFigure.objects.filter(region=assessment.region_id, data_year=assessment.cycle.data_year)
    return wanted.filter(indicator__framework=assessment.cycle.framework_id).order_by()


def contested_of(assessment: Assessment) -> dict[int, FigureContest]:
    """The contests of an assessment by their figures' keys (one query)."""
    return {contest.figure_id: contest for contest in FigureContest.objects.filter(assessment=assessment)}


def quantity(value: Any, indicator: Indicator) -> Decimal | None:
    """The quantity of a figure, an answer or what was typed for one; None where there is none."""
    return quantity_of(value.number, value.numerator, value.denominator, per=int(indicator.rule.get("per", 100)))


def differs(figure: OfficialFigure, value: Any, indicator: Indicator | None = None) -> bool:
    """Whether an answer (or what was typed) says something else than the official figure, compared as shown: to two places.

    An indicator said not to apply although there is a figure differs; one without an answer does not.
    """
    if value is None:
        return False
    if value.not_applicable:
        return True
    asked = indicator or figure.indicator
    ours, theirs = quantity(value, asked), quantity(figure, asked)
    return ours is not None and theirs is not None and _shown(ours) != _shown(theirs)


def _shown(figure: Decimal) -> Decimal:
    return figure.quantize(CENT, ROUND_HALF_UP)


def starting(figure: OfficialFigure, indicator: Indicator) -> AnswerInput | None:
    """The official figure as the answer of the region, or None where it cannot be: one number where two parts are asked."""
    if indicator.answer_type in {AnswerType.YES_NO, AnswerType.LEVEL}:
        return None
    if asks_for_parts(indicator):
        value = AnswerInput(numerator=figure.numerator, denominator=figure.denominator)
    else:
        found = quantity(figure, indicator)
        value = AnswerInput(number=None if found is None else plain(found))
    try:
        return checked(indicator, value)
    except ValidationError:
        return None


def plain(figure: Decimal) -> Decimal:
    """A figure to as many places as an answer has."""
    rounded = figure.quantize(UNIT, ROUND_HALF_UP)
    return rounded if figure != rounded else figure


@dataclass(frozen=True)
class Official:
    """An official figure on the page of an indicator: beside the answer, with the region's contest if there is one."""

    figure: OfficialFigure
    indicator: Indicator
    answer: Answer | None
    contest: FigureContest | None

    @cached_property
    def start(self) -> AnswerInput | None:
        """The figure as the answer."""
        return starting(self.figure, self.indicator)

    @cached_property
    def is_different(self) -> bool:
        """Whether the answer says something else."""
        return differs(self.figure, self.answer, self.indicator)

    @property
    def value(self) -> dict[str, Any]:
        """The figure as the words for values read it."""
        names = ("number", "numerator", "denominator")
        return {"not_applicable": False, "choice": "", **{name: getattr(self.figure, name) for name in names}}

    @property
    def is_used(self) -> bool:
        """Whether the answer is the official figure."""
        return self.answer is not None and quantity(self.answer, self.indicator) is not None and not self.is_different

    @property
    def is_unexplained(self) -> bool:
        """Whether the answer differs and nobody has said why."""
        return self.is_different and self.contest is None


def official(assessment: Assessment, indicator: Indicator, answer: Answer | None) -> Official | None:
    """The official figure of an indicator with the region's contest (one query, two where there is a figure)."""
    figure = figure_of(assessment, indicator)
    if figure is None:
        return None
    contest = next(iter(FigureContest.objects.filter(assessment=assessment, figure=figure).order_by()), None)
    return Official(figure, indicator, answer, contest)


def unexplained(assessment: Assessment, answers: Mapping[int, Any]) -> dict[int, OfficialFigure]:
    """Figures that the answers (by their indicators' keys) differ from without a contest, for lists (two queries)."""
    found = figures_of(assessment)
    contested = contested_of(assessment) if found else {}
    by_pk = outline(assessment.cycle.framework).by_pk
    return {
        key: figure
        for key, figure in found.items()
        if key in answers and key in by_pk and figure.pk not in contested and differs(figure, answers[key], by_pk[key])
    }


def _values(figure: OfficialFigure) -> dict[str, str]:
    names = ("number", "numerator", "denominator")
    return {name: plain_number(given) or "" for name in names if (given := getattr(figure, name)) is not None}


@transaction.atomic
def contest_figure(*, assessment: Assessment, indicator: Indicator, reason: str, by: Any) -> FigureContest:
    """Contest the official figure of an indicator, or change the reason; Kanwil and reviewers see both figures.

    Writes the event ``figure_contested``; the same reason again writes nothing. Raises `Refused`, ValidationError.
    """
    held = lock(assessment)
    require(by, "assessments.answer_indicator", Target(held, indicator))
    said = reason.strip()
    if not said:
        raise ValidationError({"reason": _("Say why the official figure does not hold for your region.")})
    if len(said) > REASON_LIMIT:
        raise ValidationError({"reason": _("The reason is longer than 2,000 characters. Put the details into a file of evidence.")})
    figure = figure_of(held, indicator)
    if figure is None:
        raise ValidationError({"reason": _("There is no official figure for this indicator any more.")})
    contest = FigureContest.objects.filter(assessment=held, figure=figure).first() or FigureContest(assessment=held, figure=figure)
    if contest.reason == said:
        return contest
    contest.reason, contest.by, contest.by_name, contest.at = said, by, str(by), timezone.now()
    contest.save()
    log(subject=held, code="figure_contested", by=by, data={"indicator": indicator.code, "figure": _values(figure), "reason": said})
    return contest


@transaction.atomic
def withdraw_contest(*, assessment: Assessment, indicator: Indicator, by: Any) -> None:
    """Take a contest back; the second of two clicks finds it gone. Writes the event ``contest_withdrawn``. Raises `Refused`."""
    held = lock(assessment)
    require(by, "assessments.answer_indicator", Target(held, indicator))
    contest = FigureContest.objects.filter(
        assessment=held, figure__indicator=indicator, figure__region=held.region_id, figure__data_year=held.cycle.data_year
    )
    found = contest.select_related("figure").first()
    if found is None:
        return
    found.delete()
    log(subject=held, code="contest_withdrawn", by=by, data={"indicator": indicator.code, "figure": _values(found.figure)})
