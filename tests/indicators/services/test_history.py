"""Which framework is the newest."""

import pytest

from indicators.services.history import newest_first
from tests.factories_indicators import FrameworkFactory

pytestmark = pytest.mark.django_db


def test_what_follows_another_stands_before_it():
    first = FrameworkFactory(code="z-pertama")
    second = FrameworkFactory(code="a-kedua", follows=first)
    third = FrameworkFactory(code="m-ketiga", follows=second)

    assert newest_first([second, first, third]) == [third, second, first]
    assert newest_first([]) == []
