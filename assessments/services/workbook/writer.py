"""Write the workbook: instructions, a sheet per right, and what the reader needs on hidden sheets."""

from collections.abc import Sequence
from dataclasses import dataclass
from io import BytesIO
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import pgettext
from openpyxl import Workbook
from openpyxl.cell.cell import ILLEGAL_CHARACTERS_RE, Cell
from openpyxl.worksheet.worksheet import Worksheet

from assessments.models import Exemption
from assessments.services.answer_input import AnswerInput, asks_for_parts
from assessments.services.applicability import exemptions_of
from assessments.services.workbook import layout
from assessments.services.workbook.identity import SHEET, Identity
from assessments.services.workbook.layout import COLUMNS, FIRST_ROW, HEAD_ROW, KEY_ROW, LETTERS, LISTS, MARK, TITLE_ROW
from assessments.services.workbook.validation import Validations
from assessments.services.workbook.values import NOT_IN_XML, fingerprint, fits_a_number, plain
from assessments.services.workbook.words import wordings
from indicators.forms.numbers import written_number
from indicators.models import AnswerType, Indicator

TITLE_LIMIT = 31
FORBIDDEN_IN_TITLES = str.maketrans(dict.fromkeys("[]:*?/\\'", " "))


@dataclass(frozen=True, slots=True)
class Question:
    """One row of a sheet: what is asked, what is saved, in which version, where it stands."""

    indicator: Indicator
    value: AnswerInput
    version: int
    state: str


@dataclass(frozen=True, slots=True)
class Part:
    """One sheet: a right with its questions."""

    title: str
    questions: Sequence[Question]


def write_workbook(identity: Identity, *, heading: str, instructions: Sequence[str], parts: Sequence[Part]) -> bytes:
    """The workbook as XLSX."""
    book = Workbook()
    _instruct(book.active, heading, instructions)
    validations = Validations(book.create_sheet(LISTS))
    titles: set[str] = {str(book.active.title)}
    for number, part in enumerate(parts, start=1):
        _answers(book.create_sheet(_sheet_title(number, part.title, titles)), heading, part, validations)
    hidden = book.create_sheet(SHEET)
    for row, (name, text) in enumerate(identity.rows(), start=1):
        put(hidden.cell(row, 1), name)
        put(hidden.cell(row, 2), text)
    book.move_sheet(LISTS, offset=len(parts))
    for sheet in (hidden, book[LISTS]):
        sheet.sheet_state = "veryHidden"
        sheet.protection.sheet = True
    out = BytesIO()
    book.save(out)
    return out.getvalue()


def put(cell: Cell, value: Any) -> None:
    """Write text as text, whatever it begins with: no program takes it for a formula, not even when it is edited."""
    if isinstance(value, str):
        # A verdict or an indicator may hold signs a web form takes and a workbook does not.
        cell.value = layout.ESCAPE_LIKE.sub(r"_x005F_\1", NOT_IN_XML.sub("", ILLEGAL_CHARACTERS_RE.sub("", value)))
        cell.data_type = "s"
        cell.quotePrefix = value.startswith(("=", "+", "-", "@"))  # type: ignore[attr-defined]
    else:
        cell.value = value


def _sheet_title(number: int, title: str, taken: set[str]) -> str:
    """A name every program takes: short, without signs of addresses, each only once."""
    whole = f"{number}. {' '.join(title.translate(FORBIDDEN_IN_TITLES).split())}"
    name = whole if len(whole) <= TITLE_LIMIT else whole[:TITLE_LIMIT].rpartition(" ")[0]
    name = name if name not in taken else str(number)
    taken.add(name)
    return name


def _instruct(sheet: Worksheet, heading: str, instructions: Sequence[str]) -> None:
    sheet.title = pgettext("sheet of the workbook", "Instructions")[:TITLE_LIMIT]
    sheet.column_dimensions["A"].width = 100
    put(sheet["A1"], heading)
    sheet["A1"].font = layout.TITLE_FONT
    for row, sentence in enumerate(instructions, start=3):
        put(sheet.cell(row, 1), sentence)
        sheet.cell(row, 1).alignment = layout.WRAP
    sheet.protection.sheet = True
    _print_on_paper(sheet, landscape=False)


