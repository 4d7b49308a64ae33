"""What a framework asks and how it adds up, as plain data: the engine's input."""

from dataclasses import dataclass
from decimal import Decimal
from typing import Any, Literal

from indicators.scoring.rules import Rule

Rollup = Literal["item_sum", "components"]
Effect = Literal["no_predicate", "no_award", "no_special_award"]
HUNDRED = Decimal(100)


@dataclass(frozen=True, slots=True)
class IndicatorDefinition:
    """An indicator: its rule, its weight within its component, and whether it may not apply to a region."""

    code: str
    component: str
    rule: Rule
    weight: Decimal = Decimal(1)
    may_be_not_applicable: bool = False


@dataclass(frozen=True, slots=True)
class RightDefinition:
    """A right with its indicators in order."""

    code: str
    indicators: tuple[IndicatorDefinition, ...]


@dataclass(frozen=True, slots=True)
class CriterionDefinition:
    """What is averaged into the raw total: one right or more, equal among themselves."""

    code: str
    rights: tuple[RightDefinition, ...]
    weight: Decimal = Decimal(1)


@dataclass(frozen=True, slots=True)
class Component:
    """Struktur, proses or hasil and the points of a right's 100 it carries."""

    code: str
    maximum: Decimal


@dataclass(frozen=True, slots=True)
class AdditionDefinition:
    """Points added to the raw total, such as for the Aksi HAM report (domain.md 2.1, step 4)."""

    code: str
    maximum: Decimal


@dataclass(frozen=True, slots=True)
class PredicateDefinition:
    """From which final score a predicate is given, and whether it brings a certificate."""

    code: str
    minimum: Decimal
    awarded: bool = False


@dataclass(frozen=True, slots=True)
class GateDefinition:
    """A condition beside the score and what failing it does."""

    code: str
    effect: Effect


@dataclass(frozen=True, slots=True)
class FrameworkDefinition:
    """A whole framework.

    `rollup` ``item_sum``: sum of points over sum of maxima of the items counted, times 100 (25/2013).
    `rollup` ``components``: a right is the sum of its components, a criterion the mean of its rights,
    the raw total the weighted mean of the criteria (34/2016, 22/2021).
    """

    code: str
    rollup: Rollup
    criteria: tuple[CriterionDefinition, ...]
    predicates: tuple[PredicateDefinition, ...]
    components: tuple[Component, ...] = ()
    addition: AdditionDefinition | None = None
    cap: Decimal = HUNDRED
    minimum_per_right: Decimal | None = None
    gates: tuple[GateDefinition, ...] = ()
    unassessed_predicate: str = "belum-dinilai"

    def indicators(self) -> list[IndicatorDefinition]:
        """All indicators in order."""
        return [indicator for criterion in self.criteria for right in criterion.rights for indicator in right.indicators]

    def settings(self) -> dict[str, Any]:
        """What a methodology page says beside the indicators."""
        return {
            "rollup": self.rollup,
            "components": {component.code: component.maximum for component in self.components},
            "addition": self.addition.maximum if self.addition else None,
            "cap": self.cap,
            "minimum_per_right": self.minimum_per_right,
        }
