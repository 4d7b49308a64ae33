"""Cells of downloads that no spreadsheet takes for a formula."""

from decimal import Decimal
from typing import Any

from openpyxl.cell.cell import ILLEGAL_CHARACTERS_RE

# What spreadsheets begin a formula with; tabs and returns are skipped by some before they look.
DANGEROUS = ("=", "+", "-", "@", "\t", "\r", "\n")


def safe_cell(value: Any) -> Any:
    """A value as a cell: numbers stay numbers, texts that look like a formula get a quote before them."""
    if value is None:
        return ""
    if isinstance(value, bool | int | float | Decimal):
        return value
    text = ILLEGAL_CHARACTERS_RE.sub("", str(value))
    return f"'{text}" if text.startswith(DANGEROUS) else text
