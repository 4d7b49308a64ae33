"""Loading lessons, the ministry's words in them, checking oneself, and who has been through."""

import pytest
from django.contrib.auth.models import AnonymousUser

from accounts.access import Refused
from accounts.models import Membership, Role, User
from indicators.models import Lesson, LessonPassed, LessonVersion
from indicators.services.learning import region_learning
from indicators.services.lessons import (
    Attempt,
    attempt,
    attempt_of_words,
    change_lesson,
    load_lessons,
    pass_lesson,
    reset_lesson,
    right_answers,
)
from indicators.services.load import load_catalogue
from indicators.services.workshop import StaleDraftError, digest
from tests.factories_indicators import small_framework
from tests.factories_lessons import RIGHT, lesson, lesson_content, lesson_file

pytestmark = pytest.mark.django_db
ALL_RIGHT = Attempt(RIGHT)


def fresh(user):
    """The person as the next request finds them."""
    return User.objects.get(pk=user.pk)


def test_the_shipped_lessons_load_and_a_second_time_nothing_changes():
    load_catalogue()

    first, second = load_lessons(), load_lessons()

    assert (first.created, second.created, second.updated, second.unchanged) == (11, 0, 0, 11)
    assert LessonVersion.objects.count() == 11


def test_a_changed_file_brings_a_new_version_where_nobody_has_written(tmp_path):
    small_framework()
    path = lesson_file(tmp_path / "informasi.yaml")
    load_lessons(paths=[path])

    report = load_lessons(paths=[lesson_file(path, title="Judul baru")])

    row = Lesson.objects.get()
    assert report.updated == 1
    assert (row.version, row.title.indonesian) == (2, "Judul baru")
    assert [version.number for version in row.versions.all()] == [2, 1]


def test_the_words_of_the_ministry_are_never_overwritten_by_a_load(stage, tmp_path):
    path = lesson_file(tmp_path / "informasi.yaml")
    load_lessons(paths=[path])
    row = Lesson.objects.get()
    change_lesson(code=row.code, content=lesson_content("Kata kementerian"), seen=digest(row.content), by=stage.editor)

    load_lessons(paths=[lesson_file(path, title="Judul baru")])

    row.refresh_from_db()
    assert row.title.indonesian == "Kata kementerian title"
    assert row.shipped["title"]["id"] == "Judul baru"
    assert (row.version, row.is_edited) == (2, True)


def test_going_back_takes_the_text_shipped_last_and_keeps_what_stood_before(stage, tmp_path):
    path = lesson_file(tmp_path / "informasi.yaml")
    load_lessons(paths=[path])
    row = Lesson.objects.get()
    change_lesson(code=row.code, content=lesson_content(), seen=digest(row.content), by=stage.lead)
    load_lessons(paths=[lesson_file(path, title="Judul baru")])

    assert reset_lesson(code=row.code, by=stage.editor)
    assert not reset_lesson(code=row.code, by=stage.editor)

    row.refresh_from_db()
    assert (row.title.indonesian, row.is_edited) == ("Judul baru", False)
    assert list(row.versions.values_list("number", "action")) == [(3, "reset"), (2, "edited"), (1, "shipped")]
    assert row.versions.get(number=2).content == lesson_content()


def test_saving_without_a_difference_makes_no_version(stage):
    row = lesson()

    assert not change_lesson(code=row.code, content=lesson_content(), seen=digest(row.content), by=stage.editor)
    assert row.versions.count() == 1


def test_a_lesson_changed_meanwhile_is_not_overwritten(stage):
    row = lesson()
    seen = digest(row.content)
    change_lesson(code=row.code, content=lesson_content("Pertama"), seen=seen, by=stage.editor)

    with pytest.raises(StaleDraftError):
        change_lesson(code=row.code, content=lesson_content("Kedua"), seen=seen, by=stage.lead)


