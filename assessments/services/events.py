"""Append to the log. One chain per assessment or cycle; each event carries the hash of the one before."""

import hashlib
import json
from collections.abc import Iterable, Iterator
from typing import Any

from django.db import transaction
from django.utils import timezone

from assessments.models import Assessment, Cycle, Event

# sequence and hash of the last event of a chain; (0, "") for an empty one
ChainEnd = tuple[int, str]
HASHED_FIELDS = ("chain", "sequence", "code", "actor_id", "actor_name", "data", "previous_hash")


def canonical_json(data: Any) -> str:
    """JSON with sorted keys and no spaces: the same data always gives the same text."""
    return json.dumps(data, sort_keys=True, separators=(",", ":"), ensure_ascii=False, default=str)


def digest(data: Any) -> str:
    """SHA-256 (hexadecimal) of the canonical JSON."""
    return hashlib.sha256(canonical_json(data).encode()).hexdigest()


def event_hash(event: Event) -> str:
    """Hash of an event over its own content, its time and the hash before it."""
    content = {name: getattr(event, name) for name in HASHED_FIELDS}
    return digest(content | {"at": event.at.isoformat()})


def chain_of(subject: Assessment | Cycle) -> str:
    """Name of the chain a subject's events belong to."""
    return f"{subject._meta.model_name}:{subject.pk}"  # noqa: SLF001 - the documented way to a model's name


def event_of(*, subject: Assessment | Cycle, code: str, by: Any = None, data: dict[str, Any] | None = None, end: ChainEnd) -> Event:
    """The next event of a chain that ends in `end`, not written yet.

    For services that write it together with something else; the caller holds the lock on `subject`'s row.
    """
    sequence, previous_hash = end
    event = Event(
        chain=chain_of(subject),
        sequence=sequence + 1,
        assessment=subject if isinstance(subject, Assessment) else None,
        code=code,
        actor=by,
        actor_name=str(by) if by else "",
        at=timezone.now(),
        data=json.loads(canonical_json(data or {})),
        previous_hash=previous_hash,
    )
    event.hash = event_hash(event)
    return event


# No savepoint: the caller's transaction is the one that counts.
@transaction.atomic(savepoint=False)
def log(*, subject: Assessment | Cycle, code: str, by: Any = None, data: dict[str, Any] | None = None, end: ChainEnd | None = None) -> Event:
    """Append event `code` to the chain of `subject`.

    The caller holds the lock on `subject`'s row (every service locks it), so that the sequence
    has no gaps and no doubles; the unique constraint catches a caller who forgot. `end` is given by
    a caller who has read the end of the chain under that lock together with something else.
    """
    last = end or Event.objects.filter(chain=chain_of(subject)).order_by("-sequence").values_list("sequence", "hash").first() or (0, "")
    event = event_of(subject=subject, code=code, by=by, data=data, end=last)
    event.save()
    return event


def broken_events(events: Iterable[Event]) -> Iterator[Event]:
    """Yield events whose hash, order or link to the one before does not hold: altered or removed rows show.

    `events` come ordered by chain and sequence, complete for each chain.
    """
    chain, previous, expected = "", "", 1
    for event in events:
        if event.chain != chain:
            chain, previous, expected = event.chain, "", 1
        if event.sequence != expected or event.previous_hash != previous or event.hash != event_hash(event):
            yield event
        previous, expected = event.hash, event.sequence + 1


def broken_links(chain: str) -> Iterator[Event]:
    """Broken events of one chain."""
    yield from broken_events(Event.objects.filter(chain=chain).order_by("sequence"))


def all_broken_links() -> Iterator[Event]:
    """Broken events of the whole log, read in one pass."""
    yield from broken_events(Event.objects.order_by("chain", "sequence").iterator(chunk_size=2000))
