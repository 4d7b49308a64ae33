"""What the cycles before asked and got, seen from an indicator of this one: through the mapping where the framework changed."""

from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from django.core.exceptions import ValidationError
from django.db.models import Q

from assessments.models import Answer, Assessment, Cycle, Review
from assessments.services.answer_input import AnswerInput, checked, input_of
from assessments.services.outline import outline
from assessments.services.values import answer_value, finding_value
from indicators.bilingual import Bilingual
from indicators.models import Framework, Indicator
from indicators.scoring import RuleError, rule_from_dict
from indicators.services.mapping import Lineage, Relation, ancestors, lineage


@dataclass(frozen=True, slots=True)
class AskedBefore:
    """A question of an earlier cycle that this indicator follows, with the region's answer and the finding on it."""

    indicator: Indicator
    is_comparable: bool
    answer: Answer | None = None

    @property
    def review(self) -> Review | None:
        """What the reviewer found."""
        return getattr(self.answer, "review", None) if self.answer else None

    @property
    def share(self) -> Decimal | None:
        """Percentage of the indicator's points that the answer earned: as reviewed, else as answered; None where that cannot be told."""
        return _share(self.answer, self.review) if self.answer else None


@dataclass(frozen=True, slots=True)
class Before:
    """An indicator one cycle earlier: how it stands to what was asked then, and what was answered.

    `relation` is `Relation.SAME` within one framework. `carried` is the one question whose figure may be compared and
    taken over: comparable, alone, and answered in the same way.
    """

    year: int
    relation: Relation
    asked: tuple[AskedBefore, ...] = ()
    carried: AskedBefore | None = None
    notes: tuple[Bilingual, ...] = ()

    @property
    def is_same(self) -> bool:
        """Whether the very same was asked."""
        return self.relation == Relation.SAME

    @property
    def has_answer(self) -> bool:
        """Whether the region answered then."""
        return any(asked.answer is not None for asked in self.asked)

    @property
    def is_told(self) -> bool:
        """Whether there is anything to tell: an answer, or that something else was asked."""
        return self.has_answer or not self.is_same

    @property
    def differs_in_type(self) -> bool:
        """Whether the figure cannot be taken over only because it was asked in another form."""
        return self.carried is None and len(self.asked) == 1 and self.asked[0].is_comparable

    def starts(self, indicator: Indicator) -> AnswerInput | None:
        """The answer of then as a beginning for this year's, or None when it cannot be given any more (a level that is gone)."""
        if self.carried is None or self.carried.answer is None:
            return None
        try:
            return checked(indicator, input_of(self.carried.answer))
        except ValidationError:
            return None


def before(assessment: Assessment, indicator: Indicator) -> Before | None:
    """The indicator in the newest earlier cycle in which the region answered it; without an answer, in the cycle before.

    None when there was none, or one of a framework this one does not come from. One query where the region answered, two
    where it did not, as long as the frameworks are adopted.
    """
    framework = assessment.cycle.framework
    ways = _ways(framework)
    answers = _answers(assessment, indicator, ways)
    if answers:
        cycle = answers[0].assessment.cycle
        told = [answer for answer in answers if answer.assessment.cycle_id == cycle.pk]
        return _told(cycle.award_year, indicator, *ways[cycle.framework_id], told)
    cycle_before = Cycle.objects.counting().filter(award_year__lt=assessment.cycle.award_year).order_by("-award_year").first()
    if cycle_before is None or cycle_before.framework_id not in ways:
        return None
    return _told(cycle_before.award_year, indicator, *ways[cycle_before.framework_id], [])


def _ways(framework: Framework) -> dict[int, tuple[Framework, Lineage]]:
    """The way to this framework from itself and from those it follows, by key."""
    found = {}
    for older in (framework, *ancestors(framework)):
        way = lineage(framework, older)
        if way is not None:
            found[older.pk] = (older, way)
    return found


def _answers(assessment: Assessment, indicator: Indicator, ways: dict[int, tuple[Framework, Lineage]]) -> list[Answer]:
    """The region's answers to what the indicator follows, newest year first (one query)."""
    codes = Q()
    for pk, (_older, way) in ways.items():
        sources = [source.code for source in way.sources.get(indicator.code, ())]
        if sources:
            codes |= Q(indicator__framework=pk, indicator__code__in=sources)
    if not codes:
        return []
    rows = Answer.objects.filter(codes, assessment__region=assessment.region_id, assessment__cycle__award_year__lt=assessment.cycle.award_year)
    rows = rows.filter(assessment__cycle__is_practice=False)
    rows = rows.filter(version__gt=0).select_related("assessment__cycle", "review")
    return [row for row in rows.order_by("-assessment__cycle__award_year", "pk") if row.has_value]


def _told(year: int, indicator: Indicator, older: Framework, way: Lineage, answers: list[Answer]) -> Before:
    questions = outline(older)
    by_indicator = {answer.indicator_id: answer for answer in answers}
    asked = []
    for source in way.sources.get(indicator.code, ()):
        question = questions.by_code[source.code]
        answer = by_indicator.get(question.pk)
        if answer is not None:
            answer.indicator = question
        asked.append(AskedBefore(question, source.is_comparable, answer))
    carried = asked[0] if indicator.code in way.carried and asked[0].indicator.answer_type == indicator.answer_type else None
    notes = tuple(way.notes[row.indicator.code] for row in asked if row.indicator.code in way.notes)
    return Before(year, way.relation(indicator.code), tuple(asked), carried, notes)


def _share(answer: Answer, review: Review | None) -> Decimal | None:
    value: Any
    if review is not None:
        value = finding_value(review.outcome, review.choice, review.number, review.numerator, review.denominator, review.not_applicable)
    else:
        value = answer_value(answer, has_evidence=True)
    if value.not_applicable:
        return None
    try:
        top, below, reason, _params = rule_from_dict(answer.indicator.rule).judge(value)
    except RuleError:
        return None
    # The year before that one is not read here.
    return None if reason == "no_previous" else Decimal(top * 100) / below
