"""The instruments of the law with what rests on them, and a search in plain words."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass

from django.db.models import Count
from django.utils.functional import Promise

from indicators.models import FrameworkState, Indicator, Instrument, LegalRoot, Provision
from indicators.services.bases import provision_name


@dataclass(frozen=True, slots=True)
class InstrumentEntry:
    """An instrument with the number of its provisions and of the indicators resting on it; `matches` are provisions a search found."""

    instrument: Instrument
    provisions: int
    indicators: int
    matches: tuple[Provision, ...] = ()


@dataclass(frozen=True, slots=True)
class RootEntries:
    """The instruments of a root."""

    code: str
    title: str | Promise
    entries: tuple[InstrumentEntry, ...]


def instrument_index(search: str = "") -> list[RootEntries]:
    """Instruments by root, older ones first: those that a search names, or all. Three queries."""
    provisions: dict[int, list[Provision]] = defaultdict(list)
    for provision in Provision.objects.order_by("order", "code"):
        provisions[provision.instrument_id].append(provision)
    resting = dict(
        Indicator.objects.filter(framework__state=FrameworkState.ADOPTED)
        .order_by()
        .values_list("provisions__instrument")
        .annotate(total=Count("pk", distinct=True))
    )
    words = search.casefold().split()
    found: dict[str, list[InstrumentEntry]] = defaultdict(list)
    for instrument in Instrument.objects.select_related("replaced_by").order_by("year", "code"):
        own = provisions[instrument.pk]
        is_named = _says(words, [*instrument.short_title.values(), *instrument.title.values()])
        matches = tuple(provision for provision in own if words and not is_named and _says(words, _words_of(provision, instrument)))
        if is_named or matches:
            found[instrument.root].append(InstrumentEntry(instrument, len(own), resting.get(instrument.pk, 0), matches))
    return [RootEntries(root.value, root.label, tuple(found[root])) for root in LegalRoot if found[root]]


def _words_of(provision: Provision, instrument: Instrument) -> list[str]:
    names = [provision_name(provision.label.get(code, ""), instrument.short_title.get(code, "")) for code in ("id", "en")]
    return [*names, *provision.title.values()]


def _says(words: Iterable[str], texts: Iterable[str]) -> bool:
    """Whether all words occur; without words everything does."""
    text = " ".join(texts).casefold()
    return all(word in text for word in words)


def provision_counts(instrument: Instrument) -> dict[str, int]:
    """How many indicators of adopted frameworks rest on each provision of an instrument: one query."""
    rows = Indicator.provisions.through.objects.filter(provision__instrument=instrument, indicator__framework__state=FrameworkState.ADOPTED)
    return dict(rows.order_by().values_list("provision__code").annotate(total=Count("pk")))
