"""The statement of the head of region: what it speaks of, who signs and confirms, when it no longer holds."""

from decimal import Decimal
from io import BytesIO
from typing import Any

import pikepdf
import pytest
from django.core.exceptions import ValidationError
from django.core.files.storage import default_storage
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from accounts.access import Refused
from accounts.models import Membership, Role
from assessments.models import Answer, AssessmentState, Cycle, CycleState, Event, Evidence, Notice, NoticeCode, Statement, Submission
from assessments.services.cycles import demand_statement
from assessments.services.evidence_check import UnfitError, inspect
from assessments.services.manifest import entries
from assessments.services.receipt import receipt_html
from assessments.services.statement import (
    OutdatedStatementError,
    answers_digest,
    code_of,
    confirm_statement,
    statement_state,
    typed_code,
    upload_statement,
)
from assessments.services.statement_paper import render_statement, statement_html
from assessments.services.submission import IncompleteError, NoStatementError, is_intact, submit_assessment, withdraw_submission
from tests.factories import answer, close_phase, evidence_file, fill
from tests.factories_statement import code, scan, sign


@pytest.fixture
def demanding(stage: Any) -> Any:
    """The small world, all answered, in a cycle that demands the statement."""
    Cycle.objects.filter(pk=stage.cycle.pk).update(requires_statement=True)
    stage.assessment.cycle.requires_statement = True
    fill(stage.assessment)
    return stage


def address(name: str, **more: Any) -> str:
    return reverse(f"assessments:{name}", kwargs={"year": 2026, "region": "34.04"} | more)


def told(code_of_notice: str) -> set[int]:
    return set(Notice.objects.filter(code=code_of_notice).values_list("recipient_id", flat=True))


def test_without_the_statement_nothing_is_sent_where_the_cycle_demands_it(demanding: Any) -> None:
    with pytest.raises(NoStatementError):
        submit_assessment(assessment=demanding.assessment, by=demanding.coordinator)
    sign(demanding.assessment, by=demanding.coordinator)
    with pytest.raises(NoStatementError) as error:
        submit_assessment(assessment=demanding.assessment, by=demanding.coordinator)
    assert isinstance(error.value, IncompleteError)
    assert not Submission.objects.exists()


def test_signed_and_confirmed_it_is_sent_and_named(demanding: Any) -> None:
    statement = sign(demanding.assessment, by=demanding.coordinator, confirmed_by=demanding.signatory)
    submission = submit_assessment(assessment=demanding.assessment, by=demanding.coordinator)
    assert submission.statement == statement
    named = submission.manifest["statement"]
    assert (named["sha256"], named["confirmed_by"]) == (statement.sha256, str(demanding.signatory))
    assert is_intact(Submission.objects.get())
    page = receipt_html(submission=submission)
    assert statement.sha256 in page
    assert str(demanding.signatory) in page


def test_an_older_submission_without_the_statement_in_its_manifest_stays_readable(stage: Any) -> None:
    fill(stage.assessment)
    submission = submit_assessment(assessment=stage.assessment, by=stage.coordinator)
    del submission.manifest["statement"]
    assert submission.number in receipt_html(submission=submission)


def test_where_it_is_not_demanded_it_may_be_added(stage: Any) -> None:
    fill(stage.assessment)
    statement = sign(stage.assessment, by=stage.signatory, confirmed_by=stage.signatory)
    assert submit_assessment(assessment=stage.assessment, by=stage.coordinator).statement == statement


@pytest.mark.parametrize("change", ["value", "note", "file", "answer"])
def test_any_change_of_what_is_said_ends_it_and_is_named(demanding: Any, change: str) -> None:
    if change == "answer":
        Answer.objects.filter(indicator__code="INFORMASI-S1").delete()
    sign(demanding.assessment, by=demanding.coordinator, confirmed_by=demanding.signatory)
    row = Answer.objects.filter(indicator__code="INFORMASI-H1").get()
    if change == "value":
        Answer.objects.filter(pk=row.pk).update(numerator=Decimal(70))
    elif change == "note":
        Answer.objects.filter(pk=row.pk).update(note="Dihitung ulang.")
    elif change == "file":
        Evidence.objects.create(answer=row, file=evidence_file(demanding.region, "tabel"))
    else:
        answer(demanding.assessment, "INFORMASI-S1", choice="no", files=0)
    state = statement_state(demanding.assessment)
    assert state.is_outdated
    assert state.is_missing
    changed = [(found.indicator.code, found.how) for found in state.changes]
    assert changed == ([("INFORMASI-S1", "added")] if change == "answer" else [("INFORMASI-H1", "changed")])
    with pytest.raises(NoStatementError):
        submit_assessment(assessment=demanding.assessment, by=demanding.coordinator)


