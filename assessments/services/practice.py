"""Practice: one cycle in which every region may try everything; it never counts and can be begun anew.

Its people see it and nobody else (`AssessmentQuerySet.visible_to`, `rules.acts_for`); whoever asks about the years of
assessment asks `Cycle.objects.counting()`.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from functools import partial
from typing import Any
from uuid import UUID

from django.core.files.storage import default_storage
from django.db import IntegrityError, transaction
from django.utils import timezone

from accounts.access import allowed, require
from accounts.models.membership import REGIONAL_ROLES
from assessments.models import PRACTICE_YEAR, Answer, Assessment, Assignment, Cycle, CycleState, EvidenceFile, Phase, PhaseCode, Submission
from assessments.services import upload_parts
from assessments.services.events import log
from assessments.services.outline import outline
from assessments.services.transitions import Step, lock, move
from indicators.models import Framework, FrameworkState
from regions.models import Region

# Practice has no deadline; a phase has to end at some time.
WITHOUT_END = datetime(2999, 12, 31, tzinfo=UTC)


def practice_cycle() -> Cycle | None:
    """The practice cycle with its framework and phase, if there is one (two queries)."""
    return Cycle.objects.filter(is_practice=True).select_related("framework").prefetch_related("phases").first()


def practice_framework() -> Framework | None:
    """What is practised on: the framework of the newest cycle that was opened, without one the framework adopted last."""
    newest = Cycle.objects.counting().exclude(state=CycleState.DRAFT).select_related("framework").order_by("-award_year").first()
    if newest is not None:
        return newest.framework
    return Framework.objects.filter(state=FrameworkState.ADOPTED).order_by("-adopted_at", "-pk").first()


@transaction.atomic
def ensure_practice_cycle(*, framework: Framework | None = None, by: Any = None) -> Cycle | None:
    """Make the practice cycle where there is none; move it to `framework` where it practises on another.

    Moving begins every region's practice anew, since the questions are others. None while no framework is adopted.
    """
    cycle = practice_cycle()
    if cycle is None:
        chosen = framework or practice_framework()
        return _create(chosen, by) if chosen is not None else None
    if framework is not None and framework.pk != cycle.framework_id:
        _move_to(cycle, framework, by)
    return practice_cycle()


def _create(framework: Framework, by: Any) -> Cycle | None:
    now = timezone.now()
    try:
        with transaction.atomic():
            cycle = Cycle.objects.create(
                award_year=PRACTICE_YEAR,
                data_year=timezone.localdate().year - 1,
                framework=framework,
                state=CycleState.OPEN,
                is_practice=True,
                requires_statement=False,
                opened_by=by,
                opened_at=now,
            )
    except IntegrityError:
        return practice_cycle()  # somebody else was faster
    Phase.objects.create(cycle=cycle, code=PhaseCode.FILLING, starts_at=now - timedelta(minutes=1), ends_at=WITHOUT_END)
    log(subject=cycle, code="practice_created", by=by, data={"framework": framework.code})
    return practice_cycle()


def _move_to(cycle: Cycle, framework: Framework, by: Any) -> None:
    cycle = Cycle.objects.select_for_update(of=("self",)).select_related("framework").get(pk=cycle.pk)
    if cycle.framework_id == framework.pk:
        return
    for assessment in Assessment.objects.filter(cycle=cycle).order_by("pk"):
        held = lock(assessment)
        _empty(held)
        held.assignments.all().delete()
        _restart(held, by=None, code="practice_moved")
    before = cycle.framework.code
    cycle.framework, cycle.data_year = framework, timezone.localdate().year - 1
    cycle.save(update_fields=["framework", "data_year"])
    log(subject=cycle, code="practice_moved", by=by, data={"from": before, "to": framework.code})


@transaction.atomic
def open_practice(*, region: Region, by: Any) -> Assessment | None:
    """The region's practice, made when it is opened for the first time; OPD get there what they have in the newest year.

    None while no framework is adopted. Raises `Refused`.
    """
    require(by, "assessments.practise", region)
    cycle = ensure_practice_cycle()
    if cycle is None:
        return None
    assessment, created = Assessment.objects.get_or_create(cycle=cycle, region=region)
    if created:
        held = lock(assessment)
        _assign_as_in_newest_year(held)
        log(subject=held, code="practice_opened", by=by)
    return assessment


def _assign_as_in_newest_year(assessment: Assessment) -> None:
    newest = Assessment.objects.counting().filter(region=assessment.region_id).order_by("-cycle__award_year").first()
    if newest is None:
        return
    units = dict(Assignment.objects.filter(assessment=newest).values_list("indicator__code", "work_unit_id"))
    indicators = assessment.cycle.framework.indicators.filter(code__in=units)
    Assignment.objects.bulk_create(Assignment(assessment=assessment, indicator=row, work_unit_id=units[row.code]) for row in indicators)


@transaction.atomic
def reset_practice(*, assessment: Assessment, by: Any) -> bool:
    """Begin a region's practice anew: answers, evidence, comments, submissions and uploads go; who answers what stays.

    Stored files go where no other year uses them. Return whether there was anything to remove: a second click changes
    nothing. The log keeps what happened. Raises `Refused`.
    """
    held = lock(assessment)
    require(by, "assessments.reset_practice", held)
    if not is_begun(held):
        return False
    _empty(held)
    held.assignments.update(finished_by=None, finished_at=None, reminded_at=None)
    _restart(held, by=by, code="practice_reset")
    return True


def is_begun(assessment: Assessment) -> bool:
    """Whether there is anything in it to remove (seven queries at most)."""
    kept = ("answers", "submissions", "comments", "uploads", "statements", "workbook_imports", "contests")
    return any(getattr(assessment, name).exists() for name in kept)


def _empty(assessment: Assessment) -> None:
    """Remove what was done in the practice of a region whose row is locked."""
    files = list(EvidenceFile.objects.filter(uses__answer__assessment=assessment).distinct())
    parts = list(assessment.uploads.values_list("pk", flat=True))
    papers = [name for name in assessment.statements.values_list("file", flat=True) if name]
    Answer.objects.filter(assessment=assessment).delete()
    assessment.submissions.all().delete()
    assessment.statements.all().delete()
    for rows in (assessment.comments, assessment.uploads, assessment.notices, assessment.workbook_imports, assessment.contests):
        rows.all().delete()
    names = [*papers, *_drop_unused(files, assessment.region_id)]
    transaction.on_commit(partial(_drop_contents, names, parts))


def _drop_unused(files: list[EvidenceFile], region: int) -> list[str]:
    """Delete the rows of files that nothing uses and no receipt of a counting year names; return what they were stored under."""
    left = [file for file in files if not file.uses.exists()]
    if not left:
        return []
    sent = Submission.objects.filter(assessment__region=region).values_list("manifest", flat=True)
    named = " ".join(str(manifest) for manifest in sent)
    gone = [file for file in left if file.sha256 not in named]
    names = [file.file.name for file in gone if file.file.name]
    for file in gone:
        file.delete()
    return names


def _drop_contents(names: Iterable[str], parts: Iterable[UUID]) -> None:
    """Delete stored files, and what had arrived of uploads."""
    for name in names:
        default_storage.delete(name)
    for part in parts:
        upload_parts.discard(part)


def _restart(assessment: Assessment, *, by: Any, code: str) -> None:
    assessment.round, assessment.answered_count = 1, 0
    assessment.self_score = assessment.last_saved_at = assessment.submitted_at = None
    move(Step(assessment, code, by), update_fields=("round", "answered_count", "self_score", "last_saved_at", "submitted_at"))


@dataclass(frozen=True, slots=True)
class PracticePlace:
    """A region that a person may practise for, and its practice where it was opened."""

    region: Region
    assessment: Assessment | None = None

    @property
    def total(self) -> int:
        """How many indicators there are."""
        return len(outline(self.assessment.cycle.framework).indicators) if self.assessment else 0


def practice_places(user: Any) -> list[PracticePlace]:
    """The regions a person acts for, with their practice; none while no framework is adopted (three queries at most)."""
    keys = {membership.region_id for membership in user.active_memberships if membership.role in REGIONAL_ROLES}
    if not keys:
        return []
    begun = Assessment.objects.filter(cycle__is_practice=True, region__in=keys).select_related("region", "cycle__framework")
    found = {assessment.region_id: assessment for assessment in begun}
    if not found and not Framework.objects.filter(state=FrameworkState.ADOPTED).exists():
        return []
    return [PracticePlace(region, found.get(region.pk)) for region in Region.objects.filter(pk__in=keys).order_by("code")]


@dataclass(frozen=True, slots=True)
class PracticePanel:
    """What the dashboard says of practice: the way there, or, in it, the ways to begin anew and back."""

    is_practice: bool
    may_practise: bool = False
    may_reset: bool = False
    real: Assessment | None = None


def practice_panel(user: Any, assessment: Assessment) -> PracticePanel:
    """For the dashboard of an assessment (one query in practice, none elsewhere)."""
    if not assessment.cycle.is_practice:
        return PracticePanel(is_practice=False, may_practise=allowed(user, "assessments.practise", assessment.region))
    newest = Assessment.objects.counting().filter(region=assessment.region_id).select_related("cycle", "region").order_by("-cycle__award_year")
    return PracticePanel(is_practice=True, may_reset=allowed(user, "assessments.reset_practice", assessment), real=newest.first())
