"""Submitting: what stops it, what is frozen, what a second click does, taking it back."""

from decimal import Decimal
from io import BytesIO
from typing import Any

import pikepdf
import pytest
from django.urls import reverse

from accounts.access import Refused
from assessments.models import Answer, AssessmentState, Event, Evidence, Submission, Verification
from assessments.services.checklist import checklist
from assessments.services.receipt import receipt_html, render_receipt
from assessments.services.submission import (
    AlreadySubmittedError,
    IncompleteError,
    is_intact,
    submit_assessment,
    withdraw_submission,
)
from assessments.services.transitions import TransitionError
from assessments.services.verification import return_assessment
from tests.assessments.flow import answer_of, codes, judge, submitted
from tests.factories import answer, close_phase, evidence_file, fill


def address(stage: Any, name: str, **more: Any) -> str:
    return reverse(f"assessments:{name}", kwargs={"year": 2026, "region": "34.04"} | more)


@pytest.mark.parametrize("name", ["coordinator", "signatory"])
def test_those_who_answer_for_the_region_can_submit(stage: Any, name: str) -> None:
    fill(stage.assessment)
    submission = submit_assessment(assessment=stage.assessment, by=stage.people[name])
    stage.assessment.refresh_from_db()
    assert stage.assessment.state == AssessmentState.SUBMITTED
    assert stage.assessment.submitted_at == submission.submitted_at
    assert submission.number == "KKPHAM-2026-34.04-1"


@pytest.mark.parametrize("name", ["contributor", "far_coordinator", "observer", "verifier", "reviewer", "lead", "administrator", "nobody"])
def test_nobody_else_can_submit(stage: Any, name: str) -> None:
    fill(stage.assessment)
    with pytest.raises(Refused) as refused:
        submit_assessment(assessment=stage.assessment, by=stage.people[name])
    assert refused.value.reason
    assert not Submission.objects.exists()


def test_the_manifest_freezes_values_files_and_self_score(stage: Any) -> None:
    submission = submitted(stage)
    manifest = submission.manifest
    assert manifest["answered"] == manifest["asked"] == 6
    assert Decimal(manifest["self_score"]) == 88
    row = next(row for row in manifest["answers"] if row["indicator"] == "INFORMASI-H1")
    assert (row["numerator"], row["denominator"], row["version"]) == ("80", "100", 1)
    stored = Evidence.objects.get(answer__indicator__code="INFORMASI-H1").file
    assert [(file["sha256"], file["size"], file["name"]) for file in row["files"]] == [(stored.sha256, stored.size, stored.original_name)]
    assert is_intact(Submission.objects.get())


def test_a_changed_manifest_no_longer_fits_its_digest(stage: Any) -> None:
    submission = submitted(stage)
    manifest = submission.manifest
    manifest["answers"][0]["choice"] = "no"
    Submission.objects.update(manifest=manifest)
    assert not is_intact(Submission.objects.get())


def test_later_changes_do_not_touch_what_was_frozen(stage: Any) -> None:
    submitted(stage)
    Answer.objects.update(choice="no")
    assert is_intact(Submission.objects.get())


def test_a_second_click_submits_nothing_twice(stage: Any) -> None:
    first = submitted(stage)
    with pytest.raises(AlreadySubmittedError) as error:
        submit_assessment(assessment=stage.assessment, by=stage.coordinator)
    assert error.value.submission == first
    assert Submission.objects.count() == 1
    assert Event.objects.filter(code="submitted").count() == 1


def test_after_the_deadline_nothing_can_be_submitted(stage: Any) -> None:
    fill(stage.assessment)
    close_phase(stage.cycle, "filling")
    with pytest.raises(Refused):
        submit_assessment(assessment=stage.assessment, by=stage.coordinator)


def test_a_forwarded_assessment_cannot_be_submitted_again(stage: Any) -> None:
    fill(stage.assessment)
    type(stage.assessment).objects.update(state=AssessmentState.FORWARDED)
    with pytest.raises(TransitionError):
        submit_assessment(assessment=stage.assessment, by=stage.coordinator)


