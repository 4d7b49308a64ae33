"""Accounts and roles as administrators make and end them."""

from datetime import timedelta
from typing import Any

import pytest
from django.contrib.admin.models import LogEntry
from django.core import mail
from django.core.exceptions import ValidationError
from django.utils import timezone

from accounts.access import Refused
from accounts.models import Membership, Role, User, WorkUnit
from accounts.services import create_account, end_membership, grant_membership
from tests.factories import ProvinceFactory, RegionFactory, UserFactory, person

pytestmark = pytest.mark.django_db


@pytest.fixture
def administrator() -> User:
    return person(Role.ADMINISTRATOR)


def test_a_new_account_has_no_password_and_its_person_gets_the_link(administrator: User, django_capture_on_commit_callbacks: Any) -> None:
    with django_capture_on_commit_callbacks(execute=True):
        user = create_account(email=" Baru@Contoh.go.id ", name="Orang Baru", by=administrator)
    assert (user.email, user.has_usable_password(), user.is_staff, user.is_superuser) == ("baru@contoh.go.id", False, False, False)
    (message,) = mail.outbox
    assert message.to == ["baru@contoh.go.id"]
    assert "/akun/kata-sandi/baru/" in message.body
    assert LogEntry.objects.get().user == administrator


@pytest.mark.parametrize("email", ["ada@contoh.go.id", "ADA@contoh.go.id", "bukan alamat", ""])
def test_an_address_taken_or_wrong_is_refused(administrator: User, email: str) -> None:
    UserFactory(email="ada@contoh.go.id")
    with pytest.raises(ValidationError):
        create_account(email=email, name="Orang", by=administrator)
    assert User.objects.count() == 2


@pytest.mark.parametrize("role", [role for role in Role if role != Role.ADMINISTRATOR])
def test_only_administrators_make_accounts_and_give_roles(stage: Any, role: Role) -> None:
    by = next(user for user in stage.people.values() if any(m.role == role for m in user.active_memberships))
    for attempt in (
        lambda: create_account(email="x@contoh.go.id", name="X", by=by),
        lambda: grant_membership(user=by, role=Role.ADMINISTRATOR, by=by),
        lambda: end_membership(membership=stage.lead.active_memberships[0], by=by),
    ):
        with pytest.raises(Refused):
            attempt()


def test_the_first_account_appoints_the_first_administrator() -> None:
    first = User.objects.create_superuser("pertama@contoh.go.id", full_name="Pertama")
    user = UserFactory()
    assert grant_membership(user=user, role=Role.ADMINISTRATOR, by=first).standing == "holds"


def test_a_person_may_hold_several_roles(administrator: User) -> None:
    user, region, other = UserFactory(), RegionFactory(), RegionFactory()
    grant_membership(user=user, role=Role.REGIONAL_COORDINATOR, office=region, by=administrator)
    grant_membership(user=user, role=Role.REGIONAL_COORDINATOR, office=other, by=administrator)
    grant_membership(user=user, role=Role.PROVINCIAL_OBSERVER, office=region.province, by=administrator)
    assert len(User.objects.get(pk=user.pk).active_memberships) == 3


def test_the_office_must_fit_the_role(administrator: User) -> None:
    region = RegionFactory()
    unit = WorkUnit.objects.create(region=region, name="Dinas")
    wrong: list[tuple[Role, Any]] = [
        (Role.REGIONAL_COORDINATOR, None),
        (Role.REGIONAL_COORDINATOR, region.province),
        (Role.REGIONAL_COORDINATOR, unit),
        (Role.OPD_CONTRIBUTOR, region),
        (Role.KANWIL_VERIFIER, region),
        (Role.DITJEN_LEAD, region),
        (Role.PROVINCIAL_OBSERVER, None),
    ]
    for role, office in wrong:
        with pytest.raises(ValidationError):
            grant_membership(user=administrator, role=role, office=office, by=administrator)
    assert Membership.objects.count() == 1


def test_a_work_unit_of_another_region_is_refused() -> None:
    unit = WorkUnit.objects.create(region=RegionFactory(), name="Dinas")
    with pytest.raises(ValidationError, match=r"region|daerah"):
        Membership(user=UserFactory(), role=Role.OPD_CONTRIBUTOR, region=RegionFactory(), work_unit=unit).full_clean()


def test_the_same_role_is_not_given_twice_for_the_same_time(administrator: User) -> None:
    user, province, today = UserFactory(), ProvinceFactory(), timezone.localdate()
    role = {"user": user, "role": Role.PROVINCIAL_OBSERVER, "office": province, "by": administrator}
    grant_membership(**role, valid_until=today + timedelta(days=5))
    with pytest.raises(ValidationError):
        grant_membership(**role, valid_from=today + timedelta(days=5))
    with pytest.raises(ValidationError):
        grant_membership(**role, valid_from=today - timedelta(days=9))
    grant_membership(**role, valid_from=today + timedelta(days=6))
    assert user.memberships.count() == 2


def test_a_role_does_not_end_before_it_begins(administrator: User) -> None:
    today = timezone.localdate()
    with pytest.raises(ValidationError):
        grant_membership(user=administrator, role=Role.DITJEN_LEAD, by=administrator, valid_from=today, valid_until=today - timedelta(days=1))


def test_an_ended_role_counts_no_more_from_that_moment(administrator: User) -> None:
    today = timezone.localdate()
    user = UserFactory()
    Membership.objects.create(user=user, role=Role.DITJEN_REVIEWER, valid_from=today - timedelta(days=30))
    ended = end_membership(membership=user.memberships.get(), by=administrator)
    assert ended.valid_until == today - timedelta(days=1)
    assert User.objects.get(pk=user.pk).active_memberships == []
    assert LogEntry.objects.filter(user=administrator, object_id=str(user.pk)).exists()


def test_a_role_may_end_on_a_coming_day(administrator: User) -> None:
    last = timezone.localdate() + timedelta(days=10)
    membership = grant_membership(user=UserFactory(), role=Role.DITJEN_REVIEWER, by=administrator)
    assert end_membership(membership=membership, by=administrator, on=last).valid_until == last


def test_a_role_given_today_by_mistake_is_gone_at_once_and_the_log_keeps_it(administrator: User) -> None:
    user = UserFactory()
    membership = grant_membership(user=user, role=Role.DITJEN_LEAD, by=administrator)
    end_membership(membership=membership, by=administrator)
    assert not user.memberships.exists()
    assert LogEntry.objects.filter(object_id=str(user.pk), change_message__contains="ditjen_lead").count() == 2


@pytest.mark.parametrize(("begins", "ends", "holds"), [(0, None, True), (-5, 0, True), (0, 0, True), (1, None, False), (-5, -1, False)])
def test_a_role_holds_from_its_first_day_to_its_last(begins: int, ends: int | None, holds: bool) -> None:
    today = timezone.localdate()
    user = UserFactory()
    until = None if ends is None else today + timedelta(days=ends)
    membership = Membership.objects.create(user=user, role=Role.DITJEN_LEAD, valid_from=today + timedelta(days=begins), valid_until=until)
    assert bool(user.active_memberships) is holds
    assert (membership.standing == "holds") is holds
