"""The two ways frameworks add up: sum of items (25/2013), components of rights (34/2016, 22/2021).

Layouts hold what depends only on which indicators apply: scales, weights and maxima. They are computed with
fractions once for each pattern and remembered; a region's own numbers are pairs of integers, never reduced.
"""

from collections.abc import Mapping
from fractions import Fraction
from typing import Any, NamedTuple

from indicators.scoring.compiled import FULL, HUNDRED, ZERO, CompiledFramework, CompiledRight, Pair, remember
from indicators.scoring.sums import Answered, answered, share_out
from indicators.scoring.tree import SCALE, ScoreNode
from indicators.scoring.values import AnswerValue


class Rolled(NamedTuple):
    """The raw total, exact; its explanation; how many indicators count."""

    raw: Fraction
    tree: ScoreNode
    counted: int


class RightLayout(NamedTuple):
    """A right by what applies. Each group: ticks of the right's own scale for a unit of weight, maximum, maxima of its indicators."""

    applies: bool
    counted: int
    units: tuple[Pair, ...]
    maxima: tuple[int, ...]
    leaf_maxima: tuple[list[int], ...]
    # contribution's maximum and weight -> the same maxima in points of the raw total
    raw_maxima: dict[Any, tuple[tuple[int, ...], tuple[list[int], ...]]]


class Layout(NamedTuple):
    """The framework by which rights apply: weight of each right in the raw total, maxima of criteria and rights."""

    applies: bool
    weights: tuple[tuple[Pair, ...], ...]
    counted: tuple[int, ...]
    maxima: tuple[int, ...]
    right_maxima: tuple[list[int], ...]


def _ticks(value: Fraction) -> int:
    return value.numerator * SCALE // value.denominator


def _pair(value: Fraction) -> Pair:
    """An exact value in ticks as a pair."""
    return value.numerator * SCALE, value.denominator


def _weights(parts: list[Answered]) -> list[list[int]]:
    """Weights of the indicators that count, zero for the others, by group."""
    return [
        [weight if part.pattern is None or part.pattern[n] else 0 for n, (_code, _judge, weight, _optional) in enumerate(part.group.indicators)]
        for part in parts
    ]


def _leaves(part: Answered, node: ScoreNode, unit: Pair, weight: Pair, maxima: list[int], raw_maxima: list[int]) -> None:
    """Hang the indicators below `node`: `unit` are its ticks for a unit of weight, `weight` its part of the raw total."""
    unit_top, unit_below = unit
    weight_top, weight_below = weight
    own, raw = [], []
    for found, (_code, _judge, indicator_weight, _optional) in zip(part.judged, part.group.indicators, strict=True):
        if found[0]:
            top, below = found[0] * indicator_weight * unit_top, found[1] * unit_below
            own.append((top, below))
            raw.append((top * weight_top, below * weight_below))
        else:
            own.append((0, 1))
            raw.append((0, 1))
    earned = share_out(node.earned_ticks, own)
    contributed = share_out(node.contribution_ticks, raw)
    node.children = [
        ScoreNode("indicator", indicator[0], earned[n], maxima[n], contributed[n], raw_maxima[n], [], part.judged[n][2], part.judged[n][3])
        for n, indicator in enumerate(part.group.indicators)
    ]


