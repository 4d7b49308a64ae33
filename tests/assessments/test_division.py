"""Dividing the work: assigning, the framework's usual OPDs, finishing, reminding, hand-over."""

from datetime import date, timedelta
from typing import Any

import pytest
from django.core.exceptions import ValidationError
from django.utils import timezone

from accounts.access import Refused
from accounts.models import Membership, Role, User, WorkUnit
from assessments.models import Assessment, AssessmentState, Assignment, Event, Notice, NoticeCode, Review, ReviewOutcome
from assessments.services.assignments import Charge, add_office, assign_usual, divide, finish, reopen, usual_plan
from assessments.services.division import DividedWork, who_did_what
from assessments.services.handover import HandOver, leave_note
from assessments.services.outline import outline
from assessments.services.place import Place
from assessments.services.reminders import remind, remind_all
from assessments.services.usual_offices import fold, lead_office
from tests.factories import answer, assign, close_phase, fill, open_cycle, person

pytestmark = pytest.mark.django_db

FIRST, SECOND = "INFORMASI-S1", "INFORMASI-P1"


@pytest.fixture
def work(stage: Any) -> Any:
    """Nothing is divided yet; `stage.unit` is the contributor's OPD, `stage.other` another one."""
    Assignment.objects.all().delete()
    stage.people["unit"] = WorkUnit.objects.get(region=stage.region)
    stage.people["other"] = WorkUnit.objects.create(region=stage.region, name="Dinas Sosial")
    return stage


def key(stage: Any, code: str) -> int:
    return int(stage.framework.indicators.get(code=code).pk)


def held(stage: Any) -> dict[str, str]:
    return dict(Assignment.objects.filter(assessment=stage.assessment).values_list("indicator__code", "work_unit__name"))


def give(stage: Any, unit: Any, *codes: str, by: User | None = None, **values: Any) -> Any:
    wanted = {key(stage, code): Charge(unit.pk if unit else None, values.get("due_on")) for code in codes}
    return divide(assessment=stage.assessment, wanted=wanted, by=by or stage.coordinator)


def test_several_indicators_are_assigned_in_one_press_with_one_notice_and_one_event(work: Any) -> None:
    found = give(work, work.unit, FIRST, SECOND, due_on=date(2026, 12, 1))
    assert found.count == 2
    assert held(work) == {FIRST: "Dinas Kesehatan", SECOND: "Dinas Kesehatan"}
    notice = Notice.objects.get(recipient=work.contributor)
    assert (notice.code, notice.data["count"], notice.data["indicators"]) == (NoticeCode.ASSIGNED, 2, sorted([FIRST, SECOND]))
    event = Event.objects.get(code="work_divided")
    assert event.data == {"assigned": {"Dinas Kesehatan": sorted([FIRST, SECOND])}}


def test_pressing_twice_changes_nothing_more(work: Any) -> None:
    give(work, work.unit, FIRST)
    assert give(work, work.unit, FIRST).count == 0
    assert Event.objects.filter(code="work_divided").count() == 1
    assert Notice.objects.count() == 1


def test_taking_over_tells_the_opd_and_keeps_the_answers(work: Any) -> None:
    give(work, work.unit, FIRST)
    answer(work.assessment, FIRST, choice="yes")
    give(work, None, FIRST)
    assert held(work) == {}
    assert Notice.objects.filter(recipient=work.contributor, code=NoticeCode.TAKEN_OVER).count() == 1
    assert work.assessment.answers.count() == 1


def test_moving_to_another_opd_tells_both_and_forgets_that_it_was_done(work: Any) -> None:
    colleague = person(Role.OPD_CONTRIBUTOR, office=work.other)
    give(work, work.unit, FIRST)
    Assignment.objects.update(finished_at=timezone.now(), finished_by=work.contributor)
    give(work, work.other, FIRST)
    row = Assignment.objects.get()
    assert (row.work_unit, row.finished_at, row.finished_by) == (work.other, None, None)
    assert Notice.objects.filter(recipient=colleague, code=NoticeCode.ASSIGNED).exists()
    assert Notice.objects.filter(recipient=work.contributor, code=NoticeCode.TAKEN_OVER).exists()


