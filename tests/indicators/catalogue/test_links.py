"""The mapping of a framework file: every indicator before is accounted for; faults name file and line."""

from pathlib import Path

import pytest
from django.utils import translation

from indicators.catalogue import FaultyCatalogueError, read_framework, read_framework_text
from tests.indicators.catalogue.conftest import FRAMEWORK, INDICATORS

KNOWN = {"duham-25", "sdg-3-8"}
BEFORE = {"lama": frozenset({"A1", "A2", "A3"})}
FOLLOWS = """\
follows:
  framework: lama
  links:
    - {from: A1, to: [S1, P1], is_comparable: true}
    - {from: A2, to: [P1]}
    - {from: A3, to: [], note: {id: "Tidak terukur", en: "Cannot be measured"}}
"""


@pytest.fixture(autouse=True)
def in_english():
    with translation.override("en"):
        yield


def faults(path: Path) -> list[tuple[int, str]]:
    with pytest.raises(FaultyCatalogueError) as raised:
        read_framework(path, known_provisions=KNOWN, predecessors=BEFORE.get)
    return [(fault.line, fault.reason) for fault in raised.value.faults]


def with_links(write, *replace: str) -> Path:
    text = FOLLOWS.replace(*replace) if replace else FOLLOWS
    assert text != FOLLOWS or not replace
    return write(("state: adopted\n", f"state: adopted\n{text}"))


def test_what_became_of_each_indicator_is_read(write):
    entry = read_framework(with_links(write), known_provisions=KNOWN, predecessors=BEFORE.get)

    assert entry.follows == "lama"
    assert [(link.predecessor, link.successors, link.is_comparable) for link in entry.links] == [
        ("A1", ("S1", "P1"), True),
        ("A2", ("P1",), False),
        ("A3", (), False),
    ]


def test_the_mapping_may_stand_in_a_file_of_its_own(write, tmp_path):
    (tmp_path / "peta.yaml").write_text("links:\n  - {from: A1, to: [S1]}\n  - {from: A2, to: [P1]}\n  - {from: A3, to: [H1]}\n", encoding="utf-8")
    path = write(("state: adopted\n", "state: adopted\nfollows: {framework: lama, links_from: peta.yaml}\n"))

    entry = read_framework(path, known_provisions=KNOWN, predecessors=BEFORE.get)

    assert [link.successors for link in entry.links] == [("S1",), ("P1",), ("H1",)]
    assert any(file.endswith("peta.yaml") for file in entry.files)


@pytest.mark.parametrize(
    ("old", "new", "line", "reason"),
    [
        ("framework: lama", "framework: entah", 5, "adopted framework; “entah” is none"),
        ("framework: lama", "framework: uji", 5, "cannot follow itself"),
        ("to: [S1, P1]", "to: [S1, X9]", 8, "names “X9”, which is not an indicator here"),
        ("to: [S1, P1]", "to: [S1, S1]", 8, "names an indicator twice"),
        ("from: A2", "from: A1", 9, "“A1” is mapped twice"),
        ("from: A2", "from: A9", 9, "framework before has no indicator “A9”"),
        ("    - {from: A2, to: [P1]}\n", "", 5, "Nothing is said about “A2”"),
        (', note: {id: "Tidak terukur", en: "Cannot be measured"}', "", 10, "“A3” ends; a note has to say why"),
        (', en: "Cannot be measured"', "", 10, "no text in “en”"),
        ("is_comparable: true", "is_comparable: maybe", 8, "must be true or false"),
    ],
)
def test_a_fault_of_the_mapping_names_its_line(write, old, new, line, reason):
    found = faults(with_links(write, old, new))

    assert any(at == line and reason in text for at, text in found), found


def test_a_text_is_read_like_a_file_but_names_no_others():
    indicators = "\n".join(f"        {line}" for line in INDICATORS.splitlines())
    whole = FRAMEWORK.replace("        indicators_from: kesehatan.yaml\n", indicators + "\n")

    assert read_framework_text(whole, "unggahan.yaml", known_provisions=KNOWN).code == "uji"
    with pytest.raises(FaultyCatalogueError) as raised:
        read_framework_text(FRAMEWORK, "unggahan.yaml", known_provisions=KNOWN)
    assert {fault.file for fault in raised.value.faults} == {"unggahan.yaml"}
    assert any("write everything in one" in fault.reason for fault in raised.value.faults)


def test_two_indicators_that_ask_the_same_are_a_fault(write):
    path = write(indicators=('statement: {id: "Pernyataan P1"', 'statement: {id: "pernyataan  s1"'))

    assert any("“P1” asks the same as “S1”" in reason for _line, reason in faults(path))