def _answers(sheet: Worksheet, heading: str, part: Part, validations: Validations) -> None:
    put(sheet.cell(TITLE_ROW, 1), f"{part.title} · {heading}")
    sheet.cell(TITLE_ROW, 1).font = layout.TITLE_FONT
    for number, column in enumerate(COLUMNS, start=1):
        put(sheet.cell(KEY_ROW, number), f"{MARK}{column.key}")
        head = sheet.cell(HEAD_ROW, number)
        put(head, str(column.heading))
        head.font, head.fill, head.alignment, head.border = layout.HEAD_FONT, layout.HEAD_FILL, layout.WRAP, layout.FRAME
        size = sheet.column_dimensions[LETTERS[column.key]]
        size.width, size.hidden = column.width, column.is_hidden
    for row, question in enumerate(part.questions, start=FIRST_ROW):
        _question(sheet, row, question, validations)
    sheet.row_dimensions[KEY_ROW].hidden = True
    # The hidden row begins the part that scrolls: programs count hidden rows in a frozen part differently.
    sheet.freeze_panes = f"C{KEY_ROW}"
    validations.put_on(sheet)
    protection = sheet.protection
    # False: allowed. Columns and rows may be widened and hidden, nothing else changed.
    protection.sheet, protection.formatColumns, protection.formatRows = True, False, False
    sheet.print_title_rows = f"{HEAD_ROW}:{HEAD_ROW}"
    _print_on_paper(sheet, landscape=True)


def _print_on_paper(sheet: Worksheet, *, landscape: bool) -> None:
    sheet.page_setup.orientation = "landscape" if landscape else "portrait"
    sheet.page_setup.paperSize = sheet.PAPERSIZE_A4
    sheet.page_setup.fitToWidth, sheet.page_setup.fitToHeight = 1, 0
    sheet.sheet_properties.pageSetUpPr.fitToPage = True
    sheet.oddFooter.left.text, sheet.oddFooter.right.text = "&A", "&P / &N"


def _question(sheet: Worksheet, row: int, question: Question, validations: Validations) -> None:
    indicator, value = question.indicator, plain(question.value)
    texts: dict[str, Any] = {
        "code": indicator.code,
        "question": str(indicator.statement),
        "definition": _definition(indicator),
        "unit": str(indicator.unit),
        "state": question.state,
        "version": f"{question.version}:{fingerprint(question.value)}",
        "note": value.note,
        "not_applicable": _claim(value),
        "exemption_basis": value.exemption_basis,
    } | _figures(indicator, value)
    closed = _closed(indicator)
    for number, column in enumerate(COLUMNS, start=1):
        cell = sheet.cell(row, number)
        text = texts.get(column.key)
        if text not in (None, ""):
            put(cell, text)
        cell.alignment, cell.border = layout.WRAP, layout.FRAME
        if column.key in closed:
            cell.fill = layout.CLOSED_FILL
        elif column.key in layout.ENTRIES:
            cell.fill, cell.protection = layout.ENTRY_FILL, layout.OPEN
            validations.add(indicator, column.key, cell.coordinate)
    sheet.cell(row, 1).font = layout.BOLD


def _closed(indicator: Indicator) -> set[str]:
    """Columns that this indicator does not ask."""
    closed = {"answer"} if asks_for_parts(indicator) else {"numerator", "denominator"}
    return closed if exemptions_of(indicator) else closed | {"not_applicable", "exemption_basis"}


def _claim(value: AnswerInput) -> str | None:
    """The claim as the drop-down words it; of answers of before there were kinds a plain yes."""
    if not value.not_applicable:
        return None
    return str(Exemption(value.exemption).label) if value.exemption in Exemption.values else str(_("Yes"))


def _figures(indicator: Indicator, value: AnswerInput) -> dict[str, Any]:
    """What stands in the columns of the answer; a number with more digits than a spreadsheet keeps is written as text."""

    def figure(number: Any) -> Any:
        return number if number is None or fits_a_number(number) else written_number(number)

    if value.choice:
        return {"answer": dict(wordings(indicator)).get(value.choice, value.choice)}
    return {"answer": figure(value.number), "numerator": figure(value.numerator), "denominator": figure(value.denominator)}


def _definition(indicator: Indicator) -> str:
    lines = [str(indicator.definition)]
    if asks_for_parts(indicator):
        lines += [
            _("Part (numerator): %(what)s") % {"what": indicator.numerator},
            _("Whole (denominator): %(what)s") % {"what": indicator.denominator},
        ]
    if indicator.answer_type == AnswerType.LEVEL:
        lines += [f"• {label}" for _code, label in wordings(indicator)]
    if indicator.may_be_not_applicable and indicator.not_applicable_when:
        lines.append(f"{_('Does not apply')}: {indicator.not_applicable_when}")
    return "\n".join(line for line in lines if line)
