"""What the page of one indicator shows."""

from dataclasses import dataclass
from decimal import Decimal
from functools import cached_property
from typing import Any

from django.db.models import Q

from assessments.models import Answer, Assessment, AssessmentState, Evidence, Review
from assessments.services.answer_input import AnswerInput, asks_for_parts, input_of, level_label
from assessments.services.place import IndicatorPlace
from assessments.services.scores import Standing, standing
from assessments.services.values import answer_value, finding_value
from assessments.services.workspace import IndicatorLine, Verdict, verdicts
from indicators.models import AnswerType, Indicator, Provision
from indicators.scoring import RuleError, ScoreNode, ScoreResult, rule_from_dict
from indicators.services.mapping import ancestors, lineage

SCORED = (AssessmentState.REVIEWED, AssessmentState.PUBLISHED)


@dataclass(frozen=True, slots=True)
class LastYear:
    """The region's answer to the same indicator in the cycle before, with what it earned."""

    answer: Answer
    review: Review | None
    share: Decimal | None

    @property
    def year(self) -> int:
        """Award year of that cycle."""
        return self.answer.assessment.cycle.award_year

    @property
    def value(self) -> AnswerInput:
        """What was answered, ready for the form."""
        return input_of(self.answer)


def answer_before(assessment: Assessment, indicator: Indicator) -> Answer | None:
    """The region's answer, with its finding, to the same indicator in the newest cycle before.

    The same is, in an older framework, the one comparable indicator that this one follows and whose answers are of the same type.
    One query when no framework was followed or the way between both is known.
    """
    codes = Q(indicator__framework=indicator.framework_id, indicator__code=indicator.code)
    framework = assessment.cycle.framework
    for older in ancestors(framework):
        way = lineage(framework, older)
        if way is not None and indicator.code in way.carried:
            codes |= Q(indicator__framework=older.pk, indicator__code=way.carried[indicator.code])
    rows = Answer.objects.filter(
        codes,
        assessment__region=assessment.region_id,
        assessment__cycle__award_year__lt=assessment.cycle.award_year,
        indicator__answer_type=indicator.answer_type,
        version__gt=0,
    )
    return rows.select_related("assessment__cycle", "indicator", "review").order_by("-assessment__cycle__award_year").first()


class AnswerPage:
    """One indicator of one assessment; reads what it needs when asked, each thing once."""

    def __init__(self, place: IndicatorPlace) -> None:
        self.place = place
        self.assessment = place.assessment
        self.indicator: Indicator = place.indicator
        self.right = place.right
        self.before, self.after = place.outline.neighbours(place.indicator)

    @cached_property
    def answer(self) -> Answer | None:
        """What is saved (one query, with the review and who saved it)."""
        rows = Answer.objects.filter(assessment=self.assessment, indicator=self.indicator)
        return rows.select_related("updated_by", "review__by").first()

    @cached_property
    def evidence(self) -> list[Evidence]:
        """Files put forward (one query)."""
        return list(Evidence.objects.filter(answer=self.answer).select_related("file", "added_by")) if self.answer else []

    @cached_property
    def provisions(self) -> list[Provision]:
        """Legal bases (one query)."""
        return list(self.indicator.provisions.select_related("instrument"))

    @cached_property
    def verdict(self) -> Verdict | None:
        """The Kanwil's last word (one query)."""
        return verdicts(self.assessment, indicator=self.indicator).get(self.indicator.pk) if self.answer else None

    @property
    def review(self) -> Review | None:
        """What the reviewer found, once the scoring is finished."""
        return getattr(self.answer, "review", None) if self.answer and self.assessment.state in SCORED else None

    @cached_property
    def standing(self) -> Standing:
        """All answers of the assessment (one query)."""
        return standing(self.assessment)

    @cached_property
    def result(self) -> ScoreResult:
        """Their score."""
        return self.standing.result()

    @cached_property
    def lines(self) -> list[IndicatorLine]:
        """The indicators of the same right, for the list at the side."""
        return [IndicatorLine(indicator, self.standing.rows.get(indicator.pk), None, None) for indicator in self.right.indicators]

    @cached_property
    def last_year(self) -> LastYear | None:
        """The answer of an earlier cycle to the indicator with the same code and type (one query)."""
        answer = answer_before(self.assessment, self.indicator)
        if answer is None:
            return None
        review = getattr(answer, "review", None)
        return LastYear(answer, review, _share(answer, review))


def _share(answer: Answer, review: Review | None) -> Decimal | None:
    """Percentage of the indicator's points that answer earned: as reviewed, else as answered."""
    if review is not None:
        value = finding_value(review.outcome, review.choice, review.number, review.numerator, review.denominator, review.not_applicable)
    else:
        value = answer_value(answer, has_evidence=True)
    if value.not_applicable:
        return None
    try:
        share = rule_from_dict(answer.indicator.rule).share(value)
    except RuleError:
        return None
    return Decimal(share.numerator * 100) / share.denominator


@dataclass(frozen=True, slots=True)
class Points:
    """What an answer is worth: of the indicator, its right, and the whole, before and after."""

    indicator: ScoreNode
    right: ScoreNode
    total: Decimal
    change: Decimal


def points(place: IndicatorPlace, now: ScoreResult, then: ScoreResult) -> Points:
    """Points of the indicator, its right and the whole in `then`, and the change of the whole from `now`."""
    code, right = place.indicator.code, place.right.right.code
    leaf = next(node for node in then.tree.walk("indicator") if node.code == code)
    branch = next(node for node in then.tree.walk("right") if node.code == right)
    return Points(leaf, branch, then.raw, then.raw - now.raw)


def shown_value(indicator: Indicator, value: Any) -> list[tuple[str, Any]]:
    """A value in words for reading: rows of (label, text); `value` has the columns of an answer."""
    from django.utils.formats import number_format
    from django.utils.translation import gettext as _

    def number(figure: Decimal | None) -> str:
        if figure is None:
            return ""
        text = f"{figure:f}"
        places = len(text.partition(".")[2].rstrip("0"))
        return number_format(figure, decimal_pos=places, use_l10n=True, force_grouping=True)

    if value.not_applicable:
        return [(_("Answer"), _("Does not apply to this region"))]
    if indicator.answer_type == AnswerType.YES_NO:
        return [(_("Answer"), {"yes": _("Yes"), "no": _("No")}.get(value.choice, ""))]
    if indicator.answer_type == AnswerType.LEVEL:
        return [(_("Level reached"), str(level_label(indicator, value.choice)) if value.choice else "")]
    if asks_for_parts(indicator) and value.numerator is not None:
        rows = [(str(indicator.numerator), number(value.numerator)), (str(indicator.denominator), number(value.denominator))]
        if value.denominator:
            per = Decimal(str(indicator.rule.get("per", 100)))
            rows.append((_("Result"), f"{number(round(value.numerator * per / value.denominator, 2))} {indicator.unit}"))
        return rows
    return [(_("Figure"), f"{number(value.number)} {indicator.unit}".strip() if value.number is not None else "")]
