"""More time for one region: who gives it, what it opens, who reads of it."""

from datetime import datetime, timedelta
from typing import Any

import pytest
from django.contrib import messages
from django.core.exceptions import ValidationError
from django.test import Client
from django.utils import timezone

from accounts.access import Refused, allowed
from assessments.models import Assessment, AssessmentState, Cycle, Event, Notice, NoticeCode, Phase, PhaseCode
from assessments.services.events import all_broken_links
from assessments.services.extension import end_extension, extend_deadline
from assessments.services.submission import submit_assessment, withdraw_submission
from tests.factories import Stage, close_phase, fill

pytestmark = pytest.mark.django_db
ADDRESS = "/siklus/2026/perpanjangan/"
REASON = "Banjir di kantor Bagian Hukum."


def in_days(days: int) -> datetime:
    return timezone.now() + timedelta(days=days)


def extend(stage: Stage, days: int = 20, phase: str = PhaseCode.FILLING, **values: Any) -> bool:
    given = {"assessment": stage.assessment, "phase": phase, "until": in_days(days), "reason": REASON, "by": stage.lead} | values
    done = extend_deadline(**given)
    stage.assessment.refresh_from_db()
    return done


class TestGiving:
    def test_the_region_has_time_until_the_new_end_and_no_other_region(self, stage: Stage) -> None:
        close_phase(stage.cycle, PhaseCode.FILLING)
        other = Assessment.objects.get(region=stage.neighbour)
        assert extend(stage)
        fresh = Assessment.objects.get(pk=stage.assessment.pk)
        assert fresh.is_phase_open(PhaseCode.FILLING)
        assert not other.is_phase_open(PhaseCode.FILLING)

    def test_it_lets_the_region_answer_send_and_withdraw(self, stage: Stage) -> None:
        fill(stage.assessment)
        close_phase(stage.cycle, PhaseCode.FILLING)
        stage.assessment.refresh_from_db()
        assert not allowed(stage.coordinator, "assessments.answer_assessment", stage.assessment)
        extend(stage)
        fresh = Assessment.objects.get(pk=stage.assessment.pk)
        assert allowed(stage.coordinator, "assessments.answer_assessment", fresh)
        submit_assessment(assessment=fresh, by=stage.signatory)
        withdraw_submission(assessment=fresh, by=stage.signatory)
        assert Assessment.objects.get(pk=fresh.pk).state == AssessmentState.FILLING

    def test_correction_is_extended_apart(self, stage: Stage) -> None:
        close_phase(stage.cycle, PhaseCode.CORRECTION)
        Assessment.objects.update(state=AssessmentState.RETURNED)
        extend(stage, phase=PhaseCode.CORRECTION)
        fresh = Assessment.objects.get(pk=stage.assessment.pk)
        assert allowed(stage.coordinator, "assessments.answer_assessment", fresh)
        assert fresh.filling_until is None

    def test_region_and_kanwil_are_told_with_the_reason_and_it_is_logged(self, stage: Stage) -> None:
        extend(stage)
        assert set(Notice.objects.values_list("recipient", flat=True)) == {
            stage.coordinator.pk,
            stage.contributor.pk,
            stage.signatory.pk,
            stage.verifier.pk,
        }
        assert {notice.code for notice in Notice.objects.all()} == {NoticeCode.EXTENDED}
        event = Event.objects.get(assessment=stage.assessment, code="extended")
        assert (event.actor, event.data["reason"], event.data["phase"]) == (stage.lead, REASON, "filling")
        assert list(all_broken_links()) == []

    def test_a_second_click_changes_nothing(self, stage: Stage) -> None:
        until = in_days(20)
        assert extend(stage, until=until)
        assert not extend(stage, until=until)
        assert Event.objects.filter(code="extended").count() == 1

    def test_it_can_be_changed_and_taken_back(self, stage: Stage) -> None:
        extend(stage, 20)
        assert extend(stage, 15)
        assert end_extension(assessment=stage.assessment, phase=PhaseCode.FILLING, reason="Keliru daerah.", by=stage.second_lead)
        assert not end_extension(assessment=stage.assessment, phase=PhaseCode.FILLING, reason="Keliru daerah.", by=stage.second_lead)
        assert Assessment.objects.get(pk=stage.assessment.pk).filling_until is None
        assert list(Event.objects.filter(assessment=stage.assessment).values_list("code", flat=True)) == ["extended", "extended", "extension_ended"]
        assert Notice.objects.filter(recipient=stage.coordinator).count() == 3

    def test_a_date_of_the_year_moved_beyond_it_counts(self, stage: Stage) -> None:
        extend(stage, 20)
        later = in_days(40)
        Phase.objects.filter(code=PhaseCode.FILLING).update(ends_at=later)
        assert Assessment.objects.get(pk=stage.assessment.pk).ends_at(PhaseCode.FILLING) == later


