"""The explanation: a tree in which every number carries how it came about.

Numbers are kept as whole ticks of 10^-12, rounded down, so that comparing them with a threshold
equals comparing the exact value. What a node's children contribute adds up to the node to the last tick.
"""

from collections.abc import Iterator
from dataclasses import dataclass, field
from decimal import ROUND_HALF_UP, Decimal
from typing import Any, Literal

PLACES = 12
SCALE = 10**PLACES
Level = Literal["framework", "criterion", "right", "component", "indicator"]
LEVELS: tuple[Level, ...] = ("framework", "criterion", "right", "component", "indicator")
CENT = Decimal("0.01")


def from_ticks(ticks: int) -> Decimal:
    """Ticks as an exact Decimal of 12 places."""
    return Decimal(ticks).scaleb(-PLACES)


def displayed(value: Decimal) -> Decimal:
    """A score as people read it: two places, half up. Never used for comparing."""
    # Adding zero takes the sign off a zero that came from below.
    return value.quantize(CENT, rounding=ROUND_HALF_UP) + 0


@dataclass(slots=True)
class ScoreNode:
    """One number and where it comes from.

    `earned` of `maximum` is in the node's own scale: a right has 100, a component 10, 30 or 60, an indicator
    its part of the component. `contribution` of `contribution_maximum` is in points of the raw total.
    An indicator also has its `reason`: the code of a sentence with its parameters. An indicator that does
    not apply is not counted: its numbers are zero and the others carry its weight.
    """

    level: Level
    code: str
    earned_ticks: int
    maximum_ticks: int
    contribution_ticks: int
    contribution_maximum_ticks: int
    children: list["ScoreNode"] = field(default_factory=list)
    reason: str = ""
    params: dict[str, Any] | None = None

    @property
    def earned(self) -> Decimal:
        """What was earned, in the node's own scale."""
        return from_ticks(self.earned_ticks)

    @property
    def maximum(self) -> Decimal:
        """What could be earned, in the node's own scale."""
        return from_ticks(self.maximum_ticks)

    @property
    def lost(self) -> Decimal:
        """What was not earned, in the node's own scale."""
        return from_ticks(self.maximum_ticks - self.earned_ticks)

    @property
    def contribution(self) -> Decimal:
        """Points of the raw total."""
        return from_ticks(self.contribution_ticks)

    @property
    def contribution_maximum(self) -> Decimal:
        """Points of the raw total that could be had here."""
        return from_ticks(self.contribution_maximum_ticks)

    @property
    def contribution_lost(self) -> Decimal:
        """Points of the raw total lost here."""
        return from_ticks(self.contribution_maximum_ticks - self.contribution_ticks)

    @property
    def is_counted(self) -> bool:
        """Whether the node counts; an indicator that does not apply is left out of the sum."""
        return self.maximum_ticks > 0

    def walk(self, level: Level | None = None) -> Iterator["ScoreNode"]:
        """This node and all below it, or only those of one level."""
        if level is None or self.level == level:
            yield self
        for child in self.children:
            yield from child.walk(level)

    def to_dict(self) -> list[Any]:
        """Compact JSON form: [level, code, four numbers in ticks, children or reason]."""
        numbers = [self.earned_ticks, self.maximum_ticks, self.contribution_ticks, self.contribution_maximum_ticks]
        if self.level == "indicator":
            tail = [self.reason] if self.params is None else [self.reason, self.params]
            return [4, self.code, *numbers, *tail]
        return [LEVELS.index(self.level), self.code, *numbers, [child.to_dict() for child in self.children]]

    @classmethod
    def from_dict(cls, data: list[Any]) -> "ScoreNode":
        """Read the compact JSON form back."""
        level, code, earned, maximum, contribution, contribution_maximum, tail, *params = data
        node = cls(LEVELS[level], code, earned, maximum, contribution, contribution_maximum)
        if node.level == "indicator":
            node.reason = tail
            node.params = params[0] if params else None
        else:
            node.children = [cls.from_dict(child) for child in tail]
        return node
