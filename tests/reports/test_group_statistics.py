"""What all regions together say of an indicator, a right, a provision: computed by hand for the small framework."""

from decimal import Decimal
from io import StringIO
from typing import Any

import pytest
from django.core.management import call_command
from django.db import connection
from django.test.utils import CaptureQueriesContext

from assessments.models import Answer, Assessment, Review
from indicators.models import LegalRoot, Provision
from indicators.services.lens import GroupKind
from reports.models import PublishedGroup, PublishedResult, PublishedYear
from reports.services.group_statistics import BEST, GroupTally, count_earlier_year, share_of
from reports.services.publication import publish_run
from reports.services.scoring import approve_run
from tests.factories import Stage
from tests.factories_indicators import InstrumentFactory
from tests.reports.conftest import DECREE, Year, crowd, judged

pytestmark = pytest.mark.django_db


def group(kind: str, code: str) -> PublishedGroup:
    return PublishedGroup.objects.get(kind=kind, code=code)


def publish(stage: Stage, run_at_once: Any) -> PublishedYear:
    run = approve_run(run=run_at_once(stage), by=stage.second_lead)
    return publish_run(run=run, decree=DECREE, by=stage.lead).year


class TestByHand:
    """Sleman answers 80 of 100, Yogyakarta 50 of 100, everything else full; Jayapura is not assessed."""

    def test_an_indicator(self, published_year: Year) -> None:
        found = group("indicator", "KESEHATAN-H1")
        assert (found.mean, found.lowest, found.highest) == (65, 50, 80)
        assert (found.regions, found.at_full, found.at_zero, found.at_highest) == (2, 0, 0, 1)
        assert found.indicators == ["KESEHATAN-H1"]
        assert found.best == [["34.04", "Kabupaten Sleman", "80.00000000"], ["34.71", "Kota Yogyakarta", "50.00000000"]]

    def test_an_indicator_that_all_fulfil(self, published_year: Year) -> None:
        found = group("indicator", "KESEHATAN-S1")
        assert (found.mean, found.at_full, found.at_highest) == (100, 2, 2)

    def test_a_right_weighs_its_indicators_as_the_score_does(self, published_year: Year) -> None:
        # 10 + 30 + 60 x 0.8 = 88 and 10 + 30 + 60 x 0.5 = 70.
        found = group("right", "kesehatan")
        assert (found.mean, found.lowest, found.highest) == (79, 70, 88)
        assert found.indicators == ["KESEHATAN-S1", "KESEHATAN-P1", "KESEHATAN-H1"]

    def test_a_provision_gathers_what_rests_on_it(self, published_year: Year) -> None:
        assert group("provision", "ketentuan-informasi").mean == 79

    def test_thirds_are_neither_lost_nor_invented(self, scored_stage: Stage, run_at_once: Any) -> None:
        judged(Assessment.objects.get(region=scored_stage.far_region), number=Decimal(0))
        Review.objects.filter(answer__assessment__region=scored_stage.neighbour, answer__indicator__code="KESEHATAN-H1").update(
            numerator=Decimal(1), denominator=Decimal(3)
        )
        publish(scored_stage, run_at_once)
        found = group("indicator", "KESEHATAN-H1")
        # (80 + 33.333… + 0) / 3 = 37.777…
        assert abs(found.mean - Decimal(340) / 9) < Decimal("1e-9")
        assert (found.at_zero, found.lowest) == (1, 0)


def test_what_does_not_apply_is_not_counted(scored_stage: Stage, run_at_once: Any) -> None:
    own = {"answer__assessment": scored_stage.assessment, "answer__indicator__code": "KESEHATAN-P1"}
    Review.objects.filter(**own).update(choice="", not_applicable=True)
    publish(scored_stage, run_at_once)
    assert group("indicator", "KESEHATAN-P1").regions == 1
    # Sleman: 30 points go to the others, 100/70 x (10 + 48).
    assert group("right", "kesehatan").highest == Decimal("82.85714286")


