"""How old evidence is in words, what its indicator allows, and saying of which year a document is."""

from typing import Any

import pytest
from django.core.exceptions import ValidationError
from django.utils import timezone, translation

from accounts.access import Refused
from assessments.models import Event, EvidenceFile
from assessments.services.evidence_age import Age, ages, set_document_year
from tests.assessments.years import Years, make_years


@pytest.fixture
def years(stage: Any) -> Years:
    return make_years(stage)


@pytest.mark.parametrize(
    ("year", "valid", "words", "is_too_old"),
    [
        (2025, None, "of 2025, the year of the data", False),
        (2023, None, "of 2023, 2 years older than the data", False),
        (2024, 0, "of 2024, 1 year older than the data", True),
        (2025, 0, "of 2025, the year of the data", False),
        (2024, 1, "of 2024, 1 year older than the data", False),
        (2023, 1, "of 2023, 2 years older than the data", True),
        (2026, 0, "of 2026, 1 year newer than the data", False),
        (None, 0, "year not known", False),
    ],
)
def test_the_verdict_on_an_age(year: int | None, valid: int | None, words: str, is_too_old: bool) -> None:
    with translation.override("en"):
        age = Age(year, 2025, valid)
        assert (age.words, age.is_too_old) == (words, is_too_old)
        assert bool(age.warning) is is_too_old


@pytest.mark.parametrize(
    ("valid", "words"),
    [
        (None, "Evidence is valid as long as it is in force."),
        (0, "Evidence must be of 2025, the year of the data."),
        (2, "Evidence must be of 2023 or later."),
    ],
)
def test_the_rule_of_an_indicator_in_words(valid: int | None, words: str) -> None:
    with translation.override("en"):
        assert Age(2020, 2025, valid).rule_words == words


def test_without_a_year_the_first_cycle_it_was_used_in_is_taken(years: Years, django_assert_num_queries: Any) -> None:
    files = list(EvidenceFile.objects.all())
    indicator = years.evidence("INFORMASI-H1").answer.indicator
    with django_assert_num_queries(1):
        found = ages(files, indicator=indicator, data_year=2026)
    with translation.override("en"):
        assert found[files[0].pk].words == "of 2025, 1 year older than the data (assumed: the year it was first used)"
    for file in files:
        file.document_year = 2026
    with django_assert_num_queries(0):
        assert not any(age.is_too_old for age in ages(files, indicator=indicator, data_year=2026).values())


def test_saying_the_year_holds_for_the_file_and_is_logged_once(years: Years) -> None:
    evidence = years.evidence("INFORMASI-S1")
    for _press in range(2):
        set_document_year(evidence=evidence, year=2020, by=years.stage.coordinator)
    evidence.file.refresh_from_db()
    assert evidence.file.document_year == 2020
    event = Event.objects.get(code="document_year_set")
    assert (event.data["before"], event.data["year"], event.data["indicator"]) == (None, 2020, "INFORMASI-S1")


def test_a_year_that_no_document_has_is_refused(years: Years) -> None:
    evidence = years.evidence("INFORMASI-S1")
    for year in (0, 1899, timezone.localdate().year + 1):
        with pytest.raises(ValidationError):
            set_document_year(evidence=evidence, year=year, by=years.stage.coordinator)


def test_others_cannot_say_it(years: Years) -> None:
    with pytest.raises(Refused):
        set_document_year(evidence=years.evidence("INFORMASI-S1"), year=2020, by=years.stage.verifier)
