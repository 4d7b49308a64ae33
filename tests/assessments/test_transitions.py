"""The table of transitions: every step from every state by every role."""

from typing import Any

import pytest

from accounts.access import Refused
from assessments.models import Assessment, AssessmentState, Event
from assessments.services.transitions import TRANSITIONS, Step, TransitionError, lock, move

MAY = {
    "submitted": {"coordinator", "signatory"},
    "withdrawn": {"coordinator", "signatory"},
    "returned": {"verifier"},
    "forwarded": {"verifier"},
    "reviewed": {"reviewer"},
    "reopened": {"lead", "second_lead"},
    # An assessment that counts is never begun anew (test_practice).
    "practice_reset": set(),
}
EVERYBODY = [
    "coordinator", "contributor", "signatory", "far_coordinator", "observer", "verifier", "far_verifier",
    "reviewer", "lead", "second_lead", "editor", "administrator", "nobody",
]  # fmt: skip


def test_the_table_has_every_step_and_no_other() -> None:
    steps = {(code, source, transition.target) for code, transition in TRANSITIONS.items() for source in transition.sources}
    assert steps == {
        ("submitted", "filling", "submitted"),
        ("submitted", "returned", "submitted"),
        ("withdrawn", "submitted", "filling"),
        ("returned", "submitted", "returned"),
        ("forwarded", "submitted", "forwarded"),
        ("reviewed", "forwarded", "reviewed"),
        ("reopened", "reviewed", "forwarded"),
        ("published", "reviewed", "published"),
        ("practice_reset", "filling", "filling"),
        ("practice_reset", "submitted", "filling"),
        ("practice_moved", "filling", "filling"),
        ("practice_moved", "submitted", "filling"),
    }


@pytest.mark.parametrize("name", EVERYBODY)
def test_every_step_from_every_state(stage: Any, name: str) -> None:
    by = stage.people[name]
    for code, transition in TRANSITIONS.items():
        if transition.permission is None:
            continue
        for source in AssessmentState.values:
            Assessment.objects.filter(pk=stage.assessment.pk).update(state=source)
            step = Step(lock(stage.assessment), code, by)
            if name in MAY[code] and source in transition.sources:
                assert move(step).state == transition.target
                event = Event.objects.order_by("-pk").first()
                assert (event.code, event.data["from"], event.data["to"], event.actor) == (code, source, transition.target, by)
            else:
                before = Event.objects.count()
                with pytest.raises((Refused, TransitionError)):
                    move(step)
                assert Event.objects.count() == before
                assert Assessment.objects.get(pk=stage.assessment.pk).state == source


@pytest.mark.parametrize("source", AssessmentState.values)
def test_publication_takes_scored_assessments_only(stage: Any, source: str) -> None:
    Assessment.objects.filter(pk=stage.assessment.pk).update(state=source)
    step = Step(lock(stage.assessment), "published", stage.lead)
    if source == AssessmentState.REVIEWED:
        assert move(step).state == AssessmentState.PUBLISHED
    else:
        with pytest.raises(TransitionError):
            move(step)
