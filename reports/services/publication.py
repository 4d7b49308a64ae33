"""Publication: copies an approved run into the public record, for good."""

import secrets
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from itertools import batched
from typing import Any

from django.db import transaction

from accounts.access import require
from assessments.models import Answer, Assessment, Cycle, CycleState
from assessments.services.events import log
from assessments.services.transitions import State, Step, move
from indicators.services.catalogue import framework_outline
from jobs.services import enqueue
from reports.models import Certificate, Publication, PublishedGroup, PublishedResult, PublishedYear, Result, ResultOrigin, ScoringRun
from reports.services.certificates import CERTIFICATES_JOB
from reports.services.group_statistics import GroupStatistics

# Certificates of one task: long enough to pay for the start, short enough to be lost cheaply.
CERTIFICATES_PER_JOB = 16
# Results copied at a time: their explanations, decoded, are all that is held in memory of them.
RESULTS_AT_A_TIME = 64


@dataclass(frozen=True, slots=True)
class Decree:
    """The minister's decree: number, date and who signs."""

    number: str
    date: date
    signatory_name: str
    signatory_title: str


class AlreadyPublishedError(Exception):
    """Raised when the award year already has results in the public record."""


def certificate_number(*, award_year: int, region_code: str) -> str:
    """Number printed on a certificate, such as ``KKPHAM-2026-32.73``."""
    return f"KKPHAM-{award_year}-{region_code}"


def _public_answers(cycle: Cycle) -> dict[int, dict[str, Any]]:
    """What the public sees of each region's answers: the reviewer's finding, and the region's claim that an indicator does not apply."""
    rows = (
        Answer.objects.filter(assessment__cycle=cycle)
        .order_by()
        .values_list(
            "assessment_id",
            "indicator__code",
            "review__choice",
            "review__number",
            "review__numerator",
            "review__denominator",
            "review__not_applicable",
            "review__outcome",
            "exemption",
            "exemption_basis",
        )
    )
    found: dict[int, dict[str, Any]] = {}
    for assessment_id, code, choice, number, numerator, denominator, not_applicable, outcome, *claim in rows.iterator(chunk_size=5000):
        values = {
            "choice": choice or None,
            "number": None if number is None else f"{number.normalize():f}",
            "numerator": None if numerator is None else f"{numerator.normalize():f}",
            "denominator": None if denominator is None else f"{denominator.normalize():f}",
            "not_applicable": not_applicable or None,
            "outcome": outcome,
            "exemption": claim[0] or None,
            "exemption_basis": claim[1] or None,
        }
        found.setdefault(assessment_id, {})[code] = {key: value for key, value in values.items() if value is not None}
    return found


def _copy(year: PublishedYear, result: Result, answers: Mapping[int, dict[str, Any]]) -> PublishedResult:
    return PublishedResult(
        year=year,
        region_id=result.region_id,
        predicate=result.predicate,
        is_awarded=result.is_awarded,
        raw=result.raw if result.is_assessed else None,
        addition=result.addition if result.is_assessed else None,
        final=result.final if result.is_assessed else None,
        rank=result.rank,
        gates=result.gates,
        explanation=result.explanation if result.is_assessed else None,
        answers=answers.get(result.assessment_id, {}) if result.is_assessed else {},
        origin=ResultOrigin.DECREE,
    )


def _publish_results(year: PublishedYear, run: ScoringRun, answers: Mapping[int, dict[str, Any]]) -> None:
    """Copy the results part by part; what each says of indicators, rights and law is counted on the way."""
    statistics = GroupStatistics(framework_outline(run.cycle.framework))
    rows = run.results.select_related("region").order_by("region__code").iterator(chunk_size=RESULTS_AT_A_TIME)
    for part in batched(rows, RESULTS_AT_A_TIME):
        for result in part:
            if result.is_assessed:
                statistics.count(code=result.region.code, name=result.region.full_name, tree=result.explanation)
        PublishedResult.objects.bulk_create(_copy(year, result, answers) for result in part)
    PublishedGroup.objects.bulk_create(statistics.rows(year), batch_size=200)


def _certificates(year: PublishedYear) -> list[Certificate]:
    awarded = PublishedResult.objects.filter(year=year, is_awarded=True).select_related("region")
    return [
        Certificate(
            result=result,
            number=certificate_number(award_year=year.award_year, region_code=result.region.code),
            token=secrets.token_urlsafe(12),
        )
        for result in awarded
    ]


def queue_certificates(*, publication: Publication, by: Any) -> int:
    """Queue the making of all certificates that have no file yet; return how many jobs were queued."""
    waiting = list(Certificate.objects.filter(result__year=publication.year, made_at__isnull=True).order_by("number").values_list("pk", flat=True))
    parts = [waiting[start : start + CERTIFICATES_PER_JOB] for start in range(0, len(waiting), CERTIFICATES_PER_JOB)]
    for part in parts:
        enqueue(kind=CERTIFICATES_JOB, payload={"certificates": part}, by=by)
    return len(parts)


@transaction.atomic
def publish_run(*, run: ScoringRun, decree: Decree, by: Any) -> Publication:
    """Make an approved run public under a decree.

    Side effects: results copied into the public record (frozen from then on) with what they say together of
    indicators, rights and law; certificates of all awarded regions created and queued; assessments and cycle
    published; events on all their chains.
    Raises `Refused` with its reason, `AlreadyPublishedError` when the year is in the record.
    """
    cycle = Cycle.objects.select_for_update().prefetch_related("phases").select_related("framework").get(pk=run.cycle_id)
    locked = ScoringRun.objects.select_for_update(of=("self",)).get(pk=run.pk)
    locked.cycle = cycle
    # Held until the end: findings are copied beside the run's results and must be those it was computed from.
    assessments = list(Assessment.objects.select_for_update().filter(cycle=cycle).order_by("pk"))
    require(by, "reports.publish_run", locked)
    if PublishedYear.objects.filter(award_year=cycle.award_year).exists():
        raise AlreadyPublishedError(cycle.award_year)
    year = PublishedYear.objects.create(
        award_year=cycle.award_year,
        data_year=cycle.data_year,
        framework_code=cycle.framework.code,
        participants=locked.results.filter(is_assessed=True).count(),
        predicate_totals=locked.totals.get("predicates", {}),
        is_complete=True,
        is_demonstration=cycle.is_demonstration,
    )
    _publish_results(year, locked, _public_answers(cycle))
    Certificate.objects.bulk_create(_certificates(year))
    publication = Publication.objects.create(
        run=locked,
        year=year,
        decree_number=decree.number,
        decree_date=decree.date,
        signatory_name=decree.signatory_name,
        signatory_title=decree.signatory_title,
        published_by=by,
    )
    for assessment in (held for held in assessments if held.state == State.REVIEWED):
        move(Step(assessment, "published", by))
    cycle.state = CycleState.PUBLISHED
    cycle.save(update_fields=["state"])
    log(subject=cycle, code="published", by=by, data={"run": locked.sequence, "decree": decree.number})
    queue_certificates(publication=publication, by=by)
    return publication
