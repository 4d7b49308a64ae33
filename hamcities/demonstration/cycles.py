"""The two cycles of the demonstration: last year's, published, and this year's, in mid-flight."""

import random
from collections.abc import Iterable
from datetime import UTC, date, datetime, timedelta

from django.db import transaction
from django.utils import timezone

from accounts.models import User
from assessments.models import Assessment, AssessmentState, Cycle, CycleState, Event, Phase, PhaseCode
from assessments.services.events import chain_of, event_hash
from assessments.services.scores import write_self_scores
from hamcities.demonstration.evidence import sample_files
from hamcities.demonstration.rows import Cast, CycleRows, answered_counts
from hamcities.demonstration.submissions import create_submissions
from hamcities.demonstration.values import Inventor
from indicators.models import Framework
from jobs.models import Job
from regions.models import Region
from reports.models import ScoringRun
from reports.services.publication import Decree, publish_run
from reports.services.scoring import approve_run, compute_run

State = AssessmentState
# Share of the 514 regions in each state of this year's cycle, and how much of the form they filled in.
MIDFLIGHT = (
    (0.06, State.FILLING, 0.0),
    (0.16, State.FILLING, 0.35),
    (0.14, State.FILLING, 0.8),
    (0.24, State.SUBMITTED, 0.96),
    (0.10, State.RETURNED, 0.97),
    (0.16, State.FORWARDED, 0.98),
    (0.14, State.REVIEWED, 0.98),
)
# Kabupaten Sleman is in the demonstration accounts' hands: it is being filled in.
STAGED = {"34.04": (State.FILLING, 0.7), "91.03": (State.RETURNED, 1.0), "73.71": (State.FILLING, 0.0), "34.71": (State.SUBMITTED, 1.0)}
# Windows of this year's phases in days from now.
WINDOWS = {
    PhaseCode.FILLING: (-40, 21),
    PhaseCode.VERIFICATION: (-30, 45),
    PhaseCode.CORRECTION: (-30, 50),
    PhaseCode.SCORING: (-20, 75),
    PhaseCode.OBJECTION: (60, 80),
    PhaseCode.PLENARY: (75, 90),
    PhaseCode.PUBLICATION: (90, 120),
}


def _decree(award_year: int) -> Decree:
    """A decree that nobody can take for a real one; dated before Human Rights Day of its year."""
    return Decree(
        number=f"CONTOH-01.HA.02.01.{award_year}",
        date=date(award_year, 11, 14),
        signatory_name="(nama Menteri, contoh)",
        signatory_title="Menteri Hak Asasi Manusia Republik Indonesia",
    )


def _make_cycle(award_year: int, framework: Framework, by: User) -> Cycle:
    cycle = Cycle.objects.create(
        award_year=award_year,
        data_year=award_year - 1,
        framework=framework,
        state=CycleState.OPEN,
        is_demonstration=True,
        # The signed statement is demanded from this year on.
        requires_statement=award_year >= timezone.localdate().year,
        opened_by=by,
        opened_at=timezone.now() + timedelta(days=WINDOWS[PhaseCode.FILLING][0]),
    )
    today = timezone.now().replace(hour=16, minute=59, second=59, microsecond=0)
    Phase.objects.bulk_create(
        Phase(cycle=cycle, code=code, starts_at=today + timedelta(days=start), ends_at=today + timedelta(days=end))
        for code, (start, end) in WINDOWS.items()
    )
    return cycle


def _staged(region: Region) -> tuple[str, float]:
    """State and answered share of a region in this year's cycle."""
    if region.code in STAGED:
        return STAGED[region.code]
    chance = random.Random(f"tahap {region.code}").random()
    for share, state, answered in MIDFLIGHT:
        chance -= share
        if chance < 0:
            return state, answered
    return MIDFLIGHT[-1][1:]


def _days_since_saved(region: Region) -> int:
    """How long nothing was saved: some regions go quiet, those in the demonstration accounts' hands do not."""
    return 2 if region.code in STAGED else random.Random(f"simpan {region.code}").choice((0, 1, 1, 2, 2, 3, 4, 6, 9, 13))


def _create_assessments(cycle: Cycle, stages: dict[int, tuple[str, float]], regions: Iterable[Region]) -> list[Assessment]:
    now = timezone.now()
    if cycle.award_year < now.year:
        now = datetime(cycle.award_year, 3, 20, 3, 30, tzinfo=UTC)
    assessments = []
    for region in regions:
        state, answered = stages[region.pk]
        sent = state != State.FILLING
        assessments.append(
            Assessment(
                cycle=cycle,
                region=region,
                state=state,
                submitted_at=now - timedelta(days=9) if sent else None,
                last_saved_at=now - timedelta(days=_days_since_saved(region)) if answered else None,
            )
        )
    return Assessment.objects.bulk_create(assessments)


