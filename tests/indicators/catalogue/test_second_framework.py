"""Permenkumham 34/2016 in its real shape, and how the revised framework follows it."""

from collections import Counter

import pytest

from indicators.catalogue import FrameworkEntry, read_framework, read_instruments
from indicators.services.load import shipped_frameworks, shipped_instruments

PROVISIONS = {provision.code: instrument for instrument in read_instruments(shipped_instruments()) for provision in instrument.provisions}


def read(name: str) -> FrameworkEntry:
    path = next(path for path in shipped_frameworks() if path.stem == name)
    return read_framework(path, known_provisions=PROVISIONS)


SECOND = read("permenkumham-34-2016")
REVISED = read("revisi")


def test_it_has_seven_rights_each_a_criterion_of_its_own_and_83_indicators():
    assert [right.code for right in SECOND.rights] == [
        *("kesehatan", "pendidikan", "perempuan-anak", "kependudukan", "pekerjaan", "perumahan", "lingkungan")
    ]
    assert all(len(criterion.rights) == 1 and criterion.weight == 1 for criterion in SECOND.criteria)
    assert [len(right.indicators) for right in SECOND.rights] == [15, 13, 13, 9, 11, 11, 11]


def test_it_scores_as_the_regulation_did():
    assert SECOND.components == {"struktur": 10, "proses": 30, "hasil": 60}
    assert (SECOND.addition_code, SECOND.addition_maximum, SECOND.cap) == ("aksi-ham", 15, 100)
    assert [(gate.code, gate.effect) for gate in SECOND.gates] == [("aksi-ham", "no_predicate")]


def test_it_says_that_it_is_a_reconstruction():
    assert SECOND.is_reference
    assert SECOND.regulation == "Permenkumham 34/2016"
    assert "rekonstruksi" in SECOND.note["id"]
    assert all(indicator.is_reconstruction for indicator in SECOND.indicators)


@pytest.mark.parametrize("indicator", SECOND.indicators, ids=lambda indicator: indicator.code)
def test_every_indicator_is_complete_and_rests_on_the_four_sources(indicator):
    roots = {PROVISIONS[reference.code].root for reference in indicator.bases}

    assert roots & {"duham", "treaty"}
    assert {"national", "sdg"} <= roots
    assert indicator.period
    assert indicator.data_owner
    assert indicator.evidence_example
    assert indicator.evidence_rejected
    assert indicator.may_be_not_applicable == bool(indicator.not_applicable_when) == bool(indicator.not_applicable_by)


def test_its_wording_is_its_own():
    revised = {indicator.statement[language] for indicator in REVISED.indicators for language in ("id", "en")}
    statements = Counter(indicator.statement[language] for indicator in SECOND.indicators for language in ("id", "en"))

    assert not revised & set(statements)
    assert max(statements.values()) == 1


def test_the_revised_framework_accounts_for_each_of_its_indicators_once():
    own = {indicator.code for indicator in REVISED.indicators}

    assert REVISED.follows == SECOND.code
    assert Counter(link.predecessor for link in REVISED.links) == Counter(indicator.code for indicator in SECOND.indicators)
    assert all(set(link.successors) <= own for link in REVISED.links)
    assert all(link.note for link in REVISED.links if not link.successors)


def test_figures_are_compared_only_where_the_answer_has_the_same_form():
    older = {indicator.code: indicator for indicator in SECOND.indicators}
    newer = {indicator.code: indicator for indicator in REVISED.indicators}

    for link in REVISED.links:
        if link.is_comparable:
            for code in link.successors:
                before, after = older[link.predecessor], newer[code]
                assert before.answer_type == after.answer_type, link.predecessor
                assert before.rule.get("per") == after.rule.get("per"), link.predecessor
