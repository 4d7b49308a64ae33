"""The overview of several regions: how far they are, who is stuck, who never signed in."""

from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone, translation

from accounts.models import Role, User
from assessments.models import Answer, Assessment, AssessmentState, Cycle, CycleState, Verification
from assessments.progress_map import progress_map
from assessments.services.monitoring import (
    CORRECTION_OVER,
    MISSED,
    NEVER,
    NOBODY,
    NOTHING,
    QUIET,
    UNSENT,
    WAITING,
    by_province,
    progress_of,
    watched_cycles,
)
from regions.models import Region
from tests.factories import RegionFactory, answer, close_phase, fill, person

YEAR = "/pantauan/2026/"
PROVINCE = f"{YEAR}34/"


def line_of(stage, code="34.04", user=None):
    rows = progress_of(user or stage.verifier, Cycle.objects.get(award_year=2026), province=stage.region.province)
    return next(row for row in rows if row.assessment.region.code == code)


def trouble(stage):
    found = line_of(stage).trouble
    return found.code if found else None


def signed_in(stage, days=0):
    User.objects.filter(pk=stage.coordinator.pk).update(last_login=timezone.now() - timedelta(days=days))


def change(stage, **values):
    Assessment.objects.filter(pk=stage.assessment.pk).update(**values)


def test_a_region_without_accounts_is_reached_by_nobody(stage):
    found = line_of(stage, "34.71")
    assert (found.trouble.code, found.people.names) == (NOBODY, ())


def test_accounts_nobody_used_are_told_with_their_people(stage):
    found = line_of(stage)
    assert found.trouble.code == NEVER
    assert (str(stage.coordinator), stage.coordinator.email) in found.people.names


def test_a_closed_account_reaches_nobody(stage):
    User.objects.filter(pk__in=[stage.coordinator.pk, stage.contributor.pk, stage.signatory.pk]).update(is_active=False, last_login=timezone.now())
    assert trouble(stage) == NOBODY


def test_signed_in_without_an_answer(stage):
    signed_in(stage)
    assert trouble(stage) == NOTHING


@pytest.mark.parametrize(("days", "expected"), [(0, None), (6, None), (7, QUIET), (30, QUIET)])
def test_quiet_after_a_week_without_a_save(stage, days, expected):
    signed_in(stage)
    change(stage, answered_count=2, last_saved_at=timezone.now() - timedelta(days=days, minutes=1))
    assert trouble(stage) == expected


def test_all_answered_and_left_lying(stage):
    signed_in(stage)
    total = stage.framework.indicators.count()
    change(stage, answered_count=total, last_saved_at=timezone.now() - timedelta(days=8))
    assert trouble(stage) == UNSENT


def test_the_deadline_has_passed(stage):
    close_phase(stage.cycle, "filling")
    assert trouble(stage) == MISSED


def test_more_time_for_the_region_keeps_it_from_being_late(stage):
    signed_in(stage)
    close_phase(stage.cycle, "filling")
    change(stage, answered_count=1, last_saved_at=timezone.now(), filling_until=timezone.now() + timedelta(days=3))
    assert trouble(stage) is None


def test_returned_and_not_sent_again(stage):
    close_phase(stage.cycle, "correction")
    change(stage, state=AssessmentState.RETURNED, answered_count=2)
    assert trouble(stage) == CORRECTION_OVER


@pytest.mark.parametrize(("days", "expected"), [(3, None), (15, WAITING)])
def test_lying_with_the_kanwil(stage, days, expected):
    change(stage, state=AssessmentState.SUBMITTED, submitted_at=timezone.now() - timedelta(days=days))
    assert trouble(stage) == expected


@pytest.mark.parametrize("state", [AssessmentState.FORWARDED, AssessmentState.REVIEWED, AssessmentState.PUBLISHED])
def test_what_the_ministry_has_is_no_trouble_of_the_region(stage, state):
    change(stage, state=state)
    assert trouble(stage) is None


def test_words_for_every_trouble_in_both_languages(stage):
    signed_in(stage)
    change(stage, answered_count=2, last_saved_at=timezone.now() - timedelta(days=9, minutes=1))
    with translation.override("en"):
        assert line_of(stage).trouble.label == "Nothing saved for 9 days"


def test_the_right_furthest_behind_is_named(stage):
    signed_in(stage)
    rights = sorted({indicator.right.code for indicator in stage.framework.indicators.select_related("right")})
    done = stage.framework.indicators.filter(right__code=rights[0])
    for indicator in done:
        answer(stage.assessment, indicator.code, choice="yes", files=0)
    change(stage, answered_count=len(done), last_saved_at=timezone.now())
    weakest = line_of(stage).weakest
    assert weakest is not None
    assert weakest.answered == 0
    assert str(weakest.title) != str(done[0].right.title)


