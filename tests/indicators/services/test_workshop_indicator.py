"""Changing, adding, ending and taking back indicators of a draft."""

from dataclasses import replace
from decimal import Decimal
from typing import Any

import pytest
from django.core.exceptions import ValidationError

from accounts.access import Refused
from accounts.models import Role
from indicators.models import ChangeAction, ChangedPart, Framework, Indicator
from indicators.services.entries import draft_faults, framework_entry
from indicators.services.mapping import Relation, lineage
from indicators.services.workshop import StaleDraftError, digest
from indicators.services.workshop_comments import add_comment, settle_comment
from indicators.services.workshop_indicator import (
    IndicatorState,
    Predecessor,
    add_indicator,
    change_indicator,
    end_indicator,
    indicator_state,
    proposed_code,
    references,
    restore_indicator,
)
from tests.factories import RegionFactory, person
from tests.factories_drafts import editor, small_draft
from tests.factories_indicators import ProvisionFactory, adopted

pytestmark = pytest.mark.django_db
CODE = "INFORMASI-H1"
REASON = {"id": "Tidak terbit lagi", "en": "No longer published"}


@pytest.fixture
def by() -> Any:
    return editor()


@pytest.fixture
def draft(by: Any) -> Framework:
    return small_draft(by)


def state_of(draft: Framework, code: str = CODE) -> IndicatorState:
    return indicator_state(draft.indicators.get(code=code))


def change(draft: Framework, by: Any, code: str = CODE, *, seen: str = "", predecessors: Any = None, **fields: Any) -> int:
    before = state_of(draft, code)
    after = IndicatorState(replace(before.entry, **fields), before.predecessors if predecessors is None else predecessors)
    return change_indicator(framework=draft, code=code, state=after, seen=seen or digest(before), by=by)


def relation(draft: Framework, code: str) -> Relation:
    way = lineage(draft, draft.follows)  # type: ignore[arg-type]
    assert way is not None
    return way.relation(code)


class TestChanging:
    def test_one_line_of_history_for_each_field_that_differs(self, draft: Framework, by: Any) -> None:
        ProvisionFactory(code="ketentuan-lain")
        place = state_of(draft).entry.place
        bases = references(place, ["ketentuan-informasi", "ketentuan-lain"])
        assert change(draft, by, weight=Decimal("2.5"), statement={"id": "Lain", "en": "Other"}, bases=bases) == 3
        rows = {row.field: (row.before, row.after) for row in draft.changes.filter(part=ChangedPart.INDICATOR, code=CODE)}
        assert rows["weight"] == ("1", "2.5")
        assert rows["bases"] == (["ketentuan-informasi"], ["ketentuan-informasi", "ketentuan-lain"])
        assert set(rows) == {"weight", "statement", "bases"}
        assert state_of(draft).entry.weight == Decimal("2.5")

    def test_nothing_different_writes_nothing(self, draft: Framework, by: Any) -> None:
        before = draft.changes.count()
        assert change(draft, by) == 0
        assert draft.changes.count() == before

    def test_a_draft_may_be_saved_with_faults(self, draft: Framework, by: Any) -> None:
        change(draft, by, definition={}, rule={"type": "yes_no"})
        assert {fault.file for fault in draft_faults(draft)} == {f"indicator:{CODE}"}

    def test_what_somebody_else_saved_is_not_overwritten(self, draft: Framework, by: Any) -> None:
        seen = digest(state_of(draft))
        change(draft, by, weight=Decimal(2))
        with pytest.raises(StaleDraftError):
            change(draft, by, seen=seen, weight=Decimal(3))
        assert state_of(draft).entry.weight == 2

    @pytest.mark.parametrize("weight", [Decimal(0), Decimal(-1)])
    def test_a_weight_of_nothing_is_refused(self, draft: Framework, by: Any, weight: Decimal) -> None:
        with pytest.raises(ValidationError):
            change(draft, by, weight=weight)

    def test_an_adopted_framework_refuses_everything(self, draft: Framework, by: Any) -> None:
        adopted(draft)
        for do in (
            lambda: change(draft, by, weight=Decimal(2)),
            lambda: end_indicator(framework=draft, code=CODE, reason=REASON, by=by),
            lambda: add_indicator(framework=draft, right="informasi", state=state_of(draft), by=by),
            lambda: restore_indicator(framework=draft, code=CODE, by=by),
            lambda: add_comment(framework=draft, code=CODE, text="x", by=by),
        ):
            with pytest.raises(Refused):
                do()

    def test_only_editors_change(self, draft: Framework) -> None:
        lead = person(Role.DITJEN_LEAD)
        with pytest.raises(Refused):
            change(draft, lead, weight=Decimal(2))


