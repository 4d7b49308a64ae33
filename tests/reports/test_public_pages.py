"""What the public sees, and that it sees nothing else."""

from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from reports.models import Certificate, PublishedResult, PublishedYear, ResultOrigin
from tests.factories import ProvinceFactory, RegionFactory, Stage
from tests.reports.conftest import DECREE, Year, judged

pytestmark = pytest.mark.django_db
WORKING_TABLES = ("assessments_", '"reports_result"', '"reports_scoringrun"', "jobs_", "accounts_")


@pytest.fixture
def reader(client: Client) -> Client:
    """Somebody who reads English and is not signed in."""
    client.cookies["django_language"] = "en"
    return client


def announce(region: Any, award_year: int, predicate: str = "peduli", **fields: Any) -> PublishedResult:
    year, _ = PublishedYear.objects.get_or_create(award_year=award_year, defaults={"data_year": award_year - 1})
    values = {"origin": ResultOrigin.ANNOUNCEMENT, "source": "https://www.contoh.go.id/berita/1", "is_awarded": predicate == "peduli"} | fields
    return PublishedResult.objects.create(year=year, region=region, predicate=predicate, **values)


def text_of(page: Any) -> str:
    return page.content.decode()


class TestNothingPublished:
    @pytest.mark.parametrize("path", ["/", "/daerah/", "/daerah/34.04/", "/piagam/", "/tentang/"])
    def test_every_page_says_so_and_works(self, stage: Stage, reader: Client, path: str) -> None:
        page = reader.get(path)
        assert page.status_code == 200
        assert "<h1" in text_of(page)

    def test_a_judged_but_unpublished_year_shows_nowhere(self, scored_stage: Stage, reader: Client, run_at_once: Any) -> None:
        run_at_once(scored_stage)
        page = reader.get("/daerah/34.04/")
        assert page.context["latest"] is None
        assert "88.00" not in text_of(page)
        assert page.context["history"].results == []

    def test_without_any_region_home_still_works(self, db: Any, reader: Client) -> None:
        assert reader.get("/").status_code == 200


@pytest.mark.parametrize(
    "path", ["/", "/?tahun=2026", "/daerah/", "/daerah/?cari=sleman", "/daerah/34.04/", "/daerah/91.03/", "/daerah/00.00/", "/piagam/", "/piagam/x/"]
)
def test_public_pages_never_read_the_working_tables(published_year: Year, reader: Client, path: str) -> None:
    with CaptureQueriesContext(connection) as captured:
        reader.get(path)
    touched = [query["sql"] for query in captured if any(table in query["sql"] for table in WORKING_TABLES)]
    assert touched == []
    assert len(captured) <= 12


class TestHome:
    def test_map_and_totals_of_the_newest_year(self, published_year: Year, reader: Client) -> None:
        announce(published_year.stage.region, 2019)
        page = reader.get("/")
        assert page.context["record"].year.award_year == 2026
        assert [(tally.code, tally.count) for tally in page.context["tallies"]] == [("peduli", 1), ("cukup", 1), ("belum-dinilai", 1)]
        assert 'href="/daerah/34.04/"' in text_of(page)

    def test_another_year_can_be_chosen_and_says_where_it_comes_from(self, published_year: Year, reader: Client) -> None:
        announce(published_year.stage.region, 2019)
        PublishedYear.objects.filter(award_year=2019).update(predicate_totals={"peduli": 272})
        page = reader.get("/", {"tahun": "2019"})
        assert [(tally.code, tally.count) for tally in page.context["tallies"]] == [("peduli", 1), ("none", 2)]
        assert "Collected from public announcements" in text_of(page)
        assert "272" in text_of(page)

    def test_a_year_that_was_not_held_is_no_choice(self, published_year: Year, reader: Client) -> None:
        PublishedYear.objects.create(award_year=2021, was_held=False)
        page = reader.get("/", {"tahun": "2021"})
        assert page.context["record"].year.award_year == 2026
        assert 'href="?tahun=2021"' not in text_of(page)

    @pytest.mark.parametrize("asked", ["", "abc", "1999", "-1", "2026' OR 1=1"])
    def test_a_strange_year_gives_the_newest(self, published_year: Year, reader: Client, asked: str) -> None:
        assert reader.get("/", {"tahun": asked}).context["record"].year.award_year == 2026

    def test_invented_results_are_marked(self, scored_stage: Stage, reader: Client, run_at_once: Any) -> None:
        announce(scored_stage.region, 2019)
        PublishedYear.objects.filter(award_year=2019).update(is_demonstration=True)
        for path in ("/", "/daerah/", "/daerah/34.04/"):
            assert "demonstration-banner" in text_of(reader.get(path)), path
        assert "demonstration-banner" not in text_of(reader.get("/daerah/34.71/"))


