"""Frameworks and a slow, plain second calculation for the engine's tests."""

from collections.abc import Mapping
from decimal import Decimal
from fractions import Fraction
from pathlib import Path

from indicators.catalogue import FrameworkEntry, read_framework, read_instruments
from indicators.scoring import (
    AdditionDefinition,
    AnswerValue,
    Component,
    CriterionDefinition,
    FrameworkDefinition,
    GateDefinition,
    IndicatorDefinition,
    PredicateDefinition,
    RightDefinition,
    Rule,
    rule_from_dict,
)
from indicators.services.load import shipped_frameworks, shipped_instruments

YES_NO = {"type": "yes_no"}
PERCENT = {"type": "linear", "zero_at": 0, "full_at": 100}
LEVELS = {"type": "levels", "levels": {"none": 0, "partial": "0.5", "full": 1}}
PREDICATES = (
    PredicateDefinition("peduli", Decimal(75), awarded=True),
    PredicateDefinition("cukup", Decimal(65)),
    PredicateDefinition("mulai", Decimal(50)),
    PredicateDefinition("kurang", Decimal(0)),
)
COMPONENTS = (Component("struktur", Decimal(10)), Component("proses", Decimal(30)), Component("hasil", Decimal(60)))
YES = AnswerValue(choice="yes", has_evidence=True)
NO = AnswerValue(choice="no")
NOT_APPLICABLE = AnswerValue(not_applicable=True)


def percent(value: object) -> AnswerValue:
    return AnswerValue(number=Decimal(str(value)))


def right(code: str, *indicators: IndicatorDefinition) -> RightDefinition:
    return RightDefinition(code, indicators)


def indicator(
    code: str, kind: str = "hasil", rule: Mapping[str, object] = PERCENT, weight: object = 1, *, optional: bool = True
) -> IndicatorDefinition:
    return IndicatorDefinition(code, kind, rule_from_dict(rule), Decimal(str(weight)), optional)


def three_kinds(code: str, rule: Mapping[str, object] = PERCENT) -> RightDefinition:
    """A right with two indicators of each kind."""
    return right(code, *(indicator(f"{code}-{kind}-{n}", kind, rule) for kind in ("struktur", "proses", "hasil") for n in (1, 2)))


def framework(*criteria: CriterionDefinition, rollup: str = "components", **settings: object) -> FrameworkDefinition:
    defaults: dict[str, object] = {
        "predicates": PREDICATES,
        "components": COMPONENTS if rollup == "components" else (),
        "addition": AdditionDefinition("aksi-ham", Decimal(15)),
        "gates": (
            GateDefinition("aksi-ham", "no_predicate"),
            GateDefinition("dugaan", "no_special_award"),
            GateDefinition("sanksi", "no_award"),
        ),
    }
    return FrameworkDefinition(code="uji", rollup=rollup, criteria=criteria, **(defaults | settings))  # type: ignore[arg-type]


def one_percentage(**settings: object) -> FrameworkDefinition:
    """One indicator of the kind hasil, in proportion: the answer is the score."""
    return framework(CriterionDefinition("k", (right("h", indicator("X")),)), **settings)


def revised_shape() -> FrameworkDefinition:
    """Three criteria, the last with two rights."""
    single = [CriterionDefinition(code, (three_kinds(code),)) for code in ("a", "b")]
    return framework(*single, CriterionDefinition("cd", (three_kinds("c"), three_kinds("d"))))


def shipped(code: str) -> FrameworkDefinition:
    """A shipped framework straight from its YAML file, without a database."""
    provisions = {provision.code for instrument in read_instruments(shipped_instruments()) for provision in instrument.provisions}
    path = next(path for path in shipped_frameworks() if path.stem.startswith(code))
    return definition_of(read_framework(Path(path), known_provisions=provisions))


def definition_of(entry: FrameworkEntry) -> FrameworkDefinition:
    criteria = tuple(
        CriterionDefinition(
            criterion.code,
            tuple(
                RightDefinition(
                    row.code,
                    tuple(
                        IndicatorDefinition(item.code, item.kind, rule_from_dict(item.rule), item.weight, item.may_be_not_applicable)
                        for item in row.indicators
                    ),
                )
                for row in criterion.rights
            ),
            criterion.weight,
        )
        for criterion in entry.criteria
    )
    return FrameworkDefinition(
        code=entry.code,
        rollup="item_sum" if entry.rollup == "item_sum" else "components",
        criteria=criteria,
        predicates=tuple(PredicateDefinition(band.code, band.minimum, band.is_awarded) for band in entry.predicates),
        components=tuple(Component(code, maximum) for code, maximum in entry.components.items()),
        addition=AdditionDefinition(entry.addition_code, entry.addition_maximum) if entry.addition_code else None,
        cap=entry.cap,
        gates=tuple(GateDefinition(gate.code, gate.effect) for gate in entry.gates),
    )


# The second calculation: straight from domain.md 2.1 with fractions, nothing shared with the engine but the rules.


def _mean(parts: list[tuple[Fraction, Fraction]]) -> Fraction | None:
    """Weighted mean of (weight, value); None without parts."""
    weight = sum((weight for weight, _ in parts), Fraction(0))
    return sum((weight * value for weight, value in parts), Fraction(0)) / weight if weight else None


def _share(rule: Rule, value: AnswerValue) -> Fraction:
    return rule.share(value) if not value.not_applicable else Fraction(0)


def plain_raw(definition: FrameworkDefinition, answers: Mapping[str, AnswerValue]) -> Fraction:
    """The raw total as one would do it on paper."""
    if definition.rollup == "item_sum":
        counted = [item for item in definition.indicators() if not (_asked(answers, item.code).not_applicable and item.may_be_not_applicable)]
        maximum = sum((Fraction(item.rule.maximum) * Fraction(item.weight) for item in counted), Fraction(0))
        earned = sum(
            (_share(item.rule, _asked(answers, item.code)) * Fraction(item.rule.maximum) * Fraction(item.weight) for item in counted), Fraction(0)
        )
        return earned / maximum * 100 if maximum else Fraction(0)
    criteria = []
    for criterion in definition.criteria:
        rights = [score for row in criterion.rights if (score := _plain_right(definition, row, answers)) is not None]
        if rights:
            criteria.append((Fraction(criterion.weight), sum(rights, Fraction(0)) / len(rights)))
    return _mean(criteria) or Fraction(0)


def _asked(answers: Mapping[str, AnswerValue], code: str) -> AnswerValue:
    return answers.get(code, AnswerValue())


def _plain_right(definition: FrameworkDefinition, row: RightDefinition, answers: Mapping[str, AnswerValue]) -> Fraction | None:
    components = []
    for component in definition.components:
        counted = [
            item
            for item in row.indicators
            if item.component == component.code and not (_asked(answers, item.code).not_applicable and item.may_be_not_applicable)
        ]
        share = _mean([(Fraction(item.weight), _share(item.rule, _asked(answers, item.code))) for item in counted])
        if share is not None:
            components.append((Fraction(component.maximum), share))
    mean = _mean(components)
    return None if mean is None else mean * 100
