"""What was found in the cells of a workbook, as it was typed; understood anew in the language of whoever looks."""

from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from typing import Any

TEXT_LIMIT = 8000
CODE_LIMIT = 60
ERRORS = frozenset({"#REF!", "#VALUE!", "#NAME?", "#DIV/0!", "#N/A", "#NUM!", "#NULL!", "#SPILL!", "#CALC!"})
DATE_KINDS = (datetime, date, time, timedelta)


@dataclass(frozen=True, slots=True)
class RawCell:
    """One cell: its address, and what is in it. `kind` is text, number, percent, date, truth, error or formula."""

    at: str
    kind: str
    text: str


@dataclass(frozen=True, slots=True)
class RawRow:
    """A row of a sheet of answers: the code beside it, the hidden version, its cells to fill in (without empty ones)."""

    sheet: str
    number: int
    code: str
    base: str
    cells: dict[str, RawCell] = field(default_factory=dict)
    letters: dict[str, str] = field(default_factory=dict)

    def place(self, name: str) -> str:
        """Where a cell of the row stands, filled in or not: ``Sheet!E7``."""
        return f"{self.sheet}!{self.letters.get(name, 'A')}{self.number}"

    def stored(self) -> dict[str, Any]:
        """The row for the database."""
        cells = {name: [cell.at, cell.kind, cell.text] for name, cell in self.cells.items()}
        return {"sheet": self.sheet, "number": self.number, "code": self.code, "base": self.base, "cells": cells, "letters": self.letters}


def row_from(stored: dict[str, Any]) -> RawRow:
    """The row as it was stored."""
    return RawRow(**stored | {"cells": {name: RawCell(*cell) for name, cell in stored["cells"].items()}})


def raw_cell(at: str, value: Any, number_format: str, *, is_formula: bool) -> RawCell | None:
    """What stands in a cell; None for an empty one."""
    if value is None:
        return RawCell(at, "formula", "") if is_formula else None
    if isinstance(value, bool):
        return RawCell(at, "truth", "yes" if value else "no")
    if isinstance(value, DATE_KINDS):
        return RawCell(at, "date", str(value))
    if isinstance(value, int | float):
        return RawCell(at, "percent" if "%" in (number_format or "") else "number", f"{value:.15g}" if isinstance(value, float) else str(value))
    text = str(value)[:TEXT_LIMIT]
    return RawCell(at, "error" if text in ERRORS else "text", text) if text.strip() else None
