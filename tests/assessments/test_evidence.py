"""Evidence: stored once, served only to those who may see it, taken back while answering is allowed."""

from decimal import Decimal

import pytest
from django.core.files.storage import default_storage
from django.core.files.uploadedfile import SimpleUploadedFile

from assessments.models import Answer, Assessment, AssessmentState, Cycle, Event, Evidence, EvidenceFile, PhaseCode, Submission
from assessments.services.events import broken_links, chain_of
from assessments.services.evidence import remove_evidence
from tests.assessments.samples import pdf, picture
from tests.factories import answer, close_phase

HOME = "/kerja/2026/34.04/"


@pytest.fixture
def browser(stage, sign_in):
    client = sign_in(stage.coordinator)
    client.cookies["django_language"] = "en"
    return client


def upload(browser, *files, code="INFORMASI-S1", **data):
    return browser.post(f"{HOME}{code}/data-dukung/", {"files": [SimpleUploadedFile(name, content) for name, content in files]} | data)


def test_a_file_is_stored_under_a_name_nobody_can_guess(stage, browser):
    response = upload(browser, ("../Perda 3.pdf", pdf()), caption="Perda bantuan hukum", pages="3-5")
    evidence = Evidence.objects.get()
    assert response.status_code == 302
    assert (evidence.caption, evidence.pages, evidence.added_by) == ("Perda bantuan hukum", "3-5", stage.coordinator)
    assert (evidence.file.original_name, evidence.file.media_type, evidence.file.scan_state) == ("Perda 3.pdf", "application/pdf", "unchecked")
    assert "Perda" not in evidence.file.file.name
    assert default_storage.open(evidence.file.file.name).read() == pdf() or evidence.file.size > 0


def test_evidence_before_the_answer_leaves_the_version_at_zero(stage, browser):
    upload(browser, ("a.pdf", pdf()))
    row = Answer.objects.get(assessment=stage.assessment)
    stage.assessment.refresh_from_db()
    assert (row.version, row.has_value, stage.assessment.answered_count) == (0, False, 0)


def test_evidence_changes_the_self_score_and_is_logged(stage, browser):
    answer(stage.assessment, "INFORMASI-S1", choice="yes", files=0)
    upload(browser, ("a.pdf", pdf()))
    stage.assessment.refresh_from_db()
    assert stage.assessment.self_score == Decimal(5)
    browser.post(f"{HOME}INFORMASI-S1/data-dukung/{Evidence.objects.get().pk}/hapus/")
    stage.assessment.refresh_from_db()
    assert stage.assessment.self_score == 0
    assert list(Event.objects.filter(assessment=stage.assessment).values_list("code", flat=True)) == ["evidence_added", "evidence_removed"]
    assert list(broken_links(chain_of(stage.assessment))) == []


def test_the_same_file_is_stored_once_for_a_region(stage, browser):
    content = pdf(text="sama")
    upload(browser, ("a.pdf", content))
    upload(browser, ("b.pdf", content), code="KESEHATAN-S1")
    upload(browser, ("c.pdf", content), code="KESEHATAN-S1")
    assert (EvidenceFile.objects.count(), Evidence.objects.count()) == (1, 2)
    assert len(default_storage.listdir(f"evidence/{stage.region.code}")[1]) == 1


def test_good_files_are_kept_and_bad_ones_explained(stage, browser):
    response = upload(browser, ("baik.pdf", pdf()), ("kosong.pdf", b""), ("bohong.png", b"MZ" + b"\0" * 300))
    page = response.content.decode()
    assert response.status_code == 422
    assert [file.name for file in response.context["refused_files"]] == ["kosong.pdf", "bohong.png"]
    assert "baik.pdf" in page
    assert "kosong.pdf" in page
    assert Evidence.objects.count() == 1


def test_a_file_too_large_is_413_with_its_name(stage, browser, settings):
    settings.EVIDENCE_MAX_BYTES = 2000
    response = upload(browser, ("raksasa.png", picture("PNG", size=(200, 200))))
    assert response.status_code == 413
    assert "raksasa.png" in response.content.decode()
    assert not Evidence.objects.exists()


def test_no_file_at_all_is_422(stage, browser):
    assert browser.post(f"{HOME}INFORMASI-S1/data-dukung/").status_code == 422


def test_text_typed_in_the_same_form_is_kept(stage, browser):
    response = upload(browser, ("a.pdf", pdf()), version=0, choice="yes", note="belum disimpan")
    assert response.status_code == 200
    assert "belum disimpan" in response.content.decode()
    assert not Answer.objects.get().has_value


@pytest.mark.parametrize("person", ["signatory", "observer", "verifier"])
def test_others_can_neither_add_nor_remove(stage, sign_in, browser, person):
    upload(browser, ("a.pdf", pdf()))
    other = sign_in(getattr(stage, person))
    evidence = Evidence.objects.get()
    assert upload(other, ("b.pdf", pdf(pages=2))).status_code == 403
    assert other.post(f"{HOME}INFORMASI-S1/data-dukung/{evidence.pk}/hapus/").status_code == 403
    assert Evidence.objects.count() == 1


def test_after_submission_nothing_is_removed(stage, browser):
    upload(browser, ("a.pdf", pdf()))
    Assessment.objects.update(state=AssessmentState.SUBMITTED)
    assert browser.post(f"{HOME}INFORMASI-S1/data-dukung/{Evidence.objects.get().pk}/hapus/").status_code == 403
    assert Evidence.objects.count() == 1


