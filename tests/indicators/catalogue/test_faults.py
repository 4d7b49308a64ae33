"""Every fault of a catalogue file is told with its file, its line and the reason; nothing is a traceback."""

import re
from pathlib import Path

import pytest
from django.utils import translation

from indicators.catalogue import FaultyCatalogueError, read_framework, read_instruments

KNOWN = {"duham-25", "sdg-3-8"}


@pytest.fixture(autouse=True)
def in_english():
    with translation.override("en"):
        yield


def faults_of(path: Path) -> list[tuple[str, int, str]]:
    with pytest.raises(FaultyCatalogueError) as raised:
        read_framework(path, known_provisions=KNOWN)
    return [(Path(fault.file).name, fault.line, fault.reason) for fault in raised.value.faults]


def test_a_sound_file_is_read_whole(write):
    entry = read_framework(write(), known_provisions=KNOWN)

    assert [indicator.code for indicator in entry.indicators] == ["S1", "P1", "H1"]
    assert len(entry.files) == 2


@pytest.mark.parametrize(
    ("old", "new", "line", "reason"),
    [
        ("code: uji", "code: 'satu dua'", 1, "is not a code"),
        ("code: uji", f"code: {'a' * 41}", 1, "longer than 40"),
        ("rollup: components", "rollup: guess", 5, "not allowed for “rollup”"),
        ("rollup: components", "rollup:", 5, "“rollup” is missing"),
        ("hasil: 60}", "hasil: 50}", 6, "add up to 90"),
        ("hasil: 60}", "hasil: banyak}", 6, "“hasil” must be a number"),
        ("maximum: 15", "maximum: 15.125", 10, "at most 2 decimal places"),
        ("maximum: 15", "maximum: 123456", 10, "below 10000"),
        ("maximum: 15", "maximum: -15", 7, "must not be negative"),
        (', en: "Test framework"', "", 2, "no text in “en”"),
        ("minimum: 0}", "minimum: 10}", 11, "No predicate begins at 0"),
        ("minimum: 0}", "minimum: 75}", 13, "Two predicates begin at 75"),
        ("minimum: 75,", "minimum: 120,", 12, "outside 0 and the cap"),
        ("code: kurang", "code: peduli", 13, "used twice; first in uji.yaml, line 12"),
        ("effect: no_predicate", "effect: shame", 16, "not allowed for “effect”"),
        ("bases: [duham-25]", "bases: [duham-99]", 27, "Unknown provision “duham-99”"),
        ("bases: [duham-25]", "bases: [duham-25, duham-25]", 27, "named twice"),
        ("bases: [duham-25]", "bases: []", 27, "“bases” is missing"),
        ("bases: [duham-25]", "bases: duham-25", 27, "must be a list"),
        ("group: ekosob", "group: lain", 24, "not allowed for “group”"),
        ("group: ekosob", "grup: ekosob", 24, "Unknown key “grup”"),
        ("indicators_from: kesehatan.yaml", "indicators_from: ../../etc/passwd", 23, "must lie beside or below"),
        ("indicators_from: kesehatan.yaml", "indicators_from: tidak-ada.yaml", 1, "cannot be read"),
        ("state: adopted", "state: [adopted]", 4, "must be a text"),
        ("state: adopted", "state: adopted\ncode: lagi", 5, "stands twice"),
    ],
)
def test_faults_of_the_framework_name_their_line(write, old, new, line, reason):
    found = faults_of(write((old, new)))

    assert any(number == line and re.search(re.escape(reason), words) for _file, number, words in found), found