class TestRefusals:
    @pytest.mark.parametrize(
        ("field", "values"),
        [
            ("until", {"until": timezone.now() - timedelta(days=1)}),
            ("until", {"until": timezone.now() + timedelta(days=2)}),  # the phase ends in ten days for everybody
            ("reason", {"reason": "  "}),
            ("reason", {"reason": "x" * 1001}),
            ("phase", {"phase": PhaseCode.VERIFICATION}),
            ("phase", {"phase": "x"}),
        ],
    )
    def test_what_makes_no_sense_is_said_beside_its_field(self, stage: Stage, field: str, values: dict[str, Any]) -> None:
        with pytest.raises(ValidationError) as caught:
            extend(stage, **values)
        assert list(caught.value.message_dict) == [field]
        assert not Event.objects.filter(code="extended").exists()

    def test_only_leads_extend(self, stage: Stage) -> None:
        for name, user in stage.people.items():
            if name not in {"lead", "second_lead"}:
                with pytest.raises(Refused):
                    extend(stage, by=user)

    @pytest.mark.parametrize("state", [AssessmentState.FORWARDED, AssessmentState.REVIEWED, AssessmentState.PUBLISHED])
    def test_what_has_gone_on_is_not_extended(self, stage: Stage, state: str) -> None:
        Assessment.objects.update(state=state)
        with pytest.raises(Refused):
            extend(stage)

    @pytest.mark.parametrize("values", [{"state": "published"}, {"state": "draft"}, {"is_practice": True, "award_year": 0}])
    def test_only_an_open_cycle_that_counts_is_extended(self, stage: Stage, values: dict[str, Any]) -> None:
        Cycle.objects.update(**values)
        with pytest.raises(Refused):
            extend(stage)