def test_what_somebody_else_changed_meanwhile_stays(work: Any) -> None:
    give(work, work.other, FIRST)
    wanted = {key(work, FIRST): Charge(work.unit.pk), key(work, SECOND): Charge(work.unit.pk)}
    seen = {key(work, FIRST): Charge(), key(work, SECOND): Charge()}
    found = divide(assessment=work.assessment, wanted=wanted, seen=seen, by=work.coordinator)
    assert found.conflicts == [FIRST]
    assert held(work) == {FIRST: "Dinas Sosial", SECOND: "Dinas Kesehatan"}


def test_opds_of_other_regions_and_unknown_indicators_are_refused_whole(work: Any) -> None:
    foreign = WorkUnit.objects.create(region=work.neighbour, name="Dinas Kesehatan")
    for wanted in ({key(work, FIRST): Charge(work.unit.pk), key(work, SECOND): Charge(foreign.pk)}, {10**9: Charge(work.unit.pk)}):
        with pytest.raises(ValidationError):
            divide(assessment=work.assessment, wanted=wanted, by=work.coordinator)
    assert held(work) == {}


@pytest.mark.parametrize("name", ["contributor", "signatory", "far_coordinator", "verifier", "lead", "administrator"])
def test_only_the_coordinator_divides(work: Any, name: str) -> None:
    with pytest.raises(Refused):
        give(work, work.unit, FIRST, by=getattr(work, name))


def test_neither_the_deadline_nor_the_state_stops_dividing_but_publication_does(work: Any) -> None:
    close_phase(work.cycle, "filling")
    Assessment.objects.filter(pk=work.assessment.pk).update(state=AssessmentState.FORWARDED)
    assert give(work, work.unit, FIRST).count == 1
    Assessment.objects.filter(pk=work.assessment.pk).update(state=AssessmentState.PUBLISHED)
    with pytest.raises(Refused):
        give(work, work.unit, SECOND)


def test_saving_the_whole_table_takes_a_handful_of_queries(work: Any, django_assert_max_num_queries: Any) -> None:
    codes = list(work.framework.indicators.values_list("code", flat=True))
    wanted = {key(work, code): Charge(work.unit.pk) for code in codes}
    with django_assert_max_num_queries(18):
        divide(assessment=work.assessment, wanted=wanted, by=work.coordinator)


@pytest.mark.parametrize(
    ("usual", "office"),
    [
        ("Dinas Kesehatan dan RSUD", "Dinas Kesehatan"),
        ("Dinas Kominfo (PPID)", "Dinas Kominfo"),
        ("Dinas Tenaga Kerja, DP3A, dan Dinas Sosial", "Dinas Tenaga Kerja"),
        ("Dinas Pemberdayaan Masyarakat dan Desa", "Dinas Pemberdayaan Masyarakat dan Desa"),
        ("Bagian Pengadaan Barang dan Jasa Setda dan Dinas Tenaga Kerja", "Bagian Pengadaan Barang dan Jasa Setda"),
        ("DP3A (UPTD PPA) dan Bagian Hukum Setda", "DP3A"),
        ("Satpol PP dan Dinas Pemadam Kebakaran", "Satpol PP"),
        ("", ""),
    ],
)
def test_of_several_usual_opds_the_first_gets_the_indicator(usual: str, office: str) -> None:
    assert lead_office(usual) == office


def test_names_are_compared_without_case_spaces_and_brackets() -> None:
    assert fold("DINAS  KESEHATAN") == fold("Dinas Kesehatan (induk)") == "dinas kesehatan"


def usual(stage: Any, **names: str) -> None:
    """Give indicators their usual OPD; the outline of an adopted framework is kept in memory, so there too."""
    for indicator in outline(stage.cycle.framework).indicators:
        indicator.usual_work_unit = names.get(indicator.code.replace("-", "_"), "")


@pytest.fixture
def named(work: Any) -> Any:
    """Three indicators with usual OPDs: one known in capitals, one new, one the coordinator's own."""
    WorkUnit.objects.filter(pk=work.unit.pk).update(name="DINAS KESEHATAN")
    usual(work, INFORMASI_S1="Dinas Kesehatan dan RSUD", INFORMASI_P1="Dinas Kominfo (PPID)", INFORMASI_H1="Bagian Hukum Setda")
    yield work
    usual(work)


