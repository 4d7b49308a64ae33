"""Writes a framework's entry as one YAML file that reads back to the same entry."""

from collections.abc import Iterator, Mapping
from decimal import Decimal
from typing import Any

import yaml

from indicators.catalogue.shapes import CriterionEntry, FrameworkEntry, IndicatorEntry, LinkEntry, Reference, RightEntry
from indicators.scoring.rules import exact_text

# Databases keep no order of keys: what a person reads first comes first, the same in every export.
KEY_ORDER = (
    *("type", "maximum", "evidence_required", "against", "target", "zero_at", "full_at", "levels"),
    *("per", "step", "gap_policy", "bands", "from", "above", "to", "below", "points"),
)
# Wide enough that a paragraph stays one line, so that a difference shows the paragraph that changed.
LINE = 100_000


class _Number(str):
    """A number in its exact digits, written without quotes."""

    __slots__ = ()


class _Dumper(yaml.SafeDumper):
    """Texts in quotes, numbers and codes plain, lists indented below their key."""

    def increase_indent(self, flow: bool = False, indentless: bool = False) -> None:
        """Indent lists below their key, as the files of the catalogue do."""
        super().increase_indent(flow, indentless=False)


def _quoted(dumper: yaml.SafeDumper, text: str) -> yaml.ScalarNode:
    # What the reader would take for a number, a flag or nothing, and whatever has spaces, is a text in quotes.
    plain = text.replace("-", "").replace("_", "").isalnum() and text not in {"true", "false", "null"} and not text.replace("-", "").isdigit()
    return dumper.represent_scalar("tag:yaml.org,2002:str", text, style=None if plain else '"')


def _ordered(dumper: yaml.SafeDumper, mapping: dict[str, Any]) -> yaml.MappingNode:
    """Texts with Indonesian first; other mappings as they are given."""
    pairs = {key: mapping[key] for key in ("id", "en")} if set(mapping) == {"id", "en"} else mapping
    return dumper.represent_mapping("tag:yaml.org,2002:map", pairs)


_Dumper.add_representer(str, _quoted)
_Dumper.add_representer(dict, _ordered)
_Dumper.add_representer(
    _Number, lambda dumper, number: dumper.represent_scalar(f"tag:yaml.org,2002:{'float' if '.' in number else 'int'}", str(number))
)


def framework_yaml(entry: FrameworkEntry) -> str:
    """The whole framework as YAML text, its indicators inside; `read_framework_text` reads it back without loss."""
    return yaml.dump(dict(_framework(entry)), Dumper=_Dumper, allow_unicode=True, sort_keys=False, width=LINE)


def _number(value: Decimal) -> _Number:
    return _Number(exact_text(value))


def _framework(entry: FrameworkEntry) -> Iterator[tuple[str, Any]]:
    yield "code", entry.code
    yield from _texts(entry, "title", "summary", "note")
    yield "is_reference", entry.is_reference
    yield from _filled(regulation=entry.regulation, regulation_date=entry.regulation_date.isoformat() if entry.regulation_date else "")
    yield "state", entry.state
    yield "rollup", entry.rollup
    yield from _filled(components={kind: _number(maximum) for kind, maximum in entry.components.items()})
    if entry.addition_code:
        yield "addition", {"code": entry.addition_code, "title": dict(entry.addition_title), "maximum": _number(entry.addition_maximum)}
    yield "cap", _number(entry.cap)
    if entry.minimum_per_right is not None:
        yield "minimum_per_right", _number(entry.minimum_per_right)
    yield (
        "predicates",
        [
            {"code": band.code, "title": dict(band.title), "minimum": _number(band.minimum), "is_awarded": band.is_awarded}
            for band in entry.predicates
        ],
    )
    yield from _filled(gates=[{"code": gate.code, "effect": gate.effect, "title": dict(gate.title), "text": dict(gate.text)} for gate in entry.gates])
    if entry.follows:
        yield "follows", {"framework": entry.follows, "links": [dict(_link(link)) for link in entry.links]}
    yield "criteria", [dict(_criterion(criterion)) for criterion in entry.criteria]


