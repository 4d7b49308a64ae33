"""Reading numbers as people type them."""

from decimal import Decimal

import pytest
from django.utils import translation

from indicators.forms.numbers import AmbiguousNumberError, NumberField, read_number, written_number


@pytest.mark.parametrize(
    ("typed", "indonesian", "english"),
    [
        ("0", "0", "0"),
        ("12", "12", "12"),
        ("1.234,5", "1234.5", "1234.5"),
        ("1,234.5", "1234.5", "1234.5"),
        ("1234,5", "1234.5", "1234.5"),
        ("1234.5", "1234.5", "1234.5"),
        ("1.234", "1234", "1.234"),
        ("1,234", "1.234", "1234"),
        ("1.234.567", "1234567", "1234567"),
        ("1,234,567", "1234567", "1234567"),
        ("1.234.567,25", "1234567.25", "1234567.25"),
        ("0.125", "0.125", "0.125"),
        ("0,125", "0.125", "0.125"),
        ("97.1", "97.1", "97.1"),
        ("1 234 567", "1234567", "1234567"),
        ("87,5 %", "87.5", "87.5"),
        (",5", "0.5", "0.5"),
        ("-3", "-3", "-3"),
        ("1234.567", "1234.567", "1234.567"),
    ],
)
def test_a_number_is_read_in_either_way_of_writing(typed, indonesian, english):
    assert read_number(typed, decimal_mark=",") == Decimal(indonesian)
    assert read_number(typed, decimal_mark=".") == Decimal(english)


def test_a_percentage_is_never_read_as_thousands():
    assert read_number("97.125", decimal_mark=",", at_most=Decimal(100)) == Decimal("97.125")


@pytest.mark.parametrize(
    "typed", ["abc", "1.2.3", "1,23,4", "12.34,56.7", "1.2345,6", "nan", "inf", "1e5", "--1", "0x10", "5 orang", "٣", "1" * 50, "1,,2", "."]
)
def test_what_is_no_number_is_refused(typed):
    with pytest.raises(AmbiguousNumberError):
        read_number(typed, decimal_mark=",")


@pytest.mark.parametrize("language", ["id", "en"])
@pytest.mark.parametrize("value", ["1234.5", "1.234", "0.001", "1234567", "1234.567", "10", "0"])
def test_what_the_form_shows_is_read_back_as_the_same(language, value):
    with translation.override(language):
        field = NumberField()
        assert field.clean(written_number(Decimal(value))) == Decimal(value)
        assert field.clean(field.prepare_value(Decimal(f"{value}{'' if '.' in value else '.'}000"))) == Decimal(value)
