"""The lessons that come with the portal, and the checks of their files."""

import pytest
from django.utils import translation

from indicators.catalogue import FaultyCatalogueError, read_framework, read_instruments, read_lessons
from indicators.catalogue.lesson_file import TEXTS
from indicators.services.lessons import shipped_lessons
from indicators.services.load import DATA, shipped_instruments
from tests.factories_lessons import lesson_file

PROVISIONS = {provision.code for instrument in read_instruments(shipped_instruments()) for provision in instrument.provisions}
REVISED = read_framework(DATA / "frameworks/revisi.yaml", known_provisions=PROVISIONS)
INDICATORS = {indicator.code: right.code for right in REVISED.rights for indicator in right.indicators}
LESSONS = read_lessons(shipped_lessons(), known_provisions=PROVISIONS, known_indicators=INDICATORS)
NAMES = [lesson.right for lesson in LESSONS]


def test_every_right_of_the_revised_framework_has_a_lesson_in_its_order():
    assert [right.code for right in REVISED.rights] == NAMES
    assert [lesson.group for lesson in LESSONS] == [right.group for right in REVISED.rights]
    assert {lesson.framework for lesson in LESSONS} == {REVISED.code}


@pytest.mark.parametrize("lesson", LESSONS, ids=NAMES)
def test_a_lesson_reads_indicators_and_law_of_its_own_right(lesson):
    right = next(right for right in REVISED.rights if right.code == lesson.right)
    own_law = {reference.code for reference in right.bases} | {reference.code for row in right.indicators for reference in row.bases}

    assert {INDICATORS[code] for code in lesson.content["indicators"]} == {lesson.right}
    assert len(lesson.content["indicators"]) >= 3
    assert set(lesson.content["bases"]) <= own_law


@pytest.mark.parametrize("lesson", LESSONS, ids=NAMES)
def test_every_indicator_a_lesson_names_stands_in_its_list(lesson):
    for language in ("id", "en"):
        words = " ".join(lesson.content[name][language] for name in TEXTS)
        assert {code for code in INDICATORS if code in words} <= set(lesson.content["indicators"]) | {"PA-H3"}


@pytest.mark.parametrize("lesson", LESSONS, ids=NAMES)
def test_a_lesson_is_read_in_five_to_eight_minutes_in_both_languages(lesson):
    for language in ("id", "en"):
        words = sum(len(lesson.content[name][language].split()) for name in TEXTS)
        assert 340 <= words <= 620


@pytest.mark.parametrize("lesson", LESSONS, ids=NAMES)
def test_the_right_answer_does_not_always_stand_in_the_same_place(lesson):
    places = [[option["is_right"] for option in question["options"]].index(True) for question in lesson.content["questions"]]

    assert len(lesson.content["questions"]) == 3
    assert all(len(question["options"]) == 3 for question in lesson.content["questions"])
    assert len(set(places)) > 1


def faults_of(path):
    with translation.override("en"), pytest.raises(FaultyCatalogueError) as raised:
        read_lessons([path], known_provisions={"ketentuan-informasi"}, known_indicators={"INFORMASI-S1"})
    return raised.value.faults


@pytest.mark.parametrize(
    ("changed", "line", "word"),
    [
        ({"[ketentuan-informasi]": "[tidak-ada]"}, 11, "tidak-ada"),
        ({"[INFORMASI-S1]": "[XX-1]"}, 12, "XX-1"),
        ({'en: "Title"': 'en: ""'}, 5, "en"),
        ({", is_right: true": ""}, 14, "right"),
        ({"group: sipol": "group: lain"}, 3, "lain"),
    ],
)
def test_a_fault_names_file_and_line(tmp_path, changed, line, word):
    path = lesson_file(tmp_path / "informasi.yaml", **changed)

    faults = faults_of(path)

    assert faults[0].file == str(path)
    assert faults[0].line == line
    assert word in faults[0].reason


def test_a_lesson_has_three_questions_and_no_key_nobody_knows(tmp_path):
    path = lesson_file(tmp_path / "informasi.yaml", extra='  - text: {id: "x", en: "x"}\n    options: []\nlain: 1')

    reasons = " ".join(fault.reason for fault in faults_of(path))

    assert "3 questions" in reasons
    assert "lain" in reasons


def test_a_right_has_one_lesson(tmp_path):
    first, second = (lesson_file(tmp_path / name) for name in ("a.yaml", "b.yaml"))

    with translation.override("en"), pytest.raises(FaultyCatalogueError, match="twice"):
        read_lessons([first, second], known_provisions={"ketentuan-informasi"}, known_indicators={"INFORMASI-S1"})