def test_after_the_deadline_nothing_is_added(stage, browser):
    close_phase(stage.cycle, PhaseCode.FILLING)
    response = upload(browser, ("a.pdf", pdf()))
    assert response.status_code == 403
    assert not EvidenceFile.objects.exists()


def test_a_file_goes_with_its_last_use(stage, browser, django_capture_on_commit_callbacks):
    content = pdf(text="dipakai dua kali")
    upload(browser, ("a.pdf", content))
    upload(browser, ("a.pdf", content), code="KESEHATAN-S1")
    name = EvidenceFile.objects.get().file.name
    first, second = Evidence.objects.order_by("pk")
    browser.post(f"{HOME}INFORMASI-S1/data-dukung/{first.pk}/hapus/")
    assert EvidenceFile.objects.count() == 1
    with django_capture_on_commit_callbacks(execute=True):
        browser.post(f"{HOME}KESEHATAN-S1/data-dukung/{second.pk}/hapus/")
    assert not EvidenceFile.objects.exists()
    assert not default_storage.exists(name)


def test_a_file_named_by_a_receipt_stays(stage, browser):
    upload(browser, ("a.pdf", pdf()))
    file = EvidenceFile.objects.get()
    manifest = {"answers": [{"files": [{"sha256": file.sha256}]}]}
    Submission.objects.create(assessment=stage.assessment, sequence=1, number="1", submitted_by_name="Orang", manifest=manifest, digest="0" * 64)
    browser.post(f"{HOME}INFORMASI-S1/data-dukung/{Evidence.objects.get().pk}/hapus/")
    assert EvidenceFile.objects.filter(pk=file.pk).exists()
    assert default_storage.exists(file.file.name)


def test_a_file_named_by_a_receipt_of_another_year_stays(stage, browser):
    upload(browser, ("a.pdf", pdf()))
    file = EvidenceFile.objects.get()
    cycle = Cycle.objects.create(award_year=2025, data_year=2024, framework=stage.framework)
    earlier = Assessment.objects.create(cycle=cycle, region=stage.region)
    manifest = {"answers": [{"files": [{"sha256": file.sha256}]}]}
    Submission.objects.create(assessment=earlier, sequence=1, number="1", submitted_by_name="Orang", manifest=manifest, digest="0" * 64)
    browser.post(f"{HOME}INFORMASI-S1/data-dukung/{Evidence.objects.get().pk}/hapus/")
    assert default_storage.exists(file.file.name)


def test_a_second_click_removes_and_logs_nothing(stage, browser):
    upload(browser, ("a.pdf", pdf()))
    evidence = Evidence.objects.select_related("file", "answer__assessment", "answer__indicator").get()
    for _click in range(2):
        remove_evidence(evidence=evidence, by=stage.coordinator)
        evidence.pk = evidence.pk or 1
    assert Event.objects.filter(code="evidence_removed").count() == 1


def test_evidence_of_another_indicator_is_not_found(stage, browser):
    upload(browser, ("a.pdf", pdf()))
    assert browser.post(f"{HOME}KESEHATAN-S1/data-dukung/{Evidence.objects.get().pk}/hapus/").status_code == 404


@pytest.mark.parametrize("person", ["coordinator", "contributor", "signatory", "observer", "verifier", "reviewer", "lead"])
def test_those_who_may_see_the_region_download_its_files(stage, sign_in, browser, person):
    upload(browser, ("Perda.pdf", pdf()))
    response = sign_in(getattr(stage, person)).get(f"/data-dukung/{EvidenceFile.objects.get().pk}/")
    assert response.status_code == 200
    assert b"".join(response.streaming_content).startswith(b"%PDF")
    assert response["Content-Disposition"] == 'attachment; filename="Perda.pdf"'
    assert response["Content-Type"] == "application/pdf"
    assert response["X-Content-Type-Options"] == "nosniff"
    assert response["Content-Security-Policy"].startswith("sandbox")
    assert "no-store" in response["Cache-Control"]


@pytest.mark.parametrize(("person", "status"), [("far_coordinator", 404), ("far_verifier", 404), ("editor", 404), ("nobody", 404)])
def test_others_do_not_learn_that_a_file_exists(stage, sign_in, browser, person, status):
    upload(browser, ("Perda.pdf", pdf()))
    assert sign_in(getattr(stage, person)).get(f"/data-dukung/{EvidenceFile.objects.get().pk}/").status_code == status


def test_only_documents_and_pictures_open_in_the_browser(stage, browser):
    from tests.assessments.samples import office

    upload(browser, ("a.pdf", pdf()), ("b.xlsx", office("xlsx")))
    shown = {file.media_type: browser.get(f"/data-dukung/{file.pk}/?lihat")["Content-Disposition"] for file in EvidenceFile.objects.all()}
    assert shown["application/pdf"].startswith("inline")
    assert all(value.startswith("attachment") for kind, value in shown.items() if "sheet" in kind)


def test_an_infected_or_missing_file_is_not_served(stage, browser):
    upload(browser, ("a.pdf", pdf()))
    file = EvidenceFile.objects.get()
    EvidenceFile.objects.update(scan_state="infected")
    assert browser.get(f"/data-dukung/{file.pk}/").status_code == 403
    EvidenceFile.objects.update(scan_state="unchecked")
    default_storage.delete(file.file.name)
    assert browser.get(f"/data-dukung/{file.pk}/").status_code == 404


def test_the_page_says_that_no_virus_scan_was_made(stage, browser):
    upload(browser, ("a.pdf", pdf()))
    assert 'class="scan scan--unchecked"' in browser.get(f"{HOME}INFORMASI-S1/").content.decode()
