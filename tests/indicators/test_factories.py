"""The small framework that other tests build on."""

import pytest

from tests.factories_indicators import small_framework

pytestmark = pytest.mark.django_db


def test_small_framework_has_two_rights_with_three_kinds_each() -> None:
    framework = small_framework()

    codes = list(framework.indicators.values_list("code", flat=True))

    assert codes == [
        "INFORMASI-S1",
        "INFORMASI-P1",
        "INFORMASI-H1",
        "KESEHATAN-S1",
        "KESEHATAN-P1",
        "KESEHATAN-H1",
    ]
    assert framework.criteria.count() == framework.rights.count() == 2
    assert [band.code for band in framework.predicate_bands.all()] == [
        "peduli",
        "cukup",
        "mulai",
        "kurang",
    ]
    for indicator in framework.indicators.all():
        indicator.full_clean()