def test_changed_back_it_holds_again(demanding: Any) -> None:
    sign(demanding.assessment, by=demanding.coordinator, confirmed_by=demanding.signatory)
    rows = Answer.objects.filter(indicator__code="INFORMASI-S1")
    rows.update(choice="no", version=7)
    assert statement_state(demanding.assessment).valid is None
    rows.update(choice="yes")
    assert statement_state(demanding.assessment).valid is not None


def test_sent_again_without_a_change_the_same_statement_holds(demanding: Any) -> None:
    statement = sign(demanding.assessment, by=demanding.coordinator, confirmed_by=demanding.signatory)
    submit_assessment(assessment=demanding.assessment, by=demanding.coordinator)
    withdraw_submission(assessment=demanding.assessment, by=demanding.coordinator)
    submit_assessment(assessment=demanding.assessment, by=demanding.coordinator)
    assert statement.submissions.count() == 2


@pytest.mark.parametrize("name", ["coordinator", "contributor", "far_coordinator", "observer", "verifier", "lead", "administrator", "nobody"])
def test_only_the_signatory_confirms(demanding: Any, name: str) -> None:
    statement = sign(demanding.assessment, by=demanding.coordinator)
    with pytest.raises(Refused) as refused:
        confirm_statement(statement=statement, by=demanding.people[name])
    assert refused.value.reason
    statement.refresh_from_db()
    assert statement.confirmed_at is None


@pytest.mark.parametrize("name", ["contributor", "far_coordinator", "observer", "verifier", "lead", "nobody"])
def test_only_coordinator_and_signatory_upload(demanding: Any, name: str) -> None:
    with pytest.raises(Refused):
        sign(demanding.assessment, by=demanding.people[name])
    assert not Statement.objects.exists()


def test_a_second_confirmation_changes_nothing(demanding: Any) -> None:
    first = sign(demanding.assessment, by=demanding.coordinator, confirmed_by=demanding.signatory)
    again = confirm_statement(statement=first, by=demanding.signatory)
    assert again.confirmed_at == first.confirmed_at
    assert Event.objects.filter(code="statement_confirmed").count() == 1


def test_a_newer_scan_replaces_one_that_nobody_confirmed(demanding: Any, django_capture_on_commit_callbacks: Any) -> None:
    first = sign(demanding.assessment, by=demanding.coordinator)
    name = str(first.file.name)
    with django_capture_on_commit_callbacks(execute=True):
        upload_statement(assessment=demanding.assessment, file=inspect(scan("kedua")), code=code(demanding.assessment), by=demanding.coordinator)
    assert Statement.objects.count() == 1
    assert not default_storage.exists(name)
    with pytest.raises(OutdatedStatementError):
        confirm_statement(statement=first, by=demanding.signatory)


def test_a_confirmed_scan_is_kept_when_a_new_one_comes(demanding: Any) -> None:
    sign(demanding.assessment, by=demanding.coordinator, confirmed_by=demanding.signatory)
    Answer.objects.filter(indicator__code="INFORMASI-S1").update(choice="no")
    sign(demanding.assessment, by=demanding.coordinator)
    assert Statement.objects.count() == 2


def test_answers_that_change_while_the_signatory_reads_are_not_confirmed(demanding: Any) -> None:
    statement = sign(demanding.assessment, by=demanding.coordinator)
    Answer.objects.filter(indicator__code="INFORMASI-S1").update(choice="no")
    with pytest.raises(OutdatedStatementError):
        confirm_statement(statement=statement, by=demanding.signatory)


def test_after_the_deadline_and_after_sending_nothing_is_signed(demanding: Any) -> None:
    statement = sign(demanding.assessment, by=demanding.coordinator)
    close_phase(demanding.cycle, "filling")
    with pytest.raises(Refused):
        sign(demanding.assessment, by=demanding.coordinator)
    with pytest.raises(Refused):
        confirm_statement(statement=statement, by=demanding.signatory)


