"""The states of an assessment: the whole table in one place. Nothing sets the state elsewhere."""

from dataclasses import dataclass, field
from typing import Any

from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from accounts.access import require
from assessments.models import Assessment, AssessmentState
from assessments.services.events import log

State = AssessmentState


@dataclass(frozen=True, slots=True)
class Transition:
    """One allowed step: from which states to which, by whom (a permission; None for the system)."""

    code: str
    sources: tuple[str, ...]
    target: str
    permission: str | None


# Nobody verifies practice, so that it gets no further.
PRACTISED = (State.FILLING, State.SUBMITTED)

TRANSITIONS: dict[str, Transition] = {
    transition.code: transition
    for transition in (
        Transition("submitted", (State.FILLING, State.RETURNED), State.SUBMITTED, "assessments.submit_assessment"),
        Transition("withdrawn", (State.SUBMITTED,), State.FILLING, "assessments.withdraw_submission"),
        Transition("returned", (State.SUBMITTED,), State.RETURNED, "assessments.verify_assessment"),
        Transition("forwarded", (State.SUBMITTED,), State.FORWARDED, "assessments.verify_assessment"),
        Transition("reviewed", (State.FORWARDED,), State.REVIEWED, "assessments.review_assessment"),
        Transition("reopened", (State.REVIEWED,), State.FORWARDED, "assessments.reopen_review"),
        # Practice begins anew: because the region wants to, or because the framework that is practised on is another.
        Transition("practice_reset", PRACTISED, State.FILLING, "assessments.reset_practice"),
        Transition("practice_moved", PRACTISED, State.FILLING, None),
        # The publication of a cycle (reports) takes every scored assessment with it.
        Transition("published", (State.REVIEWED,), State.PUBLISHED, None),
    )
}


class TransitionError(ValidationError):
    """Raised when the state does not allow the step; the message is meant for people."""


@dataclass(slots=True)
class Step:
    """A step about to be taken, with what is written to the log."""

    assessment: Assessment
    code: str
    by: Any
    data: dict[str, Any] = field(default_factory=dict)


def expect(assessment: Assessment, code: str) -> None:
    """Raise `TransitionError` when the state of a locked assessment does not allow the step.

    Services ask this before the rules, so that the slower of two people reads that the assessment has been moved on.
    """
    if assessment.state not in TRANSITIONS[code].sources:
        raise TransitionError(
            _("Someone else has already moved this assessment on; it is now “%(state)s”."), params={"state": assessment.get_state_display()}
        )


def lock(assessment: Assessment) -> Assessment:
    """Lock the row until the end of the transaction and return it fresh, with region and cycle.

    Every service begins with this, so that two clicks or two people cannot both win.
    """
    return (
        Assessment.objects.select_for_update(of=("self",))
        .select_related("region__province", "cycle__framework")
        .prefetch_related("cycle__phases")
        .get(pk=assessment.pk)
    )


def move(step: Step, *, update_fields: tuple[str, ...] = ()) -> Assessment:
    """Take the step on a locked assessment: check rule and table, set the state, log the event.

    Raises `accounts.access.Refused` with its reason, or `TransitionError` when the state has moved on.
    """
    transition = TRANSITIONS[step.code]
    assessment = step.assessment
    if transition.permission is not None:
        require(step.by, transition.permission, assessment)
    expect(assessment, step.code)
    before = assessment.state
    assessment.state = transition.target
    assessment.save(update_fields=["state", *update_fields])
    log(subject=assessment, code=step.code, by=step.by, data={"from": before, "to": transition.target} | step.data)
    return assessment
