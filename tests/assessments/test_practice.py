"""Practice: a cycle that never counts, seen by the region's own people only, begun anew at will."""

from datetime import timedelta
from decimal import Decimal
from typing import Any

import pytest
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.urls import reverse
from django.utils import timezone, translation

from accounts.access import Refused
from accounts.models import Role
from assessments.models import (
    Answer,
    Assessment,
    AssessmentState,
    Comment,
    Cycle,
    CycleState,
    Event,
    EvidenceFile,
    Notice,
    NoticeCode,
    Phase,
    Submission,
)
from assessments.queues import chosen_cycle
from assessments.services import upload_parts
from assessments.services.before import before
from assessments.services.cycles import open_cycle as open_prepared_cycle
from assessments.services.deadlines import tell_deadlines
from assessments.services.monitoring import progress_of, watched_cycles
from assessments.services.notices import notify, people_of
from assessments.services.practice import ensure_practice_cycle, open_practice, practice_places, reset_practice
from assessments.services.receipt import receipt_html
from assessments.services.submission import submit_assessment, withdraw_submission
from assessments.services.uploads import begin_upload
from assessments.services.values import previous_values
from reports.services.scoring import start_run
from reports.services.simulation import usable_cycles
from tests.factories import Stage, answer, evidence_file, fill, open_cycle
from tests.factories_indicators import small_framework

pytestmark = pytest.mark.django_db
OTHERS = ("observer", "verifier", "far_verifier", "reviewer", "lead", "administrator", "editor", "far_coordinator", "nobody")


@pytest.fixture
def practised(stage: Stage) -> Assessment:
    """34.04 has answered everything for practice."""
    assessment = open_practice(region=stage.region, by=stage.coordinator)
    assert assessment is not None
    fill(assessment, number=Decimal(33))
    return assessment


def address(name: str = "assessment", region: str = "34.04", **values: Any) -> str:
    return reverse(f"assessments:{name}", kwargs={"year": 0, "region": region} | values)


class TestOpening:
    def test_the_first_press_makes_the_cycle_and_the_practice(self, stage: Stage, sign_in: Any) -> None:
        page = sign_in(stage.contributor).post("/kerja/0/34.04/mulai/", follow=True)
        assert page.redirect_chain[-1][0] == "/kerja/0/34.04/"
        cycle = Cycle.objects.get(is_practice=True)
        assert (cycle.award_year, cycle.framework, cycle.state, cycle.requires_statement) == (0, stage.framework, CycleState.OPEN, False)
        assert cycle.is_phase_open("filling")
        assert not cycle.is_phase_open("verification")

    def test_a_second_press_makes_nothing(self, stage: Stage, sign_in: Any) -> None:
        for _press in range(2):
            sign_in(stage.coordinator).post("/kerja/0/34.04/mulai/")
        assert Assessment.objects.filter(cycle__is_practice=True).count() == 1
        assert Event.objects.filter(code="practice_opened").count() == 1

    def test_opds_have_there_what_they_have_in_the_newest_year(self, practised: Assessment, stage: Stage) -> None:
        assert practised.assignments.count() == stage.assessment.assignments.count() > 0

    def test_other_regions_have_none_until_they_open_it(self, practised: Assessment) -> None:
        assert list(Assessment.objects.filter(cycle=practised.cycle)) == [practised]

    @pytest.mark.parametrize("role", OTHERS)
    def test_nobody_else_opens_it(self, stage: Stage, sign_in: Any, role: str) -> None:
        assert sign_in(stage.people[role]).post("/kerja/0/34.04/mulai/").status_code == 403
        assert not Cycle.objects.filter(is_practice=True).exists()

    def test_without_a_framework_there_is_nothing_to_practise_on(self, stage: Stage, sign_in: Any) -> None:
        from unittest.mock import patch

        with patch("assessments.services.practice.practice_framework", return_value=None):
            page = sign_in(stage.coordinator).post("/kerja/0/34.04/mulai/")
        assert page["Location"] == "/kerja/"

    def test_a_region_that_does_not_exist_is_told_404(self, stage: Stage, sign_in: Any) -> None:
        assert sign_in(stage.coordinator).post("/kerja/0/99.99/mulai/").status_code == 404

    def test_a_lead_who_opens_a_cycle_makes_it_too(self, stage: Stage) -> None:
        prepared = open_cycle(stage.framework, award_year=2027, state=CycleState.DRAFT)
        open_prepared_cycle(cycle=prepared, by=stage.lead)
        assert ensure_practice_cycle() == Cycle.objects.get(is_practice=True)

    def test_another_framework_begins_everything_anew(self, practised: Assessment, stage: Stage) -> None:
        other = small_framework(code="lain")
        prepared = open_cycle(other, award_year=2027, state=CycleState.DRAFT)
        open_prepared_cycle(cycle=prepared, by=stage.lead)
        practised.refresh_from_db()
        assert practised.cycle.framework == other
        assert (practised.answers.count(), practised.answered_count) == (0, 0)
        assert Answer.objects.filter(assessment=stage.assessment).count() == 0
        assert Event.objects.filter(code="practice_moved").count() == 2


