"""How Permenkumham 34/2016 follows Permenkumham 25/2013."""

from collections import Counter

from indicators.catalogue import FrameworkEntry, read_framework, read_instruments
from indicators.services.load import shipped_frameworks, shipped_instruments

PROVISIONS = {provision.code for instrument in read_instruments(shipped_instruments()) for provision in instrument.provisions}


def read(name: str) -> FrameworkEntry:
    return read_framework(next(path for path in shipped_frameworks() if path.stem == name), known_provisions=PROVISIONS)


FIRST = read("permenkumham-25-2013")
SECOND = read("permenkumham-34-2016")


def test_each_of_the_17_items_is_accounted_for_once():
    assert SECOND.follows == FIRST.code
    assert Counter(link.predecessor for link in SECOND.links) == Counter(item.code for item in FIRST.indicators)


def test_what_ends_says_why():
    ended = {link.predecessor for link in SECOND.links if not link.successors}

    assert ended == {"tanpa-listrik", "unjuk-rasa-anarkis"}
    assert all(set(link.note) == {"id", "en"} for link in SECOND.links)


def test_a_figure_is_carried_over_only_to_a_question_of_the_same_form():
    older = {item.code: item for item in FIRST.indicators}
    newer = {indicator.code: indicator for indicator in SECOND.indicators}

    for link in SECOND.links:
        if link.is_comparable:
            before, after = older[link.predecessor], newer[link.successors[0]]
            assert len(link.successors) == 1
            assert (before.answer_type, before.rule.get("per")) == (after.answer_type, after.rule.get("per")), link.predecessor


def test_every_item_says_whose_figure_it_is_and_what_evidence_is_refused():
    for item in FIRST.indicators:
        assert item.period, item.code
        assert item.data_owner, item.code
        assert item.evidence_example, item.code
        assert item.evidence_rejected, item.code
        assert item.evidence_valid_years is not None, item.code
