"""From answers to a score with its explanation: exact, fast, without side effects.

Sums are exact fractions of whole numbers. Each number shown is rounded down to 12 places; the last places
are shared out by largest remainder, so that the parts add up to the whole to the last digit at every level.

What does not apply is left out: an indicator's weight goes to the others of its component, an empty
component's maximum to the right's other components (the right still has 100), an empty right's weight
to the other rights of its criterion, an empty criterion's to the other criteria.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from fractions import Fraction
from typing import Any

from indicators.scoring.bands import closed
from indicators.scoring.definition import FrameworkDefinition, IndicatorDefinition
from indicators.scoring.faults import Fault, RuleError
from indicators.scoring.rules import NO_ANSWER, Bands, Judged, Levels, Linear, Rule, YesNo, plain, quantity
from indicators.scoring.tree import SCALE, ScoreNode, from_ticks
from indicators.scoring.values import AnswerValue

Judge = Callable[[AnswerValue], Judged]
HUNDRED = 100
MINIMUM_PER_RIGHT = "minimum_per_right"
# Which indicators count varies a little between regions; more patterns than this are forgotten, so that memory stays flat.
MAXIMA_KEPT = 4096
Part = tuple[int, int]


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


def _judge_of(rule: Rule) -> Judge:
    """The rule's judgement; choices are looked up, proportions use whole numbers prepared once."""
    if isinstance(rule, YesNo | Levels):
        known: dict[tuple[str | None, bool], Judged] = {}

        def by_choice(value: AnswerValue) -> Judged:
            key = (value.choice, value.has_evidence)
            found = known.get(key)
            if found is None:
                found = known[key] = rule.judge(value)
            return found

        return by_choice
    if isinstance(rule, Linear):
        return _linear_judge(rule)
    if isinstance(rule, Bands):
        return _bands_judge(rule)
    return rule.judge


def _bands_judge(rule: Bands) -> Judge:
    """Bands with their gaps closed once; the last one has no upper edge."""
    per = rule.per
    maximum = Fraction(rule.maximum)
    edges = [
        (top, below, inclusive, (*(Fraction(points) / maximum).as_integer_ratio(), "band", None)) for top, below, inclusive, points in closed(rule)
    ]

    def by_band(value: AnswerValue) -> Judged:
        found = quantity(value, per)
        if found is None:
            return NO_ANSWER
        top, below = found
        for edge_top, edge_below, inclusive, judged in edges:
            if edge_top is None or top * edge_below < edge_top * below or (inclusive and top * edge_below == edge_top * below):
                return judged
        raise RuleError([Fault("value_outside_bands", {"value": plain(found)})])

    return by_band


def _linear_judge(rule: Linear) -> Judge:
    span = rule.full_at - rule.zero_at
    sign = 1 if span > 0 else -1
    zero_top, zero_below = rule.zero_at.numerator, rule.zero_at.denominator
    over_factor, under_factor = span.denominator * sign, zero_below * span.numerator * sign
    per, nothing, everything = rule.per, (0, 1, "linear", None), (1, 1, "linear", None)

    def proportion(value: AnswerValue) -> Judged:
        number = value.number
        if number is not None:
            top, below = number.as_integer_ratio()
        elif value.numerator is None or value.denominator is None or value.denominator <= 0:
            return NO_ANSWER
        else:
            first, first_below = value.numerator.as_integer_ratio()
            second, second_below = value.denominator.as_integer_ratio()
            top, below = first * second_below * per, first_below * second
        over = (top * zero_below - zero_top * below) * over_factor
        if over <= 0:
            return nothing
        under = below * under_factor
        return everything if over >= under else (over, under, "linear", None)

    return proportion


@dataclass(frozen=True, slots=True)
class CompiledIndicator:
    """An indicator ready to judge: weight as an exact pair, answer to share."""

    code: str
    judge: Judge
    weight: Fraction
    weight_top: int
    weight_below: int
    may_be_not_applicable: bool


