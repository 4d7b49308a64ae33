"""The panel beside the form: faults by field, what an indicator weighs, what an answer earns, the drawing."""

from dataclasses import replace
from decimal import Decimal
from typing import Any

import pytest
from django.utils import translation

from indicators.catalogue import FrameworkEntry
from indicators.scoring import AnswerValue, rule_from_dict
from indicators.services.entries import framework_entry
from indicators.services.workshop_indicator_check import choices_of, indicator_check
from indicators.services.workshop_indicator_drawing import drawing
from tests.factories_drafts import editor, small_draft

pytestmark = pytest.mark.django_db
BANDS = {"type": "bands", "bands": [{"below": "10", "points": "10"}, {"from": "10", "to": "20", "points": "5"}, {"above": "20", "points": "0"}]}


@pytest.fixture(autouse=True)
def _english() -> Any:
    with translation.override("en"):
        yield


@pytest.fixture
def whole() -> FrameworkEntry:
    return framework_entry(small_draft(editor()))


def entry_of(whole: FrameworkEntry, code: str = "INFORMASI-H1") -> Any:
    return next(row for row in whole.indicators if row.code == code)


def faults(whole: FrameworkEntry, entry: Any) -> set[tuple[str, str]]:
    return {(fault.field, fault.reason) for fault in indicator_check(whole, entry).faults}


def test_a_complete_indicator_has_nothing_to_mend(whole: FrameworkEntry) -> None:
    assert not faults(whole, entry_of(whole))


def test_faults_are_told_by_field_in_words(whole: FrameworkEntry) -> None:
    broken = replace(
        entry_of(whole),
        definition={},
        rationale={"id": "Alasan"},
        bases=(),
        unit={},
        rule={"type": "bands", "bands": [{"to": "5", "points": "0"}]},
    )
    found = faults(whole, broken)
    assert ("definition_id", "Still missing.") in found
    assert ("rationale_en", "Still missing in English.") in found
    assert {"bases", "rule", "unit_id"} <= {field for field, _reason in found}
    assert not any("“definition”" in reason for _field, reason in found)


def test_faults_of_other_indicators_are_not_told(whole: FrameworkEntry) -> None:
    other = replace(entry_of(whole, "KESEHATAN-H1"), definition={})
    changed = replace(whole, criteria=tuple(replace(row, rights=tuple(_with(right, other) for right in row.rights)) for row in whole.criteria))
    assert not faults(changed, entry_of(whole))


def _with(right: Any, entry: Any) -> Any:
    return replace(right, indicators=tuple(entry if row.code == entry.code else row for row in right.indicators))


def test_a_level_without_wording_is_a_fault_of_the_rule(whole: FrameworkEntry) -> None:
    entry = replace(entry_of(whole, "INFORMASI-P1"), level_labels={"none": {"id": "Belum"}, "partial": {}, "full": {"id": "a", "en": "b"}})
    assert {field for field, _reason in faults(whole, entry)} == {"rule"}


def test_what_it_weighs(whole: FrameworkEntry) -> None:
    share = indicator_check(whole, replace(entry_of(whole), weight=Decimal(3))).share
    assert (share.of_component, share.of_right, share.of_total) == (100, 60, 30)
    assert indicator_check(whole, replace(entry_of(whole), weight=Decimal(0))).share.of_right is None


def test_items_weigh_by_their_points(whole: FrameworkEntry) -> None:
    summed = replace(whole, rollup="item_sum", components={})
    share = indicator_check(summed, replace(entry_of(whole), rule={"type": "linear", "points": "5"})).share
    assert share.of_total == 50


@pytest.mark.parametrize(
    ("rule", "number", "percent"),
    [
        (BANDS, "9.99", 100),
        (BANDS, "10", 50),
        (BANDS, "20.01", 0),
        ({"type": "linear", "zero_at": "0", "full_at": "50"}, "12.5", 25),
        ({"type": "progress", "against": "target", "target": "50", "zero_at": "0", "full_at": "100"}, "25", 50),
        ({"type": "progress", "against": "previous", "zero_at": "0", "full_at": "-4"}, "-1", 25),
    ],
)
def test_what_a_figure_earns(whole: FrameworkEntry, rule: Any, number: str, percent: int) -> None:
    check = indicator_check(whole, replace(entry_of(whole), rule=rule), number=Decimal(number))
    assert check.tried is not None
    assert check.drawing is not None
    assert (check.tried.percent, check.tried.of_right) == (percent, Decimal(percent) * 60 / 100)
    assert check.drawing.mark is not None


def test_what_a_choice_earns(whole: FrameworkEntry) -> None:
    entry = entry_of(whole, "INFORMASI-P1")
    check = indicator_check(whole, entry, choice="partial")
    assert check.tried is not None
    assert check.tried.percent == 50
    assert check.drawing is None
    assert [code for code, _words in choices_of(entry)] == ["none", "partial", "full"]
    assert indicator_check(whole, entry, choice="nonsense").tried is None


@pytest.mark.parametrize("rule", [{}, {"type": "levels", "levels": {"a": "0"}}, {"type": "bands", "bands": [{"points": "x"}]}, {"type": "other"}])
def test_a_rule_that_earns_nothing_is_only_a_fault(whole: FrameworkEntry, rule: Any) -> None:
    check = indicator_check(whole, replace(entry_of(whole), rule=rule), number=Decimal(5))
    assert check.words is None
    assert check.faults


def test_a_figure_in_a_gap_earns_nothing_to_tell(whole: FrameworkEntry) -> None:
    rule = {"type": "bands", "bands": [{"to": "10", "points": "1"}, {"from": "20", "to": "100", "points": "0"}]}
    check = indicator_check(whole, replace(entry_of(whole), rule=rule), number=Decimal(15))
    assert check.drawing is None
    assert any("gap" in fault.reason for fault in check.faults)


class TestDrawing:
    def test_bands_are_steps_down(self) -> None:
        picture = drawing(rule_from_dict(BANDS), unit="orang")
        assert picture is not None
        assert [tick.label for tick in picture.ticks] == ["10", "20"]
        assert picture.line.startswith("M 34.0 10.0 ")
        assert picture.line.endswith(" 118.0")

    def test_places_are_written_with_a_point_in_every_language(self) -> None:
        with translation.override("id"):
            picture = drawing(rule_from_dict({"type": "linear", "zero_at": "0", "full_at": "2.5"}))
        assert picture is not None
        assert "," not in picture.line
        assert picture.ticks[-1].label == "2,5"

    def test_a_figure_far_outside_still_stands_in_the_picture(self) -> None:
        picture = drawing(rule_from_dict(BANDS), tried=AnswerValue(number=Decimal(10) ** 15, has_evidence=True))
        assert picture is not None
        assert picture.mark is not None
        assert Decimal(picture.mark[0]) <= 312

    @pytest.mark.parametrize("rule", [{"type": "yes_no"}, {"type": "linear", "zero_at": "1", "full_at": "1"}])
    def test_what_has_no_line_is_not_drawn(self, rule: Any) -> None:
        assert drawing(rule_from_dict(rule)) is None