class TestList:
    def codes(self, reader: Client, **question: str) -> list[str]:
        return [row.code for row in reader.get("/daerah/", question).context["rows"]]

    def test_all_regions_with_predicate_and_score(self, published_year: Year, reader: Client) -> None:
        rows = reader.get("/daerah/").context["rows"]
        assert [(row.code, row.predicate, row.score) for row in rows] == [
            ("34.04", "peduli", "88.00"),
            ("34.71", "cukup", "70.00"),
            ("91.03", "belum-dinilai", ""),
        ]

    @pytest.mark.parametrize(
        ("typed", "codes"),
        [
            ("kab sleman", ["34.04"]),
            ("Kab. SLEMAN", ["34.04"]),
            ("pemkab sleman", ["34.04"]),
            ("yogya", ["34.71"]),
            ("kota yogya", ["34.71"]),
            ("kab yogya", []),
            ("34", ["34.04", "34.71"]),
            ("3404", ["34.04"]),
            ("34.7", ["34.71"]),
            ("  ", ["34.04", "34.71", "91.03"]),
            ("...", ["34.04", "34.71", "91.03"]),
            ("%", ["34.04", "34.71", "91.03"]),
            ("xyz", []),
        ],
    )
    def test_search_understands_what_people_type(self, stage: Stage, reader: Client, typed: str, codes: list[str]) -> None:
        assert self.codes(reader, cari=typed) == codes

    def test_other_spellings_and_capitals_are_found(self, stage: Stage, reader: Client) -> None:
        type(stage.region).objects.filter(code="34.04").update(aliases="Slemania", capital="Beran")
        assert self.codes(reader, cari="slemania") == self.codes(reader, cari="beran") == ["34.04"]

    def test_filters(self, published_year: Year, reader: Client) -> None:
        assert self.codes(reader, provinsi="91") == ["91.03"]
        assert self.codes(reader, jenis="kota") == ["34.71"]
        assert self.codes(reader, predikat="cukup") == ["34.71"]
        assert self.codes(reader, predikat="none") == []
        assert self.codes(reader, provinsi="zz", predikat="q") == ["34.04", "34.71", "91.03"]

    def test_orders(self, published_year: Year, reader: Client) -> None:
        assert self.codes(reader, urut="nama") == ["91.03", "34.04", "34.71"]
        assert self.codes(reader, urut="nilai") == ["34.04", "34.71", "91.03"]
        assert self.codes(reader, urut="drop table") == ["34.04", "34.71", "91.03"]

    def test_htmx_gets_the_results_only(self, published_year: Year, reader: Client) -> None:
        page = reader.get("/daerah/", {"cari": "sleman"}, headers={"HX-Request": "true"})
        assert "<html" not in text_of(page)
        assert "Kabupaten Sleman" in text_of(page)
        assert "HX-Request" in page["Vary"]

    def test_514_rows_stay_under_200_kilobytes_and_cost_no_more_queries(self, published_year: Year, reader: Client) -> None:
        def queries() -> int:
            with CaptureQueriesContext(connection) as captured:
                self.page = reader.get("/daerah/")
            return len(captured)

        few = queries()
        for n in range(511):
            province = ProvinceFactory(code=f"{40 + n // 90}", name=f"Kalimantan Tenggara Daya {n // 90}")
            region = RegionFactory(province=province, code=f"{province.code}.{1 + n % 90:02d}", name=f"Ogan Komering Ulu Timur {n}")
            announce(region, 2024)
        self.page = reader.get("/daerah/")
        assert queries() == few
        assert len(self.page.context["rows"]) == 514
        assert len(self.page.content) < 200_000


