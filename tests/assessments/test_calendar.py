"""Calendar files: valid, the same entries on every download, changes known as such."""

import re
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from django.utils import timezone
from hypothesis import given
from hypothesis import strategies as st

from assessments.models import PhaseCode
from assessments.services.cycles import change_phases
from assessments.services.extension import extend_deadline
from assessments.services.ics import CalendarEvent, calendar_file, escape, fold
from tests.factories import Stage

STAMP = datetime(2026, 11, 25, 4, 0, tzinfo=UTC)
REGION, YEAR = "/kerja/2026/34.04/tenggat.ics", "/siklus/2026/kalender.ics"


def lines_of(content: bytes) -> list[str]:
    """Content lines, unfolded."""
    return content.decode().replace("\r\n ", "").removesuffix("\r\n").split("\r\n")


def values(content: bytes, name: str) -> list[str]:
    return [line.partition(":")[2] for line in lines_of(content) if re.match(rf"{name}[;:]", line)]


def an_event(**fields: Any) -> CalendarEvent:
    given_ = {"uid": "a@b", "sequence": 0, "start": STAMP, "end": STAMP + timedelta(hours=1), "summary": "s", "description": "d", "url": "http://x/"}
    return CalendarEvent(**(given_ | fields))


@given(st.text(alphabet=st.characters(codec="utf-8", exclude_categories=["C"]), max_size=300))
def test_a_folded_line_is_short_and_the_same_when_unfolded(text: str) -> None:
    folded = fold(text)
    assert all(len(part.encode()) <= 75 for part in folded.split("\r\n"))
    assert folded.replace("\r\n ", "") == text


def test_signs_with_a_meaning_are_escaped_and_no_line_can_be_added() -> None:
    assert escape("a,b;c\\d\r\ne\0\x07") == "a\\,b\\;c\\\\d\\ne"
    content = calendar_file(name="x\r\nMETHOD:CANCEL", events=[an_event(summary="s\nBEGIN:VALARM")], stamp=STAMP)
    assert values(content, "METHOD") == ["PUBLISH"]
    assert "BEGIN:VALARM" not in lines_of(content)


def test_every_line_ends_with_cr_and_lf() -> None:
    content = calendar_file(name="Kalender é" * 12, events=[an_event(alarms=(timedelta(days=3), timedelta(hours=5)))], stamp=STAMP)
    assert content.endswith(b"END:VCALENDAR\r\n")
    assert content.count(b"\n") == content.count(b"\r\n") == content.count(b"\r")
    assert [line for line in lines_of(content) if line.startswith("TRIGGER")] == ["TRIGGER;RELATED=END:-P3D", "TRIGGER;RELATED=END:-PT5H"]


@pytest.mark.django_db
class TestRegion:
    def test_the_deadlines_in_utc_with_alarms(self, stage: Stage, sign_in: Any) -> None:
        response = sign_in(stage.coordinator).get(REGION)
        assert response["Content-Type"] == "text/calendar; charset=utf-8"
        ends = [f"{stage.assessment.ends_at(code):%Y%m%dT%H%M%SZ}" for code in (PhaseCode.FILLING, PhaseCode.CORRECTION)]
        assert values(response.content, "DTEND") == ends
        triggers = values(response.content, "TRIGGER")
        assert triggers == ["-P3D", "-P1D"] * 2
        opened = [line.partition(":")[2] for line in lines_of(response.content) if line.startswith("BEGIN:")]
        closed = [line.partition(":")[2] for line in lines_of(response.content) if line.startswith("END:")]
        assert sorted(opened) == sorted(closed)

    def test_a_change_keeps_the_entry_and_raises_its_number(self, stage: Stage, sign_in: Any) -> None:
        browser = sign_in(stage.coordinator)
        before = browser.get(REGION).content
        extend_deadline(
            assessment=stage.assessment, phase=PhaseCode.FILLING, until=timezone.now() + timedelta(days=20), reason="Banjir.", by=stage.lead
        )
        windows = {phase.code: (phase.starts_at, phase.ends_at + timedelta(days=1)) for phase in stage.cycle.phases.all()}
        change_phases(cycle=stage.cycle, windows=windows, by=stage.lead)
        after = browser.get(REGION).content
        assert values(before, "UID") == values(after, "UID")
        assert (set(values(before, "SEQUENCE")), set(values(after, "SEQUENCE"))) == ({"0"}, {"2"})
        assert values(before, "DTEND") != values(after, "DTEND")

    def test_nothing_is_posted_there(self, stage: Stage, sign_in: Any) -> None:
        assert sign_in(stage.coordinator).post(REGION).status_code == 405


@pytest.mark.django_db
def test_the_year_has_beginning_and_end_of_every_phase(stage: Stage, sign_in: Any, django_assert_max_num_queries: Any) -> None:
    browser = sign_in(stage.lead)
    with django_assert_max_num_queries(6):
        content = browser.get(YEAR).content
    uids = values(content, "UID")
    assert len(uids) == len(set(uids)) == 2 * len(PhaseCode)