@dataclass(frozen=True, slots=True)
class CompiledGroup:
    """Indicators that are summed: a component of a right, or a right of items."""

    code: str
    maximum: Fraction
    indicators: tuple[CompiledIndicator, ...]


@dataclass(frozen=True, slots=True)
class CompiledFramework:
    """A framework ready to score; made once, used for every region."""

    definition: FrameworkDefinition
    criteria: tuple[tuple[str, Fraction, tuple[tuple[str, tuple[CompiledGroup, ...]], ...]], ...]
    predicates: tuple[tuple[str, int, bool], ...]
    effects: Mapping[str, str]
    maxima: dict[Any, list[int]] = field(default_factory=dict, compare=False)


def _compiled_indicator(indicator: IndicatorDefinition, *, by_points: bool) -> CompiledIndicator:
    weight = Fraction(indicator.weight) * (Fraction(indicator.rule.maximum) if by_points else 1)
    return CompiledIndicator(indicator.code, _judge_of(indicator.rule), weight, weight.numerator, weight.denominator, indicator.may_be_not_applicable)


def compile_framework(definition: FrameworkDefinition) -> CompiledFramework:
    """Prepare a framework for scoring. Raises ValueError when an indicator names an unknown component."""
    by_points = definition.rollup == "item_sum"
    maxima = {component.code: Fraction(component.maximum) for component in definition.components}
    criteria = []
    for criterion in definition.criteria:
        rights = []
        for right in criterion.rights:
            compiled = [(indicator.component, _compiled_indicator(indicator, by_points=by_points)) for indicator in right.indicators]
            if by_points:
                groups = [CompiledGroup("", Fraction(0), tuple(indicator for _, indicator in compiled))]
            else:
                unknown = {component for component, _ in compiled} - set(maxima)
                if unknown:
                    raise ValueError(f"{right.code}: unknown components {sorted(unknown)}")
                groups = [
                    CompiledGroup(code, maximum, tuple(indicator for component, indicator in compiled if component == code))
                    for code, maximum in maxima.items()
                ]
            rights.append((right.code, tuple(group for group in groups if group.indicators)))
        criteria.append((criterion.code, Fraction(criterion.weight), tuple(rights)))
    predicates = sorted(definition.predicates, key=lambda predicate: predicate.minimum, reverse=True)
    return CompiledFramework(
        definition,
        tuple(criteria),
        tuple((predicate.code, int(predicate.minimum * SCALE), predicate.awarded) for predicate in predicates),
        {gate.code: gate.effect for gate in definition.gates},
    )


