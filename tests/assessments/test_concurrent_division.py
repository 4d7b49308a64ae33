"""Pressed twice at once on real PostgreSQL: one acts, the other changes nothing."""

from typing import Any

import pytest
from django.core.exceptions import ValidationError

from accounts.models import Invitation, Membership, OutgoingMail, WorkUnit
from accounts.services.invitations import InvitationUsedError, Person, accept_invitation, invite_contributors
from assessments.models import Assignment, Event, Notice, NoticeCode
from assessments.services.assignments import Charge, assign_usual, divide
from assessments.services.events import all_broken_links
from assessments.services.reminders import remind
from tests.assessments.test_concurrency import at_once, failures
from tests.factories import Stage, UserFactory, make_stage

pytestmark = [pytest.mark.postgresql, pytest.mark.django_db(transaction=True)]


@pytest.fixture
def world() -> Stage:
    """The stage, really committed, so that other connections see it."""
    return make_stage()


def test_two_presses_of_dividing_write_one_event(world: Stage) -> None:
    Assignment.objects.all().delete()
    unit = WorkUnit.objects.get(region=world.region)
    wanted = {pk: Charge(unit.pk) for pk in world.framework.indicators.values_list("pk", flat=True)}

    def press() -> Any:
        return divide(assessment=world.assessment, wanted=wanted, by=world.coordinator).count

    assert sorted(at_once(press, press)) == [0, len(wanted)]
    assert Event.objects.filter(code="work_divided").count() == 1
    assert list(all_broken_links()) == []


def test_two_presses_of_the_usual_opds_make_each_opd_once(world: Stage) -> None:
    results = at_once(*[lambda: assign_usual(assessment=world.assessment, by=world.coordinator) for _press in range(2)])
    assert failures(results) == []
    names = [name.casefold() for name in WorkUnit.objects.filter(region=world.region).values_list("name", flat=True)]
    assert len(names) == len(set(names))


def test_two_presses_of_reminding_remind_once(world: Stage) -> None:
    unit = WorkUnit.objects.get(region=world.region)
    results = at_once(*[lambda: remind(assessment=world.assessment, unit=unit.pk, by=world.coordinator) for _press in range(2)])
    assert failures(results) == [ValidationError]
    assert Notice.objects.filter(code=NoticeCode.REMINDED).count() == 1


def test_two_presses_of_inviting_send_one_mail_and_of_accepting_give_one_membership(world: Stage) -> None:
    unit = WorkUnit.objects.get(region=world.region)
    person = Person("ani@contoh.go.id", "Ani")
    at_once(*[lambda: invite_contributors(work_unit=unit, people=[person], by=world.coordinator) for _press in range(2)])
    invitation = Invitation.objects.get()
    assert OutgoingMail.objects.filter(to="ani@contoh.go.id").count() == 1
    people = [UserFactory(), UserFactory()]
    results = at_once(*[lambda user=user: accept_invitation(invitation=invitation, user=user) for user in people])
    assert failures(results) == [InvitationUsedError]
    assert Membership.objects.filter(user__in=people).count() == 1
