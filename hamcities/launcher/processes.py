"""Child processes: started in groups of their own, watched, started again when they die, stopped to the last one."""

import ctypes
import os
import signal
import subprocess
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Protocol

# A program that dies so often within a minute would die again.
RESTARTS, WITHIN_SECONDS = 3, 60.0
STOP_SECONDS = 10.0
LAST_LINES = 12
PR_SET_PDEATHSIG = 1
ROOT = Path(__file__).resolve().parent.parent.parent


class Say(Protocol):
    """How the launcher speaks to the person in front of it."""

    def __call__(self, text: str, /) -> None:
        """Print a line."""


class GivenUpError(Exception):
    """Raised when a child keeps dying; the message says what its log says."""


def _die_with_parent() -> None:
    """Ask Linux to end this process when the launcher is killed; elsewhere do nothing."""
    try:
        ctypes.CDLL(None).prctl(PR_SET_PDEATHSIG, signal.SIGTERM)
    except (OSError, AttributeError):
        return


@dataclass(slots=True)
class Child:
    """A program that is to run all the time."""

    name: str
    command: Sequence[str]
    log: Path
    environment: Mapping[str, str]
    process: subprocess.Popen[bytes] | None = None
    deaths: list[float] = field(default_factory=list)

    def start(self) -> None:
        """Start it in a process group of its own, so that Ctrl-C in the terminal reaches only the launcher."""
        with self.log.open("ab") as log:
            self.process = subprocess.Popen(
                self.command,
                cwd=ROOT,
                env=dict(self.environment),
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=subprocess.STDOUT,
                start_new_session=True,
                preexec_fn=_die_with_parent,  # noqa: PLW1509 - the launcher has one thread
            )

    @property
    def is_running(self) -> bool:
        """Whether it runs now."""
        return self.process is not None and self.process.poll() is None

    def signal_group(self, number: int) -> None:
        """Send a signal to it and to whatever it has started."""
        if self.process is not None:
            try:
                os.killpg(self.process.pid, number)
            except ProcessLookupError:
                return

    def last_lines(self) -> str:
        """End of its log."""
        return "\n".join(self.log.read_text(errors="replace").splitlines()[-LAST_LINES:]) if self.log.exists() else ""


@dataclass(slots=True)
class Household:
    """All children of the launcher."""

    log_folder: Path
    say: Say
    children: list[Child] = field(default_factory=list)

    def start(self, name: str, command: Sequence[str], environment: Mapping[str, str]) -> Child:
        """Start a child and look after it from now on."""
        self.log_folder.mkdir(parents=True, exist_ok=True)
        child = Child(name, command, self.log_folder / f"{name}.log", environment)
        child.log.write_bytes(b"")
        child.start()
        self.children.append(child)
        return child

    def look_after(self) -> None:
        """Start again what has died, and say so. Raises `GivenUpError` when something keeps dying."""
        now = time.monotonic()
        for child in self.children:
            if child.is_running:
                continue
            code = child.process.returncode if child.process else None
            child.deaths = [moment for moment in child.deaths if moment > now - WITHIN_SECONDS] + [now]
            if len(child.deaths) > RESTARTS:
                raise GivenUpError(
                    f"{child.name} stopped {len(child.deaths)} times within a minute. Its log ({child.log}) ends:\n{child.last_lines()}"
                )
            self.say(f"{child.name} stopped (exit code {code}); starting it again. Its log: {child.log}")
            child.signal_group(signal.SIGKILL)
            child.start()

    def wait_for(self, child: Child, ready: Callable[[], bool], seconds: float) -> None:
        """Wait until `ready` says yes. Raises `GivenUpError` when the child ends or the time is up."""
        end = time.monotonic() + seconds
        while not ready():
            if not child.is_running or time.monotonic() > end:
                reason = "did not get ready" if child.is_running else "stopped at once"
                raise GivenUpError(f"{child.name} {reason}. Its log ({child.log}) ends:\n{child.last_lines()}")
            time.sleep(0.05)

    def stop(self) -> None:
        """Stop everything, last started first; what does not stop in time is killed with all it started."""
        for child in reversed(self.children):
            if child.process is None:
                continue
            # The program itself ends its own processes in order; the group is for what is left over.
            if child.is_running:
                child.process.terminate()
            try:
                child.process.wait(STOP_SECONDS)
            except subprocess.TimeoutExpired:
                self.say(f"{child.name} does not stop; killing it.")
            child.signal_group(signal.SIGKILL)
            child.process.wait()
        self.children.clear()