class TestFollowing:
    def test_two_before_merge_into_one(self, draft: Framework, by: Any) -> None:
        change(draft, by, predecessors=(Predecessor(CODE, False), Predecessor("KESEHATAN-H1", False)))
        assert relation(draft, CODE) == Relation.MERGES
        assert relation(draft, "KESEHATAN-H1") == Relation.SPLITS
        assert draft.changes.filter(part=ChangedPart.LINK).exists()

    def test_whether_figures_can_be_compared_holds_for_all_that_follow(self, draft: Framework, by: Any) -> None:
        change(draft, by, predecessors=(Predecessor("KESEHATAN-H1", False),))
        assert [row.is_comparable for row in draft.links.filter(predecessor__code="KESEHATAN-H1")] == [False, False]

    def test_one_that_nothing_follows_any_more_is_open_again(self, draft: Framework, by: Any) -> None:
        change(draft, by, predecessors=())
        assert relation(draft, CODE) == Relation.NEW
        assert not draft.links.filter(predecessor__code=CODE).exists()
        assert draft_faults(draft)

    def test_one_that_ended_goes_on_again(self, draft: Framework, by: Any) -> None:
        end_indicator(framework=draft, code="KESEHATAN-H1", reason=REASON, by=by)
        change(draft, by, predecessors=(Predecessor(CODE, True), Predecessor("KESEHATAN-H1", False)))
        assert list(draft.links.filter(predecessor__code="KESEHATAN-H1").values_list("successor__code", "note")) == [(CODE, {})]

    def test_an_unknown_one_is_refused_and_nothing_is_written(self, draft: Framework, by: Any) -> None:
        with pytest.raises(ValidationError):
            change(draft, by, weight=Decimal(2), predecessors=(Predecessor("TIDAK-ADA", False),))
        assert state_of(draft).entry.weight == 1


class TestAdding:
    def test_it_stands_behind_its_kind_with_the_next_code(self, draft: Framework, by: Any) -> None:
        entry = replace(state_of(draft, "INFORMASI-P1").entry, code="", statement={"id": "Baru", "en": "New"})
        made = add_indicator(framework=draft, right="informasi", state=IndicatorState(entry, ()), by=by)
        assert made.code == "INFORMASI-P2"
        codes = list(draft.indicators.order_by("order").values_list("code", flat=True))
        assert codes[:4] == ["INFORMASI-S1", "INFORMASI-P1", "INFORMASI-P2", "INFORMASI-H1"]
        assert [row.code for row in framework_entry(draft).indicators] == codes
        assert draft.changes.filter(action=ChangeAction.ADDED, code=made.code).count() == 1
        assert relation(draft, made.code) == Relation.NEW
        assert not draft_faults(draft)

    def test_codes_of_the_framework_before_are_not_used_again(self, draft: Framework, by: Any) -> None:
        end_indicator(framework=draft, code=CODE, reason=REASON, by=by)
        assert proposed_code(draft, draft.rights.get(code="informasi"), "hasil") == "INFORMASI-H2"

    @pytest.mark.parametrize("code", ["informasi-h1", "baru", "ada spasi", "ü", "-", "<b>", "x" * 41])
    def test_a_code_that_cannot_be_is_refused(self, draft: Framework, by: Any, code: str) -> None:
        with pytest.raises(ValidationError) as refused:
            add_indicator(framework=draft, right="informasi", state=IndicatorState(replace(state_of(draft).entry, code=code), ()), by=by)
        assert "code" in refused.value.message_dict

    def test_a_right_without_a_pattern_needs_a_code(self, draft: Framework, by: Any) -> None:
        draft.indicators.filter(right__code="informasi").delete()
        with pytest.raises(ValidationError):
            add_indicator(
                framework=draft, right="informasi", state=IndicatorState(replace(state_of(draft, "KESEHATAN-S1").entry, code=""), ()), by=by
            )


