"""Trying a draft out on a whole year: the worker's job from reading to writing, and memory as regions grow.

`python -m benchmarks.simulation` measures the calculation alone; with the database it is part of `make bench`.
"""

import random
import time
import tracemalloc
from decimal import Decimal
from typing import Any

from benchmarks.engine import REGIONS, answers, framework
from indicators.scoring import CompiledFramework
from reports.simulation import Candidate, Simulation

SECONDS = 2.0
KILOBYTES_A_REGION = 4.0


def _simulate(before: CompiledFramework, after: CompiledFramework, regions: int) -> None:
    """Score so many regions twice; each region's answers are made when it is its turn, as the worker reads them in batches."""
    luck = random.Random(2026)
    year = answers(before, 20)
    simulation = Simulation(before, after)
    for region in range(regions):
        values = luck.choice(year)
        simulation.add(Candidate(region, values, values, Decimal(luck.randint(0, 15))))
    simulation.finish()


def _peak_kilobytes(regions: int) -> float:
    """The most memory in use while simulating so many regions."""
    before, after = framework(), framework()
    tracemalloc.start()
    _simulate(before, after, regions)
    peak = tracemalloc.get_traced_memory()[1] / 1000
    tracemalloc.stop()
    return peak


def calculation() -> list[dict[str, Any]]:
    """The calculation without the database."""
    before, after = framework(), framework()
    best = float("inf")
    for _ in range(3):
        begin = time.process_time()
        _simulate(before, after, REGIONS)
        best = min(best, time.process_time() - begin)
    growth = (_peak_kilobytes(REGIONS * 10) - _peak_kilobytes(REGIONS)) / (REGIONS * 9)
    return [
        _row("Simulation: 514 x 120 by two frameworks with statistics, calculation alone", best, "s", SECONDS),
        _row("Simulation: memory more for each further region, up to ten times the regions", growth, "KB", KILOBYTES_A_REGION),
    ]


def run(cycle: Any, lead: Any) -> list[dict[str, Any]]:
    """Measure; rows for `benchmarks.run`. Needs the year of `benchmarks.world`."""
    from accounts.models import Membership, Role
    from indicators.services.drafts import draft_from
    from jobs.models import Job
    from reports.models import Simulation as Kept
    from reports.services.simulation import compute_simulation

    Membership.objects.create(user=lead, role=Role.FRAMEWORK_EDITOR)
    draft = draft_from(base=cycle.framework, code="ukur-rancangan", title={"id": "Rancangan", "en": "Draft"}, by=lead)
    draft.indicators.filter(kind="hasil").update(weight=2)
    times = []
    for _ in range(4):
        kept = Kept.objects.create(framework=draft, cycle=cycle, requested_by=lead)
        job = Job.objects.create(kind="simulation", payload={"simulation": kept.pk}, state="running", attempts=1)
        begin = time.perf_counter()
        compute_simulation(job)
        times.append(time.perf_counter() - begin)
    # The first round warms what the process keeps of the adopted framework.
    seconds = sorted(times[1:])[1]
    return [_row("Simulation of a draft, 514 x 120, from reading to writing", seconds, "s", SECONDS), *calculation()]


def _row(name: str, value: float, unit: str, limit: float) -> dict[str, Any]:
    return {"name": name, "value": value, "unit": unit, "target": f"≤ {limit:g} {unit}", "met": value <= limit}


if __name__ == "__main__":
    for row in calculation():
        print(f"{row['name']}: {row['value']:,.2f} {row['unit']} ({row['target']}) {'met' if row['met'] else 'MISSED'}")
