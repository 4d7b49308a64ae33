"""From one framework to the next: which indicator continues, splits, merges, begins or ends."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field
from functools import lru_cache
from typing import cast

from django.db import models
from django.utils.translation import gettext_lazy as _

from indicators.bilingual import Bilingual
from indicators.models import Framework, IndicatorLink
from indicators.services.definition import AdoptedKey, adopted_key

# A chain longer than this is a circle.
LONGEST_CHAIN = 50


class Relation(models.TextChoices):
    """How an indicator stands to the framework before."""

    SAME = "same", _("Unchanged")
    CONTINUES = "continues", _("Continues")
    SPLITS = "splits", _("Split off")
    MERGES = "merges", _("Merged")
    NEW = "new", _("New")
    ENDS = "ends", _("Ended")


@dataclass(frozen=True, slots=True)
class Source:
    """An indicator of the older framework that one of the newer follows, and whether their figures can be compared."""

    code: str
    is_comparable: bool


@dataclass(frozen=True, slots=True)
class Lineage:
    """How the indicators of a newer framework stand to those of an older one, by code.

    `sources` has every indicator of the newer framework that follows one or more of the older; `ended` are those of the
    older that nothing follows; `notes` what was said about an indicator of the older framework in the last step of the way.
    """

    newer: str
    older: str
    sources: dict[str, tuple[Source, ...]]
    ended: tuple[str, ...]
    notes: dict[str, Bilingual] = field(default_factory=dict)

    @property
    def is_identity(self) -> bool:
        """Whether both are the same framework."""
        return self.newer == self.older

    @property
    def successors(self) -> dict[str, tuple[str, ...]]:
        """Indicators of the newer framework that follow one of the older."""
        found: dict[str, list[str]] = defaultdict(list)
        for code, sources in self.sources.items():
            for source in sources:
                found[source.code].append(code)
        return {code: tuple(codes) for code, codes in found.items()}

    @property
    def carried(self) -> dict[str, str]:
        """Newer code to older code where exactly one comparable indicator stands behind: its figure may be carried over."""
        return {code: sources[0].code for code, sources in self.sources.items() if len(sources) == 1 and sources[0].is_comparable}

    def relation(self, code: str) -> Relation:
        """How an indicator of the newer framework stands to the older."""
        if self.is_identity:
            return Relation.SAME
        sources = self.sources.get(code, ())
        if not sources:
            return Relation.NEW
        if len(sources) > 1:
            return Relation.MERGES
        siblings = sum(any(source.code == sources[0].code for source in others) for others in self.sources.values())
        return Relation.SPLITS if siblings > 1 else Relation.CONTINUES


def lineage(newer: Framework, older: Framework) -> Lineage | None:
    """The way from `older` to `newer` along the frameworks each follows, or None when `newer` does not come from `older`.

    Ways between adopted frameworks are kept in memory; otherwise two queries a step.
    """
    if newer.is_adopted and older.is_adopted:
        return _kept(adopted_key(newer), adopted_key(older))
    return _lineage(newer, older)


@lru_cache(maxsize=32)
def _kept(newer: AdoptedKey, older: AdoptedKey) -> Lineage | None:
    return _lineage(cast("Framework", newer.framework), cast("Framework", older.framework))


def ancestors(framework: Framework) -> list[Framework]:
    """The frameworks before, nearest first (a query each; none for an adopted framework asked before)."""
    return list(_kept_ancestors(adopted_key(framework))) if framework.is_adopted else _ancestors(framework)


@lru_cache(maxsize=8)
def _kept_ancestors(key: AdoptedKey) -> tuple[Framework, ...]:
    return tuple(_ancestors(cast("Framework", key.framework)))


def _ancestors(framework: Framework) -> list[Framework]:
    found: list[Framework] = []
    current = framework
    while current.follows_id is not None and len(found) < LONGEST_CHAIN:
        current = Framework.objects.get(pk=current.follows_id)
        found.append(current)
    return found


def _lineage(newer: Framework, older: Framework) -> Lineage | None:
    if newer.pk == older.pk:
        codes = framework_codes(newer)
        return Lineage(newer.code, older.code, {code: (Source(code, True),) for code in codes}, ())
    chain = [newer]
    for framework in ancestors(newer):
        chain.append(framework)
        if framework.pk == older.pk:
            break
    else:
        return None
    sources, notes = _step(newer)
    for framework in chain[1:-1]:
        earlier, notes = _step(framework)
        sources = {code: _through(found, earlier) for code, found in sources.items()}
    sources = {code: found for code, found in sources.items() if found}
    followed = {source.code for found in sources.values() for source in found}
    ended = tuple(code for code in framework_codes(older) if code not in followed)
    return Lineage(newer.code, older.code, sources, ended, notes)


def framework_codes(framework: Framework) -> list[str]:
    """Codes of a framework's indicators in order (one query)."""
    return list(framework.indicators.order_by("order").values_list("code", flat=True))


def _step(framework: Framework) -> tuple[dict[str, tuple[Source, ...]], dict[str, Bilingual]]:
    """Sources of a framework's indicators in the one it follows, and what was noted (one query)."""
    found: dict[str, list[Source]] = defaultdict(list)
    notes: dict[str, Bilingual] = {}
    rows = IndicatorLink.objects.filter(framework=framework).order_by("successor__order", "predecessor__order")
    for before, after, is_comparable, note in rows.values_list("predecessor__code", "successor__code", "is_comparable", "note"):
        if note:
            notes[before] = Bilingual(note)
        if after:
            found[after].append(Source(before, is_comparable))
    return {code: tuple(sources) for code, sources in found.items()}, notes


def _through(sources: Iterable[Source], earlier: dict[str, tuple[Source, ...]]) -> tuple[Source, ...]:
    """Sources one step further back; comparable only where every step is."""
    found: dict[str, bool] = {}
    for source in sources:
        for before in earlier.get(source.code, ()):
            found[before.code] = found.get(before.code, False) or (source.is_comparable and before.is_comparable)
    return tuple(Source(code, is_comparable) for code, is_comparable in found.items())
