"""The pure calculation of a simulation, by hand on a small framework."""

from dataclasses import replace
from decimal import Decimal
from typing import Any

from hypothesis import given
from hypothesis import strategies as st

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
    compile_framework,
    rule_from_dict,
)
from reports.simulation import Candidate, Outcome, Simulated, Simulation, without

YES_NO, LINEAR = {"type": "yes_no"}, {"type": "linear", "zero_at": "0", "full_at": "100"}


def indicator(code: str, component: str, rule: dict[str, Any], **values: Any) -> IndicatorDefinition:
    return IndicatorDefinition(code, component, rule_from_dict(rule), **values)


def framework(**changes: Any) -> FrameworkDefinition:
    """Two rights: S (yes/no, 40 of 100) and H (percentage, 60 of 100) each."""
    rights = [RightDefinition(name, (indicator(f"{name}-S", "struktur", YES_NO), indicator(f"{name}-H", "hasil", LINEAR))) for name in ("A", "B")]
    values: dict[str, Any] = {
        "code": "uji",
        "rollup": "components",
        "criteria": tuple(CriterionDefinition(right.code, (right,)) for right in rights),
        "predicates": (PredicateDefinition("peduli", Decimal(75), awarded=True), PredicateDefinition("kurang", Decimal(0))),
        "components": (Component("struktur", Decimal(40)), Component("hasil", Decimal(60))),
        "addition": AdditionDefinition("aksi-ham", Decimal(15)),
        "gates": (GateDefinition("aksi-ham", "no_predicate"),),
    }
    return FrameworkDefinition(**(values | changes))


def answers(choice: str, first: int, second: int) -> dict[str, AnswerValue]:
    """The same choice in both rights, a percentage in each."""
    yes = AnswerValue(choice=choice, has_evidence=True)
    return {"A-S": yes, "B-S": yes, "A-H": AnswerValue(number=Decimal(first)), "B-H": AnswerValue(number=Decimal(second))}


def candidate(region: int, values: dict[str, AnswerValue], **fields: Any) -> Candidate:
    return Candidate(region, values, values, **fields)


def simulate(before: FrameworkDefinition, after: FrameworkDefinition, *candidates: Candidate) -> Simulated:
    simulation = Simulation(compile_framework(before), compile_framework(after))
    for one in candidates:
        simulation.add(one)
    return simulation.finish()


def by_region(simulated: Simulated) -> dict[int, Outcome]:
    return {outcome.region_id: outcome for outcome in simulated.outcomes}


# The draft asks for results with 80 of 100 points instead of 60.
HARDER = framework(components=(Component("struktur", Decimal(20)), Component("hasil", Decimal(80))))


def test_who_gains_and_who_loses() -> None:
    found = by_region(simulate(framework(), HARDER, candidate(1, answers("yes", 50, 50)), candidate(2, answers("no", 100, 100))))
    # 40 + 30 = 70 before, 20 + 40 = 60 after; 60 before, 80 after.
    assert (found[1].before_raw, found[1].after_raw, found[1].change) == (70, 60, -10)
    assert (found[2].before_raw, found[2].after_raw, found[2].change) == (60, 80, 20)


def test_predicates_and_certificates_change_with_the_final_score() -> None:
    found = by_region(simulate(framework(), HARDER, candidate(1, answers("yes", 50, 50), addition=Decimal(5)), candidate(2, answers("no", 100, 100))))
    assert (found[1].before_predicate, found[1].after_predicate, found[1].before_awarded, found[1].after_awarded) == ("peduli", "kurang", True, False)
    assert (found[2].before_predicate, found[2].after_predicate, found[2].before_awarded, found[2].after_awarded) == ("kurang", "peduli", False, True)


def test_ranks_are_shared_by_equal_scores_and_moves_are_counted_in_places() -> None:
    simulated = simulate(
        framework(),
        HARDER,
        candidate(1, answers("yes", 50, 50)),
        candidate(2, answers("no", 100, 100)),
        candidate(3, answers("no", 100, 100)),
        candidate(4, answers("no", 0, 0)),
    )
    found = by_region(simulated)
    assert [(found[n].before_rank, found[n].after_rank, found[n].rank_change) for n in (1, 2, 3, 4)] == [(1, 3, -2), (2, 1, 1), (2, 1, 1), (4, 4, 0)]


def test_the_addition_of_the_cycle_counts_as_far_as_the_draft_allows() -> None:
    found = by_region(
        simulate(
            framework(),
            framework(addition=AdditionDefinition("aksi-ham", Decimal(4))),
            candidate(1, answers("yes", 50, 50), addition=Decimal(10)),
        )
    )[1]
    assert (found.before_final, found.after_final) == (80, 74)
    none = by_region(simulate(framework(), framework(addition=None), candidate(1, answers("yes", 50, 50), addition=Decimal(10))))[1]
    assert none.after_final == 70


def test_a_gate_the_draft_does_not_know_falls_away() -> None:
    failed = candidate(1, answers("yes", 100, 100), failed_gates=frozenset({"aksi-ham"}))
    found = by_region(simulate(framework(), framework(gates=()), failed))[1]
    assert (found.before_predicate, found.after_predicate, found.after_awarded) == ("belum-dinilai", "peduli", True)


