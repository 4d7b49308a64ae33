"""Jobs are written first, run once, and never lost."""

import logging
from datetime import timedelta
from typing import Any

import pytest
from django.db import OperationalError, transaction
from django.utils import timezone
from kombu.exceptions import OperationalError as BrokerError

from jobs.models import STALE_AFTER, Job, JobState
from jobs.services import ClaimLostError, UnknownKindError, advance, enqueue, handler, run, running, sweep
from jobs.services.running import MAX_ATTEMPTS, claim
from jobs.tasks import run_job, sweep_jobs

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def tasks_in_process(celery_options: Any) -> None:
    """Run tasks where they are sent, whatever broker the machine has."""
    celery_options(task_always_eager=True)


def a_job(kind: str = "count", **values: Any) -> Job:
    return Job.objects.create(kind=kind, **values)


def long_ago() -> Any:
    return timezone.now() - STALE_AFTER - timedelta(seconds=1)


def test_a_job_is_sent_only_after_the_commit(seen: Any, django_capture_on_commit_callbacks: Any) -> None:
    with django_capture_on_commit_callbacks(execute=True):
        job = enqueue(kind="count", payload={"year": 2026})
        assert seen.calls == []
    job.refresh_from_db()
    assert seen.calls == [job.pk]
    assert (job.state, job.done, job.total, job.percentage) == (JobState.DONE, 3, 3, 100)
    assert job.payload == {"year": 2026}
    assert job.finished_at is not None


@pytest.mark.django_db(transaction=True)
def test_a_job_of_a_transaction_that_is_undone_is_never_sent(seen: Any) -> None:
    with pytest.raises(ZeroDivisionError), transaction.atomic():
        enqueue(kind="count", payload={})
        raise ZeroDivisionError
    assert seen.calls == []
    assert not Job.objects.exists()


def test_a_kind_nobody_does_is_refused_at_once() -> None:
    with pytest.raises(UnknownKindError):
        enqueue(kind="nobody", payload={})
    assert not Job.objects.exists()


def test_two_functions_cannot_do_one_kind() -> None:
    with pytest.raises(ValueError, match="Two handlers"):
        handler("count")(lambda job: None)


def test_a_broker_that_is_down_fails_nothing(
    monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture, django_capture_on_commit_callbacks: Any
) -> None:
    def down(*args: Any, **kwargs: Any) -> None:
        raise BrokerError("connection refused")

    with monkeypatch.context() as patch, caplog.at_level(logging.WARNING):
        patch.setattr(run_job, "apply_async", down)
        with django_capture_on_commit_callbacks(execute=True):
            job = enqueue(kind="count", payload={})
    job.refresh_from_db()
    assert job.state == JobState.QUEUED
    assert "the broker does not answer" in caplog.text

    Job.objects.update(heartbeat_at=long_ago())
    assert sweep() == 1
    job.refresh_from_db()
    assert job.state == JobState.DONE


def test_a_job_runs_once_however_often_its_message_comes(seen: Any) -> None:
    job = a_job()
    run_job(job.pk)
    run_job(job.pk)
    assert seen.calls == [job.pk]


def test_a_message_of_a_job_that_is_gone_does_nothing(seen: Any) -> None:
    run(0)
    assert seen.calls == []


def test_a_second_worker_leaves_a_living_job_alone() -> None:
    job = a_job()
    assert claim(job.pk) is not None
    assert claim(job.pk) is None


def test_a_worker_that_lost_its_claim_cannot_write() -> None:
    job = a_job()
    first = claim(job.pk)
    Job.objects.update(heartbeat_at=long_ago())
    second = claim(job.pk)
    assert first is not None
    assert second is not None
    with pytest.raises(ClaimLostError):
        advance(first, done=1, total=3)
    advance(second, done=2, total=3)
    job.refresh_from_db()
    assert (job.done, job.attempts) == (2, 2)


def test_a_worker_that_was_overtaken_stops_without_marking_the_job() -> None:
    def overtaken(job: Job) -> None:
        Job.objects.filter(pk=job.pk).update(attempts=9)
        advance(job, done=1, total=3)

    handler("overtaken")(overtaken)
    job = a_job("overtaken")
    run(job.pk)
    job.refresh_from_db()
    assert job.state == JobState.RUNNING
    assert job.error == ""


def test_the_message_of_a_handler_reaches_the_row_and_its_failure_hook(seen: Any) -> None:
    job = a_job("refuse")
    run(job.pk)
    job.refresh_from_db()
    assert (job.state, job.error) == (JobState.FAILED, "Berkas tidak terbaca.")
    assert seen.failures == ["Berkas tidak terbaca."]
    assert job.is_finished


def test_an_unexpected_error_is_logged_but_not_shown(seen: Any, caplog: pytest.LogCaptureFixture) -> None:
    job = a_job("stumble")
    run(job.pk)
    job.refresh_from_db()
    assert job.state == JobState.FAILED
    assert "RuntimeError" in job.error
    assert str(job.pk) in job.error
    assert "secret detail" not in job.error
    assert "secret detail" in caplog.text
    assert len(seen.failures) == 1


def test_a_job_whose_kind_was_removed_fails_with_a_reason() -> None:
    job = a_job("removed")
    run(job.pk)
    job.refresh_from_db()
    assert job.state == JobState.FAILED
    assert "removed" in job.error


def test_a_database_that_is_away_sends_the_job_back_and_gives_up_in_the_end() -> None:
    def away(job: Job) -> None:
        raise OperationalError("server closed the connection")

    handler("away")(away)
    job = a_job("away")
    for attempt in range(1, MAX_ATTEMPTS):
        run(job.pk)
        job.refresh_from_db()
        assert (job.state, job.attempts) == (JobState.QUEUED, attempt)
    run(job.pk)
    job.refresh_from_db()
    assert job.state == JobState.FAILED


def test_the_sweep_leaves_living_and_finished_jobs_alone(seen: Any) -> None:
    a_job()
    a_job(state=JobState.RUNNING)
    a_job(state=JobState.DONE, heartbeat_at=long_ago())
    a_job(state=JobState.FAILED, heartbeat_at=long_ago())
    assert sweep_jobs() == 0
    assert seen.calls == []


def test_the_sweep_goes_on_with_the_job_of_a_dead_worker() -> None:
    job = a_job(state=JobState.RUNNING, attempts=1, heartbeat_at=long_ago())
    assert sweep() == 1
    job.refresh_from_db()
    assert (job.state, job.attempts) == (JobState.DONE, 2)


def test_the_sweep_gives_up_a_job_that_kills_its_workers(seen: Any) -> None:
    job = a_job("refuse", state=JobState.RUNNING, attempts=MAX_ATTEMPTS, heartbeat_at=long_ago())
    assert sweep() == 0
    job.refresh_from_db()
    assert job.state == JobState.FAILED
    assert str(MAX_ATTEMPTS) in job.error
    assert seen.failures == [job.error]


@pytest.mark.django_db(transaction=True)
def test_a_long_part_still_gives_signs_of_life(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(running, "HEARTBEAT_SECONDS", 0.01)

    def patient(job: Job) -> None:
        Job.objects.filter(pk=job.pk).update(heartbeat_at=long_ago())
        for _ in range(500):
            if not Job.objects.stale().exists():
                return
            pause.wait(0.01)
        raise AssertionError("no sign of life")

    pause = running.threading.Event()
    handler("patient")(patient)
    job = a_job("patient")
    run(job.pk)
    job.refresh_from_db()
    assert job.state == JobState.DONE