@pytest.mark.parametrize(
    ("old", "new", "line", "reason"),
    [
        ("code: P1", "code: s1", 21, "used twice; first in kesehatan.yaml, line 2"),
        ("kind: struktur", "kind: dampak", 3, "not allowed for “kind”"),
        ("kind: hasil", "kind: proses", 23, "no indicator of the kind “hasil”"),
        ("kind: hasil", "kind: item", 40, "must be struktur, proses or hasil"),
        ("bases: [duham-25, sdg-3-8]", "bases: []", 16, "“bases” is missing"),
        ('rationale: {id: "Alasan", en: "Reason"}', 'rationale: {id: "Alasan"}', 5, "“rationale” has no text in “en”"),
        ('rationale: {id: "Alasan", en: "Reason"}', 'rationale: {id: "Alasan", en: ""}', 5, "“rationale” has no text in “en”"),
        ("bases: [duham-25, sdg-3-8]", "bases: [duham-25, sdg-99]", 16, "Unknown provision “sdg-99”"),
        ("answer_type: percentage", "answer_type: yes_no", 12, "does not fit the answer type"),
        ("rule: {type: linear, zero_at: 0, full_at: 100}", "rule: {type: linear, zero_at: 5, full_at: 5}", 12, "must differ"),
        ("rule: {type: linear, zero_at: 0, full_at: 100}", "rule: {type: lottery}", 12, "not a type of rule"),
        ("rule: {type: linear, zero_at: 0, full_at: 100}", "rule: linear", 12, "mapping of keys and values"),
        (
            "rule: {type: linear, zero_at: 0, full_at: 100}",
            "rule: {type: bands, bands: [{to: 5, points: 1}, {from: 6, points: 0}]}",
            12,
            "gap between 5 and 6",
        ),
        (
            "rule: {type: linear, zero_at: 0, full_at: 100}",
            "rule: {type: bands, bands: [{to: 5, points: 1}, {from: 4, points: 0}]}",
            12,
            "overlap at 4",
        ),
        ("rule: {type: linear, zero_at: 0, full_at: 100}", "rule: {type: bands, bands: seven}", 12, "not in the form expected"),
        ('    unit: {id: "persen", en: "percent"}\n', "", 2, "“unit” is missing"),
        ('    numerator: {id: "Atas", en: "Top"}\n', "", 2, "“numerator” is missing"),
        ('usual_work_unit: "Dinas Kesehatan"', f"usual_work_unit: {'D' * 121}", 15, "longer than 120"),
        ('rationale: {id: "Alasan", en: "Reason"}', "rationale: Alasan", 5, "needs the keys “id” and “en”"),
        ("  - code: S1", "  - weight: 0\n    code: S1", 2, "greater than 0"),
        ("  - code: S1", "  - weight: 1.00001\n    code: S1", 2, "at most 4 decimal places"),
        ("  - code: S1", "  - may_be_not_applicable: maybe\n    code: S1", 2, "must be true or false"),
        ("indicators:", "indicator:", 1, "Unknown key “indicator”"),
    ],
)
def test_faults_of_a_right_s_own_file_name_that_file_and_line(write, old, new, line, reason):
    found = faults_of(write(indicators=(old, new)))

    assert any(number == line and reason in words for _file, number, words in found), found


def test_all_faults_are_told_at_once(write):
    found = faults_of(write(("hasil: 60}", "hasil: 50}"), indicators=("bases: [duham-25, sdg-3-8]", "bases: [salah]")))

    assert {name for name, _line, _reason in found} == {"uji.yaml", "kesehatan.yaml"}


@pytest.mark.parametrize(
    ("content", "line", "reason"),
    [
        ("code: [a\nb: {", 2, "Broken YAML"),
        ("code: uji\n\ttitle: x", 2, "Broken YAML"),
        ("", 1, "empty"),
        ("- a\n- b\n", 1, "mapping of keys"),
        ("a: &x [1]\nb: *x\n", 2, "aliases"),
        ("!!python/object/apply:os.system ['true']", 1, "mapping of keys"),
    ],
)
def test_broken_yaml_is_a_message(tmp_path, content, line, reason):
    path = tmp_path / "rusak.yaml"
    path.write_text(content, encoding="utf-8")

    found = faults_of(path)

    assert ("rusak.yaml", line) == found[0][:2]
    assert reason in found[0][2]


def test_a_file_that_is_not_text_is_a_message(tmp_path):
    path = tmp_path / "foto.yaml"
    path.write_bytes(b"\xff\xd8\xff\xe0")

    assert "UTF-8" in faults_of(path)[0][2]


