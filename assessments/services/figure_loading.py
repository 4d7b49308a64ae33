"""Writing official figures that were read from a file: what is new, what changes, what is contested and stays."""

import logging
from collections import Counter
from collections.abc import Collection
from dataclasses import dataclass
from typing import Any

from django.db import transaction
from django.utils import timezone

from accounts.access import require
from assessments.models import Cycle, FigureContest, OfficialFigure
from assessments.services.events import log
from assessments.services.figure_file import FigureRow, LineFault

logger = logging.getLogger(__name__)
BATCH = 2000
UPDATED = ("number", "numerator", "denominator", "source", "source_url", "is_demonstration", "loaded_at", "loaded_by")


class FaultyFiguresError(Exception):
    """The file has faults; nothing was written."""

    def __init__(self, faults: Collection[LineFault]) -> None:
        super().__init__("\n".join(map(str, faults)))
        self.faults = list(faults)


@dataclass(frozen=True, slots=True)
class Comparison:
    """What a file would do to the figures there are."""

    new: list[FigureRow]
    changed: list[FigureRow]
    unchanged: int
    contested: list[FigureRow]

    @property
    def writes(self) -> int:
        """How many figures are written."""
        return len(self.new) + len(self.changed)

    def counts(self) -> dict[str, int]:
        """How many of each."""
        return {"new": len(self.new), "changed": len(self.changed), "unchanged": self.unchanged, "contested": len(self.contested)}


def compared(rows: Collection[FigureRow]) -> Comparison:
    """Compare figures with those there are (two queries). A figure that a region contests stays as it is."""
    years = {row.data_year for row in rows}
    known: dict[tuple[int, int, int], tuple[int, tuple[Any, ...]]] = {}
    columns = ("pk", "indicator_id", "region_id", "data_year", "number", "numerator", "denominator", "source", "source_url")
    for pk, indicator, region, year, *content in OfficialFigure.objects.filter(data_year__in=years).order_by().values_list(*columns):
        known[indicator, region, year] = (pk, tuple(content))
    contests = FigureContest.objects.filter(figure__data_year__in=years).order_by()
    contested_keys = set(contests.values_list("figure_id", flat=True)) if known else set()
    new, changed, contested, unchanged = [], [], [], 0
    for row in rows:
        pk, content = known.get(row.key, (0, ()))
        if not pk:
            new.append(row)
        elif content == row.content:
            unchanged += 1
        elif pk in contested_keys:
            contested.append(row)
        else:
            changed.append(row)
    return Comparison(new, changed, unchanged, contested)


@transaction.atomic
def load_figures(*, rows: Collection[FigureRow], by: Any = None, file_name: str = "", is_demonstration: bool = False) -> Comparison:
    """Write new and changed figures, all or none; loading the same again writes nothing.

    `by` is None for the command on the server. Writes the event ``figures_loaded`` into the log of the cycle of each data
    year that has one, with its counts. Raises `Refused`.
    """
    if by is not None:
        require(by, "assessments.load_figures")
    # The cycles first: two people who load at the same moment do it one after the other.
    cycles = list(Cycle.objects.select_for_update().counting().filter(data_year__in={row.data_year for row in rows}).order_by("pk"))
    found = compared(rows)
    now = timezone.now()
    written = [*found.new, *found.changed]
    OfficialFigure.objects.bulk_create(
        (_figure(row, by, is_demonstration=is_demonstration, at=now) for row in written),
        batch_size=BATCH,
        update_conflicts=True,
        unique_fields=["indicator", "region", "data_year"],
        update_fields=UPDATED,
    )
    new, changed = (Counter(row.data_year for row in part) for part in (found.new, found.changed))
    for cycle in cycles:
        counts = {"new": new[cycle.data_year], "changed": changed[cycle.data_year]}
        if any(counts.values()):
            log(subject=cycle, code="figures_loaded", by=by, data=counts | {"file": file_name, "data_year": cycle.data_year})
    logger.info("Official figures of %s: %s", file_name or "a file", found.counts())
    return found


def _figure(row: FigureRow, by: Any, *, is_demonstration: bool, at: Any) -> OfficialFigure:
    return OfficialFigure(
        indicator_id=row.indicator,
        region_id=row.region,
        data_year=row.data_year,
        number=row.number,
        numerator=row.numerator,
        denominator=row.denominator,
        source=row.source,
        source_url=row.source_url,
        is_demonstration=is_demonstration,
        loaded_at=at,
        loaded_by=by,
    )