def test_the_checklist_tells_what_stops_and_what_only_costs_points(stage: Any) -> None:
    answer(stage.assessment, "INFORMASI-S1", choice="yes", files=0)
    answer(stage.assessment, "INFORMASI-P1", not_applicable=True, files=0)
    answer(stage.assessment, "KESEHATAN-S1", choice="no", files=0)
    answer(stage.assessment, "KESEHATAN-P1", choice="none", files=0)
    found = checklist(stage.assessment)
    assert [row.code for row in found.without_evidence] == ["INFORMASI-S1"]
    assert [row.code for row in found.unexplained] == ["INFORMASI-P1"]
    assert [row.code for row in found.unanswered] == ["INFORMASI-H1", "KESEHATAN-H1"]
    assert found.blocks
    assert found.warns
    with pytest.raises(IncompleteError):
        submit_assessment(assessment=stage.assessment, by=stage.coordinator)


def test_what_only_costs_points_does_not_stop_a_submission(stage: Any) -> None:
    answer(stage.assessment, "INFORMASI-S1", choice="yes", files=0)
    assert submit_assessment(assessment=stage.assessment, by=stage.coordinator).manifest["answered"] == 1


def test_an_empty_assessment_cannot_be_submitted(stage: Any) -> None:
    with pytest.raises(IncompleteError):
        submit_assessment(assessment=stage.assessment, by=stage.coordinator)


def returned(stage: Any) -> None:
    """Submitted, one answer to be corrected, one not fit, the others fit, returned."""
    submitted(stage)
    for code in codes(stage):
        judge(stage, code)
    judge(stage, "INFORMASI-S1", "needs_correction", "Perda belum diunggah.")
    judge(stage, "KESEHATAN-S1", "not_fit", "Dokumen daerah lain.")
    return_assessment(assessment=stage.assessment, by=stage.verifier)


def test_a_correction_that_was_not_made_stops_the_next_submission(stage: Any) -> None:
    returned(stage)
    stage.assessment.refresh_from_db()
    assert [row.code for row in checklist(stage.assessment).uncorrected] == ["INFORMASI-S1"]
    with pytest.raises(IncompleteError):
        submit_assessment(assessment=stage.assessment, by=stage.coordinator)


@pytest.mark.parametrize("correction", ["note", "file"])
def test_an_explanation_or_a_file_counts_as_correction(stage: Any, correction: str) -> None:
    returned(stage)
    row = answer_of(stage.assessment, "INFORMASI-S1")
    if correction == "note":
        row.note = "Perda 3/2024 sudah terlampir, halaman 4."
        row.save()
    else:
        Evidence.objects.create(answer=row, file=evidence_file(stage.region, "perda-sah"))
    second = submit_assessment(assessment=stage.assessment, by=stage.coordinator)
    assert second.number == "KKPHAM-2026-34.04-2"


def test_verdicts_on_unchanged_answers_are_carried_into_the_next_round(stage: Any) -> None:
    returned(stage)
    for code in ("INFORMASI-S1", "INFORMASI-P1"):
        row = answer_of(stage.assessment, code)
        row.note = "Diperbaiki."
        row.save()
    submit_assessment(assessment=stage.assessment, by=stage.coordinator)
    stage.assessment.refresh_from_db()
    assert stage.assessment.round == 2
    carried = dict(Verification.objects.filter(round=2).values_list("answer__indicator__code", "outcome"))
    assert carried == {"INFORMASI-H1": "fit", "KESEHATAN-S1": "not_fit", "KESEHATAN-P1": "fit", "KESEHATAN-H1": "fit"}
    assert Event.objects.filter(code="submitted").order_by("-sequence").first().data["carried"] == 4


def test_a_verdict_without_fingerprint_is_carried_by_time(stage: Any) -> None:
    returned(stage)
    Verification.objects.update(content_digest="")
    row = answer_of(stage.assessment, "INFORMASI-S1")
    row.note = "Diperbaiki."
    row.save()
    submit_assessment(assessment=stage.assessment, by=stage.coordinator)
    assert Verification.objects.filter(round=2).count() == 5


