"""Submitting against everything else at the same moment, on real PostgreSQL: what was sent is what stands, and nothing is half."""

from decimal import Decimal
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from accounts.access import Refused
from assessments.models import Answer, Assessment, AssessmentState, Cycle, Event, Statement, Submission
from assessments.services.answer_input import AnswerInput
from assessments.services.answers import save_answer
from assessments.services.events import all_broken_links
from assessments.services.evidence import remove_evidence
from assessments.services.manifest import entries
from assessments.services.statement import OutdatedStatementError, confirm_statement, statement_state
from assessments.services.submission import NoStatementError, is_intact, submit_assessment, withdraw_submission
from assessments.services.transitions import TransitionError
from tests.assessments.flow import answer_of
from tests.assessments.test_concurrency import at_once, failures
from tests.factories import Stage, fill, make_stage
from tests.factories_statement import sign

pytestmark = [pytest.mark.postgresql, pytest.mark.django_db(transaction=True)]
CODE = "INFORMASI-H1"
NEW = Decimal(70)


@pytest.fixture
def world() -> Stage:
    """The stage, everything answered, really committed, so that other connections see it."""
    stage = make_stage()
    fill(stage.assessment)
    return stage


@pytest.fixture
def demanding(world: Stage) -> Stage:
    """The same in a cycle that demands the statement."""
    Cycle.objects.filter(pk=world.cycle.pk).update(requires_statement=True)
    world.assessment.refresh_from_db()
    return world


def change(world: Stage) -> Any:
    """Save another figure upon the version everybody sees."""
    row = answer_of(world.assessment, CODE)
    value = AnswerInput(numerator=NEW, denominator=Decimal(100))
    return lambda: save_answer(assessment=world.assessment, indicator=row.indicator, value=value, version=row.version, by=world.contributor)


def sent_figure() -> Decimal:
    """What the newest submission says of the indicator."""
    manifest = Submission.objects.order_by("-sequence")[0].manifest
    return Decimal(next(entry for entry in manifest["answers"] if entry["indicator"] == CODE)["numerator"])


def test_submitting_against_a_save_sends_what_stands(world: Stage) -> None:
    submit = lambda: submit_assessment(assessment=world.assessment, by=world.coordinator)  # noqa: E731 - one of two calls
    submission, saved = at_once(submit, change(world))
    assert isinstance(submission, Submission)
    assert isinstance(saved, Answer | Refused)
    assert sent_figure() == answer_of(world.assessment, CODE).numerator
    assert sent_figure() == (NEW if isinstance(saved, Answer) else Decimal(80)), "saved before and sent, or refused after"
    assert is_intact(Submission.objects.get())
    assert list(all_broken_links()) == []


def test_submitting_against_a_save_while_typing_loses_no_word(world: Stage) -> None:
    row = answer_of(world.assessment, CODE)
    address = reverse("assessments:autosave", args=[2026, "34.04", CODE])
    sent = {"numerator": "80", "denominator": "100", "note": "ditulis pada saat terakhir", "version": row.version}

    def autosave() -> int:
        client = Client()
        client.force_login(world.contributor, backend="accounts.backends.MemberBackend")
        return client.post(address, sent, headers={"Accept": "application/json"}).status_code

    submission, status = at_once(lambda: submit_assessment(assessment=world.assessment, by=world.signatory), autosave)
    assert isinstance(submission, Submission)
    note = next(entry for entry in submission.manifest["answers"] if entry["indicator"] == CODE).get("note", "")
    # Refused, the browser is told so and keeps its copy of the text.
    assert (status, note) in {(200, sent["note"]), (403, "")}
    assert answer_of(world.assessment, CODE).note == note
    assert list(all_broken_links()) == []


def test_submitting_against_evidence_taken_back_names_the_files_that_stand(world: Stage) -> None:
    evidence = answer_of(world.assessment, CODE).evidence.select_related("file", "answer__assessment", "answer__indicator").get()
    submission, taken = at_once(
        lambda: submit_assessment(assessment=world.assessment, by=world.coordinator), lambda: remove_evidence(evidence=evidence, by=world.contributor)
    )
    assert isinstance(submission, Submission)
    named = [file["sha256"] for entry in submission.manifest["answers"] if entry["indicator"] == CODE for file in entry["files"]]
    standing = [piece.file.sha256 for piece in answer_of(world.assessment, CODE).evidence.select_related("file")]
    assert named == standing
    assert isinstance(taken, Refused) == bool(standing)


