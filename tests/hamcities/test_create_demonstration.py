"""When the demonstration is refused, and what its invented values can express."""

from io import StringIO
from typing import Any

import pytest
from django.core.management import CommandError, call_command

from accounts.models import User
from hamcities.demonstration.values import candidates
from indicators.models import Framework, Indicator
from tests.factories import open_cycle
from tests.factories_indicators import small_framework


def create() -> None:
    call_command("create_demonstration", stdout=StringIO())


def test_it_refuses_beside_a_real_cycle(db: Any) -> None:
    open_cycle(small_framework())
    with pytest.raises(CommandError, match="real cycles"):
        create()
    assert User.objects.count() == 0


def test_without_regions_or_framework_it_says_what_to_load(db: Any) -> None:
    with pytest.raises(CommandError, match="load_regions"):
        create()
    call_command("load_regions", stdout=StringIO())
    with pytest.raises(CommandError, match="load_catalogue"):
        create()


def test_every_indicator_shipped_has_values_from_nothing_to_full_points(db: Any) -> None:
    call_command("load_catalogue", stdout=StringIO())
    assert Framework.objects.filter(code="revisi-2026").exists()
    for indicator in Indicator.objects.filter(framework__code="revisi-2026"):
        shares = [candidate.share for candidate in candidates(indicator)]
        assert max(shares) == pytest.approx(1.0), indicator.code
        assert min(shares) <= 0.25, indicator.code
