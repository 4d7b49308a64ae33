"""A file of official figures between its preview and its acceptance: kept in the storage for a day."""

import uuid
from datetime import timedelta
from typing import Any

from django.core.files.storage import default_storage
from django.utils import timezone

FOLDER = "official_figures"
KEPT = timedelta(days=1)


def keep(content: Any) -> str:
    """Store an uploaded file; return its name. What others left behind for more than a day goes."""
    _sweep()
    return str(default_storage.save(f"{FOLDER}/{uuid.uuid4().hex}.csv", content))


def kept(name: str) -> bytes | None:
    """The content of a stored file; None when it is gone."""
    if not name or not default_storage.exists(name):
        return None
    with default_storage.open(name) as file:
        return bytes(file.read())


def forget(name: str) -> None:
    """Delete a stored file, if it is still there."""
    if name:
        default_storage.delete(name)


def _sweep() -> None:
    try:
        names = default_storage.listdir(FOLDER)[1]
    except FileNotFoundError:
        return
    for name in names:
        path = f"{FOLDER}/{name}"
        if default_storage.get_modified_time(path) < timezone.now() - KEPT:
            default_storage.delete(path)
