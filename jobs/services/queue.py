"""Putting long work into the queue, and finding what got lost on the way."""

from typing import Any

from django.db import transaction
from django.utils import timezone

from accounts.services.broker import hand_over
from jobs.models import Job, JobState
from jobs.services.registry import find_handler
from jobs.services.running import MAX_ATTEMPTS, fail_abandoned


def enqueue(*, kind: str, payload: dict[str, Any], by: Any = None) -> Job:
    """Write a job and send it to a worker once the transaction is committed.

    `payload` holds ids and plain JSON values only. A broker that does not answer fails nothing:
    the row stays queued and a sweep sends it later. Raises `UnknownKindError`.
    """
    find_handler(kind)
    job = Job.objects.create(kind=kind, payload=payload, created_by=by)
    transaction.on_commit(lambda: send(job.pk))
    return job


def send(job_id: int) -> bool:
    """Hand a job's id to the broker; return False (and log) when the broker does not answer."""
    from jobs.tasks import run_job  # the tasks call the services, so this stays local

    return hand_over(run_job, job_id)


def sweep() -> int:
    """Send again every job without a sign of life for two minutes; return how many were sent.

    A queued one lost its message; a running one lost its worker. After `MAX_ATTEMPTS` lost workers
    a job fails for good. A message too many does no harm: a job is claimed by one worker only.
    """
    with transaction.atomic():
        stale = list(Job.objects.stale().select_for_update(skip_locked=True).order_by("pk"))
        hopeless = [job for job in stale if job.state == JobState.RUNNING and job.attempts >= MAX_ATTEMPTS]
        lost = [job.pk for job in stale if job not in hopeless]
        Job.objects.filter(pk__in=lost).update(state=JobState.QUEUED, heartbeat_at=timezone.now())
        for job in hopeless:
            fail_abandoned(job)
    return sum(send(job_id) for job_id in lost)
