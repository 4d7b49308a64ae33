"""Two people at once on real PostgreSQL: one wins, the other reads why nothing happened."""

import threading
from collections.abc import Callable
from typing import Any

import pytest
from django.db import connection

from assessments.models import Assessment, AssessmentState, Event, Review, Submission, Verification
from assessments.services.cycles import create_cycle, default_windows, open_cycle
from assessments.services.events import all_broken_links
from assessments.services.review import Finding, StaleReviewError, record_finding
from assessments.services.submission import AlreadySubmittedError, submit_assessment
from assessments.services.transitions import TransitionError
from assessments.services.verification import StaleVerdictError, forward_assessment, give_verdict, return_assessment
from tests.assessments.flow import answer_of, codes, forwarded, judge, submitted, verdict
from tests.factories import Stage, close_phase, fill, make_stage

pytestmark = [pytest.mark.postgresql, pytest.mark.django_db(transaction=True)]
YEAR = 2031


@pytest.fixture
def world() -> Stage:
    """The stage, really committed, so that other connections see it."""
    return make_stage()


def at_once(*calls: Callable[[], Any]) -> list[Any]:
    """Run the calls in threads of their own, started together; return results and errors."""
    start = threading.Barrier(len(calls))
    results: list[Any] = [None] * len(calls)

    def run(position: int) -> None:
        start.wait()
        try:
            results[position] = calls[position]()
        except Exception as error:
            results[position] = error
        finally:
            connection.close()

    threads = [threading.Thread(target=run, args=[position]) for position in range(len(calls))]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return results


def failures(results: list[Any]) -> list[type]:
    return [type(result) for result in results if isinstance(result, Exception)]


def test_forwarding_and_returning_at_once(world: Stage) -> None:
    submitted(world)
    for code in codes(world):
        judge(world, code)
    judge(world, "INFORMASI-S1", "needs_correction", "Belum ditandatangani.")
    # The correction is over for forwarding, so both steps would be possible but for the other.
    close_phase(world.cycle, "correction")
    results = at_once(
        lambda: forward_assessment(assessment=world.assessment, by=world.verifier),
        lambda: forward_assessment(assessment=world.assessment, by=world.verifier),
    )
    assert failures(results) == [TransitionError]
    assert Event.objects.filter(code="forwarded").count() == 1


def test_returning_twice_at_once(world: Stage) -> None:
    submitted(world)
    judge(world, "INFORMASI-S1", "needs_correction", "Belum ditandatangani.")
    results = at_once(*[lambda: return_assessment(assessment=world.assessment, by=world.verifier)] * 2)
    assert failures(results) == [TransitionError]
    assert Assessment.objects.get(pk=world.assessment.pk).state == AssessmentState.RETURNED


def test_submitting_at_once_makes_one_submission(world: Stage) -> None:
    fill(world.assessment)
    results = at_once(
        lambda: submit_assessment(assessment=world.assessment, by=world.coordinator),
        lambda: submit_assessment(assessment=world.assessment, by=world.signatory),
    )
    assert failures(results) == [AlreadySubmittedError]
    assert Submission.objects.count() == 1


def test_verdicts_at_once_keep_the_first(world: Stage) -> None:
    submitted(world)
    row = answer_of(world.assessment, "INFORMASI-S1")
    read = verdict(row)
    results = at_once(*[lambda: give_verdict(answer=row, verdict=read, by=world.verifier)] * 2)
    assert failures(results) == [StaleVerdictError]
    assert Verification.objects.count() == 1


def test_findings_at_once_keep_the_first(world: Stage) -> None:
    forwarded(world)
    row = answer_of(world.assessment, "INFORMASI-S1")
    results = at_once(*[lambda: record_finding(answer=row, finding=Finding("accepted"), version=0, by=world.reviewer)] * 2)
    assert failures(results) == [StaleReviewError]
    assert Review.objects.get().version == 1


def test_opening_at_once_makes_each_assessment_once(world: Stage) -> None:
    cycle = create_cycle(award_year=YEAR, data_year=YEAR - 1, framework=world.framework, windows=default_windows(YEAR), by=world.lead)
    results = at_once(lambda: open_cycle(cycle=cycle, by=world.lead), lambda: open_cycle(cycle=cycle, by=world.second_lead))
    assert sorted(results) == [0, 3]
    assert Assessment.objects.filter(cycle=cycle).count() == 3


def test_people_on_different_answers_leave_one_unbroken_chain(world: Stage) -> None:
    submitted(world)
    rows = [answer_of(world.assessment, code) for code in codes(world)]
    results = at_once(*[lambda row=row: give_verdict(answer=row, verdict=verdict(row), by=world.verifier) for row in rows])
    assert failures(results) == []
    assert list(all_broken_links()) == []
    assert Event.objects.filter(code="verdict_given").count() == 6
