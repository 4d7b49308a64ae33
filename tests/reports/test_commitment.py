"""The commitment: drafted, published from the signatory's own account, told of in the next cycle, read by everybody."""

from dataclasses import replace
from decimal import Decimal
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from accounts.access import Refused
from assessments.models import Assessment, Event
from reports.models import Commitment, CommitmentAction, PublishedCommitment, PublishedResult, PublishedYear
from reports.services.commitment import (
    ActionInput,
    CommitmentInput,
    StaleCommitmentError,
    Told,
    UnfinishedCommitmentError,
    offers,
    publish_commitment,
    publish_follow_up,
    save_commitment,
    tell_follow_up,
)
from tests.factories import ProvinceFactory, RegionFactory, Stage, answer, fill, open_cycle
from tests.factories_commitments import WORDS, promise
from tests.reports.conftest import Year

pytestmark = pytest.mark.django_db
HERE, PUBLIC = "/kerja/2026/34.04/komitmen/", "/daerah/34.04/komitmen/2026/"
WORKING_TABLES = ("assessments_", '"reports_commitment', '"reports_result"', '"reports_scoringrun"', "accounts_")
FORM = {
    "version": "0",
    "head_name": "Nama Bupati",
    "head_title": "Bupati Sleman",
    "text": "Kami akan melayani semua warga.",
    "indicator_1": "INFORMASI-H1",
    "text_1": "Menjawab semua permohonan.",
    "work_unit_1": "Dinas Kominfo",
    "target_1": "100 persen",
}


@pytest.fixture
def next_year(stage: Stage) -> Assessment:
    """34.04 in the year after."""
    return Assessment.objects.create(cycle=open_cycle(stage.framework, award_year=2027), region=stage.region)


def text_of(page: Any) -> str:
    return str(page.content.decode())


class TestOffers:
    def test_before_the_result_they_come_from_the_own_answers(self, stage: Stage) -> None:
        answer(stage.assessment, "INFORMASI-S1", choice="yes")
        found = offers(stage.assessment)
        assert not found.is_published
        assert "INFORMASI-S1" not in [row.indicator.code for row in found.rows]
        assert [row.gain for row in found.rows] == sorted((row.gain for row in found.rows), reverse=True)

    def test_afterwards_from_the_published_result(self, published_year: Year) -> None:
        found = offers(published_year.stage.assessment)
        assert found.is_published
        assert found.gain("INFORMASI-H1") is not None
        assert found.gain("INFORMASI-S1") is None

    def test_the_form_begins_with_the_three_that_bring_most(self, stage: Stage, sign_in: Any) -> None:
        page = sign_in(stage.coordinator).get(HERE)
        first = page.context["offers"].rows[0].indicator
        assert page.context["form"]["indicator_1"].value() == first.code
        assert str(first.statement) in page.context["form"]["text_1"].value()
        assert page.context["form"]["head_title"].value() == "Bupati Sleman"