def test_the_plan_says_what_would_be_done_and_does_nothing(named: Any) -> None:
    plan = usual_plan(named.assessment)
    assert [(part.name, part.unit is None) for part in plan.parts] == [("DINAS KESEHATAN", False), ("Dinas Kominfo", True)]
    assert (plan.new, plan.differing, [row.code for row in plan.coordinators]) == (2, 0, ["INFORMASI-H1"])
    assert held(named) == {}
    assert WorkUnit.objects.filter(region=named.region).count() == 2


def test_the_usual_opds_are_assigned_and_made_where_they_are_missing(named: Any) -> None:
    found = assign_usual(assessment=named.assessment, by=named.coordinator)
    assert found.made == ["Dinas Kominfo"]
    assert held(named) == {FIRST: "DINAS KESEHATAN", SECOND: "Dinas Kominfo"}
    assert assign_usual(assessment=named.assessment, by=named.coordinator).count == 0
    assert WorkUnit.objects.filter(region=named.region).count() == 3


def test_what_is_assigned_otherwise_stays_unless_asked(named: Any) -> None:
    give(named, named.other, FIRST, due_on=date(2026, 12, 1))
    assign_usual(assessment=named.assessment, by=named.coordinator)
    assert held(named)[FIRST] == "Dinas Sosial"
    assign_usual(assessment=named.assessment, by=named.coordinator, overwrite=True)
    assert held(named)[FIRST] == "DINAS KESEHATAN"
    assert Assignment.objects.get(indicator__code=FIRST).due_on == date(2026, 12, 1)


def test_an_opd_is_added_once_whatever_its_case(work: Any) -> None:
    unit, is_new = add_office(assessment=work.assessment, name="  Dinas  Pendidikan ", by=work.coordinator)
    assert (unit.name, is_new) == ("Dinas Pendidikan", True)
    assert add_office(assessment=work.assessment, name="DINAS PENDIDIKAN", by=work.coordinator) == (unit, False)
    for name in ("", "   ", "x" * 121):
        with pytest.raises(ValidationError):
            add_office(assessment=work.assessment, name=name, by=work.coordinator)


def test_an_opd_says_that_its_part_is_done_and_the_coordinator_opens_it_again(work: Any) -> None:
    give(work, work.unit, FIRST)
    with pytest.raises(ValidationError):
        finish(assessment=work.assessment, unit=work.unit, by=work.contributor)
    answer(work.assessment, FIRST, choice="yes")
    assert finish(assessment=work.assessment, unit=work.unit, by=work.contributor) == 1
    assert finish(assessment=work.assessment, unit=work.unit, by=work.contributor) == 0
    assert Notice.objects.filter(recipient=work.coordinator, code=NoticeCode.FINISHED).count() == 1
    with pytest.raises(Refused):
        reopen(assessment=work.assessment, unit=work.unit, by=work.contributor)
    assert reopen(assessment=work.assessment, unit=work.unit, by=work.coordinator) == 1
    assert Assignment.objects.get().finished_at is None


def test_nobody_says_that_the_part_of_another_opd_is_done(work: Any) -> None:
    give(work, work.other, FIRST)
    answer(work.assessment, FIRST, choice="yes")
    with pytest.raises(Refused):
        finish(assessment=work.assessment, unit=work.other, by=work.contributor)


def test_an_opd_is_reminded_once_a_day_of_what_is_open(work: Any) -> None:
    give(work, work.unit, FIRST, SECOND)
    answer(work.assessment, FIRST, choice="yes")
    assert remind(assessment=work.assessment, unit=work.unit.pk, by=work.coordinator) == "Dinas Kesehatan"
    with pytest.raises(ValidationError):
        remind(assessment=work.assessment, unit=work.unit.pk, by=work.coordinator)
    notice = Notice.objects.get(code=NoticeCode.REMINDED)
    assert (notice.recipient, notice.data["indicators"]) == (work.contributor, [SECOND])
    Assignment.objects.update(reminded_at=timezone.now() - timedelta(days=1, hours=1))
    remind(assessment=work.assessment, unit=work.unit.pk, by=work.coordinator)
    assert Notice.objects.filter(code=NoticeCode.REMINDED).count() == 2


