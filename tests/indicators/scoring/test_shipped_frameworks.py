"""The frameworks that come with the portal score: everything gives 100, nothing 0, and the sums are exact in between."""

from decimal import Decimal
from functools import cache

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from indicators.catalogue import FrameworkEntry, IndicatorEntry, read_framework, read_instruments
from indicators.scoring import (
    AdditionDefinition,
    AnswerValue,
    CompiledFramework,
    Component,
    CriterionDefinition,
    FrameworkDefinition,
    GateDefinition,
    IndicatorDefinition,
    PredicateDefinition,
    RightDefinition,
    biggest_gains,
    compile_framework,
    rule_from_dict,
    score,
)
from indicators.services.load import shipped_frameworks, shipped_instruments

CODES = ("permenkumham-25-2013", "permenkumham-34-2016", "revisi-2026")


def definition(entry: FrameworkEntry) -> FrameworkDefinition:
    def indicator(row: IndicatorEntry) -> IndicatorDefinition:
        return IndicatorDefinition(row.code, row.kind, rule_from_dict(row.rule), row.weight, row.may_be_not_applicable)

    return FrameworkDefinition(
        code=entry.code,
        rollup=entry.rollup,  # type: ignore[arg-type]
        criteria=tuple(
            CriterionDefinition(
                criterion.code,
                tuple(RightDefinition(right.code, tuple(indicator(row) for row in right.indicators)) for right in criterion.rights),
                criterion.weight,
            )
            for criterion in entry.criteria
        ),
        predicates=tuple(PredicateDefinition(band.code, band.minimum, band.is_awarded) for band in entry.predicates),
        components=tuple(Component(code, maximum) for code, maximum in entry.components.items()),
        addition=AdditionDefinition(entry.addition_code, entry.addition_maximum) if entry.addition_code else None,
        cap=entry.cap,
        minimum_per_right=entry.minimum_per_right,
        gates=tuple(GateDefinition(gate.code, gate.effect) for gate in entry.gates),  # type: ignore[arg-type]
    )


@cache
def compiled(code: str) -> tuple[CompiledFramework, FrameworkEntry]:
    known = {provision.code for instrument in read_instruments(shipped_instruments()) for provision in instrument.provisions}
    path = next(path for path in shipped_frameworks() if code.startswith(path.stem))
    entry = read_framework(path, known_provisions=known)
    return compile_framework(definition(entry)), entry


def candidates(indicator: IndicatorEntry) -> list[AnswerValue]:
    """Values over the whole range of a rule, among them one that earns all and one that earns nothing."""
    rule = indicator.rule
    if indicator.answer_type == "yes_no":
        return [AnswerValue("yes", has_evidence=True), AnswerValue("no", has_evidence=True)]
    if indicator.answer_type == "level":
        return [AnswerValue(level, has_evidence=True) for level in rule["levels"]]
    if rule["type"] == "bands":
        edges = [Decimal(band[key]) for band in rule["bands"] for key in ("from", "to", "above", "below") if key in band]
    else:
        edges = [Decimal(rule.get("zero_at", 0)), Decimal(rule.get("full_at", 100))]
        if rule["type"] == "progress" and rule["against"] == "target":
            edges = [edge * Decimal(rule["target"]) / 100 for edge in edges]
    low, high = min(edges) - 1, max(edges) + 1
    figures = {low, high, *edges, (low + high) / 2}
    return [AnswerValue(number=figure, has_evidence=True, previous=Decimal(0)) for figure in sorted(figures)]


def by_points(indicator: IndicatorEntry) -> list[AnswerValue]:
    """Candidates from the worst to the best."""
    rule = rule_from_dict(indicator.rule)
    return sorted(candidates(indicator), key=rule.points)


@pytest.mark.parametrize("code", CODES)
def test_the_best_answers_earn_everything_and_the_worst_nothing(code):
    framework, entry = compiled(code)

    best = score(framework, {indicator.code: by_points(indicator)[-1] for indicator in entry.indicators})
    worst = score(framework, {indicator.code: by_points(indicator)[0] for indicator in entry.indicators})

    assert (best.raw, best.predicate, best.awarded) == (100, "peduli", True)
    assert (worst.raw, worst.predicate, worst.awarded) == (0, "kurang", False)
    assert best.counted == worst.counted == len(entry.indicators)


@pytest.mark.parametrize("code", CODES)
def test_no_answer_at_all_earns_nothing(code):
    framework, _entry = compiled(code)

    assert score(framework, {}).raw == 0


@pytest.mark.parametrize("code", CODES)
@settings(max_examples=40, deadline=None)
@given(data=st.data())
def test_whatever_is_answered_the_explanation_adds_up_to_the_last_digit(code, data):
    framework, entry = compiled(code)
    luck = data.draw(st.randoms(use_true_random=False))
    answers = {indicator.code: luck.choice(candidates(indicator)) for indicator in entry.indicators if luck.random() < 0.9}

    result = score(framework, answers)

    assert 0 <= result.raw <= 100
    assert sum(leaf.contribution for leaf in result.tree.walk("indicator")) == result.raw
    for node in result.tree.walk():
        if node.children:
            assert sum(child.contribution_ticks for child in node.children) == node.contribution_ticks
    gains = biggest_gains(result.tree)
    assert [gain.gain for gain in gains] == sorted((gain.gain for gain in gains), reverse=True)


@pytest.mark.parametrize("code", CODES)
def test_every_indicator_of_a_framework_can_tell_regions_apart(code):
    for indicator in compiled(code)[1].indicators:
        rule = rule_from_dict(indicator.rule)
        earned = {rule.share(value) for value in candidates(indicator)}
        assert {0, 1} <= earned, indicator.code