def test_goals_and_fields_gather_targets_and_services(stage: Stage, run_at_once: Any) -> None:
    codes = {
        "informasi": ("sdg-16-6", LegalRoot.SDG, "TPB 16.6", "SDG 16.6"),
        "kesehatan": ("spm-hiv", LegalRoot.SPM, "SPM Kesehatan 12", "Health SPM 12"),
    }
    for right, (code, root, indonesian, english) in codes.items():
        instrument = InstrumentFactory(code=root.value, root=root)
        Provision.objects.filter(code=f"ketentuan-{right}").update(code=code, instrument=instrument, label={"id": indonesian, "en": english})
    crowd(stage.cycle, 2)
    publish(stage, run_at_once)
    assert group("goal", "sdg-16").indicators == ["INFORMASI-S1", "INFORMASI-P1", "INFORMASI-H1"]
    assert group("field", "kesehatan").indicators == ["KESEHATAN-S1", "KESEHATAN-P1", "KESEHATAN-H1"]
    assert {row.kind for row in PublishedGroup.objects.all()} == set(GroupKind.values)


class TestTies:
    def tally(self, *shares: int) -> GroupTally:
        tally = GroupTally()
        for n, share in enumerate(shares):
            tally.count((f"11.{n:02d}", f"Daerah {n}"), share, 100)
        return tally

    def test_the_best_five_when_no_tie_is_cut(self) -> None:
        assert [row[0] for row in self.tally(10, 90, 80, 70, 60, 50).best] == ["11.01", "11.02", "11.03", "11.04", "11.05"]

    def test_a_tie_that_goes_beyond_five_is_left_out_whole(self) -> None:
        assert [row[0] for row in self.tally(90, 80, 70, 70, 70, 70, 10).best] == ["11.00", "11.01"]

    def test_more_than_five_at_the_top_are_counted_not_named(self) -> None:
        tally = self.tally(*[100] * 7, 20)
        assert (tally.best, tally.at_highest, tally.at_full) == ([], 7, 7)

    def test_five_at_the_top_are_named(self) -> None:
        assert len(self.tally(100, 5, 100, 100, 100, 100).best) == BEST

    def test_everybody_at_nothing(self) -> None:
        tally = self.tally(*[0] * 8)
        assert (tally.mean, tally.lowest, tally.highest, tally.at_highest, tally.at_zero, tally.best) == (0, 0, 0, 8, 8, [])


@pytest.mark.parametrize(("earned", "possible", "share"), [(1, 3, "33.33333333"), (2, 3, "66.66666667"), (5, 5, "100.00000000"), (0, 7, "0E-8")])
def test_shares_are_rounded_half_up(earned: int, possible: int, share: str) -> None:
    assert str(share_of(earned, possible)) == share


def test_the_figures_do_not_read_or_change_with_later_work(published_year: Year) -> None:
    before = list(PublishedGroup.objects.order_by("pk").values())
    Answer.objects.all().update(choice="no")
    assert list(PublishedGroup.objects.order_by("pk").values()) == before


def test_the_cost_in_queries_does_not_grow_with_the_regions(stage: Stage, run_at_once: Any) -> None:
    crowd(stage.cycle, 30)
    run = approve_run(run=run_at_once(stage), by=stage.second_lead)
    with CaptureQueriesContext(connection) as captured:
        publish_run(run=run, decree=DECREE, by=stage.lead)
    about = [query["sql"] for query in captured if "publishedgroup" in query["sql"]]
    reading = [query["sql"] for query in captured if query["sql"].startswith("SELECT") and '"reports_result"."explanation"' in query["sql"]]
    assert len(about) == 1
    # PostgreSQL reads through a cursor of its own, which is not counted.
    assert len(reading) <= 1


def test_a_year_published_before_is_counted_from_the_record_once(published_year: Year) -> None:
    years = list(PublishedGroup.objects.order_by("pk").values("kind", "code", "mean", "best", "regions"))
    older = PublishedYear.objects.create(award_year=2025, framework_code="kecil", is_complete=True)
    for row in PublishedResult.objects.filter(year__award_year=2026):
        row.pk, row.year = None, older
        row.save(force_insert=True)
    call_command("count_published", stdout=StringIO())
    call_command("count_published", stdout=StringIO())
    assert list(PublishedGroup.objects.filter(year=older).order_by("pk").values("kind", "code", "mean", "best", "regions")) == years
    assert count_earlier_year(PublishedYear.objects.create(award_year=2019)) == 0
