"""The Kanwil's verdicts: who, when, with what reason; returning and forwarding."""

from typing import Any

import pytest
from django.core.exceptions import ValidationError
from django.urls import reverse

from accounts.access import Refused
from assessments.models import Answer, AssessmentState, Event, Evidence, Verification
from assessments.services.submission import submit_assessment, withdraw_submission
from assessments.services.transitions import TransitionError
from assessments.services.verification import (
    StaleVerdictError,
    Tally,
    forward_assessment,
    give_verdict,
    mark_rest_fit,
    return_assessment,
    tallies,
    tally,
)
from tests.assessments.flow import answer_of, codes, forwarded, judge, submitted, verdict
from tests.factories import close_phase, evidence_file


def address(name: str, **more: Any) -> str:
    return reverse(f"assessments:{name}", kwargs={"year": 2026, "region": "34.04"} | more)


def test_a_verdict_remembers_what_was_judged(stage: Any) -> None:
    submitted(stage)
    row = judge(stage, "INFORMASI-S1")
    assert (row.round, row.outcome, row.by) == (1, "fit", stage.verifier)
    assert len(row.content_digest) == 64
    assert Event.objects.get(code="verdict_given").data["indicator"] == "INFORMASI-S1"


@pytest.mark.parametrize("name", ["coordinator", "far_verifier", "observer", "reviewer", "lead", "administrator", "nobody"])
def test_only_the_verifiers_of_the_regions_kanwil_give_verdicts(stage: Any, name: str) -> None:
    submitted(stage)
    row = answer_of(stage.assessment, "INFORMASI-S1")
    with pytest.raises(Refused):
        give_verdict(answer=row, verdict=verdict(row), by=stage.people[name])


@pytest.mark.parametrize("outcome", ["needs_correction", "not_fit"])
def test_a_verdict_that_is_not_fit_needs_a_reason(stage: Any, outcome: str) -> None:
    submitted(stage)
    with pytest.raises(ValidationError) as error:
        judge(stage, "INFORMASI-S1", outcome, "  ")
    assert list(error.value.message_dict) == ["reason"]
    with pytest.raises(ValidationError):
        judge(stage, "INFORMASI-S1", "maybe")
    assert not Verification.objects.exists()


def test_verdicts_are_given_only_while_the_assessment_is_with_the_kanwil_and_the_phase_is_open(stage: Any) -> None:
    submitted(stage)
    row = answer_of(stage.assessment, "INFORMASI-S1")
    close_phase(stage.cycle, "verification")
    with pytest.raises(Refused):
        give_verdict(answer=row, verdict=verdict(row), by=stage.verifier)
    withdraw_submission(assessment=stage.assessment, by=stage.coordinator)
    with pytest.raises(Refused):
        give_verdict(answer=row, verdict=verdict(row), by=stage.verifier)


def test_a_verdict_on_an_answer_that_changed_meanwhile_is_stale(stage: Any) -> None:
    submitted(stage)
    row = answer_of(stage.assessment, "INFORMASI-S1")
    read = verdict(row)
    withdraw_submission(assessment=stage.assessment, by=stage.coordinator)
    Evidence.objects.create(answer=row, file=evidence_file(stage.region, "baru"))
    submit_assessment(assessment=stage.assessment, by=stage.coordinator)
    with pytest.raises(StaleVerdictError):
        give_verdict(answer=row, verdict=read, by=stage.verifier)


def test_two_verifiers_do_not_overwrite_each_other_unseen(stage: Any) -> None:
    submitted(stage)
    row = answer_of(stage.assessment, "INFORMASI-S1")
    read = verdict(row)
    judge(stage, "INFORMASI-S1", "not_fit", "Dokumen tahun lain.")
    with pytest.raises(StaleVerdictError) as error:
        give_verdict(answer=row, verdict=read, by=stage.verifier)
    assert error.value.current.reason == "Dokumen tahun lain."
    judge(stage, "INFORMASI-S1", "fit")
    assert Verification.objects.get().outcome == "fit"


