"""The national scoring run: from judged answers to frozen results with their explanation."""

from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from itertools import islice
from typing import Any

from django.db import transaction
from django.db.models import Case, Value, When
from django.utils import timezone

from accounts.access import require
from assessments.models import Assessment, AssessmentState, Cycle, Review
from assessments.services.events import log
from assessments.services.values import finding_value, previous_values
from indicators.models import Framework
from indicators.scoring import AnswerValue, CompiledFramework, rank, score
from indicators.services.definition import compiled_framework
from jobs.models import Job
from jobs.services import advance, enqueue
from reports.models import Result, RunState, ScoringRun
from reports.services.result_rows import write_results

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


@transaction.atomic
def read_judged(cycle: Cycle) -> Judged:
    """Read the assessments of a cycle and the reviewers' findings of the scored ones.

    The rows of the assessments are locked while reading: nobody opens a scoring again between the two queries,
    which would make a region look scored and empty.
    """
    framework = cycle.framework
    compiled = compiled_framework(framework)
    held = Assessment.objects.select_for_update(of=("self",)).filter(cycle=cycle)
    assessments = list(held.only("region_id", "state", "addition_points", "failed_gates").order_by("region__code"))
    codes = dict(framework.indicators.values_list("pk", "code"))
    previous = previous_values(cycle)
    values: dict[int, dict[str, AnswerValue]] = defaultdict(dict)
    found = Review.objects.filter(answer__assessment__cycle=cycle, answer__assessment__state__in=SCORED_STATES)
    # The order does not matter; the model's own would sort 60,000 rows.
    rows = found.order_by().values_list(
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
    # Most findings repeat (yes, no, a level, a round percentage): equal ones share one value.
    known: dict[tuple[Any, ...], AnswerValue] = {}
    for row in rows:
        code = codes[row[1]]
        finding = (*row[3:], previous.get((row[2], code)))
        value = known.get(finding)
        if value is None:
            value = known[finding] = finding_value(*row[3:], previous=finding[-1])
        values[row[0]][code] = value
    return Judged(framework, compiled, assessments, values)


def _rows(run: ScoringRun, judged: Judged) -> Iterator[Result]:
    """Score region by region; a row's explanation can be forgotten as soon as it is written."""
    gates = frozenset(gate.code for gate in judged.compiled.definition.gates)
    for assessment in judged.assessments:
        is_assessed = assessment.state in SCORED_STATES
        result = score(
            judged.compiled,
            judged.values.get(assessment.pk, {}),
            addition=assessment.addition_points,
            failed_gates=gates.intersection(assessment.failed_gates),
            assessed=is_assessed,
        )
        yield Result(
            run=run,
            assessment=assessment,
            region_id=assessment.region_id,
            is_assessed=is_assessed,
            raw=result.raw,
            addition=result.addition,
            final=result.final,
            predicate=result.predicate,
            is_awarded=result.awarded,
            gates=sorted(result.gates),
            explanation=result.tree.to_dict(),
        )


def compute_run(job: Job) -> None:
    """Compute the run of a job; may be run again after a crash: it starts over and writes the same.

    A run that was already finished is left as it is.
    """
    run = ScoringRun.objects.select_related("cycle__framework").get(pk=job.payload["run"])
    unfinished = ScoringRun.objects.filter(pk=run.pk, state__in=[RunState.QUEUED, RunState.RUNNING, RunState.FAILED])
    if not unfinished.update(state=RunState.RUNNING):
        return
    run.results.all().delete()
    judged = read_judged(run.cycle)
    total = len(judged.assessments)
    advance(job, done=0, total=total)
    rows: list[Result] = []
    scored = _rows(run, judged)
    for part in range(1, PARTS + 1):
        rows += write_results(islice(scored, total * part // PARTS - len(rows)))
        advance(job, done=len(rows), total=total)
    _finish(run, rows)


@transaction.atomic
def _finish(run: ScoringRun, rows: list[Result]) -> None:
    # The cycle before the run, as everybody locks them.
    cycle = Cycle.objects.select_for_update().get(pk=run.cycle_id)
    locked = ScoringRun.objects.select_for_update().get(pk=run.pk)
    if locked.state != RunState.RUNNING:
        return  # another worker took the job over and has finished it, and somebody may have approved it since
    _rank(locked, rows)
    locked.state = RunState.COMPUTED
    locked.computed_at = timezone.now()
    locked.totals = totals(rows)
    locked.save(update_fields=["state", "computed_at", "totals"])
    log(subject=cycle, code="scoring_computed", data={"run": run.sequence, "totals": locked.totals})


def _rank(run: ScoringRun, rows: list[Result]) -> None:
    """Write the national ranking, known only when all regions are scored: one statement."""
    ranks = rank([(row.region_id, row.raw) for row in rows if row.is_assessed])
    if ranks:
        places = [When(region_id=region_id, then=Value(place)) for region_id, place in ranks.items()]
        run.results.filter(is_assessed=True).update(rank=Case(*places))


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