def _log_history(assessments: list[Assessment], by: User) -> None:
    """One honest event per assessment: its state was set by the demonstration."""
    events = []
    for assessment in assessments:
        event = Event(
            chain=chain_of(assessment),
            sequence=1,
            assessment=assessment,
            code="demonstration",
            actor=by,
            actor_name=str(by),
            at=timezone.now(),
            data={"to": assessment.state},
        )
        event.hash = event_hash(event)
        events.append(event)
    Event.objects.bulk_create(events, batch_size=500)


def _fill(cycle: Cycle, stages: dict[int, tuple[str, float]], people: dict[str, User]) -> list[Assessment]:
    regions = list(Region.objects.select_related("province"))
    assessments = _create_assessments(cycle, stages, regions)
    rows = CycleRows(
        Inventor(cycle.framework), Cast(people["kanwil"], people["penilai"], sample_files(regions, data_year=cycle.data_year)), cycle.award_year
    )
    for assessment in assessments:
        rows.add(assessment, answered_share=stages[assessment.region_id][1])
    rows.write()
    counts = answered_counts(rows.answers)
    for assessment in assessments:
        assessment.answered_count = counts.get(assessment.pk, 0)
    Assessment.objects.bulk_update(assessments, ["answered_count"], batch_size=200)
    write_self_scores(cycle=cycle)
    scores = dict(Assessment.objects.filter(cycle=cycle).values_list("pk", "self_score"))
    for assessment in assessments:
        assessment.self_score = scores[assessment.pk]
    create_submissions(assessments, rows.entries, asked=len(rows.inventor.indicators))
    _log_history(assessments, people["pimpinan"])
    return assessments


def _close(cycle: Cycle) -> None:
    """Put last year's phases where they were: in last year."""
    months = {
        PhaseCode.FILLING: (1, 3),
        PhaseCode.VERIFICATION: (3, 5),
        PhaseCode.CORRECTION: (4, 5),
        PhaseCode.SCORING: (6, 9),
        PhaseCode.OBJECTION: (9, 10),
        PhaseCode.PLENARY: (10, 11),
        PhaseCode.PUBLICATION: (11, 12),
    }
    for code, (start, end) in months.items():
        Phase.objects.filter(cycle=cycle, code=code).update(
            starts_at=datetime(cycle.award_year, start, 6, 1, tzinfo=UTC), ends_at=datetime(cycle.award_year, end, 28, 16, 59, tzinfo=UTC)
        )
    Cycle.objects.filter(pk=cycle.pk).update(opened_at=datetime(cycle.award_year, 1, 6, 1, tzinfo=UTC))


@transaction.atomic
def create_published_cycle(*, award_year: int, framework: Framework, people: dict[str, User]) -> Cycle:
    """Create a cycle that went all the way to certificates, through the portal's own services."""
    cycle = _make_cycle(award_year, framework, people["pimpinan"])
    Phase.objects.filter(cycle=cycle).update(starts_at=timezone.now() - timedelta(days=1), ends_at=timezone.now() + timedelta(days=1))
    stages: dict[int, tuple[str, float]] = {}
    for region in Region.objects.all():
        took_part = random.Random(f"ikut {region.code}").random() < 0.9
        stages[region.pk] = (State.REVIEWED, 0.98) if took_part else (State.FILLING, 0.2)
    _fill(cycle, stages, people)
    _aksi_ham(cycle)
    job = Job.objects.create(kind="scoring_run", payload={})
    run = ScoringRun.objects.create(cycle=cycle, sequence=1, run_by=people["pimpinan"], job=job)
    job.payload = {"run": run.pk}
    job.state, job.attempts = "running", 1
    job.save()
    compute_run(job)
    job.state, job.finished_at = "done", timezone.now()
    job.save(update_fields=["state", "finished_at"])
    run = approve_run(run=run, by=people["pimpinan2"])
    publish_run(run=run, decree=_decree(award_year), by=people["pimpinan"])
    _close(cycle)
    return cycle


def _aksi_ham(cycle: Cycle) -> None:
    """Points of the additional component; some regions sent no report and fall at the gate."""
    changed = []
    for assessment in Assessment.objects.filter(cycle=cycle, state=State.REVIEWED).select_related("region"):
        luck = random.Random(f"aksi {assessment.region.code}")
        maximum = int(cycle.framework.addition_maximum)
        if luck.random() < 0.05:
            assessment.failed_gates = list(cycle.framework.gates.filter(effect="no_predicate").values_list("code", flat=True))
            assessment.gates_note = "Tidak ada laporan Aksi HAM (contoh)."
        else:
            assessment.addition_points = min(maximum, luck.choice([4, 6, 8, 10, 12, maximum]))
            assessment.addition_note = "Sesuai capaian laporan Aksi HAM (contoh)."
        changed.append(assessment)
    Assessment.objects.bulk_update(changed, ["failed_gates", "gates_note", "addition_points", "addition_note"], batch_size=200)


@transaction.atomic
def create_midflight_cycle(*, award_year: int, framework: Framework, people: dict[str, User]) -> Cycle:
    """Create this year's cycle with regions in every state."""
    cycle = _make_cycle(award_year, framework, people["pimpinan"])
    stages = {region.pk: _staged(region) for region in Region.objects.all()}
    _fill(cycle, stages, people)
    return cycle
