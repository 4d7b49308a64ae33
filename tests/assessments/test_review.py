"""Scoring: findings, the verified score beside the self score, addition and gates, finishing and opening again."""

from decimal import Decimal
from typing import Any

import pytest
from django.core.exceptions import ValidationError
from django.urls import reverse

from accounts.access import Refused
from assessments.models import Answer, Assessment, AssessmentState, Event, Review
from assessments.services.addition import Addition, StaleAdditionError, set_addition, stamp
from assessments.services.answer_input import AnswerInput
from assessments.services.review import (
    Finding,
    StaleReviewError,
    accept_fit,
    effect,
    finish_review,
    record_finding,
    reopen_review,
    verified_score,
)
from assessments.services.transitions import TransitionError
from assessments.services.verification import forward_assessment
from indicators.scoring import score
from reports.services.scoring import read_judged
from tests.assessments.flow import answer_of, codes, find, forwarded, judge, reviewed, submitted
from tests.factories import close_phase

ADJUSTED = Finding("adjusted", "Tabel halaman 3 menunjukkan 40.", AnswerInput(numerator=Decimal(40), denominator=Decimal(100)))


def address(name: str, **more: Any) -> str:
    return reverse(f"assessments:{name}", kwargs={"year": 2026, "region": "34.04"} | more)


def accept_all(stage: Any, *, but: str = "") -> None:
    for code in codes(stage):
        if code != but:
            find(stage, code, Finding("accepted"))


def test_an_accepted_finding_repeats_the_answer(stage: Any) -> None:
    forwarded(stage)
    row = find(stage, "INFORMASI-H1", Finding("accepted"))
    assert (row.numerator, row.denominator, row.note, row.version, row.by) == (80, 100, "", 1, stage.reviewer)


def test_an_adjusted_finding_holds_the_value_found_proven_and_needs_a_note(stage: Any) -> None:
    forwarded(stage)
    row = find(stage, "INFORMASI-H1", ADJUSTED)
    assert (row.numerator, row.outcome) == (40, "adjusted")
    for broken in (Finding("adjusted", "", ADJUSTED.value), Finding("unsupported", " "), Finding("perhaps", "x"), Finding("adjusted", "x")):
        with pytest.raises(ValidationError):
            find(stage, "KESEHATAN-H1", broken)


@pytest.mark.parametrize(
    "value",
    [
        AnswerInput(numerator=Decimal(80), denominator=Decimal(100)),
        AnswerInput(numerator=Decimal(120), denominator=Decimal(100)),
        AnswerInput(numerator=Decimal(1), denominator=Decimal(0)),
        AnswerInput(numerator=Decimal(-1), denominator=Decimal(10)),
        AnswerInput(choice="yes"),
    ],
)
def test_a_value_that_is_the_same_or_cannot_be_is_refused(stage: Any, value: AnswerInput) -> None:
    forwarded(stage)
    with pytest.raises(ValidationError):
        find(stage, "INFORMASI-H1", Finding("adjusted", "Alasan.", value))
    assert not Review.objects.exists()


def test_an_unsupported_finding_holds_no_value(stage: Any) -> None:
    forwarded(stage)
    row = find(stage, "INFORMASI-S1", Finding("unsupported", "Dokumen tidak memuat hal yang dijawab."))
    assert not row.has_value


@pytest.mark.parametrize("name", ["coordinator", "verifier", "lead", "administrator", "observer", "nobody"])
def test_only_reviewers_write_findings(stage: Any, name: str) -> None:
    forwarded(stage)
    with pytest.raises(Refused):
        record_finding(answer=answer_of(stage.assessment, "INFORMASI-S1"), finding=Finding("accepted"), version=0, by=stage.people[name])


def test_findings_wait_for_the_kanwil_and_for_the_phase(stage: Any) -> None:
    submitted(stage)
    with pytest.raises(Refused):
        find(stage, "INFORMASI-S1", Finding("accepted"))


def test_no_finding_after_the_scoring_phase(stage: Any) -> None:
    forwarded(stage)
    close_phase(stage.cycle, "scoring")
    with pytest.raises(Refused):
        find(stage, "INFORMASI-S1", Finding("accepted"))


