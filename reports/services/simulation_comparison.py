"""One region by both frameworks, question by question, in the order of the framework tried out."""

from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal

from assessments.services.explanation import Explanation, Part, explained
from indicators.scoring import ScoreResult, displayed
from reports.lens import indicator_parts
from reports.services.simulation_plan import Plan
from reports.services.simulation_summary import rights_of


@dataclass(frozen=True, slots=True)
class Pair:
    """An indicator of the framework tried out beside those it follows; `change`: points of the raw total gained or lost."""

    after: Part
    before: tuple[Part, ...]
    change: Decimal


@dataclass(frozen=True, slots=True)
class RightPairs:
    """A right of the framework tried out with its indicators."""

    part: Part
    pairs: tuple[Pair, ...]

    @property
    def change(self) -> Decimal:
        """Points of the raw total gained or lost by its indicators."""
        return sum((pair.change for pair in self.pairs), Decimal(0))


@dataclass(frozen=True, slots=True)
class RegionComparison:
    """A region's two results as they are now; `ended` is what only the framework before asks for."""

    before: ScoreResult
    after: ScoreResult
    before_words: Explanation
    after_words: Explanation
    rights: tuple[RightPairs, ...]
    ended: tuple[Part, ...]

    @property
    def change(self) -> Decimal:
        """Points of the final score, as shown."""
        return displayed(self.after.final) - displayed(self.before.final)


def compare_region(plan: Plan, before: ScoreResult, after: ScoreResult) -> RegionComparison:
    """Put both explanations side by side."""
    before_words, after_words = explained(plan.cycle.framework, before.tree), explained(plan.framework, after.tree)
    earlier = indicator_parts(before_words)
    now = indicator_parts(after_words)
    counted: set[str] = set()
    rights = tuple(RightPairs(right, tuple(_pairs(plan, right.code, now, earlier, counted))) for right in after_words.rights)
    shown = {part.code for right in rights for pair in right.pairs for part in pair.before}
    ended = tuple(part for code, part in earlier.items() if code not in shown)
    return RegionComparison(before, after, before_words, after_words, rights, ended)


def _pairs(plan: Plan, right: str, now: dict[str, Part], earlier: dict[str, Part], counted: set[str]) -> Iterable[Pair]:
    """A source that several indicators follow stands beside each, but its points are compared with the first only."""
    for code, of_right in rights_of(plan.after.definition).items():
        if of_right != right or code not in now:
            continue
        sources = tuple(earlier[source.code] for source in plan.way.sources.get(code, ()) if source.code in earlier)
        fresh = [part for part in sources if part.code not in counted]
        counted |= {part.code for part in sources}
        change = displayed(now[code].contribution) - sum((displayed(part.contribution) for part in fresh), Decimal(0))
        yield Pair(now[code], sources, change)