@pytest.mark.parametrize("role", ["coordinator", "verifier", "reviewer", "administrator"])
def test_others_do_not_change_lessons(stage, role):
    row = lesson()

    with pytest.raises(Refused):
        change_lesson(code=row.code, content=lesson_content("Lain"), seen=digest(row.content), by=stage.people[role])
    with pytest.raises(Refused):
        reset_lesson(code=row.code, by=stage.people[role])


def test_answers_are_counted_and_what_is_no_option_is_no_answer():
    row = lesson()

    assert right_answers(row, ALL_RIGHT) == 3
    assert right_answers(row, Attempt((0, 0, 0))) == 1
    assert attempt(row, {"question-0": "1", "question-1": "9", "question-2": "x"}).chosen == (1, None, None)
    assert attempt_of_words(row, "1-0-2") == ALL_RIGHT
    assert [attempt_of_words(row, words) for words in ("", "1-0", "1-0-7", "a-b-c", "-1-0-2")] == [None] * 5


def test_passing_is_noted_for_the_region_and_the_office_and_may_be_done_again(stage):
    row = lesson()

    assert pass_lesson(lesson=row, given=Attempt((0, 0, 0)), by=stage.contributor) == 1
    assert pass_lesson(lesson=row, given=ALL_RIGHT, by=stage.contributor) == 1

    noted = LessonPassed.objects.order_by("pk")
    assert [(one.region, one.work_unit.name, one.version, one.right_answers) for one in noted] == [
        (stage.region, "Dinas Kesehatan", 1, 1),
        (stage.region, "Dinas Kesehatan", 1, 3),
    ]


def test_nothing_is_kept_of_visitors_other_roles_and_unfinished_answers(stage):
    row = lesson()

    assert pass_lesson(lesson=row, given=ALL_RIGHT, by=AnonymousUser()) == 0
    assert pass_lesson(lesson=row, given=ALL_RIGHT, by=stage.reviewer) == 0
    assert pass_lesson(lesson=row, given=Attempt((1, None, 2)), by=stage.coordinator) == 0
    assert not LessonPassed.objects.exists()


def test_a_person_of_two_regions_is_noted_for_both(stage):
    row = lesson()
    Membership.objects.create(user=stage.coordinator, role=Role.REGIONAL_COORDINATOR, region=stage.neighbour)

    assert pass_lesson(lesson=row, given=ALL_RIGHT, by=fresh(stage.coordinator)) == 2


def test_the_region_sees_its_offices_its_people_and_the_best_time(stage, django_assert_num_queries):
    first, second = lesson(), lesson("kesehatan", order=2)
    for given in (ALL_RIGHT, Attempt((0, 0, 0))):
        pass_lesson(lesson=first, given=given, by=stage.contributor)
    pass_lesson(lesson=second, given=ALL_RIGHT, by=stage.far_coordinator)

    with django_assert_num_queries(3):
        table = region_learning(stage.region)

    assert [(office.name, len(office.lines), office.done) for office in table.offices] == [("", 2, 0), ("Dinas Kesehatan", 1, 1)]
    mark, other = table.offices[1].lines[0].marks
    assert (mark.best.right_answers, mark.is_of_older_version, other.is_passed) == (3, False, False)
    assert (table.taken, table.possible) == (1, 6)


def test_a_lesson_changed_since_is_marked(stage):
    row = lesson()
    pass_lesson(lesson=row, given=ALL_RIGHT, by=stage.contributor)
    change_lesson(code=row.code, content=lesson_content("Baru"), seen=digest(row.content), by=stage.editor)

    table = region_learning(stage.region)

    assert table.offices[1].lines[0].marks[0].is_of_older_version


def test_people_who_no_longer_act_for_the_region_are_not_listed(stage):
    lesson()
    Membership.objects.filter(user=stage.contributor).update(valid_from="2020-01-01", valid_until="2020-12-31")

    assert [office.name for office in region_learning(stage.region).offices] == [""]
