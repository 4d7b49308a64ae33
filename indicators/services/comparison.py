"""Two frameworks, or two versions of a draft, side by side: what is unchanged, changed, new, merged, split off, ended."""

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

from indicators.bilingual import Bilingual
from indicators.catalogue import FrameworkEntry, RightEntry
from indicators.models import ChangedPart, Framework
from indicators.services.entries import framework_entry
from indicators.services.field_words import BasisNames, FieldChange, field_changes
from indicators.services.mapping import Lineage, Relation, Source, lineage
from indicators.services.part_changes import PartKey, Values, part_values

UNCHANGED, CHANGED, NEW, MERGED, SPLIT, ENDED = "unchanged", "changed", "new", "merged", "split", "ended"
MOST_AT_ONCE = 30
STATES = (UNCHANGED, CHANGED, NEW, MERGED, SPLIT, ENDED)
# Where a part stands is told by its place on the page; the framework it follows and its regulation by the page's head.
LEFT_OUT = frozenset({"right", "criterion", "follows", "regulation", "regulation_date"})


@dataclass(frozen=True, slots=True)
class Against:
    """An indicator before that one follows, with what differs."""

    code: str
    statement: Bilingual
    is_comparable: bool
    fields: tuple[FieldChange, ...]


@dataclass(frozen=True, slots=True)
class IndicatorComparison:
    """An indicator and those before that it follows."""

    code: str
    kind: str
    statement: Bilingual
    state: str
    against: tuple[Against, ...] = ()


@dataclass(frozen=True, slots=True)
class EndedIndicator:
    """An indicator before that nothing follows, and why."""

    code: str
    kind: str
    statement: Bilingual
    note: Bilingual


@dataclass(frozen=True, slots=True)
class PartComparison:
    """Another part: a criterion, a predicate, a gate, a link."""

    part: str
    code: str
    title: Bilingual
    state: str
    fields: tuple[FieldChange, ...] = ()


@dataclass(frozen=True, slots=True)
class RightComparison:
    """A right: its own words, its indicators, those that ended in it."""

    code: str
    title: Bilingual
    state: str
    fields: tuple[FieldChange, ...]
    indicators: tuple[IndicatorComparison, ...]
    ended: tuple[EndedIndicator, ...]

    @property
    def differing(self) -> tuple[IndicatorComparison, ...]:
        """Indicators that are not as before."""
        return tuple(row for row in self.indicators if row.state != UNCHANGED)

    @property
    def unchanged(self) -> tuple[IndicatorComparison, ...]:
        """Indicators that are as before."""
        return tuple(row for row in self.indicators if row.state == UNCHANGED)

    @property
    def difference_count(self) -> int:
        """How many of its indicators are not as before or ended."""
        return len(self.differing) + len(self.ended)

    @property
    def is_unchanged(self) -> bool:
        """Whether nothing at all differs."""
        return not (self.fields or self.differing or self.ended) and self.state != NEW


@dataclass(frozen=True, slots=True)
class Comparison:
    """Everything that differs. `states` has the state of every indicator by its code."""

    settings: tuple[FieldChange, ...]
    parts: tuple[PartComparison, ...]
    rights: tuple[RightComparison, ...]
    counts: dict[str, int]
    states: dict[str, str] = field(default_factory=dict)

    @property
    def differing(self) -> tuple[RightComparison, ...]:
        """Rights in which anything differs."""
        return tuple(right for right in self.rights if not right.is_unchanged)

    @property
    def is_long(self) -> bool:
        """Whether so much differs that a page shows one right at a time."""
        return sum(right.difference_count for right in self.rights) > MOST_AT_ONCE

    @property
    def is_empty(self) -> bool:
        """Whether nothing differs."""
        return not (self.settings or self.parts) and all(right.is_unchanged for right in self.rights)


def compare_frameworks(newer: Framework, older: Framework, *, entry: FrameworkEntry | None = None) -> Comparison:
    """Compare along the mapping where there is one, else by code (`entry` saves reading `newer` again)."""
    after, before = entry or framework_entry(newer), framework_entry(older)
    found = lineage(newer, older)
    return _compare(after, before, found) if found else compare_versions(after, before, with_links=False)


def compare_versions(after: FrameworkEntry, before: FrameworkEntry, *, with_links: bool = True) -> Comparison:
    """Compare two versions of one draft: what has the same code is the same."""
    codes = {indicator.code for indicator in before.indicators}
    sources: dict[str, tuple[Source, ...]] = {
        indicator.code: (Source(indicator.code, True),) for indicator in after.indicators if indicator.code in codes
    }
    ended = tuple(code for code in codes if code not in sources)
    return _compare(after, before, Lineage(after.code, before.code, sources, ended), with_links=with_links)


