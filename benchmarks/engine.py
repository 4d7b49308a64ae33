"""The engine alone: indicators scored with explanation per second on one core, a whole year, and memory as regions grow."""

import random
import time
import tracemalloc
from decimal import Decimal
from typing import Any

from indicators.scoring import (
    AdditionDefinition,
    AnswerValue,
    CompiledFramework,
    Component,
    CriterionDefinition,
    FrameworkDefinition,
    IndicatorDefinition,
    PredicateDefinition,
    RightDefinition,
    compile_framework,
    rule_from_dict,
    score,
)

REGIONS = 514
INDICATORS = 120
RIGHTS = 11
PER_SECOND = 150_000
KINDS = ("struktur", "proses", "hasil")
# The mix of the revised framework: a third of each kind, quantities more often than choices.
RULES: dict[str, tuple[dict[str, Any], ...]] = {
    "struktur": ({"type": "levels", "levels": {"none": "0", "partial": "0.5", "full": "1"}}, {"type": "yes_no"}),
    "proses": (
        {"type": "linear", "zero_at": "0", "full_at": "100"},
        {"type": "levels", "levels": {"none": "0", "some": "0.4", "most": "0.7", "all": "1"}},
    ),
    "hasil": (
        {"type": "linear", "zero_at": "40", "full_at": "100"},
        {"type": "linear", "zero_at": "30", "full_at": "2"},
        {
            "type": "bands",
            "gap_policy": "worse",
            "bands": [{"to": "50", "points": "0"}, {"from": "51", "to": "80", "points": "5"}, {"from": "81", "points": "10"}],
        },
    ),
}


def framework() -> CompiledFramework:
    """120 indicators in 11 rights and 10 criteria, 10/30/60."""
    rights: list[list[IndicatorDefinition]] = [[] for _ in range(RIGHTS)]
    for number in range(INDICATORS):
        kind = KINDS[number // RIGHTS % 3]
        rules = RULES[kind]
        rule = rule_from_dict(rules[number // (RIGHTS * 3) % len(rules)])
        rights[number % RIGHTS].append(IndicatorDefinition(f"I{number:03d}", kind, rule, may_be_not_applicable=number % 10 == 0))
    defined = [RightDefinition(f"hak-{number}", tuple(indicators)) for number, indicators in enumerate(rights)]
    criteria = [CriterionDefinition(f"kriteria-{number}", (right,)) for number, right in enumerate(defined[:9])]
    criteria.append(CriterionDefinition("kriteria-9", tuple(defined[9:])))
    return compile_framework(
        FrameworkDefinition(
            code="ukur",
            rollup="components",
            criteria=tuple(criteria),
            predicates=(PredicateDefinition("peduli", Decimal(75), awarded=True), PredicateDefinition("kurang", Decimal(0))),
            components=(Component("struktur", Decimal(10)), Component("proses", Decimal(30)), Component("hasil", Decimal(60))),
            addition=AdditionDefinition("aksi-ham", Decimal(15)),
        )
    )


def answers(compiled: CompiledFramework, regions: int) -> list[dict[str, AnswerValue]]:
    """Random answers of so many regions: numbers in two parts, some missing, some not applicable."""
    luck = random.Random(2026)
    indicators = compiled.definition.indicators()
    return [{indicator.code: _answer(indicator, luck) for indicator in indicators if luck.random() > 0.03} for _ in range(regions)]


def _answer(indicator: IndicatorDefinition, luck: random.Random) -> AnswerValue:
    if indicator.may_be_not_applicable and luck.random() < 0.1:
        return AnswerValue(not_applicable=True)
    rule = indicator.rule.to_dict()
    if rule["type"] == "yes_no":
        return AnswerValue(choice=luck.choice(["yes", "no"]), has_evidence=True)
    if rule["type"] == "levels":
        return AnswerValue(choice=luck.choice(list(rule["levels"])), has_evidence=True)
    whole = luck.randint(50, 90_000)
    return AnswerValue(numerator=Decimal(luck.randint(0, whole)), denominator=Decimal(whole))


def _seconds(compiled: CompiledFramework, year: list[dict[str, AnswerValue]]) -> float:
    """Best of five rounds in processor time: the work of one core, whatever else the machine does."""
    best = float("inf")
    for _ in range(5):
        begin = time.process_time()
        for region in year:
            score(compiled, region, addition=Decimal(10))
        best = min(best, time.process_time() - begin)
    return best


def _kept_kilobytes(compiled: CompiledFramework, regions: int) -> float:
    """Memory still held after scoring so many regions one after the other."""
    year = answers(compiled, regions)
    tracemalloc.start()
    for region in year:
        score(compiled, region)
    kept = tracemalloc.get_traced_memory()[0] / 1000
    tracemalloc.stop()
    return kept


def run() -> list[dict[str, Any]]:
    """Measure; rows for `benchmarks.run`."""
    compiled = framework()
    year = answers(compiled, REGIONS)
    seconds = _seconds(compiled, year)
    rate = REGIONS * INDICATORS / seconds
    fresh, again = framework(), framework()
    growth = _kept_kilobytes(again, REGIONS * 2) - _kept_kilobytes(fresh, REGIONS // 5)
    return [
        _row("Engine: indicators scored with explanation on one core", rate, "per second", f"≥ {PER_SECOND:,} per second", met=rate >= PER_SECOND),
        _row("Engine: 514 x 120 with explanation", seconds, "s", "≤ 0.41 s", met=seconds <= REGIONS * INDICATORS / PER_SECOND),
        _row("Engine: memory kept more for ten times the regions", growth, "KB", "≤ 2,000 KB", met=growth <= 2000),
    ]


def _row(name: str, value: float, unit: str, target: str, *, met: bool) -> dict[str, Any]:
    return {"name": name, "value": value, "unit": unit, "target": target, "met": met}


if __name__ == "__main__":
    for row in run():
        print(f"{row['name']}: {row['value']:,.2f} {row['unit']} ({row['target']}) {'met' if row['met'] else 'MISSED'}")
