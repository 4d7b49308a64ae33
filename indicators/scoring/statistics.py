"""How far indicators tell regions apart: mean, ceiling, floor and correlation of the shares earned.

Shares are statistics about scores, not scores: they are floats, and no score is computed from them.
"""

from array import array
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from itertools import combinations
from math import isnan, nan, sqrt, sumprod
from operator import mul

# Fewer regions than this say nothing about correlation.
FEWEST = 8


@dataclass(frozen=True, slots=True)
class IndicatorStatistics:
    """One indicator over all regions.

    `counted`: regions it counts for; `mean`, `ceiling`, `floor`: mean share earned, part of the regions that earn all and nothing (0 to 1);
    `twin`: the indicator whose shares run most alike, with `correlation` (Pearson, -1 to 1), or "" where nothing can be said.
    """

    code: str
    counted: int
    mean: float
    ceiling: float
    floor: float
    twin: str = ""
    correlation: float = 0.0


@dataclass(slots=True)
class Shares:
    """Shares earned by indicator, one figure a region; one that does not count for a region is not a number."""

    codes: tuple[str, ...]
    columns: dict[str, array[float]] = field(default_factory=dict)
    size: int = 0

    def __post_init__(self) -> None:
        self.columns = {code: array("d") for code in self.codes}

    def add(self, shares: Mapping[str, float]) -> None:
        """Add a region: its share by indicator; what is missing does not count."""
        for code, column in self.columns.items():
            column.append(shares.get(code, nan))
        self.size += 1

    def statistics(self) -> list[IndicatorStatistics]:
        """Statistics of all indicators in their order."""
        twins = _twins(self.columns)
        return [_statistics(code, column, *twins.get(code, ("", 0.0))) for code, column in self.columns.items()]


def _statistics(code: str, column: Iterable[float], twin: str, correlation: float) -> IndicatorStatistics:
    found = [share for share in column if not isnan(share)]
    count = len(found)
    if not count:
        return IndicatorStatistics(code, 0, 0.0, 0.0, 0.0)
    ceiling, floor = sum(share >= 1 for share in found), sum(share <= 0 for share in found)
    return IndicatorStatistics(code, count, sum(found) / count, ceiling / count, floor / count, twin, correlation)


@dataclass(frozen=True, slots=True)
class _Column:
    """A column made ready: values (0 where missing) with their sums; where values are missing, also their squares and 1 where there is one.

    A complete column is the one that was filled, so that nothing is copied for it.
    """

    values: array[float]
    total: float
    squares_total: float
    squares: array[float] | None = None
    present: array[float] | None = None


def _ready(column: array[float]) -> _Column:
    if not any(isnan(share) for share in column):
        return _Column(column, sum(column), sumprod(column, column))
    values = array("d", (0.0 if isnan(share) else share for share in column))
    present = array("d", (0.0 if isnan(share) else 1.0 for share in column))
    squares = array("d", (value * value for value in values))
    return _Column(values, sum(values), sum(squares), squares, present)


def _twins(columns: Mapping[str, array[float]]) -> dict[str, tuple[str, float]]:
    """For each indicator the other one most alike, either way."""
    ready = {code: _ready(column) for code, column in columns.items()}
    found: dict[str, tuple[str, float]] = {}
    for (one, first), (other, second) in combinations(ready.items(), 2):
        r = _pearson(first, second)
        if r is None:
            continue
        for code, twin in ((one, other), (other, one)):
            if code not in found or abs(r) > abs(found[code][1]):
                found[code] = (twin, r)
    return found


def _sums(column: _Column, other: _Column) -> tuple[float, float]:
    """Sum and sum of squares of a column over the regions the other one counts for."""
    if other.present is None:
        return column.total, column.squares_total
    squares = sumprod(column.values, map(mul, column.values, other.present)) if column.squares is None else sumprod(column.squares, other.present)
    return sumprod(column.values, other.present), squares


def _both(first: _Column, second: _Column) -> float:
    """How many regions both count for."""
    if first.present is None:
        return float(len(first.values)) if second.present is None else sum(second.present)
    return sum(first.present) if second.present is None else sumprod(first.present, second.present)


def _pearson(first: _Column, second: _Column) -> float | None:
    """Correlation over the regions both count for; None where one of them does not vary or there are too few."""
    n = _both(first, second)
    if n < FEWEST:
        return None
    (sum_x, squares_x), (sum_y, squares_y) = _sums(first, second), _sums(second, first)
    spread_x, spread_y = squares_x - sum_x * sum_x / n, squares_y - sum_y * sum_y / n
    # Below this the figures are all the same but for the last bits.
    if spread_x < n * 1e-12 or spread_y < n * 1e-12:
        return None
    together = sumprod(first.values, second.values) - sum_x * sum_y / n
    return max(-1.0, min(1.0, together / sqrt(spread_x * spread_y)))


def spearman(pairs: Iterable[tuple[int, int]]) -> float | None:
    """Correlation of two rankings (1, 2, 2, 4 as `rank` gives them; ties take their mean place); None for fewer than three."""
    found = list(pairs)
    if len(found) < 3:  # noqa: PLR2004 - two places always agree or oppose
        return None
    first, second = _places([before for before, _after in found]), _places([after for _before, after in found])
    n = len(found)
    mean = (n + 1) / 2
    x, y = [place - mean for place in first], [place - mean for place in second]
    spread = sumprod(x, x) * sumprod(y, y)
    return sumprod(x, y) / sqrt(spread) if spread else None


def _places(ranks: list[int]) -> list[float]:
    """Mean places of shared ranks."""
    counts: dict[int, int] = {}
    for place in ranks:
        counts[place] = counts.get(place, 0) + 1
    order: dict[int, float] = {}
    passed = 0
    for place in sorted(counts):
        order[place] = passed + (counts[place] + 1) / 2
        passed += counts[place]
    return [order[place] for place in ranks]
