"""Questions asked of an explanation: what would raise the score most, where two scores differ."""

from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal

from indicators.scoring.tree import ScoreNode, from_ticks


@dataclass(frozen=True, slots=True)
class Gain:
    """What full points in one indicator would bring: points of the raw total, and the total then."""

    code: str
    gain: Decimal
    new_total: Decimal
    node: ScoreNode


def biggest_gains(tree: ScoreNode, n: int = 3) -> list[Gain]:
    """The `n` single indicators in which full points would raise the raw total most, largest first."""
    leaves = [node for node in tree.walk("indicator") if node.contribution_maximum_ticks > node.contribution_ticks]
    leaves.sort(key=lambda node: node.contribution_ticks - node.contribution_maximum_ticks)
    return [
        Gain(
            node.code,
            node.contribution_lost,
            from_ticks(tree.earned_ticks + node.contribution_maximum_ticks - node.contribution_ticks),
            node,
        )
        for node in leaves[:n]
    ]


@dataclass(frozen=True, slots=True)
class Difference:
    """An indicator that stands differently in two scores, such as self score and verified score."""

    code: str
    before: ScoreNode
    after: ScoreNode

    @property
    def change(self) -> Decimal:
        """Points of the raw total gained (positive) or lost from before to after."""
        return self.after.contribution - self.before.contribution


def _same_share(one: ScoreNode, other: ScoreNode) -> bool:
    """Whether the same share was earned; two ticks either way are the sharing out of the last places, not a difference."""
    apart = abs(one.earned_ticks * other.maximum_ticks - other.earned_ticks * one.maximum_ticks)
    return one.is_counted == other.is_counted and apart <= 2 * (one.maximum_ticks + other.maximum_ticks)


def compare(before: ScoreNode, after: ScoreNode) -> Iterator[Difference]:
    """Indicators whose earned part or whose reason differs, in the framework's order."""
    others = {node.code: node for node in after.walk("indicator")}
    for node in before.walk("indicator"):
        other = others.get(node.code)
        if other is None:
            continue
        if not _same_share(node, other) or node.reason != other.reason:
            yield Difference(node.code, node, other)
