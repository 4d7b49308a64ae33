"""The divided work as its pages show it: by right, by OPD, by person; reading only, a fixed number of queries."""

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from functools import cached_property
from typing import Any

from django.db.models import Count, Max, Q
from django.utils import timezone

from accounts.models import Invitation, Membership, Role, WorkUnit
from assessments.models import Answer, Assessment, Assignment, Event
from assessments.services.outline import RightOutline
from assessments.services.place import Place
from assessments.services.responsibility import work_units_of
from assessments.services.usual_offices import fold, is_coordinators, lead_office
from assessments.services.workspace import IndicatorLine, Overview, overview
from indicators.models import Indicator

WAITING = frozenset({"open", "evidence", "correction"})


@dataclass(frozen=True, slots=True)
class DivisionLine:
    """An indicator with who has it."""

    line: IndicatorLine
    assignment: Assignment | None
    # What the fields of its row show; a view puts what was typed here.
    shown: dict[str, Any] = field(default_factory=dict)

    @property
    def indicator(self) -> Indicator:
        """The indicator."""
        return self.line.indicator

    @property
    def is_finished(self) -> bool:
        """Whether its OPD says it is done."""
        return self.assignment is not None and self.assignment.finished_at is not None

    @property
    def is_late(self) -> bool:
        """Whether something is open although its day has passed."""
        return self.due_on is not None and self.due_on < timezone.localdate() and self.line.state in WAITING

    @property
    def due_on(self) -> date | None:
        """Until when its OPD should answer."""
        return self.assignment.due_on if self.assignment else None

    @property
    def unit_pk(self) -> int | None:
        """Key of the OPD that has it."""
        return self.assignment.work_unit_id if self.assignment else None

    @property
    def seen(self) -> str:
        """What the page shows, sent back with the form, so that a change made meanwhile is noticed."""
        return f"{self.indicator.pk}:{self.unit_pk or ''}:{self.due_on or ''}"

    @property
    def usual(self) -> str:
        """The OPD that the framework names."""
        return self.indicator.usual_work_unit

    @property
    def is_usual(self) -> bool:
        """Whether it is where the framework says it usually is."""
        office = lead_office(self.usual)
        if self.assignment is None:
            return not office or is_coordinators(office)
        return fold(self.assignment.work_unit.name) == fold(office)


@dataclass(frozen=True, slots=True)
class DivisionRight:
    """A right with its indicators as they are shown."""

    right: RightOutline
    lines: list[DivisionLine]
    total: int
    assigned: int


@dataclass(slots=True)
class Tally:
    """How far a set of indicators is."""

    lines: list[DivisionLine] = field(default_factory=list)

    def _count(self, state: str) -> int:
        return sum(1 for line in self.lines if line.line.state == state)

    @property
    def total(self) -> int:
        """How many indicators."""
        return len(self.lines)

    @property
    def answered(self) -> int:
        """How many have an answer."""
        return sum(1 for line in self.lines if line.line.row is not None and line.line.row.has_value)

    @property
    def unanswered(self) -> int:
        """How many have none."""
        return self.total - self.answered

    @property
    def without_evidence(self) -> int:
        """How many answers lack a file."""
        return sum(1 for line in self.lines if line.line.lacks_evidence)

    @property
    def to_correct(self) -> int:
        """How many the Kanwil wants corrected."""
        return self._count("correction")

    @property
    def finished(self) -> int:
        """How many the OPD says are done."""
        return sum(1 for line in self.lines if line.is_finished)

    @property
    def late(self) -> int:
        """How many are past their day."""
        return sum(1 for line in self.lines if line.is_late)

    @property
    def waiting(self) -> list[DivisionLine]:
        """Those that wait for something."""
        return [line for line in self.lines if line.line.state in WAITING]

    @property
    def due_on(self) -> date | None:
        """The earliest day on which something open is wanted."""
        return min((line.due_on for line in self.waiting if line.due_on is not None), default=None)

    @property
    def is_done(self) -> bool:
        """Whether its OPD says that all of it is done."""
        return bool(self.lines) and self.finished == self.total


@dataclass(slots=True)
class Office:
    """An OPD: its part, its people, the invitations that wait."""

    unit: WorkUnit
    tally: Tally
    people: list[Membership] = field(default_factory=list)
    invitations: list[Invitation] = field(default_factory=list)
    last_saved_at: datetime | None = None

    @property
    def last_seen_at(self) -> datetime | None:
        """When one of its people signed in last."""
        return max((row.user.last_login for row in self.people if row.user.last_login), default=None)

    @property
    def reminded_at(self) -> datetime | None:
        """When it was reminded last."""
        return max((line.assignment.reminded_at for line in self.tally.lines if line.assignment and line.assignment.reminded_at), default=None)

    @property
    def reminded_today(self) -> bool:
        """Whether it was reminded today, in the reader's zone."""
        return self.reminded_at is not None and timezone.localdate(self.reminded_at) == timezone.localdate()

    @property
    def lags(self) -> bool:
        """Whether something of its part waits."""
        return bool(self.tally.waiting)

    @property
    def awaiting(self) -> list[Invitation]:
        """Invitations that can still be accepted."""
        return [row for row in self.invitations if row.accepted_at is None and row.revoked_at is None and row.expires_at > timezone.now()]

    @property
    def expired(self) -> list[Invitation]:
        """Invitations that nobody accepted in time."""
        return [row for row in self.invitations if row.accepted_at is None and row.revoked_at is None and row.expires_at <= timezone.now()]