def test_nobody_verifies_what_they_answered_themselves(stage: Any) -> None:
    submitted(stage)
    Answer.objects.filter(indicator__code="INFORMASI-S1").update(updated_by=stage.verifier)
    with pytest.raises(Refused):
        judge(stage, "INFORMASI-S1")
    right = stage.framework.rights.get(code="informasi")
    assert mark_rest_fit(assessment=stage.assessment, right=right, by=stage.verifier) == 2


def test_the_rest_of_a_right_can_be_marked_fit_at_once(stage: Any) -> None:
    submitted(stage)
    judge(stage, "INFORMASI-S1", "needs_correction", "Belum ditandatangani.")
    right = stage.framework.rights.get(code="informasi")
    assert mark_rest_fit(assessment=stage.assessment, right=right, by=stage.verifier) == 2
    assert mark_rest_fit(assessment=stage.assessment, right=right, by=stage.verifier) == 0
    assert tally(stage.assessment) == Tally(answered=6, verified=3, needs_correction=1)
    assert Event.objects.get(code="rest_marked_fit").data["indicators"] == ["INFORMASI-P1", "INFORMASI-H1"]
    with pytest.raises(Refused):
        mark_rest_fit(assessment=stage.assessment, right=right, by=stage.far_verifier)


def test_returning_needs_something_to_correct_and_time_to_correct_it(stage: Any) -> None:
    submitted(stage)
    with pytest.raises(ValidationError):
        return_assessment(assessment=stage.assessment, by=stage.verifier)
    judge(stage, "INFORMASI-S1", "needs_correction", "Belum ditandatangani.")
    close_phase(stage.cycle, "correction")
    with pytest.raises(ValidationError):
        return_assessment(assessment=stage.assessment, by=stage.verifier)


def test_a_returned_assessment_can_be_corrected(stage: Any) -> None:
    submitted(stage)
    judge(stage, "INFORMASI-S1", "needs_correction", "Belum ditandatangani.")
    moved = return_assessment(assessment=stage.assessment, by=stage.verifier)
    assert moved.state == AssessmentState.RETURNED
    event = Event.objects.get(code="returned")
    assert (event.data["needs_correction"], event.data["round"]) == (1, 1)


def test_forwarding_needs_a_verdict_on_every_answer_and_no_open_correction(stage: Any) -> None:
    submitted(stage)
    for code in codes(stage)[:-1]:
        judge(stage, code)
    with pytest.raises(ValidationError):
        forward_assessment(assessment=stage.assessment, by=stage.verifier)
    judge(stage, codes(stage)[-1], "needs_correction", "Angka berbeda.")
    with pytest.raises(ValidationError):
        forward_assessment(assessment=stage.assessment, by=stage.verifier)
    close_phase(stage.cycle, "correction")
    assert forward_assessment(assessment=stage.assessment, by=stage.verifier).state == AssessmentState.FORWARDED


def test_the_slower_of_two_decisions_reads_that_it_was_moved_on(stage: Any) -> None:
    forwarded(stage)
    with pytest.raises(TransitionError):
        forward_assessment(assessment=stage.assessment, by=stage.verifier)
    with pytest.raises(TransitionError):
        return_assessment(assessment=stage.assessment, by=stage.verifier)
    with pytest.raises(Refused):
        return_assessment(assessment=stage.assessment, by=stage.far_verifier)


def test_tallies_cost_two_queries_whatever_the_number(stage: Any, django_assert_num_queries: Any) -> None:
    submitted(stage)
    rows = list(type(stage.assessment).objects.all())
    with django_assert_num_queries(2):
        assert tallies(rows)[stage.assessment.pk].left == 6


def form_of(page: Any) -> dict[str, str]:
    return {"content": page.context["form"]["content"].value(), "seen": page.context["form"]["seen"].value() or ""}


