"""The scan of the signed statement goes through the virus scan that evidence goes through (decisions 0024, 0025)."""

from datetime import timedelta
from typing import Any

import pytest
from django.core.exceptions import ValidationError
from django.core.files.storage import default_storage
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from assessments.models import Cycle, Event, EvidenceFile, Notice, NoticeCode, ScanState, Statement
from assessments.services.evidence_check import inspect
from assessments.services.scanning import record_scan, sweep_scans
from assessments.services.statement import OutdatedStatementError, confirm_statement, statement_state, upload_statement
from assessments.services.stray_files import ROOTS, sweep_stray_files
from assessments.services.submission import NoStatementError, submit_assessment
from tests.assessments.fake_clamd import EICAR, NAME, fake_clamd
from tests.assessments.samples import pdf
from tests.factories import evidence_file, fill
from tests.factories_statement import code, sign

NOWHERE = "tcp://127.0.0.1:9"


@pytest.fixture
def demanding(stage: Any) -> Any:
    """The small world, all answered, in a cycle that demands the statement."""
    Cycle.objects.filter(pk=stage.cycle.pk).update(requires_statement=True)
    stage.assessment.cycle.requires_statement = True
    fill(stage.assessment)
    return stage


def address(name: str, **more: Any) -> str:
    return reverse(f"assessments:{name}", kwargs={"year": 2026, "region": "34.04"} | more)


def infected() -> SimpleUploadedFile:
    return SimpleUploadedFile("surat.pdf", pdf().replace(b"%%EOF", b"%" + EICAR + b"\n%%EOF"))


def upload(stage: Any, file: SimpleUploadedFile, capture: Any) -> Statement:
    with capture(execute=True):
        found = upload_statement(assessment=stage.assessment, file=inspect(file), code=code(stage.assessment), by=stage.coordinator)
    found.refresh_from_db()
    return found


def test_without_a_scanner_it_says_that_nobody_looked(demanding: Any) -> None:
    assert sign(demanding.assessment, by=demanding.coordinator).scan_state == ScanState.UNCHECKED


def test_a_new_scan_is_looked_at_and_found_clean(demanding: Any, settings: Any, django_capture_on_commit_callbacks: Any) -> None:
    with fake_clamd() as daemon:
        settings.CLAMAV_URL = daemon.address
        found = upload(demanding, SimpleUploadedFile("surat.pdf", pdf()), django_capture_on_commit_callbacks)
    assert (found.scan_state, len(daemon.seen)) == (ScanState.CLEAN, 1)
    assert found.scanned_at is not None


def test_while_it_waits_the_region_goes_on_and_nobody_else_opens_it(
    demanding: Any, sign_in: Any, settings: Any, django_capture_on_commit_callbacks: Any
) -> None:
    settings.CLAMAV_URL = NOWHERE
    found = upload(demanding, SimpleUploadedFile("surat.pdf", pdf()), django_capture_on_commit_callbacks)
    assert found.scan_state == ScanState.PENDING
    page = address("statement_scan", pk=found.pk)
    assert {name: sign_in(demanding.people[name]).get(page).status_code for name in ("signatory", "coordinator", "verifier", "reviewer", "lead")} == {
        "signatory": 200,
        "coordinator": 200,
        "verifier": 403,
        "reviewer": 403,
        "lead": 403,
    }
    confirm_statement(statement=found, by=demanding.signatory)
    submit_assessment(assessment=demanding.assessment, by=demanding.coordinator)
    # The Kanwil reads the submission, without a link that would be refused.
    read = sign_in(demanding.verifier).get(address("submission", sequence=1)).content.decode()
    assert (page in read, "scan--pending" in read) == (False, True)
    with fake_clamd() as daemon, django_capture_on_commit_callbacks(execute=True):
        settings.CLAMAV_URL = daemon.address
        assert sweep_scans() == 1 + EvidenceFile.objects.count()
    found.refresh_from_db()
    assert found.scan_state == ScanState.CLEAN
    assert sign_in(demanding.verifier).get(page).status_code == 200
    assert page in sign_in(demanding.verifier).get(address("submission", sequence=1)).content.decode()


def test_an_infected_scan_is_opened_for_nobody_does_not_hold_and_is_told(
    demanding: Any, sign_in: Any, settings: Any, django_capture_on_commit_callbacks: Any
) -> None:
    with fake_clamd() as daemon:
        settings.CLAMAV_URL = daemon.address
        found = upload(demanding, infected(), django_capture_on_commit_callbacks)
    assert (found.scan_state, found.scan_note) == (ScanState.INFECTED, NAME)
    for name in ("signatory", "coordinator", "verifier", "reviewer", "administrator"):
        assert sign_in(demanding.people[name]).get(address("statement_scan", pk=found.pk)).status_code == 403
    with pytest.raises(OutdatedStatementError):
        confirm_statement(statement=found, by=demanding.signatory)
    refused = sign_in(demanding.signatory).post(address("statement_confirm", pk=found.pk), {"confirmed": "yes"})
    assert refused.status_code == 409
    state = statement_state(demanding.assessment)
    assert (state.is_infected, state.waits, state.valid) == (True, False, None)
    assert {notice.recipient for notice in Notice.objects.filter(code=NoticeCode.SCAN_FOUND)} == {demanding.coordinator}
    assert Event.objects.filter(code="evidence_infected").count() == 1
    page = sign_in(demanding.coordinator).get(address("statement"))
    assert not page.context["may_read"]
    assert [stage.state for stage in page.context["stages"] if stage.code == "statement"] == ["problem"]


def test_found_out_after_the_confirmation_it_does_not_hold_any_more(demanding: Any, settings: Any, django_capture_on_commit_callbacks: Any) -> None:
    settings.CLAMAV_URL = NOWHERE
    found = upload(demanding, infected(), django_capture_on_commit_callbacks)
    confirm_statement(statement=found, by=demanding.signatory)
    assert record_scan(file=found, found=NAME)
    assert not record_scan(file=found, found="")
    with pytest.raises(NoStatementError):
        submit_assessment(assessment=demanding.assessment, by=demanding.coordinator)
    settings.CLAMAV_URL = ""
    again = sign(demanding.assessment, by=demanding.coordinator, confirmed_by=demanding.signatory)
    assert submit_assessment(assessment=demanding.assessment, by=demanding.coordinator).statement == again
    found.refresh_from_db()
    assert default_storage.exists(str(found.file.name)), "confirmed, it stays as proof of what happened"


def test_a_file_known_to_be_infected_is_not_taken_wherever_it_was_sent_before(demanding: Any) -> None:
    fit = inspect(infected())
    known = evidence_file(demanding.region, "berjangkit")
    EvidenceFile.objects.filter(pk=known.pk).update(sha256=fit.sha256, scan_state=ScanState.INFECTED)
    with pytest.raises(ValidationError) as error:
        upload_statement(assessment=demanding.assessment, file=fit, code=code(demanding.assessment), by=demanding.coordinator)
    assert "file" in error.value.message_dict
    assert not Statement.objects.exists()


def test_scans_that_no_row_knows_are_swept(demanding: Any, monkeypatch: Any) -> None:
    kept = sign(demanding.assessment, by=demanding.coordinator)
    for root, _kind in ROOTS:
        default_storage.save(f"{root}/34.04/yatim", SimpleUploadedFile("x", b"x"))
    monkeypatch.setattr("assessments.services.stray_files.SAFE_AFTER", -timedelta(days=1))
    assert sweep_stray_files() == len(ROOTS)
    assert default_storage.exists(str(kept.file.name))
