"""Answers half typed: the words are kept before there is a value.

A person often writes the explanation first, or one of two figures. `checked` refuses that, rightly for an answer; saving
while typing keeps the words in a row without a value, which counts as not answered everywhere.
"""

from dataclasses import dataclass, fields, replace
from typing import Any

from django.core.exceptions import ValidationError

from assessments.services.answer_input import AnswerInput, checked
from indicators.models import Indicator

EMPTY = AnswerInput()
# What may stand without a value.
WORDS = frozenset({"note", "since_last"})


@dataclass(frozen=True, slots=True)
class Partly:
    """What can be kept of an answer, and what it still lacks by field (empty: the answer is whole)."""

    kept: AnswerInput
    missing: dict[str, list[str]]


def _is_empty(given: Any) -> bool:
    return given in (None, "", False)


def checked_partly(indicator: Indicator, value: AnswerInput) -> Partly:
    """The answer as it is stored, or its words alone while the value is not complete.

    Raises ValidationError by field as `checked` does when something typed is wrong, rather than missing.
    """
    try:
        return Partly(checked(indicator, value), {})
    except ValidationError as error:
        wrong = {name: messages for name, messages in error.message_dict.items() if not _is_empty(getattr(value, name, name))}
        if wrong:
            raise ValidationError(wrong) from error  # type: ignore[arg-type]
        blank = {field.name: getattr(EMPTY, field.name) for field in fields(AnswerInput) if field.name not in WORDS}
        return Partly(replace(value, **blank), error.message_dict)
