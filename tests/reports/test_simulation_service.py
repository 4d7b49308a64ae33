"""Simulations: started, worked out, run again; which figures are taken over and which not."""

from decimal import Decimal
from typing import Any

import pytest
from django.core.exceptions import ValidationError
from django.db import connection
from django.test.utils import CaptureQueriesContext

from accounts.access import Refused
from assessments.models import Assessment, Review
from indicators.models import Framework, IndicatorLink, PredicateBand
from indicators.services.drafts import discard_draft
from jobs.models import Job, JobState
from jobs.services import run as do_job
from reports.models import Result, Simulation, SimulationRow
from reports.services.simulation import compute_simulation, simulate_region, start_simulation
from reports.services.simulation_plan import current_digest, read_plan
from tests.factories import Stage, answer, fill, open_cycle
from tests.factories_indicators import small_framework
from tests.reports.conftest import crowd
from tests.reports.simulating import draft_of, end, simulated

pytestmark = pytest.mark.django_db


def row(simulation: Simulation, region: Any) -> SimulationRow:
    return simulation.rows.get(region=region)


def reasons(simulation: Simulation) -> dict[str, str]:
    return {code: reason for code, reason, _sources in simulation.summary["left_out"]}


def test_an_unchanged_draft_changes_nothing_at_all(scored_stage: Stage) -> None:
    crowd(scored_stage.cycle, 12)
    simulation = simulated(draft_of(scored_stage), scored_stage)
    rows = list(simulation.rows.all())
    assert len(rows) == 14
    for one in rows:
        assert (one.before_raw, one.before_final, one.before_predicate, one.before_rank) == (
            one.after_raw,
            one.after_final,
            one.after_predicate,
            one.after_rank,
        )
    summary = simulation.summary
    assert (summary["gain"], summary["lose"], summary["predicates"], summary["left_out"], summary["ended"]) == (0, 0, 0, [], [])
    assert (summary["rank_moved"], summary["agreement"]) == (0, 1.0)


def test_before_is_what_the_scoring_run_finds(scored_stage: Stage, run_at_once: Any) -> None:
    Assessment.objects.filter(region=scored_stage.neighbour).update(addition_points=Decimal(5), failed_gates=["aksi-ham"])
    run = run_at_once(scored_stage)
    simulation = simulated(draft_of(scored_stage), scored_stage)
    for result in Result.objects.filter(run=run, is_assessed=True):
        found = row(simulation, result.region)
        assert (found.before_raw, found.before_final, found.before_predicate, found.before_awarded, found.before_rank) == (
            result.raw,
            result.final,
            result.predicate,
            result.is_awarded,
            result.rank,
        )


def test_weights_of_the_draft_move_scores_ranks_and_predicates(scored_stage: Stage) -> None:
    draft = draft_of(scored_stage)
    Framework.objects.filter(pk=draft.pk).update(components={"struktur": 0, "proses": 0, "hasil": 100})
    simulation = simulated(draft, scored_stage)
    sleman = row(simulation, scored_stage.region)
    # 80 of 100 served: all that counts now.
    assert (sleman.before_final, sleman.after_final, sleman.change, sleman.after_predicate) == (88, 80, -8, "peduli")
    yogyakarta = row(simulation, scored_stage.neighbour)
    assert (yogyakarta.before_predicate, yogyakarta.after_predicate) == ("cukup", "mulai")
    assert simulation.summary["matrix"] == [["peduli", "peduli", 1], ["cukup", "mulai", 1]]
    assert (simulation.summary["lose"], simulation.summary["predicates"], simulation.summary["awarded"]) == (2, 1, [1, 1])


def test_a_predicate_of_the_draft_begins_elsewhere(scored_stage: Stage) -> None:
    draft = draft_of(scored_stage)
    PredicateBand.objects.filter(framework=draft, code="peduli").update(minimum=90)
    assert row(simulated(draft, scored_stage), scored_stage.region).after_predicate == "cukup"


