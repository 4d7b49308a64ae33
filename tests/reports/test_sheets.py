"""Cells no spreadsheet takes for a formula."""

from decimal import Decimal

import pytest

from reports.sheets import safe_cell


@pytest.mark.parametrize("text", ["=1+1", "+62", "-1", "@SUM(A1)", "\t=1", "\r=1", "\n=1"])
def test_a_text_that_begins_like_a_formula_gets_a_quote(text: str) -> None:
    assert safe_cell(text) == f"'{text}"


@pytest.mark.parametrize("value", [0, -3, Decimal("-1.5"), 0.5, "Kabupaten Sleman", "34.04", ""])
def test_numbers_and_other_texts_stay(value: object) -> None:
    assert safe_cell(value) == value


def test_nothing_is_an_empty_cell() -> None:
    assert safe_cell(None) == ""
