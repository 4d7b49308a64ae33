"""Changing settings, criteria, rights and the order of indicators in a draft."""

from dataclasses import replace
from decimal import Decimal

import pytest

from accounts.access import Refused
from accounts.models import Role
from indicators.models import ChangeAction, ChangedPart
from indicators.services.draft_parts import CriterionWords, change_criterion, change_right, criterion_words, move_indicator, right_words
from indicators.services.draft_settings import change_settings, settings_of
from indicators.services.entries import draft_faults, framework_entry, place_of
from indicators.services.workshop import StaleDraftError, digest
from tests.factories import person
from tests.factories_drafts import editor, small_draft
from tests.factories_indicators import ProvisionFactory

pytestmark = pytest.mark.django_db


@pytest.fixture
def by():
    return editor()


@pytest.fixture
def draft(by):
    return small_draft(by)


def settings(draft):
    draft.refresh_from_db()
    return settings_of(framework_entry(draft))


def lines(draft, part):
    return [(line.action, line.code, line.field, line.before, line.after) for line in draft.changes.filter(part=part).order_by("pk")]


def test_settings_are_written_and_each_field_is_remembered(draft, by):
    before = settings(draft)
    after = replace(before, cap=Decimal(95), minimum_per_right=Decimal("40.5"))

    change_settings(framework=draft, settings=after, seen=digest(before), by=by)

    assert settings(draft) == after
    assert lines(draft, ChangedPart.FRAMEWORK)[-2:] == [
        (ChangeAction.CHANGED, "", "cap", "100", "95"),
        (ChangeAction.CHANGED, "", "minimum_per_right", None, "40.5"),
    ]


def test_two_predicates_may_exchange_where_they_begin(draft, by):
    before = settings(draft)
    minimum = {"peduli": Decimal(65), "cukup": Decimal(75)}
    swapped = tuple(replace(row, minimum=minimum.get(row.code, row.minimum)) for row in before.predicates)

    change_settings(framework=draft, settings=replace(before, predicates=swapped), seen=digest(before), by=by)

    assert draft.predicate_bands.get(code="cukup").minimum == 75
    assert draft.predicate_bands.get(code="peduli").minimum == 65


def test_rows_of_predicates_and_gates_are_added_and_ended(draft, by):
    before = settings(draft)
    fresh = replace(before.predicates[0], place=place_of("predicate", "unggul"), code="unggul", minimum=Decimal(90))
    after = replace(before, predicates=(fresh, *before.predicates), gates=before.gates[1:])

    change_settings(framework=draft, settings=after, seen=digest(before), by=by)

    assert [row.code for row in settings(draft).predicates][:2] == ["unggul", "peduli"]
    assert (ChangeAction.ADDED, "unggul", "minimum", None, "90") in lines(draft, ChangedPart.PREDICATE)
    assert {line[:2] for line in lines(draft, ChangedPart.GATE)} == {(ChangeAction.ENDED, before.gates[0].code)}


def test_settings_saved_unchanged_leave_no_trace(draft, by):
    count = draft.changes.count()
    before = settings(draft)

    change_settings(framework=draft, settings=before, seen=digest(before), by=by)

    assert draft.changes.count() == count


def test_what_somebody_else_changed_meanwhile_is_not_overwritten(draft, by):
    before = settings(draft)
    change_settings(framework=draft, settings=replace(before, cap=Decimal(90)), seen=digest(before), by=by)

    with pytest.raises(StaleDraftError):
        change_settings(framework=draft, settings=replace(before, cap=Decimal(80)), seen=digest(before), by=by)
    assert settings(draft).cap == 90


def test_faults_of_the_settings_may_be_saved_and_are_told(draft, by):
    before = settings(draft)
    after = replace(before, components={"struktur": Decimal(10), "proses": Decimal(30), "hasil": Decimal(50)})

    change_settings(framework=draft, settings=after, seen=digest(before), by=by)

    draft.refresh_from_db()
    assert [fault.file for fault in draft_faults(draft)] == ["framework"]


def test_a_criterion_gets_title_and_weight(draft, by):
    before = criterion_words(draft.criteria.get(code="informasi"))
    after = CriterionWords({"id": "Baru", "en": "New"}, Decimal("1.5"))

    change_criterion(framework=draft, code="informasi", words=after, seen=digest(before), by=by)

    assert criterion_words(draft.criteria.get(code="informasi")) == after
    assert (ChangeAction.CHANGED, "informasi", "weight", "1", "1.5") in lines(draft, ChangedPart.CRITERION)


def test_a_right_gets_words_and_legal_bases(draft, by):
    ProvisionFactory(code="ketentuan-baru")
    before = right_words(draft.rights.get(code="informasi"))
    after = replace(before, summary={"id": "Arti", "en": "Meaning"}, bases=("ketentuan-baru", "ketentuan-informasi"))

    change_right(framework=draft, code="informasi", words=after, seen=digest(before), by=by)

    assert right_words(draft.rights.get(code="informasi")) == after
    assert {line[2] for line in lines(draft, ChangedPart.RIGHT)} == {"summary", "bases"}


def test_a_right_may_lose_its_last_basis_and_then_has_a_fault(draft, by):
    before = right_words(draft.rights.get(code="informasi"))

    change_right(framework=draft, code="informasi", words=replace(before, bases=()), seen=digest(before), by=by)

    assert [fault.file for fault in draft_faults(draft)] == ["right:informasi"]


def order(draft):
    return [row.code for row in framework_entry(draft).rights[0].indicators]


def test_an_indicator_moves_within_its_right_and_stops_at_the_ends(draft, by):
    assert order(draft) == ["INFORMASI-S1", "INFORMASI-P1", "INFORMASI-H1"]

    assert move_indicator(framework=draft, code="INFORMASI-S1", direction="down", by=by)
    assert order(draft) == ["INFORMASI-P1", "INFORMASI-S1", "INFORMASI-H1"]
    assert not move_indicator(framework=draft, code="INFORMASI-P1", direction="up", by=by)
    assert not move_indicator(framework=draft, code="INFORMASI-H1", direction="down", by=by)
    assert lines(draft, ChangedPart.INDICATOR) == [(ChangeAction.CHANGED, "INFORMASI-S1", "order", 1, 2)]


def test_indicators_of_the_same_order_can_change_places(draft, by):
    draft.indicators.filter(right__code="informasi").update(order=1)
    first, second, third = order(draft)

    assert move_indicator(framework=draft, code=first, direction="down", by=by)

    assert order(draft) == [second, first, third]


def test_a_part_that_was_taken_away_meanwhile_is_not_brought_back(draft, by):
    words = criterion_words(draft.criteria.get(code="informasi"))
    draft.criteria.filter(code="informasi").delete()

    with pytest.raises(StaleDraftError):
        change_criterion(framework=draft, code="informasi", words=words, seen=digest(words), by=by)
    with pytest.raises(StaleDraftError):
        move_indicator(framework=draft, code="INFORMASI-S1", direction="up", by=by)


@pytest.mark.parametrize("role", [Role.DITJEN_REVIEWER, Role.DITJEN_LEAD, Role.ADMINISTRATOR])
def test_others_than_editors_change_nothing(draft, role):
    other = person(role)
    before = settings(draft)
    words = criterion_words(draft.criteria.get(code="informasi"))

    with pytest.raises(Refused):
        change_settings(framework=draft, settings=before, seen=digest(before), by=other)
    with pytest.raises(Refused):
        change_criterion(framework=draft, code="informasi", words=words, seen=digest(words), by=other)
    with pytest.raises(Refused):
        move_indicator(framework=draft, code="INFORMASI-S1", direction="down", by=other)
