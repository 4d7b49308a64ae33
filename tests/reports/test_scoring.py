"""The national scoring run."""

from decimal import Decimal
from typing import Any
from unittest.mock import patch

import pytest
from django.db import IntegrityError, connection, transaction
from django.test.utils import CaptureQueriesContext

from accounts.access import Refused
from assessments.models import Assessment, AssessmentState, Event, Review, ReviewOutcome
from assessments.services.events import broken_links, chain_of
from indicators.scoring import ScoreNode
from jobs.models import Job, JobState
from jobs.services import run as run_job
from reports.models import Result, RunState, ScoringRun
from reports.services.scoring import _finish, approve_run, compute_run, start_run
from tests.factories import Stage, answer, close_phase
from tests.reports.conftest import accept, crowd, judged

pytestmark = pytest.mark.django_db


def rows_of(run: ScoringRun) -> list[tuple[Any, ...]]:
    names = ("region__code", "is_assessed", "raw", "addition", "final", "predicate", "is_awarded", "rank", "gates", "explanation")
    return list(Result.objects.filter(run=run).order_by("region__code").values_list(*names))


def result_of(run: ScoringRun, region: Any) -> Result:
    return Result.objects.get(run=run, region=region)


def test_a_lead_starts_a_run_and_the_worker_computes_it(scored_stage: Stage, run_at_once: Any) -> None:
    run = run_at_once(scored_stage)
    assert (run.sequence, run.state, run.run_by) == (1, RunState.COMPUTED, scored_stage.lead)
    assert run.job.state == JobState.DONE
    assert (run.job.done, run.job.total) == (3, 3)
    codes = list(Event.objects.filter(chain=chain_of(scored_stage.cycle)).values_list("code", flat=True))
    assert codes == ["scoring_started", "scoring_computed"]
    assert list(broken_links(chain_of(scored_stage.cycle))) == []


@pytest.mark.parametrize("role", ["coordinator", "verifier", "reviewer", "editor", "administrator", "nobody"])
def test_nobody_but_a_lead_starts_a_run(scored_stage: Stage, role: str) -> None:
    with pytest.raises(Refused):
        start_run(cycle=scored_stage.cycle, by=getattr(scored_stage, role))
    assert not ScoringRun.objects.exists()
    assert not Job.objects.exists()


def test_before_the_scoring_phase_nothing_is_computed(scored_stage: Stage) -> None:
    close_phase(scored_stage.cycle, "scoring", "objection", "plenary")
    with pytest.raises(Refused) as refused:
        start_run(cycle=scored_stage.cycle, by=scored_stage.lead)
    assert "scoring phase" in refused.value.reason


def test_a_second_click_gives_the_run_already_started(scored_stage: Stage) -> None:
    first = start_run(cycle=scored_stage.cycle, by=scored_stage.lead)
    second = start_run(cycle=scored_stage.cycle, by=scored_stage.second_lead)
    assert second == first
    assert Job.objects.count() == 1


def test_a_new_run_supersedes_the_older_ones_and_keeps_their_results(scored_stage: Stage, run_at_once: Any) -> None:
    first = run_at_once(scored_stage)
    before = rows_of(first)
    approve_run(run=first, by=scored_stage.second_lead)
    second = run_at_once(scored_stage)
    first.refresh_from_db()
    assert (first.state, second.sequence, second.state) == (RunState.SUPERSEDED, 2, RunState.COMPUTED)
    assert rows_of(first) == before


def test_the_numbers_are_those_computed_by_hand(scored_stage: Stage, run_at_once: Any) -> None:
    # The addition lifts Yogyakarta's 70 (10 + 30 + 50 % of 60) over 75; the raw score, which ranks, stays.
    Assessment.objects.filter(region=scored_stage.neighbour).update(addition_points=Decimal(5))
    run = run_at_once(scored_stage)
    sleman, yogyakarta = result_of(run, scored_stage.region), result_of(run, scored_stage.neighbour)
    assert (sleman.raw, sleman.addition, sleman.final, sleman.predicate, sleman.is_awarded, sleman.rank) == (88, 0, 88, "peduli", True, 1)
    assert (yogyakarta.raw, yogyakarta.addition, yogyakarta.final, yogyakarta.predicate, yogyakarta.rank) == (70, 5, 75, "peduli", 2)


