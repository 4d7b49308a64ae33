"""Dividing the work: which OPD answers which indicator, until when, and its word that it is done."""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.access import require
from accounts.models import Membership, Role, WorkUnit
from assessments.models import Assessment, Assignment, NoticeCode
from assessments.services.events import log
from assessments.services.notices import notify, people_of
from assessments.services.outline import outline
from assessments.services.responsibility import answered_of
from assessments.services.transitions import lock
from assessments.services.usual_offices import by_name, fold, is_coordinators, lead_office
from indicators.models import Indicator

NAME_LIMIT = 120


@dataclass(frozen=True, slots=True)
class Charge:
    """Who has an indicator, and until when: the key of an OPD (None: the coordinator) and a day."""

    unit: int | None = None
    due_on: date | None = None


@dataclass(slots=True)
class Division:
    """What a saving changed: codes by OPD."""

    assigned: dict[int, list[str]] = field(default_factory=lambda: defaultdict(list))
    taken: dict[int, list[str]] = field(default_factory=lambda: defaultdict(list))
    due: list[str] = field(default_factory=list)
    conflicts: list[str] = field(default_factory=list)
    made: list[str] = field(default_factory=list)

    @property
    def count(self) -> int:
        """How many indicators changed hands or day."""
        moved = {code for codes in (*self.assigned.values(), *self.taken.values()) for code in codes}
        return len(moved | set(self.due))


def divide(*, assessment: Assessment, wanted: Mapping[int, Charge], by: Any, seen: Mapping[int, Charge] | None = None) -> Division:
    """Give indicators (by key) to OPDs of the region, or back to the coordinator, in one transaction.

    `seen` is what the person saw: where somebody has changed an indicator meanwhile, their change stays and its code is
    among the conflicts. Writes one event, and one notice per OPD that got or lost something.
    Raises `Refused`; ValidationError for an OPD of another region or an unknown indicator.
    """
    with transaction.atomic():
        held = lock(assessment)
        require(by, "assessments.divide_work", held)
        units = {unit.pk: unit for unit in WorkUnit.objects.filter(region=held.region)}
        return _divided(held, wanted, seen or {}, units, by)


def _divided(
    held: Assessment,
    wanted: Mapping[int, Charge],
    seen: Mapping[int, Charge],
    units: Mapping[int, WorkUnit],
    by: Any,
    made: Iterable[str] = (),
) -> Division:
    questions = outline(held.cycle.framework).by_pk
    if any(key not in questions for key in wanted):
        raise ValidationError(_("An indicator of this list is not part of the assessment. Load the page again."))
    if any(charge.unit is not None and charge.unit not in units for charge in wanted.values()):
        raise ValidationError(_("One of the OPDs is not an OPD of this region. Load the page again."))
    present = {row.indicator_id: row for row in Assignment.objects.filter(assessment=held)}
    found, work = Division(made=list(made)), _Rows()
    for key, asked in wanted.items():
        row, code = present.get(key), questions[key].code
        now = Charge(row.work_unit_id, row.due_on) if row else Charge()
        # The day of an indicator that the coordinator keeps is nobody's.
        charge = asked if asked.unit is not None else Charge()
        if charge == now:
            continue
        if key in seen and seen[key] != now:
            found.conflicts.append(code)
            continue
        work.change(held, questions[key], row, charge, by)
        if charge.unit == now.unit:
            found.due.append(code)
            continue
        if now.unit is not None:
            found.taken[now.unit].append(code)
        if charge.unit is not None:
            found.assigned[charge.unit].append(code)
    work.write()
    if found.count:
        _tell(held, found, units, by)
    return found


class _Rows:
    """What is to be written, in three statements."""

    def __init__(self) -> None:
        self.new: list[Assignment] = []
        self.changed: list[Assignment] = []
        self.gone: list[int] = []

    def change(self, assessment: Assessment, indicator: Indicator, row: Assignment | None, charge: Charge, by: Any) -> None:
        if charge.unit is None:
            if row is not None:
                self.gone.append(row.pk)
            return
        if row is None:
            self.new.append(Assignment(assessment=assessment, indicator=indicator, work_unit_id=charge.unit, due_on=charge.due_on, assigned_by=by))
            return
        if row.work_unit_id != charge.unit:
            row.work_unit_id, row.assigned_by, row.assigned_at = charge.unit, by, timezone.now()
            row.finished_at = row.finished_by = row.reminded_at = None
        row.due_on = charge.due_on
        self.changed.append(row)

    def write(self) -> None:
        if self.gone:
            Assignment.objects.filter(pk__in=self.gone).delete()
        if self.changed:
            columns = ["work_unit", "due_on", "assigned_by", "assigned_at", "finished_at", "finished_by", "reminded_at"]
            Assignment.objects.bulk_update(self.changed, columns)
        if self.new:
            Assignment.objects.bulk_create(self.new)


