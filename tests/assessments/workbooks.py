"""Workbooks for tests: downloaded, changed in a few cells, sent back."""

import io
import zipfile
from collections.abc import Callable
from typing import Any

from django.core.files.uploadedfile import SimpleUploadedFile
from openpyxl import Workbook, load_workbook

from assessments.models import Assessment
from assessments.services.outline import outline
from assessments.services.place import Place
from assessments.services.workbook import workbook_of
from assessments.services.workbook.layout import LETTERS

Change = Callable[[Workbook], Any]


def place_of(assessment: Assessment) -> Place:
    return Place(assessment, outline(assessment.cycle.framework))


def downloaded(assessment: Assessment) -> bytes:
    """The workbook of all indicators as it stands."""
    return workbook_of(place_of(assessment))


def sent(content: bytes, name: str = "lembar-kerja.xlsx") -> SimpleUploadedFile:
    return SimpleUploadedFile(name, content)


def opened(content: bytes) -> Workbook:
    return load_workbook(io.BytesIO(content))


def saved(book: Workbook) -> bytes:
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def row_of(book: Workbook, code: str) -> tuple[Any, int]:
    """Sheet and row of an indicator."""
    return next((sheet, cell.row) for sheet in book for cell in sheet["A"] if cell.value == code)


def cell(book: Workbook, code: str, column: str) -> Any:
    sheet, row = row_of(book, code)
    return sheet[f"{LETTERS[column]}{row}"]


def filled(content: bytes, answers: dict[str, dict[str, Any]]) -> bytes:
    """The workbook with cells filled in: ``{"INFORMASI-S1": {"answer": "Ya"}}``."""
    book = opened(content)
    for code, columns in answers.items():
        for column, value in columns.items():
            cell(book, code, column).value = value
    return saved(book)


def changed(content: bytes, change: Change) -> bytes:
    book = opened(content)
    change(book)
    return saved(book)


def with_part(content: bytes, name: str, change: Callable[[bytes], bytes]) -> bytes:
    """The archive with one part changed or added."""
    out = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(content)) as old, zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as new:
        for part in old.infolist():
            if part.filename != name:
                new.writestr(part.filename, old.read(part.filename))
        new.writestr(name, change(old.read(name) if name in old.namelist() else b""))
    return out.getvalue()
