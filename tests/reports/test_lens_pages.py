"""Results through a lens and through the years: numbers of the published record, in another order."""

from types import SimpleNamespace
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from assessments.models import Assessment
from indicators.models import Framework, IndicatorLink, Provision
from indicators.services.mapping import Relation
from reports.models import PublishedGroup, PublishedResult, PublishedYear
from reports.services.publication import publish_run
from reports.services.scoring import approve_run
from reports.trend import read_trend
from tests.factories import Stage, answer, open_cycle
from tests.factories_indicators import InstrumentFactory, adopted, small_framework, text
from tests.reports.conftest import DECREE, Year, accept
from tests.reports.test_public_pages import WORKING_TABLES, announce

pytestmark = pytest.mark.django_db
LENSES = {"informasi": ("duham", "duham-19", "Pasal 19"), "kesehatan": ("spm", "spm-hiv", "SPM Kesehatan 12")}


@pytest.fixture
def reader(client: Client) -> Client:
    client.cookies["django_language"] = "en"
    return client


@pytest.fixture
def rooted(scored_stage: Stage, run_at_once: Any) -> Stage:
    """The published year of the small world; information rests on DUHAM 19, health on a service of the SPM."""
    for right, (root, code, label) in LENSES.items():
        instrument = InstrumentFactory(code=root, root=root)
        Provision.objects.filter(code=f"ketentuan-{right}").update(code=code, instrument=instrument, label=text(label))
    publish(scored_stage, run_at_once)
    return scored_stage


def publish(stage: Any, run_at_once: Any, by: Any = None) -> PublishedYear:
    run = approve_run(run=run_at_once(stage), by=by or stage.second_lead)
    return publish_run(run=run, decree=DECREE, by=stage.lead).year


class TestRegion:
    def test_the_same_points_by_article(self, rooted: Stage, reader: Client) -> None:
        page = reader.get("/daerah/34.04/lensa/duham/")
        (item,) = page.context["groups"]
        assert (item.group.code, item.share, item.figure.mean) == ("duham-19", 88, 79)
        assert [part.code for part in item.parts] == ["INFORMASI-S1", "INFORMASI-P1", "INFORMASI-H1"]
        assert [part.code for part in page.context["outside"]] == ["KESEHATAN-S1", "KESEHATAN-P1", "KESEHATAN-H1"]
        assert "−12.00" in page.content.decode()

    def test_by_field_of_spm(self, rooted: Stage, reader: Client) -> None:
        (item,) = reader.get("/daerah/34.71/lensa/spm/").context["groups"]
        assert (item.group.code, item.share) == ("kesehatan", 70)

    def test_a_region_without_an_explained_result_says_so(self, rooted: Stage, reader: Client) -> None:
        announce(rooted.far_region, 2019)
        page = reader.get("/daerah/91.03/lensa/duham/")
        assert page.status_code == 200
        assert "groups" not in page.context

    @pytest.mark.parametrize("path", ["/daerah/34.04/lensa/tidak-ada/", "/daerah/99.99/lensa/tpb/", "/daerah/%00/lensa/tpb/", "/daerah/99.99/tren/"])
    def test_what_is_not_there(self, rooted: Stage, reader: Client, path: str) -> None:
        assert reader.get(path).status_code == 404

    def test_the_regions_page_leads_there(self, rooted: Stage, reader: Client) -> None:
        text = reader.get("/daerah/34.04/").content.decode()
        for path in ("lensa/duham/", "lensa/spm/", "lensa/tpb/", "tren/"):
            assert f'href="/daerah/34.04/{path}"' in text


class TestYear:
    def test_mean_spread_and_best(self, rooted: Stage, reader: Client) -> None:
        page = reader.get("/hasil/2026/lensa/duham/")
        ((group, figure, indicators),) = page.context["groups"]
        assert (group.code, figure.mean, figure.lowest, figure.highest) == ("duham-19", 79, 70, 88)
        assert [region.name for region in figure.best] == ["Kabupaten Sleman", "Kota Yogyakarta"]
        assert [indicator.code for indicator in indicators] == ["INFORMASI-S1", "INFORMASI-P1", "INFORMASI-H1"]

    def test_home_and_the_list_lead_there_from_a_year_that_can_be_taken_apart(self, rooted: Stage, reader: Client) -> None:
        announce(rooted.region, 2019)
        for path in ("/", "/daerah/"):
            assert 'href="/hasil/2026/lensa/duham/"' in reader.get(path).content.decode()
            assert "/lensa/" not in reader.get(path, {"tahun": "2019"}).content.decode()

    def test_an_announced_year_has_no_figures(self, rooted: Stage, reader: Client) -> None:
        announce(rooted.region, 2019)
        page = reader.get("/hasil/2019/lensa/tpb/")
        assert page.status_code == 200
        assert "groups" not in page.context

    @pytest.mark.parametrize("path", ["/hasil/2001/lensa/tpb/", "/hasil/99999999999999999999/lensa/tpb/", "/hasil/2026/lensa/x/"])
    def test_what_is_not_there(self, rooted: Stage, reader: Client, path: str) -> None:
        assert reader.get(path).status_code == 404