def test_nobody_reviews_what_they_answered_themselves(stage: Any) -> None:
    forwarded(stage)
    Answer.objects.filter(indicator__code="INFORMASI-S1").update(updated_by=stage.reviewer)
    with pytest.raises(Refused):
        find(stage, "INFORMASI-S1", Finding("accepted"))


def test_a_finding_saved_meanwhile_is_not_overwritten_unseen(stage: Any) -> None:
    forwarded(stage)
    find(stage, "INFORMASI-H1", ADJUSTED)
    with pytest.raises(StaleReviewError) as error:
        find(stage, "INFORMASI-H1", Finding("accepted"))
    assert error.value.current.outcome == "adjusted"
    assert find(stage, "INFORMASI-H1", Finding("accepted"), version=1).version == 2


def test_the_verified_score_is_what_the_national_scoring_computes(stage: Any) -> None:
    forwarded(stage)
    accept_all(stage, but="INFORMASI-H1")
    find(stage, "INFORMASI-H1", ADJUSTED)
    # struktur 10, proses 30, hasil 40 % and 80 % of 60: (64 + 88) / 2
    verified = verified_score(stage.assessment)
    assert verified.raw == 76
    finish_review(assessment=stage.assessment, by=stage.reviewer)
    judged = read_judged(stage.cycle)
    assert score(judged.compiled, judged.values[stage.assessment.pk]).raw == verified.raw
    assert Decimal(Event.objects.get(code="reviewed").data["score"]) == 76


def test_a_score_in_progress_counts_what_is_not_reviewed_as_answered(stage: Any) -> None:
    forwarded(stage)
    find(stage, "INFORMASI-H1", ADJUSTED)
    assert verified_score(stage.assessment, provisional=True).raw == 76
    assert verified_score(stage.assessment).raw == 12


def test_the_effect_of_a_finding_is_computed_without_saving(stage: Any) -> None:
    forwarded(stage)
    shown = effect(answer_of(stage.assessment, "INFORMASI-H1"), ADJUSTED)
    assert (shown.before.earned, shown.after.earned, shown.total_before, shown.change) == (48, 24, 88, -12)
    assert not Review.objects.exists()


def test_what_the_kanwil_found_fit_can_be_accepted_right_by_right(stage: Any) -> None:
    submitted(stage)
    for code in codes(stage):
        judge(stage, code)
    judge(stage, "INFORMASI-S1", "not_fit", "Dokumen daerah lain.")
    forward_assessment(assessment=stage.assessment, by=stage.verifier)
    right = stage.framework.rights.get(code="informasi")
    with pytest.raises(Refused):
        accept_fit(assessment=stage.assessment, right=right, by=stage.lead)
    assert accept_fit(assessment=stage.assessment, right=right, by=stage.reviewer) == 2
    assert accept_fit(assessment=stage.assessment, right=right, by=stage.reviewer) == 0
    assert set(Review.objects.values_list("answer__indicator__code", "numerator")) == {("INFORMASI-P1", None), ("INFORMASI-H1", Decimal(80))}


def test_finishing_needs_a_finding_on_every_answer_but_not_every_answer(stage: Any) -> None:
    forwarded(stage)
    accept_all(stage, but="INFORMASI-H1")
    with pytest.raises(ValidationError):
        finish_review(assessment=stage.assessment, by=stage.reviewer)
    Answer.objects.filter(indicator__code="INFORMASI-H1").delete()
    done = finish_review(assessment=stage.assessment, by=stage.reviewer)
    assert (done.state, done.reviewed_by) == (AssessmentState.REVIEWED, stage.reviewer)
    # hasil of informasi earns nothing: (40 + 88) / 2
    assert verified_score(done).raw == 64


def test_only_a_lead_opens_a_finished_scoring_again_and_says_why(stage: Any) -> None:
    reviewed(stage)
    with pytest.raises(Refused):
        reopen_review(assessment=stage.assessment, by=stage.reviewer, reason="Salah ketik.")
    with pytest.raises(ValidationError):
        reopen_review(assessment=stage.assessment, by=stage.lead, reason=" ")
    assert reopen_review(assessment=stage.assessment, by=stage.lead, reason="Salah ketik.").state == AssessmentState.FORWARDED
    assert Event.objects.get(code="reopened").data["reason"] == "Salah ketik."
    with pytest.raises(TransitionError):
        reopen_review(assessment=stage.assessment, by=stage.lead, reason="Sekali lagi.")


