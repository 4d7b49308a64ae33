"""Threshold bands: reading them, closing the gaps between them, finding their faults."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from decimal import Decimal
from itertools import pairwise
from typing import TYPE_CHECKING, Any

from indicators.scoring.faults import Fault, RuleError

if TYPE_CHECKING:
    from indicators.scoring.rules import Bands

# upper edge as an exact pair (None: no upper edge), whether it is included, points
Closed = tuple[int | None, int, bool, Decimal]


@dataclass(frozen=True, slots=True)
class Band:
    """Points for quantities between two edges; None is open."""

    points: Decimal
    low: Decimal | None = None
    low_included: bool = True
    high: Decimal | None = None
    high_included: bool = True

    def to_dict(self) -> dict[str, Any]:
        """The band as data."""
        data: dict[str, Any] = {}
        if self.low is not None:
            data["from" if self.low_included else "above"] = f"{self.low:f}"
        if self.high is not None:
            data["to" if self.high_included else "below"] = f"{self.high:f}"
        return data | {"points": f"{self.points:f}"}


def read_bands(rows: Iterable[Mapping[str, Any]], exact: Callable[[Any], Decimal]) -> tuple[Band, ...]:
    """Read bands from data, in order from the lowest quantity up. Raises RuleError."""
    bands = []
    for row in rows:
        if not isinstance(row, Mapping):
            raise RuleError([Fault("wrong_shape", {"value": "bands"})])
        unknown = sorted(set(row) - {"from", "above", "to", "below", "points"})
        if unknown:
            raise RuleError([Fault("unknown_key", {"value": key}) for key in unknown])
        for one, other in (("from", "above"), ("to", "below")):
            if one in row and other in row:
                raise RuleError([Fault("two_edges", {"one": one, "other": other})])
        low = row.get("from", row.get("above"))
        high = row.get("to", row.get("below"))
        bands.append(
            Band(
                points=exact(row.get("points")),
                low=None if low is None else exact(low),
                low_included="above" not in row,
                high=None if high is None else exact(high),
                high_included="below" not in row,
            )
        )
    return tuple(sorted(bands, key=lambda band: Decimal("-Infinity") if band.low is None else band.low))


def closed(rule: "Bands") -> tuple[Closed, ...]:
    """Bands without gaps, from the lowest up: each ends where the next begins.

    A gap goes to the worse or the better neighbour, as the rule's policy says.
    """
    found: list[Closed] = []
    last = len(rule.bands) - 1
    for position, band in enumerate(rule.bands):
        if position == last or band.high is None:
            found.append((None, 1, True, band.points))
            break
        following = rule.bands[position + 1]
        takes_gap = (band.points > following.points) == (rule.gap_policy == "better")
        if takes_gap and following.low is not None:
            top, below = following.low.as_integer_ratio()
            found.append((top, below, not following.low_included, band.points))
        else:
            top, below = band.high.as_integer_ratio()
            found.append((top, below, band.high_included, band.points))
    return tuple(found)


def _joint_faults(lower: Band, upper: Band, rule: "Bands") -> list[Fault]:
    """Overlap or gap between two neighbours."""
    if lower.high is None or upper.low is None:
        return [Fault("bands_overlap", {"at": f"{upper.low if upper.low is not None else lower.high}"})]
    both = lower.high_included and upper.low_included
    if upper.low < lower.high or (upper.low == lower.high and both):
        return [Fault("bands_overlap", {"at": f"{upper.low:f}"})]
    touching = upper.low == lower.high and (lower.high_included or upper.low_included)
    stepped = rule.step is not None and both and upper.low - lower.high == rule.step
    if not touching and not stepped and rule.gap_policy not in {"worse", "better"}:
        return [Fault("bands_gap", {"low": f"{lower.high:f}", "high": f"{upper.low:f}"})]
    return []


def _is_empty(band: Band) -> bool:
    """Whether no quantity lies in the band."""
    if band.low is None or band.high is None:
        return False
    return band.low > band.high or (band.low == band.high and not (band.low_included and band.high_included))


def band_faults(rule: "Bands") -> list[Fault]:
    """Everything wrong with the bands of a rule."""
    bands = rule.bands
    if len(bands) < 2:  # noqa: PLR2004 - one band would tell no regions apart
        return [Fault("too_few_bands")]
    found = []
    if rule.gap_policy not in {"worse", "better", "error"}:
        found.append(Fault("unknown_gap_policy", {"value": rule.gap_policy}))
    if bands[0].low is not None and bands[0].low > 0:
        found.append(Fault("bands_open_below", {"low": f"{bands[0].low:f}"}))
    if bands[-1].high is not None and bands[-1].high < 100:  # noqa: PLR2004 - a percentage may end at 100
        found.append(Fault("bands_open_above", {"high": f"{bands[-1].high:f}"}))
    found += [Fault("band_upside_down", {"low": f"{band.low:f}", "high": f"{band.high:f}"}) for band in bands if _is_empty(band)]
    if any(band.points < 0 for band in bands):
        found.append(Fault("negative_points"))
    for lower, upper in pairwise(bands):
        found += _joint_faults(lower, upper, rule)
    points = [band.points for band in bands]
    if points not in (sorted(points), sorted(points, reverse=True)):
        found.append(Fault("bands_not_monotone"))
    return found
