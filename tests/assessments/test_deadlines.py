"""Three days before and on the last day: who is told what, and when."""

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from django.utils import timezone

from accounts.models import Role
from assessments.models import Assessment, AssessmentState, Cycle, Notice, NoticeCode, Phase, PhaseCode
from assessments.services.deadlines import tell_deadlines
from tests.factories import Stage, answer, fill, person

pytestmark = pytest.mark.django_db
# 23.59 WIB of 18 December 2026, a Friday; 01.59 WIT of the 19th.
END = datetime(2026, 12, 18, 16, 59, tzinfo=UTC)


def jakarta(day: int, hour: int, minute: int = 0) -> datetime:
    return datetime(2026, 12, day, hour, minute, tzinfo=UTC) - timedelta(hours=7)


@pytest.fixture
def ending(stage: Stage) -> Stage:
    """The stage with a filling phase that ends on 18 December and a correction that ends on the 28th."""
    start = END - timedelta(days=60)
    Phase.objects.filter(cycle=stage.cycle, code=PhaseCode.FILLING).update(starts_at=start, ends_at=END)
    Phase.objects.filter(cycle=stage.cycle, code=PhaseCode.CORRECTION).update(starts_at=start, ends_at=END + timedelta(days=10))
    Assessment.objects.exclude(pk=stage.assessment.pk).delete()
    return stage


def told(code: str) -> set[int]:
    return set(Notice.objects.filter(code=code).values_list("recipient", flat=True))


def test_three_days_before_coordinator_signatory_and_contributors_are_told(ending: Stage) -> None:
    assert tell_deadlines(jakarta(14, 12)) == 0
    assert tell_deadlines(jakarta(15, 6)) == 0, "nobody is told in the night"
    assert tell_deadlines(jakarta(15, 7)) == 3
    assert told(NoticeCode.THREE_DAYS) == {ending.coordinator.pk, ending.signatory.pk, ending.contributor.pk}


def test_running_again_tells_nobody_twice(ending: Stage) -> None:
    for hour in (7, 7, 8, 20):
        tell_deadlines(jakarta(15, hour))
    tell_deadlines(jakarta(16, 9))
    assert Notice.objects.count() == 3


def test_on_the_last_day_of_the_regions_calendar_it_is_said_again(ending: Stage) -> None:
    tell_deadlines(jakarta(17, 23))
    assert told(NoticeCode.LAST_DAY) == set()
    assert tell_deadlines(jakarta(18, 7)) == 3
    assert tell_deadlines(END) == 0, "over"
    assert len(told(NoticeCode.LAST_DAY)) == 3


def test_the_last_day_is_that_of_the_regions_zone(ending: Stage) -> None:
    far = Assessment.objects.create(cycle=ending.cycle, region=ending.far_region)
    ending.assessment.delete()
    # In Jayapura the end is 01.59 on the 19th: its last day is the 19th, and it is told when that day begins.
    tell_deadlines(jakarta(18, 8))
    assert told(NoticeCode.LAST_DAY) == set()
    tell_deadlines(jakarta(18, 22, 5))
    assert told(NoticeCode.LAST_DAY) == {ending.far_coordinator.pk}
    assert far.is_phase_open(PhaseCode.FILLING, jakarta(18, 22, 5))


def test_an_end_at_midnight_belongs_to_the_day_before(ending: Stage) -> None:
    Phase.objects.filter(cycle=ending.cycle, code=PhaseCode.FILLING).update(ends_at=jakarta(19, 0))
    tell_deadlines(jakarta(18, 7))
    assert len(told(NoticeCode.LAST_DAY)) == 3


def test_what_is_open_is_said_to_each_for_their_part(ending: Stage) -> None:
    answer(ending.assessment, "INFORMASI-S1", choice="yes")
    Assessment.objects.update(answered_count=1)
    total = ending.framework.indicators.count()
    ending.assessment.assignments.exclude(indicator__code__in=["INFORMASI-S1", "INFORMASI-P1"]).delete()
    tell_deadlines(jakarta(15, 9))
    said = {notice.recipient_id: notice.data["count"] for notice in Notice.objects.all()}
    assert said == {ending.coordinator.pk: total - 1, ending.signatory.pk: total - 1, ending.contributor.pk: 1}


def test_a_contributor_with_nothing_open_is_left_in_peace(ending: Stage) -> None:
    fill(ending.assessment)
    tell_deadlines(jakarta(15, 9))
    assert told(NoticeCode.THREE_DAYS) == {ending.coordinator.pk, ending.signatory.pk}


@pytest.mark.parametrize("state", [AssessmentState.SUBMITTED, AssessmentState.FORWARDED, AssessmentState.REVIEWED, AssessmentState.PUBLISHED])
def test_whoever_has_sent_is_not_told(ending: Stage, state: str) -> None:
    Assessment.objects.update(state=state)
    assert tell_deadlines(jakarta(18, 9)) == 0


def test_a_returned_assessment_is_told_of_the_end_of_correction(ending: Stage) -> None:
    Assessment.objects.update(state=AssessmentState.RETURNED)
    assert tell_deadlines(jakarta(18, 9)) == 0
    assert tell_deadlines(jakarta(25, 9)) == 2  # nothing of the OPD is to be corrected
    assert {notice.data["phase"] for notice in Notice.objects.all()} == {PhaseCode.CORRECTION}


def test_an_extension_moves_the_occasion(ending: Stage) -> None:
    Assessment.objects.update(filling_until=END + timedelta(days=7))
    assert tell_deadlines(jakarta(18, 9)) == 0
    assert tell_deadlines(jakarta(22, 9)) == 3


def test_a_changed_date_is_a_new_occasion(ending: Stage) -> None:
    tell_deadlines(jakarta(18, 9))
    Phase.objects.filter(cycle=ending.cycle, code=PhaseCode.FILLING).update(ends_at=END + timedelta(days=2))
    assert tell_deadlines(jakarta(18, 10)) == 3
    assert tell_deadlines(jakarta(20, 9)) == 3


def test_practice_and_a_cycle_that_is_not_open_have_no_deadlines(ending: Stage) -> None:
    Cycle.objects.filter(pk=ending.cycle.pk).update(state="draft")
    assert tell_deadlines(jakarta(18, 9)) == 0
    Cycle.objects.filter(pk=ending.cycle.pk).update(state="open", is_practice=True, award_year=0)
    assert tell_deadlines(jakarta(18, 9)) == 0


def test_queries_do_not_grow_with_regions_that_were_told(ending: Stage, django_assert_max_num_queries: Any) -> None:
    for region in (ending.neighbour, ending.far_region):
        Assessment.objects.create(cycle=ending.cycle, region=region)
    person(Role.REGIONAL_COORDINATOR, office=ending.neighbour)
    tell_deadlines(jakarta(18, 22, 30))
    with django_assert_max_num_queries(4):
        assert tell_deadlines(jakarta(18, 22, 45)) == 0


def test_notices_of_deadlines_are_due_at_once(ending: Stage) -> None:
    tell_deadlines(jakarta(18, 9))
    assert all(notice.mail_due_at is not None and notice.mail_due_at <= timezone.now() for notice in Notice.objects.all())
