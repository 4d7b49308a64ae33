"""What a gain leads to: final score and predicate with addition, cap and gates, compared unrounded."""

from dataclasses import replace
from decimal import Decimal

import pytest

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
    biggest_gains,
    compile_framework,
    score,
)
from indicators.scoring.gains import Outcome, outcome
from indicators.scoring.rules import Linear

D = Decimal
LINEAR = Linear()
DEFINITION = FrameworkDefinition(
    code="uji",
    rollup="components",
    criteria=tuple(
        CriterionDefinition(code, (RightDefinition(code, (IndicatorDefinition(code.upper(), "hasil", LINEAR),)),), D(1)) for code in ("a", "b")
    ),
    predicates=(PredicateDefinition("peduli", D(75), True), PredicateDefinition("cukup", D(65), False), PredicateDefinition("kurang", D(0), False)),
    components=(Component("hasil", D(100)),),
    addition=AdditionDefinition("aksi-ham", D(15)),
    cap=D(100),
    minimum_per_right=None,
    gates=(GateDefinition("laporan", "no_predicate"), GateDefinition("pelanggaran", "no_award")),
)


def after(
    a: str, b: str, *, addition: str = "0", gates: tuple[str, ...] = (), minimum: str | None = None, code: str = "A"
) -> tuple[Outcome, Outcome]:
    """The outcome now, and with full points in one indicator."""
    compiled = compile_framework(replace(DEFINITION, minimum_per_right=None if minimum is None else D(minimum)))
    result = score(compiled, {"A": AnswerValue(number=D(a)), "B": AnswerValue(number=D(b))}, addition=D(addition), failed_gates=frozenset(gates))
    gain = next(found for found in biggest_gains(result.tree) if found.code == code)
    now = outcome(compiled, result.tree, addition=D(addition), failed_gates=result.gates)
    assert (now.final, now.predicate, now.is_awarded) == (result.final, result.predicate, result.awarded), "as the engine says"
    return now, outcome(compiled, result.tree, addition=D(addition), failed_gates=result.gates, gain=gain)


@pytest.mark.parametrize(
    ("a", "b", "addition", "before", "then"),
    [
        ("0", "50", "0", ("25", "kurang"), ("75", "peduli")),  # exactly 75
        ("0", "49.9999", "0", ("24.99995", "kurang"), ("74.99995", "cukup")),  # not rounded up
        ("0", "49.9999", "0.01", ("25.00995", "kurang"), ("75.00995", "peduli")),
        ("60", "100", "15", ("95", "peduli"), ("100", "peduli")),  # the cap
        ("40", "50", "15", ("60", "kurang"), ("90", "peduli")),
    ],
)
def test_a_gain_counts_with_the_addition_up_to_the_cap(a, b, addition, before, then):
    found = after(a, b, addition=addition)

    assert [(one.final, one.predicate) for one in found] == [(D(before[0]), before[1]), (D(then[0]), then[1])]


def test_a_gate_that_takes_the_predicate_holds():
    now, then = after("0", "100", gates=("laporan",))

    assert now.predicate == then.predicate == DEFINITION.unassessed_predicate
    assert then.final == 100


def test_a_gate_that_takes_the_award_leaves_the_predicate():
    _now, then = after("0", "100", gates=("pelanggaran",))

    assert (then.predicate, then.is_awarded) == ("peduli", False)


def test_the_minimum_of_every_right_is_looked_at_anew():
    now, then = after("40", "100", addition="10", minimum="50")
    assert (now.predicate, now.is_awarded) == ("peduli", False)
    assert then.is_awarded

    _now, still = after("40", "60", addition="10", minimum="50", code="B")
    assert (still.predicate, still.is_awarded) == ("peduli", False), "the other right stays below it"


def test_the_tree_itself_is_left_as_it_was():
    compiled = compile_framework(DEFINITION)
    tree = score(compiled, {"A": AnswerValue(number=D(10))}).tree
    before = tree.to_dict()

    outcome(compiled, tree, gain=biggest_gains(tree)[0])

    assert tree.to_dict() == before