class TestEveryPageSaysSo:
    @pytest.mark.parametrize("name", ["assessment", "submit", "workbook", "practice_reset"])
    def test_the_banner_stands_on_top(self, practised: Assessment, stage: Stage, sign_in: Any, name: str) -> None:
        values = {"region": "34.04"} if name == "practice_reset" else {"year": 0, "region": "34.04"}
        page = sign_in(stage.coordinator).get(reverse(f"assessments:{name}", kwargs=values))
        assert page.status_code == 200
        assert "practice-banner" in page.content.decode()

    def test_and_on_no_page_of_a_real_year(self, stage: Stage, sign_in: Any) -> None:
        assert "practice-banner" not in sign_in(stage.coordinator).get("/kerja/2026/34.04/").content.decode()

    def test_there_is_no_deadline(self, practised: Assessment, stage: Stage, sign_in: Any) -> None:
        assert sign_in(stage.coordinator).get("/kerja/0/34.04/").context["deadline"] is None

    def test_the_real_dashboard_leads_there_and_back(self, practised: Assessment, stage: Stage, sign_in: Any) -> None:
        browser = sign_in(stage.coordinator)
        assert 'action="/kerja/0/34.04/mulai/"' in browser.get("/kerja/2026/34.04/").content.decode()
        assert 'href="/kerja/2026/34.04/"' in browser.get("/kerja/0/34.04/").content.decode()


