"""Who may run the scoring, approve it and publish."""

from typing import Any

from django.utils.translation import gettext_lazy as _

from accounts.access import Condition, permission
from accounts.models import Role
from accounts.rules import holds_role
from assessments.models import CycleState, Event, PhaseCode
from assessments.rules import IS_LEAD
from reports.models import RunState


def _cycle_open(user: Any, cycle: Any) -> bool:
    return cycle is None or (cycle.state == CycleState.OPEN and not cycle.is_practice)


def _scoring_time(user: Any, cycle: Any) -> bool:
    return cycle is None or any(cycle.is_phase_open(code) for code in (PhaseCode.SCORING, PhaseCode.OBJECTION, PhaseCode.PLENARY))


def _is_second_lead(user: Any, run: Any) -> bool:
    return run.run_by_id != user.pk


def _is_current(user: Any, run: Any) -> bool:
    """Nothing a score is made of has changed since the run began; else scores and published answers would disagree."""
    return not Event.objects.filter(assessment__cycle=run.cycle_id, code__in=JUDGING, at__gte=run.created_at).exists()


# Events after which a score may be another one.
JUDGING = ("finding_recorded", "fit_accepted", "reviewed", "reopened", "addition_set")
IS_CURRENT = Condition(_is_current, _("Findings, points or gates have changed since this run began. Compute a new run."))

permission("reports.open_determination", IS_LEAD)
permission(
    "reports.run_scoring",
    IS_LEAD,
    Condition(_cycle_open, _("The cycle is not open.")),
    Condition(_scoring_time, _("Scores can be computed from the scoring phase until the end of the plenary.")),
)
permission("reports.view_run", IS_LEAD)
permission(
    "reports.approve_run",
    IS_LEAD,
    Condition(lambda user, run: run.state == RunState.COMPUTED, _("Only a computed run that was not superseded can be approved.")),
    Condition(_is_second_lead, _("A second lead has to approve: you started this run yourself.")),
    IS_CURRENT,
)
permission(
    "reports.publish_run",
    IS_LEAD,
    Condition(lambda user, run: run.state == RunState.APPROVED, _("Only an approved run can be published.")),
    Condition(lambda user, run: _cycle_open(user, run.cycle), _("The cycle has been published already.")),
    Condition(
        lambda user, run: run.cycle.is_phase_open(PhaseCode.PLENARY) or run.cycle.is_phase_open(PhaseCode.PUBLICATION),
        _("Results are published in the plenary or publication phase."),
    ),
    IS_CURRENT,
)
permission(
    "reports.simulate",
    Condition(
        holds_role(Role.FRAMEWORK_EDITOR, Role.DITJEN_LEAD), _("Only framework editors and leads of Ditjen HAM can try a framework out on answers.")
    ),
)
