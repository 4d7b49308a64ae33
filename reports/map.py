"""The year's map for the public pages."""

from collections.abc import Iterable
from dataclasses import dataclass

from django.urls import reverse

from regions.hexmap import Atlas, atlas
from regions.models import Region
from reports.record import PREDICATE_TITLES, Tally, YearRecord, predicate_title


@dataclass(frozen=True, slots=True)
class MapCell:
    """One hexagon: where it stands, where it leads, what it says."""

    x: int
    y: int
    url: str
    shape: str
    label: str


@dataclass(frozen=True, slots=True)
class YearMap:
    """What ``regions/partials/hexmap.html`` draws."""

    year: int
    atlas: Atlas
    cells: list[MapCell]
    legend: list[Tally]


# A predicate the map has no shape for is drawn as one, so that a new framework's result is never taken for "no result".
OTHER = "other"
SHAPES = {*PREDICATE_TITLES, "none"}


def year_map(regions: Iterable[Region], record: YearRecord) -> YearMap:
    """The hexagon map of a year; asks the database nothing. Regions the map does not know are left out."""
    whole = atlas()
    pattern = reverse("public:region", args=["00.00"])
    titles: dict[str, str] = {}
    cells = []
    for region in regions:
        place = whole.places.get(region.code)
        if place is None:
            continue
        predicate = record.predicate_of(region)
        title = titles.get(predicate) or titles.setdefault(predicate, predicate_title(predicate))
        shape = predicate if predicate in SHAPES else OTHER
        cells.append(MapCell(*place, pattern.replace("00.00", region.code), shape, f"{region.full_name}: {title}"))
    legend = record.tallies(len(cells)) if cells else []
    return YearMap(record.year.award_year, whole, cells, legend)
