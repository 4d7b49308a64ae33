"""The launcher: what is in the way is said, what dies is started again, and nothing is left running."""

import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from django.core.management import CommandError

from hamcities.launcher.__main__ import by_the_clock
from hamcities.launcher.checks import CannotStartError, check_port, only_one, wanted_port
from hamcities.launcher.preparation import prepare
from hamcities.launcher.processes import GivenUpError, Household
from hamcities.launcher.redis_server import LONGEST_SOCKET, remove_socket_folder, socket_folder, start_redis

ROOT = Path(__file__).resolve().parents[2]


@pytest.fixture
def said() -> list[str]:
    return []


@pytest.fixture
def household(tmp_path: Path, said: list[str]) -> Iterator[Household]:
    house = Household(tmp_path / "log", said.append)
    yield house
    house.stop()


def shell(household: Household, script: str, name: str = "web") -> int:
    child = household.start(name, ["/bin/sh", "-c", script], os.environ)
    assert child.process is not None
    return child.process.pid


def until(happened: Callable[[], object], seconds: float = 20) -> None:
    end = time.monotonic() + seconds
    while not happened():
        assert time.monotonic() < end, "it did not happen"
        time.sleep(0.02)


def lives(pid: int) -> bool:
    """Whether a process runs; one that waits to be buried does not."""
    try:
        return Path(f"/proc/{pid}/stat").read_text().rsplit(")", 1)[1].split()[0] != "Z"
    except (FileNotFoundError, ProcessLookupError):
        return False


def uses(folder: Path) -> list[int]:
    """Processes whose environment names a data folder."""
    found = []
    for process in Path("/proc").glob("[0-9]*"):
        try:
            if str(folder).encode() in (process / "environ").read_bytes() and lives(int(process.name)):
                found.append(int(process.name))
        except (OSError, ValueError):
            continue
    return found


@pytest.mark.parametrize("text", ["", "0", "65536", "delapan", "-1", "80.5"])
def test_a_port_that_is_none_is_refused(text: str) -> None:
    with pytest.raises(CannotStartError, match="PORT="):
        wanted_port(text)


def test_a_taken_port_is_noticed_before_anything_starts() -> None:
    with socket.socket() as other:
        other.bind(("127.0.0.1", 0))
        other.listen()
        port = other.getsockname()[1]
        with pytest.raises(CannotStartError, match=f"PORT={port + 1}"):
            check_port(port)
    check_port(port)


def test_two_launchers_never_share_their_data(tmp_path: Path) -> None:
    with only_one(tmp_path), pytest.raises(CannotStartError, match=str(os.getpid())), only_one(tmp_path):
        pass
    with only_one(tmp_path):
        pass


def test_a_child_that_dies_is_started_again_and_that_is_said(household: Household, said: list[str]) -> None:
    first = shell(household, "sleep 60")
    os.kill(first, signal.SIGKILL)
    until(lambda: not household.children[0].is_running)
    household.look_after()
    assert household.children[0].is_running
    assert "web stopped (exit code -9); starting it again" in said[0]


def test_a_child_that_keeps_dying_ends_the_launcher_with_its_last_words(household: Household) -> None:
    shell(household, "echo the disk is full; exit 3")

    def dies_again() -> None:
        until(lambda: not household.children[0].is_running)
        household.look_after()

    with pytest.raises(GivenUpError, match="the disk is full"):
        for _attempt in range(10):
            dies_again()
    assert len(household.children[0].deaths) == 4


def test_waiting_for_a_child_that_stops_says_why(household: Household) -> None:
    shell(household, "echo no such table; exit 1")
    with pytest.raises(GivenUpError, match=r"stopped at once.*\n.*no such table"):
        household.wait_for(household.children[0], lambda: False, 10)


def test_stopping_takes_the_children_of_the_children_along(household: Household, tmp_path: Path) -> None:
    shell(household, f"trap 'exit 0' TERM; sleep 300 & echo $! > {tmp_path}/grandchild; wait")
    until(lambda: (tmp_path / "grandchild").exists() and (tmp_path / "grandchild").read_text().strip())
    grandchild = int((tmp_path / "grandchild").read_text())
    assert lives(grandchild)
    household.stop()
    until(lambda: not lives(grandchild))


