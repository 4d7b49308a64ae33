"""Long work: queue it, run it, show how far it is.

An app registers a function per kind of work in its module `job_handlers`::

    @handler("scoring_run")
    def compute(job: Job) -> None:
        advance(job, done=10, total=514)

and a service queues it inside its transaction: `enqueue(kind="scoring_run", payload={"run": 1}, by=user)`.
"""

from jobs.services.queue import enqueue, send, sweep
from jobs.services.registry import UnknownKindError, find_handler, handler
from jobs.services.running import ClaimLostError, JobError, advance, run

__all__ = ["ClaimLostError", "JobError", "UnknownKindError", "advance", "enqueue", "find_handler", "handler", "run", "send", "sweep"]