def _tell(held: Assessment, found: Division, units: Mapping[int, WorkUnit], by: Any) -> None:
    def named(codes: Mapping[int, list[str]]) -> dict[str, list[str]]:
        return {units[pk].name: sorted(those) for pk, those in codes.items()}

    data = {"assigned": named(found.assigned), "taken_over": named(found.taken), "due": sorted(found.due), "made": found.made}
    event = log(subject=held, code="work_divided", by=by, data={name: value for name, value in data.items() if value})
    people: dict[int, list[Any]] = defaultdict(list)
    for person, unit in contributors(held):
        people[unit].append(person)
    for code, changed in ((NoticeCode.ASSIGNED, found.assigned), (NoticeCode.TAKEN_OVER, found.taken)):
        for unit, codes in changed.items():
            if people[unit]:
                told = {"indicators": sorted(codes), "count": len(codes), "work_unit": units[unit].name}
                notify(code=code, to=people[unit], key=f"{code}:{event.pk}:{unit}", assessment=held, by=by, data=told)


def contributors(assessment: Assessment) -> list[tuple[Any, int]]:
    """People with an open account and the key of the OPD they answer for (one query)."""
    held = Membership.objects.active().filter(region=assessment.region_id, role=Role.OPD_CONTRIBUTOR, user__is_active=True)
    return [(row.user, row.work_unit_id) for row in held.select_related("user") if row.work_unit_id is not None]


@dataclass(slots=True)
class UsualPart:
    """What an OPD would get by the framework's usual OPDs; `unit` is None where it has yet to be made."""

    name: str
    unit: WorkUnit | None
    new: list[Indicator] = field(default_factory=list)
    kept: list[Indicator] = field(default_factory=list)
    differing: list[tuple[Indicator, str]] = field(default_factory=list)


@dataclass(slots=True)
class UsualPlan:
    """What assigning by the framework's usual OPDs would do."""

    parts: list[UsualPart]
    coordinators: list[Indicator]
    unnamed: list[Indicator]

    @property
    def new(self) -> int:
        """How many indicators that nobody has would be assigned."""
        return sum(len(part.new) for part in self.parts)

    @property
    def differing(self) -> int:
        """How many are assigned to another OPD than the usual one."""
        return sum(len(part.differing) for part in self.parts)

    @property
    def to_make(self) -> list[UsualPart]:
        """OPDs the region does not have yet."""
        return [part for part in self.parts if part.unit is None and (part.new or part.differing)]


def usual_plan(assessment: Assessment) -> UsualPlan:
    """What would be done (two queries)."""
    known = by_name(WorkUnit.objects.filter(region=assessment.region_id))
    present = {row.indicator_id: row for row in Assignment.objects.filter(assessment=assessment).select_related("work_unit")}
    parts: dict[str, UsualPart] = {}
    plan = UsualPlan([], [], [])
    for indicator in outline(assessment.cycle.framework).in_page_order:
        office = lead_office(indicator.usual_work_unit)
        key = fold(office)
        if not office:
            plan.unnamed.append(indicator)
            continue
        if is_coordinators(office) and key not in known:
            plan.coordinators.append(indicator)
            continue
        unit = known.get(key)
        part = parts.setdefault(key, UsualPart(unit.name if unit else office, unit))
        row = present.get(indicator.pk)
        if row is None:
            part.new.append(indicator)
        elif unit is not None and row.work_unit_id == unit.pk:
            part.kept.append(indicator)
        else:
            part.differing.append((indicator, row.work_unit.name))
    plan.parts = list(parts.values())
    return plan


def assign_usual(*, assessment: Assessment, by: Any, overwrite: bool = False) -> Division:
    """Assign by the framework's usual OPDs; makes the OPDs that the region lacks. What is assigned already stays unless `overwrite`."""
    with transaction.atomic():
        held = lock(assessment)
        require(by, "assessments.divide_work", held)
        plan = usual_plan(held)
        wanted: dict[int, Charge] = {}
        made: list[str] = []
        due = dict(Assignment.objects.filter(assessment=held).values_list("indicator_id", "due_on"))
        for part in plan.parts:
            moved = [*part.new, *(indicator for indicator, _name in part.differing)] if overwrite else part.new
            if not moved:
                continue
            if part.unit is None:
                part.unit = WorkUnit.objects.create(region=held.region, name=part.name[:NAME_LIMIT])
                made.append(part.unit.name)
            wanted |= {indicator.pk: Charge(part.unit.pk, due.get(indicator.pk)) for indicator in moved}
        units = {unit.pk: unit for unit in WorkUnit.objects.filter(region=held.region)}
        return _divided(held, wanted, {}, units, by, made=made)