def test_a_submission_can_be_withdrawn_while_filling_is_open(stage: Any) -> None:
    submission = submitted(stage)
    withdraw_submission(assessment=stage.assessment, by=stage.signatory)
    stage.assessment.refresh_from_db()
    submission.refresh_from_db()
    assert stage.assessment.state == AssessmentState.FILLING
    assert submission.withdrawn_at is not None
    again = submit_assessment(assessment=stage.assessment, by=stage.coordinator)
    stage.assessment.refresh_from_db()
    assert (again.sequence, stage.assessment.round) == (2, 1)


def test_a_submission_cannot_be_withdrawn_after_the_deadline_or_by_others(stage: Any) -> None:
    submitted(stage)
    with pytest.raises(Refused):
        withdraw_submission(assessment=stage.assessment, by=stage.contributor)
    close_phase(stage.cycle, "filling")
    with pytest.raises(Refused):
        withdraw_submission(assessment=stage.assessment, by=stage.coordinator)


def test_withdrawing_twice_is_refused_by_the_state(stage: Any) -> None:
    submitted(stage)
    withdraw_submission(assessment=stage.assessment, by=stage.coordinator)
    with pytest.raises(TransitionError):
        withdraw_submission(assessment=stage.assessment, by=stage.coordinator)


def test_the_receipt_names_number_time_with_zone_and_every_fingerprint(stage: Any) -> None:
    submission = submitted(stage)
    submission.assessment = stage.assessment
    page = receipt_html(submission=submission)
    assert submission.number in page
    assert "WIB" in page
    assert submission.digest in page
    files = [row.file.sha256 for row in Evidence.objects.select_related("file")]
    assert len(files) == 6
    assert all(fingerprint in page for fingerprint in files)
    with pikepdf.open(BytesIO(render_receipt(submission=submission))) as pdf:
        assert len(pdf.pages) >= 1
        assert submission.number in str(pdf.docinfo["/Title"])
        assert "/StructTreeRoot" in pdf.Root


def test_the_receipt_of_a_withdrawn_submission_says_so(stage: Any) -> None:
    submission = submitted(stage)
    withdraw_submission(assessment=stage.assessment, by=stage.coordinator)
    submission.refresh_from_db()
    assert 'class="withdrawn"' in receipt_html(submission=submission)


def test_pages_of_a_submission(stage: Any, sign_in: Any) -> None:
    fill(stage.assessment)
    browser = sign_in(stage.coordinator)
    page = browser.get(address(stage, "submit"))
    assert page.status_code == 200
    assert page.context["checklist"].is_complete
    sent = browser.post(address(stage, "submit"), follow=True)
    assert sent.redirect_chain[-1][0] == address(stage, "submission", sequence=1)
    assert sent.context["is_intact"]
    again = browser.post(address(stage, "submit"), follow=True)
    assert again.redirect_chain[-1][0] == address(stage, "submission", sequence=1)
    receipt = browser.get(address(stage, "receipt", sequence=1))
    assert receipt["Content-Type"] == "application/pdf"
    assert receipt.content[:5] == b"%PDF-"
    back = browser.post(address(stage, "withdraw"))
    assert (back.status_code, back["Location"]) == (302, address(stage, "submit"))
    twice = browser.post(address(stage, "withdraw"))
    assert twice.status_code == 302


def test_a_blocked_submission_answers_422_and_a_late_one_403(stage: Any, sign_in: Any) -> None:
    browser = sign_in(stage.coordinator)
    assert browser.post(address(stage, "submit")).status_code == 422
    fill(stage.assessment)
    close_phase(stage.cycle, "filling")
    late = browser.post(address(stage, "submit"))
    assert late.status_code == 403
    assert late.context["problem"]


def test_submissions_of_other_regions_cannot_be_seen(stage: Any, sign_in: Any) -> None:
    submitted(stage)
    assert sign_in(stage.far_coordinator).get(address(stage, "receipt", sequence=1)).status_code == 404
    assert sign_in(stage.coordinator).get(address(stage, "receipt", sequence=2)).status_code == 404


def test_the_checklist_page_costs_a_fixed_number_of_queries(stage: Any, sign_in: Any, django_assert_max_num_queries: Any) -> None:
    fill(stage.assessment)
    browser = sign_in(stage.coordinator)
    browser.get(address(stage, "submit"))
    with django_assert_max_num_queries(14):
        browser.get(address(stage, "submit"))
