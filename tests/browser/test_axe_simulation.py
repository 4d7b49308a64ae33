"""Pages of simulations pass axe (WCAG 2.2 AA), light and dark, at 390 and 1280 pixels, and do not scroll sideways."""

from typing import Any

import pytest

from indicators.models import Framework
from jobs.models import Job, JobState
from reports.models import Simulation
from reports.services.simulation import start_simulation
from tests.browser.conftest import Visit
from tests.browser.inspection import Inspection
from tests.factories import Stage, make_stage
from tests.reports.conftest import crowd, judged
from tests.reports.simulating import draft_of, end, simulated

PAGE = "/bengkel/rancangan/simulasi/"


@pytest.fixture
def world(transactional_db: Any) -> Stage:
    return make_stage()


def test_pages_of_simulations(world: Stage, visit: Visit) -> None:
    judged(world.assessment)
    crowd(world.cycle, 10)
    draft = draft_of(world)
    Framework.objects.filter(pk=draft.pk).update(components={"struktur": 10, "proses": 10, "hasil": 80})
    end(draft, "INFORMASI-P1")
    finished = simulated(draft, world)
    walk = Inspection(visit(world.editor, language="id"), "id")
    walk.visit("/bengkel/kecil/simulasi/")
    walk.visit(PAGE)
    walk.visit_opened(f"{PAGE}{finished.pk}/")
    walk.visit(f"{PAGE}{finished.pk}/?arah=turun&cari=tidak-ada")
    walk.visit_opened(f"{PAGE}{finished.pk}/34.04/")
    draft.indicators.filter(code="INFORMASI-S1").update(weight=2)
    walk.visit(f"{PAGE}{finished.pk}/")
    running = start_simulation(framework=draft, cycle=world.cycle, unasked="zero", by=world.editor)
    Simulation.objects.filter(pk=running.pk).update(finished_at=None)
    Job.objects.filter(pk=running.job_id).update(state=JobState.RUNNING, done=203, total=514)
    walk.visit(f"{PAGE}{running.pk}/")
    Job.objects.filter(pk=running.job_id).update(state=JobState.FAILED, error="Aturan rancangan tidak dapat dihitung.")
    walk.visit(f"{PAGE}{running.pk}/")
    walk.close()