def test_thirds_are_kept_to_the_twelfth_place(scored_stage: Stage, run_at_once: Any) -> None:
    # One right answered with 2 of 3 served: 60 * 2/3 = 40; the other 80 %. Mean of 10+30+40 and 10+30+48.
    Review.objects.filter(answer__assessment=scored_stage.assessment, answer__indicator__code="INFORMASI-H1").update(
        numerator=Decimal(1), denominator=Decimal(7)
    )
    run = run_at_once(scored_stage)
    # (10 + 30 + 60/7 + 88) / 2, rounded down to 12 places
    assert result_of(run, scored_stage.region).raw == Decimal("68.285714285714")


def test_a_region_that_was_not_reviewed_is_not_assessed_and_not_ranked(scored_stage: Stage, run_at_once: Any) -> None:
    run = run_at_once(scored_stage)
    missing = result_of(run, scored_stage.far_region)
    assert (missing.is_assessed, missing.predicate, missing.is_awarded, missing.rank) == (False, "belum-dinilai", False, None)
    assert run.totals["assessed"] == 2
    assert run.totals["predicates"] == {"peduli": 1, "cukup": 1, "belum-dinilai": 1}
    assert run.totals["mean_raw"] == "79.000000000000"


def test_without_aksi_ham_there_is_no_predicate_whatever_the_score(scored_stage: Stage, run_at_once: Any) -> None:
    Assessment.objects.filter(pk=scored_stage.assessment.pk).update(failed_gates=["aksi-ham"])
    run = run_at_once(scored_stage)
    found = result_of(run, scored_stage.region)
    assert (found.predicate, found.is_awarded, found.gates, found.raw, found.rank) == ("belum-dinilai", False, ["aksi-ham"], 88, 1)


def test_an_alleged_violation_blocks_special_awards_only(scored_stage: Stage, run_at_once: Any) -> None:
    Assessment.objects.filter(pk=scored_stage.assessment.pk).update(failed_gates=["dugaan-pelanggaran"])
    found = result_of(run_at_once(scored_stage), scored_stage.region)
    assert (found.predicate, found.is_awarded, found.gates) == ("peduli", True, ["dugaan-pelanggaran"])


def test_equal_scores_share_a_rank(scored_stage: Stage, run_at_once: Any) -> None:
    judged(Assessment.objects.get(region=scored_stage.far_region), number=Decimal(50))
    run = run_at_once(scored_stage)
    assert sorted(Result.objects.filter(run=run).values_list("rank", flat=True)) == [1, 2, 2]


def test_an_unsupported_answer_earns_nothing_and_the_tree_says_so(scored_stage: Stage, run_at_once: Any) -> None:
    Review.objects.filter(answer__assessment=scored_stage.assessment, answer__indicator__code="KESEHATAN-S1").update(
        outcome=ReviewOutcome.UNSUPPORTED, choice="", note="Tidak ada data dukung"
    )
    found = result_of(run_at_once(scored_stage), scored_stage.region)
    assert found.raw == 83
    leaf = next(node for node in ScoreNode.from_dict(found.explanation).walk("indicator") if node.code == "KESEHATAN-S1")
    assert (leaf.earned, leaf.maximum, leaf.contribution_lost) == (0, 10, 5)


def test_the_explanation_adds_up_to_the_raw_score(scored_stage: Stage, run_at_once: Any) -> None:
    run = run_at_once(scored_stage)
    for found in Result.objects.filter(run=run, is_assessed=True):
        tree = ScoreNode.from_dict(found.explanation)
        assert sum(node.contribution for node in tree.walk("indicator")) == tree.earned == found.raw


def test_an_unreviewed_answer_of_a_scored_region_earns_nothing(stage: Stage, run_at_once: Any) -> None:
    answer(stage.assessment, "INFORMASI-S1", choice="yes")
    accept(stage.assessment)
    answer(stage.assessment, "KESEHATAN-S1", choice="yes")
    found = result_of(run_at_once(stage), stage.region)
    assert found.raw == 5