def _link(entry: LinkEntry) -> Iterator[tuple[str, Any]]:
    yield "from", entry.predecessor
    yield "to", list(entry.successors)
    if entry.is_comparable:
        yield "is_comparable", True
    yield from _texts(entry, "note")


def _criterion(entry: CriterionEntry) -> Iterator[tuple[str, Any]]:
    yield "code", entry.code
    yield "title", dict(entry.title)
    yield "weight", _number(entry.weight)
    yield "rights", [dict(_right(right)) for right in entry.rights]


def _right(entry: RightEntry) -> Iterator[tuple[str, Any]]:
    yield "code", entry.code
    yield from _filled(group=entry.group)
    yield from _texts(entry, "title", "summary")
    yield from _filled(icon=entry.icon, bases=_codes(entry.bases))
    yield "indicators", [dict(_indicator(indicator)) for indicator in entry.indicators]


def _indicator(entry: IndicatorEntry) -> Iterator[tuple[str, Any]]:
    yield "code", entry.code
    yield "kind", entry.kind
    yield from _texts(entry, "statement", "rationale", "definition", "unit", "numerator", "denominator", "period", "data_source", "data_owner")
    if not entry.is_own_authority:
        yield "is_own_authority", False
    yield "answer_type", entry.answer_type
    yield "rule", _exact(entry.rule)
    labels = _by_points(entry.level_labels, entry.rule.get("levels"))
    yield from _filled(level_labels={code: dict(label) for code, label in labels.items()})
    if entry.weight != 1:
        yield "weight", _number(entry.weight)
    if entry.may_be_not_applicable:
        yield "may_be_not_applicable", True
    yield from _texts(entry, "not_applicable_when")
    yield from _filled(not_applicable_by=entry.not_applicable_by)
    yield from _texts(entry, "evidence", "evidence_example", "evidence_rejected")
    if entry.evidence_valid_years is not None:
        yield "evidence_valid_years", entry.evidence_valid_years
    yield from _texts(entry, "nil_case")
    yield from _filled(usual_work_unit=entry.usual_work_unit)
    if entry.is_reconstruction:
        yield "is_reconstruction", True
    yield from _filled(bases=_codes(entry.bases))


def _texts(entry: Any, *names: str) -> Iterator[tuple[str, Any]]:
    for name in names:
        text = getattr(entry, name)
        if text:
            yield name, dict(text)


def _filled(**values: Any) -> Iterator[tuple[str, Any]]:
    yield from ((name, value) for name, value in values.items() if value)


def _codes(references: tuple[Reference, ...]) -> list[str]:
    return [reference.code for reference in references]


def _exact(rule: Any) -> Any:
    """A rule's data with its numbers, kept as exact strings, written as numbers again."""
    if isinstance(rule, Mapping):
        keys = sorted(rule, key=lambda key: (KEY_ORDER.index(key) if key in KEY_ORDER else len(KEY_ORDER), key))
        return {key: _exact(_by_points(rule[key], rule[key]) if key == "levels" else rule[key]) for key in keys}
    if isinstance(rule, list):
        return [_exact(value) for value in rule]
    if isinstance(rule, str) and rule.replace("-", "", 1).replace(".", "", 1).isdigit():
        return _Number(rule)
    return rule


def _by_points(values: Any, levels: Any) -> Any:
    """Levels, or their wording, from the lowest to the highest; as they are where the points cannot be read."""
    if not isinstance(levels, Mapping) or not isinstance(values, Mapping):
        return values
    try:
        points = {code: Decimal(str(value)) for code, value in levels.items()}
        return {code: values[code] for code in sorted(values, key=lambda code: (points.get(code, Decimal(0)), code))}
    except ArithmeticError:
        return values
