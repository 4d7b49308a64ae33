"""The part of a file that has arrived, on disk: its length is the truth about an upload."""

import fcntl
import os
import uuid
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import IO

from django.conf import settings
from django.core.files import File


class WrongPlaceError(Exception):
    """Bytes were to be written elsewhere than at the end: somebody else has written meanwhile."""


def path_of(upload: uuid.UUID) -> Path:
    """Where the part of an upload lies."""
    return Path(settings.UPLOADS_DIR) / f"{upload.hex}.part"


def begin(upload: uuid.UUID) -> None:
    """Make the empty part."""
    folder = Path(settings.UPLOADS_DIR)
    folder.mkdir(parents=True, exist_ok=True, mode=0o700)
    path_of(upload).touch(mode=0o600)


def arrived(upload: uuid.UUID) -> int:
    """How many bytes are here; none when the part is gone."""
    try:
        return path_of(upload).stat().st_size
    except FileNotFoundError:
        return 0


@contextmanager
def open_part(upload: uuid.UUID) -> Iterator[IO[bytes]]:
    """The part, to append to."""
    begin(upload)
    with path_of(upload).open("r+b", buffering=0) as part:
        yield part


def append(part: IO[bytes], block: bytes, *, at: int) -> int:
    """Append a block at the place given and return the new length. Raises `WrongPlaceError` when the end is elsewhere.

    The lock is held for one block only, never while waiting for the network: a connection that died without a word
    cannot hold up the one that goes on for it.
    """
    fcntl.flock(part, fcntl.LOCK_EX)
    try:
        if part.seek(0, os.SEEK_END) != at:
            raise WrongPlaceError
        rest = memoryview(block)
        while rest:
            rest = rest[part.write(rest) or 0 :]
        return at + len(block)
    finally:
        fcntl.flock(part, fcntl.LOCK_UN)


def whole_file(upload: uuid.UUID, name: str) -> File:
    """The part as a file with its name, opened for reading; the caller closes it."""
    return File(path_of(upload).open("rb"), name=name)


def discard(upload: uuid.UUID) -> None:
    """Throw the part away."""
    path_of(upload).unlink(missing_ok=True)


def strays(known: frozenset[str], *, before: float) -> list[Path]:
    """Parts that belong to none of the uploads (hex keys) and were not written since a moment."""
    folder = Path(settings.UPLOADS_DIR)
    if not folder.is_dir():
        return []
    return [path for path in folder.glob("*.part") if path.stem not in known and path.stat().st_mtime < before]
