"""How all regions did in each indicator, right, provision and group of a lens: computed once, when a run is published.

A region's share of a group is the points of the raw total it earned over those it could earn in the group's indicators,
counted where they apply to it. Whole numbers throughout: shares are added up by their denominator and divided last.
The explanation trees come one by one and are forgotten; what stays is a few numbers for each group.
"""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field
from decimal import Decimal
from fractions import Fraction
from typing import Any

from django.db import transaction

from indicators.scoring import ScoreNode
from indicators.services.catalogue import FrameworkOutline, framework_by_code, framework_outline
from indicators.services.lens import GroupKind, memberships
from reports.models import PublishedGroup, PublishedResult, PublishedYear

BEST = 5
# The engine shares out its last ticks among the parts of a sum: a full answer may miss its maximum by as much.
SHARED_OUT = 2
# Shares are compared at this many places of a per cent, far from the engine's last ticks, so that equal regions are equal.
COMPARED = 8
HUNDRED = 100


def earned_and_possible(node: ScoreNode) -> tuple[int, int]:
    """Ticks of the raw total an indicator earned and could earn; both zero where it does not apply."""
    possible = node.contribution_maximum_ticks
    earned = node.contribution_ticks
    return (possible, possible) if possible - earned <= SHARED_OUT else (earned, possible)


def share_of(earned: int, possible: int) -> Decimal:
    """A share in per cent, rounded half up at the places at which shares are compared."""
    return Decimal(_compared(earned, possible)).scaleb(-COMPARED)


def _compared(earned: int, possible: int) -> int:
    return (2 * earned * HUNDRED * 10**COMPARED + possible) // (2 * possible)


@dataclass(slots=True)
class GroupTally:
    """What is kept of a group while the regions go by."""

    regions: int = 0
    at_full: int = 0
    at_zero: int = 0
    lowest: int = HUNDRED * 10**COMPARED
    highest: int = 0
    at_highest: int = 0
    # Sums of what was earned by what could be earned: few different sums, since weights are the same where all applies.
    earned: dict[int, int] = field(default_factory=lambda: defaultdict(int))
    # One more than can be named, highest first: enough to see whether a tie goes on.
    leaders: list[tuple[int, str, str]] = field(default_factory=list)

    def count(self, region: tuple[str, str], earned: int, possible: int) -> None:
        """Count a region (code and name) to which the group applies."""
        share = _compared(earned, possible)
        self.regions += 1
        self.at_full += earned == possible
        self.at_zero += earned == 0
        self.lowest = min(self.lowest, share)
        if share > self.highest or not self.at_highest:
            self.highest, self.at_highest = share, 1
        elif share == self.highest:
            self.at_highest += 1
        self.earned[possible] += earned
        if len(self.leaders) <= BEST or share > self.leaders[-1][0]:
            self.leaders.append((share, *region))
            self.leaders.sort(key=lambda leader: -leader[0])
            del self.leaders[BEST + 1 :]

    @property
    def mean(self) -> Decimal:
        """Mean share in per cent, exact and then rounded down to 12 places, as scores are."""
        exact = sum((Fraction(earned, possible) for possible, earned in self.earned.items()), Fraction(0)) * HUNDRED / self.regions
        return Decimal(exact.numerator * 10**12 // exact.denominator).scaleb(-12)

    @property
    def best(self) -> list[list[str]]:
        """Code, name and share of up to five regions; a tie that would be cut through is left out whole."""
        cut = self.leaders[BEST][0] if len(self.leaders) > BEST else -1
        return [[code, name, f"{Decimal(share).scaleb(-COMPARED)}"] for share, code, name in self.leaders[:BEST] if share != cut]


class GroupStatistics:
    """The groups of a framework, being counted."""

    def __init__(self, outline: FrameworkOutline) -> None:
        self._codes = memberships(outline)
        self._tallies = {kind: {code: GroupTally() for code in groups} for kind, groups in self._codes.items()}

    def count(self, *, code: str, name: str, tree: list[Any]) -> None:
        """Count a region's explanation; the tree is read once and not kept."""
        leaves = {node.code: earned_and_possible(node) for node in ScoreNode.from_dict(tree).walk("indicator")}
        region = (code, name)
        for kind, groups in self._codes.items():
            tallies = self._tallies[kind]
            for group, indicators in groups.items():
                earned = possible = 0
                for indicator in indicators:
                    own_earned, own_possible = leaves.get(indicator, (0, 0))
                    earned += own_earned
                    possible += own_possible
                if possible:
                    tallies[group].count(region, earned, possible)

    def rows(self, year: PublishedYear) -> Iterable[PublishedGroup]:
        """The groups that count for any region, in the framework's order."""
        for kind, tallies in self._tallies.items():
            for code, tally in tallies.items():
                if tally.regions:
                    yield _row(year, kind, code, self._codes[kind][code], tally)


def _row(year: PublishedYear, kind: GroupKind, code: str, indicators: tuple[str, ...], tally: GroupTally) -> PublishedGroup:
    return PublishedGroup(
        year=year,
        kind=kind,
        code=code,
        indicators=list(indicators),
        mean=tally.mean,
        lowest=Decimal(tally.lowest).scaleb(-COMPARED),
        highest=Decimal(tally.highest).scaleb(-COMPARED),
        regions=tally.regions,
        at_full=tally.at_full,
        at_zero=tally.at_zero,
        at_highest=tally.at_highest,
        best=tally.best,
    )


@transaction.atomic
def count_earlier_year(year: PublishedYear) -> int:
    """Count what a published year has no figures of yet: from its published explanations, which cannot have changed since.

    Returns how many groups were written; what was counted at publication stays as it is.
    """
    framework = framework_by_code(year.framework_code)
    results = PublishedResult.objects.filter(year=year, explanation__isnull=False).select_related("region").defer("answers")
    if framework is None:
        return 0
    statistics = GroupStatistics(framework_outline(framework))
    for result in results.order_by("region__code").iterator(chunk_size=64):
        statistics.count(code=result.region.code, name=result.region.full_name, tree=result.explanation or [])
    known = set(year.groups.values_list("kind", "code"))
    missing = [row for row in statistics.rows(year) if (row.kind, row.code) not in known]
    return len(PublishedGroup.objects.bulk_create(missing, batch_size=200))
