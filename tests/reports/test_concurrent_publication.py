"""Leads and workers at once on real PostgreSQL: what is published is what was computed, and nobody waits for ever."""

from typing import Any

import pytest

from accounts.access import Refused
from assessments.models import Assessment, AssessmentState
from assessments.services.events import all_broken_links
from assessments.services.review import reopen_review
from jobs.services import run as do_job
from reports.models import Publication, Result, RunState, ScoringRun
from reports.services.publication import publish_run
from reports.services.scoring import _finish, approve_run, start_run
from tests.assessments.test_concurrency import at_once, failures
from tests.factories import Stage, make_stage
from tests.reports.conftest import DECREE, judged

pytestmark = [pytest.mark.postgresql, pytest.mark.django_db(transaction=True)]


@pytest.fixture
def world() -> Stage:
    """The stage with one scored region, really committed."""
    stage = make_stage()
    judged(stage.assessment)
    return stage


def computed(world: Stage) -> ScoringRun:
    run = start_run(cycle=world.cycle, by=world.lead)
    assert run.job is not None
    do_job(run.job.pk)
    return run


def approved(world: Stage) -> ScoringRun:
    return approve_run(run=computed(world), by=world.second_lead)


def test_two_leads_publish_at_once(world: Stage) -> None:
    run = approved(world)
    results = at_once(*[lambda: publish_run(run=run, decree=DECREE, by=world.lead)] * 2)
    assert failures(results) == [Refused]
    assert Publication.objects.count() == 1
    assert not list(all_broken_links())


def test_publishing_while_a_scoring_is_opened_again(world: Stage) -> None:
    run = approved(world)

    def reopen() -> Assessment:
        return reopen_review(assessment=world.assessment, by=world.second_lead, reason="Satu jawaban terlewat.")

    results = at_once(lambda: publish_run(run=run, decree=DECREE, by=world.lead), reopen)
    assert len(failures(results)) == 1, results
    world.assessment.refresh_from_db()
    if Publication.objects.exists():
        assert world.assessment.state == AssessmentState.PUBLISHED
    else:
        assert world.assessment.state == AssessmentState.FORWARDED
        assert failures(results) == [Refused]
    assert not list(all_broken_links())


def test_a_run_that_reads_while_a_scoring_is_opened_again_sees_all_of_it_or_nothing(world: Stage) -> None:
    for _round in range(4):
        Assessment.objects.filter(pk=world.assessment.pk).update(state=AssessmentState.REVIEWED)
        run = start_run(cycle=world.cycle, by=world.lead)
        job: Any = run.job
        results = at_once(
            lambda job=job: do_job(job.pk), lambda: reopen_review(assessment=world.assessment, by=world.second_lead, reason="Satu jawaban terlewat.")
        )
        assert failures(results) == []
        found = Result.objects.get(run=run, assessment=world.assessment)
        assert (found.is_assessed, found.raw > 0) in {(True, True), (False, False)}


def test_approving_at_the_moment_a_run_ends_waits_for_nobody_for_ever(world: Stage) -> None:
    run = computed(world)
    rows = list(run.results.all())
    for _round in range(8):
        ScoringRun.objects.filter(pk=run.pk).update(state=RunState.RUNNING, approved_by=None)
        results = at_once(lambda: _finish(run, rows), lambda: approve_run(run=run, by=world.second_lead))
        run.refresh_from_db()
        assert failures(results) == ([Refused] if run.state == RunState.COMPUTED else [])
        assert run.state in {RunState.COMPUTED, RunState.APPROVED}