def test_confirming_against_a_change_never_confirms_other_answers(demanding: Stage) -> None:
    statement = sign(demanding.assessment, by=demanding.coordinator)
    confirmed, saved = at_once(lambda: confirm_statement(statement=statement, by=demanding.signatory), change(demanding))
    assert isinstance(saved, Answer)
    assert isinstance(confirmed, Statement | OutdatedStatementError)
    statement.refresh_from_db()
    assert (statement.confirmed_at is not None) == isinstance(confirmed, Statement)
    # Either way the answers have changed since: nothing is sent on the strength of that paper.
    state = statement_state(Assessment.objects.get(pk=demanding.assessment.pk))
    assert (state.valid, state.is_outdated) == (None, True)
    with pytest.raises(NoStatementError):
        submit_assessment(assessment=demanding.assessment, by=demanding.coordinator)


def test_submitting_against_a_change_sends_nothing_the_statement_does_not_speak_of(demanding: Stage) -> None:
    statement = sign(demanding.assessment, by=demanding.coordinator, confirmed_by=demanding.signatory)
    submission, saved = at_once(lambda: submit_assessment(assessment=demanding.assessment, by=demanding.coordinator), change(demanding))
    if isinstance(submission, Submission):
        assert isinstance(saved, Refused)
        assert (submission.statement, sent_figure()) == (statement, Decimal(80))
    else:
        assert isinstance(submission, NoStatementError)
        assert isinstance(saved, Answer)
        assert not Submission.objects.exists()


def test_two_confirm_at_once_and_one_event_tells_of_it(demanding: Stage) -> None:
    statement = sign(demanding.assessment, by=demanding.coordinator)
    results = at_once(*[lambda: confirm_statement(statement=statement, by=demanding.signatory)] * 2)
    assert failures(results) == []
    assert Event.objects.filter(code="statement_confirmed").count() == 1


def test_submitting_while_the_statement_is_being_confirmed_is_complete_or_refused(demanding: Stage) -> None:
    statement = sign(demanding.assessment, by=demanding.coordinator)
    confirmed, submission = at_once(
        lambda: confirm_statement(statement=statement, by=demanding.signatory),
        lambda: submit_assessment(assessment=demanding.assessment, by=demanding.coordinator),
    )
    assert isinstance(confirmed, Statement)
    assert isinstance(submission, Submission | NoStatementError)
    if isinstance(submission, Submission):
        assert submission.manifest["statement"]["sha256"] == statement.sha256


def test_two_withdraw_at_once_and_one_does(world: Stage) -> None:
    submit_assessment(assessment=world.assessment, by=world.coordinator)
    results = at_once(
        lambda: withdraw_submission(assessment=world.assessment, by=world.coordinator),
        lambda: withdraw_submission(assessment=world.assessment, by=world.signatory),
    )
    assert failures(results) == [TransitionError]
    assert Assessment.objects.get(pk=world.assessment.pk).state == AssessmentState.FILLING
    assert Event.objects.filter(code="withdrawn").count() == 1


def test_withdrawing_against_sending_again_leaves_one_submission_that_stands(world: Stage) -> None:
    submit_assessment(assessment=world.assessment, by=world.coordinator)
    at_once(
        lambda: withdraw_submission(assessment=world.assessment, by=world.coordinator),
        lambda: submit_assessment(assessment=world.assessment, by=world.signatory),
    )
    held = Assessment.objects.get(pk=world.assessment.pk)
    standing = Submission.objects.filter(withdrawn_at=None)
    assert standing.count() == (1 if held.state == AssessmentState.SUBMITTED else 0)
    assert [row.manifest["answers"] for row in standing] == [list(entries(held).values()) for _row in standing]
    assert list(all_broken_links()) == []