@pytest.mark.parametrize(("typed", "known"), [("7f3a91c2", "7F3A-91C2"), (" 7F3A 91C2 ", "7F3A-91C2"), ("7F3A–91C2", "7F3A-91C2")])
def test_the_code_is_read_as_people_type_it(typed: str, known: str) -> None:
    assert typed_code(typed) == known


@pytest.mark.parametrize("typed", ["", "7F3A", "7F3A-91C2-AA", "ZZZZ-ZZZZ", "\x00" * 8, "7F3A-91CG"])
def test_what_is_no_code_is_told(demanding: Any, typed: str) -> None:
    assert typed_code(typed) == ""
    with pytest.raises(ValidationError) as error:
        upload_statement(assessment=demanding.assessment, file=inspect(scan()), code=typed, by=demanding.coordinator)
    assert "code" in error.value.message_dict


def test_a_paper_about_other_answers_is_refused(demanding: Any) -> None:
    printed = code(demanding.assessment)
    Answer.objects.filter(indicator__code="INFORMASI-S1").update(choice="no")
    with pytest.raises(ValidationError) as error:
        upload_statement(assessment=demanding.assessment, file=inspect(scan()), code=printed, by=demanding.coordinator)
    assert printed in error.value.message_dict["code"][0]
    assert code(demanding.assessment) in error.value.message_dict["code"][0]


def test_other_kinds_of_files_and_large_ones_are_refused(demanding: Any, monkeypatch: Any) -> None:
    with pytest.raises(UnfitError):
        inspect(SimpleUploadedFile("surat.pdf", b"bukan PDF", "application/pdf"))
    file = inspect(scan())
    monkeypatch.setattr("assessments.services.statement.LARGEST", file.size - 1)
    with pytest.raises(ValidationError) as error:
        upload_statement(assessment=demanding.assessment, file=file, code=code(demanding.assessment), by=demanding.coordinator)
    assert "file" in error.value.message_dict
    monkeypatch.undo()
    monkeypatch.setattr("assessments.services.statement.PAPER_TYPES", ("image/png",))
    with pytest.raises(ValidationError):
        upload_statement(assessment=demanding.assessment, file=file, code=code(demanding.assessment), by=demanding.coordinator)


def test_nothing_answered_is_nothing_to_state(stage: Any) -> None:
    with pytest.raises(ValidationError):
        upload_statement(assessment=stage.assessment, file=inspect(scan()), code="0000-0000", by=stage.coordinator)


def test_those_who_wait_for_each_other_are_told_once(demanding: Any) -> None:
    sign(demanding.assessment, by=demanding.coordinator, confirmed_by=demanding.signatory)
    assert told(NoticeCode.STATEMENT_WAITS) == {demanding.signatory.pk}
    assert told(NoticeCode.STATEMENT_CONFIRMED) == {demanding.coordinator.pk}
    submit_assessment(assessment=demanding.assessment, by=demanding.coordinator)
    assert told(NoticeCode.SUBMITTED) == {demanding.signatory.pk, demanding.contributor.pk, demanding.verifier.pk}
    withdraw_submission(assessment=demanding.assessment, by=demanding.signatory)
    assert told(NoticeCode.WITHDRAWN) == {demanding.coordinator.pk, demanding.contributor.pk, demanding.verifier.pk}


def test_the_paper_names_region_year_numbers_score_and_fingerprint(demanding: Any) -> None:
    demanding.cycle.is_demonstration = True
    demanding.cycle.save()
    demanding.assessment.cycle.is_demonstration = True
    page = statement_html(assessment=demanding.assessment)
    content = answers_digest(entries(demanding.assessment))
    for words in ("Kabupaten Sleman", "2026", "6 dari 6", "88,00", content, code_of(content), "Bupati Sleman", "DEMONSTRASI", "NIP", "Meterai"):
        assert words in page
    with pikepdf.open(BytesIO(render_statement(assessment=demanding.assessment))) as paper:
        assert len(paper.pages) == 1
        assert "/StructTreeRoot" in paper.Root


def test_the_demand_changes_only_before_the_cycle_opens(stage: Any) -> None:
    with pytest.raises(Refused):
        demand_statement(cycle=stage.cycle, demanded=True, by=stage.lead)
    Cycle.objects.filter(pk=stage.cycle.pk).update(state=CycleState.DRAFT)
    with pytest.raises(Refused):
        demand_statement(cycle=stage.cycle, demanded=True, by=stage.coordinator)
    assert demand_statement(cycle=stage.cycle, demanded=True, by=stage.lead)
    assert not demand_statement(cycle=stage.cycle, demanded=True, by=stage.lead)
    stage.cycle.refresh_from_db()
    assert stage.cycle.requires_statement
    assert Event.objects.filter(code="statement_demand_changed").count() == 1


