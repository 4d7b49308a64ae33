"""Drop-down lists and checks of the cells to fill in."""

from typing import Any

from django.utils.translation import gettext as _
from openpyxl.worksheet.datavalidation import DataValidation
from openpyxl.worksheet.worksheet import Worksheet

from assessments.services.answer_input import LARGEST, NOTE_LIMIT
from assessments.services.applicability import BASIS_LIMIT
from assessments.services.workbook.layout import LISTS
from assessments.services.workbook.words import claim_labels, wordings
from indicators.models import AnswerType, Indicator

# Longer messages make Excel call the file damaged.
MESSAGE_LIMIT = 250


class Validations:
    """The checks of one sheet at a time; wordings of choices are written once, on a hidden sheet."""

    def __init__(self, lists: Worksheet) -> None:
        self._lists = lists
        self._ranges: dict[tuple[str, ...], str] = {}
        self._of_sheet: dict[Any, DataValidation] = {}

    def add(self, indicator: Indicator, column: str, cell: str) -> None:
        """Check a cell of an indicator."""
        key = self._kind(indicator, column)
        if key not in self._of_sheet:
            self._of_sheet[key] = self._made(key)
        self._of_sheet[key].add(cell)

    def put_on(self, sheet: Worksheet) -> None:
        """Give a finished sheet its checks."""
        for validation in self._of_sheet.values():
            sheet.add_data_validation(validation)
        self._of_sheet = {}

    def _kind(self, indicator: Indicator, column: str) -> Any:
        if column in {"note", "exemption_basis"}:
            return column
        if column == "not_applicable":
            return tuple(label for _code, label in claim_labels(indicator))
        if indicator.answer_type in {AnswerType.YES_NO, AnswerType.LEVEL}:
            return tuple(label for _code, label in wordings(indicator))
        if column == "answer" and indicator.answer_type == AnswerType.PERCENTAGE:
            return "percentage"
        return "whole" if indicator.answer_type == AnswerType.COUNT else "decimal"

    def _made(self, key: Any) -> DataValidation:
        if isinstance(key, tuple):
            return _told(DataValidation("list", formula1=self._range(key)), _("Choose one of the answers in the list."))
        if key == "exemption_basis":
            asked = _("Only if it does not apply: the rule that says so, with its article, in at most 300 characters.")
            return _told(DataValidation("textLength", operator="lessThanOrEqual", formula1=str(BASIS_LIMIT)), asked)
        if key == "note":
            too_long = _("The explanation is longer than 4,000 characters. Put the details into a file of evidence.")
            return _told(DataValidation("textLength", operator="lessThanOrEqual", formula1=str(NOTE_LIMIT)), too_long, beforehand=False)
        if key == "percentage":
            return _told(
                DataValidation("decimal", operator="between", formula1="0", formula2="100"),
                _("Type a number from 0 to 100 without the percent sign."),
            )
        said = _("Type a whole number, 0 or more.") if key == "whole" else _("Type a number, 0 or more.")
        return _told(DataValidation(key, operator="between", formula1="0", formula2=str(LARGEST - 1)), said)

    def _range(self, labels: tuple[str, ...]) -> str:
        """Address of the list of wordings."""
        from assessments.services.workbook.writer import put  # it imports this module

        if labels not in self._ranges:
            column = len(self._ranges) + 1
            for row, label in enumerate(labels, start=1):
                put(self._lists.cell(row, column), label)
            letter = self._lists.cell(1, column).column_letter
            self._ranges[labels] = f"{LISTS}!${letter}$1:${letter}${len(labels)}"
        return self._ranges[labels]


def _told(validation: DataValidation, sentence: str, *, beforehand: bool = True) -> DataValidation:
    """Say the sentence when something else is typed; also `beforehand`, when the cell is chosen."""
    validation.error = sentence[:MESSAGE_LIMIT]
    validation.prompt = sentence[:MESSAGE_LIMIT] if beforehand else None
    validation.showErrorMessage, validation.showInputMessage, validation.allow_blank = True, beforehand, True
    return validation