class TestDrafting:
    def test_coordinator_and_signatory_save_everybody_of_the_region_reads(self, stage: Stage, sign_in: Any) -> None:
        assert sign_in(stage.coordinator).post(HERE, FORM)["Location"] == HERE
        saved = Commitment.objects.get()
        assert (saved.text, saved.version, saved.updated_by) == (FORM["text"], 1, stage.coordinator)
        (action,) = saved.actions.all()
        assert action.indicator is not None
        assert (action.indicator.code, action.work_unit) == ("INFORMASI-H1", "Dinas Kominfo")
        assert action.possible_gain is not None
        for reader in ("contributor", "observer", "verifier", "reviewer"):
            assert FORM["text"] in text_of(sign_in(stage.people[reader]).get(HERE))
        assert sign_in(stage.signatory).post(HERE, FORM | {"version": "1", "text": "Lain."}).status_code == 302

    def test_save_and_preview_leads_to_the_preview(self, stage: Stage, sign_in: Any) -> None:
        page = sign_in(stage.coordinator).post(HERE, FORM | {"preview": "yes"}, follow=True)
        assert page.redirect_chain[-1][0] == f"{HERE}pratinjau/"
        assert FORM["text"] in text_of(page)

    def test_a_stale_form_loses_nothing_and_shows_what_stands(self, stage: Stage, sign_in: Any) -> None:
        save_commitment(assessment=stage.assessment, data=WORDS, version=0, by=stage.signatory)
        browser = sign_in(stage.coordinator)
        page = browser.post(HERE, FORM | {"text": "Kata-kata saya yang baru"})
        assert page.status_code == 409
        assert "Kata-kata saya yang baru" in text_of(page)
        assert WORDS.text in text_of(page)
        assert page.context["form"]["version"].value() == "1"
        assert browser.post(HERE, FORM | {"text": "Kata-kata saya yang baru", "version": "1"}).status_code == 302
        assert Commitment.objects.get().text == "Kata-kata saya yang baru"

    def test_too_long_words_are_named_and_kept(self, stage: Stage, sign_in: Any) -> None:
        page = sign_in(stage.coordinator).post(HERE, FORM | {"text": "a" * 3001, "text_1": "b" * 401, "head_name": "c" * 121})
        assert page.status_code == 422
        assert set(page.context["form"].errors) == {"text", "text_1", "head_name"}
        assert "a" * 3001 in text_of(page)
        assert not Commitment.objects.exists()

    def test_an_action_without_words_but_with_a_target_is_asked_for(self, stage: Stage, sign_in: Any) -> None:
        page = sign_in(stage.coordinator).post(HERE, FORM | {"target_2": "sesuatu"})
        assert page.status_code == 422
        assert set(page.context["form"].errors) == {"text_2"}

    @pytest.mark.parametrize("bad", [{"indicator_1": "TIDAK-ADA"}, {"version": "x"}, {"version": "-1"}, {"version": ""}])
    def test_what_the_form_never_offers_is_refused(self, stage: Stage, sign_in: Any, bad: dict[str, str]) -> None:
        page = sign_in(stage.coordinator).post(HERE, FORM | bad)
        assert page.status_code == 422
        assert FORM["text"] in text_of(page)

    def test_a_version_nobody_saw_is_stale(self, stage: Stage, sign_in: Any) -> None:
        assert sign_in(stage.coordinator).post(HERE, FORM | {"version": "9" * 30}).status_code == 409

    def test_a_refused_person_keeps_what_was_typed(self, stage: Stage, sign_in: Any) -> None:
        page = sign_in(stage.contributor).post(HERE, FORM)
        assert page.status_code == 403
        assert FORM["text"] in text_of(page)
        assert not Commitment.objects.exists()

    def test_words_are_shown_as_words(self, stage: Stage, sign_in: Any) -> None:
        words = replace(WORDS, text="<script>alert(1)</script>", actions=[ActionInput("", "<b>tebal</b>")])
        promise(stage.assessment, by=stage.signatory, words=words)
        for page in (sign_in(stage.coordinator).get(f"{HERE}pratinjau/"), sign_in(stage.nobody).get(PUBLIC)):
            assert "<script>alert" not in text_of(page)
            assert "<b>tebal" not in text_of(page)


