"""From answers to a score with its explanation: exact, fast, without side effects.

Sums are exact fractions of whole numbers. Each number shown is rounded down to 12 places; the last places
are shared out by largest remainder, so that the parts add up to the whole to the last digit at every level.

What does not apply is left out: an indicator's weight goes to the others of its component, an empty
component's maximum to the right's other components (the right still has 100), an empty right's weight
to the other rights of its criterion, an empty criterion's to the other criteria.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction

from indicators.scoring.compiled import HUNDRED, CompiledFramework
from indicators.scoring.rollup import by_components, by_items
from indicators.scoring.tree import SCALE, ScoreNode, from_ticks
from indicators.scoring.values import AnswerValue

MINIMUM_PER_RIGHT = "minimum_per_right"


@dataclass(frozen=True, slots=True)
class ScoreResult:
    """The score of one region.

    `raw` is used for the ranking, `final` (with the addition, capped) for the predicate. `gates` are those not
    passed. Numbers are exact values rounded down to 12 places.
    """

    raw: Decimal
    addition: Decimal
    final: Decimal
    predicate: str
    awarded: bool
    gates: frozenset[str]
    counted: int
    tree: ScoreNode


def score(
    compiled: CompiledFramework,
    answers: Mapping[str, AnswerValue],
    *,
    addition: Decimal = Decimal(0),
    failed_gates: frozenset[str] = frozenset(),
    assessed: bool = True,
) -> ScoreResult:
    """Score one region's answers (by indicator code; a missing one earns nothing).

    `addition` are the points of the additional component, `failed_gates` the codes of gates not passed,
    `assessed` False gives the predicate of the not assessed. Raises ValueError for an addition outside its
    limits or an unknown gate.
    """
    definition = compiled.definition
    limit = definition.addition.maximum if definition.addition else Decimal(0)
    if not 0 <= addition <= limit:
        raise ValueError(f"addition {addition} is outside 0..{limit}")
    unknown = failed_gates - set(compiled.effects)
    if unknown:
        raise ValueError(f"unknown gates {sorted(unknown)}")
    raw, tree, counted = (by_items if definition.rollup == "item_sum" else by_components)(compiled, answers)
    cap = Fraction(definition.cap)
    final = min(cap, raw + Fraction(addition))
    predicate, awarded, gates = predicate_of(compiled, final, tree, failed_gates, assessed=assessed)
    return ScoreResult(
        from_ticks(tree.earned_ticks), addition, from_ticks(final.numerator * SCALE // final.denominator), predicate, awarded, gates, counted, tree
    )


def predicate_of(
    compiled: CompiledFramework, final: Fraction, tree: ScoreNode, failed: frozenset[str], *, assessed: bool
) -> tuple[str, bool, frozenset[str]]:
    """Predicate, whether it is awarded, and the gates not passed. Compared unrounded."""
    definition = compiled.definition
    minimum = definition.minimum_per_right
    if minimum is not None and any(right.earned_ticks * HUNDRED < minimum * right.maximum_ticks for right in tree.walk("right") if right.is_counted):
        failed |= {MINIMUM_PER_RIGHT}
    effects = {compiled.effects.get(gate, "no_award") for gate in failed}
    if not assessed or "no_predicate" in effects:
        return definition.unassessed_predicate, False, failed
    ticks = final.numerator * SCALE // final.denominator
    for code, threshold, awarded in compiled.predicates:
        if ticks >= threshold:
            return code, awarded and "no_award" not in effects, failed
    return definition.unassessed_predicate, False, failed
