"""Conditions beside the score: reports, sanctions, a minimum for each right, who was assessed at all."""

from decimal import Decimal

import pytest

from indicators.scoring import CriterionDefinition, compile_framework, score
from tests.indicators.scoring.frameworks import framework, indicator, one_percentage, percent, right

COMPILED = compile_framework(one_percentage())
ALL = {"X": percent(100)}


def test_without_the_report_there_is_no_predicate_whatever_the_score():
    result = score(COMPILED, ALL, failed_gates=frozenset({"aksi-ham"}))

    assert (result.final, result.predicate, result.awarded) == (100, "belum-dinilai", False)
    assert result.gates == {"aksi-ham"}


def test_an_alleged_violation_closes_the_special_awards_only():
    result = score(COMPILED, ALL, failed_gates=frozenset({"dugaan"}))

    assert (result.predicate, result.awarded, result.gates) == ("peduli", True, frozenset({"dugaan"}))


def test_a_gate_may_withhold_the_certificate_and_keep_the_predicate():
    result = score(COMPILED, ALL, failed_gates=frozenset({"sanksi"}))

    assert (result.predicate, result.awarded) == ("peduli", False)


def test_a_region_that_was_not_assessed_has_no_predicate():
    assert score(COMPILED, ALL, assessed=False).predicate == "belum-dinilai"


def test_a_minimum_for_each_right_withholds_the_certificate():
    criteria = [CriterionDefinition(code, (right(code, indicator(code.upper())),)) for code in "ab"]
    compiled = compile_framework(framework(*criteria, minimum_per_right=Decimal(60)))

    below = score(compiled, {"A": percent(100), "B": percent("59.999999")})
    at = score(compiled, {"A": percent(100), "B": percent(60)})

    assert (below.predicate, below.awarded, below.gates) == ("peduli", False, frozenset({"minimum_per_right"}))
    assert (at.awarded, at.gates) == (True, frozenset())


def test_a_right_that_does_not_apply_cannot_fail_the_minimum():
    criteria = [CriterionDefinition(code, (right(code, indicator(code.upper())),)) for code in "ab"]
    compiled = compile_framework(framework(*criteria, minimum_per_right=Decimal(60)))

    result = score(compiled, {"A": percent(90), "B": percent(0)._replace(number=None, not_applicable=True)})

    assert (result.awarded, result.gates) == (True, frozenset())


@pytest.mark.parametrize("addition", [Decimal(-1), Decimal("15.01")])
def test_an_addition_outside_its_limits_is_refused(addition):
    with pytest.raises(ValueError, match="outside"):
        score(COMPILED, ALL, addition=addition)


def test_an_unknown_gate_is_refused():
    with pytest.raises(ValueError, match="unknown gates"):
        score(COMPILED, ALL, failed_gates=frozenset({"salah-ketik"}))


def test_a_component_nobody_declared_is_refused():
    with pytest.raises(ValueError, match="unknown components"):
        compile_framework(framework(CriterionDefinition("k", (right("h", indicator("X", "dampak")),))))
