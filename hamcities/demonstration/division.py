"""Divided work of Kabupaten Sleman: OPDs by the framework's usual ones, some done, one invitation that waits."""

from datetime import timedelta

from django.utils import timezone

from accounts.models import Invitation, User, WorkUnit
from accounts.services.invitations import Person, invite_contributors
from assessments.models import Assessment, Assignment, Cycle
from assessments.services.assignments import assign_usual, finish
from assessments.services.division import DividedWork
from assessments.services.handover import leave_note
from assessments.services.outline import outline
from assessments.services.place import Place
from hamcities.demonstration.people import DOMAIN, SLEMAN

INVITED = "disdukcapil"
NOTE = "Berkas asli data dukung ada di lemari Bagian Hukum, rak kedua. Hubungi Dinas Sosial lebih awal: datanya lama (contoh)."
FINISHED = 2


def create_division(*, cycle: Cycle, people: dict[str, User]) -> int:
    """Divide Sleman's assessment of a cycle once; return how many indicators an OPD has."""
    assessment = Assessment.objects.filter(cycle=cycle, region__code=SLEMAN).select_related("region", "cycle__framework").first()
    if assessment is None or Assignment.objects.filter(assessment=assessment).exists():
        return 0
    by = people["koordinator"]
    found = assign_usual(assessment=assessment, by=by)
    # The health indicators are wanted in a week: a day stands at one OPD's part.
    health = WorkUnit.objects.get(region=assessment.region, name="Dinas Kesehatan")
    Assignment.objects.filter(assessment=assessment, work_unit=health).update(due_on=timezone.localdate() + timedelta(days=7))
    _finish_some(assessment, by, without=health)
    unit = WorkUnit.objects.filter(region=assessment.region, name="Disdukcapil").first()
    if unit is not None and not Invitation.objects.filter(work_unit=unit).exists():
        invite_contributors(work_unit=unit, people=[Person(f"{INVITED}@{DOMAIN}", "Petugas Disdukcapil Sleman (contoh)")], by=by)
    leave_note(assessment=assessment, text=NOTE, by=by)
    return found.count


def _finish_some(assessment: Assessment, by: User, *, without: WorkUnit) -> None:
    """The OPDs that are furthest, and have answered everything, are said to be done by the coordinator."""
    work = DividedWork(Place(assessment, outline(assessment.cycle.framework)))
    done = [unit for unit in work.units if unit != without and work.by_unit[unit.pk].total and not work.by_unit[unit.pk].unanswered]
    for unit in done[:FINISHED]:
        finish(assessment=assessment, unit=unit, by=by)
