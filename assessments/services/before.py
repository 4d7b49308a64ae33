"""What the cycles before asked and got, seen from an indicator of this one: through the mapping where the framework changed."""

from collections import defaultdict
from collections.abc import Collection, Iterable
from dataclasses import dataclass
from decimal import Decimal
from functools import lru_cache
from typing import Any, cast

from django.core.exceptions import ValidationError
from django.db.models import Q

from assessments.models import Answer, Assessment, Cycle, Review
from assessments.services.answer_input import AnswerInput, checked, input_of
from assessments.services.outline import outline
from assessments.services.values import answer_value, finding_value
from indicators.bilingual import Bilingual
from indicators.models import Framework, Indicator
from indicators.scoring import RuleError, rule_from_dict, score
from indicators.services.definition import AdoptedKey, adopted_key, compiled_framework
from indicators.services.mapping import Lineage, Relation, ancestors, lineage

HUNDRED = Decimal(100)
Ways = dict[int, tuple[Framework, Lineage]]


@dataclass(frozen=True, slots=True)
class AskedBefore:
    """A question of an earlier cycle that this indicator follows, with the region's answer and the finding on it.

    `worth` is what the question was worth of the hundred points of the whole, where everything applied.
    """

    indicator: Indicator
    is_comparable: bool
    answer: Answer | None = None
    worth: Decimal | None = None

    @property
    def review(self) -> Review | None:
        """What the reviewer found."""
        return getattr(self.answer, "review", None) if self.answer else None

    @property
    def share(self) -> Decimal | None:
        """Percentage of the indicator's points that the answer earned: as reviewed, else as answered; None where that cannot be told."""
        return _share(self.answer, self.review) if self.answer else None

    @property
    def lost(self) -> Decimal | None:
        """Points of the whole that the answer lost; None where that cannot be told."""
        share = self.share
        return None if share is None or self.worth is None else self.worth * (HUNDRED - share) / HUNDRED


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

    @property
    def answers(self) -> list[Answer]:
        """The region's answers of then."""
        return [asked.answer for asked in self.asked if asked.answer is not None]

    @property
    def lost(self) -> Decimal:
        """Points of the whole that were lost then, as far as that can be told."""
        return sum((asked.lost for asked in self.asked if asked.lost is not None), Decimal(0))

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
    ways = _ways(assessment.cycle.framework)
    answers = _answers(assessment, [indicator], ways)
    if answers:
        return _of_newest(indicator, answers, ways)
    return _unanswered(indicator, _cycle_before(assessment), ways)


def all_before(assessment: Assessment, indicators: Collection[Indicator]) -> dict[int, Before]:
    """The same for several indicators, by their keys: one query for the answers, one for the cycle before."""
    ways = _ways(assessment.cycle.framework)
    by_question: dict[tuple[int, str], list[Answer]] = defaultdict(list)
    for answer in _answers(assessment, indicators, ways):
        older = answer.assessment.cycle.framework_id
        by_question[older, outline(ways[older][0]).by_pk[answer.indicator_id].code].append(answer)
    cycle_before = _cycle_before(assessment)
    found = {}
    for indicator in indicators:
        answers = [
            answer
            for older, (_framework, way) in ways.items()
            for source in way.sources.get(indicator.code, ())
            for answer in by_question.get((older, source.code), ())
        ]
        told = _of_newest(indicator, answers, ways) if answers else _unanswered(indicator, cycle_before, ways)
        if told is not None:
            found[indicator.pk] = told
    return found


def _ways(framework: Framework) -> Ways:
    """The way to this framework from itself and from those it follows, by key."""
    found = {}
    for older in (framework, *ancestors(framework)):
        way = lineage(framework, older)
        if way is not None:
            found[older.pk] = (older, way)
    return found


def _answers(assessment: Assessment, indicators: Iterable[Indicator], ways: Ways) -> list[Answer]:
    """The region's answers to what the indicators follow, newest year first (one query)."""
    codes = Q()
    wanted = [indicator.code for indicator in indicators]
    for pk, (_older, way) in ways.items():
        sources = {source.code for code in wanted for source in way.sources.get(code, ())}
        if sources:
            codes |= Q(indicator__framework=pk, indicator__code__in=sources)
    if not codes:
        return []
    earlier = Q(assessment__cycle__award_year__lt=assessment.cycle.award_year, assessment__cycle__is_practice=False)
    rows = Answer.objects.filter(codes, earlier, assessment__region=assessment.region_id, version__gt=0)
    rows = rows.select_related("assessment__cycle", "review")
    return [row for row in rows.order_by("-assessment__cycle__award_year", "pk") if row.has_value]


def _cycle_before(assessment: Assessment) -> Cycle | None:
    return Cycle.objects.counting().filter(award_year__lt=assessment.cycle.award_year).order_by("-award_year").first()


def _of_newest(indicator: Indicator, answers: Collection[Answer], ways: Ways) -> Before:
    """What the newest cycle with an answer tells."""
    cycle = max((answer.assessment.cycle for answer in answers), key=lambda cycle: cycle.award_year)
    told = [answer for answer in answers if answer.assessment.cycle_id == cycle.pk]
    return _told(cycle.award_year, indicator, *ways[cycle.framework_id], told)


def _unanswered(indicator: Indicator, cycle: Cycle | None, ways: Ways) -> Before | None:
    if cycle is None or cycle.framework_id not in ways:
        return None
    return _told(cycle.award_year, indicator, *ways[cycle.framework_id], [])


def _told(year: int, indicator: Indicator, older: Framework, way: Lineage, answers: list[Answer]) -> Before:
    questions, worth = outline(older), _worth(older)
    by_indicator = {answer.indicator_id: answer for answer in answers}
    asked = []
    for source in way.sources.get(indicator.code, ()):
        question = questions.by_code[source.code]
        answer = by_indicator.get(question.pk)
        if answer is not None:
            answer.indicator = question
        asked.append(AskedBefore(question, source.is_comparable, answer, worth.get(source.code)))
    carried = asked[0] if indicator.code in way.carried and asked[0].indicator.answer_type == indicator.answer_type else None
    notes = tuple(way.notes[row.indicator.code] for row in asked if row.indicator.code in way.notes)
    return Before(year, way.relation(indicator.code), tuple(asked), carried, notes)


def _worth(framework: Framework) -> dict[str, Decimal]:
    """What each indicator of an adopted framework is worth of the whole, where everything applies."""
    return _kept_worth(adopted_key(framework)) if framework.is_adopted else {}


@lru_cache(maxsize=8)
def _kept_worth(key: AdoptedKey) -> dict[str, Decimal]:
    nothing = score(compiled_framework(cast("Framework", key.framework)), {})
    return {node.code: node.contribution_maximum for node in nothing.tree.walk("indicator")}


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