class TestEnding:
    def test_the_one_before_ends_with_the_reason(self, draft: Framework, by: Any) -> None:
        end_indicator(framework=draft, code=CODE, reason=REASON, by=by)
        assert not draft.indicators.filter(code=CODE).exists()
        assert list(draft.links.filter(predecessor__code=CODE).values_list("successor", "note")) == [(None, REASON)]
        assert draft.changes.get(action=ChangeAction.ENDED, part=ChangedPart.INDICATOR).after == REASON

    @pytest.mark.parametrize("reason", [{}, {"id": "Alasan"}, {"id": " ", "en": "Reason"}])
    def test_a_reason_is_needed_in_both_languages(self, draft: Framework, by: Any, reason: dict[str, str]) -> None:
        with pytest.raises(ValidationError):
            end_indicator(framework=draft, code=CODE, reason=reason, by=by)
        assert draft.indicators.filter(code=CODE).exists()

    def test_a_new_one_is_simply_removed(self, draft: Framework, by: Any) -> None:
        made = add_indicator(framework=draft, right="informasi", state=IndicatorState(replace(state_of(draft).entry, code=""), ()), by=by)
        end_indicator(framework=draft, code=made.code, reason={}, by=by)
        assert not Indicator.objects.filter(pk=made.pk).exists()

    def test_one_of_two_that_merged_leaves_the_other(self, draft: Framework, by: Any) -> None:
        change(draft, by, predecessors=(Predecessor(CODE, False), Predecessor("KESEHATAN-H1", False)))
        end_indicator(framework=draft, code=CODE, reason=REASON, by=by)
        assert list(draft.links.filter(predecessor__code="KESEHATAN-H1").values_list("successor__code", flat=True)) == ["KESEHATAN-H1"]
        assert draft.links.get(predecessor__code=CODE).successor is None

    def test_an_ending_can_be_taken_back(self, draft: Framework, by: Any) -> None:
        before = framework_entry(draft)
        end_indicator(framework=draft, code=CODE, reason=REASON, by=by)
        restore_indicator(framework=draft, code=CODE, by=by)
        assert framework_entry(draft) == before
        assert relation(draft, CODE) == Relation.CONTINUES

    def test_one_that_goes_on_is_not_taken_back(self, draft: Framework, by: Any) -> None:
        with pytest.raises(ValidationError):
            restore_indicator(framework=draft, code=CODE, by=by)


class TestComments:
    def test_a_reader_writes_resolves_and_opens_again(self, draft: Framework) -> None:
        lead = person(Role.DITJEN_LEAD)
        comment = add_comment(framework=draft, code=CODE, text="Terlalu luas", by=lead)
        settled = settle_comment(framework=draft, comment=comment.pk, is_resolved=True, by=lead)
        assert settled.resolved_by == lead
        at = settled.resolved_at
        assert settle_comment(framework=draft, comment=comment.pk, is_resolved=True, by=lead).resolved_at == at
        assert settle_comment(framework=draft, comment=comment.pk, is_resolved=False, by=lead).resolved_at is None

    def test_a_region_does_not(self, draft: Framework) -> None:
        with pytest.raises(Refused):
            add_comment(framework=draft, code=CODE, text="x", by=person(Role.REGIONAL_COORDINATOR, office=RegionFactory()))