def test_saving_a_verdict_leads_to_the_next_answer_and_at_last_back(stage: Any, sign_in: Any) -> None:
    submitted(stage)
    browser = sign_in(stage.verifier)
    for number, code in enumerate(codes(stage)):
        here = address("verification_answer", indicator=code)
        page = browser.get(here)
        assert page.status_code == 200
        saved = browser.post(here, form_of(page) | {"outcome": "fit", "reason": ""})
        expected = address("verification_answer", indicator=codes(stage)[number + 1]) if number < 5 else address("verification")
        assert (saved.status_code, saved["Location"]) == (302, expected)
    done = browser.post(address("forward"))
    assert (done.status_code, done["Location"]) == (302, address("verification"))
    again = browser.post(address("forward"))
    assert again.status_code == 302
    assert browser.post(address("return")).status_code == 409


def test_errors_of_a_verdict_keep_what_was_typed(stage: Any, sign_in: Any) -> None:
    submitted(stage)
    browser = sign_in(stage.verifier)
    here = address("verification_answer", indicator="INFORMASI-S1")
    page = browser.get(here)
    typed = form_of(page) | {"outcome": "needs_correction", "reason": ""}
    missing = browser.post(here, typed)
    assert missing.status_code == 422
    assert "reason" in missing.context["form"].errors
    judge(stage, "INFORMASI-S1", "not_fit", "Dokumen daerah lain.")
    stale = browser.post(here, typed | {"reason": "Alasan yang saya ketik."})
    assert stale.status_code == 409
    assert "Alasan yang saya ketik." in stale.content.decode()
    assert "Dokumen daerah lain." in stale.content.decode()
    saved = browser.post(here, form_of(stale) | {"outcome": "needs_correction", "reason": "Alasan yang saya ketik."})
    assert saved.status_code == 302
    close_phase(stage.cycle, "verification")
    late = browser.post(here, form_of(stale) | {"outcome": "fit", "reason": "Alasan lain yang saya ketik."})
    assert late.status_code == 403
    assert "Alasan lain yang saya ketik." in late.content.decode()


def test_marking_the_rest_needs_a_confirmation(stage: Any, sign_in: Any) -> None:
    submitted(stage)
    browser = sign_in(stage.verifier)
    here = address("verification_fit_right", right="informasi")
    assert browser.post(here).status_code == 422
    assert not Verification.objects.exists()
    assert browser.post(here, {"confirmed": "yes"}).status_code == 302
    assert Verification.objects.count() == 3
    assert browser.post(address("verification_fit_right", right="tidak-ada"), {"confirmed": "yes"}).status_code == 404


def test_the_sheet_shows_only_what_is_asked_for(stage: Any, sign_in: Any) -> None:
    submitted(stage)
    judge(stage, "INFORMASI-S1", "needs_correction", "Belum ditandatangani.")
    browser = sign_in(stage.verifier)
    shown = {}
    for only in ("", "belum", "perbaikan", "kosong"):
        sheet = browser.get(address("verification"), {"tampil": only}).context["sheet"]
        shown[only] = sum(len(part.rows) for part in sheet)
    assert shown == {"": 6, "belum": 5, "perbaikan": 1, "kosong": 0}


def test_the_queue_lists_the_kanwils_own_regions_and_filters(stage: Any, sign_in: Any, django_assert_max_num_queries: Any) -> None:
    submitted(stage)
    browser = sign_in(stage.verifier)
    queue = reverse("assessments:verification_queue")
    assert [row.region.code for row, _tally in browser.get(queue).context["rows"]] == ["34.04"]
    with django_assert_max_num_queries(14):
        everything = browser.get(queue, {"keadaan": "semua"})
    assert [row.region.code for row, _tally in everything.context["rows"]] == ["34.04", "34.71"]
    assert [row.region.code for row, _tally in browser.get(queue, {"keadaan": "semua", "cari": "yogya"}).context["rows"]] == ["34.71"]
    assert sign_in(stage.far_verifier).get(queue).context["rows"] == []
    assert browser.get(queue, {"keadaan": "ngawur", "provinsi": "99", "halaman": "x"}).status_code == 200