class TestReset:
    def test_answers_files_comments_and_submissions_go(self, practised: Assessment, stage: Stage) -> None:
        own = EvidenceFile.objects.filter(region=stage.region).first()
        assert own is not None
        own.file.save("perda", ContentFile(b"%PDF-1.7"))
        Comment.objects.create(assessment=practised, indicator=stage.framework.indicators.all()[0], text="Coba", author_name="Orang")
        submit_assessment(assessment=practised, by=stage.coordinator)
        assert reset_practice(assessment=practised, by=stage.coordinator)
        practised.refresh_from_db()
        assert (practised.state, practised.answered_count, practised.self_score, practised.submitted_at) == (AssessmentState.FILLING, 0, None, None)
        assert [practised.answers.count(), practised.comments.count(), practised.submissions.count()] == [0, 0, 0]
        assert not EvidenceFile.objects.filter(region=stage.region).exists()
        assert practised.assignments.exists()
        assert Event.objects.filter(assessment=practised, code="practice_reset").count() == 1

    def test_stored_contents_go_after_the_transaction(self, practised: Assessment, stage: Stage, django_capture_on_commit_callbacks: Any) -> None:
        file = EvidenceFile.objects.filter(region=stage.region).first()
        assert file is not None
        file.file.save("perda", ContentFile(b"%PDF-1.7"))
        with django_capture_on_commit_callbacks(execute=True):
            reset_practice(assessment=practised, by=stage.coordinator)
        assert not default_storage.exists(str(file.file.name))

    def test_files_of_the_real_year_stay(self, practised: Assessment, stage: Stage) -> None:
        real = answer(stage.assessment, "INFORMASI-S1", choice="yes", files=0)
        shared = EvidenceFile.objects.filter(uses__answer__assessment=practised).first()
        assert shared is not None
        real.evidence.create(file=shared)
        reset_practice(assessment=practised, by=stage.coordinator)
        assert list(EvidenceFile.objects.filter(region=stage.region)) == [shared]
        assert Answer.objects.get() == real

    def test_files_named_by_a_receipt_of_a_real_year_stay(self, practised: Assessment, stage: Stage) -> None:
        file = EvidenceFile.objects.filter(uses__answer__assessment=practised).first()
        assert file is not None
        Submission.objects.create(
            assessment=stage.assessment, sequence=1, number="N", submitted_by_name="x", manifest={"answers": [file.sha256]}, digest="x"
        )
        reset_practice(assessment=practised, by=stage.coordinator)
        assert list(EvidenceFile.objects.filter(region=stage.region)) == [file]

    def test_other_regions_are_not_touched(self, practised: Assessment, stage: Stage) -> None:
        other = Assessment.objects.create(cycle=practised.cycle, region=stage.far_region)
        fill(other)
        reset_practice(assessment=practised, by=stage.coordinator)
        assert other.answers.exists()

    def test_a_second_press_removes_nothing(self, practised: Assessment, stage: Stage, sign_in: Any) -> None:
        browser = sign_in(stage.coordinator)
        for _press in range(2):
            page = browser.post("/kerja/0/34.04/ulang/", {"confirmed": "yes"})
            assert page["Location"] == "/kerja/0/34.04/"
        assert Event.objects.filter(code="practice_reset").count() == 1

    def test_without_the_tick_nothing_goes(self, practised: Assessment, stage: Stage, sign_in: Any) -> None:
        assert sign_in(stage.coordinator).post("/kerja/0/34.04/ulang/").status_code == 422
        assert practised.answers.exists()

    def test_a_submission_is_withdrawn_as_in_a_real_year(self, practised: Assessment, stage: Stage) -> None:
        submission = submit_assessment(assessment=practised, by=stage.coordinator)
        assert "LATIHAN" in submission.number
        withdraw_submission(assessment=practised, by=stage.coordinator)
        practised.refresh_from_db()
        assert practised.state == AssessmentState.FILLING

    def test_the_receipt_says_what_it_is(self, practised: Assessment, stage: Stage, sign_in: Any) -> None:
        page = receipt_html(submission=submit_assessment(assessment=practised, by=stage.coordinator))
        assert "LATIHAN" in page
        assert "Peduli HAM 0" not in page
        assert sign_in(stage.coordinator).get("/kerja/0/34.04/kiriman/1/tanda-terima/")["Content-Type"] == "application/pdf"
        with translation.override("en"):
            assert "KKP HAM 0" not in sign_in(stage.coordinator).get("/kerja/0/34.04/").content.decode()

    def test_parts_of_uploads_go_too(
        self, practised: Assessment, stage: Stage, django_capture_on_commit_callbacks: Any, settings: Any, tmp_path: Any
    ) -> None:
        settings.UPLOADS_DIR = tmp_path / "parts"
        upload = begin_upload(assessment=practised, indicator=stage.framework.indicators.all()[0], name="perda.pdf", size=1000, by=stage.coordinator)
        assert upload_parts.path_of(upload.pk).exists()
        with django_capture_on_commit_callbacks(execute=True):
            reset_practice(assessment=practised, by=stage.coordinator)
        assert not upload_parts.path_of(upload.pk).exists()

    def test_only_practice_is_begun_anew(self, stage: Stage) -> None:
        fill(stage.assessment)
        with pytest.raises(Refused):
            reset_practice(assessment=stage.assessment, by=stage.coordinator)
        assert stage.assessment.answers.exists()

    @pytest.mark.parametrize("role", ["contributor", "signatory"])
    def test_others_of_the_region_do_not(self, practised: Assessment, stage: Stage, role: str) -> None:
        with pytest.raises(Refused):
            reset_practice(assessment=practised, by=stage.people[role])


