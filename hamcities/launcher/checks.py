"""What must hold before anything is started: the port is free, and no other launcher uses the same data."""

import errno
import fcntl
import os
import socket
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

HIGHEST_PORT = 65535


class CannotStartError(Exception):
    """Raised with a message for the person at the keyboard: what is in the way and what to do."""


def wanted_port(text: str) -> int:
    """The port as a number. Raises `CannotStartError`."""
    if not text.isdecimal() or not 0 < int(text) <= HIGHEST_PORT:
        raise CannotStartError(f"PORT={text} is not a port; give a number between 1 and {HIGHEST_PORT}.")
    return int(text)


def check_port(port: int) -> None:
    """Raise `CannotStartError` when the port cannot be had."""
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind(("127.0.0.1", port))
            probe.listen(1)
        except OSError as error:
            if error.errno == errno.EACCES:
                raise CannotStartError(f"Port {port} needs root. Choose one above 1023: make demo PORT=8001") from error
            raise CannotStartError(f"Port {port} is in use by another program. Stop that one or choose another: make demo PORT={port + 1}") from error


@contextmanager
def only_one(folder: Path) -> Iterator[None]:
    """Hold the lock on a data folder. Raises `CannotStartError` when another launcher holds it."""
    folder.mkdir(parents=True, exist_ok=True)
    with (folder / "launcher.lock").open("a+") as lock:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError as error:
            lock.seek(0)
            number = lock.read().strip() or "?"
            raise CannotStartError(f"The portal already runs on the data in {folder} (process {number}). Stop it there with Ctrl-C first.") from error
        lock.truncate(0)
        lock.write(str(os.getpid()))
        lock.flush()
        yield
