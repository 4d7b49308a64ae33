"""Kinds of work that only the tests know."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from typing import Any

import pytest

from hamcities.celery import app
from jobs.models import Job
from jobs.services import JobError, advance, handler, registry


@dataclass(slots=True)
class Seen:
    """What the handlers of the tests were asked to do."""

    calls: list[int] = field(default_factory=list)
    failures: list[str] = field(default_factory=list)


@pytest.fixture(autouse=True)
def seen(monkeypatch: pytest.MonkeyPatch) -> Seen:
    """Register the kinds `count`, `refuse` and `stumble` for one test only."""
    monkeypatch.setattr(registry, "_handlers", {})
    monkeypatch.setattr(registry, "autodiscover_modules", lambda name: None)
    seen = Seen()

    def note_failure(job: Job) -> None:
        seen.failures.append(job.error)

    @handler("count")
    def count_to_three(job: Job) -> None:
        seen.calls.append(job.pk)
        for step in range(1, 4):
            advance(job, done=step, total=3)

    @handler("refuse", on_failure=note_failure)
    def refuse(job: Job) -> None:
        raise JobError("Berkas tidak terbaca.")

    @handler("stumble", on_failure=note_failure)
    def stumble(job: Job) -> None:
        advance(job, done=1, total=2)
        raise RuntimeError("secret detail")

    return seen


def forget_connections() -> None:
    """Drop connections opened to the broker of before: Celery keeps them whatever the setting says now."""
    app._after_fork()


@pytest.fixture
def celery_options() -> Iterator[Callable[..., None]]:
    """Set options of Celery for one test: `celery_options(task_always_eager=True)`."""
    before: dict[str, Any] = {}

    def change(**options: Any) -> None:
        for name, value in options.items():
            before.setdefault(name, getattr(app.conf, name))
            setattr(app.conf, name, value)
        forget_connections()

    yield change
    for name, value in before.items():
        setattr(app.conf, name, value)
    forget_connections()
