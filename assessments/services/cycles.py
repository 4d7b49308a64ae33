"""Preparing, opening and extending a year of assessment."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.db.models import Count
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from accounts.access import require
from assessments.models import Assessment, AssessmentState, Cycle, CycleState, Phase, PhaseCode
from assessments.services.events import log
from assessments.services.practice import ensure_practice_cycle
from indicators.models import Framework
from regions.models import Province, Region

Window = tuple[datetime, datetime]
Windows = Mapping[str, Window]
# The yearly calendar (domain.md, section 3) as (month, day) of the award year; the last day belongs to the phase.
CALENDAR: dict[str, tuple[tuple[int, int], tuple[int, int]]] = {
    PhaseCode.FILLING: ((1, 2), (3, 31)),
    PhaseCode.VERIFICATION: ((3, 1), (5, 30)),
    PhaseCode.CORRECTION: ((3, 15), (5, 30)),
    PhaseCode.SCORING: ((6, 1), (10, 15)),
    PhaseCode.OBJECTION: ((10, 16), (10, 31)),
    PhaseCode.PLENARY: ((11, 1), (11, 14)),
    PhaseCode.PUBLICATION: ((11, 15), (12, 31)),
}


LAST_MINUTE = (23, 59)


class PhaseError(ValidationError):
    """Raised when dates do not make a year; errors by field ``<phase>_starts_at`` and ``<phase>_ends_at``."""


def default_windows(award_year: int) -> dict[str, Window]:
    """The usual calendar of an award year, in the reader's zone, each phase to 23:59 of its last day."""
    zone = timezone.get_current_timezone()
    return {
        code: (datetime(award_year, *first, tzinfo=zone), datetime(award_year, *last, *LAST_MINUTE, tzinfo=zone))
        for code, (first, last) in CALENDAR.items()
    }


def check_windows(windows: Windows) -> None:
    """Raise `PhaseError` unless every phase ends after it begins and the phases begin and end in their order."""
    errors: dict[str, Any] = {}
    before: tuple[str, Window] | None = None
    for code in PhaseCode.values:
        start, end = windows[code]
        if end <= start:
            errors[f"{code}_ends_at"] = _("The phase ends before it begins.")
        elif before is not None:
            other, (other_start, other_end) = before
            names = {"other": PhaseCode(other).label}
            if start < other_start:
                errors[f"{code}_starts_at"] = _("This phase cannot begin before “%(other)s” begins.") % names
            elif end < other_end:
                errors[f"{code}_ends_at"] = _("This phase cannot end before “%(other)s” ends.") % names
        before = (code, (start, end))
    if errors:
        raise PhaseError(errors)


def lock_cycle(cycle: Cycle) -> Cycle:
    """Lock the row until the end of the transaction and return it fresh."""
    return Cycle.objects.select_for_update(of=("self",)).select_related("framework").prefetch_related("phases").get(pk=cycle.pk)


@transaction.atomic
def create_cycle(*, award_year: int, data_year: int, framework: Framework, windows: Windows, by: Any, requires_statement: bool = True) -> Cycle:
    """Prepare a cycle with its phases. Raises `Refused`, `PhaseError`, ValidationError by field."""
    require(by, "assessments.manage_cycles")
    if not framework.is_adopted:
        raise ValidationError({"framework": _("Only an adopted framework can be used.")})
    if data_year >= award_year:
        raise ValidationError({"data_year": _("The data are of a year before the award.")})
    check_windows(windows)
    try:
        with transaction.atomic():
            cycle = Cycle.objects.create(award_year=award_year, data_year=data_year, framework=framework, requires_statement=requires_statement)
    except IntegrityError:
        raise ValidationError({"award_year": _("There is a cycle of this award year already.")}) from None
    Phase.objects.bulk_create(Phase(cycle=cycle, code=code, starts_at=start, ends_at=end) for code, (start, end) in windows.items())
    log(
        subject=cycle,
        code="cycle_created",
        by=by,
        data={"framework": framework.code, "data_year": data_year, "requires_statement": requires_statement},
    )
    return cycle