def test_a_missing_file_is_a_message(tmp_path):
    assert "cannot be read" in faults_of(tmp_path / "tidak-ada.yaml")[0][2]


INSTRUMENTS = """\
instruments:
  - code: uu-1
    root: national
    short_title: {id: "UU 1", en: "Law 1"}
    title: {id: "UU 1", en: "Law 1"}
    year: 2001
    url: https://example.org/uu-1
    provisions:
      - code: uu-1-1
        label: {id: "Pasal 1", en: "Article 1"}
        title: {id: "Isi", en: "Content"}
"""


@pytest.mark.parametrize(
    ("old", "new", "line", "reason"),
    [
        ("root: national", "root: adat", 3, "not allowed for “root”"),
        ("year: 2001", "year: 2001.5", 6, "at most 0 decimal places"),
        ("url: https://example.org/uu-1", "url: example.org", 7, "is not an address"),
        ("code: uu-1-1", "code: uu-1-1\n        replaced_by: uu-9", 9, "Unknown replacement “uu-9”"),
        ('label: {id: "Pasal 1", en: "Article 1"}', 'label: {id: "Pasal 1"}', 10, "no text in “en”"),
    ],
)
def test_faults_of_instruments_name_their_line(tmp_path, old, new, line, reason):
    path = tmp_path / "hukum.yaml"
    path.write_text(INSTRUMENTS.replace(old, new, 1), encoding="utf-8")

    with pytest.raises(FaultyCatalogueError) as raised:
        read_instruments([path])

    assert any(fault.line == line and reason in fault.reason for fault in raised.value.faults), raised.value.faults


def test_a_provision_in_two_files_is_a_fault(tmp_path):
    paths = [tmp_path / "a.yaml", tmp_path / "b.yaml"]
    for path in paths:
        path.write_text(INSTRUMENTS, encoding="utf-8")

    with pytest.raises(FaultyCatalogueError, match=r"b\.yaml:9: The code “uu-1-1” is used twice; first in a\.yaml, line 9"):
        read_instruments(paths)


@pytest.mark.parametrize(
    ("old", "new", "reason"),
    [
        ('    period: {id: "Tahun data", en: "Data year"}\n', "", "“period” is missing"),
        ('    data_owner: {id: "Dinas", en: "Agency"}\n', "", "“data_owner” is missing"),
        ('    evidence_rejected: {id: "Berita", en: "News"}\n', "    evidence_valid_years: 1.5\n", "must be a whole number from 0 to 30"),
        ("    answer_type: percentage\n", "    answer_type: percentage\n    may_be_not_applicable: true\n", "“not_applicable_when” is missing"),
        (
            "    answer_type: percentage\n",
            "    answer_type: percentage\n    not_applicable_by: kanwil\n",
            "always applies, yet says when it does not",
        ),
        ("    answer_type: percentage\n", "    answer_type: percentage\n    not_applicable_by: bupati\n", "not allowed for “not_applicable_by”"),
        ("rule: {type: linear, zero_at: 0,", "rule: {type: progress, against: target, zero_at: 0,", "measures against a target and names none"),
        ("rule: {type: linear, zero_at: 0,", "rule: {type: progress, target: -3, zero_at: 0,", "“target” (-3) must be above 0"),
        (
            "rule: {type: linear, zero_at: 0,",
            "rule: {type: progress, against: previous, target: 3, zero_at: 0,",
            "stands only beside against: target",
        ),
    ],
)
def test_what_an_official_needs_to_know_must_be_there(write, old, new, reason):
    found = faults_of(write(indicators=(old, new)))

    assert any(reason in words for _file, _number, words in found), found


@pytest.mark.parametrize(("depth", "told"), [(200, "nested too deeply"), (5000, "Broken YAML")])
def test_what_is_nested_without_end_is_told_and_not_read(tmp_path, depth, told):
    path = tmp_path / "dalam.yaml"
    path.write_text("[" * depth + "]" * depth, encoding="utf-8")

    assert any(told in reason for _file, _line, reason in faults_of(path))
