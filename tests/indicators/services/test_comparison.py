"""Two frameworks side by side: what continues, changes, begins, merges, splits, ends; words marked."""

from dataclasses import replace

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import translation

from indicators.models import IndicatorLink
from indicators.services.comparison import compare_frameworks, compare_versions
from indicators.services.entries import framework_entry
from indicators.services.word_differences import MOST_WORDS, Piece, PieceKind, word_differences
from tests.factories_drafts import editor, small_draft
from tests.factories_indicators import IndicatorFactory, ProvisionFactory, small_framework, text

SAME, DELETED, INSERTED = PieceKind


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ("", ""),
        ("satu", ""),
        ("", "dua"),
        ("Perda ada.", "Perda ada dan dipakai."),
        ("a b  c\n\nd", "a  b c\nd e"),
        ("sama sekali lain", "tidak ada yang cocok di sini"),
        ("1,5 dari 10", "1,6 dari 10"),
        ("x " * (MOST_WORDS + 1), "y " * 3),
    ],
)
def test_the_pieces_joined_give_both_texts_again(before, after):
    left, right = word_differences(before, after)

    assert "".join(piece.text for piece in left) == before
    assert "".join(piece.text for piece in right) == after
    assert all(piece.kind != INSERTED for piece in left)
    assert all(piece.kind != DELETED for piece in right)


def test_only_the_words_that_differ_are_marked():
    left, right = word_differences("Perda tentang bantuan hukum berlaku.", "Perda tentang bantuan sosial berlaku.")

    assert [piece for piece in left if piece.kind != SAME] == [Piece(DELETED, "hukum")]
    assert [piece for piece in right if piece.kind != SAME] == [Piece(INSERTED, "sosial")]


@pytest.fixture
def draft(db):
    with translation.override("en"):
        yield small_draft(editor())


def compared(draft):
    return compare_frameworks(draft, draft.follows)


def row(comparison, code):
    return next(line for right in comparison.rights for line in right.indicators if line.code == code)


def test_a_fresh_draft_differs_in_title_and_summary_only(draft):
    found = compared(draft)

    assert {field.name for field in found.settings} == {"title", "summary"}
    assert found.counts == {"unchanged": 6, "changed": 0, "new": 0, "merged": 0, "split": 0, "ended": 0}
    assert all(right.is_unchanged for right in found.rights)


def test_a_changed_text_is_told_for_each_language(draft):
    draft.indicators.filter(code="INFORMASI-S1").update(statement=text("Pernyataan baru INFORMASI-S1", "Statement INFORMASI-S1"))

    line = row(compared(draft), "INFORMASI-S1")

    assert line.state == "changed"
    (field,) = line.against[0].fields
    assert (field.name, field.language) == ("statement", "id")
    assert Piece(INSERTED, "baru") in field.after


def test_a_changed_rule_is_told_in_words(draft):
    draft.indicators.filter(code="INFORMASI-H1").update(rule={"type": "linear", "zero_at": "0", "full_at": "90"}, weight=2)

    fields = {field.name: field for field in row(compared(draft), "INFORMASI-H1").against[0].fields}

    assert set(fields) == {"rule", "weight"}
    assert "90% or more" in "".join(piece.text for piece in fields["rule"].after)
    assert [piece.text for piece in fields["weight"].after] == ["2"]


def test_a_broken_rule_is_shown_as_it_stands(draft):
    draft.indicators.filter(code="INFORMASI-H1").update(rule={"type": "linear", "zero_at": "banyak"})

    fields = {field.name: field for field in row(compared(draft), "INFORMASI-H1").against[0].fields}
    assert "banyak" in "".join(piece.text for piece in fields["rule"].after)


def test_new_merged_split_and_ended_are_read_from_the_mapping(draft):
    before = {indicator.code: indicator for indicator in draft.follows.indicators.all()}
    after = {indicator.code: indicator for indicator in draft.indicators.all()}
    right = draft.rights.get(code="informasi")
    IndicatorFactory(right=right, code="INFORMASI-S9", order=90)
    draft.links.all().delete()

    def link(source, target, note=None):
        successor = after[target] if target else None
        IndicatorLink.objects.create(framework=draft, predecessor=before[source], successor=successor, note=note or {})

    link("INFORMASI-S1", "INFORMASI-S1")
    link("INFORMASI-P1", "INFORMASI-S1")
    link("KESEHATAN-P1", "KESEHATAN-P1")
    link("KESEHATAN-P1", "KESEHATAN-H1")
    link("KESEHATAN-H1", None, text("Tidak terbit lagi", "No longer published"))

    found = compared(draft)

    assert row(found, "INFORMASI-S1").state == "merged"
    assert [side.code for side in row(found, "INFORMASI-S1").against] == ["INFORMASI-S1", "INFORMASI-P1"]
    assert {row(found, code).state for code in ("KESEHATAN-P1", "KESEHATAN-H1")} == {"split"}
    assert row(found, "INFORMASI-S9").state == "new"
    ended = {line.code: line.note.english for right in found.rights for line in right.ended}
    assert ended == {"INFORMASI-H1": "", "KESEHATAN-S1": "", "KESEHATAN-H1": "No longer published"}
    assert found.counts["ended"] == 3


def test_legal_bases_are_told_by_their_names_with_one_question_for_all(draft):
    for code in ("informasi", "kesehatan"):
        draft.rights.get(code=code).provisions.set([ProvisionFactory(code=f"baru-{code}", label=text("Pasal 9"))])
    with CaptureQueriesContext(connection) as queries:
        found = compared(draft)

    words = ["".join(piece.text for piece in right.fields[0].after) for right in found.rights]
    assert all(name.startswith("Pasal 9 (en)") for name in words)
    assert sum("indicators_provision" in query["sql"] and "JOIN" in query["sql"] and "short_title" in query["sql"] for query in queries) == 1


def test_frameworks_without_a_mapping_are_compared_by_code(draft):
    other = small_framework("lain")

    assert compare_frameworks(other, draft).counts["unchanged"] == 6


def test_a_right_that_is_gone_is_told_with_its_indicators(draft):
    entry = framework_entry(draft)

    found = compare_versions(replace(entry, criteria=entry.criteria[:1]), entry)

    gone = found.rights[-1]
    assert (gone.code, gone.state, len(gone.ended)) == ("kesehatan", "ended", 3)


def test_a_new_order_is_a_difference_of_the_right(draft):
    entry = framework_entry(draft)
    criterion, right = entry.criteria[0], entry.criteria[0].rights[0]
    turned = replace(criterion, rights=(replace(right, indicators=right.indicators[::-1]),))

    found = compare_versions(replace(entry, criteria=(turned, *entry.criteria[1:])), entry)

    assert [field.name for field in found.rights[0].fields] == ["indicators"]
