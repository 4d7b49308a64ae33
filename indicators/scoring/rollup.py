"""The two ways frameworks add up: sum of items (25/2013), components of rights (34/2016, 22/2021)."""

from collections.abc import Mapping
from fractions import Fraction

from indicators.scoring.engine import HUNDRED, CompiledFramework, _answered, _Group, _leaves, share_out
from indicators.scoring.tree import SCALE, ScoreNode
from indicators.scoring.values import AnswerValue

ZERO = Fraction(0)
FULL = HUNDRED * SCALE


def _ticks(value: Fraction) -> int:
    return value.numerator * SCALE // value.denominator


def _pair(value: Fraction) -> tuple[int, int]:
    """An exact value in ticks as a pair."""
    return value.numerator * SCALE, value.denominator


def by_items(compiled: CompiledFramework, answers: Mapping[str, AnswerValue]) -> tuple[Fraction, ScoreNode]:
    """Sum of points over sum of maxima of the items counted, times 100. Own scale: points."""
    groups = [(criterion, right, _answered(parts[0], answers)) for criterion, _, rights in compiled.criteria for right, parts in rights if parts]
    maximum = sum((group.weight for _, _, group in groups), ZERO)
    earned = sum((group.earned for _, _, group in groups), ZERO)
    factor = Fraction(HUNDRED) / maximum if maximum else ZERO
    raw = earned * factor
    top = ScoreNode("framework", compiled.definition.code, _ticks(raw), FULL if maximum else 0, _ticks(raw), FULL if maximum else 0)
    contributed = share_out(top.contribution_ticks, [_pair(group.earned * factor) for _, _, group in groups])
    maxima = share_out(top.contribution_maximum_ticks, [_pair(group.weight * factor) for _, _, group in groups])
    criteria: dict[str, ScoreNode] = {}
    for position, (criterion, right, group) in enumerate(groups):
        node = ScoreNode("right", right, _ticks(group.earned), _ticks(group.weight), contributed[position], maxima[position])
        node.children = _leaves(compiled, group, (criterion, right), node, Fraction(SCALE), factor * SCALE)
        parent = criteria.setdefault(criterion, ScoreNode("criterion", criterion, 0, 0, 0, 0))
        parent.children.append(node)
        parent.earned_ticks += node.earned_ticks
        parent.maximum_ticks += node.maximum_ticks
        parent.contribution_ticks += node.contribution_ticks
        parent.contribution_maximum_ticks += node.contribution_maximum_ticks
    top.children = list(criteria.values())
    return raw, top


class _Right:
    """A right as answered: its groups and its exact score of 100."""

    __slots__ = ("applies", "code", "groups", "scale", "score", "scores")

    def __init__(self, code: str, groups: list[_Group]) -> None:
        self.code = code
        self.groups = groups
        counted = sum((group.compiled.maximum for group in groups if group.weight), ZERO)
        self.applies = counted > 0
        # A component without an indicator that applies gives its maximum to the others.
        self.scale = HUNDRED / counted if counted else ZERO
        self.scores = [group.earned / group.weight * group.compiled.maximum * self.scale if group.weight else ZERO for group in groups]
        self.score = sum(self.scores, ZERO)

    def node(self, compiled: CompiledFramework, weight: Fraction, contribution: int, maximum: int) -> ScoreNode:
        """The right's tree; `weight` is its part of the raw total (0 to 1)."""
        whole = FULL if self.applies else 0
        node = ScoreNode("right", self.code, _ticks(self.score), whole, contribution, maximum)
        own_maxima = [group.compiled.maximum * self.scale if group.weight else ZERO for group in self.groups]
        earned = share_out(node.earned_ticks, [_pair(score) for score in self.scores])
        maxima = share_out(whole, [_pair(own) for own in own_maxima])
        contributed = share_out(contribution, [_pair(score * weight) for score in self.scores])
        contributable = share_out(maximum, [_pair(own * weight) for own in own_maxima])
        for position, group in enumerate(self.groups):
            code = group.compiled.code
            part = ScoreNode("component", code, earned[position], maxima[position], contributed[position], contributable[position])
            unit = own_maxima[position] / group.weight * SCALE if group.weight else ZERO
            part.children = _leaves(compiled, group, (self.code, code), part, unit, unit * weight)
            node.children.append(part)
        return node


def by_components(compiled: CompiledFramework, answers: Mapping[str, AnswerValue]) -> tuple[Fraction, ScoreNode]:
    """Right = sum of its components; criterion = mean of its rights; raw total = weighted mean of the criteria."""
    criteria = []
    for code, weight, rights in compiled.criteria:
        answered = [_Right(right, [_answered(group, answers) for group in groups]) for right, groups in rights]
        applying = [right for right in answered if right.applies]
        mean = sum((right.score for right in applying), ZERO) / len(applying) if applying else ZERO
        criteria.append((code, weight if applying else ZERO, answered, len(applying), mean))
    total = sum((weight for _, weight, _, _, _ in criteria), ZERO)
    raw = sum((weight * mean for _, weight, _, _, mean in criteria), ZERO) / total if total else ZERO
    whole = FULL if total else 0
    top = ScoreNode("framework", compiled.definition.code, _ticks(raw), whole, _ticks(raw), whole)
    parts = [weight / total if total else ZERO for _, weight, _, _, _ in criteria]
    contributed = share_out(top.contribution_ticks, [_pair(part * mean) for part, (_, _, _, _, mean) in zip(parts, criteria, strict=True)])
    maxima = share_out(whole, [_pair(part * HUNDRED) for part in parts])
    for position, (code, _, rights, counted, mean) in enumerate(criteria):
        node = ScoreNode("criterion", code, _ticks(mean), FULL if counted else 0, contributed[position], maxima[position])
        weights = [parts[position] / counted if right.applies else ZERO for right in rights]
        of_rights = share_out(node.contribution_ticks, [_pair(right.score * weight) for right, weight in zip(rights, weights, strict=True)])
        at_most = share_out(node.contribution_maximum_ticks, [_pair(weight * HUNDRED) for weight in weights])
        node.children = [right.node(compiled, weights[n], of_rights[n], at_most[n]) for n, right in enumerate(rights)]
        top.children.append(node)
    return raw, top
