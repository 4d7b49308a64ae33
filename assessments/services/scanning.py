"""The virus scan: new files wait for it, held back from everybody outside the region, until ClamAV has looked at them.

It looks at evidence and at the scans of signed statements.

Without CLAMAV_URL nothing is scanned and every file says so. A daemon that is away loses nothing: files stay
`pending`, and the sweep asks again.
"""

import logging
from typing import Any

from django.conf import settings
from django.core.files.storage import default_storage
from django.db import transaction
from django.db.models import Q, QuerySet
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.models import Role
from assessments.models import UNSCANNED, Assessment, AssessmentState, EvidenceFile, NoticeCode, ScanState, Statement
from assessments.services.clamd import ScannerAwayError, is_there, scan
from assessments.services.events import log
from assessments.services.notices import notify, people_of
from assessments.services.scores import standing
from assessments.services.transitions import lock
from jobs.models import Job, JobState
from jobs.services import JobError, advance, enqueue

logger = logging.getLogger(__name__)

SCAN_JOB = "scan_evidence"
NOTE_LIMIT = 200
Stored = EvidenceFile | Statement
KINDS: tuple[type[EvidenceFile] | type[Statement], ...] = (EvidenceFile, Statement)


def first_state() -> str:
    """How a new file begins: waiting for the scan where there is one."""
    return ScanState.PENDING if settings.CLAMAV_URL else ScanState.UNCHECKED


def order_scan() -> Job | None:
    """Queue a scan of whatever waits; None when one is queued that has not begun."""
    if Job.objects.filter(kind=SCAN_JOB, state=JobState.QUEUED).exists():
        return None
    return enqueue(kind=SCAN_JOB, payload={})


def known_infected(region: str, sha256: str) -> bool:
    """Whether the scan found something in this very file before, whatever the region (its code) had sent it for."""
    found = {"sha256": sha256, "scan_state": ScanState.INFECTED}
    sent = EvidenceFile.objects.filter(region__code=region, **found)
    return sent.exists() or Statement.objects.filter(assessment__region__code=region, **found).exists()


def infected_words() -> str:
    """Why a file known to be infected is not taken."""
    return _("The virus scan found something in this very file before. Clean the computer it comes from, save the document anew and upload that one.")


def sweep_scans() -> int:
    """Order a scan when files wait and the daemon answers; return how many wait.

    Files stored before there was a scanner are scanned too, without being held back. When the scanner was taken out
    of the settings, files that wait for it go back to “not checked” rather than being held back for ever.
    """
    if not settings.CLAMAV_URL:
        return sum(kind.objects.filter(scan_state=ScanState.PENDING).update(scan_state=ScanState.UNCHECKED) for kind in KINDS)
    waiting = sum(kind.objects.filter(scan_state__in=UNSCANNED).count() for kind in KINDS)
    if waiting and is_there(settings.CLAMAV_URL):
        order_scan()
    return waiting


def _waiting() -> list[tuple[type[EvidenceFile] | type[Statement], int]]:
    """Kind and key of every file that waits, those held back first, then the oldest."""
    fields = ("scan_state", "uploaded_at", "pk")
    rows = [(row, kind) for kind in KINDS for row in kind.objects.filter(scan_state__in=UNSCANNED).values_list(*fields)]
    return [(kind, row[-1]) for row, kind in sorted(rows, key=lambda found: found[0])]


def scan_waiting(job: Job) -> None:
    """Scan every file that waits, those held back first. Raises `JobError` when the daemon is away: the files go on waiting."""
    if not settings.CLAMAV_URL:
        return
    waiting = _waiting()
    for number, (kind, pk) in enumerate(waiting, start=1):
        file = kind.objects.filter(pk=pk, scan_state__in=UNSCANNED).first()
        if file is not None:
            try:
                _scan_one(file)
            except ScannerAwayError as error:
                logger.warning("The virus scanner did not scan file %s: %s", pk, error)
                raise JobError(_("The virus scanner does not answer. The files wait and are scanned later.")) from error
        advance(job, done=number, total=len(waiting))


def _scan_one(file: Stored) -> None:
    try:
        content = default_storage.open(file.file.name or "")
    except OSError as error:
        logger.warning("File %s cannot be scanned, the storage does not give it: %s", file.pk, error)
        return
    with content:
        found = scan(settings.CLAMAV_URL, content)
    record_scan(file=file, found=found)


@transaction.atomic
def record_scan(*, file: Stored, found: str) -> bool:
    """Write what the scan found (empty: nothing); return whether this was news.

    An infected file is opened for nobody and no longer counts: the self scores of the assessments that use it are
    computed anew, a statement no longer holds, the event ``evidence_infected`` is logged, the coordinators and whoever
    uploaded it are told.
    """
    state = ScanState.INFECTED if found else ScanState.CLEAN
    held = [lock(assessment) for assessment in _uses(file)] if found else []
    waiting = type(file).objects.filter(pk=file.pk, scan_state__in=UNSCANNED)
    if not waiting.update(scan_state=state, scanned_at=timezone.now(), scan_note=found[:NOTE_LIMIT]):
        return False
    for assessment in held:
        after = standing(assessment)
        Assessment.objects.filter(pk=assessment.pk).update(self_score=after.result().raw)
        data = {"name": file.original_name, "sha256": file.sha256, "found": found[:NOTE_LIMIT]}
        log(subject=assessment, code="evidence_infected", by=None, data=data, end=after.end)
    if found:
        _tell(file, held, found)
    return True


def _uses(file: Stored) -> QuerySet[Assessment]:
    """The assessments a file is used in. Assessments are locked first, as everywhere; published ones stay as they were published."""
    used = Q(pk=file.assessment_id) if isinstance(file, Statement) else Q(answers__evidence__file=file)
    return Assessment.objects.filter(used).exclude(state=AssessmentState.PUBLISHED).distinct().order_by("pk")


def _tell(file: Stored, held: list[Assessment], found: str) -> None:
    """Tell the coordinators and whoever uploaded the file; a file that nothing uses is told about in the region's last cycle."""
    region = file.assessment.region_id if isinstance(file, Statement) else file.region_id
    last = Assessment.objects.filter(region=region).select_related("region__province", "cycle").order_by("-cycle__award_year").first()
    kind = "statement" if isinstance(file, Statement) else "scan"
    for assessment in held or ([last] if last else []):
        people: list[Any] = people_of(assessment, Role.REGIONAL_COORDINATOR)
        if file.uploaded_by is not None and file.uploaded_by.is_active:
            people.append(file.uploaded_by)
        data = {"name": file.original_name, "found": found[:NOTE_LIMIT]}
        notify(code=NoticeCode.SCAN_FOUND, to=people, key=f"{kind}:{file.pk}:{assessment.pk}", assessment=assessment, data=data)
