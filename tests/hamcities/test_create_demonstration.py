"""When the demonstration is refused, and what its invented values can express."""

from decimal import Decimal
from io import StringIO
from random import Random
from typing import Any

import pytest
from django.core.management import CommandError, call_command

from accounts.models import User
from assessments.models import Answer
from assessments.services.answer_input import checked, input_of
from assessments.services.values import answer_value
from hamcities.demonstration.bulk import next_key, write_rows
from hamcities.demonstration.rows import filled
from hamcities.demonstration.values import candidates
from indicators.models import Framework, Indicator
from indicators.scoring import rule_from_dict
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


def test_figures_are_given_in_the_parts_that_the_form_asks_for(db: Any) -> None:
    call_command("load_catalogue", stdout=StringIO())
    luck = Random("uji")
    for indicator in Indicator.objects.filter(framework__code="revisi-2026").exclude(answer_type__in=["yes_no", "level"]):
        rule = rule_from_dict(indicator.rule)
        for candidate in candidates(indicator):
            row = filled(Answer(indicator=indicator), indicator, candidate, luck)
            kept = checked(indicator, input_of(row))
            assert kept.value() == input_of(row).value(), indicator.code
            share = rule.share(answer_value(row, has_evidence=True))
            assert abs(float(share) - candidate.share) <= 0.35, f"{indicator.code} {candidate}"


def test_a_rule_with_a_target_of_its_own_is_measured_against_that(db: Any) -> None:
    call_command("load_catalogue", stdout=StringIO())
    for indicator in Indicator.objects.filter(framework__code="revisi-2026", rule__type="progress"):
        target = Decimal(str(indicator.rule["target"]))
        full = [candidate.number for candidate in candidates(indicator) if candidate.share == 1]
        assert min(full) >= target, indicator.code
        assert min(full) <= target * Decimal("1.1"), indicator.code


def test_rows_written_in_bulk_are_those_that_were_given(stage: Any) -> None:
    indicators = list(stage.framework.indicators.order_by("order")[:2])
    first = next_key(Answer)
    notes = ["tab\there, new\nline, back\\slash", ""]
    rows = [
        Answer(pk=first + n, assessment=stage.assessment, indicator=indicator, note=notes[n], number=Decimal("12.5") if n else None)
        for n, indicator in enumerate(indicators)
    ]

    write_rows(Answer, rows)

    kept = list(Answer.objects.filter(pk__gte=first).order_by("pk"))
    assert [(row.note, row.number, row.choice, row.not_applicable, row.version) for row in kept] == [
        (notes[0], None, "", False, 1),
        ("", Decimal("12.5"), "", False, 1),
    ]
    assert all(row.updated_at for row in kept)
    later = stage.framework.indicators.order_by("order")[2]
    assert Answer.objects.create(assessment=stage.assessment, indicator=later).pk >= first + 2, "the next key is free"
