"""The parts of a framework as flat values, and which of them differ between two entries."""

from dataclasses import dataclass, fields
from typing import Any

from indicators.catalogue import FrameworkEntry, Place
from indicators.models import ChangeAction, ChangedPart
from indicators.services.workshop import plain

FRAMEWORK_FIELDS = (
    *("title", "summary", "note", "is_reference", "regulation", "regulation_date", "rollup", "components", "cap", "minimum_per_right"),
    *("addition_code", "addition_title", "addition_maximum", "follows"),
)
PartKey = tuple[ChangedPart, str]
Values = dict[str, Any]


@dataclass(frozen=True, slots=True)
class PartChange:
    """A part that was added, changed or ended; `fields` has before and after of what differs in a changed one."""

    action: ChangeAction
    part: ChangedPart
    code: str
    fields: dict[str, tuple[Any, Any]]


def part_values(entry: FrameworkEntry) -> dict[PartKey, Values]:
    """Every part of a framework by its kind and code, as JSON holds it; legal bases and what stands in a part by their codes."""
    found: dict[PartKey, Values] = {(ChangedPart.FRAMEWORK, ""): {name: plain(getattr(entry, name)) for name in FRAMEWORK_FIELDS}}
    for criterion in entry.criteria:
        found[ChangedPart.CRITERION, criterion.code] = _values(criterion) | {"rights": [right.code for right in criterion.rights]}
        for right in criterion.rights:
            found[ChangedPart.RIGHT, right.code] = _values(right) | {"indicators": [indicator.code for indicator in right.indicators]}
            for indicator in right.indicators:
                found[ChangedPart.INDICATOR, indicator.code] = _values(indicator) | {"right": right.code}
    for predicate in entry.predicates:
        found[ChangedPart.PREDICATE, predicate.code] = _values(predicate)
    for gate in entry.gates:
        found[ChangedPart.GATE, gate.code] = _values(gate)
    for link in entry.links:
        found[ChangedPart.LINK, link.predecessor] = _values(link)
    return found


def _values(entry: Any) -> Values:
    values = {field.name: getattr(entry, field.name) for field in fields(entry) if field.name not in {"code", "predecessor"}}
    if "bases" in values:
        values["bases"] = sorted(basis.code for basis in values["bases"])
    return {name: plain(value) for name, value in values.items() if not isinstance(value, Place)}


def differing(before: Values, after: Values) -> dict[str, tuple[Any, Any]]:
    """Fields of a part that differ."""
    return {name: (before.get(name), value) for name, value in after.items() if before.get(name) != value}


def part_changes(before: FrameworkEntry, after: FrameworkEntry) -> list[PartChange]:
    """Everything that differs, parts compared by their codes."""
    old, new = part_values(before), part_values(after)
    found = []
    for (part, code), values in new.items():
        if (part, code) not in old:
            found.append(PartChange(ChangeAction.ADDED, part, code, {}))
        elif fields_changed := differing(old[part, code], values):
            found.append(PartChange(ChangeAction.CHANGED, part, code, fields_changed))
    found += [PartChange(ChangeAction.ENDED, part, code, {}) for part, code in old if (part, code) not in new]
    return found