def addition(points: str = "10", note: str = "Laporan lengkap.", gates: tuple[str, ...] = (), gates_note: str = "") -> Addition:
    return Addition(Decimal(points), note, gates, gates_note)


def save(stage: Any, given: Addition, by: Any = None) -> Assessment:
    seen = stamp(Assessment.objects.get(pk=stage.assessment.pk))
    return set_addition(assessment=stage.assessment, addition=given, seen=seen, by=by or stage.reviewer)


def test_points_and_gates_change_the_final_score_and_the_predicate(stage: Any) -> None:
    forwarded(stage, number=Decimal(20))
    accept_all(stage)
    assert verified_score(stage.assessment).predicate == "mulai"
    assert verified_score(save(stage, addition("15"))).predicate == "cukup"
    stopped = verified_score(save(stage, addition("15", gates=("aksi-ham",), gates_note="Tidak ada laporan."), by=stage.lead))
    assert (stopped.predicate, stopped.final) == ("belum-dinilai", 67)
    assert Event.objects.filter(code="addition_set").count() == 2


@pytest.mark.parametrize(
    ("given", "field"),
    [
        (addition("15.01"), "points"),
        (addition("-1"), "points"),
        (addition("1.005"), "points"),
        (addition("5", note=" "), "note"),
        (addition(gates=("aksi-ham",)), "gates_note"),
        (addition(gates=("tidak-ada",), gates_note="x"), "failed_gates"),
    ],
)
def test_impossible_points_and_gates_are_refused_by_field(stage: Any, given: Addition, field: str) -> None:
    forwarded(stage)
    with pytest.raises(ValidationError) as error:
        save(stage, given)
    assert list(error.value.message_dict) == [field]


def test_points_wait_for_the_kanwil_and_are_not_for_everybody(stage: Any) -> None:
    submitted(stage)
    with pytest.raises(Refused):
        save(stage, addition())


def test_points_saved_meanwhile_are_not_overwritten_unseen(stage: Any) -> None:
    forwarded(stage)
    seen = stamp(stage.assessment)
    save(stage, addition("5"))
    with pytest.raises(StaleAdditionError):
        set_addition(assessment=stage.assessment, addition=addition("6"), seen=seen, by=stage.lead)
    with pytest.raises(Refused):
        save(stage, addition("6"), by=stage.coordinator)
    save(stage, addition("5"))
    assert Event.objects.filter(code="addition_set").count() == 1


def form_data(page: Any, **typed: str) -> dict[str, str]:
    return {"version": str(page.context["form"]["version"].value())} | typed


def test_the_page_of_an_answer_computes_saves_and_goes_on(stage: Any, sign_in: Any) -> None:
    forwarded(stage)
    browser = sign_in(stage.reviewer)
    here = address("review_answer", indicator="INFORMASI-H1")
    page = browser.get(here)
    assert page.status_code == 200
    typed = form_data(page, outcome="adjusted", numerator="40", denominator="100", note="Tabel halaman 3.")
    shown = browser.post(here, typed | {"preview": "1"})
    assert (shown.status_code, shown.context["effect"].change) == (200, -12)
    assert not Review.objects.exists()
    saved = browser.post(here, typed)
    assert (saved.status_code, saved["Location"]) == (302, address("review_answer", indicator="KESEHATAN-S1"))
    again = browser.get(here)
    assert again.context["form"]["numerator"].value() in ("40", Decimal(40))
    assert again.context["effect"].change == -12


def test_a_stale_finding_shows_both_and_keeps_what_was_typed(stage: Any, sign_in: Any) -> None:
    forwarded(stage)
    browser = sign_in(stage.reviewer)
    here = address("review_answer", indicator="INFORMASI-H1")
    page = browser.get(here)
    find(stage, "INFORMASI-H1", Finding("unsupported", "Data dukung kosong."))
    typed = form_data(page, outcome="adjusted", numerator="40", denominator="100", note="Alasan yang saya ketik.")
    stale = browser.post(here, typed)
    assert stale.status_code == 409
    text = stale.content.decode()
    assert "Data dukung kosong." in text
    assert "Alasan yang saya ketik." in text
    assert browser.post(here, form_data(stale, outcome="adjusted", numerator="40", denominator="100", note="Tetap.")).status_code == 302
    assert Review.objects.get().note == "Tetap."


