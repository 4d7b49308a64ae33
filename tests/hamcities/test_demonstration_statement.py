"""The demonstration's statements: a region that sent twice stays whole, and running it again changes nothing."""

from typing import Any

import pytest
from django.utils import timezone

from assessments.models import Assessment, AssessmentState, Cycle, Statement, Submission, Verification
from assessments.services.manifest import entries
from assessments.services.statement import statement_state
from assessments.services.submission import is_intact
from assessments.services.versions import compared, versions_of
from hamcities.demonstration.statement import create_second_submission
from hamcities.demonstration.submissions import create_submissions
from tests.factories import fill


@pytest.fixture
def sent(stage: Any) -> Assessment:
    """Kota Yogyakarta has sent six answers in a cycle that demands the statement, as the demonstration invents it."""
    Cycle.objects.update(requires_statement=True)
    assessment: Assessment = Assessment.objects.select_related("region__province", "cycle__framework").get(region__code="34.71")
    fill(assessment)
    assessment.state, assessment.submitted_at, assessment.self_score = AssessmentState.SUBMITTED, timezone.now(), 88
    assessment.save()
    create_submissions([assessment], {assessment.pk: list(entries(assessment).values())}, asked=6)
    return assessment


def test_what_was_sent_has_its_confirmed_statement(sent: Assessment) -> None:
    submission = Submission.objects.get()
    state = statement_state(sent)
    assert state.valid == submission.statement
    assert is_intact(submission)
    assert "contoh" in Statement.objects.get().confirmed_by_name


def test_a_region_that_sent_twice_can_be_compared(stage: Any, sent: Assessment) -> None:
    assert create_second_submission(cycle=stage.cycle, people={"kanwil": stage.verifier})
    first, second = Submission.objects.order_by("sequence")
    assert is_intact(first)
    assert is_intact(second)
    assert first.submitted_at < second.submitted_at
    found = compared(*versions_of(sent, [first, second], ("1", "2")))
    assert found.changed == 4
    assert str(found.before.result.raw.normalize()) == str(type(found.before.result.raw)(first.manifest["self_score"]).normalize())
    assert Verification.objects.filter(round=1).count() == 6
    assert Verification.objects.filter(round=2).count() == 2
    sent.refresh_from_db()
    assert statement_state(sent).valid == second.statement


def test_running_it_again_changes_nothing(stage: Any, sent: Assessment) -> None:
    assert create_second_submission(cycle=stage.cycle, people={"kanwil": stage.verifier})
    assert not create_second_submission(cycle=stage.cycle, people={"kanwil": stage.verifier})
    assert Submission.objects.count() == 2