def test_what_has_no_figures_is_left_out_and_said(scored_stage: Stage) -> None:
    draft = draft_of(scored_stage)
    end(draft, "INFORMASI-H1")
    simulation = simulated(draft, scored_stage)
    assert reasons(simulation) == {"INFORMASI-H1": "new"}
    assert simulation.summary["ended"] == ["INFORMASI-H1"]
    # Informasi is struktur and proses alone: 100; kesehatan 88.
    assert row(simulation, scored_stage.region).after_raw == 94


def test_what_has_no_figures_may_count_as_zero(scored_stage: Stage) -> None:
    draft = draft_of(scored_stage)
    end(draft, "INFORMASI-H1")
    simulation = simulated(draft, scored_stage, unasked="zero")
    # Informasi 40, kesehatan 88.
    assert row(simulation, scored_stage.region).after_raw == 64
    assert reasons(simulation) == {"INFORMASI-H1": "new"}


def test_figures_the_mapping_calls_incomparable_are_not_taken_over(scored_stage: Stage) -> None:
    draft = draft_of(scored_stage)
    IndicatorLink.objects.filter(framework=draft, predecessor__code="KESEHATAN-H1").update(is_comparable=False)
    assert reasons(simulated(draft, scored_stage)) == {"KESEHATAN-H1": "incomparable"}


def test_a_merged_indicator_has_no_one_figure(scored_stage: Stage) -> None:
    draft = draft_of(scored_stage)
    target = draft.indicators.get(code="KESEHATAN-H1")
    IndicatorLink.objects.filter(framework=draft, predecessor__code="INFORMASI-H1").update(successor=target)
    simulation = simulated(draft, scored_stage)
    assert reasons(simulation) == {"INFORMASI-H1": "new", "KESEHATAN-H1": "merged"}
    assert [sources for code, _reason, sources in simulation.summary["left_out"] if code == "KESEHATAN-H1"] == [["INFORMASI-H1", "KESEHATAN-H1"]]


def test_another_answer_type_or_rubric_does_not_take_the_figure(scored_stage: Stage) -> None:
    draft = draft_of(scored_stage)
    draft.indicators.filter(code="INFORMASI-S1").update(answer_type="level", rule={"type": "levels", "levels": {"none": "0", "full": "1"}})
    draft.indicators.filter(code="INFORMASI-P1").update(rule={"type": "levels", "levels": {"none": "0", "half": "0.5", "full": "1"}})
    assert reasons(simulated(draft, scored_stage)) == {"INFORMASI-S1": "answer_type", "INFORMASI-P1": "levels"}


def test_progress_against_a_year_nobody_has_figures_of_is_left_out(scored_stage: Stage) -> None:
    draft = draft_of(scored_stage)
    draft.indicators.filter(code="INFORMASI-H1").update(rule={"type": "progress", "against": "previous", "zero_at": "0", "full_at": "10"})
    assert reasons(simulated(draft, scored_stage)) == {"INFORMASI-H1": "no_previous"}


def test_progress_is_measured_against_the_figures_of_the_cycle_before(scored_stage: Stage) -> None:
    before = open_cycle(scored_stage.framework, award_year=2025)
    earlier = Assessment.objects.create(cycle=before, region=scored_stage.region)
    answer(earlier, "INFORMASI-H1", files=0, numerator=Decimal(75), denominator=Decimal(100))
    draft = draft_of(scored_stage)
    draft.indicators.filter(code="INFORMASI-H1").update(rule={"type": "progress", "against": "previous", "zero_at": "0", "full_at": "10"})
    simulation = simulated(draft, scored_stage)
    assert reasons(simulation) == {}
    # From 75 to 80: half of ten. Informasi 10 + 30 + 30, kesehatan 88.
    assert row(simulation, scored_stage.region).after_raw == 79


