"""Trying a framework out on the answers of a cycle: started by an editor or a lead, worked out by the worker."""

from collections import Counter
from collections.abc import Mapping
from itertools import batched
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.access import require
from assessments.models import Assessment, Cycle, CycleState
from indicators.models import Framework
from indicators.scoring import RuleError, ScoreResult
from jobs.models import Job
from jobs.services import JobError, advance, enqueue
from regions.models import Region
from reports.models import Simulation, SimulationRow, Source
from reports.services.simulation_plan import Plan, read_plan
from reports.services.simulation_summary import summary_of
from reports.services.simulation_values import assessments_of, read_batches
from reports.simulation import Outcome, score_by
from reports.simulation import Simulation as Calculation

SIMULATION_JOB = "simulation"
ROWS_AT_ONCE = 500


def usable_cycles() -> Any:
    """Cycles that have answers to work with, newest first."""
    return Cycle.objects.counting().exclude(state=CycleState.DRAFT).select_related("framework").order_by("-award_year")


@transaction.atomic
def start_simulation(*, framework: Framework, cycle: Cycle, unasked: str, only_reviewed: bool = False, by: Any) -> Simulation:
    """Create a simulation and its job. A second click gives the one that waits or runs already.

    Raises Refused, and ValidationError with the reason when the cycle cannot be used.
    """
    require(by, "reports.simulate", framework)
    locked = Framework.objects.select_for_update().get(pk=framework.pk)
    wanted = {"framework": locked, "cycle": cycle, "unasked": unasked, "only_reviewed": only_reviewed}
    running = Simulation.objects.filter(**wanted, finished_at__isnull=True, job__in=Job.objects.unfinished()).first()
    if running is not None:
        return running
    read_plan(framework=locked, cycle=cycle, unasked=unasked)
    simulation = Simulation.objects.create(**wanted, requested_by=by)
    simulation.job = enqueue(kind=SIMULATION_JOB, payload={"simulation": simulation.pk}, by=by)
    simulation.save(update_fields=["job"])
    return simulation


def compute_simulation(job: Job) -> None:
    """Work a simulation out; may be run again after a crash: nothing is written before the end, and then all of it.

    One that is finished, or whose draft was discarded, is left alone.
    """
    simulation = Simulation.objects.select_related("cycle__framework").filter(pk=job.payload["simulation"], finished_at__isnull=True).first()
    if simulation is None:
        return
    plan = plan_of(simulation)
    assessments = assessments_of(plan, only_reviewed=simulation.only_reviewed)
    calculation = Calculation(plan.before, plan.after)
    sources: dict[int, Source] = {}
    unanswered: Counter[str] = Counter()
    asked = {code for codes in plan.carried.values() for code in codes}
    advance(job, done=0, total=len(assessments))
    done = 0
    try:
        for batch in read_batches(plan, assessments):
            for sourced in batch:
                calculation.add(sourced.candidate)
                sources[sourced.candidate.region_id] = sourced.source
                unanswered.update(asked - sourced.candidate.after.keys())
            done = min(done + len(batch), len(assessments))
            advance(job, done=done, total=len(assessments))
    except RuleError as error:
        raise JobError(_no_points()) from error
    if not sources:
        raise JobError(_("No region has answered anything in this cycle yet."))
    simulated = calculation.finish()
    summary = summary_of(plan, simulated, Counter(sources.values()), unanswered, without_answers=len(assessments) - len(sources))
    _finish(simulation, plan.digest, simulated.outcomes, sources, summary)
    advance(job, done=len(assessments), total=len(assessments))


def _no_points() -> str:
    return _("A rule of the draft has no points for a figure that a region gave. Mend the draft's faults first.")


def plan_of(simulation: Simulation) -> Plan:
    """What the simulation rests on, read while nobody changes the draft. Raises JobError with the reason."""
    with transaction.atomic():
        framework = Framework.objects.select_for_update().filter(pk=simulation.framework_id).first()
        if framework is None:
            raise JobError(_("The draft was discarded meanwhile."))
        try:
            return read_plan(framework=framework, cycle=simulation.cycle, unasked=simulation.unasked)
        except ValidationError as error:
            raise JobError(" ".join(error.messages)) from error


@transaction.atomic
def _finish(simulation: Simulation, digest: str, outcomes: list[Outcome], sources: Mapping[int, Source], summary: dict[str, Any]) -> None:
    locked = Simulation.objects.select_for_update().filter(pk=simulation.pk, finished_at__isnull=True).first()
    if locked is None:
        return  # another worker took the job over and has finished it, or the draft is gone
    locked.rows.all().delete()
    for part in batched(outcomes, ROWS_AT_ONCE):
        SimulationRow.objects.bulk_create(_row(locked, outcome, sources[outcome.region_id]) for outcome in part)
    locked.draft_digest = digest
    locked.summary = summary
    locked.finished_at = timezone.now()
    locked.save(update_fields=["draft_digest", "summary", "finished_at"])


def _row(simulation: Simulation, outcome: Outcome, source: Source) -> SimulationRow:
    return SimulationRow(
        simulation=simulation,
        region_id=outcome.region_id,
        source=source,
        before_raw=outcome.before_raw,
        after_raw=outcome.after_raw,
        before_final=outcome.before_final,
        after_final=outcome.after_final,
        change=outcome.change,
        before_predicate=outcome.before_predicate,
        after_predicate=outcome.after_predicate,
        before_awarded=outcome.before_awarded,
        after_awarded=outcome.after_awarded,
        before_rank=outcome.before_rank,
        after_rank=outcome.after_rank,
        rank_change=outcome.rank_change,
    )


def simulate_region(simulation: Simulation, region: Region) -> tuple[Plan, ScoreResult, ScoreResult] | None:
    """One region by both frameworks as they are now, with explanations; None when it has no answers in the cycle.

    Raises JobError with the reason when the draft can no longer be computed.
    """
    plan = plan_of(simulation)
    assessments = list(Assessment.objects.filter(cycle=plan.cycle, region=region).only("region_id", "state", "addition_points", "failed_gates"))
    for batch in read_batches(plan, assessments):
        for sourced in batch:
            found = sourced.candidate
            try:
                return plan, score_by(plan.before, found.before, found), score_by(plan.after, found.after, found)
            except RuleError as error:
                raise JobError(_no_points()) from error
    return None
