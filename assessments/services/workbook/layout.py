"""Columns, words and looks of a sheet of answers; the writer and the reader share them."""

import re
from dataclasses import dataclass

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from openpyxl.styles import Alignment, Border, Font, PatternFill, Protection, Side

# A hidden row above the first answer names each column for the reader, whatever becomes of the headings.
MARK = "kkp:"
TITLE_ROW, HEAD_ROW, KEY_ROW, FIRST_ROW = 1, 2, 3, 4
LISTS = "_daftar"
# What spreadsheets take for an escaped sign.
ESCAPE_LIKE = re.compile(r"_(x[0-9A-Fa-f]{4}_)")
ENTRIES = ("answer", "numerator", "denominator", "not_applicable", "exemption_basis", "note")


@dataclass(frozen=True, slots=True)
class Column:
    """One column: its key, its heading, its width in characters."""

    key: str
    heading: str | Promise
    width: int
    is_hidden: bool = False


COLUMNS = (
    Column("code", _("Code"), 15),
    Column("question", _("Question"), 40),
    Column("definition", _("What is asked"), 52),
    Column("unit", _("Unit"), 14),
    Column("answer", _("Answer"), 24),
    Column("numerator", _("Part (numerator)"), 15),
    Column("denominator", _("Whole (denominator)"), 15),
    Column("not_applicable", _("Does not apply"), 18),
    Column("exemption_basis", _("Legal reason, if it does not apply"), 26),
    Column("note", _("Explanation"), 44),
    Column("state", _("State when downloaded"), 20),
    Column("version", _("Saved version"), 10, is_hidden=True),
)
LETTERS = {column.key: "ABCDEFGHIJKL"[number] for number, column in enumerate(COLUMNS)}

_LINE = Side(style="thin", color="B9B4A6")
FRAME = Border(left=_LINE, right=_LINE, top=_LINE, bottom=_LINE)
ENTRY_FILL = PatternFill("solid", fgColor="FFF8DC")
CLOSED_FILL = PatternFill("solid", fgColor="E4E1D8")
HEAD_FILL = PatternFill("solid", fgColor="1F2A56")
HEAD_FONT = Font(bold=True, color="FFFFFF")
TITLE_FONT = Font(bold=True, size=14)
BOLD = Font(bold=True)
WRAP = Alignment(wrap_text=True, vertical="top")
OPEN = Protection(locked=False)
