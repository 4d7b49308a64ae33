"""A draft of the small framework tried out on the judged stage: what the tests of simulations begin with."""

from typing import Any

from indicators.models import Framework, IndicatorLink
from indicators.services.drafts import draft_from
from jobs.services import run as do_job
from reports.models import Simulation
from reports.services.simulation import start_simulation
from tests.factories import Stage


def draft_of(stage: Stage, code: str = "rancangan") -> Framework:
    """A draft that has everything the small framework has."""
    return draft_from(base=stage.framework, code=code, title={"id": "Rancangan", "en": "Draft"}, by=stage.editor)


def end(draft: Framework, code: str) -> None:
    """The mapping says that nothing follows the indicator of this code: the draft's own is new."""
    IndicatorLink.objects.filter(framework=draft, predecessor__code=code).update(successor=None)


def simulated(draft: Framework, stage: Stage, **options: Any) -> Simulation:
    """Start a simulation and do its work."""
    simulation = start_simulation(framework=draft, **({"cycle": stage.cycle, "unasked": "omit", "by": stage.editor} | options))
    assert simulation.job is not None
    do_job(simulation.job.pk)
    simulation.refresh_from_db()
    return simulation
