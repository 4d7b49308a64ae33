"""Answers as a workbook can hold them, and their fingerprint."""

import re
from dataclasses import replace
from decimal import Decimal
from typing import Any

from openpyxl.cell.cell import ILLEGAL_CHARACTERS_RE

from assessments.services.answer_input import CLAIM_FIELDS, VALUE_FIELDS, AnswerInput
from assessments.services.events import digest

# Spreadsheets keep fifteen digits of a number; what has more travels as text.
DIGITS = 15
FINGERPRINT = 16
NOT_IN_XML = re.compile("[\ud800-\udfff\ufffe\uffff]")
ESCAPE_LOST = "x005F_"  # openpyxl drops this mark of an escape wherever it stands


def clean_text(text: str) -> str:
    """A text without what no spreadsheet can hold: control signs, returns of another system, blanks around it."""
    text = text.replace("\r\n", "\n").replace("\r", "\n")
    return NOT_IN_XML.sub("", ILLEGAL_CHARACTERS_RE.sub("", text)).replace(ESCAPE_LOST, "").strip()


def shortest(number: Decimal | None) -> Decimal | None:
    """The same number without trailing zeros and without an exponent."""
    if number is None:
        return None
    return Decimal(f"{number.normalize():f}") if number else Decimal(0)


def plain(value: AnswerInput) -> AnswerInput:
    """The value as it comes back from a workbook in which nothing was changed."""
    return replace(
        value,
        number=shortest(value.number),
        numerator=shortest(value.numerator),
        denominator=shortest(value.denominator),
        note=clean_text(value.note),
        exemption_basis=" ".join(clean_text(value.exemption_basis).split()),
    )


def fingerprint(value: AnswerInput) -> str:
    """A short digest of a value and its explanation: equal for equal answers."""
    held = plain(value)
    content: dict[str, Any] = {name: str(getattr(held, name)) for name in VALUE_FIELDS}
    # Only where it says something: workbooks of before there were kinds of claims keep their fingerprint.
    claim = {name: getattr(held, name) for name in CLAIM_FIELDS if getattr(held, name)}
    return digest(content | {"note": held.note} | claim)[:FINGERPRINT]


def fits_a_number(number: Decimal) -> bool:
    """Whether a cell can hold every digit of it as a number."""
    return len(number.normalize().as_tuple().digits) <= DIGITS
