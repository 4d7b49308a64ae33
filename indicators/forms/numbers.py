"""Numbers as people in Indonesia type them: ``1.234,5`` and ``1234.5`` mean the same."""

import re
from decimal import Decimal
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

SHAPE = re.compile(r"^[+-]?[0-9][0-9.,]*$|^[+-]?[.,][0-9]+$")
GROUPS = re.compile(r"^[+-]?[0-9]{1,3}(?:[.,][0-9]{3})+$")
LONGEST = 40


class AmbiguousNumberError(ValueError):
    """The text is no number, or its signs contradict each other."""


def read_number(text: str, *, decimal_mark: str, at_most: Decimal | None = None) -> Decimal:
    """Read a typed number, whichever of the two ways of writing was used.

    With both signs the last one is the decimal mark; a sign that comes more than once groups thousands; a single
    sign is a decimal mark, except before exactly three digits: then the reader's own `decimal_mark` decides, and
    the other reading is taken when the first is more than `at_most`. Raises `AmbiguousNumberError`.
    """
    bare = re.sub(r"[\s\u00a0\u202f_']", "", text).removesuffix("%")
    if len(bare) > LONGEST or not SHAPE.match(bare):
        raise AmbiguousNumberError(text)
    dots, commas = bare.count("."), bare.count(",")
    if dots and commas:
        mark = max(".,", key=bare.rfind)
        if bare.count(mark) > 1:
            raise AmbiguousNumberError(text)
        whole, _, part = bare.rpartition(mark)
        if not GROUPS.match(whole):
            raise AmbiguousNumberError(text)
        return _number(whole, part)
    if dots + commas > 1:
        if not GROUPS.match(bare):
            raise AmbiguousNumberError(text)
        return _number(bare, "")
    if not dots + commas:
        return _number(bare, "")
    mark = "." if dots else ","
    whole, _, part = bare.partition(mark)
    as_decimal = _number(whole or "0", part)
    if not GROUPS.match(bare) or whole.lstrip("+-") == "0" or mark == decimal_mark:
        return as_decimal
    grouped = _number(bare, "")
    return as_decimal if at_most is not None and grouped > at_most >= as_decimal else grouped


def _number(whole: str, part: str) -> Decimal:
    digits = re.sub(r"[.,]", "", whole)
    return Decimal(f"{digits}.{part}" if part else digits)


def written_number(value: Decimal | None) -> str:
    """A number as the reader would type it: no grouping, no trailing zeros, the reader's decimal mark."""
    if value is None:
        return ""
    text = f"{value:f}"
    text = text.rstrip("0").rstrip(".") if "." in text else text
    return text.replace(".", decimal_mark())


def decimal_mark() -> str:
    """The reader's decimal mark: a point in English, a comma in Indonesian."""
    return "." if (get_language() or "id").startswith("en") else ","


class NumberField(forms.Field):
    """A figure typed in either way of writing; gives a Decimal or None."""

    default_error_messages = {
        "not_a_number": _("“%(typed)s” is not a number. Write for example 1234,5 or 1.234,5."),
    }

    def __init__(self, *, at_most: Decimal | None = None, required: bool = False, widget: Any = forms.TextInput, **kwargs: Any) -> None:
        self.at_most = at_most
        super().__init__(required=required, widget=widget, **kwargs)
        self.widget.attrs |= {"inputmode": "decimal", "autocomplete": "off", "maxlength": "60", "class": "is-number"}

    def prepare_value(self, value: Any) -> Any:
        """Show stored numbers as the reader writes them, typed text as it was typed."""
        return written_number(value) if isinstance(value, Decimal) else value

    def to_python(self, value: Any) -> Any:
        """Read the typed text."""
        text = "" if value is None else str(value).strip()
        if not text:
            return None
        try:
            return read_number(text, decimal_mark=decimal_mark(), at_most=self.at_most)
        except AmbiguousNumberError:
            raise ValidationError(self.error_messages["not_a_number"], code="not_a_number", params={"typed": text[:LONGEST]}) from None