def test_words_without_a_value_are_no_answer(stage):
    signed_in(stage)
    first, *others = stage.framework.indicators.all()
    Answer.objects.create(assessment=stage.assessment, indicator=first, note="nanti")
    for indicator in others:
        if indicator.right_id != first.right_id:
            answer(stage.assessment, indicator.code, choice="yes", files=0)
    change(stage, answered_count=1, last_saved_at=timezone.now())
    assert line_of(stage).weakest.answered == 0


def test_answers_to_correct_are_counted_until_they_change(stage):
    rows = fill(stage.assessment)
    change(stage, state=AssessmentState.RETURNED)
    for row in rows[:2]:
        Verification.objects.create(answer=row, round=1, outcome="needs_correction", reason="Berkas salah.", by=stage.verifier)
    assert line_of(stage).to_correct == 2
    Answer.objects.filter(pk=rows[0].pk).update(updated_at=timezone.now() + timedelta(minutes=1))
    assert line_of(stage).to_correct == 1


def test_each_person_watches_their_own_regions(stage):
    cycle = stage.cycle
    codes = {
        name: [row.assessment.region.code for row in progress_of(getattr(stage, name), cycle)]
        for name in ("observer", "verifier", "far_verifier", "lead")
    }
    assert codes["observer"] == codes["verifier"] == ["34.04", "34.71"]
    assert codes["far_verifier"] == ["91.03"]
    assert codes["lead"] == ["34.04", "34.71", "91.03"]


def test_provinces_sum_up_their_regions(stage):
    signed_in(stage)
    total = stage.framework.indicators.count()
    change(stage, state=AssessmentState.SUBMITTED, answered_count=total, submitted_at=timezone.now())
    home, far = by_province(progress_of(stage.lead, stage.cycle))
    assert (home.province.code, home.total, home.sent, home.stuck, home.unreached, home.answered_share) == ("34", 2, 1, 1, 1, 50)
    assert (far.total, far.sent, far.unreached) == (1, 0, 1)


def test_the_practice_and_drafts_are_not_watched(stage):
    Cycle.objects.create(award_year=0, data_year=2025, framework=stage.framework, state=CycleState.OPEN, is_practice=True)
    Cycle.objects.create(award_year=2027, data_year=2026, framework=stage.framework, state=CycleState.DRAFT)
    assert [cycle.award_year for cycle in watched_cycles()] == [2026]


def test_the_map_frames_the_regions_it_shows(stage):
    rows = progress_of(stage.verifier, stage.cycle)
    drawn = progress_map(rows, year=2026)
    assert drawn is not None
    left, top, width, height = map(int, drawn.view_box.split())
    assert all(left < cell.x < left + width and top < cell.y < top + height for cell in drawn.cells)
    assert {cell.url for cell in drawn.cells} == {"/kerja/2026/34.04/", "/kerja/2026/34.71/"}
    assert sum(line.count for line in drawn.legend) == len(rows)


def test_regions_the_map_does_not_know_stay_in_the_list(stage, sign_in):
    Region.objects.filter(code="34.04").update(code="34.98")
    Region.objects.filter(code="34.71").update(code="34.99")
    response = sign_in(stage.verifier).get(PROVINCE)
    assert response.context["map"] is None
    assert len(response.context["rows"]) == 2


@pytest.mark.parametrize(("only", "shown"), [("", 2), ("macet", 2), ("belum-masuk", 1), ("belum-kirim", 1), ("apa-saja", 2)])
def test_the_list_is_narrowed(stage, sign_in, only, shown):
    change(stage, state=AssessmentState.SUBMITTED, submitted_at=timezone.now() - timedelta(days=30))
    response = sign_in(stage.verifier).get(PROVINCE, {"hanya": only})
    assert len(response.context["rows"]) == shown


def test_the_page_names_whom_to_call(stage, sign_in):
    page = sign_in(stage.observer).get(PROVINCE).content.decode()
    assert f"mailto:{stage.coordinator.email}" in page


def test_a_year_or_a_province_that_is_not_there(stage, sign_in):
    client = sign_in(stage.verifier)
    for path in ("/pantauan/2019/", "/pantauan/2026/91/", "/pantauan/2026/zz/", "/pantauan/0/34/"):
        assert client.get(path).status_code == 404


def test_before_the_first_cycle_the_page_says_so(db, sign_in):
    response = sign_in(person(Role.DITJEN_LEAD)).get("/pantauan/")
    assert response.status_code == 200


def test_queries_do_not_grow_with_the_regions(stage, sign_in):
    client = sign_in(stage.lead)
    change(stage, answered_count=1)

    def asked(path):
        client.get(path)
        with CaptureQueriesContext(connection) as captured:
            assert client.get(path).status_code == 200
        return len(captured)

    before = [asked(YEAR), asked(PROVINCE)]
    for number in range(10, 30):
        region = RegionFactory(province=stage.region.province, code=f"34.{number}", name=f"Daerah {number}")
        Assessment.objects.create(cycle=stage.cycle, region=region, answered_count=1, last_saved_at=timezone.now())
        person(Role.REGIONAL_COORDINATOR, office=region, last_login=timezone.now())
    assert [asked(YEAR), asked(PROVINCE)] == before
    assert max(before) <= 13