def by_items(compiled: CompiledFramework, answers: Mapping[str, AnswerValue]) -> Rolled:
    """Sum of points over sum of maxima of the items counted, times 100. Own scale: points."""
    groups = [
        (criterion, right.code, answered(right.groups[0], answers)) for criterion, _, rights in compiled.criteria for right in rights if right.groups
    ]
    weights = _weights([part for _, _, part in groups])
    possible = [Fraction(sum(row), part.group.unit) for row, (_, _, part) in zip(weights, groups, strict=True)]
    earned = [Fraction(part.top, part.below * part.group.unit) for _, _, part in groups]
    maximum = sum(possible, ZERO)
    factor = Fraction(HUNDRED) / maximum if maximum else ZERO
    raw = sum(earned, ZERO) * factor
    whole = FULL if maximum else 0
    top = ScoreNode("framework", compiled.definition.code, _ticks(raw), whole, _ticks(raw), whole)
    contributed = share_out(top.contribution_ticks, [_pair(part * factor) for part in earned])
    maxima = share_out(whole, [_pair(part * factor) for part in possible])
    criteria: dict[str, ScoreNode] = {}
    for n, (criterion, right, part) in enumerate(groups):
        node = ScoreNode("right", right, _ticks(earned[n]), _ticks(possible[n]), contributed[n], maxima[n])
        unit, scale = (SCALE, part.group.unit), factor.as_integer_ratio()
        leaf_maxima = share_out(node.maximum_ticks, [(weight * unit[0], unit[1]) for weight in weights[n]])
        raw_maxima = share_out(maxima[n], [(weight * unit[0] * scale[0], unit[1] * scale[1]) for weight in weights[n]])
        _leaves(part, node, unit, scale, leaf_maxima, raw_maxima)
        _add(criteria.setdefault(criterion, ScoreNode("criterion", criterion, 0, 0, 0, 0)), node)
    top.children = list(criteria.values())
    return Rolled(raw, top, sum(weight > 0 for row in weights for weight in row))


def _add(parent: ScoreNode, node: ScoreNode) -> None:
    parent.children.append(node)
    parent.earned_ticks += node.earned_ticks
    parent.maximum_ticks += node.maximum_ticks
    parent.contribution_ticks += node.contribution_ticks
    parent.contribution_maximum_ticks += node.contribution_maximum_ticks


def _right_layout(parts: list[Answered]) -> RightLayout:
    weights = _weights(parts)
    sums = [sum(row) for row in weights]
    counted = sum((part.group.maximum for part, total in zip(parts, sums, strict=True) if total), ZERO)
    # A component without an indicator that applies gives its maximum to the others.
    scale = HUNDRED / counted if counted else ZERO
    own = [part.group.maximum * scale if total else ZERO for part, total in zip(parts, sums, strict=True)]
    units = [_pair(maximum / total) if total else (0, 1) for maximum, total in zip(own, sums, strict=True)]
    maxima = share_out(FULL if counted else 0, [_pair(maximum) for maximum in own])
    leaf_maxima = [
        share_out(maximum, [(weight * unit[0], unit[1]) for weight in row]) for maximum, unit, row in zip(maxima, units, weights, strict=True)
    ]
    return RightLayout(counted > 0, sum(weight > 0 for row in weights for weight in row), tuple(units), tuple(maxima), tuple(leaf_maxima), {})


def _raw_maxima(layout: RightLayout, parts: list[Answered], maximum: int, weight: Pair) -> tuple[tuple[int, ...], tuple[list[int], ...]]:
    """Maxima of groups and indicators in points of the raw total."""
    weights = _weights(parts)
    of_groups = share_out(maximum, [(sum(row) * unit[0] * weight[0], unit[1] * weight[1]) for row, unit in zip(weights, layout.units, strict=True)])
    of_leaves = [
        share_out(most, [(one * unit[0] * weight[0], unit[1] * weight[1]) for one in row])
        for most, unit, row in zip(of_groups, layout.units, weights, strict=True)
    ]
    return tuple(of_groups), tuple(of_leaves)


