"""Stored files that no row knows: left behind when a transaction was undone after the file was written."""

from collections.abc import Iterator
from datetime import timedelta

from django.core.files.storage import default_storage
from django.utils import timezone

from assessments.models import EvidenceFile, Statement

ROOTS: tuple[tuple[str, type[EvidenceFile] | type[Statement]], ...] = (("evidence", EvidenceFile), ("statements", Statement))
# Whatever is being stored at this moment has no row yet.
SAFE_AFTER = timedelta(days=1)
BATCH = 500


def _stored(root: str) -> Iterator[str]:
    """Names of everything below a folder of the storage."""
    try:
        folders, _files = default_storage.listdir(root)
    except FileNotFoundError:
        return
    for folder in folders:
        _folders, names = default_storage.listdir(f"{root}/{folder}")
        yield from (f"{root}/{folder}/{name}" for name in names)


def _batches(root: str) -> Iterator[list[str]]:
    batch: list[str] = []
    for name in _stored(root):
        batch.append(name)
        if len(batch) == BATCH:
            yield batch
            batch = []
    if batch:
        yield batch


def sweep_stray_files() -> int:
    """Delete stored evidence and statements older than a day that belong to no row; return how many files went."""
    return sum(_sweep(root, kind) for root, kind in ROOTS)


def _sweep(root: str, kind: type[EvidenceFile] | type[Statement]) -> int:
    before, gone = timezone.now() - SAFE_AFTER, 0
    for batch in _batches(root):
        known = set(kind.objects.filter(file__in=batch).values_list("file", flat=True))
        for name in batch:
            if name not in known and default_storage.get_modified_time(name) < before:
                default_storage.delete(name)
                gone += 1
    return gone
