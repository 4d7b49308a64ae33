"""A framework made ready to score: rules prepared, weights as whole numbers.

What depends only on which indicators apply is remembered with it, since regions differ little in that.
"""

from collections.abc import Sequence
from dataclasses import dataclass, field
from fractions import Fraction
from math import lcm
from typing import Any

from indicators.scoring.definition import FrameworkDefinition, IndicatorDefinition
from indicators.scoring.judges import Judge, judge_of
from indicators.scoring.tree import SCALE

HUNDRED = 100
FULL = HUNDRED * SCALE
# More patterns of what applies than this are forgotten, so that memory stays flat.
KEPT = 4096
ZERO = Fraction(0)
# A number as an exact pair of integers.
Pair = tuple[int, int]


@dataclass(frozen=True, slots=True)
class CompiledGroup:
    """Indicators that are summed: a component of a right, or a right of items.

    `indicators`: code, judgement, weight in `1/unit`, whether it may be not applicable.
    """

    code: str
    maximum: Fraction
    unit: int
    indicators: tuple[tuple[str, Judge, int, bool], ...]


@dataclass(frozen=True, slots=True)
class CompiledRight:
    """A right with its groups; `layouts` by pattern of what applies."""

    code: str
    groups: tuple[CompiledGroup, ...]
    layouts: dict[Any, Any] = field(default_factory=dict, compare=False)


@dataclass(frozen=True, slots=True)
class CompiledFramework:
    """A framework ready to score; made once, used for every region."""

    definition: FrameworkDefinition
    criteria: tuple[tuple[str, Fraction, tuple[CompiledRight, ...]], ...]
    predicates: tuple[tuple[str, int, bool], ...]
    effects: dict[str, str]
    layouts: dict[Any, Any] = field(default_factory=dict, compare=False)


def remember(store: dict[Any, Any], key: Any, value: Any) -> Any:
    """Keep a layout; when there are too many, begin anew."""
    if len(store) >= KEPT:
        store.clear()
    store[key] = value
    return value


def _group(code: str, maximum: Fraction, indicators: Sequence[IndicatorDefinition], *, by_points: bool) -> CompiledGroup:
    weights = [Fraction(indicator.weight) * (Fraction(indicator.rule.maximum) if by_points else 1) for indicator in indicators]
    unit = lcm(*(weight.denominator for weight in weights))
    return CompiledGroup(
        code,
        maximum,
        unit,
        tuple(
            (indicator.code, judge_of(indicator.rule), int(weight * unit), indicator.may_be_not_applicable)
            for indicator, weight in zip(indicators, weights, strict=True)
        ),
    )


def compile_framework(definition: FrameworkDefinition) -> CompiledFramework:
    """Prepare a framework for scoring. Raises ValueError when an indicator names an unknown component."""
    by_points = definition.rollup == "item_sum"
    maxima = {"": ZERO} if by_points else {component.code: Fraction(component.maximum) for component in definition.components}
    criteria = []
    for criterion in definition.criteria:
        rights = []
        for right in criterion.rights:
            unknown = set() if by_points else {indicator.component for indicator in right.indicators} - set(maxima)
            if unknown:
                raise ValueError(f"{right.code}: unknown components {sorted(unknown)}")
            parts = [(code, maximum, [row for row in right.indicators if by_points or row.component == code]) for code, maximum in maxima.items()]
            groups = tuple(_group(code, maximum, rows, by_points=by_points) for code, maximum, rows in parts if rows)
            rights.append(CompiledRight(right.code, groups))
        criteria.append((criterion.code, Fraction(criterion.weight), tuple(rights)))
    predicates = sorted(definition.predicates, key=lambda predicate: predicate.minimum, reverse=True)
    return CompiledFramework(
        definition,
        tuple(criteria),
        tuple((predicate.code, int(predicate.minimum * SCALE), predicate.awarded) for predicate in predicates),
        {gate.code: gate.effect for gate in definition.gates},
    )
