"""The virus scan: files wait for it and are held back; what is infected is opened for nobody; nothing is lost when it is away."""

from decimal import Decimal

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.utils import translation

from assessments.models import Event, Evidence, EvidenceFile, Notice, NoticeCode, ScanState
from assessments.services.clamd import ScannerAwayError, is_there, scan
from assessments.services.events import broken_links, chain_of
from assessments.services.evidence import add_evidence, use_files
from assessments.services.evidence_check import inspect
from assessments.services.manifest import entries
from assessments.services.scanning import record_scan, sweep_scans
from assessments.services.scores import standing
from jobs.models import Job, JobState
from tests.assessments.fake_clamd import EICAR, NAME, fake_clamd
from tests.assessments.samples import pdf
from tests.factories import answer

NOWHERE = "tcp://127.0.0.1:9"


@pytest.fixture
def clamd(settings):
    with fake_clamd() as daemon:
        settings.CLAMAV_URL = daemon.address
        yield daemon


def put_forward(stage, content, capture, code="INFORMASI-S1"):
    indicator = stage.framework.indicators.get(code=code)
    fit = inspect(SimpleUploadedFile("perda.pdf", content))
    with capture(execute=True):
        add_evidence(assessment=stage.assessment, indicator=indicator, files=[fit], by=stage.contributor)
    return EvidenceFile.objects.get(sha256=fit.sha256)


def infected():
    content = pdf()
    return content.replace(b"%%EOF", b"%" + EICAR + b"\n%%EOF")


def test_without_a_scanner_files_say_that_nobody_looked(stage, django_capture_on_commit_callbacks):
    file = put_forward(stage, pdf(), django_capture_on_commit_callbacks)
    assert file.scan_state == ScanState.UNCHECKED
    assert not Job.objects.exists()
    assert sweep_scans() == 0


def test_a_new_file_is_scanned_and_found_clean(stage, clamd, django_capture_on_commit_callbacks):
    file = put_forward(stage, pdf(), django_capture_on_commit_callbacks)
    assert (file.scan_state, file.scan_note) == (ScanState.CLEAN, "")
    assert file.scanned_at is not None
    assert len(clamd.seen) == 1
    with file.file.open() as content:
        assert clamd.seen[0] == content.read()


def test_an_infected_file_is_opened_for_nobody_counts_for_nothing_and_is_told(stage, sign_in, clamd, django_capture_on_commit_callbacks):
    answer(stage.assessment, "INFORMASI-S1", choice="yes", files=0)
    file = put_forward(stage, infected(), django_capture_on_commit_callbacks)
    stage.assessment.refresh_from_db()
    assert (file.scan_state, file.scan_note) == (ScanState.INFECTED, NAME)
    assert stage.assessment.self_score == Decimal(0)
    assert not next(iter(standing(stage.assessment).rows.values())).value.has_evidence
    assert [entry["files"] for entry in entries(stage.assessment).values()] == [[]]
    notices = Notice.objects.filter(code=NoticeCode.SCAN_FOUND)
    assert {notice.recipient for notice in notices} == {stage.coordinator, stage.contributor}
    assert notices[0].data == {"name": "perda.pdf", "found": NAME}
    assert Event.objects.filter(code="evidence_infected").count() == 1
    assert list(broken_links(chain_of(stage.assessment))) == []
    for person in ("coordinator", "verifier", "reviewer"):
        for page in ("", "lihat/", "halaman/1/"):
            assert sign_in(getattr(stage, person)).get(f"/data-dukung/{file.pk}/{page}").status_code == 403
    with pytest.raises(Exception, match="perda"):
        use_files(assessment=stage.assessment, indicator=stage.framework.indicators.get(code="KESEHATAN-S1"), files=[file], by=stage.coordinator)


def test_while_it_waits_only_the_region_opens_a_file(stage, sign_in, settings, django_capture_on_commit_callbacks):
    settings.CLAMAV_URL = NOWHERE
    file = put_forward(stage, pdf(), django_capture_on_commit_callbacks)
    assert file.scan_state == ScanState.PENDING
    assert sign_in(stage.contributor).get(f"/data-dukung/{file.pk}/").status_code == 200
    with translation.override("en"):
        browser = sign_in(stage.verifier)
        browser.cookies["django_language"] = "en"
        refused = browser.get(f"/data-dukung/{file.pk}/")
    assert refused.status_code == 403
    assert "being scanned" in refused.content.decode()
    # What waits counts: nobody loses points because a scanner is slow.
    assert Evidence.objects.count() == 1


def test_a_scanner_that_was_away_finds_every_file_later(stage, settings, django_capture_on_commit_callbacks):
    settings.CLAMAV_URL = NOWHERE
    file = put_forward(stage, pdf(), django_capture_on_commit_callbacks)
    assert Job.objects.get().state == JobState.FAILED
    assert sweep_scans() == 1
    assert Job.objects.count() == 1
    with fake_clamd() as daemon, django_capture_on_commit_callbacks(execute=True):
        settings.CLAMAV_URL = daemon.address
        assert sweep_scans() == 1
    file.refresh_from_db()
    assert file.scan_state == ScanState.CLEAN


def test_an_error_of_the_scanner_is_no_clean_bill(stage, clamd, django_capture_on_commit_callbacks):
    clamd.error = "INSTREAM size limit exceeded. ERROR"
    file = put_forward(stage, pdf(), django_capture_on_commit_callbacks)
    assert file.scan_state == ScanState.PENDING


def test_files_older_than_the_scanner_are_scanned_without_being_held_back(stage, settings, django_capture_on_commit_callbacks):
    file = put_forward(stage, pdf(), django_capture_on_commit_callbacks)
    with fake_clamd() as daemon:
        settings.CLAMAV_URL = daemon.address
        with django_capture_on_commit_callbacks(execute=True):
            assert sweep_scans() == 1
        file.refresh_from_db()
    assert file.scan_state == ScanState.CLEAN


def test_a_scanner_taken_out_of_the_settings_holds_nothing_back_for_ever(stage, settings, django_capture_on_commit_callbacks):
    settings.CLAMAV_URL = NOWHERE
    file = put_forward(stage, pdf(), django_capture_on_commit_callbacks)
    settings.CLAMAV_URL = ""
    assert sweep_scans() == 1
    file.refresh_from_db()
    assert file.scan_state == ScanState.UNCHECKED


def test_a_result_that_comes_twice_is_written_once(stage, settings, django_capture_on_commit_callbacks):
    settings.CLAMAV_URL = NOWHERE
    file = put_forward(stage, pdf(), django_capture_on_commit_callbacks)
    assert record_scan(file=file, found=NAME)
    assert not record_scan(file=file, found="")
    file.refresh_from_db()
    assert file.scan_state == ScanState.INFECTED
    assert Event.objects.filter(code="evidence_infected").count() == 1


def test_the_daemon_is_spoken_to_over_a_socket_of_the_machine_too(tmp_path):
    import io

    with fake_clamd(str(tmp_path / "clamd.ctl")) as daemon:
        assert is_there(daemon.address)
        assert scan(daemon.address, io.BytesIO(EICAR)) == NAME
        assert scan(daemon.address, io.BytesIO(b"x" * 300_000)) == ""
    assert not is_there(daemon.address)
    with pytest.raises(ScannerAwayError):
        scan(daemon.address, io.BytesIO(b"x"))
