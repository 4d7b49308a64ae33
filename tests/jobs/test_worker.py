"""A real Celery worker on a real Redis: what people rely on when a server is switched off."""

import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from datetime import timedelta
from pathlib import Path
from typing import Any
from urllib.parse import quote

import pytest
import redis
from django.conf import settings
from django.db import connection
from django.utils import timezone

from jobs.models import STALE_AFTER, Job, JobState
from jobs.services import enqueue, handler, sweep
from tests.jobs.worker_kinds import wait_for_gate

pytestmark = [pytest.mark.redis, pytest.mark.django_db(transaction=True)]


@pytest.fixture(scope="module")
def redis_server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """A Redis of our own, gone afterwards; gives its address."""
    folder = tmp_path_factory.mktemp("redis")
    socket = folder / "r"
    server = subprocess.Popen(
        ["redis-server", "--port", "0", "--unixsocket", str(socket), "--save", "", "--appendonly", "no"],
        cwd=folder,
        stdout=subprocess.DEVNULL,
    )
    with redis.Redis(unix_socket_path=str(socket)) as client:
        until(lambda: socket.exists() and client.ping())
    yield f"redis+socket://{socket}"
    server.terminate()
    server.wait()


@pytest.fixture
def broker(redis_server: str, celery_options: Any, monkeypatch: pytest.MonkeyPatch) -> str:
    """Let the portal queue into the Redis of the tests, whatever broker the environment names (Celery asks it first)."""
    monkeypatch.setenv("CELERY_BROKER_URL", redis_server)
    celery_options(broker_url=redis_server, task_always_eager=False)
    return redis_server


@pytest.fixture
def start_worker(broker: str, tmp_path: Path) -> Iterator[Callable[[], subprocess.Popen[bytes]]]:
    """Start as many real workers as a test asks for, on the tests' database."""
    started: list[subprocess.Popen[bytes]] = []
    database = connection.settings_dict
    host = f"{quote(database['USER'])}:{quote(database['PASSWORD'])}@{database['HOST']}:{database['PORT'] or 5432}"
    environment = os.environ | {"CELERY_BROKER_URL": broker, "DATABASE_URL": f"postgres://{host}/{database['NAME']}"}

    def start() -> subprocess.Popen[bytes]:
        command = [sys.executable, "-m", "celery", "-A", "hamcities", "worker", "--concurrency", "1", "--loglevel", "INFO"]
        with (tmp_path / f"worker{len(started)}.log").open("wb") as log:
            worker = subprocess.Popen(
                [*command, "--include", "tests.jobs.worker_kinds", "--without-gossip", "--without-mingle"],
                cwd=settings.BASE_DIR,
                env=environment,
                stdout=log,
                stderr=subprocess.STDOUT,
                start_new_session=True,
            )
        started.append(worker)
        return worker

    yield start
    for worker in started:
        if worker.poll() is None:
            os.killpg(worker.pid, signal.SIGKILL)
            worker.wait()
    for log in sorted(tmp_path.glob("worker*.log")):  # shown when the test failed
        print(log.name, log.read_text(errors="replace"), sep="\n")  # noqa: T201


def until(happened: Callable[[], Any], seconds: float = 120) -> None:
    """Wait until `happened` says yes; the limit only ends a test that would hang."""
    end = time.monotonic() + seconds
    while not happened():
        assert time.monotonic() < end, "it did not happen"
        time.sleep(0.05)


def state_of(job: Job) -> tuple[str, int]:
    job.refresh_from_db()
    return job.state, job.done


@pytest.fixture
def gate(tmp_path: Path) -> Path:
    """File whose appearance lets the work go on."""
    handler("wait_for_gate")(wait_for_gate)
    return tmp_path / "gate"


def test_a_worker_does_a_job_and_shows_how_far_it_is(start_worker: Any, gate: Path) -> None:
    start_worker()
    job = enqueue(kind="wait_for_gate", payload={"gate": str(gate)})
    until(lambda: state_of(job) == (JobState.RUNNING, 1))
    gate.touch()
    until(lambda: state_of(job) == (JobState.DONE, 2))
    assert job.attempts == 1


def test_a_job_outlives_the_worker_that_was_killed(start_worker: Any, gate: Path) -> None:
    worker = start_worker()
    job = enqueue(kind="wait_for_gate", payload={"gate": str(gate)})
    until(lambda: state_of(job) == (JobState.RUNNING, 1))
    os.killpg(worker.pid, signal.SIGKILL)
    worker.wait()
    assert sweep() == 0, "a job is not taken over while its heart may still beat"

    start_worker()
    Job.objects.filter(pk=job.pk).update(heartbeat_at=timezone.now() - STALE_AFTER - timedelta(seconds=1))
    gate.touch()
    assert sweep() == 1
    until(lambda: state_of(job) == (JobState.DONE, 2))
    assert job.attempts == 2
