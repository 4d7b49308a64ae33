"""Running a job: claimed by one worker, alive by its heartbeat, safe to run again."""

import logging
import threading
from collections.abc import Iterator
from contextlib import contextmanager

from django.db import DatabaseError, InterfaceError, OperationalError, connection, transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from jobs.models import STALE_AFTER, Job, JobState
from jobs.services.registry import Handler, UnknownKindError, find_handler

logger = logging.getLogger(__name__)

# A worker that dies three times over the same job would die a fourth time.
MAX_ATTEMPTS = 3
HEARTBEAT_SECONDS = STALE_AFTER.total_seconds() / 6


class JobError(Exception):
    """Raised by a handler to end a job with a message people can read."""


class ClaimLostError(Exception):
    """Raised by `advance` when another worker has taken the job over."""


def claim(job_id: int) -> Job | None:
    """Take a job for this worker; None when it is finished, gone, or alive in another worker.

    The row is locked while deciding, so two workers never get the same job. `attempts` then is
    the claim's number: a worker that lost its claim can no longer write to the row.
    """
    with transaction.atomic():
        job = Job.objects.select_for_update().filter(pk=job_id).first()
        if job is None or job.is_finished:
            return None
        now = timezone.now()
        if job.state == JobState.RUNNING and job.heartbeat_at > now - STALE_AFTER:
            return None
        job.state = JobState.RUNNING
        job.attempts += 1
        job.started_at = job.started_at or now
        job.heartbeat_at = now
        job.error = ""
        job.save(update_fields=["state", "attempts", "started_at", "heartbeat_at", "error"])
    return job


def _update(job: Job, **values: object) -> bool:
    """Write to the row as long as this claim holds."""
    held = Job.objects.filter(pk=job.pk, state=JobState.RUNNING, attempts=job.attempts)
    return bool(held.update(heartbeat_at=timezone.now(), **values))


def advance(job: Job, done: int, total: int) -> None:
    """Show how far a job is; also its sign of life. Raises `ClaimLostError`."""
    if not _update(job, done=min(done, total), total=total):
        raise ClaimLostError(job.pk)
    job.done, job.total = min(done, total), total


@contextmanager
def _heartbeat(job: Job) -> Iterator[None]:
    """Sign of life every twenty seconds from a thread, for parts that take long between two `advance`."""
    stop = threading.Event()

    def beat() -> None:
        try:
            while not stop.wait(HEARTBEAT_SECONDS):
                try:
                    if not _update(job):
                        return
                except DatabaseError as error:
                    logger.warning("Job %s could not give a sign of life: %s", job.pk, error)
        finally:
            connection.close()

    thread = threading.Thread(target=beat, name=f"heartbeat of job {job.pk}", daemon=True)
    thread.start()
    try:
        yield
    finally:
        stop.set()
        thread.join()


def run(job_id: int) -> None:
    """Do a job to its end. Run twice, the second run finds it finished or taken and does nothing.

    Errors end on the row, with a message for the person waiting, and in the log.
    """
    job = claim(job_id)
    if job is None:
        logger.info("Job %s is finished, gone or taken; nothing to do", job_id)
        return
    try:
        found = find_handler(job.kind)
    except UnknownKindError:
        _fail(job, None, _("This kind of work is not known here: %(kind)s.") % {"kind": job.kind})
        return
    _do(job, found)


def _do(job: Job, found: Handler) -> None:
    try:
        with _heartbeat(job):
            found.run(job)
    except ClaimLostError:
        logger.warning("Job %s was taken over by another worker; this one stops", job.pk)
    except JobError as error:
        _fail(job, found, str(error))
    except (OperationalError, InterfaceError) as error:
        _postpone(job, found, error)
    except Exception as error:  # whatever it is, the person waiting must not see a job run for ever
        logger.exception("Job %s (%s) failed", job.pk, job.kind)
        _fail(job, found, _unexpected(job, error))
    else:
        _finish(job)


def _unexpected(job: Job, error: Exception) -> str:
    return _("The work stopped with an unexpected error (%(error)s). The details are in the server's log under job %(number)s.") % {
        "error": type(error).__name__,
        "number": job.pk,
    }


def _finish(job: Job) -> None:
    if _update(job, state=JobState.DONE, done=job.total, error="", finished_at=timezone.now()):
        logger.info("Job %s (%s) is done", job.pk, job.kind)


def _postpone(job: Job, found: Handler, error: Exception) -> None:
    """Give a job back to the queue when the database was away; the sweep sends it again."""
    if job.attempts >= MAX_ATTEMPTS:
        logger.error("Job %s (%s) failed", job.pk, job.kind, exc_info=error)
        _fail(job, found, _unexpected(job, error))
        return
    logger.warning("Job %s (%s) waits for the next sweep: %s", job.pk, job.kind, error)
    _update(job, state=JobState.QUEUED)


def _fail(job: Job, found: Handler | None, message: str) -> None:
    if not _update(job, state=JobState.FAILED, error=message, finished_at=timezone.now()):
        return
    job.state, job.error = JobState.FAILED, message
    if found is not None and found.on_failure is not None:
        found.on_failure(job)


def fail_abandoned(job: Job) -> None:
    """End a job whose workers died each time it was tried."""
    try:
        found = find_handler(job.kind)
    except UnknownKindError:
        found = None
    logger.error("Job %s (%s) is given up after %s lost workers", job.pk, job.kind, job.attempts)
    _fail(job, found, _("The worker stopped %(times)s times while doing this; it is not tried again.") % {"times": job.attempts})