@transaction.atomic
def demand_statement(*, cycle: Cycle, demanded: bool, by: Any) -> bool:
    """Say whether submissions of a cycle need the signed statement; possible until it opens. Return whether that changed.

    Raises `Refused`. Logged as ``statement_demand_changed``.
    """
    cycle = lock_cycle(cycle)
    require(by, "assessments.change_statement_demand", cycle)
    if cycle.requires_statement == demanded:
        return False
    cycle.requires_statement = demanded
    cycle.save(update_fields=["requires_statement"])
    log(subject=cycle, code="statement_demand_changed", by=by, data={"requires_statement": demanded})
    return True


@transaction.atomic
def change_phases(*, cycle: Cycle, windows: Windows, by: Any) -> list[str]:
    """Set the dates of a cycle's phases; return the codes of those that changed.

    The deadline of an open cycle may be moved later, never into the past. Every change is logged with the old and
    the new dates. Raises `Refused`, `PhaseError`.
    """
    cycle = lock_cycle(cycle)
    require(by, "assessments.change_phases", cycle)
    check_windows(windows)
    phases = {phase.code: phase for phase in cycle.phases.all()}
    changes: dict[str, Any] = {}
    errors: dict[str, Any] = {}
    for code, (start, end) in windows.items():
        phase = phases.get(code)
        if phase is not None and (phase.starts_at, phase.ends_at) == (start, end):
            continue
        if cycle.state == CycleState.OPEN and end <= timezone.now() and (phase is None or end != phase.ends_at):
            errors[f"{code}_ends_at"] = _("The cycle is open: a deadline cannot be moved into the past.")
        old = [phase.starts_at.isoformat(), phase.ends_at.isoformat()] if phase else None
        changes[code] = {"from": old, "to": [start.isoformat(), end.isoformat()]}
    if errors:
        raise PhaseError(errors)
    for code in changes:
        start, end = windows[code]
        Phase.objects.update_or_create(cycle=cycle, code=code, defaults={"starts_at": start, "ends_at": end})
    if changes:
        log(subject=cycle, code="phases_changed", by=by, data={"phases": changes, "open": cycle.state == CycleState.OPEN})
    return list(changes)


@transaction.atomic
def open_cycle(*, cycle: Cycle, by: Any) -> int:
    """Open a cycle: an assessment for every region. Return how many were created; a second click creates none.

    From then on regions practise on this cycle's framework.

    Raises `Refused` with its reason.
    """
    cycle = lock_cycle(cycle)
    require(by, "assessments.manage_cycles")
    if cycle.state == CycleState.OPEN:
        return 0
    require(by, "assessments.open_cycle", cycle)
    rows = [Assessment(cycle=cycle, region_id=pk) for pk in Region.objects.order_by("code").values_list("pk", flat=True)]
    Assessment.objects.bulk_create(rows, batch_size=500)
    cycle.state = CycleState.OPEN
    cycle.opened_by = by
    cycle.opened_at = timezone.now()
    cycle.save(update_fields=["state", "opened_by", "opened_at"])
    log(subject=cycle, code="cycle_opened", by=by, data={"assessments": len(rows)})
    ensure_practice_cycle(framework=cycle.framework, by=by)
    return len(rows)


@dataclass(frozen=True, slots=True)
class ProvinceProgress:
    """How the regions of a province stand."""

    code: str
    name: str
    total: int
    counts: list[tuple[str, int]]
    sent: int


def progress(cycle: Cycle) -> tuple[dict[str, int], list[ProvinceProgress]]:
    """Assessments by state, nationally and by province (one query each for counts and names)."""
    states = AssessmentState.values
    national = dict.fromkeys(states, 0)
    by_province: dict[str, dict[str, int]] = {}
    rows = Assessment.objects.filter(cycle=cycle).order_by().values_list("region__province__code", "state").annotate(count=Count("pk"))
    for code, state, count in rows:
        national[state] += count
        by_province.setdefault(code, dict.fromkeys(states, 0))[state] = count
    names = dict(Province.objects.filter(code__in=by_province).values_list("code", "name"))
    provinces = [
        ProvinceProgress(
            code,
            names[code],
            sum(counts.values()),
            [(str(AssessmentState(state).label), counts[state]) for state in states],
            sum(counts.values()) - counts[states[0]],
        )
        for code, counts in sorted(by_province.items())
    ]
    return national, provinces