class TestPublishing:
    def test_the_signatory_publishes_what_was_seen(self, stage: Stage, sign_in: Any, client: Any) -> None:
        save_commitment(assessment=stage.assessment, data=WORDS, version=0, by=stage.coordinator)
        assert client.get(PUBLIC).status_code == 404
        page = sign_in(stage.signatory).post(f"{HERE}terbitkan/", {"version": "1"})
        assert page["Location"] == f"{HERE}pratinjau/"
        assert WORDS.text in text_of(client.get(PUBLIC))
        assert Event.objects.filter(code="commitment_published").count() == 1

    @pytest.mark.parametrize("role", ["coordinator", "contributor", "observer", "verifier", "lead"])
    def test_nobody_else_does(self, stage: Stage, role: str) -> None:
        save_commitment(assessment=stage.assessment, data=WORDS, version=0, by=stage.coordinator)
        with pytest.raises(Refused):
            publish_commitment(assessment=stage.assessment, version=1, by=stage.people[role])

    def test_a_second_click_changes_nothing(self, stage: Stage) -> None:
        first = promise(stage.assessment, by=stage.signatory)
        again = publish_commitment(assessment=stage.assessment, version=1, by=stage.signatory)
        assert (again.pk, again.published_at) == (first.pk, first.published_at)
        assert Event.objects.filter(code="commitment_published").count() == 1

    def test_words_changed_after_they_were_read_are_not_published(self, stage: Stage, sign_in: Any) -> None:
        saved = save_commitment(assessment=stage.assessment, data=WORDS, version=0, by=stage.coordinator)
        save_commitment(assessment=stage.assessment, data=WORDS, version=saved.version, by=stage.coordinator)
        assert sign_in(stage.signatory).post(f"{HERE}terbitkan/", {"version": "1"}).status_code == 409
        for version in ("", "x", "-1", "9" * 40, "²"):
            assert sign_in(stage.signatory).post(f"{HERE}terbitkan/", {"version": version}).status_code == 409
        assert not PublishedCommitment.objects.exists()

    @pytest.mark.parametrize("gap", ["head_name", "head_title", "text", "actions"])
    def test_what_the_public_has_to_read_must_be_there(self, stage: Stage, gap: str) -> None:
        empty: dict[str, Any] = {gap: [] if gap == "actions" else ""}
        words = replace(WORDS, **empty)
        saved = save_commitment(assessment=stage.assessment, data=words, version=0, by=stage.signatory)
        with pytest.raises(UnfinishedCommitmentError):
            publish_commitment(assessment=stage.assessment, version=saved.version, by=stage.signatory)

    def test_a_later_change_is_public_once_it_is_published_again(self, stage: Stage, client: Any) -> None:
        first = promise(stage.assessment, by=stage.signatory)
        saved = save_commitment(assessment=stage.assessment, data=replace(WORDS, text="Lebih baik."), version=1, by=stage.coordinator)
        assert WORDS.text in text_of(client.get(PUBLIC))
        again = publish_commitment(assessment=stage.assessment, version=saved.version, by=stage.signatory)
        assert again.pk == first.pk
        assert again.published_at > first.published_at
        assert "Lebih baik." in text_of(client.get(PUBLIC))

    def test_points_are_told_only_where_the_result_is_public(self, stage: Stage) -> None:
        assert promise(stage.assessment, by=stage.signatory).actions[0]["gain"] is None

    def test_with_the_result_they_are(self, published_year: Year) -> None:
        stage = published_year.stage
        found = promise(stage.assessment, by=stage.signatory)
        assert Decimal(found.actions[0]["gain"]) > 0

    def test_practice_has_none(self, stage: Stage, sign_in: Any) -> None:
        from assessments.services.practice import open_practice

        practice = open_practice(region=stage.region, by=stage.signatory)
        assert practice is not None
        assert sign_in(stage.signatory).get("/kerja/0/34.04/komitmen/").status_code == 404
        with pytest.raises(Refused):
            save_commitment(assessment=practice, data=WORDS, version=0, by=stage.signatory)
        assert 'id="commitment"' not in text_of(sign_in(stage.signatory).get("/kerja/0/34.04/"))


