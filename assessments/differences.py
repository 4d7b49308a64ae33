"""The self score beside the verified score: right by right, and every difference with its reason."""

from dataclasses import dataclass
from decimal import Decimal

from assessments.models import Assessment, Review
from assessments.services.outline import outline
from assessments.sheets import RightRows
from indicators.models import Indicator, Right
from indicators.scoring import Difference, ScoreNode, compare


@dataclass(frozen=True, slots=True)
class RightCompared:
    """A right with both its scores of 100."""

    right: Right
    own: ScoreNode
    verified: ScoreNode
    answered: int
    reviewed: int

    @property
    def change(self) -> Decimal:
        """What the review took or gave, of 100."""
        return self.verified.earned - self.own.earned


@dataclass(frozen=True, slots=True)
class ToldDifference:
    """An indicator that stands differently, with the finding that says why."""

    indicator: Indicator
    difference: Difference
    review: Review | None


def rights_compared(own: ScoreNode, verified: ScoreNode, sheet: list[RightRows]) -> list[RightCompared]:
    """Both scores of every right, in the framework's order."""
    before = {node.code: node for node in own.walk("right")}
    after = {node.code: node for node in verified.walk("right")}
    return [RightCompared(part.right, before[part.right.code], after[part.right.code], part.answered, part.reviewed) for part in sheet]


def told_differences(own: ScoreNode, verified: ScoreNode, assessment: Assessment) -> list[ToldDifference]:
    """Every indicator whose points differ between self and verified score, with its finding (one query)."""
    reviews = {
        review.answer.indicator_id: review for review in Review.objects.filter(answer__assessment=assessment).select_related("answer").only(*_COLUMNS)
    }
    indicators = outline(assessment.cycle.framework).by_code
    found = [(indicators[difference.code], difference) for difference in compare(own, verified) if difference.change]
    return [ToldDifference(indicator, difference, reviews.get(indicator.pk)) for indicator, difference in found]


_COLUMNS = ("outcome", "note", "choice", "number", "numerator", "denominator", "not_applicable", "answer__indicator_id")