def test_the_page_leads_through_signing_to_the_submission(demanding: Any, sign_in: Any) -> None:
    coordinator, signatory = sign_in(demanding.coordinator), sign_in(demanding.signatory)
    blocked = coordinator.post(address("submit"))
    assert blocked.status_code == 422
    assert blocked.context["statement"].is_missing
    page = coordinator.get(address("statement"))
    printed = page.context["statement"].code
    assert coordinator.get(address("statement_paper")).content[:5] == b"%PDF-"
    wrong = coordinator.post(address("statement"), {"file": scan(), "code": "0000-0000"})
    assert wrong.status_code == 422
    assert 'value="0000-0000"' in wrong.content.decode()
    assert coordinator.post(address("statement"), {"file": scan(), "code": printed}).status_code == 302
    waiting = Statement.objects.get()
    assert signatory.get(address("statement_scan", pk=waiting.pk)).status_code == 200
    unticked = signatory.post(address("statement_confirm", pk=waiting.pk))
    assert unticked.status_code == 422
    assert unticked.context["confirm"].errors
    done = signatory.post(address("statement_confirm", pk=waiting.pk), {"confirmed": "yes"})
    assert done["Location"] == address("submit")
    assert signatory.post(address("submit")).status_code == 302
    demanding.assessment.refresh_from_db()
    assert demanding.assessment.state == AssessmentState.SUBMITTED
    assert signatory.get(address("receipt", sequence=1)).status_code == 200
    assert coordinator.get(address("statement")).status_code == 200
    assert coordinator.get(address("submission", sequence=1)).status_code == 200


def test_what_is_wrong_with_the_scan_is_said_beside_its_field(demanding: Any, sign_in: Any, settings: Any) -> None:
    browser = sign_in(demanding.coordinator)
    empty = browser.post(address("statement"), {"code": "7F3A-91C2"})
    assert empty.status_code == 422
    assert "file" in empty.context["form"].errors
    no_pdf = browser.post(address("statement"), {"file": SimpleUploadedFile("a.pdf", b"x" * 40), "code": code(demanding.assessment)})
    assert no_pdf.status_code == 422
    assert "file" in no_pdf.context["form"].errors
    settings.EVIDENCE_MAX_BYTES = 10
    assert browser.post(address("statement"), {"file": scan(), "code": code(demanding.assessment)}).status_code == 413
    assert not Statement.objects.exists()


def test_a_region_without_a_signatory_is_told_who_gives_one(demanding: Any, sign_in: Any, settings: Any) -> None:
    Membership.objects.filter(role=Role.REGIONAL_SIGNATORY).delete()
    browser = sign_in(demanding.coordinator)
    browser.cookies[settings.LANGUAGE_COOKIE_NAME] = "en"
    page = browser.get(address("statement"))
    assert page.context["signatories"] == []
    assert "administrator of Ditjen HAM" in page.content.decode()


def test_statements_of_other_regions_and_unknown_ones_are_not_found(demanding: Any, sign_in: Any) -> None:
    waiting = sign(demanding.assessment, by=demanding.coordinator)
    assert sign_in(demanding.far_coordinator).get(address("statement_scan", pk=waiting.pk)).status_code == 404
    assert sign_in(demanding.coordinator).get(address("statement_scan", pk=waiting.pk + 99)).status_code == 404
    assert sign_in(demanding.signatory).post(address("statement_confirm", pk=2**40), {"confirmed": "yes"}).status_code == 404
    assert sign_in(demanding.contributor).get(address("statement_scan", pk=waiting.pk)).status_code == 403


@pytest.mark.parametrize("name", ["statement", "submit"])
def test_the_pages_cost_a_fixed_number_of_queries(demanding: Any, sign_in: Any, django_assert_max_num_queries: Any, name: str) -> None:
    sign(demanding.assessment, by=demanding.coordinator)
    browser = sign_in(demanding.coordinator)
    browser.get(address(name))
    with django_assert_max_num_queries(15):
        browser.get(address(name))
