"""Who may do what with an assessment, and the reason told to the person refused."""

from collections.abc import Callable
from typing import Any

from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from accounts.access import Condition, permission
from accounts.models import Role
from accounts.rules import holds_role, holds_role_for_region
from assessments.models import AssessmentState, CycleState, EvidenceFile, PhaseCode, ScanState
from assessments.services.responsibility import SEES_EVERYTHING, contributes_for, is_part, whose

REGIONAL = (Role.REGIONAL_COORDINATOR, Role.OPD_CONTRIBUTOR, Role.REGIONAL_SIGNATORY)
MINISTRY = (Role.DITJEN_REVIEWER, Role.DITJEN_LEAD, Role.ADMINISTRATOR)
OBSERVING = (*REGIONAL, Role.PROVINCIAL_OBSERVER, Role.KANWIL_VERIFIER, *MINISTRY)
FILLABLE = (AssessmentState.FILLING, AssessmentState.RETURNED)


def acts_for(*roles: Role) -> Callable[[Any, Any], bool]:
    """Predicate: one of the roles, for the region of an assessment, or of what belongs to one (an answer, a submission)."""

    def predicate(user: Any, found: Any = None) -> bool:
        if found is None:
            return False
        held = found if hasattr(found, "region") else found.assessment
        # What a region does for practice is its own people's alone.
        practice = hasattr(held, "cycle") and held.cycle.is_practice
        return holds_role_for_region(user, held.region, *(role for role in roles if not practice or role in REGIONAL))

    return predicate


def in_state(*states: str) -> Callable[[Any, Any], bool]:
    """Predicate: the assessment stands in one of the states."""

    def predicate(user: Any, assessment: Any) -> bool:
        return assessment.state in states

    return predicate


def not_in_state(*states: str) -> Callable[[Any, Any], bool]:
    """Predicate: the assessment stands in none of the states."""

    def predicate(user: Any, assessment: Any) -> bool:
        return assessment.state not in states

    return predicate


def phase_open(code: str) -> Callable[[Any, Any], bool]:
    """Predicate: the phase is open now."""

    def predicate(user: Any, assessment: Any) -> bool:
        return assessment.is_phase_open(code)

    return predicate


def filling_time(user: Any, assessment: Any) -> bool:
    """Predicate: filling is open, or correction is open for a returned assessment."""
    code = PhaseCode.CORRECTION if assessment.state == AssessmentState.RETURNED else PhaseCode.FILLING
    return bool(assessment.is_phase_open(code))


def of_assessment(condition: Condition) -> Condition:
    """The same condition, asked of what belongs to an assessment."""

    def predicate(user: Any, found: Any) -> bool:
        return condition.predicate(user, found.assessment)

    return Condition(predicate, condition.reason)


def evidence_visible(user: Any, file: Any = None) -> bool:
    """Predicate: the file's region is covered by one of the person's roles; a contributor sees their own part's files (one query)."""
    if file is None or not holds_role_for_region(user, file.region, *OBSERVING):
        return False
    return holds_role_for_region(user, file.region, *SEES_EVERYTHING) or EvidenceFile.objects.visible_to(user).filter(pk=file.pk).exists()


def not_infected(user: Any, file: Any) -> bool:
    """Predicate: the virus scan found nothing, or has not looked."""
    return bool(file.scan_state != ScanState.INFECTED)


def not_held_back(user: Any, file: Any) -> bool:
    """Predicate: the virus scan is done, or the person acts for the region the file (or the statement) comes from."""
    region = file.region if hasattr(file, "region") else file.assessment.region
    return file.scan_state != ScanState.PENDING or holds_role_for_region(user, region, *REGIONAL)


def has_all_phases(user: Any, cycle: Any) -> bool:
    """Predicate: every phase of the year has its dates."""
    return {phase.code for phase in cycle.phases.all()} == set(PhaseCode.values)


