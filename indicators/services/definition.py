"""From a framework's rows to what the scoring engine takes."""

from collections import defaultdict
from dataclasses import dataclass, field
from functools import lru_cache
from typing import TYPE_CHECKING, cast

from indicators.models import Framework, Indicator
from indicators.scoring import (
    AdditionDefinition,
    CompiledFramework,
    Component,
    CriterionDefinition,
    FrameworkDefinition,
    GateDefinition,
    IndicatorDefinition,
    PredicateDefinition,
    RightDefinition,
    compile_framework,
    rule_from_dict,
)

if TYPE_CHECKING:
    from indicators.scoring.definition import Effect


def framework_definition(framework: Framework) -> FrameworkDefinition:
    """Read a framework's definition: criteria, rights, indicators, predicates, gates (five queries).

    Raises `RuleError` when a rule in the database is broken; a framework that was loaded or adopted has none.
    """
    indicators: dict[int, list[IndicatorDefinition]] = defaultdict(list)
    for indicator in framework.indicators.order_by("order").only("code", "kind", "rule", "weight", "may_be_not_applicable", "right_id"):
        indicators[indicator.right_id].append(_indicator(indicator))
    rights: dict[int, list[RightDefinition]] = defaultdict(list)
    for pk, criterion_id, code in framework.rights.order_by("order").values_list("pk", "criterion_id", "code"):
        rights[criterion_id].append(RightDefinition(code, tuple(indicators[pk])))
    criteria = [
        CriterionDefinition(code, tuple(rights[pk]), weight)
        for pk, code, weight in framework.criteria.order_by("order").values_list("pk", "code", "weight")
    ]
    addition = AdditionDefinition(framework.addition_code, framework.addition_maximum) if framework.addition_code else None
    return FrameworkDefinition(
        code=framework.code,
        rollup="item_sum" if framework.rollup == "item_sum" else "components",
        criteria=tuple(criteria),
        predicates=tuple(PredicateDefinition(band.code, band.minimum, band.is_awarded) for band in framework.predicate_bands.all()),
        components=tuple(Component(code, maximum) for code, maximum in framework.ordered_components),
        addition=addition,
        cap=framework.cap,
        minimum_per_right=framework.minimum_per_right,
        gates=tuple(GateDefinition(gate.code, cast("Effect", gate.effect)) for gate in framework.gates.all()),
    )


def _indicator(indicator: Indicator) -> IndicatorDefinition:
    return IndicatorDefinition(
        code=indicator.code,
        component=indicator.kind,
        rule=rule_from_dict(indicator.rule),
        weight=indicator.weight,
        may_be_not_applicable=indicator.may_be_not_applicable,
    )


@dataclass(frozen=True, slots=True)
class AdoptedKey:
    """Names an adopted framework for what is kept in memory; `framework` comes along so that it need not be read again."""

    pk: int
    content_hash: str
    adopted_at: str
    language: str = ""
    framework: Framework | None = field(default=None, compare=False)


def adopted_key(framework: Framework, *, language: str = "") -> AdoptedKey:
    """The key of an adopted framework, and of a language where words are kept."""
    return AdoptedKey(framework.pk, framework.content_hash, str(framework.adopted_at), language, framework)


@lru_cache(maxsize=8)
def _adopted(key: AdoptedKey) -> CompiledFramework:
    return compile_framework(framework_definition(cast("Framework", key.framework)))


def compiled_framework(framework: Framework) -> CompiledFramework:
    """The framework ready to score. An adopted one cannot change, so it is kept in the process's memory."""
    if framework.is_adopted:
        return _adopted(adopted_key(framework))
    return compile_framework(framework_definition(framework))
