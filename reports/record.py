"""Reading the public record: years, the map, a region's history. Only published tables are read."""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, field
from functools import cached_property

from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from regions.models import Region
from reports.models import PublishedResult, PublishedYear

# Predicates of all frameworks so far, best first (domain.md, section 2.1).
PREDICATE_TITLES: dict[str, str | Promise] = {
    "peduli": gettext_lazy("Peduli HAM"),
    "cukup": gettext_lazy("Cukup Peduli HAM"),
    "mulai": gettext_lazy("Mulai Peduli HAM"),
    "kurang": gettext_lazy("Kurang Peduli HAM"),
    "belum-dinilai": gettext_lazy("Not assessed"),
}
NO_RESULT = "none"


def predicate_title(code: str) -> str:
    """Words for a predicate; a region without a published result has none."""
    return str(PREDICATE_TITLES.get(code, _("No result in the register")))


@dataclass(frozen=True, slots=True)
class Tally:
    """How many regions hold a predicate; `share` is whole percent of all 514."""

    code: str
    title: str
    count: int
    share: int


@dataclass(slots=True)
class YearRecord:
    """A published year with its results by region."""

    year: PublishedYear
    results: dict[int, PublishedResult] = field(default_factory=dict)

    def predicate_of(self, region: Region) -> str:
        """Predicate code of a region in this year, or ``none``."""
        result = self.results.get(region.pk)
        return result.predicate if result else NO_RESULT

    def tallies(self, regions_total: int) -> list[Tally]:
        """Counted results by predicate, best first, then the regions without one."""
        counted = Counter(result.predicate for result in self.results.values())
        counted[NO_RESULT] = regions_total - len(self.results)
        codes = [*PREDICATE_TITLES, NO_RESULT]
        return [Tally(code, predicate_title(code), counted[code], round(100 * counted[code] / regions_total)) for code in codes if counted[code]]


def read_year(year: PublishedYear) -> YearRecord:
    """Read a year's results without the heavy columns: one query."""
    rows = PublishedResult.objects.filter(year=year).defer("explanation", "answers")
    return YearRecord(year, {row.region_id: row for row in rows})


@dataclass(frozen=True, slots=True)
class MapCell:
    """One hexagon of the map."""

    code: str
    name: str
    predicate: str
    label: str
    url: str


def map_cells(regions: Iterable[Region], record: YearRecord) -> list[MapCell]:
    """Cells of the year's map, in the order of the codes."""
    pattern = reverse("public:region", args=["00.00"])
    cells = []
    for region in regions:
        predicate = record.predicate_of(region)
        label = f"{region.full_name}: {predicate_title(predicate)}"
        cells.append(MapCell(region.code, region.full_name, predicate, label, pattern.replace("00.00", region.code)))
    return cells


@dataclass
class RegionHistory:
    """A region's published results, newest first."""

    region: Region
    results: list[PublishedResult]

    @cached_property
    def latest_explained(self) -> PublishedResult | None:
        """Newest result that can be taken apart."""
        return next((result for result in self.results if result.explanation), None)

    @property
    def awards(self) -> int:
        """How many times the region was awarded, as far as the register knows."""
        return sum(result.is_awarded for result in self.results)


def read_history(region: Region) -> RegionHistory:
    """Read all published results of a region: one query."""
    rows = PublishedResult.objects.filter(region=region).select_related("year", "year__publication", "certificate").order_by("-year__award_year")
    return RegionHistory(region, list(rows))