def share_out(total: int, parts: Sequence[Part]) -> list[int]:
    """Share `total` ticks among exact parts (pairs of integers, in ticks) that sum to about `total`.

    Each gets its part rounded down, the ticks left over go to the largest remainders, earlier ones first.
    """
    floors = [top // below for top, below in parts]
    left = total - sum(floors)
    if left:
        # Remainders as whole numbers of 2^-64: exact enough to order any that differ by a tick, and never a float.
        remainders = [((top % below) << 64) // below for top, below in parts]
        order = sorted(range(len(parts)), key=remainders.__getitem__, reverse=True)
        for position in order[:left]:
            floors[position] += 1
    return floors


@dataclass(slots=True)
class _Group:
    """A group as answered: judged indicators and their exact sums."""

    compiled: CompiledGroup
    judged: list[Judged]
    counts: list[bool]
    weight: Fraction
    earned: Fraction


def _answered(group: CompiledGroup, answers: Mapping[str, AnswerValue]) -> _Group:
    """Judge the indicators of a group and add up weights and shares."""
    judged: list[Judged] = []
    counts: list[bool] = []
    weight_top, weight_below, top, below = 0, 1, 0, 1
    for indicator in group.indicators:
        value = answers.get(indicator.code)
        applies = True
        if value is None:
            found = NO_ANSWER
        elif value.not_applicable:
            applies = not indicator.may_be_not_applicable
            found = (0, 1, "not_applicable_refused" if applies else "not_applicable", None)
        else:
            found = indicator.judge(value)
        judged.append(found)
        counts.append(applies)
        if applies:
            if indicator.weight_below == weight_below:
                weight_top += indicator.weight_top
            else:
                weight_top = weight_top * indicator.weight_below + indicator.weight_top * weight_below
                weight_below *= indicator.weight_below
            if found[0]:
                part_top, part_below = found[0] * indicator.weight_top, found[1] * indicator.weight_below
                if part_below == below:
                    top += part_top
                elif below == 1:
                    top, below = top * part_below + part_top, part_below
                else:
                    top, below = top * part_below + part_top * below, below * part_below
    return _Group(group, judged, counts, Fraction(weight_top, weight_below), Fraction(top, below))


def _maxima(compiled: CompiledFramework, group: _Group, key: Any, total: int, factor: Fraction) -> list[int]:
    """Maximum of each indicator in ticks; depends only on which count, so it is remembered."""
    found = compiled.maxima.get(key)
    if found is None:
        if len(compiled.maxima) >= MAXIMA_KEPT:
            compiled.maxima.clear()
        parts = [
            (indicator.weight_top * factor.numerator, indicator.weight_below * factor.denominator) if counts else (0, 1)
            for indicator, counts in zip(group.compiled.indicators, group.counts, strict=True)
        ]
        found = compiled.maxima[key] = share_out(total, parts)
    return found


def _leaves(compiled: CompiledFramework, group: _Group, key: Any, node: ScoreNode, own: Fraction, raw: Fraction) -> list[ScoreNode]:
    """Indicators below `node`: its own scale is `own` ticks per unit of weight, the raw total's `raw`."""
    own_top, own_below, raw_top, raw_below = own.numerator, own.denominator, raw.numerator, raw.denominator
    own_parts, raw_parts = [], []
    for indicator, found in zip(group.compiled.indicators, group.judged, strict=True):
        top, below = found[0] * indicator.weight_top, found[1] * indicator.weight_below
        own_parts.append((top * own_top, below * own_below))
        raw_parts.append((top * raw_top, below * raw_below))
    earned = share_out(node.earned_ticks, own_parts)
    contributed = share_out(node.contribution_ticks, raw_parts)
    counted = tuple(group.counts)
    maximum = _maxima(compiled, group, ("own", key, counted, node.maximum_ticks), node.maximum_ticks, own)
    raw_maximum = _maxima(compiled, group, ("raw", key, counted, node.contribution_maximum_ticks, raw), node.contribution_maximum_ticks, raw)
    return [
        ScoreNode("indicator", indicator.code, earned[n], maximum[n], contributed[n], raw_maximum[n], [], found[2], found[3])
        for n, (indicator, found) in enumerate(zip(group.compiled.indicators, group.judged, strict=True))
    ]


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
    from indicators.scoring.rollup import by_components, by_items

    definition = compiled.definition
    limit = definition.addition.maximum if definition.addition else Decimal(0)
    if not 0 <= addition <= limit:
        raise ValueError(f"addition {addition} is outside 0..{limit}")
    unknown = failed_gates - set(compiled.effects)
    if unknown:
        raise ValueError(f"unknown gates {sorted(unknown)}")
    raw, tree = (by_items if definition.rollup == "item_sum" else by_components)(compiled, answers)
    cap = Fraction(definition.cap)
    final = min(cap, raw + Fraction(addition))
    predicate, awarded, gates = _predicate(compiled, final, tree, failed_gates, assessed=assessed)
    counted = sum(1 for node in tree.walk("indicator") if node.is_counted)
    return ScoreResult(
        from_ticks(tree.earned_ticks), addition, from_ticks(final.numerator * SCALE // final.denominator), predicate, awarded, gates, counted, tree
    )


def _predicate(
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