class DividedWork:
    """Everything the pages show; each thing is read once, when asked."""

    def __init__(self, place: Place, whole: Overview | None = None) -> None:
        self.place = place
        self.assessment: Assessment = place.assessment
        self._whole = whole

    @cached_property
    def whole(self) -> Overview:
        """The answers."""
        return self._whole or overview(self.place)

    @cached_property
    def units(self) -> list[WorkUnit]:
        """OPDs of the region by name (one query)."""
        return sorted(WorkUnit.objects.filter(region=self.assessment.region_id), key=lambda unit: unit.name.casefold())

    @cached_property
    def lines(self) -> list[DivisionLine]:
        """All indicators with who has them (one query)."""
        units = {unit.pk: unit for unit in self.units}
        rows = {row.indicator_id: row for row in Assignment.objects.filter(assessment=self.assessment)}
        for row in rows.values():
            if row.work_unit_id in units:
                row.work_unit = units[row.work_unit_id]
        return [DivisionLine(line, rows.get(line.indicator.pk)) for line in self.whole.lines]

    def rights(self, *, unit: str = "", right: str = "", state: str = "") -> list[DivisionRight]:
        """By right, narrowed: key of an OPD (“-”: the coordinator's own), code of a right, a state."""
        found: list[DivisionRight] = []
        by_right: dict[int, list[DivisionLine]] = defaultdict(list)
        for line in self.lines:
            by_right[line.indicator.right_id].append(line)
        for part in self.whole.rights:
            lines = by_right[part.right.right.pk]
            shown = [line for line in lines if _fits(line, unit, state)] if right in {"", part.right.right.code} else []
            if shown:
                found.append(DivisionRight(part.right, shown, len(lines), sum(1 for line in lines if line.assignment)))
        return found

    @cached_property
    def assigned(self) -> int:
        """How many indicators an OPD has."""
        return sum(1 for line in self.lines if line.assignment)

    @cached_property
    def by_unit(self) -> Mapping[int | None, Tally]:
        """Indicators by the key of their OPD; None: the coordinator's own."""
        found: dict[int | None, Tally] = defaultdict(Tally)
        for line in self.lines:
            found[line.unit_pk].lines.append(line)
        return found

    @property
    def own(self) -> Tally:
        """What the coordinator keeps."""
        return self.by_unit.get(None, Tally())

    @cached_property
    def offices(self) -> list[Office]:
        """OPDs with their people (three queries more)."""
        found = {unit.pk: Office(unit, self.by_unit.get(unit.pk, Tally())) for unit in self.units}
        people = Membership.objects.active().filter(region=self.assessment.region_id, role=Role.OPD_CONTRIBUTOR).select_related("user")
        for row in people.order_by("user__full_name", "pk"):
            if row.work_unit_id in found:
                found[row.work_unit_id].people.append(row)
        for invitation in Invitation.objects.filter(work_unit__in=found, accepted_at=None, revoked_at=None).order_by("email"):
            found[invitation.work_unit_id].invitations.append(invitation)
        saved = dict(Answer.objects.filter(assessment=self.assessment).values_list("indicator_id", "updated_at"))
        for office in found.values():
            times = [saved[line.indicator.pk] for line in office.tally.lines if line.indicator.pk in saved]
            office.last_saved_at = max(times, default=None)
        return list(found.values())

    def office(self, pk: int) -> Office | None:
        """One OPD of the region."""
        return next((office for office in self.offices if office.unit.pk == pk), None)


def _fits(line: DivisionLine, unit: str, state: str) -> bool:
    if unit and unit != (str(line.unit_pk) if line.unit_pk is not None else "-"):
        return False
    if state == "finished":
        return line.is_finished
    if state == "late":
        return line.is_late
    return not state or line.line.state == state


@dataclass(frozen=True, slots=True)
class Doer:
    """A person with what they did in an assessment."""

    name: str
    answers: int
    steps: int
    last_at: datetime | None


def who_did_what(assessment: Assessment) -> list[Doer]:
    """People by what they saved last and what the log tells of them (two queries)."""
    saved = Answer.objects.filter(assessment=assessment, updated_by__isnull=False).order_by().values("updated_by", "updated_by__full_name")
    logged = Event.objects.filter(assessment=assessment, actor__isnull=False).exclude(code="demonstration").order_by()
    answers = {row["updated_by"]: row for row in saved.annotate(count=Count("pk"), last=Max("updated_at"))}
    events = {row["actor"]: row for row in logged.values("actor", "actor__full_name").annotate(count=Count("pk"), last=Max("at"))}
    found = []
    for pk in {*answers, *events}:
        answer, event = answers.get(pk), events.get(pk)
        name = answer["updated_by__full_name"] if answer else event["actor__full_name"]  # type: ignore[index]
        times = [row["last"] for row in (answer, event) if row]
        found.append(Doer(name, answer["count"] if answer else 0, event["count"] if event else 0, max(times)))
    return sorted(found, key=lambda doer: (-doer.answers, -doer.steps, doer.name))


@dataclass(frozen=True, slots=True)
class OwnOffice:
    """A contributor's OPD with its part, for the dashboard and the page of an indicator."""

    unit: WorkUnit
    tally: Tally


def own_offices(user: Any, work: DividedWork) -> list[OwnOffice]:
    """The OPDs of this region that a person contributes for, with their parts."""
    own = work_units_of(user, work.assessment.region)
    return [OwnOffice(unit, work.by_unit.get(unit.pk, Tally())) for unit in work.units if unit.pk in own]


def coordinators_of(assessment: Assessment) -> list[Any]:
    """Who coordinates the region, with their addresses (one query)."""
    held = Membership.objects.active().filter(region=assessment.region_id, role=Role.REGIONAL_COORDINATOR).filter(Q(user__is_active=True))
    return [row.user for row in held.select_related("user").order_by("user__full_name")]