def test_a_region_that_was_not_scored_counts_with_its_own_answers(scored_stage: Stage) -> None:
    fill(Assessment.objects.get(region=scored_stage.far_region), number=Decimal(10))
    simulation = simulated(draft_of(scored_stage), scored_stage)
    assert row(simulation, scored_stage.far_region).source == "answers"
    assert row(simulation, scored_stage.far_region).before_raw == 46
    assert simulation.summary["sources"] == {"review": 2, "answers": 1}


def test_findings_count_before_answers(scored_stage: Stage) -> None:
    Review.objects.filter(answer__assessment=scored_stage.assessment, answer__indicator__code="KESEHATAN-S1").update(choice="no")
    simulation = simulated(draft_of(scored_stage), scored_stage)
    assert row(simulation, scored_stage.region).before_raw == 83


def test_only_scored_regions_when_asked(scored_stage: Stage) -> None:
    fill(Assessment.objects.get(region=scored_stage.far_region))
    simulation = simulated(draft_of(scored_stage), scored_stage, only_reviewed=True)
    assert simulation.summary["sources"] == {"review": 2, "answers": 0}


def test_a_region_without_any_answer_is_left_out_and_counted(scored_stage: Stage) -> None:
    answer(Assessment.objects.get(region=scored_stage.far_region), "INFORMASI-S1")
    simulation = simulated(draft_of(scored_stage), scored_stage)
    assert (simulation.summary["regions"], simulation.summary["without_answers"]) == (2, 1)


def test_an_adopted_framework_can_be_tried_out_too(scored_stage: Stage) -> None:
    simulation = simulated(scored_stage.framework, scored_stage)
    assert simulation.summary["gain"] == simulation.summary["lose"] == 0


def test_a_cycle_of_an_unrelated_framework_is_refused_with_the_reason(scored_stage: Stage) -> None:
    other = small_framework("lain")
    with pytest.raises(ValidationError) as refused:
        start_simulation(framework=other, cycle=scored_stage.cycle, unasked="omit", by=scored_stage.editor)
    assert "does not come from" in " ".join(refused.value.messages)
    assert not Simulation.objects.exists()


def test_a_draft_that_can_take_over_no_figure_is_refused(scored_stage: Stage) -> None:
    draft = draft_of(scored_stage)
    IndicatorLink.objects.filter(framework=draft).update(is_comparable=False)
    with pytest.raises(ValidationError):
        start_simulation(framework=draft, cycle=scored_stage.cycle, unasked="omit", by=scored_stage.editor)


def test_a_draft_with_a_broken_rule_is_refused(scored_stage: Stage) -> None:
    draft = draft_of(scored_stage)
    draft.indicators.filter(code="INFORMASI-H1").update(rule={"type": "linear", "zero_at": "some"})
    with pytest.raises(ValidationError):
        start_simulation(framework=draft, cycle=scored_stage.cycle, unasked="omit", by=scored_stage.editor)


def test_a_rule_without_points_for_a_figure_ends_the_work_with_a_reason(scored_stage: Stage) -> None:
    draft = draft_of(scored_stage)
    draft.indicators.filter(code="INFORMASI-H1").update(rule={"type": "bands", "gap_policy": "worse", "bands": []})
    simulation = simulated(draft, scored_stage)
    assert (simulation.is_failed, simulation.job.state) == (True, JobState.FAILED)
    assert "no points for a figure" in simulation.job.error


def test_a_cycle_nobody_has_answered_ends_with_a_reason(stage: Stage) -> None:
    simulation = simulated(draft_of(stage), stage)
    assert simulation.is_failed
    assert simulation.job.error


@pytest.mark.parametrize("role", ["coordinator", "verifier", "reviewer", "administrator", "nobody"])
def test_others_than_editors_and_leads_may_not(scored_stage: Stage, role: str) -> None:
    draft = draft_of(scored_stage)
    with pytest.raises(Refused):
        start_simulation(framework=draft, cycle=scored_stage.cycle, unasked="omit", by=getattr(scored_stage, role))
    assert not Job.objects.exists()


