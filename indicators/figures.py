"""National figures of an indicator, a right or a provision, told by a floor above.

The pages of the law stand on this floor, published results on a higher one. That floor registers who tells:
imports only run down, and the pages show no figures where nobody tells any.
"""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from decimal import Decimal


@dataclass(frozen=True, slots=True)
class BestRegion:
    """A region among the best, with its share and the address of its page."""

    name: str
    url: str
    share: Decimal


@dataclass(frozen=True, slots=True)
class Figure:
    """How the regions did in the last published year. Shares are per cent of the points that could be earned.

    `best` holds up to five regions and never cuts through a tie: where more share the highest share than that,
    it is empty and `at_highest` says how many they are.
    """

    code: str
    award_year: int
    framework_code: str
    is_demonstration: bool
    mean: Decimal
    lowest: Decimal
    highest: Decimal
    regions: int
    at_full: int
    at_zero: int
    at_highest: int
    best: tuple[BestRegion, ...]
    indicators: tuple[str, ...]

    @property
    def full_share(self) -> Decimal:
        """Per cent of the regions that earned all."""
        return Decimal(100 * self.at_full) / self.regions

    @property
    def zero_share(self) -> Decimal:
        """Per cent of the regions that earned nothing."""
        return Decimal(100 * self.at_zero) / self.regions


# Pairs of kind and code of groups; code of a framework, or "" for whichever was published last.
Teller = Callable[[Iterable[tuple[str, str]], str], dict[tuple[str, str], Figure]]
_tellers: list[Teller] = []


def tells_figures(teller: Teller) -> Teller:
    """Register who tells figures; the last one registered does."""
    _tellers.append(teller)
    return teller


def national_figures(groups: Iterable[tuple[str, str]], *, framework_code: str = "") -> dict[tuple[str, str], Figure]:
    """Figures of groups, named by kind and code, in the last published year: one query; nothing where nobody tells."""
    return _tellers[-1](groups, framework_code) if _tellers else {}


def national_figure(kind: str, code: str, *, framework_code: str = "") -> Figure | None:
    """The figure of one group."""
    return national_figures([(kind, code)], framework_code=framework_code).get((kind, code))