class TestItNeverCounts:
    def test_answers_are_not_last_years(self, practised: Assessment, stage: Stage) -> None:
        for indicator in stage.framework.indicators.all():
            found = before(stage.assessment, indicator)
            assert found is None or not found.has_answer
        assert previous_values(stage.cycle) == {}

    @pytest.mark.parametrize("role", OTHERS)
    def test_nobody_outside_the_region_sees_it(self, practised: Assessment, stage: Stage, sign_in: Any, role: str) -> None:
        user = stage.people[role]
        assert not Assessment.objects.visible_to(user).filter(cycle__is_practice=True).exists()
        browser = sign_in(user)
        for path in ("/kerja/0/34.04/", "/kerja/0/34.04/INFORMASI-S1/", "/verifikasi/0/34.04/", "/penilaian/0/34.04/", "/kerja/0/34.04/kirim/"):
            assert browser.get(path).status_code in (403, 404), path
        assert browser.post("/kerja/0/34.04/INFORMASI-S1/", {"choice": "no", "version": "1"}).status_code in (403, 404)

    def test_files_that_support_practice_only_are_the_regions_own(self, practised: Assessment, stage: Stage) -> None:
        file = EvidenceFile.objects.filter(uses__answer__assessment=practised).first()
        assert file is not None
        assert EvidenceFile.objects.visible_to(stage.coordinator).filter(pk=file.pk).exists()
        assert not EvidenceFile.objects.visible_to(stage.verifier).filter(pk=file.pk).exists()
        answer(stage.assessment, "INFORMASI-S1", choice="yes", files=0).evidence.create(file=file)
        assert EvidenceFile.objects.visible_to(stage.verifier).filter(pk=file.pk).exists()

    def test_a_file_without_any_use_is_seen_as_before(self, practised: Assessment, stage: Stage) -> None:
        file = evidence_file(stage.region, "lepas")
        assert EvidenceFile.objects.visible_to(stage.verifier).filter(pk=file.pk).exists()

    def test_no_list_of_cycles_names_it(self, practised: Assessment, stage: Stage, sign_in: Any, rf: Any) -> None:
        assert chosen_cycle(rf.get("/verifikasi/", {"tahun": "0"}))[1] == [stage.cycle]
        assert list(usable_cycles()) == [stage.cycle]
        assert watched_cycles() == [stage.cycle]
        browser = sign_in(stage.lead)
        for path in ("/siklus/", "/penetapan/", "/penilaian/", "/kerja/"):
            page = browser.get(path, {"tahun": "0"})
            listed = page.context.get("cycles") or [getattr(row, "cycle", row) for row in page.context.get("rows", [])]
            assert practised.cycle not in [getattr(row, "cycle", row) for row in listed], path

    def test_the_addresses_of_its_year_are_not_there_for_leads(self, practised: Assessment, stage: Stage, sign_in: Any) -> None:
        browser = sign_in(stage.lead)
        for path in ("/siklus/0/", "/siklus/0/ubah/", "/penetapan/0/"):
            assert browser.get(path).status_code == 404, path

    def test_no_run_is_computed_over_it(self, practised: Assessment, stage: Stage) -> None:
        Phase.objects.filter(cycle=practised.cycle).update(code="scoring")
        with pytest.raises(Refused):
            start_run(cycle=practised.cycle, by=stage.lead)

    def test_the_kanwil_hears_nothing(self, practised: Assessment, stage: Stage) -> None:
        people = people_of(practised, Role.KANWIL_VERIFIER, Role.PROVINCIAL_OBSERVER, Role.DITJEN_LEAD, Role.REGIONAL_SIGNATORY)
        assert people == [stage.signatory]
        submit_assessment(assessment=practised, by=stage.coordinator)
        assert not stage.verifier.notices.exists()

    def test_no_deadline_is_told_and_none_extended(self, practised: Assessment, stage: Stage, sign_in: Any) -> None:
        Phase.objects.filter(cycle=practised.cycle).update(ends_at=timezone.now() + timedelta(hours=30))
        Phase.objects.filter(cycle=stage.cycle).update(ends_at=timezone.now() + timedelta(days=90))
        tell_deadlines(timezone.now())
        assert not Notice.objects.filter(assessment=practised).exists()
        for path in ("/siklus/0/perpanjangan/", "/siklus/0/perpanjangan/34.04/"):
            assert sign_in(stage.lead).get(path).status_code == 404

    def test_monitoring_counts_the_real_year_only(self, practised: Assessment, stage: Stage, sign_in: Any) -> None:
        assert [row.assessment.cycle for row in progress_of(stage.verifier, stage.cycle)] == [stage.cycle, stage.cycle]
        assert progress_of(stage.verifier, practised.cycle) == []
        assert sign_in(stage.verifier).get("/pantauan/0/").status_code == 404

    def test_no_mail_goes_out(self, practised: Assessment, stage: Stage) -> None:
        notify(code=NoticeCode.SUBMITTED, to=[stage.signatory], key="coba", assessment=practised)
        assert stage.signatory.notices.get(key="coba").mail_due_at is None

    def test_the_administration_does_not_list_it(self, practised: Assessment, stage: Stage, sign_in: Any) -> None:
        submit_assessment(assessment=practised, by=stage.coordinator)
        browser = sign_in(stage.administrator)
        assert browser.get("/pengelolaan/assessments/submission/").context["cl"].result_count == 0
        assert practised not in browser.get("/pengelolaan/assessments/assessment/").context["cl"].queryset

    def test_the_public_pages_know_nothing_of_it(self, practised: Assessment, client: Any) -> None:
        with translation.override("en"):
            assert client.get("/daerah/34.04/").context["latest"] is None

    def test_own_assessments_and_practice_stand_apart(self, practised: Assessment, stage: Stage, sign_in: Any) -> None:
        page = sign_in(stage.coordinator).get("/kerja/")
        assert [card["assessment"] for card in page.context["own"]] == [stage.assessment]
        assert [place.assessment for place in page.context["practice_places"]] == [practised]


class TestPlaces:
    def test_somebody_of_no_region_practises_nowhere(self, stage: Stage) -> None:
        assert practice_places(stage.lead) == []

    def test_a_region_without_practice_is_offered(self, stage: Stage) -> None:
        (place,) = practice_places(stage.coordinator)
        assert (place.region, place.assessment, place.total) == (stage.region, None, 0)
