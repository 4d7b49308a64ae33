"""A judged year: what the tests of runs, publication and public pages begin with."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

import pytest
from django.utils import translation

from assessments.models import Answer, Assessment, AssessmentState, Cycle, Review, ReviewOutcome
from reports.models import Publication, ScoringRun
from reports.services.publication import Decree, publish_run
from reports.services.scoring import approve_run, start_run
from tests.factories import ProvinceFactory, RegionFactory, Stage, fill

DECREE = Decree("M.HH-01.HA.02.01 Tahun 2026", date(2026, 11, 14), "Nama Menteri", "Menteri Hak Asasi Manusia")


@pytest.fixture(autouse=True)
def english() -> Iterator[None]:
    """Texts of services and forms in English, whatever the state of the translation."""
    with translation.override("en"):
        yield


def accept(assessment: Assessment) -> None:
    """A reviewer accepts every answer; the assessment is scored."""
    Review.objects.bulk_create(
        Review(
            answer=answer,
            outcome=ReviewOutcome.ACCEPTED,
            choice=answer.choice,
            number=answer.number,
            numerator=answer.numerator,
            denominator=answer.denominator,
            not_applicable=answer.not_applicable,
        )
        for answer in Answer.objects.filter(assessment=assessment, review__isnull=True)
    )
    Assessment.objects.filter(pk=assessment.pk).update(state=AssessmentState.REVIEWED)
    assessment.refresh_from_db()


def judged(assessment: Assessment, *, number: Decimal = Decimal(80), **values: Any) -> Assessment:
    """Answer everything, accept everything."""
    fill(assessment, number=number, **values)
    accept(assessment)
    return assessment


def crowd(cycle: Cycle, size: int, *, start: int = 0) -> list[Assessment]:
    """So many more regions of the cycle, judged, each with its own number."""
    rows = []
    for n in range(start, start + size):
        province = ProvinceFactory(code=f"{40 + n // 50}", name=f"Provinsi {n // 50}")
        region = RegionFactory(province=province, code=f"{province.code}.{1 + n % 50:02d}", name=f"Banyak {n}")
        rows.append(judged(Assessment.objects.create(cycle=cycle, region=region), number=Decimal(n % 100)))
    return rows


@dataclass(slots=True)
class Year:
    """A published year of the small world."""

    stage: Stage
    run: ScoringRun
    publication: Publication


@pytest.fixture
def run_at_once(django_capture_on_commit_callbacks: Any) -> Any:
    """Start a run and let the worker's task do it in this process."""

    def go(stage: Stage) -> ScoringRun:
        with django_capture_on_commit_callbacks(execute=True):
            run = start_run(cycle=stage.cycle, by=stage.lead)
        run.refresh_from_db()
        return run

    return go


@pytest.fixture
def scored_stage(stage: Stage) -> Stage:
    """Sleman 88 of 100, Yogyakarta 70, Jayapura not reviewed."""
    judged(stage.assessment)
    judged(Assessment.objects.get(cycle=stage.cycle, region=stage.neighbour), number=Decimal(50))
    return stage


@pytest.fixture
def published_year(scored_stage: Stage, run_at_once: Any) -> Year:
    """The scored stage, approved and published; certificates are waiting to be made."""
    run = run_at_once(scored_stage)
    run = approve_run(run=run, by=scored_stage.second_lead)
    publication = publish_run(run=run, decree=DECREE, by=scored_stage.lead)
    run.refresh_from_db()
    return Year(scored_stage, run, publication)