def test_reminding_all_tells_those_that_lag_and_names_the_others(work: Any) -> None:
    give(work, work.unit, FIRST)
    give(work, work.other, SECOND)
    found = remind_all(assessment=work.assessment, by=work.coordinator)
    assert (found.told, found.told_today, found.without_people) == (["Dinas Kesehatan"], [], ["Dinas Sosial"])
    again = remind_all(assessment=work.assessment, by=work.coordinator)
    assert (again.told, again.told_today) == ([], ["Dinas Kesehatan"])


def test_an_opd_with_nothing_open_is_not_reminded(work: Any) -> None:
    give(work, work.unit, FIRST)
    answer(work.assessment, FIRST, choice="yes")
    with pytest.raises(ValidationError):
        remind(assessment=work.assessment, unit=work.unit.pk, by=work.coordinator)
    assert remind_all(assessment=work.assessment, by=work.coordinator).told == []


def test_the_overview_counts_by_opd(work: Any, django_assert_max_num_queries: Any) -> None:
    assign(work.assessment, work.unit, FIRST, SECOND)
    answer(work.assessment, FIRST, choice="yes", files=0)
    place = Place(work.assessment, outline(work.cycle.framework))
    # With the questions of the framework, read for the first time here.
    with django_assert_max_num_queries(12):
        offices = {office.unit.name: office for office in DividedWork(place).offices}
    tally = offices["Dinas Kesehatan"].tally
    assert (tally.total, tally.answered, tally.without_evidence, tally.unanswered) == (2, 1, 1, 1)
    assert [row.user for row in offices["Dinas Kesehatan"].people] == [work.contributor]
    assert offices["Dinas Sosial"].tally.total == 0


def test_who_did_what_counts_answers_and_entries(work: Any) -> None:
    give(work, work.unit, FIRST)
    answer(work.assessment, FIRST, choice="yes", updated_by=work.contributor)
    found = {doer.name: (doer.answers, doer.steps) for doer in who_did_what(work.assessment)}
    assert found == {str(work.contributor): (1, 0), str(work.coordinator): (0, 1)}


def test_a_note_stays_in_the_log_and_the_same_twice_is_one(work: Any) -> None:
    assert leave_note(assessment=work.assessment, text=" Berkas ada di lemari. ", by=work.coordinator)
    assert not leave_note(assessment=work.assessment, text="Berkas ada di lemari.", by=work.coordinator)
    for text in ("", "x" * 2001, "a\0b"):
        with pytest.raises(ValidationError):
            leave_note(assessment=work.assessment, text=text, by=work.coordinator)
    with pytest.raises(Refused):
        leave_note(assessment=work.assessment, text="Catatan", by=work.signatory)
    assert [event.data["text"] for event in HandOver(Place(work.assessment, outline(work.cycle.framework))).notes] == ["Berkas ada di lemari."]


def test_the_hand_over_says_what_last_year_taught(work: Any) -> None:
    earlier = Assessment.objects.create(cycle=open_cycle(work.framework, award_year=2025), region=work.region, state=AssessmentState.PUBLISHED)
    row = answer(earlier, FIRST, choice="yes")
    Review.objects.create(answer=row, outcome=ReviewOutcome.UNSUPPORTED, note="Perda sudah dicabut.", by=work.reviewer)
    (lesson,) = HandOver(Place(work.assessment, outline(work.cycle.framework))).lessons
    assert (lesson.indicator.code, lesson.lost > 0, lesson.findings[0][1]) == (FIRST, True, "Perda sudah dicabut.")


def test_the_memberships_of_those_who_left_count_no_more(work: Any) -> None:
    fill(work.assessment)
    Membership.objects.filter(user=work.contributor).update(
        valid_from=timezone.localdate() - timedelta(days=9), valid_until=timezone.localdate() - timedelta(days=1)
    )
    give(work, work.unit, FIRST)
    assert not Notice.objects.filter(recipient=work.contributor).exists()
