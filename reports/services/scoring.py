"""The national scoring run: from judged answers to frozen results with their explanation."""

from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any

from django.db import transaction
from django.utils import timezone

from accounts.access import require
from assessments.models import Assessment, AssessmentState, Cycle, Review
from assessments.services.events import log
from assessments.services.values import finding_value, previous_values
from indicators.models import Framework
from indicators.scoring import AnswerValue, CompiledFramework, ScoreResult, rank, score
from indicators.services.definition import compiled_framework
from jobs.models import Job
from jobs.services import advance, enqueue
from reports.models import Result, RunState, ScoringRun

JOB_KIND = "scoring_run"
# Results are written in this many parts whatever the number of regions, so that progress shows
# and the number of queries does not grow with the regions.
PARTS = 8
SCORED_STATES = (AssessmentState.REVIEWED, AssessmentState.PUBLISHED)


@dataclass(slots=True)
class Judged:
    """Everything a run reads, fetched in a fixed number of queries."""

    framework: Framework
    compiled: CompiledFramework
    assessments: list[Assessment]
    values: Mapping[int, Mapping[str, AnswerValue]] = field(default_factory=dict)


@transaction.atomic
def start_run(*, cycle: Cycle, by: Any) -> ScoringRun:
    """Create a run and its job; the worker computes it.

    Side effects: older computed runs of the cycle are superseded, an event on the cycle's chain.
    Raises `Refused` when `by` may not or it is not the time.
    """
    locked = Cycle.objects.select_for_update().prefetch_related("phases").get(pk=cycle.pk)
    require(by, "reports.run_scoring", locked)
    open_run = locked.scoring_runs.filter(state__in=[RunState.QUEUED, RunState.RUNNING]).first()
    if open_run is not None:
        return open_run
    last = locked.scoring_runs.order_by("-sequence").first()
    locked.scoring_runs.filter(state__in=[RunState.COMPUTED, RunState.APPROVED]).update(state=RunState.SUPERSEDED)
    run = ScoringRun.objects.create(cycle=locked, sequence=last.sequence + 1 if last else 1, run_by=by)
    run.job = enqueue(kind=JOB_KIND, payload={"run": run.pk}, by=by)
    run.save(update_fields=["job"])
    log(subject=locked, code="scoring_started", by=by, data={"run": run.sequence})
    return run


def read_judged(cycle: Cycle) -> Judged:
    """Read the assessments of a cycle and the reviewers' findings of the scored ones."""
    framework = cycle.framework
    compiled = compiled_framework(framework)
    assessments = list(Assessment.objects.filter(cycle=cycle).only("region_id", "state", "addition_points", "failed_gates").order_by("region__code"))
    codes = dict(framework.indicators.values_list("pk", "code"))
    previous = previous_values(cycle)
    values: dict[int, dict[str, AnswerValue]] = defaultdict(dict)
    rows = Review.objects.filter(answer__assessment__cycle=cycle, answer__assessment__state__in=SCORED_STATES).values_list(
        "answer__assessment_id",
        "answer__indicator_id",
        "answer__assessment__region_id",
        "outcome",
        "choice",
        "number",
        "numerator",
        "denominator",
        "not_applicable",
    )
    for assessment_id, indicator_id, region_id, *finding in rows.iterator(chunk_size=5000):
        code = codes[indicator_id]
        values[assessment_id][code] = finding_value(*finding, previous=previous.get((region_id, code)))
    return Judged(framework, compiled, assessments, values)


def _scored(judged: Judged) -> Iterator[tuple[Assessment, ScoreResult]]:
    gates = frozenset(gate.code for gate in judged.compiled.definition.gates)
    for assessment in judged.assessments:
        yield (
            assessment,
            score(
                judged.compiled,
                judged.values.get(assessment.pk, {}),
                addition=assessment.addition_points,
                failed_gates=gates.intersection(assessment.failed_gates),
                assessed=assessment.state in SCORED_STATES,
            ),
        )


def _rows(run: ScoringRun, scored: list[tuple[Assessment, ScoreResult]]) -> list[Result]:
    ranks = rank([(assessment.region_id, result.raw) for assessment, result in scored if assessment.state in SCORED_STATES])
    return [
        Result(
            run=run,
            assessment=assessment,
            region_id=assessment.region_id,
            is_assessed=assessment.state in SCORED_STATES,
            raw=result.raw,
            addition=result.addition,
            final=result.final,
            predicate=result.predicate,
            is_awarded=result.awarded,
            rank=ranks.get(assessment.region_id),
            gates=sorted(result.gates),
            explanation=result.tree.to_dict(),
        )
        for assessment, result in scored
    ]


def compute_run(job: Job) -> None:
    """Compute the run of a job; may be run again after a crash: it starts over and writes the same.

    A run that was already finished is left as it is.
    """
    run = ScoringRun.objects.select_related("cycle__framework").get(pk=job.payload["run"])
    if run.state not in (RunState.QUEUED, RunState.RUNNING, RunState.FAILED):
        return
    ScoringRun.objects.filter(pk=run.pk).update(state=RunState.RUNNING)
    run.results.all().delete()
    scored = list(_scored(read_judged(run.cycle)))
    rows = _rows(run, scored)
    size = max(1, -(-len(rows) // PARTS))
    advance(job, done=0, total=len(rows))
    for start in range(0, len(rows), size):
        Result.objects.bulk_create(rows[start : start + size])
        advance(job, done=min(start + size, len(rows)), total=len(rows))
    _finish(run, rows)


@transaction.atomic
def _finish(run: ScoringRun, rows: list[Result]) -> None:
    locked = ScoringRun.objects.select_for_update().get(pk=run.pk)
    locked.state = RunState.COMPUTED
    locked.computed_at = timezone.now()
    locked.totals = totals(rows)
    locked.save(update_fields=["state", "computed_at", "totals"])
    cycle = Cycle.objects.select_for_update().get(pk=run.cycle_id)
    log(subject=cycle, code="scoring_computed", data={"run": run.sequence, "totals": locked.totals})


def totals(rows: list[Result]) -> dict[str, Any]:
    """Totals of a run: regions by predicate, assessed, awarded, mean of the raw scores."""
    assessed = [row for row in rows if row.is_assessed]
    mean = sum((row.raw for row in assessed), Decimal(0)) / len(assessed) if assessed else Decimal(0)
    return {
        "regions": len(rows),
        "assessed": len(assessed),
        "awarded": sum(row.is_awarded for row in rows),
        "mean_raw": f"{mean:.12f}",
        "predicates": dict(Counter(row.predicate for row in rows)),
    }


def mark_failed(job: Job) -> None:
    """Note on the run that its job failed for good."""
    ScoringRun.objects.filter(pk=job.payload["run"], state__in=[RunState.QUEUED, RunState.RUNNING]).update(state=RunState.FAILED)


@transaction.atomic
def approve_run(*, run: ScoringRun, by: Any) -> ScoringRun:
    """Approve a computed run; a second lead than the one who started it (also a database constraint).

    Raises `Refused` with its reason.
    """
    cycle = Cycle.objects.select_for_update().get(pk=run.cycle_id)
    locked = ScoringRun.objects.select_for_update().get(pk=run.pk)
    require(by, "reports.approve_run", locked)
    locked.state = RunState.APPROVED
    locked.approved_by = by
    locked.approved_at = timezone.now()
    locked.save(update_fields=["state", "approved_by", "approved_at"])
    log(subject=cycle, code="scoring_approved", by=by, data={"run": locked.sequence})
    return locked
