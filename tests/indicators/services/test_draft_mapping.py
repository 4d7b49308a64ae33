"""What follows each indicator of the framework before, changed by hand."""

import pytest
from django.core.exceptions import ValidationError

from accounts.access import Refused
from accounts.models import Role
from indicators.models import ChangedPart
from indicators.services.draft_mapping import Successors, change_successors, mapping_rows, successors_of
from indicators.services.mapping import Relation, lineage
from indicators.services.workshop import StaleDraftError, digest
from tests.factories import person
from tests.factories_drafts import editor, small_draft

pytestmark = pytest.mark.django_db
CODE = "INFORMASI-S1"
WHY = {"id": "Tidak terukur", "en": "Cannot be measured"}


@pytest.fixture
def by():
    return editor()


@pytest.fixture
def draft(by):
    return small_draft(by)


def change(draft, by, *codes, is_comparable=False, note=None, seen=None):
    seen = seen or digest(successors_of(draft, CODE))
    change_successors(framework=draft, code=CODE, successors=Successors(codes, is_comparable, note or {}), seen=seen, by=by)


def test_every_indicator_before_has_its_row(draft):
    rows = mapping_rows(draft)

    assert [row.code for row in rows] == list(draft.follows.indicators.order_by("order").values_list("code", flat=True))
    assert {row.relation for row in rows} == {"continues"}


def test_an_indicator_is_split_and_the_change_is_remembered(draft, by):
    change(draft, by, CODE, "INFORMASI-P1", note=WHY)

    assert successors_of(draft, CODE) == Successors((CODE, "INFORMASI-P1"), False, WHY)
    way = lineage(draft, draft.follows)
    assert way is not None
    assert way.relation("INFORMASI-P1") == Relation.MERGES
    fields = draft.changes.filter(part=ChangedPart.LINK, code=CODE).values_list("field", flat=True)
    assert set(fields) == {"successors", "is_comparable", "note"}


def test_an_end_needs_its_reason_in_both_languages(draft, by):
    for note in ({}, {"id": "Tidak terukur"}, {"en": "Cannot be measured"}):
        with pytest.raises(ValidationError):
            change(draft, by, note=note)

    change(draft, by, note=WHY)
    assert next(row for row in mapping_rows(draft) if row.code == CODE).relation == "ends"


def test_only_indicators_of_the_draft_can_follow(draft, by):
    with pytest.raises(ValidationError):
        change(draft, by, "TIDAK-ADA")
    assert successors_of(draft, CODE) == Successors((CODE,), True, {})


def test_a_mapping_changed_meanwhile_is_not_overwritten(draft, by):
    seen = digest(successors_of(draft, CODE))
    change(draft, by, "INFORMASI-P1")

    with pytest.raises(StaleDraftError):
        change(draft, by, "INFORMASI-H1", seen=seen)


def test_an_indicator_nothing_is_said_about_is_open(draft):
    draft.links.filter(predecessor__code=CODE).delete()

    row = next(row for row in mapping_rows(draft) if row.code == CODE)
    assert (row.is_open, row.relation) == (True, "open")


def test_only_editors_map(draft):
    with pytest.raises(Refused):
        change(draft, person(Role.DITJEN_REVIEWER), "INFORMASI-P1")
