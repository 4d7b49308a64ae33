"""Kinds of work the tests' real worker knows: `celery worker --include tests.jobs.worker_kinds`."""

import time
from pathlib import Path

from jobs.models import Job
from jobs.services import advance, handler


@handler("wait_for_gate")
def wait_for_gate(job: Job) -> None:
    """Do the first step, wait until the file `gate` exists, do the second."""
    advance(job, done=1, total=2)
    while not Path(job.payload["gate"]).exists():
        time.sleep(0.02)
    advance(job, done=2, total=2)
