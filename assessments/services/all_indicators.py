"""All indicators of an assessment on one page: where each stands, who answers it, when it was saved last."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from assessments.models import Answer, Assignment
from assessments.services.outline import RightOutline
from assessments.services.place import Place
from assessments.services.responsibility import mine, work_units_of
from assessments.services.workspace import IndicatorLine, overview


@dataclass(frozen=True, slots=True)
class Listed:
    """An indicator in the list; `unit` is the OPD that answers it, `is_mine` whether that is the reader's."""

    line: IndicatorLine
    unit: str
    is_mine: bool
    saved_at: datetime | None
    saved_by: str


@dataclass(frozen=True, slots=True)
class ListedRight:
    """A right with those of its indicators that are shown, and how many of all are answered."""

    right: RightOutline
    rows: list[Listed]
    answered: int
    total: int


@dataclass(frozen=True, slots=True)
class Choice:
    """A narrowing of the list, with how many it leaves."""

    code: str
    count: int
    is_chosen: bool


@dataclass(frozen=True, slots=True)
class Listing:
    """The list as it is shown."""

    rights: list[ListedRight]
    choices: list[Choice]
    shown: int
    total: int


# By the word in the address (``?tampil=``).
NARROWINGS: dict[str, Callable[[Listed], bool]] = {
    "terbuka": lambda row: row.line.state == "open",
    "tanpa-bukti": lambda row: row.line.lacks_evidence,
    "koreksi": lambda row: row.line.state == "correction",
    "saya": lambda row: row.is_mine,
}


def listing(place: Place, user: Any, *, narrowed: str = "") -> Listing:
    """The reader's part of an assessment, narrowed to one of `NARROWINGS` (two queries more than the overview)."""
    part = mine(user, place.assessment)
    units = work_units_of(user, place.region)
    assigned = {
        indicator: (unit, name)
        for indicator, unit, name in Assignment.objects.filter(assessment=place.assessment)
        .order_by()
        .values_list("indicator_id", "work_unit_id", "work_unit__name")
    }
    saves = {
        indicator: (at, name)
        for indicator, at, name in Answer.objects.filter(assessment=place.assessment, version__gt=0)
        .order_by()
        .values_list("indicator_id", "updated_at", "updated_by__full_name")
    }

    def listed(line: IndicatorLine) -> Listed:
        unit, name = assigned.get(line.indicator.pk, (None, ""))
        at, by = saves.get(line.indicator.pk, (None, ""))
        # What nobody else was asked for stays with the coordinator.
        return Listed(line, name, unit in units if units else unit is None, at, by or "")

    whole = [(right, [listed(line) for line in right.lines if part is None or line.indicator.pk in part]) for right in overview(place).rights]
    everything = [row for _right, rows in whole for row in rows]
    wanted = NARROWINGS.get(narrowed)
    rights = [
        ListedRight(right.right, shown, sum(1 for row in rows if row.line.row is not None and row.line.row.has_value), len(rows))
        for right, rows in whole
        if (shown := [row for row in rows if wanted is None or wanted(row)])
    ]
    choices = [Choice("", len(everything), wanted is None)]
    choices += [Choice(code, sum(map(holds, everything)), code == narrowed) for code, holds in NARROWINGS.items()]
    return Listing(rights, choices, sum(len(right.rows) for right in rights), len(everything))
