"""A published result through a lens, and the years of a region side by side in it. Only published tables are read."""

from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal

from assessments.services.explanation import Explanation, Part
from indicators.figures import Figure
from indicators.scoring import ScoreNode
from indicators.services.lens import LensGroup, LensView
from reports.services.group_statistics import earned_and_possible, share_of


@dataclass(frozen=True, slots=True)
class GroupShare:
    """A group with the region's share, the national figure and the indicators. `share` is None where none of them applies."""

    group: LensGroup
    share: Decimal | None
    figure: Figure | None
    parts: tuple[Part, ...]


def group_share(nodes: Iterable[ScoreNode]) -> Decimal | None:
    """Share of the points of the raw total that could be earned in some indicators, as published groups have it."""
    pairs = [earned_and_possible(node) for node in nodes]
    possible = sum(pair[1] for pair in pairs)
    return share_of(sum(pair[0] for pair in pairs), possible) if possible else None


def indicator_parts(explanation: Explanation) -> dict[str, Part]:
    """The indicators of an explanation by code."""
    found: dict[str, Part] = {}
    for right in explanation.rights:
        for part in right.children:
            found |= {item.code: item for item in ([part] if part.level == "indicator" else part.children)}
    return found


def region_through(view: LensView, explanation: Explanation, figures: dict[str, Figure]) -> list[GroupShare]:
    """A region's result through a lens, group by group."""
    parts = indicator_parts(explanation)
    shares = []
    for group in view.groups:
        own = tuple(parts[code] for code in group.indicators if code in parts)
        shares.append(GroupShare(group, group_share(part.node for part in own), figures.get(group.code), own))
    return shares
