"""Which function does which kind of long work.

Each app names its own in a module `job_handlers`; they are read the first time a job is queued
or run, so that ordinary commands need not load what only the worker uses.
"""

from collections.abc import Callable
from dataclasses import dataclass

from django.utils.module_loading import autodiscover_modules

from jobs.models import Job

JobFunction = Callable[[Job], None]


class UnknownKindError(LookupError):
    """Raised when no app has a handler for a kind of job."""


@dataclass(frozen=True, slots=True)
class Handler:
    """How a kind of job is done, and what to do when it failed for good."""

    run: JobFunction
    on_failure: JobFunction | None = None


_handlers: dict[str, Handler] = {}


def handler(kind: str, *, on_failure: JobFunction | None = None) -> Callable[[JobFunction], JobFunction]:
    """Register the function that does jobs of `kind`.

    The function gets the job, reports with `advance`, and must do no harm when it is run again
    after a crash. `on_failure` gets the failed job, once, when nothing more will be tried.
    Raises `ValueError` when another function has the kind already.
    """

    def register(function: JobFunction) -> JobFunction:
        known = _handlers.get(kind)
        if known is not None and known.run is not function:
            raise ValueError(f"Two handlers for jobs of kind {kind!r}: {known.run.__qualname__}, {function.__qualname__}")
        _handlers[kind] = Handler(run=function, on_failure=on_failure)
        return function

    return register


def find_handler(kind: str) -> Handler:
    """Return the handler of `kind`; raises `UnknownKindError` when no app has one."""
    if kind not in _handlers:
        autodiscover_modules("job_handlers")
    try:
        return _handlers[kind]
    except KeyError:
        raise UnknownKindError(kind) from None