class TestFollowUp:
    TOLD = {1: Told("done", "Semua terjawab."), 2: Told("not_done", "Anggaran tidak ada.")}

    def test_the_next_dashboard_asks(self, stage: Stage, next_year: Assessment, sign_in: Any) -> None:
        promise(stage.assessment, by=stage.signatory)
        page = sign_in(stage.coordinator).get("/kerja/2027/34.04/")
        assert WORDS.actions[0].text in text_of(page)
        assert f"{HERE}tindak-lanjut/" in text_of(page)

    def test_it_is_told_by_the_coordinator_and_published_by_the_signatory(
        self, stage: Stage, next_year: Assessment, sign_in: Any, client: Any
    ) -> None:
        promise(stage.assessment, by=stage.signatory)
        told = {"version": "1", "fulfilment_1": "done", "note_1": "", "fulfilment_2": "partly", "note_2": "Baru tiga kapanewon."}
        browser = sign_in(stage.coordinator)
        assert browser.post(f"{HERE}tindak-lanjut/", told).status_code == 302
        assert "Baru tiga kapanewon." not in text_of(client.get(PUBLIC))
        assert browser.post(f"{HERE}tindak-lanjut/terbitkan/", {"version": "2"}).status_code == 403
        for _click in range(2):
            assert sign_in(stage.signatory).post(f"{HERE}tindak-lanjut/terbitkan/", {"version": "2"}).status_code == 302
        assert "Baru tiga kapanewon." in text_of(client.get(PUBLIC))
        assert Event.objects.filter(code="commitment_followed_up").count() == 1

    def test_less_than_done_is_explained(self, stage: Stage, next_year: Assessment, sign_in: Any) -> None:
        promise(stage.assessment, by=stage.signatory)
        page = sign_in(stage.coordinator).post(f"{HERE}tindak-lanjut/", {"version": "1", "fulfilment_1": "partly", "fulfilment_2": "open"})
        assert page.status_code == 422
        assert set(page.context["form"].errors) == {"note_1"}

    @pytest.mark.parametrize("bad", [{"fulfilment_1": "mungkin"}, {}, {"fulfilment_1": "done", "fulfilment_2": "done", "note_1": "a" * 1001}])
    def test_bad_input_is_told(self, stage: Stage, next_year: Assessment, sign_in: Any, bad: dict[str, str]) -> None:
        promise(stage.assessment, by=stage.signatory)
        assert sign_in(stage.coordinator).post(f"{HERE}tindak-lanjut/", {"version": "1"} | bad).status_code == 422

    def test_a_stale_form_loses_nothing(self, stage: Stage, next_year: Assessment, sign_in: Any) -> None:
        promise(stage.assessment, by=stage.signatory)
        tell_follow_up(assessment=stage.assessment, told=self.TOLD, version=1, by=stage.signatory)
        told = {"version": "1", "fulfilment_1": "done", "note_1": "Kata saya", "fulfilment_2": "done"}
        page = sign_in(stage.coordinator).post(f"{HERE}tindak-lanjut/", told)
        assert page.status_code == 409
        assert "Kata saya" in text_of(page)
        assert sign_in(stage.coordinator).post(f"{HERE}tindak-lanjut/", told | {"version": "2"}).status_code == 302

    def test_not_before_the_next_cycle(self, stage: Stage) -> None:
        promise(stage.assessment, by=stage.signatory)
        with pytest.raises(Refused):
            tell_follow_up(assessment=stage.assessment, told=self.TOLD, version=1, by=stage.coordinator)

    def test_nothing_told_is_nothing_to_publish(self, stage: Stage, next_year: Assessment) -> None:
        promise(stage.assessment, by=stage.signatory)
        with pytest.raises(UnfinishedCommitmentError):
            publish_follow_up(assessment=stage.assessment, version=1, by=stage.signatory)

    def test_the_promise_no_longer_changes_once_it_was_told(self, stage: Stage, next_year: Assessment) -> None:
        promise(stage.assessment, by=stage.signatory)
        saved = tell_follow_up(assessment=stage.assessment, told=self.TOLD, version=1, by=stage.coordinator)
        with pytest.raises(Refused):
            save_commitment(assessment=stage.assessment, data=replace(WORDS, text="Mudah."), version=saved.version, by=stage.coordinator)
        with pytest.raises(StaleCommitmentError):
            tell_follow_up(assessment=stage.assessment, told=self.TOLD, version=1, by=stage.coordinator)

    def test_how_the_score_changed_is_read_from_the_public_results(self, published_year: Year, client: Any) -> None:
        stage = published_year.stage
        promise(stage.assessment, by=stage.signatory)
        first = PublishedResult.objects.get(region=stage.region, year__award_year=2026)
        other = PublishedResult.objects.exclude(pk=first.pk).filter(explanation__isnull=False).first()
        assert other is not None
        later = PublishedYear.objects.create(award_year=2027, data_year=2026, framework_code=first.year.framework_code)
        PublishedResult.objects.create(
            year=later, region=stage.region, predicate="peduli", origin="decree", explanation=other.explanation, raw=other.raw, final=other.final
        )
        open_cycle(stage.framework, award_year=2027)
        Assessment.objects.create(cycle_id=open_cycle(stage.framework, award_year=2028).pk, region=stage.region)
        tell_follow_up(assessment=stage.assessment, told=self.TOLD, version=1, by=stage.coordinator)
        publish_follow_up(assessment=stage.assessment, version=2, by=stage.signatory)
        change = client.get(PUBLIC).context["actions"][0].change
        assert (change.year, change.later_year) == (2026, 2027)
        assert change.difference < 0

    def test_before_there_was_a_commitment_there_is_nothing_to_tell(self, stage: Stage, sign_in: Any) -> None:
        assert sign_in(stage.coordinator).get(f"{HERE}tindak-lanjut/").status_code == 404