@pytest.mark.parametrize(
    "typed",
    [
        {},
        {"outcome": "adjusted", "note": "x", "numerator": "banyak", "denominator": "100"},
        {"outcome": "unsupported"},
        {"outcome": "adjusted", "note": "x"},
    ],
)
def test_errors_of_a_finding_answer_422(stage: Any, sign_in: Any, typed: dict[str, str]) -> None:
    forwarded(stage)
    browser = sign_in(stage.reviewer)
    here = address("review_answer", indicator="INFORMASI-H1")
    assert browser.post(here, form_data(browser.get(here)) | typed).status_code == 422
    assert not Review.objects.exists()


def test_a_late_finding_keeps_what_was_typed(stage: Any, sign_in: Any) -> None:
    forwarded(stage)
    browser = sign_in(stage.reviewer)
    here = address("review_answer", indicator="INFORMASI-S1")
    page = browser.get(here)
    close_phase(stage.cycle, "scoring")
    late = browser.post(here, form_data(page, outcome="unsupported", note="Alasan yang saya ketik."))
    assert late.status_code == 403
    assert "Alasan yang saya ketik." in late.content.decode()


def test_the_page_of_an_assessment_shows_every_difference_with_its_reason(stage: Any, sign_in: Any, django_assert_max_num_queries: Any) -> None:
    forwarded(stage)
    accept_all(stage, but="INFORMASI-H1")
    find(stage, "INFORMASI-H1", ADJUSTED)
    browser = sign_in(stage.reviewer)
    browser.get(address("review"))
    with django_assert_max_num_queries(22):
        page = browser.get(address("review"))
    assert [(told.indicator.code, told.review.note, told.difference.change) for told in page.context["differences"]] == [
        ("INFORMASI-H1", ADJUSTED.note, -12)
    ]
    assert [row.change for row in page.context["rights"]] == [-24, 0]
    finished = browser.post(address("review_finish"))
    assert finished.status_code == 302
    assert browser.post(address("review_finish")).status_code == 302
    assert sign_in(stage.lead).post(address("review_reopen"), {"reason": "Salah."}).status_code == 302
    assert browser.post(address("review_finish")).status_code == 302


def test_the_page_of_points_saves_and_shows_a_conflict(stage: Any, sign_in: Any) -> None:
    forwarded(stage)
    browser = sign_in(stage.lead)
    page = browser.get(address("addition"))
    typed = {"seen": page.context["form"]["seen"].value(), "points": "7,5", "note": "Sesuai laporan."}
    assert browser.post(address("addition"), typed | {"points": "16"}).status_code == 422
    assert browser.post(address("addition"), typed).status_code == 302
    stage.assessment.refresh_from_db()
    assert stage.assessment.addition_points == Decimal("7.5")
    stale = browser.post(address("addition"), typed | {"points": "9"})
    assert stale.status_code == 409
    assert stale.context["theirs"].addition_points == Decimal("7.5")
    again = typed | {"points": "9", "seen": stale.context["form"]["seen"].value()}
    assert browser.post(address("addition"), again).status_code == 302


def test_the_queue_lists_forwarded_assessments_of_all_regions(stage: Any, sign_in: Any, django_assert_max_num_queries: Any) -> None:
    forwarded(stage)
    browser = sign_in(stage.reviewer)
    queue = reverse("assessments:review_queue")
    assert [row.region.code for row, _answered, _reviewed in browser.get(queue).context["rows"]] == ["34.04"]
    with django_assert_max_num_queries(14):
        everything = browser.get(queue, {"keadaan": "semua"})
    assert len(everything.context["rows"]) == 3
    assert len(browser.get(queue, {"keadaan": "semua", "provinsi": "91"}).context["rows"]) == 1


def test_accepting_at_once_needs_a_confirmation(stage: Any, sign_in: Any) -> None:
    forwarded(stage)
    browser = sign_in(stage.reviewer)
    here = address("review_accept_right", right="kesehatan")
    assert browser.post(here).status_code == 422
    assert browser.post(here, {"confirmed": "yes"}).status_code == 302
    assert Review.objects.count() == 3
