"""The region's workspace through Django's test client: saving while typing, the page of an indicator, the lists of all 120."""

import itertools
import sys
from collections.abc import Callable
from typing import Any

from benchmarks.run import Figure, at_most, median_ms, queries_of

PASSED = 200


def _contributor(assessment: Any) -> Any:
    """Somebody of an OPD that has every indicator of the assessment."""
    from accounts.models import Membership, Role, User, WorkUnit
    from assessments.models import Assignment

    unit = WorkUnit.objects.create(region=assessment.region, name="Dinas Ukur")
    indicators = assessment.cycle.framework.indicators.all()
    Assignment.objects.bulk_create(Assignment(assessment=assessment, indicator=indicator, work_unit=unit) for indicator in indicators)
    person = User.objects.create_user("contributor@example.org", "x", full_name="Contributor")
    Membership.objects.create(user=person, role=Role.OPD_CONTRIBUTOR, region=assessment.region, work_unit=unit)
    return person


def _client(person: Any) -> Any:
    from django.test import Client

    client = Client()
    client.force_login(person, backend="accounts.backends.MemberBackend")
    return client


def _saving(person: Any, assessment: Any, code: str, *, changes_value: bool) -> Callable[[], None]:
    """One save while typing, each time with something else."""
    from assessments.models import Answer

    client = _client(person)
    path = f"/kerja/{assessment.cycle.award_year}/{assessment.region.code}/{code}/simpan/"
    seen = Answer.objects.values_list("version", flat=True).get(assessment=assessment, indicator__code=code)
    turns = itertools.count()

    def once() -> None:
        turn = next(turns)
        choice = "no" if changes_value and turn % 2 else "yes"
        form = {"choice": choice, "note": f"catatan {turn} " * 40, "version": seen + turn, "person": person.pk}
        response = client.post(path, form, headers={"Accept": "application/json"})
        if response.status_code != PASSED or response.json()["version"] != seen + turn + 1:
            raise RuntimeError(f"saving while typing answered {response.status_code}: {response.content[:200]!r}")

    return once


def _page(person: Any, path: str) -> Callable[[], None]:
    client = _client(person)

    def once() -> None:
        response = client.get(path)
        if response.status_code != PASSED:
            raise RuntimeError(f"{path} answered {response.status_code}")

    return once


def measure_workspace(coordinator: Any, cycle: Any) -> list[Figure]:
    """Request to response in the assessment of one region among 514, every indicator answered."""
    from assessments.models import Assessment, AssessmentState

    assessment = Assessment.objects.select_related("region", "cycle__framework").get(cycle=cycle, region__code="34.04")
    Assessment.objects.filter(pk=assessment.pk).update(state=AssessmentState.FILLING)
    contributor = _contributor(assessment)
    codes = list(cycle.framework.indicators.filter(answer_type="yes_no").order_by("order").values_list("code", flat=True))
    figures = []
    for name, person, changes_value in (
        ("Saving while typing, value and text, coordinator", coordinator, True),
        ("Saving while typing, text alone, coordinator", coordinator, False),
        ("Saving while typing, value and text, contributor", contributor, True),
        ("Saving while typing, text alone, contributor", contributor, False),
    ):
        save = _saving(person, assessment, codes.pop(0), changes_value=changes_value)
        figures.append(at_most(name, median_ms(save, rounds=61), "ms", 10))
        figures.append(at_most(f"{name}: queries", queries_of(save), "queries", 8))
    here = f"/kerja/{cycle.award_year}/34.04/"
    for name, path, limit in (
        ("Page of an indicator", f"{here}I000/", 25),
        ("All 120 indicators with their state", f"{here}semua/", 40),
        ("Dashboard of an assessment", here, 40),
        ("A right with its indicators", f"{here}hak/hak-0/", 40),
    ):
        figures.append(at_most(name, median_ms(_page(coordinator, path), rounds=31), "ms", limit))
        figures.append(at_most(f"{name}: queries", queries_of(_page(coordinator, path)), "queries", 25))
    return [*figures, *_measure_province(cycle)]


def _measure_province(cycle: Any) -> list[Figure]:
    """A province's view of its regions, in the largest province (38 regions)."""
    from django.db.models import Count
    from django.urls import NoReverseMatch, reverse

    from accounts.models import Membership, Role, User
    from regions.models import Province

    province = Province.objects.annotate(count=Count("regions")).order_by("-count", "code").first()
    observer = User.objects.create_user("observer@example.org", "x", full_name="Observer")
    Membership.objects.create(user=observer, role=Role.PROVINCIAL_OBSERVER, province=province)
    try:
        path = reverse("assessments:monitoring_province", args=[cycle.award_year, province.code])
    except NoReverseMatch:
        sys.stdout.write("the province's view has another address now: not measured\n")
        return []
    look = _page(observer, path)
    name = f"Province with its {province.count} regions"
    return [at_most(name, median_ms(look, rounds=31), "ms", 40), at_most(f"{name}: queries", queries_of(look), "queries", 20)]


def main() -> None:
    """Only these figures, on a database that a whole run has left: ``python -m benchmarks.workspace``."""
    from django.test.utils import override_settings

    from accounts.models import User
    from assessments.models import Cycle

    with override_settings(ALLOWED_HOSTS=["testserver"]):
        for figure in measure_workspace(User.objects.get(email="coordinator@example.org"), Cycle.objects.get(award_year=2026)):
            sys.stdout.write(f"{figure.name}: {figure.value:,.1f} {figure.unit} ({figure.target}) {'met' if figure.met else 'MISSED'}\n")
