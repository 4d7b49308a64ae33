"""National ranking on the raw score; equal scores share a rank (1, 2, 2, 4)."""

from collections.abc import Hashable, Iterable
from decimal import Decimal


def rank[Key: Hashable](scores: Iterable[tuple[Key, Decimal]]) -> dict[Key, int]:
    """Rank of each key, highest score first."""
    ranks: dict[Key, int] = {}
    previous: Decimal | None = None
    current = 0
    for position, (key, value) in enumerate(sorted(scores, key=lambda pair: -pair[1]), start=1):
        if value != previous:
            previous, current = value, position
        ranks[key] = current
    return ranks