def filling_not_over(user: Any, cycle: Any) -> bool:
    """Predicate: the filling phase ends in the future."""
    phase = cycle.phase(PhaseCode.FILLING)
    return phase is not None and phase.ends_at > timezone.now()


DEADLINE_PASSED = Condition(
    filling_time, _("The deadline has passed: answers can no longer be changed. Ask Ditjen HAM whether your region was given an extension.")
)
STATE_FILLABLE = Condition(in_state(*FILLABLE), _("The assessment has been submitted; it can be changed again when the Kanwil returns it."))
STATE_SUBMITTED = Condition(in_state(AssessmentState.SUBMITTED), _("The assessment is not with the Kanwil at the moment."))
STATE_FORWARDED = Condition(in_state(AssessmentState.FORWARDED), _("The assessment is not waiting for scoring."))
IS_LEAD = Condition(holds_role(Role.DITJEN_LEAD), _("Only a Ditjen lead may do this."))

permission("assessments.view_assessment", Condition(acts_for(*OBSERVING), _("This assessment belongs to a region you do not act for.")))
ANSWERS = Condition(
    acts_for(Role.REGIONAL_COORDINATOR, Role.OPD_CONTRIBUTOR),
    _("Only the coordinator and the OPD contributors of the region can answer."),
)
permission("assessments.answer_assessment", ANSWERS, STATE_FILLABLE, DEADLINE_PASSED)
# Asked of a place with `.assessment`, `.region` and `.indicator` (`services.place.IndicatorPlace`). Costs a coordinator no
# query and a contributor one, kept on the instance of the assessment (`services.responsibility.mine`).
IS_PART = Condition(is_part, whose)
permission(
    "assessments.view_indicator",
    Condition(acts_for(*OBSERVING), _("This assessment belongs to a region you do not act for.")),
    IS_PART,
)
permission("assessments.answer_indicator", ANSWERS, of_assessment(STATE_FILLABLE), of_assessment(DEADLINE_PASSED), IS_PART)
COORDINATES = Condition(acts_for(Role.REGIONAL_COORDINATOR), _("Only the coordinator of the region can divide the work."))
permission("assessments.open_division", COORDINATES)
permission(
    "assessments.divide_work",
    COORDINATES,
    Condition(not_in_state(AssessmentState.PUBLISHED), _("The result of this assessment is public; its work can no longer be divided.")),
)
permission("assessments.remind_offices", COORDINATES, STATE_FILLABLE, DEADLINE_PASSED)
# Asked of an OPD's part (`services.assignments.Part`).
permission(
    "assessments.finish_part",
    Condition(contributes_for, _("Only the people of this OPD and the coordinator of the region can say that its part is done.")),
    of_assessment(STATE_FILLABLE),
    of_assessment(DEADLINE_PASSED),
)
permission(
    "assessments.open_handover",
    Condition(
        acts_for(Role.REGIONAL_COORDINATOR, Role.REGIONAL_SIGNATORY),
        _("Only the coordinator and the signatory of the region can open the hand-over."),
    ),
)
permission("assessments.leave_note", Condition(acts_for(Role.REGIONAL_COORDINATOR), _("Only the coordinator of the region can leave a note.")))
TALKING = (*REGIONAL, Role.KANWIL_VERIFIER)
permission(
    "assessments.read_comments",
    Condition(acts_for(*TALKING, *MINISTRY), _("Comments are read by the region, its Kanwil and Ditjen HAM.")),
    IS_PART,
)
permission(
    "assessments.comment",
    Condition(acts_for(*TALKING), _("Only the region and its Kanwil write comments here; you read them.")),
    of_assessment(Condition(lambda user, assessment: assessment.state != AssessmentState.PUBLISHED, _("The result is public; the talk is closed."))),
    IS_PART,
)
permission(
    "assessments.submit_assessment",
    Condition(
        acts_for(Role.REGIONAL_COORDINATOR, Role.REGIONAL_SIGNATORY),
        _("Only the coordinator or the signatory of the region can submit the assessment."),
    ),
    STATE_FILLABLE,
    DEADLINE_PASSED,
)
permission(
    "assessments.open_submission",
    Condition(acts_for(*OBSERVING), _("This assessment belongs to a region you do not act for.")),
)
permission(
    "assessments.withdraw_submission",
    Condition(
        acts_for(Role.REGIONAL_COORDINATOR, Role.REGIONAL_SIGNATORY),
        _("Only the coordinator or the signatory of the region can withdraw the submission."),
    ),
    STATE_SUBMITTED,
    Condition(phase_open(PhaseCode.FILLING), _("The deadline has passed: the submission can no longer be withdrawn.")),
)
permission(
    "assessments.print_statement",
    Condition(
        acts_for(Role.REGIONAL_COORDINATOR, Role.REGIONAL_SIGNATORY),
        _("Only the coordinator and the signatory of the region prepare the statement."),
    ),
)
permission(
    "assessments.upload_statement",
    Condition(
        acts_for(Role.REGIONAL_COORDINATOR, Role.REGIONAL_SIGNATORY),
        _("Only the coordinator and the signatory of the region prepare the statement."),
    ),
    STATE_FILLABLE,
    DEADLINE_PASSED,
)
permission(
    "assessments.confirm_statement",
    Condition(acts_for(Role.REGIONAL_SIGNATORY), _("Only the signatory of the region confirms the statement, from their own account.")),
    STATE_FILLABLE,
    DEADLINE_PASSED,
)
READS_STATEMENT = Condition(
    acts_for(Role.REGIONAL_COORDINATOR, Role.REGIONAL_SIGNATORY, Role.KANWIL_VERIFIER, *MINISTRY),
    _("The signed statement is read by the coordinator and the signatory of the region, its Kanwil and Ditjen HAM."),
)
permission("assessments.read_statement", READS_STATEMENT)
permission(
    "assessments.practise",
    Condition(
        lambda user, region: region is not None and holds_role_for_region(user, region, *REGIONAL),
        _("Only people of the region can practise for it."),
    ),
)
permission(
    "assessments.reset_practice",
    Condition(acts_for(Role.REGIONAL_COORDINATOR), _("Only the coordinator of the region can begin the practice anew.")),
    Condition(lambda user, assessment: assessment.cycle.is_practice, _("Only practice can be begun anew.")),
)
permission(
    "assessments.view_learning",
    Condition(
        acts_for(Role.REGIONAL_COORDINATOR, Role.REGIONAL_SIGNATORY),
        _("Only the coordinator and the signatory of the region can see who has been through the lessons."),
    ),
)
SAFE = (
    Condition(not_infected, _("The virus scan found something in this file. Nobody can open it.")),
    Condition(not_held_back, _("This file is being scanned for viruses. It can be opened when the scan is done.")),
)
permission("assessments.view_evidence", Condition(evidence_visible, _("This file belongs to a region you do not act for.")), *SAFE)
permission("assessments.open_statement_scan", READS_STATEMENT, *SAFE)
# What may be done with the file that arrives is asked anew with every part (`assessments.answer_indicator`).
permission("assessments.use_upload", Condition(lambda user, upload: upload.by_id == user.pk, _("This is somebody else’s upload.")))
permission(
    "assessments.open_library",
    Condition(
        acts_for(*REGIONAL),
        _("Only people of the region can open the list of its files. You find the files at the answers they support."),
    ),
)
permission(
    "assessments.monitor",
    Condition(
        holds_role(Role.PROVINCIAL_OBSERVER, Role.KANWIL_VERIFIER, *MINISTRY),
        _("Only the Biro Hukum of a province, the Kanwil and the ministry watch the progress of several regions."),
    ),
)
permission(
    "assessments.open_verification_queue",
    Condition(holds_role(Role.KANWIL_VERIFIER), _("Only Kanwil verifiers can open the verification.")),
)
permission(
    "assessments.open_verification",
    Condition(acts_for(Role.KANWIL_VERIFIER), _("This region is not served by your Kanwil.")),
)
permission(
    "assessments.verify_assessment",
    Condition(acts_for(Role.KANWIL_VERIFIER), _("This region is not served by your Kanwil.")),
    STATE_SUBMITTED,
    Condition(phase_open(PhaseCode.VERIFICATION), _("The Kanwil verification is not open.")),
)
permission(
    "assessments.open_review_queue",
    Condition(holds_role(Role.DITJEN_REVIEWER, Role.DITJEN_LEAD), _("Only reviewers and leads of Ditjen HAM can open the scoring.")),
)
permission(
    "assessments.open_review",
    Condition(acts_for(Role.DITJEN_REVIEWER, Role.DITJEN_LEAD), _("Only reviewers and leads of Ditjen HAM can open the scoring.")),
)
permission(
    "assessments.set_addition",
    Condition(
        acts_for(Role.DITJEN_REVIEWER, Role.DITJEN_LEAD),
        _("Only reviewers and leads of Ditjen HAM can enter the additional points and the gates."),
    ),
    Condition(
        in_state(AssessmentState.FORWARDED, AssessmentState.REVIEWED),
        _("The assessment has not been forwarded to Ditjen HAM, or its result is public."),
    ),
    Condition(phase_open(PhaseCode.SCORING), _("The scoring phase is not open.")),
)
permission(
    "assessments.review_assessment",
    Condition(acts_for(Role.DITJEN_REVIEWER), _("Only reviewers of Ditjen HAM can score.")),
    STATE_FORWARDED,
    Condition(phase_open(PhaseCode.SCORING), _("The scoring phase is not open.")),
)
permission(
    "assessments.reopen_review",
    IS_LEAD,
    Condition(in_state(AssessmentState.REVIEWED), _("Only a scored assessment can be opened again.")),
    Condition(phase_open(PhaseCode.SCORING), _("The scoring phase is not open.")),
)
permission("assessments.manage_cycles", IS_LEAD)
permission(
    "assessments.load_figures",
    Condition(holds_role(Role.DITJEN_LEAD, Role.FRAMEWORK_EDITOR), _("Only leads of Ditjen HAM and framework editors can load official figures.")),
)
permission(
    "assessments.open_cycle",
    IS_LEAD,
    Condition(lambda user, cycle: cycle.state == CycleState.DRAFT, _("The cycle has been opened already.")),
    Condition(has_all_phases, _("Give every phase its dates first.")),
    Condition(filling_not_over, _("The filling phase is already over: no region could answer. Change its dates first.")),
)
permission(
    "assessments.change_statement_demand",
    IS_LEAD,
    Condition(lambda user, cycle: cycle.state == CycleState.DRAFT, _("The cycle has been opened already; what it demands no longer changes.")),
)
permission(
    "assessments.change_phases",
    IS_LEAD,
    Condition(lambda user, cycle: cycle.state != CycleState.PUBLISHED, _("The results of this cycle are public; its dates no longer change.")),
)
IN_THE_KANWIL = Condition(
    holds_role(Role.KANWIL_VERIFIER, Role.DITJEN_REVIEWER, Role.DITJEN_LEAD, Role.ADMINISTRATOR),
    _("Only the Kanwil and Ditjen HAM can open this page."),
)
permission("assessments.view_year", IN_THE_KANWIL)
# Fairness: whoever judges a region sees who was given more time, and why.
permission("assessments.view_extensions", IN_THE_KANWIL)
permission("assessments.give_extensions", IS_LEAD)
permission(
    "assessments.extend_deadline",
    IS_LEAD,
    Condition(
        lambda user, assessment: assessment.cycle.state == CycleState.OPEN and not assessment.cycle.is_practice,
        _("Only the deadlines of an open cycle can be extended."),
    ),
    Condition(
        in_state(AssessmentState.FILLING, AssessmentState.SUBMITTED, AssessmentState.RETURNED),
        _("The assessment has gone on to Ditjen HAM: more time would change nothing."),
    ),
)