def test_an_indicator_left_out_gives_its_weight_to_the_others() -> None:
    found = by_region(simulate(framework(), without(framework(), {"A-S"}), candidate(1, answers("no", 50, 50))))[1]
    # Right A is its results alone: 50 of 100; right B 0 + 30.
    assert (found.before_raw, found.after_raw) == (30, 40)


def test_an_indicator_without_figures_that_counts_as_zero_only_costs() -> None:
    values = answers("yes", 50, 50)
    bare = {code: value for code, value in values.items() if code != "A-S"}
    found = by_region(simulate(framework(), framework(), Candidate(1, values, bare)))[1]
    assert (found.before_raw, found.after_raw) == (70, 50)


def test_leaving_everything_out_of_a_right_leaves_the_other_to_count() -> None:
    simulated = simulate(framework(), without(framework(), {"A-S", "A-H"}), candidate(1, answers("yes", 0, 100)))
    assert by_region(simulated)[1].after_raw == 100
    assert simulated.after_rights == {"B": 100}


def test_means_of_rights_are_of_a_hundred_and_over_the_regions() -> None:
    simulated = simulate(framework(), HARDER, candidate(1, answers("yes", 50, 100)), candidate(2, answers("no", 0, 100)))
    assert simulated.before_rights == {"A": 35, "B": 80}
    assert simulated.after_rights == {"A": 30, "B": 90}


def test_indicators_at_their_ceiling_and_floor_and_twins_are_found() -> None:
    rows = [candidate(n, answers("yes", n * 10, n * 10)) for n in range(10)]
    found = {row.code: row for row in simulate(framework(), framework(), *rows).indicators}
    assert (found["A-S"].ceiling, found["A-S"].floor, found["A-S"].twin) == (1.0, 0.0, "")
    assert (found["A-H"].floor, found["A-H"].twin, round(found["A-H"].correlation, 9)) == (0.1, "B-H", 1.0)


def test_an_indicator_that_does_not_apply_is_not_counted() -> None:
    optional = framework()
    first = optional.criteria[0]
    loose = replace(first.rights[0].indicators[0], may_be_not_applicable=True)
    right = replace(first.rights[0], indicators=(loose, first.rights[0].indicators[1]))
    optional = replace(optional, criteria=(replace(first, rights=(right,)), optional.criteria[1]))
    values = answers("yes", 50, 50) | {"A-S": AnswerValue(not_applicable=True)}
    found = {row.code: row for row in simulate(framework(), optional, candidate(1, values), candidate(2, answers("yes", 0, 0))).indicators}
    assert (found["A-S"].counted, found["B-S"].counted) == (1, 2)


def test_a_region_without_a_figure_says_nothing_about_the_indicator() -> None:
    values = answers("yes", 50, 100)
    bare = {code: value for code, value in values.items() if code != "A-H"}
    found = {row.code: row for row in simulate(framework(), framework(), Candidate(1, values, bare), candidate(2, values)).indicators}
    assert (found["A-H"].counted, found["A-H"].mean, found["A-H"].floor) == (1, 0.5, 0.0)


def test_rankings_of_fewer_than_three_regions_have_no_correlation() -> None:
    assert simulate(framework(), HARDER, candidate(1, answers("yes", 1, 1))).rank_agreement is None


def numbers(least: int, most: int) -> st.SearchStrategy[Decimal]:
    return st.integers(least * 100, most * 100).map(lambda cents: Decimal(cents) / 100)


values = st.fixed_dictionaries(
    {},
    optional={
        code: st.one_of(
            st.tuples(st.sampled_from(["yes", "no", "perhaps"]), st.booleans()).map(lambda pair: AnswerValue(choice=pair[0], has_evidence=pair[1])),
            numbers(-10, 200).map(lambda number: AnswerValue(number=number)),
            st.tuples(numbers(0, 10**6), numbers(1, 10**6)).map(lambda pair: AnswerValue(numerator=pair[0], denominator=pair[1])),
            st.just(AnswerValue(not_applicable=True)),
        )
        for code in ("A-S", "A-H", "B-S", "B-H")
    },
)
candidates = st.lists(
    st.tuples(values, numbers(0, 15), st.sets(st.just("aksi-ham"))),
    min_size=1,
    max_size=6,
)


@given(candidates)
def test_an_unchanged_draft_changes_nothing_for_any_answers(rows: list[Any]) -> None:
    simulated = simulate(
        framework(),
        framework(),
        *(candidate(n, row, addition=addition, failed_gates=frozenset(gates)) for n, (row, addition, gates) in enumerate(rows)),
    )
    for outcome in simulated.outcomes:
        assert (outcome.before_raw, outcome.before_final, outcome.before_predicate, outcome.before_awarded, outcome.before_rank) == (
            outcome.after_raw,
            outcome.after_final,
            outcome.after_predicate,
            outcome.after_awarded,
            outcome.after_rank,
        )
        assert (outcome.change, outcome.rank_change) == (0, 0)
    assert simulated.before_rights == simulated.after_rights
