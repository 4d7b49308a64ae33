"""The year's map for the public pages."""

from collections.abc import Iterable
from typing import Any

from regions.models import Region
from reports.record import YearRecord, map_cells


def year_map(regions: Iterable[Region], record: YearRecord) -> Any:
    """The hexagon map of a year, ready for ``regions/partials/hexmap.html``."""
    return map_cells(regions, record)