class _Right:
    """A right as answered: its groups and its exact score of 100, in ticks as a pair."""

    __slots__ = ("below", "code", "layout", "pairs", "parts", "top")

    def __init__(self, right: CompiledRight, answers: Mapping[str, AnswerValue]) -> None:
        self.code = right.code
        self.parts = [answered(group, answers) for group in right.groups]
        pattern = tuple(part.pattern for part in self.parts)
        self.layout: RightLayout = right.layouts.get(pattern) or remember(right.layouts, pattern, _right_layout(self.parts))
        self.pairs = [(part.top * unit[0], part.below * unit[1]) for part, unit in zip(self.parts, self.layout.units, strict=True)]
        self.top, self.below = total(self.pairs)

    def node(self, weight: Pair, contribution: int, maximum: int) -> ScoreNode:
        """The right's tree; `weight` is its part of the raw total (0 to 1)."""
        layout = self.layout
        node = ScoreNode("right", self.code, self.top // self.below, FULL if layout.applies else 0, contribution, maximum)
        earned = share_out(node.earned_ticks, self.pairs)
        contributed = share_out(contribution, [(top * weight[0], below * weight[1]) for top, below in self.pairs])
        key = (maximum, weight)
        of_groups, of_leaves = layout.raw_maxima.get(key) or remember(layout.raw_maxima, key, _raw_maxima(layout, self.parts, maximum, weight))
        for n, part in enumerate(self.parts):
            child = ScoreNode("component", part.group.code, earned[n], layout.maxima[n], contributed[n], of_groups[n])
            _leaves(part, child, layout.units[n], weight, layout.leaf_maxima[n], of_leaves[n])
            node.children.append(child)
        return node


def total(pairs: list[Pair]) -> Pair:
    """The exact sum of pairs, not reduced."""
    top, below = 0, 1
    for part, part_below in pairs:
        if part:
            if part_below == below:
                top += part
            else:
                top, below = top * part_below + part * below, below * part_below
    return top, below


def _layout(compiled: CompiledFramework, criteria: list[list[_Right]]) -> Layout:
    counted = [sum(right.layout.applies for right in rights) for rights in criteria]
    weights = [weight if applying else ZERO for (_, weight, _), applying in zip(compiled.criteria, counted, strict=True)]
    whole = sum(weights, ZERO)
    parts = [weight / whole if whole else ZERO for weight in weights]
    maxima = share_out(FULL if whole else 0, [_pair(part * HUNDRED) for part in parts])
    of_rights = [
        [part / applying if right.layout.applies else ZERO for right in rights]
        for part, applying, rights in zip(parts, counted, criteria, strict=True)
    ]
    right_maxima = [share_out(most, [_pair(weight * HUNDRED) for weight in row]) for most, row in zip(maxima, of_rights, strict=True)]
    pairs = tuple(tuple(weight.as_integer_ratio() for weight in row) for row in of_rights)
    return Layout(whole > 0, pairs, tuple(counted), tuple(maxima), tuple(right_maxima))


def by_components(compiled: CompiledFramework, answers: Mapping[str, AnswerValue]) -> Rolled:
    """Right = sum of its components; criterion = mean of its rights; raw total = weighted mean of the criteria."""
    criteria = [[_Right(right, answers) for right in rights] for _, _, rights in compiled.criteria]
    pattern = tuple(right.layout.applies for rights in criteria for right in rights)
    layout: Layout = compiled.layouts.get(pattern) or remember(compiled.layouts, pattern, _layout(compiled, criteria))
    # Every right's part of the raw total, in ticks as pairs.
    parts = [
        [(right.top * weight[0], right.below * weight[1]) for right, weight in zip(rights, weights, strict=True)]
        for rights, weights in zip(criteria, layout.weights, strict=True)
    ]
    sums = [total(row) for row in parts]
    raw_top, raw_below = total(sums)
    whole = FULL if layout.applies else 0
    ticks = raw_top // raw_below
    top = ScoreNode("framework", compiled.definition.code, ticks, whole, ticks, whole)
    contributed = share_out(ticks, sums)
    for n, (code, _, _) in enumerate(compiled.criteria):
        mean_top, mean_below = total([(right.top, right.below) for right in criteria[n]])
        counted = layout.counted[n]
        node = ScoreNode(
            "criterion", code, mean_top // (mean_below * counted) if counted else 0, FULL if counted else 0, contributed[n], layout.maxima[n]
        )
        of_rights = share_out(contributed[n], parts[n])
        node.children = [right.node(layout.weights[n][m], of_rights[m], layout.right_maxima[n][m]) for m, right in enumerate(criteria[n])]
        top.children.append(node)
    return Rolled(Fraction(raw_top, raw_below * SCALE), top, sum(right.layout.counted for rights in criteria for right in rights))
