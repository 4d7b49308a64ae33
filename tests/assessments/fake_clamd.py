"""A small daemon that speaks clamd's language and finds one virus: the harmless one every scanner knows."""

import socket
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field

# In two parts, so that no scanner takes this file for it.
EICAR = b"X5O!P%@AP[4\\PZX54(P^)7CC)7}$" + b"EICAR-STANDARD-ANTIVIRUS-TEST-FILE!$H+H*"
NAME = "Eicar-Signature"


@dataclass
class FakeClamd:
    """Where it listens, and what was sent to it."""

    address: str
    seen: list[bytes] = field(default_factory=list)
    error: str = ""

    def answer(self, content: bytes) -> str:
        """What it says of a stream."""
        self.seen.append(content)
        if self.error:
            return self.error
        return f"stream: {NAME} FOUND" if EICAR in content else "stream: OK"


def _exactly(line: socket.socket, size: int) -> bytes:
    found = b""
    while len(found) < size:
        part = line.recv(size - len(found))
        if not part:
            break
        found += part
    return found


def _stream(line: socket.socket) -> bytes:
    content = b""
    while size := int.from_bytes(_exactly(line, 4), "big"):
        content += _exactly(line, size)
    return content


def _serve(listener: socket.socket, daemon: FakeClamd) -> None:
    while True:
        try:
            line, _address = listener.accept()
        except OSError:
            return  # closed: the test is over
        with line:
            command = b""
            while not command.endswith(b"\0"):
                command += line.recv(1)
            said = "PONG" if command == b"zPING\0" else daemon.answer(_stream(line))
            line.sendall(said.encode() + b"\0")


@contextmanager
def fake_clamd(path: str = "") -> Iterator[FakeClamd]:
    """The daemon, on a free port or at a path."""
    listener = socket.socket(socket.AF_UNIX if path else socket.AF_INET, socket.SOCK_STREAM)
    listener.bind(path or ("127.0.0.1", 0))
    listener.listen()
    address = f"unix://{path}" if path else f"tcp://127.0.0.1:{listener.getsockname()[1]}"
    daemon = FakeClamd(address)
    thread = threading.Thread(target=_serve, args=(listener, daemon), daemon=True)
    thread.start()
    try:
        yield daemon
    finally:
        listener.shutdown(socket.SHUT_RDWR)
        listener.close()
        thread.join()
