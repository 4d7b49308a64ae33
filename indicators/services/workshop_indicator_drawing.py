"""The points of a figure as a line: from left to right the figure, from below the share of the points."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction

from indicators.scoring.bands import Closed, closed
from indicators.scoring.rules import Bands, Linear, Progress, Rule
from indicators.scoring.values import AnswerValue
from indicators.services.rule_words import number_words

# The field of the drawing inside its view box of 320 by 150.
LEFT, RIGHT, TOP, BOTTOM = 34, 312, 10, 118
HUNDRED = 100
# How much is shown beyond the outermost edges, as a share of what lies between.
MARGIN = Fraction(3, 20)
MOST_TICKS = 4
NARROW = 40


@dataclass(frozen=True, slots=True)
class Tick:
    """An edge under the line."""

    x: str
    label: str


@dataclass(frozen=True, slots=True)
class Drawing:
    """Places in the view box as text; `mark` is the figure tried."""

    line: str
    area: str
    ticks: tuple[Tick, ...]
    mark: tuple[str, str] | None
    unit: str


@dataclass(frozen=True, slots=True)
class _Scale:
    """From figures to places."""

    low: Fraction
    high: Fraction

    def x(self, figure: Fraction) -> Fraction:
        """Where a figure stands; what lies outside stands at the edge."""
        inside = min(max(figure, self.low), self.high)
        return LEFT + (RIGHT - LEFT) * (inside - self.low) / (self.high - self.low)

    @staticmethod
    def y(share: Fraction) -> Fraction:
        """Where a share of the points stands."""
        return BOTTOM - (BOTTOM - TOP) * min(max(share, Fraction(0)), Fraction(1))


Corners = list[tuple[Fraction, Fraction]]
Line = Callable[[_Scale], Corners]


def drawing(rule: Rule, *, tried: AnswerValue | None = None, unit: str = "") -> Drawing | None:
    """Draw a rule of figures; None for rules of choices and rules with faults, which have no line."""
    if rule.faults() or not isinstance(rule, Bands | Linear | Progress):
        return None
    points, edges = _steps(rule) if isinstance(rule, Bands) else _slope(rule)
    scale = _scale_of(edges, tries=None if tried is None or tried.number is None else _measured(rule, tried.number))
    corners = points(scale)
    line = _path(scale, corners)
    area = f"{line} L {place(scale.x(corners[-1][0]))} {BOTTOM} L {place(scale.x(corners[0][0]))} {BOTTOM} Z"
    return Drawing(line, area, tuple(_ticks(scale, edges)), _mark(rule, scale, tried), "%" if _is_percent(rule) else unit)


def place(value: Fraction | int) -> str:
    """A place in the view box, with a point whatever the language."""
    return f"{Decimal(Fraction(value).numerator) / Decimal(Fraction(value).denominator):.1f}"


def _is_percent(rule: Rule) -> bool:
    return isinstance(rule, Progress) and rule.against == "target"


def _scale_of(edges: list[Fraction], *, tries: Fraction | None) -> _Scale:
    low, high = min(edges), max(edges)
    if tries is not None:
        low, high = min(low, tries), max(high, tries)
    room = (high - low) * MARGIN or Fraction(1)
    # Figures are rarely negative: nothing left of 0 is shown where no edge lies there.
    return _Scale(max(low - room, Fraction(0)) if low >= 0 else low - room, high + room)


def _steps(rule: Bands) -> tuple[Line, list[Fraction]]:
    found: list[Closed] = list(closed(rule))
    edges = [Fraction(top, below) for top, below, _included, _points in found if top is not None]

    def corners(scale: _Scale) -> Corners:
        """Two corners a band: where it begins and where it ends."""
        places = [scale.low, *edges, scale.high]
        shares = [Fraction(points) / Fraction(rule.maximum) for _top, _below, _included, points in found]
        return [corner for begin, end, share in zip(places, places[1:], shares, strict=False) for corner in ((begin, share), (end, share))]

    return corners, edges or [Fraction(0), Fraction(HUNDRED)]


def _slope(rule: Linear | Progress) -> tuple[Line, list[Fraction]]:
    ends = sorted([(rule.zero_at, Fraction(0)), (rule.full_at, Fraction(1))])

    def corners(scale: _Scale) -> Corners:
        """Level, slope, level."""
        return [(scale.low, ends[0][1]), *ends, (scale.high, ends[1][1])]

    return corners, [figure for figure, _share in ends]


def _path(scale: _Scale, corners: Corners) -> str:
    return "M " + " L ".join(f"{place(scale.x(figure))} {place(scale.y(share))}" for figure, share in corners)


def _ticks(scale: _Scale, edges: list[Fraction]) -> Iterable[Tick]:
    """Edges with room between their labels; the first and the last always."""
    kept: list[Fraction] = []
    ordered = sorted(set(edges))
    for edge in [ordered[-1], *ordered[:-1]] if len(ordered) > 1 else ordered:
        if all(abs(scale.x(edge) - scale.x(other)) >= NARROW for other in kept) and len(kept) <= MOST_TICKS:
            kept.append(edge)
    return [Tick(place(scale.x(edge)), number_words(edge)) for edge in sorted(kept)]


def _measured(rule: Rule, number: Decimal) -> Fraction:
    """The figure as it stands on the scale."""
    figure = Fraction(number)
    if isinstance(rule, Progress) and rule.against == "target" and rule.target:
        return figure * HUNDRED / Fraction(rule.target)
    return figure


def _mark(rule: Rule, scale: _Scale, tried: AnswerValue | None) -> tuple[str, str] | None:
    if tried is None or tried.number is None:
        return None
    return place(scale.x(_measured(rule, tried.number))), place(scale.y(rule.share(tried)))
