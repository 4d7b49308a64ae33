"""The map of how far regions are: hexagons of the regions a person watches, the frame drawn around them."""

from collections.abc import Iterable
from dataclasses import dataclass

from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from assessments.services.monitoring import RegionProgress
from regions.hexmap import atlas

STAGES: dict[str, str | Promise] = {
    "sent": _("Sent"),
    "returned": _("Returned for correction"),
    "half": _("At least half answered"),
    "begun": _("Less than half answered"),
    "empty": _("Nothing answered"),
}
# Around the outermost hexagons, in the map's units (a hexagon is 14 wide and 16 high).
MARGIN = 16
SMALLEST = 120


@dataclass(frozen=True, slots=True)
class ProgressCell:
    """One hexagon."""

    x: int
    y: int
    url: str
    stage: str
    label: str
    is_stuck: bool


@dataclass(frozen=True, slots=True)
class StageCount:
    """A line of the legend."""

    code: str
    title: str
    count: int


@dataclass(frozen=True, slots=True)
class ProgressMap:
    """What ``assessments/monitoring/partials/map.html`` draws."""

    view_box: str
    land: str
    borders: str
    cells: list[ProgressCell]
    legend: list[StageCount]


def _view_box(places: list[tuple[int, int]]) -> str:
    xs, ys = [x for x, _y in places], [y for _x, y in places]
    left, top = min(xs) - MARGIN, min(ys) - MARGIN
    width, height = max(xs) + MARGIN - left, max(ys) + MARGIN - top
    spare_x, spare_y = max(0, SMALLEST - width), max(0, SMALLEST // 2 - height)
    return f"{left - spare_x // 2} {top - spare_y // 2} {width + spare_x} {height + spare_y}"


def progress_map(rows: Iterable[RegionProgress], *, year: int) -> ProgressMap | None:
    """The map of these regions; None when the map knows none of them. Asks the database nothing."""
    whole = atlas()
    pattern = reverse("assessments:assessment", args=[year, "00.00"])
    counts = dict.fromkeys(STAGES, 0)
    cells = []
    for row in rows:
        region = row.assessment.region
        counts[row.stage] += 1
        place = whole.places.get(region.code)
        if place is None:
            continue
        words = [f"{region.full_name}: {STAGES[row.stage]}, {row.assessment.answered_count}/{row.total}"]
        if row.trouble is not None:
            words.append(row.trouble.label)
        cells.append(ProgressCell(*place, pattern.replace("00.00", region.code), row.stage, ". ".join(words), row.trouble is not None))
    if not cells:
        return None
    legend = [StageCount(code, str(title), counts[code]) for code, title in STAGES.items()]
    return ProgressMap(_view_box([(cell.x, cell.y) for cell in cells]), whole.land, whole.borders, cells, legend)
