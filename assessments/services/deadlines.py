"""Three days before and on the last day: who has not sent yet is told, each with what is open for them."""

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, time

from django.db import transaction
from django.utils import timezone

from accounts.models import Membership, Role
from assessments.models import Answer, Assessment, AssessmentState, Assignment, Cycle, CycleState, Notice, NoticeCode, PhaseCode
from assessments.services.notices import notify
from assessments.services.outline import outline
from assessments.services.workspace import verdicts
from regions.clock import last_day, zone

# Nobody is told in the night, unless the deadline itself is in the morning.
TOLD_FROM = time(7)
NOON = time(12)
DAYS_BEFORE = 3
# The phase that ends for an assessment in a state.
ENDS = {AssessmentState.FILLING: PhaseCode.FILLING, AssessmentState.RETURNED: PhaseCode.CORRECTION}


@dataclass(frozen=True, slots=True)
class Occasion:
    """A deadline an assessment is told of now."""

    assessment: Assessment
    code: str
    phase: str
    end: datetime

    @property
    def key(self) -> str:
        """Names the occasion; another end is another occasion."""
        return f"{self.code}:{self.assessment.pk}:{self.phase}:{self.end:%Y%m%dT%H%M%SZ}"


def occasion(assessment: Assessment, now: datetime) -> Occasion | None:
    """What the people of an assessment are to be told about its end at this moment, if anything.

    Days are calendar days in the region's zone: an end at midnight belongs to the day before.
    """
    phase = ENDS.get(AssessmentState(assessment.state))
    if phase is None or not assessment.is_phase_open(phase, now):
        return None
    end = assessment.ends_at(phase)
    assert end is not None, "an open phase has an end"  # noqa: S101
    here = zone(assessment.region.time_zone)
    local, ends = timezone.localtime(now, here), timezone.localtime(end, here)
    left = (last_day(end, here).date() - local.date()).days
    in_the_morning = ends.time() <= NOON and left == 0
    if left > DAYS_BEFORE or (local.time() < TOLD_FROM and not in_the_morning):
        return None
    return Occasion(assessment, NoticeCode.THREE_DAYS if left else NoticeCode.LAST_DAY, phase, end)


def occasions(cycle: Cycle, now: datetime) -> list[Occasion]:
    """All that is to be told in a cycle now and was not told before."""
    rows = Assessment.objects.filter(cycle=cycle, state__in=list(ENDS)).select_related("region__province")
    found = []
    for assessment in rows:
        assessment.cycle = cycle  # with its phases
        due = occasion(assessment, now)
        if due is not None:
            found.append(due)
    told = set(Notice.objects.filter(assessment__cycle=cycle, code__in=[NoticeCode.THREE_DAYS, NoticeCode.LAST_DAY]).values_list("key", flat=True))
    return [due for due in found if due.key not in told]


def tell_deadlines(now: datetime | None = None) -> int:
    """Write the notices of all deadlines that are near; return how many. Running it again writes none twice.

    The practice cycle has no deadlines.
    """
    moment = now or timezone.now()
    cycles = Cycle.objects.counting().filter(state=CycleState.OPEN).select_related("framework").prefetch_related("phases")
    return sum(_tell(due) for cycle in cycles for due in occasions(cycle, moment))


@transaction.atomic
def _tell(due: Occasion) -> int:
    """Tell coordinators and signatories about the whole, contributors about what is open for their OPD."""
    assessment = Assessment.objects.select_for_update(of=("self",)).select_related("region__province").get(pk=due.assessment.pk)
    assessment.cycle = due.assessment.cycle
    if ENDS.get(AssessmentState(assessment.state)) != due.phase:
        return 0  # sent meanwhile
    data = {"phase": due.phase, "until": due.end.isoformat()}
    held = Membership.objects.active().filter(region=assessment.region_id, user__is_active=True).select_related("user")
    whole = [row.user for row in held if row.role in (Role.REGIONAL_COORDINATOR, Role.REGIONAL_SIGNATORY)]
    missing = max(len(outline(assessment.cycle.framework).indicators) - assessment.answered_count, 0)
    told = notify(code=due.code, to=whole, key=due.key, assessment=assessment, data=data | {"count": missing, "whole": True})
    for unit, count in _open_parts(due):
        people = [row.user for row in held if row.role == Role.OPD_CONTRIBUTOR and row.work_unit_id == unit]
        told += notify(code=due.code, to=people, key=due.key, assessment=assessment, data=data | {"count": count})
    return told


def _open_parts(due: Occasion) -> Iterator[tuple[int, int]]:
    """OPDs with indicators that wait for them, and how many; when correcting, those the Kanwil wants corrected."""
    assigned = Assignment.objects.filter(assessment=due.assessment)
    if due.phase == PhaseCode.CORRECTION:
        assigned = assigned.filter(indicator__in=[key for key, verdict in verdicts(due.assessment).items() if verdict.asks_for_correction])
    else:
        assigned = assigned.exclude(indicator__in=Answer.objects.answered().filter(assessment=due.assessment).values("indicator"))
    yield from sorted(Counter(assigned.values_list("work_unit_id", flat=True)).items())
