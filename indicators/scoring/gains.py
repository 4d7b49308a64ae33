"""What would become of a result if one indicator earned all its points: final score and predicate, with addition, cap and gates."""

from collections.abc import Collection
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction

from indicators.scoring.compiled import CompiledFramework
from indicators.scoring.engine import MINIMUM_PER_RIGHT, predicate_of
from indicators.scoring.explanation import Gain
from indicators.scoring.tree import SCALE, ScoreNode, from_ticks


@dataclass(frozen=True, slots=True)
class Outcome:
    """A final score and what it earns."""

    final: Decimal
    predicate: str
    is_awarded: bool


def outcome(
    compiled: CompiledFramework, tree: ScoreNode, *, addition: Decimal = Decimal(0), failed_gates: Collection[str] = (), gain: Gain | None = None
) -> Outcome:
    """The outcome of a result's tree, or with `gain` the outcome with full points in that indicator.

    The gate of a minimum for every right is looked at anew: the gain may be what lifts a right above it.
    """
    ticks, rights = tree.earned_ticks, list(tree.walk("right"))
    if gain is not None:
        ticks += gain.node.contribution_maximum_ticks - gain.node.contribution_ticks
        rights = [_lifted(right, gain.node) if any(leaf is gain.node for leaf in right.walk("indicator")) else right for right in rights]
    final = min(Fraction(compiled.definition.cap), Fraction(ticks, SCALE) + Fraction(addition))
    changed = ScoreNode("framework", tree.code, ticks, tree.maximum_ticks, ticks, tree.contribution_maximum_ticks, rights)
    predicate, is_awarded, _gates = predicate_of(compiled, final, changed, frozenset(failed_gates) - {MINIMUM_PER_RIGHT}, assessed=True)
    return Outcome(from_ticks(final.numerator * SCALE // final.denominator), predicate, is_awarded)


def _lifted(right: ScoreNode, leaf: ScoreNode) -> ScoreNode:
    """A right with full points in one of its indicators."""
    earned = right.earned_ticks + leaf.maximum_ticks - leaf.earned_ticks
    return ScoreNode("right", right.code, earned, right.maximum_ticks, right.contribution_ticks, right.contribution_maximum_ticks)
