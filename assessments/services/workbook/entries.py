"""From the cells of a row to an answer, or to what is wrong with them, cell by cell."""

from dataclasses import dataclass
from decimal import Decimal

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from assessments.services.answer_input import HUNDRED, AnswerInput, checked, fields_asked
from assessments.services.workbook.cells import RawCell, RawRow
from assessments.services.workbook.values import clean_text, shortest
from assessments.services.workbook.words import choice_of, claim_of, truth_of, wordings
from indicators.forms.numbers import LONGEST, AmbiguousNumberError, read_number
from indicators.models import AnswerType, Indicator

SHOWN = 60
CLAIM_MISSING = gettext_lazy("A legal reason is given. Choose here why the indicator does not apply, or empty the reason.")
# Cells beside the value.
BESIDE = ("not_applicable", "exemption_basis", "note")


@dataclass(frozen=True, slots=True)
class CellFault:
    """What is wrong with one cell, in words for the person who filled it in."""

    at: str
    reason: str


class CellError(ValueError):
    """The cell cannot be understood; the message says why."""


@dataclass(frozen=True, slots=True)
class Entry:
    """A row understood. `is_empty` when nothing is answered; `value` is None when something is wrong."""

    row: RawRow
    value: AnswerInput | None
    faults: tuple[CellFault, ...] = ()
    is_empty: bool = False


def entry_of(indicator: Indicator, row: RawRow, *, decimal_mark: str) -> Entry:
    """Understand a row as an answer to an indicator. `decimal_mark` is that of the workbook's language, for numbers typed as text."""
    faults: list[CellFault] = []
    given: dict[str, object] = {}
    readers = {name: _column(name) for name in fields_asked(indicator)} | {name: name for name in BESIDE}
    for name, column in readers.items():
        cell = row.cells.get(column)
        if cell is None:
            continue
        try:
            given |= _understood(indicator, name, cell, decimal_mark)
        except CellError as error:
            faults.append(CellFault(cell.at, str(error)))
    value = AnswerInput(**given)  # type: ignore[arg-type]
    if value.exemption_basis and not value.not_applicable and "not_applicable" not in given:
        faults.append(CellFault(row.place("not_applicable"), str(CLAIM_MISSING)))
    if faults:
        return Entry(row, None, tuple(faults))
    if not value.has_value and value.denominator is None:
        return Entry(row, value, is_empty=True)
    return _checked(indicator, row, value)


def _checked(indicator: Indicator, row: RawRow, value: AnswerInput) -> Entry:
    """Ask the same check as the form and the service; each fault at its cell."""
    try:
        return Entry(row, checked(indicator, value))
    except ValidationError as error:
        found = [CellFault(row.place(_column(name)), str(said)) for name, messages in error.message_dict.items() for said in messages]
        return Entry(row, None, tuple(found))


def missing(indicator: Indicator, row: RawRow) -> Entry:
    """An explanation without an answer, told at the cell of the answer."""
    return _checked(indicator, row, AnswerInput())


def _column(name: str) -> str:
    return {"choice": "answer", "number": "answer", "exemption": "not_applicable"}.get(name, name)


def _understood(indicator: Indicator, name: str, cell: RawCell, decimal_mark: str) -> dict[str, object]:
    """What a cell says, by field of an answer."""
    if cell.kind == "error":
        raise CellError(_("The cell shows an error (%(error)s). Type the answer itself.") % {"error": cell.text})
    if cell.kind == "formula":
        raise CellError(_("The cell holds a formula without a result. Type the answer itself."))
    if name in {"note", "exemption_basis"}:
        return {name: clean_text(cell.text)}
    if name == "not_applicable":
        return _claimed(cell)
    return {name: _chosen(indicator, cell) if name == "choice" else _number(indicator, name, cell, decimal_mark)}


def _claimed(cell: RawCell) -> dict[str, object]:
    """The claim that an indicator does not apply: its kind from the list, or a box ticked as in workbooks of before."""
    kind = claim_of(cell.text)
    if kind is None:
        raise CellError(_("“%(typed)s” is not in the list. Choose from the list, or leave the cell empty.") % {"typed": cell.text[:SHOWN]})
    return {"not_applicable": bool(kind) or bool(truth_of(cell.text)), "exemption": kind}


def _chosen(indicator: Indicator, cell: RawCell) -> str:
    found = choice_of(indicator, cell.text)
    if found is None:
        words = "; ".join(label for _code, label in wordings(indicator))
        raise CellError(_("“%(typed)s” is not one of the answers: %(choices)s.") % {"typed": cell.text[:SHOWN], "choices": words})
    return found


def _number(indicator: Indicator, name: str, cell: RawCell, decimal_mark: str) -> Decimal | None:
    is_percentage = indicator.answer_type == AnswerType.PERCENTAGE and name == "number"
    if cell.kind == "date":
        raise CellError(
            _("The spreadsheet made a date of what was typed (%(date)s). Format the cell as a number and type it again.") % {"date": cell.text}
        )
    if cell.kind == "truth":
        raise CellError(_("Yes or no stands where a number belongs."))
    if cell.kind == "percent":
        if not is_percentage:
            raise CellError(_("A percentage stands where a number belongs. Type the number without the percent sign."))
        # 12.5 % is 0.125 in the file.
        return shortest(Decimal(cell.text) * HUNDRED)
    if cell.kind == "number":
        return shortest(Decimal(cell.text))
    if "%" in cell.text and not is_percentage:
        raise CellError(_("A percentage stands where a number belongs. Type the number without the percent sign."))
    try:
        return shortest(read_number(cell.text, decimal_mark=decimal_mark, at_most=HUNDRED if is_percentage else None))
    except AmbiguousNumberError:
        raise CellError(_("“%(typed)s” is not a number. Write for example 1234,5 or 1.234,5.") % {"typed": cell.text.strip()[:LONGEST]}) from None