def _compare(after: FrameworkEntry, before: FrameworkEntry, way: Lineage, *, with_links: bool = False) -> Comparison:
    old, new = part_values(before), part_values(after)
    bases = BasisNames()
    versions = _Versions(old, new, way, bases)
    indicators = {code: versions.compared(code) for (part, code) in new if part == ChangedPart.INDICATOR}
    rights = tuple(_rights(after, before, versions, indicators))
    counts = Counter(row.state for row in indicators.values())
    counts[ENDED] = len(way.ended)
    whole = (ChangedPart.FRAMEWORK, "")
    settings = field_changes(ChangedPart.FRAMEWORK, old[whole], new[whole], _names(old[whole], new[whole]))
    parts = (ChangedPart.CRITERION, ChangedPart.PREDICATE, ChangedPart.GATE, *([ChangedPart.LINK] if with_links else []))
    others = tuple(row for part in parts for row in _parts(part, old, new))
    states = {code: row.state for code, row in indicators.items()}
    return Comparison(settings, others, rights, {state: counts[state] for state in STATES}, states)


def _names(old: Values, new: Values) -> list[str]:
    return [name for name in new if name not in LEFT_OUT and old.get(name) != new.get(name)]


class _Versions:
    """Both versions of every part, for comparing indicators along the mapping."""

    def __init__(self, old: Mapping[PartKey, Values], new: Mapping[PartKey, Values], way: Lineage, bases: BasisNames) -> None:
        self.old, self.new, self.way, self.bases = old, new, way, bases

    def compared(self, code: str) -> IndicatorComparison:
        """One indicator."""
        values = self.new[ChangedPart.INDICATOR, code]
        sources = [source for source in self.way.sources.get(code, ()) if (ChangedPart.INDICATOR, source.code) in self.old]
        against = tuple(self._against(values, source) for source in sources)
        relation = self.way.relation(code) if sources else Relation.NEW
        state = {Relation.MERGES: MERGED, Relation.SPLITS: SPLIT, Relation.NEW: NEW}.get(relation)
        if state is None:
            is_same = not against[0].fields and against[0].code == code
            state = UNCHANGED if is_same else CHANGED
        return IndicatorComparison(code, values["kind"], Bilingual(values["statement"]), state, against)

    def _against(self, values: Values, source: Source) -> Against:
        earlier = self.old[ChangedPart.INDICATOR, source.code]
        fields = field_changes(ChangedPart.INDICATOR, earlier, values, _names(earlier, values), self.bases)
        return Against(source.code, Bilingual(earlier["statement"]), source.is_comparable, fields)


def _rights(
    after: FrameworkEntry,
    before: FrameworkEntry,
    versions: _Versions,
    indicators: Mapping[str, IndicatorComparison],
) -> Iterable[RightComparison]:
    old, new, way = versions.old, versions.new, versions.way
    present = {right.code for right in after.rights}
    ended = {right.code: _ended(right, way) for right in before.rights}
    for right in after.rights:
        key = (ChangedPart.RIGHT, right.code)
        fields: tuple[FieldChange, ...] = ()
        state = NEW
        if key in old:
            names = [name for name in _names(old[key], new[key]) if name != "indicators" or _is_reordered(old[key][name], new[key][name])]
            fields = field_changes(ChangedPart.RIGHT, old[key], new[key], names, versions.bases)
            state = CHANGED if fields else UNCHANGED
        rows = tuple(indicators[indicator.code] for indicator in right.indicators)
        yield RightComparison(right.code, Bilingual(right.title), state, fields, rows, ended.get(right.code, ()))
    for right in before.rights:
        if right.code not in present:
            yield RightComparison(right.code, Bilingual(right.title), ENDED, (), (), ended[right.code])


def _is_reordered(before: list[str], after: list[str]) -> bool:
    """Whether what stands in both stands in another order."""
    return [code for code in before if code in after] != [code for code in after if code in before]


def _ended(right: RightEntry, way: Lineage) -> tuple[EndedIndicator, ...]:
    return tuple(
        EndedIndicator(row.code, row.kind, Bilingual(row.statement), way.notes.get(row.code, Bilingual()))
        for row in right.indicators
        if row.code in way.ended
    )


def _parts(part: ChangedPart, old: Mapping[PartKey, Values], new: Mapping[PartKey, Values]) -> Iterable[PartComparison]:
    """Criteria, predicates, gates or links that differ, by code."""
    codes = dict.fromkeys(code for versions in (new, old) for kind, code in versions if kind == part)
    for code in codes:
        before, after = old.get((part, code)), new.get((part, code))
        title = Bilingual(_title(after or before or {}))
        if before is None or after is None:
            yield PartComparison(part, code, title, NEW if before is None else ENDED)
        elif fields := field_changes(part, before, after, [name for name in _names(before, after) if name != "rights"]):
            yield PartComparison(part, code, title, CHANGED, fields)


def _title(values: Mapping[str, Any]) -> Any:
    return values.get("title") or {}
