"""What the files say, as plain data; every entry keeps its place for faults found later."""

from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from typing import Any

Text = dict[str, str]


@dataclass(frozen=True, slots=True)
class Place:
    """Where an entry begins."""

    file: str
    line: int


@dataclass(frozen=True, slots=True)
class ProvisionEntry:
    """An article, a service or a target."""

    place: Place
    code: str
    label: Text
    title: Text
    url: str
    replaced_by: str


@dataclass(frozen=True, slots=True)
class InstrumentEntry:
    """A legal text with its provisions."""

    place: Place
    code: str
    root: str
    short_title: Text
    title: Text
    year: int | None
    binding_note: Text
    url: str
    replaced_by: str
    provisions: tuple[ProvisionEntry, ...]


@dataclass(frozen=True, slots=True)
class Reference:
    """A provision named as a legal basis."""

    place: Place
    code: str


@dataclass(frozen=True, slots=True)
class IndicatorEntry:
    """One question."""

    place: Place
    code: str
    kind: str
    statement: Text
    rationale: Text
    definition: Text
    unit: Text
    numerator: Text
    denominator: Text
    period: Text
    data_source: Text
    data_owner: Text
    is_own_authority: bool
    answer_type: str
    rule: dict[str, Any]
    rule_place: Place
    level_labels: dict[str, Text]
    weight: Decimal
    may_be_not_applicable: bool
    not_applicable_when: Text
    not_applicable_by: str
    evidence: Text
    evidence_example: Text
    evidence_rejected: Text
    evidence_valid_years: int | None
    nil_case: Text
    usual_work_unit: str
    is_reconstruction: bool
    bases: tuple[Reference, ...]


@dataclass(frozen=True, slots=True)
class RightEntry:
    """A right with its questions."""

    place: Place
    code: str
    group: str
    title: Text
    summary: Text
    icon: str
    bases: tuple[Reference, ...]
    indicators: tuple[IndicatorEntry, ...]


@dataclass(frozen=True, slots=True)
class CriterionEntry:
    """What is averaged."""

    place: Place
    code: str
    title: Text
    weight: Decimal
    rights: tuple[RightEntry, ...]


@dataclass(frozen=True, slots=True)
class BandEntry:
    """A predicate."""

    place: Place
    code: str
    title: Text
    minimum: Decimal
    is_awarded: bool


@dataclass(frozen=True, slots=True)
class GateEntry:
    """A condition beside the score."""

    place: Place
    code: str
    title: Text
    text: Text
    effect: str


@dataclass(frozen=True, slots=True)
class LinkEntry:
    """An indicator of the framework before and those that follow it; none when it ends."""

    place: Place
    predecessor: str
    successors: tuple[str, ...]
    is_comparable: bool
    note: Text


@dataclass(frozen=True, slots=True)
class FrameworkEntry:
    """A whole framework."""

    place: Place
    code: str
    title: Text
    summary: Text
    note: Text
    is_reference: bool
    regulation: str
    regulation_date: date | None
    state: str
    rollup: str
    components: dict[str, Decimal]
    addition_code: str
    addition_title: Text
    addition_maximum: Decimal
    cap: Decimal
    minimum_per_right: Decimal | None
    criteria: tuple[CriterionEntry, ...]
    predicates: tuple[BandEntry, ...]
    gates: tuple[GateEntry, ...]
    follows: str = ""
    links: tuple[LinkEntry, ...] = ()
    places: dict[str, Place] = field(default_factory=dict, compare=False, repr=False)
    files: tuple[str, ...] = field(default=())

    def place_of(self, key: str) -> Place:
        """Where a key of the framework itself stands, as far as it came from a file."""
        return self.places.get(key, self.place)

    @property
    def rights(self) -> tuple[RightEntry, ...]:
        """All rights in the order of the criteria."""
        return tuple(right for criterion in self.criteria for right in criterion.rights)

    @property
    def indicators(self) -> tuple[IndicatorEntry, ...]:
        """All indicators in the order of the rights."""
        return tuple(indicator for right in self.rights for indicator in right.indicators)
