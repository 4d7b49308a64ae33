"""Stored files that no row knows: left behind when a transaction was undone after the file was written."""

from collections.abc import Iterator
from datetime import timedelta

from django.core.files.storage import default_storage
from django.utils import timezone

from assessments.models import EvidenceFile

ROOT = "evidence"
# Whatever is being stored at this moment has no row yet.
SAFE_AFTER = timedelta(days=1)
BATCH = 500


def _stored() -> Iterator[str]:
    """Names of everything in the storage of evidence."""
    try:
        folders, _files = default_storage.listdir(ROOT)
    except FileNotFoundError:
        return
    for folder in folders:
        _folders, names = default_storage.listdir(f"{ROOT}/{folder}")
        yield from (f"{ROOT}/{folder}/{name}" for name in names)


def _batches() -> Iterator[list[str]]:
    batch: list[str] = []
    for name in _stored():
        batch.append(name)
        if len(batch) == BATCH:
            yield batch
            batch = []
    if batch:
        yield batch


def sweep_stray_files() -> int:
    """Delete stored evidence older than a day that belongs to no row; return how many files went."""
    before, gone = timezone.now() - SAFE_AFTER, 0
    for batch in _batches():
        known = set(EvidenceFile.objects.filter(file__in=batch).values_list("file", flat=True))
        for name in batch:
            if name not in known and default_storage.get_modified_time(name) < before:
                default_storage.delete(name)
                gone += 1
    return gone
