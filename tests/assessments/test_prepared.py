"""Queries written once: the same rows as the ORM's own, for whatever parameters."""

from typing import Any

import pytest
from django.db import transaction
from django.http import Http404

from assessments.models import Assessment
from assessments.services.place import find_assessment
from assessments.services.prepared import PreparedRows
from tests.factories import Stage

pytestmark = pytest.mark.django_db


def by_year_and_code(year: int, code: str) -> Any:
    return Assessment.objects.filter(cycle__award_year=year, region__code=code).values_list("pk", "state", "self_score")


def test_rows_are_those_of_the_queryset_for_each_pair_of_parameters(stage: Stage) -> None:
    prepared = PreparedRows(by_year_and_code, int, str)
    for year in (2026, 2025, 99_999):
        for code in ("34.04", "34.71", "91.03", "99.99", "parameter 1", "34.04' OR '1'='1"):
            assert prepared.fetch(year, code) == list(by_year_and_code(year, code))


def test_the_sql_is_written_once(stage: Stage) -> None:
    asked = []

    def build(year: int, code: str) -> Any:
        asked.append((year, code))
        return by_year_and_code(year, code)

    prepared = PreparedRows(build, int, str)
    prepared.fetch(2026, "34.04")
    prepared.fetch(2026, "34.71")
    assert len(asked) == 1


@pytest.mark.parametrize("person", ["coordinator", "contributor", "signatory", "observer", "verifier", "reviewer", "lead", "administrator"])
def test_a_locked_assessment_is_the_one_that_is_read(stage: Stage, person: str) -> None:
    user = stage.people[person]
    read = find_assessment(user, year=2026, region="34.04")
    with transaction.atomic():
        locked = find_assessment(user, year=2026, region="34.04", lock=True)
    assert locked == read
    for name in ("state", "round", "answered_count", "self_score", "last_saved_at", "submitted_at"):
        assert getattr(locked, name) == getattr(read, name)
    assert (locked.region, locked.region.full_name, locked.region.province_id) == (read.region, read.region.full_name, read.region.province_id)
    assert locked.region.province.regional_office_id == read.region.province.regional_office_id
    for name in ("award_year", "data_year", "state", "is_demonstration", "framework_id"):
        assert getattr(locked.cycle, name) == getattr(read.cycle, name)
    for name in ("code", "state", "adopted_at", "content_hash"):
        assert getattr(locked.cycle.framework, name) == getattr(read.cycle.framework, name)
    spans = [[(phase.code, phase.starts_at, phase.ends_at) for phase in found.cycle.phases.all()] for found in (locked, read)]
    assert spans[0] == spans[1]
    assert len(spans[0]) == 7


@pytest.mark.parametrize("person", ["far_coordinator", "far_verifier", "editor", "nobody"])
def test_who_may_not_see_it_finds_nothing_locked_or_not(stage: Stage, person: str) -> None:
    for lock in (False, True):
        with transaction.atomic(), pytest.raises(Http404):
            find_assessment(stage.people[person], year=2026, region="34.04", lock=lock)


@pytest.mark.parametrize("year", [0, 99_999, 10**12, 10**30])
def test_a_save_to_a_year_that_cannot_be_is_not_found(stage: Stage, sign_in: Any, year: int) -> None:
    assert sign_in(stage.coordinator).post(f"/kerja/{year}/34.04/INFORMASI-S1/", {"choice": "yes", "version": "0"}).status_code == 404
