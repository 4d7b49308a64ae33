"""Cells as people fill them in: understood, or told plainly where and why not."""

from datetime import date, datetime
from decimal import Decimal
from typing import Any

import pytest
from django.utils.translation import override

from assessments.services.workbook.cells import RawRow, raw_cell, row_from
from assessments.services.workbook.entries import Entry, entry_of
from indicators.models import Indicator
from tests.assessments.test_workbook_round_trip import PARTS, question

YES_NO, LEVEL = question("A-1", "yes_no"), question("A-2", "level")
COUNT, NUMBER = question("A-3", "count"), question("A-4", "number")
PERCENTAGE, SHARE = question("A-5", "percentage"), question("A-6", "percentage", **PARTS)


def understood(indicator: Indicator, mark: str = ",", number_format: str = "General", *, is_formula: bool = False, **cells: Any) -> Entry:
    letters = dict(zip(("answer", "numerator", "denominator", "not_applicable", "exemption_basis", "note"), "EFGHIJ", strict=True))
    found = {name: raw_cell(f"Satu!{letters[name]}7", value, number_format, is_formula=is_formula) for name, value in cells.items()}
    row = RawRow("Satu", 7, indicator.code, "", {name: cell for name, cell in found.items() if cell is not None}, letters)
    with override("en"):
        return entry_of(indicator, row_from(row.stored()), decimal_mark=mark)


@pytest.mark.parametrize(
    ("typed", "mark", "number"),
    [
        (12.5, ",", "12.5"),
        (12, ",", "12"),
        ("12,5", ",", "12.5"),
        ("12.5", ",", "12.5"),
        ("12,5", ".", "12.5"),
        ("1.234", ",", "1234"),
        ("1.234", ".", "1.234"),
        ("1,234", ".", "1234"),
        ("1.234,5", ".", "1234.5"),
        (" 1 234,5 ", ",", "1234.5"),
        ("1\u00a0234", ",", "1234"),
        (0.1 + 0.2, ",", "0.3"),
        (1e13, ",", "10000000000000"),
        (0, ",", "0"),
    ],
)
def test_numbers_as_people_type_them(typed: Any, mark: str, number: str) -> None:
    entry = understood(NUMBER, mark, answer=typed)
    assert entry.faults == ()
    assert entry.value is not None
    assert str(entry.value.number) == number


@pytest.mark.parametrize(
    ("typed", "number_format", "number"), [(0.125, "0.0%", "12.5"), ("12,5 %", "General", "12.5"), ("12.5%", "General", "12.5"), (1, "0%", "100")]
)
def test_a_percentage_may_come_with_its_sign(typed: Any, number_format: str, number: str) -> None:
    entry = understood(PERCENTAGE, number_format=number_format, answer=typed)
    assert entry.value is not None
    assert entry.value.number == Decimal(number)


@pytest.mark.parametrize(
    ("indicator", "cells", "number_format", "at", "said"),
    [
        (NUMBER, {"answer": "banyak"}, "General", "E7", "“banyak” is not a number"),
        (NUMBER, {"answer": date(2026, 2, 1)}, "dd/mm", "E7", "made a date"),
        (NUMBER, {"answer": datetime(2026, 2, 1)}, "dd/mm", "E7", "made a date"),  # noqa: DTZ001 - as a cell holds it
        (NUMBER, {"answer": True}, "General", "E7", "Yes or no stands where a number"),
        (NUMBER, {"answer": 0.5}, "0%", "E7", "percentage stands where a number"),
        (NUMBER, {"answer": "5 %"}, "General", "E7", "percentage stands where a number"),
        (NUMBER, {"answer": "#DIV/0!"}, "General", "E7", "shows an error (#DIV/0!)"),
        (NUMBER, {"answer": -1}, "General", "E7", "cannot be negative"),
        (NUMBER, {"answer": 1 / 3}, "General", "E7", "at most six digits"),
        (NUMBER, {"answer": 1e300}, "General", "E7", "too large"),
        (NUMBER, {"answer": "1.2.3"}, "General", "E7", "is not a number"),
        (COUNT, {"answer": 2.5}, "General", "E7", "whole number"),
        (PERCENTAGE, {"answer": 101}, "General", "E7", "between 0 and 100"),
        (SHARE, {"numerator": 5}, "General", "G7", "Enter a number"),
        (SHARE, {"numerator": 5, "denominator": 0}, "General", "G7", "cannot be 0"),
        (SHARE, {"numerator": 11, "denominator": 10}, "General", "F7", "larger than the whole"),
        (YES_NO, {"answer": "barangkali"}, "General", "E7", "not one of the answers: Yes; No"),
        (YES_NO, {"answer": 3}, "General", "E7", "not one of the answers"),
        (LEVEL, {"answer": "Same"}, "General", "E7", "not one of the answers"),
        (YES_NO, {"answer": "ya", "not_applicable": "barangkali"}, "General", "H7", "not in the list"),
        (YES_NO, {"answer": "ya", "note": "a" * 4001}, "General", "J7", "longer than 4,000"),
    ],
)
def test_what_cannot_be_taken_is_told_at_its_cell(indicator: Indicator, cells: dict[str, Any], number_format: str, at: str, said: str) -> None:
    entry = understood(indicator, number_format=number_format, **cells)
    assert entry.value is None
    assert [fault.at for fault in entry.faults] == [f"Satu!{at}"]
    assert said in entry.faults[0].reason


def test_a_formula_counts_by_its_result_and_without_one_is_refused() -> None:
    entry = understood(NUMBER, is_formula=True, answer=12.0)
    assert entry.value is not None
    assert entry.value.number == 12
    assert "formula without a result" in understood(NUMBER, is_formula=True, answer=None).faults[0].reason


@pytest.mark.parametrize("typed", ["ya", " YA ", "Yes", "y", True, "yes"])
def test_yes_in_either_language(typed: Any) -> None:
    entry = understood(YES_NO, answer=typed)
    assert entry.value is not None
    assert entry.value.choice == "yes"


@pytest.mark.parametrize(
    ("typed", "code"), [("ada, SEBAGIAN;  “baru”", "some"), ("Some, “new”", "some"), ("some", "some"), ("Same (most)", "most"), ("Sama (all)", "all")]
)
def test_levels_by_their_wording_in_either_language_or_their_code(typed: str, code: str) -> None:
    entry = understood(LEVEL, answer=typed)
    assert entry.value is not None
    assert entry.value.choice == code


@pytest.mark.parametrize("typed", [None, "", "   ", "\n"])
def test_blank_cells_are_empty(typed: Any) -> None:
    entry = understood(NUMBER, answer=typed)
    assert entry.is_empty


def test_does_not_apply_stands_alone_and_only_where_it_may() -> None:
    entry = understood(YES_NO, answer="ya", not_applicable="x", note="Tidak ada pesisir")
    assert entry.value is not None
    assert (entry.value.not_applicable, entry.value.choice) == (True, "")
    fault = understood(question("B", "yes_no", may_be_not_applicable=False), not_applicable="ya").faults[0]
    assert (fault.at, fault.reason) == ("Satu!H7", "This indicator applies to every region.")
