"""Read a workbook that was filled in, whatever became of its sheets and columns meanwhile."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext as _
from openpyxl import load_workbook

from assessments.services.workbook.archive import DAMAGED, UnfitWorkbookError, opened
from assessments.services.workbook.cells import CODE_LIMIT, RawCell, RawRow, raw_cell
from assessments.services.workbook.identity import SHEET, Identity, read_identity
from assessments.services.workbook.layout import ENTRIES, LISTS, MARK

# Far more than any framework asks; what lies beyond is not looked at.
ROWS_AT_MOST, COLUMNS_AT_MOST, SHEETS_AT_MOST, ROWS_KEPT = 1000, 60, 60, 2000
KEY_ROW_WITHIN = 20
HIDDEN = (SHEET, LISTS)


@dataclass(frozen=True, slots=True)
class ReadWorkbook:
    """What a file said: what it was made for, and its rows."""

    identity: Identity | None
    rows: list[RawRow]


def read_workbook(file: Any) -> ReadWorkbook:
    """Read a file somebody sent. Raises `UnfitWorkbookError` with its reason."""
    content, has_formulas = opened(file)
    try:
        values = load_workbook(content, read_only=True, data_only=True)
        formulas = load_workbook(content, read_only=True) if has_formulas else None
        identity = read_identity(_hidden_rows(values)) if SHEET in values.sheetnames else None
        rows: list[RawRow] = []
        for title in [name for name in values.sheetnames if name not in HIDDEN][:SHEETS_AT_MOST]:
            found = _formula_cells(formulas[title]) if formulas is not None else set()
            rows += _rows(values[title], title, found)
    except UnfitWorkbookError:
        raise
    except Exception:  # noqa: BLE001 - the library raises whatever a broken file makes it stumble over
        raise UnfitWorkbookError(DAMAGED) from None
    if identity is not None and not rows:
        raise UnfitWorkbookError(_("No sheet of answers was found in the workbook. Download it anew and copy your answers into it."))
    return ReadWorkbook(identity, rows[:ROWS_KEPT])


def _grid(sheet: Any) -> Iterator[tuple[Any, ...]]:
    """Rows of a sheet, cells with or without content."""
    if not hasattr(sheet, "iter_rows"):
        return iter(())  # a sheet of a chart
    # What a file states of its own size is not to be trusted.
    sheet.reset_dimensions()
    return iter(sheet.iter_rows(max_row=ROWS_AT_MOST, max_col=COLUMNS_AT_MOST))


def _hidden_rows(book: Any) -> dict[str, str]:
    rows = ([str(cell.value or "") for cell in row[:2]] for row in _grid(book[SHEET]))
    return {row[0]: row[1] for row in rows if len(row) > 1 and row[0]}


def _formula_cells(sheet: Any) -> set[tuple[int, int]]:
    return {(cell.row, cell.column) for row in _grid(sheet) for cell in row if cell.value is not None and cell.data_type == "f"}


def _rows(sheet: Any, title: str, formulas: set[tuple[int, int]]) -> Iterator[RawRow]:
    """Rows below the hidden one that names the columns; sheets without it are somebody's own."""
    keys: dict[int, str] = {}
    for number, row in enumerate(_grid(sheet), start=1):
        if not keys:
            if number > KEY_ROW_WITHIN:
                return
            keys = _keys(row)
            continue
        found = _row(title, number, row, keys, formulas)
        if found is not None:
            yield found


def _keys(row: tuple[Any, ...]) -> dict[int, str]:
    """Position of each column by its mark; of a column copied, the first."""
    found: dict[int, str] = {}
    for position, cell in enumerate(row):
        name = cell.value.removeprefix(MARK) if isinstance(cell.value, str) and cell.value.startswith(MARK) else ""
        if name and name not in found.values():
            found[position] = name
    return found if "code" in found.values() else {}


def _row(title: str, number: int, row: tuple[Any, ...], keys: dict[int, str], formulas: set[tuple[int, int]]) -> RawRow | None:
    texts = dict.fromkeys(("code", "version"), "")
    cells: dict[str, RawCell] = {}
    letters = {name: _letter(position) for position, name in keys.items() if name in ENTRIES or name == "code"}
    for position, name in keys.items():
        cell = row[position] if position < len(row) else None
        value = None if cell is None else cell.value
        if name in texts:
            texts[name] = str(value or "").strip()[:CODE_LIMIT]
        elif name in ENTRIES:
            at = f"{title}!{_letter(position)}{number}"
            found = raw_cell(at, value, getattr(cell, "number_format", ""), is_formula=(number, position + 1) in formulas)
            if found is not None:
                cells[name] = found
    return RawRow(title, number, texts["code"], texts["version"], cells, letters) if texts["code"] or cells else None


def _letter(position: int) -> str:
    from openpyxl.utils import get_column_letter

    return get_column_letter(position + 1)
