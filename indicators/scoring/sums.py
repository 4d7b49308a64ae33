"""Judging and adding up the indicators of a group, and sharing out whole ticks among parts."""

from collections.abc import Mapping, Sequence
from typing import NamedTuple

from indicators.scoring.compiled import CompiledGroup, Pair
from indicators.scoring.rules import NO_ANSWER, Judged
from indicators.scoring.values import AnswerValue

NOT_APPLICABLE: Judged = (0, 1, "not_applicable", None)
REFUSED: Judged = (0, 1, "not_applicable_refused", None)


class Answered(NamedTuple):
    """A group as answered: what was judged, which indicators count (None: all), the weighted sum of shares as an exact pair."""

    group: CompiledGroup
    judged: list[Judged]
    pattern: tuple[bool, ...] | None
    top: int
    below: int


def answered(group: CompiledGroup, answers: Mapping[str, AnswerValue]) -> Answered:
    """Judge the indicators of a group and add up their shares by weight."""
    judged: list[Judged] = []
    left_out = False
    top, below = 0, 1
    for code, judge, weight, may_be_not_applicable in group.indicators:
        value = answers.get(code)
        if value is None:
            found = NO_ANSWER
        elif value.not_applicable:
            found = NOT_APPLICABLE if may_be_not_applicable else REFUSED
            left_out |= may_be_not_applicable
        else:
            found = judge(value)
        judged.append(found)
        part = found[0]
        if part:
            part_below = found[1]
            if part_below == below:
                top += part * weight
            else:
                top = top * part_below + part * weight * below
                below *= part_below
    pattern = tuple(found is not NOT_APPLICABLE for found in judged) if left_out else None
    return Answered(group, judged, pattern, top, below)


def share_out(total: int, parts: Sequence[Pair]) -> list[int]:
    """Share `total` ticks among exact parts (pairs of integers, in ticks) that sum to about `total`.

    Each gets its part rounded down, the ticks left over go to the largest remainders, earlier ones first.
    """
    floors = [top // below for top, below in parts]
    left = total - sum(floors)
    if left:
        # Remainders as whole numbers of 2^-64: exact enough to order any that differ by a tick, and never a float.
        remainders = [((top % below) << 64) // below for top, below in parts]
        if left == 1:
            floors[remainders.index(max(remainders))] += 1
            return floors
        order = sorted(range(len(parts)), key=remainders.__getitem__, reverse=True)
        for position in order[:left]:
            floors[position] += 1
    return floors
