"""The clock: the reader's zone, the region's where it differs, how near the end is."""

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from django.utils import timezone, translation

from assessments.models import Assessment, Phase, PhaseCode
from assessments.templatetags.clock_words import Clock
from regions.clock import last_day, left_words, moment_words, time_words, zone, zone_name
from tests.factories import Stage

END = datetime(2026, 12, 18, 16, 59, tzinfo=UTC)
WIB, WITA, WIT = zone("Asia/Jakarta"), zone("Asia/Makassar"), zone("Asia/Jayapura")


@pytest.mark.parametrize(
    ("place", "expected"),
    [
        (WIB, "Friday 18 December 2026 at 23:59 WIB"),
        (WITA, "Saturday 19 December 2026 at 00:59 WITA"),
        (WIT, "Saturday 19 December 2026 at 01:59 WIT"),
    ],
)
def test_a_moment_is_said_with_the_name_of_its_zone(place: Any, expected: str) -> None:
    with translation.override("en"):
        assert moment_words(END, place) == expected
        with timezone.override(place):
            assert moment_words(END) == expected


def test_indonesians_write_the_hour_with_a_point() -> None:
    with translation.override("id"):
        assert time_words(END, WIB) == "23.59 WIB"
    assert [zone_name(END, place) for place in (WIB, WITA, WIT)] == ["WIB", "WITA", "WIT"]
    assert zone("") == WIB


@pytest.mark.parametrize(
    ("left", "words"),
    [
        (timedelta(days=3, hours=4, minutes=59), "3 days 4 hours"),
        (timedelta(days=1), "1 day"),
        (timedelta(hours=23, minutes=5), "23 hours 5 minutes"),
        (timedelta(hours=1, seconds=20), "1 hour"),
        (timedelta(minutes=1, seconds=59), "1 minute"),
        (timedelta(seconds=4), "1 minute"),
    ],
)
def test_the_time_left_in_the_two_units_that_matter(left: timedelta, words: str) -> None:
    with translation.override("en"):
        assert left_words(left) == words


def test_the_last_day_in_a_zone() -> None:
    assert last_day(END, WIB).date().isoformat() == "2026-12-18"
    assert last_day(END, WIT).date().isoformat() == "2026-12-19"
    midnight = datetime(2026, 12, 18, 17, 0, tzinfo=UTC)
    assert last_day(midnight, WIB).date().isoformat() == "2026-12-18"


@pytest.mark.django_db
class TestUrgency:
    @pytest.mark.parametrize(
        ("before", "urgency"),
        [
            (timedelta(days=4), "far"),
            (timedelta(days=3), "near"),
            (timedelta(hours=30), "near"),
            (timedelta(hours=20), "today"),
            (timedelta(0), "over"),
        ],
    )
    def test_it_grows(self, stage: Stage, before: timedelta, urgency: str) -> None:
        assert Clock(stage.assessment, END, END - before).urgency == urgency

    def test_a_reader_elsewhere_reads_both_zones(self, stage: Stage) -> None:
        far = Assessment.objects.get(region=stage.far_region)
        with translation.override("en"), timezone.override(WIB):
            assert Clock(stage.assessment, END, END).there == ""
            assert Clock(far, END, END).there == "Saturday 19 December 2026 at 01:59 WIT"


@pytest.mark.django_db
class TestPage:
    def page(self, stage: Stage, sign_in: Any, left: timedelta) -> str:
        start = timezone.now() - timedelta(days=30)
        Phase.objects.filter(cycle=stage.cycle, code=PhaseCode.FILLING).update(starts_at=start, ends_at=timezone.now() + left)
        return str(sign_in(stage.coordinator).get("/kerja/2026/34.04/").content.decode())

    @pytest.mark.parametrize(("days", "urgency"), [(9, "far"), (2.5, "near"), (-1, "over")])
    def test_the_dashboard_shows_how_near_the_end_is(self, stage: Stage, sign_in: Any, days: float, urgency: str) -> None:
        page = self.page(stage, sign_in, timedelta(days=days))
        assert f"clock-panel--{urgency}" in page
        assert f"deadline--{urgency}" in page
        assert ("tenggat.ics" in page) is (days > 0)

    def test_the_lead_sees_the_zone_of_a_far_region_too(self, stage: Stage, sign_in: Any) -> None:
        page = sign_in(stage.lead).get("/kerja/2026/91.03/").content.decode()
        assert "WIB" in page
        assert "WIT" in page