def test_a_second_click_gives_the_simulation_already_started(scored_stage: Stage) -> None:
    draft = draft_of(scored_stage)
    wanted = {"framework": draft, "cycle": scored_stage.cycle, "unasked": "omit"}
    first = start_simulation(**wanted, by=scored_stage.editor)
    assert start_simulation(**wanted, by=scored_stage.lead) == first
    assert start_simulation(**wanted | {"unasked": "zero"}, by=scored_stage.lead) != first


def test_the_work_done_twice_writes_the_same_once(scored_stage: Stage) -> None:
    simulation = simulated(draft_of(scored_stage), scored_stage)
    rows = list(simulation.rows.order_by("pk").values())
    compute_simulation(simulation.job)
    assert list(simulation.rows.order_by("pk").values()) == rows


def test_work_that_died_is_done_again_from_the_beginning(scored_stage: Stage) -> None:
    draft = draft_of(scored_stage)
    simulation = start_simulation(framework=draft, cycle=scored_stage.cycle, unasked="omit", by=scored_stage.editor)
    Job.objects.filter(pk=simulation.job_id).update(state=JobState.QUEUED, attempts=1, done=1, total=3)
    do_job(simulation.job_id)
    simulation.refresh_from_db()
    assert simulation.is_finished
    assert simulation.rows.count() == 2
    assert (simulation.job.state, simulation.job.done) == (JobState.DONE, 3)


def test_the_work_for_a_discarded_draft_does_nothing(scored_stage: Stage) -> None:
    draft = draft_of(scored_stage)
    simulation = start_simulation(framework=draft, cycle=scored_stage.cycle, unasked="omit", by=scored_stage.editor)
    discard_draft(framework=draft, by=scored_stage.editor)
    do_job(simulation.job_id)
    assert Job.objects.get().state == JobState.DONE
    assert not Simulation.objects.exists()


def test_the_fingerprint_changes_with_a_rule_and_not_with_a_sentence(scored_stage: Stage) -> None:
    draft = draft_of(scored_stage)
    simulation = simulated(draft, scored_stage)
    draft.indicators.filter(code="INFORMASI-H1").update(statement={"id": "Lain", "en": "Other"})
    assert current_digest(draft, scored_stage.cycle) == simulation.draft_digest
    draft.indicators.filter(code="INFORMASI-H1").update(weight=2)
    assert current_digest(draft, scored_stage.cycle) != simulation.draft_digest


def test_a_draft_that_no_longer_computes_has_no_fingerprint(scored_stage: Stage) -> None:
    draft = draft_of(scored_stage)
    draft.indicators.filter(code="INFORMASI-H1").update(rule={"type": "linear", "zero_at": "some"})
    assert current_digest(draft, scored_stage.cycle) == ""


def test_a_region_computed_anew_agrees_with_its_row(scored_stage: Stage) -> None:
    draft = draft_of(scored_stage)
    end(draft, "INFORMASI-H1")
    simulation = simulated(draft, scored_stage)
    found = simulate_region(simulation, scored_stage.region)
    assert found is not None
    _plan, before, after = found
    kept = row(simulation, scored_stage.region)
    assert (before.raw, before.final, after.raw, after.final) == (kept.before_raw, kept.before_final, kept.after_raw, kept.after_final)


def test_reading_the_plan_takes_the_same_queries_for_any_number_of_regions(scored_stage: Stage) -> None:
    draft = draft_of(scored_stage)

    def queries() -> int:
        with CaptureQueriesContext(connection) as captured:
            read_plan(framework=draft, cycle=scored_stage.cycle, unasked="omit")
        return len(captured)

    queries()  # what is kept in memory of the adopted framework is read once
    few = queries()
    crowd(scored_stage.cycle, 10)
    assert queries() == few