class TestPublicPages:
    @pytest.mark.parametrize("path", [PUBLIC, "/komitmen/", "/komitmen/?cari=sleman", "/daerah/34.04/"])
    def test_they_never_read_the_working_tables(self, stage: Stage, client: Any, path: str) -> None:
        promise(stage.assessment, by=stage.signatory)
        with CaptureQueriesContext(connection) as captured:
            page = client.get(path)
        assert WORDS.text in text_of(page)
        assert [query["sql"] for query in captured if any(table in query["sql"] for table in WORKING_TABLES)] == []
        assert len(captured) <= 12

    @pytest.mark.parametrize(
        "path",
        [
            "/daerah/34.04/komitmen/2025/",
            "/daerah/99.99/komitmen/2026/",
            "/daerah/34.04/komitmen/99999999999999999999/",
            "/daerah/%00/komitmen/2026/",
        ],
    )
    def test_what_is_not_there_is_told(self, stage: Stage, client: Any, path: str) -> None:
        promise(stage.assessment, by=stage.signatory)
        assert client.get(path).status_code == 404

    @pytest.mark.parametrize(
        ("asked", "count"),
        [
            ({}, 1), ({"cari": "kab sleman"}, 1), ({"cari": "jayapura"}, 0), ({"provinsi": "34"}, 1), ({"provinsi": "91"}, 0), ({"provinsi": "x"}, 1),
            ({"tahun": "2026"}, 1), ({"tahun": "abc"}, 1), ({"keadaan": "terbuka"}, 1), ({"keadaan": "kisah"}, 0), ({"cari": "a" * 200}, 1), ({"halaman": "99"}, 1),
        ],
    )  # fmt: skip
    def test_the_list_is_searched(self, stage: Stage, client: Any, asked: dict[str, str], count: int) -> None:
        promise(stage.assessment, by=stage.signatory)
        page = client.get("/komitmen/", asked)
        assert page.status_code == 200
        assert page.context["page"].paginator.count == count

    def test_an_empty_list_says_so(self, stage: Stage, client: Any) -> None:
        assert client.get("/komitmen/").context["rows"] == []

    def test_five_hundred_commitments_come_in_pages_with_the_same_queries(self, stage: Stage, client: Any) -> None:
        province = ProvinceFactory(code="33", name="Jawa Tengah")
        regions = [RegionFactory(province=province, code=f"33.{n:02d}") for n in range(1, 100)]
        PublishedCommitment.objects.bulk_create(
            PublishedCommitment(region=region, award_year=year, head_name="N", head_title="B", text="Janji", actions=[])
            for region in regions
            for year in range(2021, 2026)
        )
        with CaptureQueriesContext(connection) as captured:
            page = client.get("/komitmen/", {"halaman": "10"})
        assert len(page.context["rows"]) == 45
        assert len(captured) <= 4

    def test_a_demonstration_says_so(self, stage: Stage, client: Any) -> None:
        stage.cycle.is_demonstration = True
        stage.cycle.save()
        promise(stage.assessment, by=stage.signatory)
        for path in (PUBLIC, "/komitmen/", "/daerah/34.04/"):
            assert client.get(path).context["demonstration"]
            assert "demonstration-banner" in text_of(client.get(path))

    def test_a_reader_who_has_the_page_is_not_sent_it_again(self, stage: Stage, client: Any) -> None:
        promise(stage.assessment, by=stage.signatory)
        tag = client.get(PUBLIC)["ETag"]
        assert client.get(PUBLIC, headers={"If-None-Match": tag}).status_code == 304


def test_actions_that_name_no_indicator_stand_too(stage: Stage) -> None:
    fill(stage.assessment)
    promise(stage.assessment, by=stage.signatory)
    assert CommitmentAction.objects.get(order=2).indicator is None


def test_words_may_be_saved_piece_by_piece(stage: Stage) -> None:
    saved = save_commitment(assessment=stage.assessment, data=CommitmentInput("", "", "", []), version=0, by=stage.coordinator)
    assert saved.actions.count() == 0