class TestPages:
    def post(self, browser: Client, **values: Any) -> Any:
        until = timezone.localtime(in_days(20)).strftime("%Y-%m-%dT%H:%M")
        return browser.post(f"{ADDRESS}34.04/", {"phase": "filling", "until": until, "reason": REASON} | values)

    def test_a_lead_finds_the_region_and_gives_it_time(self, stage: Stage, sign_in: Any) -> None:
        browser = sign_in(stage.lead)
        page = browser.get(ADDRESS, {"cari": "sleman"})
        assert [found.region.code for found in page.context["found"]] == ["34.04"]
        assert browser.get(f"{ADDRESS}34.04/").status_code == 200
        assert self.post(browser)["Location"] == ADDRESS
        lines = browser.get(ADDRESS).context["lines"]
        assert [(line["assessment"], line["reason"]) for line in lines] == [(stage.assessment, REASON)]
        assert self.post(browser, reason=REASON).status_code == 302

    def test_the_time_typed_is_in_the_leads_zone(self, stage: Stage, sign_in: Any) -> None:
        day = timezone.localdate() + timedelta(days=20)
        self.post(sign_in(stage.lead), until=f"{day}T23:59")
        until = Assessment.objects.get(pk=stage.assessment.pk).filling_until
        assert until is not None
        assert timezone.localtime(until).strftime("%Y-%m-%d %H:%M %Z") == f"{day} 23:59 WIB"

    def test_beyond_the_kanwils_time_the_lead_is_warned_and_moving_its_dates_mends_it(self, stage: Stage, sign_in: Any) -> None:
        verification = Phase.objects.filter(cycle=stage.cycle, code=PhaseCode.VERIFICATION)
        late = timezone.now() + timedelta(days=20)
        verification.update(ends_at=late - timedelta(days=5))
        said = [message.level_tag for message in messages.get_messages(self.post(sign_in(stage.lead)).wsgi_request)]
        assert said == ["success", "warning"]
        Phase.objects.filter(cycle=stage.cycle).exclude(code=PhaseCode.VERIFICATION).update(ends_at=late - timedelta(days=12))
        held = Assessment.objects.get(pk=stage.assessment.pk)
        assert held.is_phase_open(PhaseCode.FILLING, late - timedelta(days=1))
        assert not held.is_phase_open(PhaseCode.VERIFICATION, late - timedelta(days=1))
        verification.update(ends_at=late + timedelta(days=9))
        assert Assessment.objects.get(pk=held.pk).is_phase_open(PhaseCode.VERIFICATION, late)

    @pytest.mark.parametrize(
        ("field", "values"),
        [("until", {"until": "besok"}), ("until", {"until": "2020-01-01T00:00"}), ("reason", {"reason": ""}), ("phase", {"phase": "scoring"})],
    )
    def test_what_was_typed_is_kept_and_explained(self, stage: Stage, sign_in: Any, field: str, values: dict[str, Any]) -> None:
        response = self.post(sign_in(stage.lead), **values)
        assert response.status_code == 422
        assert list(response.context["form"].errors) == [field]
        assert response.context["form"][field].value() == values[field]

    def test_it_is_taken_back_with_a_reason(self, stage: Stage, sign_in: Any) -> None:
        extend(stage)
        browser = sign_in(stage.second_lead)
        assert browser.post(f"{ADDRESS}34.04/", {"end": "1", "phase": "filling", "reason": ""}).status_code == 422
        assert browser.post(f"{ADDRESS}34.04/", {"end": "1", "phase": "x", "reason": REASON}).status_code == 404
        assert browser.post(f"{ADDRESS}34.04/", {"end": "1", "phase": "filling", "reason": "Keliru."}).status_code == 302
        assert [line["until"] is None for line in browser.get(ADDRESS).context["lines"]] == [True, False]

    def test_a_region_that_has_gone_on_shows_why_there_is_no_form(self, stage: Stage, sign_in: Any) -> None:
        Assessment.objects.update(state=AssessmentState.FORWARDED)
        page = sign_in(stage.lead).get(f"{ADDRESS}34.04/")
        assert page.status_code == 200
        assert page.context["refused"]
        assert b'name="until"' not in page.content
        assert self.post(sign_in(stage.lead)).status_code == 403

    def test_every_kanwil_reads_the_list_but_has_no_form(self, stage: Stage, sign_in: Any) -> None:
        extend(stage)
        page = sign_in(stage.far_verifier).get(ADDRESS, {"cari": "sleman"})
        assert REASON in page.content.decode()
        assert page.context["found"] == []
        assert b'name="cari"' not in page.content

    def test_the_region_reads_the_reason_on_its_dashboard(self, stage: Stage, sign_in: Any) -> None:
        extend(stage)
        page = sign_in(stage.coordinator).get("/kerja/2026/34.04/").content.decode()
        assert page.count(REASON) >= 2  # by the clock and in the history

    def test_the_check_list_says_so_too(self, stage: Stage, sign_in: Any) -> None:
        extend(stage)
        page = sign_in(stage.signatory).get("/kerja/2026/34.04/kirim/").content.decode()
        assert REASON in page
        assert "deadline-extended" in page

    def test_a_region_that_is_none_is_not_found(self, stage: Stage, sign_in: Any) -> None:
        assert sign_in(stage.lead).get(f"{ADDRESS}99.99/").status_code == 404
        assert sign_in(stage.lead).get("/siklus/2031/perpanjangan/").status_code == 404

    @pytest.mark.parametrize("text", ["x" * 200, "tidak ada", "%", "\\"])
    def test_a_search_that_finds_nothing_says_so(self, stage: Stage, sign_in: Any, text: str) -> None:
        assert sign_in(stage.lead).get(ADDRESS, {"cari": text}).status_code == 200

    def test_many_cost_no_more_queries(self, stage: Stage, sign_in: Any, django_assert_max_num_queries: Any) -> None:
        for days in range(11, 40):
            extend(stage, days)
        browser = sign_in(stage.lead)
        with django_assert_max_num_queries(9):
            browser.get(ADDRESS, {"cari": "3"})