@transaction.atomic
def add_office(*, assessment: Assessment, name: str, by: Any) -> tuple[WorkUnit, bool]:
    """Add an OPD to the region, and whether it is new: one that differs in case or spaces only is the same."""
    held = lock(assessment)
    require(by, "assessments.divide_work", held)
    clean = " ".join(name.split())
    if not clean:
        raise ValidationError(_("Write the name of the OPD."))
    if len(clean) > NAME_LIMIT:
        raise ValidationError(_("The name may have at most %(count)s characters.") % {"count": NAME_LIMIT})
    known = by_name(WorkUnit.objects.filter(region=held.region)).get(fold(clean))
    if known is not None:
        return known, False
    unit = WorkUnit.objects.create(region=held.region, name=clean)
    log(subject=held, code="office_added", by=by, data={"work_unit": unit.name})
    return unit, True


def finish(*, assessment: Assessment, unit: WorkUnit, by: Any, indicators: Iterable[Indicator] | None = None) -> int:
    """Say that an OPD's part (or some of its indicators) is done; return how many were not said to be before.

    Raises `Refused`; ValidationError while one of them has no answer. The coordinators are told once per press.
    """
    with transaction.atomic():
        held = lock(assessment)
        rows = _part(held, unit, indicators)
        require(by, "assessments.finish_part", Part(held, unit))
        answered = answered_of(held)
        questions = outline(held.cycle.framework).by_pk
        missing = [questions[row.indicator_id].code for row in rows if row.indicator_id not in answered]
        if missing:
            raise ValidationError(_("These indicators have no answer yet: %(codes)s. Answer them first.") % {"codes": ", ".join(missing)})
        fresh = [row for row in rows if row.finished_at is None]
        if not fresh:
            return 0
        Assignment.objects.filter(pk__in=[row.pk for row in fresh]).update(finished_at=timezone.now(), finished_by=by)
        codes = sorted(questions[row.indicator_id].code for row in fresh)
        event = log(subject=held, code="part_finished", by=by, data={"work_unit": unit.name, "indicators": codes})
        told = {"work_unit": unit.name, "indicators": codes, "count": len(codes)}
        to = people_of(held, Role.REGIONAL_COORDINATOR)
        notify(code=NoticeCode.FINISHED, to=to, key=f"finished:{event.pk}", assessment=held, by=by, data=told)
        return len(fresh)


def reopen(*, assessment: Assessment, unit: WorkUnit, by: Any, indicators: Iterable[Indicator] | None = None) -> int:
    """Open again what an OPD said was done; return how many. Its people are told."""
    with transaction.atomic():
        held = lock(assessment)
        require(by, "assessments.divide_work", held)
        fresh = [row for row in _part(held, unit, indicators) if row.finished_at is not None]
        if not fresh:
            return 0
        Assignment.objects.filter(pk__in=[row.pk for row in fresh]).update(finished_at=None, finished_by=None)
        questions = outline(held.cycle.framework).by_pk
        codes = sorted(questions[row.indicator_id].code for row in fresh)
        event = log(subject=held, code="part_reopened", by=by, data={"work_unit": unit.name, "indicators": codes})
        told = {"work_unit": unit.name, "indicators": codes, "count": len(codes), "reopened": True}
        to = people_of(held, Role.OPD_CONTRIBUTOR, work_unit=unit.pk)
        notify(code=NoticeCode.ASSIGNED, to=to, key=f"part_reopened:{event.pk}", assessment=held, by=by, data=told)
        return len(fresh)


@dataclass(frozen=True, slots=True)
class Part:
    """An OPD's part of an assessment, for the rules."""

    assessment: Assessment
    work_unit: WorkUnit

    @property
    def region(self) -> Any:
        """The region, which the rules ask about."""
        return self.assessment.region


def _part(held: Assessment, unit: WorkUnit, indicators: Iterable[Indicator] | None) -> list[Assignment]:
    rows = Assignment.objects.filter(assessment=held, work_unit=unit)
    if indicators is not None:
        rows = rows.filter(indicator__in=list(indicators))
    return list(rows)
