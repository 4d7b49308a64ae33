"""A histogram of changes of score, drawn without scripts: bars in a field of 100 by 40, bounds in words."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from decimal import ROUND_FLOOR, Decimal

from django.utils.translation import gettext as _

from indicators.services.rule_words import number_words

MOST_BARS = 17
WIDTHS = tuple(Decimal(width) for width in ("0.5", "1", "2", "5", "10", "20"))
HEIGHT = 40


@dataclass(frozen=True, slots=True)
class Bar:
    """Changes between `least` and `most`, the edge nearer to zero included; both are zero for those unchanged. `way` is gain, lose or same."""

    least: Decimal
    most: Decimal
    count: int
    way: str
    x: str
    y: str
    width: str
    height: str

    @property
    def far(self) -> str:
        """The bound away from zero, in words."""
        return _signed(self.most if self.way == "gain" else self.least)

    @property
    def words(self) -> str:
        """Which changes the bar holds."""
        if self.way == "same":
            return _("unchanged")
        near, far = (self.least, self.most) if self.way == "gain" else (self.most, self.least)
        return _("%(near)s to %(far)s") % {"near": _signed(near), "far": _signed(far)}


def _signed(value: Decimal) -> str:
    """A change with its sign, in the reader's language."""
    return f"+{number_words(value)}" if value > 0 else f"−{number_words(-value)}" if value < 0 else "0"


def histogram(changes: Sequence[Decimal]) -> list[Bar]:
    """Bars from the largest loss to the largest gain; regions that do not change have a bar of their own in the middle."""
    if not changes:
        return []
    farthest = max(abs(change) for change in changes)
    width = next((width for width in WIDTHS if farthest / width * 2 + 2 <= MOST_BARS), WIDTHS[-1])
    counts = Counter(0 if not change else _step(change, width) for change in changes)
    steps = range(min(*counts, 0), max(*counts, 0) + 1)
    highest = max(counts.values())
    part = Decimal(100) / len(steps)
    return [_bar(step, counts[step], position, width, part, highest) for position, step in enumerate(steps)]


def _step(change: Decimal, width: Decimal) -> int:
    """Number of a bar away from zero: 1 is the first gain, -1 the first loss."""
    away = int((abs(change) / width).to_integral_value(ROUND_FLOOR)) + 1
    return away if change > 0 else -away


def _bar(step: int, count: int, position: int, width: Decimal, part: Decimal, highest: int) -> Bar:
    height = Decimal(count) * HEIGHT / highest
    least, most = ((step - 1) * width, step * width) if step > 0 else (step * width, (step + 1) * width) if step < 0 else (Decimal(0), Decimal(0))
    way = "gain" if step > 0 else "lose" if step < 0 else "same"
    return Bar(least, most, count, way, _text(part * position + part / 20), _text(HEIGHT - height), _text(part * 9 / 10), _text(height))


def _text(value: Decimal) -> str:
    """A coordinate: a point, whatever the reader's language."""
    return f"{value:.2f}"
