"""All indicators of an assessment on one page: where each stands, who answers it, when it was saved last."""

from collections.abc import Callable
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from django.utils.formats import date_format, number_format
from django.utils.timezone import localtime
from django.utils.translation import gettext_lazy as _

from assessments.models import Answer, Assignment
from assessments.services.outline import RightOutline
from assessments.services.place import Place
from assessments.services.responsibility import mine, work_units_of
from assessments.services.workspace import IndicatorLine, overview
from indicators.scoring import ScoreNode

STATES = {
    "correction": _("Needs correction"),
    "open": _("Not answered"),
    "evidence": _("Evidence missing"),
    "not_applicable": _("Does not apply"),
    "answered": _("Answered"),
}


@dataclass(frozen=True, slots=True)
class Listed:
    """An indicator in the list; `unit` is the OPD that answers it, `is_mine` whether that is the reader's.

    Everything is in words already: 120 rows of filters and conditions would be most of the page's time.
    """

    code: str
    statement: str
    state: str
    state_words: str
    is_answered: bool
    lacks_evidence: bool
    unit: str
    is_mine: bool
    saved: str
    saved_by: str
    points: str


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
    "terbuka": lambda row: row.state == "open",
    "tanpa-bukti": lambda row: row.lacks_evidence,
    "koreksi": lambda row: row.state == "correction",
    "saya": lambda row: row.is_mine,
}


class _Rows:
    """Makes the rows: whose each indicator is and when it was saved, read at once (two queries)."""

    def __init__(self, place: Place, user: Any) -> None:
        self.units = work_units_of(user, place.region)
        assigned = Assignment.objects.filter(assessment=place.assessment).order_by()
        self.assigned = {row[0]: row[1:] for row in assigned.values_list("indicator_id", "work_unit_id", "work_unit__name")}
        saved = Answer.objects.filter(assessment=place.assessment, version__gt=0).order_by()
        self.saves = {row[0]: row[1:] for row in saved.values_list("indicator_id", "updated_at", "updated_by__full_name")}
        self.words = {state: str(words) for state, words in STATES.items()}
        self.figures: dict[Decimal, str] = {}

    def row(self, line: IndicatorLine) -> Listed:
        """One indicator."""
        indicator, state, answer = line.indicator, line.state, line.row
        unit, name = self.assigned.get(indicator.pk, (None, ""))
        at, by = self.saves.get(indicator.pk, (None, ""))
        return Listed(
            code=indicator.code,
            statement=str(indicator.statement),
            state=state,
            state_words=self.words[state],
            is_answered=answer is not None and answer.has_value,
            lacks_evidence=line.lacks_evidence,
            unit=name,
            # What nobody else was asked for stays with the coordinator.
            is_mine=unit in self.units if self.units else unit is None,
            saved=date_format(localtime(at), "j M, H:i") if at else "",
            saved_by=by or "",
            points=self._points(line.node) if line.node is not None and line.node.is_counted else "",
        )

    def _points(self, node: ScoreNode) -> str:
        return f"{self._figure(node.earned)} / {self._figure(node.maximum)}"

    def _figure(self, figure: Decimal) -> str:
        # Many indicators have the same points.
        if figure not in self.figures:
            self.figures[figure] = number_format(round(figure, 2), decimal_pos=2)
        return self.figures[figure]


def listing(place: Place, user: Any, *, narrowed: str = "") -> Listing:
    """The reader's part of an assessment, narrowed to one of `NARROWINGS` (two queries more than the overview)."""
    part, rows = mine(user, place.assessment), _Rows(place, user)
    whole = [(right.right, [rows.row(line) for line in right.lines if part is None or line.indicator.pk in part]) for right in overview(place).rights]
    everything = [row for _right, found in whole for row in found]
    wanted = NARROWINGS.get(narrowed)
    rights = [
        ListedRight(right, shown, sum(row.is_answered for row in found), len(found))
        for right, found in whole
        if (shown := [row for row in found if wanted is None or wanted(row)])
    ]
    choices = [Choice("", len(everything), wanted is None)]
    choices += [Choice(code, sum(map(holds, everything)), code == narrowed) for code, holds in NARROWINGS.items()]
    return Listing(rights, choices, sum(len(right.rows) for right in rights), len(everything))