@pytest.mark.parametrize(
    ("path", "queries"),
    [
        ("/daerah/34.04/lensa/duham/", 10),
        ("/daerah/34.04/tren/", 4),
        ("/hasil/2026/lensa/spm/", 5),
        ("/kerangka/kecil/INFORMASI-S1/", 3),
        ("/dasar-hukum/duham-19/", 6),
        ("/dasar-hukum/instrumen/duham/", 5),
    ],
)
def test_pages_read_the_public_record_only_and_cost_a_fixed_number_of_queries(rooted: Stage, reader: Client, path: str, queries: int) -> None:
    reader.get(path)
    with CaptureQueriesContext(connection) as captured:
        page = reader.get(path)
    assert page.status_code == 200
    assert [query["sql"] for query in captured if any(table in query["sql"] for table in WORKING_TABLES)] == []
    assert len(captured) <= queries


def test_the_page_is_not_sent_twice(rooted: Stage, reader: Client) -> None:
    for path in ("/daerah/34.04/lensa/duham/", "/hasil/2026/lensa/duham/", "/daerah/34.04/tren/", "/kerangka/kecil/cakupan/", "/dasar-hukum/"):
        tag = reader.get(path)["ETag"]
        assert reader.get(path, headers={"If-None-Match": tag}).status_code == 304


class TestFiguresOnPagesOfTheFramework:
    def test_an_indicator_a_right_and_a_provision_show_the_last_year(self, rooted: Stage, reader: Client) -> None:
        assert reader.get("/kerangka/kecil/INFORMASI-H1/").context["figure"].mean == 65
        right = reader.get("/kerangka/kecil/hak/informasi/")
        assert right.context["figure"].mean == 79
        assert [own.mean for kind in right.context["kinds"] for _row, own in kind["indicators"]] == [100, 100, 65]
        provision = reader.get("/dasar-hukum/duham-19/")
        assert provision.context["figure"].mean == 79
        assert provision.context["measured"].code == "kecil"
        assert 'href="/daerah/34.04/"' in provision.content.decode()

    def test_the_newest_year_of_the_frameworks_own_counts(self, rooted: Stage, reader: Client) -> None:
        older = PublishedYear.objects.create(award_year=2024, framework_code="kecil")
        other = PublishedYear.objects.create(award_year=2030, framework_code="lain")
        for year, mean in ((older, 11), (other, 22)):
            row = PublishedGroup.objects.get(year__award_year=2026, kind="indicator", code="INFORMASI-H1")
            row.pk, row.year, row.mean = None, year, mean
            row.save(force_insert=True)
        assert reader.get("/kerangka/kecil/INFORMASI-H1/").context["figure"].mean == 65

    def test_invented_figures_are_marked(self, scored_stage: Stage, reader: Client, run_at_once: Any) -> None:
        type(scored_stage.cycle).objects.update(is_demonstration=True)
        publish(scored_stage, run_at_once)
        assert "these results are invented" in reader.get("/kerangka/kecil/INFORMASI-H1/").content.decode()
        assert "demonstration-banner" in reader.get("/daerah/34.04/lensa/duham/").content.decode()

    def test_before_any_year_is_published_nothing_is_claimed(self, stage: Stage, reader: Client) -> None:
        assert reader.get("/kerangka/kecil/INFORMASI-H1/").context["figure"] is None


def judged_again(assessment: Assessment, number: int) -> None:
    """Everything answered and accepted in a later year; the files of the year before are not stored twice."""
    for code in assessment.cycle.framework.indicators.values_list("code", flat=True):
        values = {"S1": {"choice": "yes"}, "P1": {"choice": "full"}, "H1": {"numerator": number, "denominator": 100}}[code[-2:]]
        answer(assessment, code, files=0, **values)
    accept(assessment)


def link(newer: Framework, older: Framework, before: str, *after: str, comparable: bool = True) -> None:
    for code in after or (None,):
        IndicatorLink.objects.create(
            framework=newer,
            predecessor=older.indicators.get(code=before),
            successor=newer.indicators.get(code=code) if code else None,
            is_comparable=comparable and bool(after),
            note={} if after else text("Berakhir", "Ended"),
        )


