"""The language of clamd, ClamAV's daemon: a file is sent in blocks, the answer says what was found."""

import socket
from collections.abc import Iterator
from contextlib import contextmanager
from typing import IO
from urllib.parse import urlsplit

BLOCK = 64 * 1024
PORT = 3310
# Connecting is quick or hopeless; a large archive may take the daemon a while.
CONNECT_SECONDS, SCAN_SECONDS = 5.0, 120.0


class ScannerAwayError(Exception):
    """The daemon does not answer, or answers with an error of its own: nothing is known about the file."""


@contextmanager
def _connection(address: str) -> Iterator[socket.socket]:
    """A connection to ``tcp://host:port`` or ``unix:///path``. Raises `ScannerAwayError` for whatever goes wrong on it."""
    parts = urlsplit(address)
    try:
        if parts.scheme == "unix":
            line = socket.socket(socket.AF_UNIX, socket.SOCK_STREAM)
            line.settimeout(CONNECT_SECONDS)
            line.connect(parts.path)
        else:
            line = socket.create_connection((parts.hostname or "", parts.port or PORT), timeout=CONNECT_SECONDS)
        with line:
            line.settimeout(SCAN_SECONDS)
            yield line
    except OSError as error:
        raise ScannerAwayError(str(error)) from error


def _reply(line: socket.socket) -> str:
    """The daemon's one sentence, which ends with NUL."""
    said = b""
    while not said.endswith(b"\0"):
        part = line.recv(4096)
        if not part:
            break
        said += part
    return said.rstrip(b"\0").decode("utf-8", "replace").strip()


def is_there(address: str) -> bool:
    """Whether the daemon answers."""
    try:
        with _connection(address) as line:
            line.sendall(b"zPING\0")
            return _reply(line) == "PONG"
    except ScannerAwayError:
        return False


def scan(address: str, content: IO[bytes]) -> str:
    """Name of what the daemon found in the content; empty when it found nothing. Raises `ScannerAwayError`."""
    with _connection(address) as line:
        try:
            line.sendall(b"zINSTREAM\0")
            while block := content.read(BLOCK):
                line.sendall(len(block).to_bytes(4, "big") + block)
            line.sendall(bytes(4))
        except (BrokenPipeError, ConnectionResetError):
            # The daemon stops listening when a file is too large for it, and has said so.
            pass
        said = _reply(line)
    if said == "stream: OK":
        return ""
    if said.endswith(" FOUND"):
        return said.removeprefix("stream: ").removesuffix(" FOUND")
    raise ScannerAwayError(said or "no answer")