def test_a_run_that_died_half_way_is_run_again_with_the_same_rows(scored_stage: Stage, run_at_once: Any) -> None:
    crowd(scored_stage.cycle, 6)
    whole = run_at_once(scored_stage)
    expected = rows_of(whole)
    run = start_run(cycle=scored_stage.cycle, by=scored_stage.lead)
    job = run.job
    Job.objects.filter(pk=job.pk).update(state=JobState.RUNNING, attempts=1)
    job.refresh_from_db()
    written = []

    def die(job: Job, done: int, total: int) -> None:
        if done:
            written.append(done)
        if done >= 4:
            raise KeyboardInterrupt

    with patch("reports.services.scoring.advance", die), pytest.raises(KeyboardInterrupt):
        compute_run(job)
    run.refresh_from_db()
    assert run.state == RunState.RUNNING
    assert written
    Job.objects.filter(pk=job.pk).update(state=JobState.QUEUED)
    run_job(job.pk)
    run.refresh_from_db()
    assert run.state == RunState.COMPUTED
    assert rows_of(run) == expected


def test_a_worker_that_was_overtaken_does_not_undo_an_approval(scored_stage: Stage, run_at_once: Any) -> None:
    run = run_at_once(scored_stage)
    approve_run(run=run, by=scored_stage.second_lead)
    _finish(run, list(run.results.all()))
    run.refresh_from_db()
    assert run.state == RunState.APPROVED


def test_a_finished_run_is_left_as_it_is(scored_stage: Stage, run_at_once: Any) -> None:
    run = run_at_once(scored_stage)
    keys = list(run.results.values_list("pk", flat=True))
    compute_run(run.job)
    assert list(run.results.values_list("pk", flat=True)) == keys


def test_a_run_that_cannot_be_computed_says_so_and_a_new_one_may_start(scored_stage: Stage, django_capture_on_commit_callbacks: Any) -> None:
    with patch("reports.services.scoring.score", side_effect=ValueError("broken")), django_capture_on_commit_callbacks(execute=True):
        run = start_run(cycle=scored_stage.cycle, by=scored_stage.lead)
    run.refresh_from_db()
    assert (run.state, run.job.state) == (RunState.FAILED, JobState.FAILED)
    assert "ValueError" in run.job.error
    assert start_run(cycle=scored_stage.cycle, by=scored_stage.lead).sequence == 2


def queries_of_a_run(stage: Stage, run_at_once: Any) -> int:
    with CaptureQueriesContext(connection) as captured:
        run = run_at_once(stage)
    assert run.state == RunState.COMPUTED
    return len(captured)


def test_the_number_of_queries_does_not_grow_with_the_regions(stage: Stage, run_at_once: Any) -> None:
    # Results are written in eight parts; from eight regions on nothing grows.
    crowd(stage.cycle, 8)
    run_at_once(stage)  # the framework is in memory from now on
    few = queries_of_a_run(stage, run_at_once)
    crowd(stage.cycle, 22, start=8)
    many = queries_of_a_run(stage, run_at_once)
    assert Assessment.objects.filter(cycle=stage.cycle, state=AssessmentState.REVIEWED).count() == 30
    assert many == few


class TestApproval:
    def test_a_second_lead_approves(self, scored_stage: Stage, run_at_once: Any) -> None:
        run = approve_run(run=run_at_once(scored_stage), by=scored_stage.second_lead)
        assert (run.state, run.approved_by) == (RunState.APPROVED, scored_stage.second_lead)
        assert Event.objects.filter(code="scoring_approved", actor=scored_stage.second_lead).exists()

    def test_who_started_the_run_cannot_approve_it(self, scored_stage: Stage, run_at_once: Any) -> None:
        run = run_at_once(scored_stage)
        with pytest.raises(Refused) as refused:
            approve_run(run=run, by=scored_stage.lead)
        assert "second lead" in refused.value.reason

    def test_the_database_refuses_it_too(self, scored_stage: Stage, run_at_once: Any) -> None:
        run = run_at_once(scored_stage)
        with pytest.raises(IntegrityError), transaction.atomic():
            ScoringRun.objects.filter(pk=run.pk).update(approved_by=scored_stage.lead)

    @pytest.mark.parametrize("state", [RunState.QUEUED, RunState.RUNNING, RunState.FAILED, RunState.SUPERSEDED, RunState.APPROVED])
    def test_only_a_computed_run_is_approved(self, scored_stage: Stage, state: str) -> None:
        run = ScoringRun.objects.create(cycle=scored_stage.cycle, sequence=1, run_by=scored_stage.lead, state=state)
        with pytest.raises(Refused):
            approve_run(run=run, by=scored_stage.second_lead)

    def test_a_reviewer_cannot_approve(self, scored_stage: Stage, run_at_once: Any) -> None:
        with pytest.raises(Refused):
            approve_run(run=run_at_once(scored_stage), by=scored_stage.reviewer)