@pytest.fixture
def two_frameworks(published_year: Year, run_at_once: Any) -> Stage:
    """2026 in the small framework, 2027 in one that follows it."""
    stage = published_year.stage
    newer = small_framework("baru", state="draft")
    newer.follows = stage.framework
    newer.save()
    link(newer, stage.framework, "INFORMASI-S1", "INFORMASI-S1")
    link(newer, stage.framework, "INFORMASI-P1")
    link(newer, stage.framework, "INFORMASI-H1", "INFORMASI-H1", comparable=False)
    link(newer, stage.framework, "KESEHATAN-S1", "KESEHATAN-P1")
    link(newer, stage.framework, "KESEHATAN-P1", "KESEHATAN-P1")
    link(newer, stage.framework, "KESEHATAN-H1", "KESEHATAN-H1", "KESEHATAN-S1")
    cycle = open_cycle(adopted(newer), award_year=2027)
    judged_again(Assessment.objects.create(cycle=cycle, region=stage.region), 90)
    publish(SimpleNamespace(cycle=cycle, lead=stage.lead), run_at_once, by=stage.second_lead)
    return stage


class TestTrend:
    def test_one_year_is_shown_with_what_comes_next(self, published_year: Year, reader: Client) -> None:
        page = reader.get("/daerah/34.04/tren/")
        assert [right.line.newest for right in page.context["trend"].rights] == [88, 88]
        assert "Only one year" in page.content.decode()

    def test_without_any_year_the_page_says_so(self, stage: Stage, reader: Client) -> None:
        page = reader.get("/daerah/34.04/tren/")
        assert (page.status_code, page.context["trend"]) == (200, None)

    def test_shares_follow_the_indicators_from_framework_to_framework(self, two_frameworks: Stage, reader: Client) -> None:
        trend = reader.get("/daerah/34.04/tren/").context["trend"]
        assert [year.year.award_year for year in trend.years] == [2026, 2027]
        lines = {line.code: line for right in trend.rights for line in right.indicators}
        shares = {code: [point.share for point in line.points] for code, line in lines.items()}
        assert shares["INFORMASI-S1"] == [100, 100]
        assert shares["INFORMASI-P1"] == [None, 100]
        assert shares["INFORMASI-H1"] == [80, 90]
        assert shares["KESEHATAN-S1"] == [80, 100]
        assert {code: line.mark for code, line in lines.items()} == {
            "INFORMASI-S1": Relation.CONTINUES,
            "INFORMASI-P1": Relation.NEW,
            "INFORMASI-H1": Relation.CONTINUES,
            "KESEHATAN-S1": Relation.SPLITS,
            "KESEHATAN-P1": Relation.MERGES,
            "KESEHATAN-H1": Relation.SPLITS,
        }
        assert lines["KESEHATAN-P1"].points[0].sources == ("KESEHATAN-S1", "KESEHATAN-P1")

    def test_a_change_is_told_only_where_the_figures_can_be_compared(self, two_frameworks: Stage, reader: Client) -> None:
        trend = read_trend(two_frameworks.region)
        assert trend is not None
        lines = {line.code: line for right in trend.rights for line in right.indicators}
        assert lines["KESEHATAN-H1"].change == 10
        assert lines["INFORMASI-H1"].change is None
        assert [right.line.change for right in trend.rights] == [None, None]

    def test_what_ended_is_named_with_its_last_share_and_the_reason(self, two_frameworks: Stage, reader: Client) -> None:
        page = reader.get("/daerah/34.04/tren/")
        (ended,) = page.context["trend"].ended
        assert (ended.code, ended.year, ended.share, ended.note) == ("INFORMASI-P1", 2026, 100, "Ended")
        assert "Ended" in page.content.decode()

    def test_a_framework_from_elsewhere_claims_no_kinship(self, published_year: Year, run_at_once: Any) -> None:
        stage = published_year.stage
        cycle = open_cycle(small_framework("asing"), award_year=2027)
        judged_again(Assessment.objects.create(cycle=cycle, region=stage.region), 80)
        publish(SimpleNamespace(cycle=cycle, lead=stage.lead), run_at_once, by=stage.second_lead)
        trend = read_trend(stage.region)
        assert trend is not None
        (first, *_rest) = trend.rights[0].indicators
        assert ([point.share for point in first.points], first.mark, trend.ended) == ([None, 100], Relation.SAME, ())

    def test_the_queries_do_not_grow_with_the_years(self, two_frameworks: Stage) -> None:
        read_trend(two_frameworks.region)
        with CaptureQueriesContext(connection) as two:
            read_trend(two_frameworks.region)
        for award_year in (2028, 2029):
            year = PublishedYear.objects.create(award_year=award_year, framework_code="baru")
            row = PublishedResult.objects.get(region=two_frameworks.region, year__award_year=2027)
            row.pk, row.year = None, year
            row.save(force_insert=True)
        with CaptureQueriesContext(connection) as four:
            assert len(read_trend(two_frameworks.region).years) == 4
        assert len(four) == len(two)