class TestRegion:
    def test_the_newest_result_is_taken_apart(self, published_year: Year, reader: Client) -> None:
        page = reader.get("/daerah/34.04/")
        text = text_of(page)
        assert 'id="hak-kesehatan"' in text
        assert "88.00" in text
        assert DECREE.number in text
        assert reverse("public:certificate", args=[Certificate.objects.get().token]) in text

    def test_history_names_its_sources_and_its_gaps(self, published_year: Year, reader: Client) -> None:
        announce(published_year.stage.region, 2019, source_note="disebut tanpa angka")
        announce(published_year.stage.neighbour, 2018)
        PublishedYear.objects.create(award_year=2021, was_held=False, note={"id": "Tidak dilaksanakan", "en": "Not held"})
        page = reader.get("/daerah/34.04/")
        text = text_of(page)
        assert [result.year.award_year for result in page.context["history"].results] == [2026, 2019]
        assert 'href="https://www.contoh.go.id/berita/1"' in text
        assert "www.contoh.go.id</a> (disebut tanpa angka)" in text
        assert page.context["history"].unknown_words == "2018"
        assert "2021: Not held" in text

    def test_a_region_that_was_not_assessed_keeps_its_last_explained_result(self, published_year: Year, reader: Client) -> None:
        page = reader.get("/daerah/91.03/")
        assert page.context["latest"] is None
        assert [result.predicate for result in page.context["history"].results] == ["belum-dinilai"]

    def test_gates_are_told(self, scored_stage: Stage, reader: Client, run_at_once: Any) -> None:
        from reports.services.publication import publish_run
        from reports.services.scoring import approve_run

        scored_stage.assessment.failed_gates = ["aksi-ham"]
        scored_stage.assessment.save(update_fields=["failed_gates"])
        run = approve_run(run=run_at_once(scored_stage), by=scored_stage.second_lead)
        publish_run(run=run, decree=DECREE, by=scored_stage.lead)
        assert "Syarat aksi-ham" in text_of(reader.get("/daerah/34.04/"))

    @pytest.mark.parametrize("code", ["00.00", "3404", "sleman", "34.04x", "%00", "a" * 200])
    def test_an_unknown_code_gets_help(self, stage: Stage, reader: Client, code: str) -> None:
        page = reader.get(f"/daerah/{code}/")
        assert page.status_code == 404
        assert 'name="cari"' in text_of(page)
        if code in ("3404", "sleman"):
            assert 'href="/daerah/34.04/"' in text_of(page)


class TestRevalidation:
    def test_the_same_page_is_not_sent_twice(self, published_year: Year, reader: Client) -> None:
        first = reader.get("/daerah/34.04/")
        again = reader.get("/daerah/34.04/", headers={"If-None-Match": first["ETag"]})
        assert (again.status_code, again.content) == (304, b"")
        assert first["Cache-Control"] == "private, no-cache"

    def test_another_language_or_a_new_result_is_sent(self, published_year: Year, reader: Client) -> None:
        tag = reader.get("/daerah/34.71/")["ETag"]
        announce(published_year.stage.neighbour, 2019)
        assert reader.get("/daerah/34.71/", headers={"If-None-Match": tag}).status_code == 200
        tag = reader.get("/daerah/34.71/")["ETag"]
        reader.cookies["theme"] = "dark"
        assert reader.get("/daerah/34.71/", headers={"If-None-Match": tag}).status_code == 200

    def test_who_signed_in_always_gets_the_page(self, published_year: Year, sign_in: Any) -> None:
        assert "ETag" not in sign_in(published_year.stage.lead).get("/daerah/34.04/")


def test_an_assessment_open_for_work_does_not_change_the_public_page(published_year: Year, reader: Client) -> None:
    before = reader.get("/daerah/91.03/")["ETag"]
    judged(type(published_year.stage.assessment).objects.get(region__code="91.03"))
    assert reader.get("/daerah/91.03/", headers={"If-None-Match": before}).status_code == 304