def test_a_child_deaf_to_the_request_is_killed(household: Household, said: list[str], monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("hamcities.launcher.processes.STOP_SECONDS", 0.3)
    pid = shell(household, "trap '' TERM; echo deaf; while true; do sleep 0.05; done", "worker")
    until(lambda: "deaf" in (household.log_folder / "worker.log").read_text())
    household.stop()
    assert not lives(pid)
    assert said == ["worker does not stop; killing it."]


def test_children_end_when_the_launcher_is_killed(tmp_path: Path) -> None:
    program = (
        "import os, time\nfrom pathlib import Path\nfrom hamcities.launcher.processes import Household\n"
        f"house = Household(Path({str(tmp_path)!r}), print)\n"
        "child = house.start('web', ['sleep', '300'], os.environ)\nprint(child.process.pid, flush=True)\ntime.sleep(300)\n"
    )
    launcher = subprocess.Popen([sys.executable, "-c", program], cwd=ROOT, stdout=subprocess.PIPE, text=True)
    assert launcher.stdout is not None
    child = int(launcher.stdout.readline())
    assert lives(child)
    launcher.kill()
    launcher.wait()
    until(lambda: not lives(child))


def test_a_socket_path_too_long_for_the_kernel_moves_to_tmp(tmp_path: Path) -> None:
    deep = tmp_path / ("sangat-panjang-" * 8)
    folder = socket_folder(deep)
    try:
        assert len(str(folder / "redis.sock")) <= LONGEST_SOCKET
        assert folder.stat().st_mode & 0o777 == 0o700
    finally:
        remove_socket_folder(f"redis+socket://{folder}/redis.sock")
    assert not folder.exists()


def test_without_redis_server_there_is_no_address(household: Household, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PATH", str(tmp_path))
    assert start_redis(household, tmp_path / "run", os.environ) is None
    assert household.children == []


def test_without_a_broker_the_clock_goes_all_the_same() -> None:
    assert by_the_clock({"CELERY_BROKER_URL": "redis://redis/0"})[0] == "worker"
    name, command = by_the_clock({"CELERY_BROKER_URL": ""})
    assert (name, "beat" in command, "worker" in command) == ("beat", True, False)


def test_a_step_that_refuses_is_explained_without_a_traceback(monkeypatch: pytest.MonkeyPatch, said: list[str]) -> None:
    def refuse(command: str, **options: object) -> None:
        raise CommandError(f"{command}: the framework is adopted and cannot change")

    monkeypatch.setattr("hamcities.launcher.preparation.call_command", refuse)
    with pytest.raises(CannotStartError, match=r"cannot change\n.*make forget demo"):
        prepare(said.append)


def launch(tmp_path: Path, **environment: str) -> subprocess.Popen[str]:
    """Start the launcher as `make demo` does, on data of its own."""
    settings = {"PORTAL_VAR": str(tmp_path / "var"), "LOG_LEVEL": "WARNING", "DATABASE_URL": "", "CELERY_BROKER_URL": ""}
    clean = {name: value for name, value in (os.environ | settings | environment).items() if value}
    return subprocess.Popen(
        [sys.executable, "-m", "hamcities.launcher"], cwd=ROOT, env=clean, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True
    )


def test_the_launcher_names_the_port_in_the_way_and_starts_nothing(tmp_path: Path) -> None:
    with socket.socket() as other:
        other.bind(("127.0.0.1", 0))
        other.listen()
        launcher = launch(tmp_path, PORT=str(other.getsockname()[1]))
        output, _errors = launcher.communicate(timeout=60)
    assert launcher.returncode == 1
    assert "is in use by another program" in output
    assert "Traceback" not in output
    assert uses(tmp_path / "var") == []


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM])
def test_stopped_while_preparing_it_leaves_nothing_running(tmp_path: Path, number: int) -> None:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    launcher = launch(tmp_path, PORT=str(port))
    assert launcher.stdout is not None
    assert launcher.stdout.readline().startswith("Database")
    launcher.send_signal(number)
    rest = launcher.stdout.read()
    assert launcher.wait(timeout=60) == 0
    assert rest.rstrip().endswith("Stopped.")
    assert "Traceback" not in rest
    until(lambda: uses(tmp_path / "var") == [])
