"""Who may run the scoring, approve it and publish."""

from typing import Any

from django.utils.translation import gettext_lazy as _

from accounts.access import Condition, permission
from accounts.models import Role
from accounts.rules import holds_role
from assessments.models import Assessment, CycleState, Event, PhaseCode
from assessments.rules import IS_LEAD, OBSERVING, acts_for
from reports.models import CommitmentAction, PublishedCommitment, RunState


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


def _counts(user: Any, assessment: Any) -> bool:
    return not assessment.cycle.is_practice


def _not_told_yet(user: Any, assessment: Any) -> bool:
    told = PublishedCommitment.objects.filter(region=assessment.region_id, award_year=assessment.cycle.award_year, followed_up_at__isnull=False)
    return not told.exists() and not CommitmentAction.objects.filter(commitment__assessment=assessment, told_at__isnull=False).exists()


def _is_published(user: Any, assessment: Any) -> bool:
    return PublishedCommitment.objects.filter(region=assessment.region_id, award_year=assessment.cycle.award_year).exists()


def _is_over(user: Any, assessment: Any) -> bool:
    """Whether the region is in a later year."""
    later = Assessment.objects.counting().filter(region=assessment.region_id, cycle__award_year__gt=assessment.cycle.award_year)
    return later.exists()


WRITES = Condition(
    acts_for(Role.REGIONAL_COORDINATOR, Role.REGIONAL_SIGNATORY), _("Only the coordinator and the signatory of the region can write the commitment.")
)
SIGNS = Condition(acts_for(Role.REGIONAL_SIGNATORY), _("Only the signatory of the region can publish it, from the own account."))
COUNTS = Condition(_counts, _("Practice has no commitment."))
NOT_TOLD = Condition(_not_told_yet, _("It has been told what became of the actions: the commitment itself no longer changes."))
IS_PUBLISHED = Condition(_is_published, _("The commitment has not been published yet."))
IS_OVER = Condition(_is_over, _("What became of the actions is told in the next cycle, once it is open."))

permission("reports.view_commitment", Condition(acts_for(*OBSERVING), _("This assessment belongs to a region you do not act for.")), COUNTS)
# Without the questions to the database: whether the dashboard invites to write.
permission("reports.write_commitments", WRITES, COUNTS)
permission("reports.draft_commitment", WRITES, COUNTS, NOT_TOLD)
permission("reports.publish_commitment", SIGNS, COUNTS, NOT_TOLD)
permission("reports.tell_follow_up", WRITES, COUNTS, IS_PUBLISHED, IS_OVER)
permission("reports.publish_follow_up", SIGNS, COUNTS, IS_PUBLISHED, IS_OVER)
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
