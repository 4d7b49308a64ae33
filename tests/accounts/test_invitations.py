"""Invitations: a link that works once, until it expires."""

import re
from datetime import timedelta

import pytest
from django.contrib.admin.models import LogEntry
from django.core.exceptions import ValidationError
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from accounts.access import Refused
from accounts.models import Invitation, Membership, OutgoingMail, Role, User, WorkUnit
from accounts.services.invitations import (
    InvitationUsedError,
    Person,
    accept_invitation,
    end_contribution,
    find_invitation,
    invite_contributors,
    resend_invitation,
    revoke_invitation,
)
from tests.factories import RegionFactory, UserFactory, person

pytestmark = pytest.mark.django_db

PASSWORD = "empat kata yang panjang"
NEW = {"full_name": "Ani Wijaya", "new_password1": PASSWORD, "new_password2": PASSWORD}


class Place:
    """A region with an OPD and its coordinator."""

    def __init__(self) -> None:
        self.region = RegionFactory()
        self.unit = WorkUnit.objects.create(region=self.region, name="Dinas Sosial")
        self.coordinator = person(Role.REGIONAL_COORDINATOR, office=self.region)

    def invite(self, email: str = "ani@contoh.go.id", name: str = "Ani") -> tuple[Invitation, str]:
        """An invitation with the secret of its link."""
        (sent,) = invite_contributors(work_unit=self.unit, people=[Person(email, name)], by=self.coordinator).sent
        return sent, secret_of(sent)


def secret_of(invitation: Invitation) -> str:
    body = OutgoingMail.objects.filter(to=invitation.email).latest("pk").body
    found = re.search(r"/undangan/([-\w]+)/", body)
    assert found is not None
    return found[1]


@pytest.fixture
def place() -> Place:
    return Place()


def link(secret: str) -> str:
    return reverse("accounts:invitation", args=[secret])


def signed_in(user: User) -> Client:
    client = Client()
    client.force_login(user, backend="accounts.backends.MemberBackend")
    return client


def test_only_a_fingerprint_of_the_secret_is_kept(place: Place) -> None:
    invitation, secret = place.invite(" Ani@Contoh.go.id ")
    assert invitation.email == "ani@contoh.go.id"
    assert secret not in {str(value) for value in Invitation.objects.values().get().values()}
    found = find_invitation(secret)
    assert found == invitation
    assert invitation.expires_at - invitation.invited_at == timedelta(days=14)


def test_a_coordinator_invites_to_opds_of_their_own_region_only(place: Place) -> None:
    other = Place()
    for by in (other.coordinator, person(Role.OPD_CONTRIBUTOR, office=place.unit), person(Role.DITJEN_LEAD), UserFactory()):
        with pytest.raises(Refused):
            invite_contributors(work_unit=place.unit, people=[Person("a@contoh.go.id", "A")], by=by)
    assert not Invitation.objects.exists()


def test_several_at_once_pass_over_those_invited_or_belonging(place: Place) -> None:
    place.invite()
    member = person(Role.OPD_CONTRIBUTOR, office=place.unit)
    people = [Person(email, "") for email in ("baru@contoh.go.id", "ANI@contoh.go.id", member.email, "baru@contoh.go.id")]
    result = invite_contributors(work_unit=place.unit, people=people, by=place.coordinator)
    assert [row.email for row in result.sent] == ["baru@contoh.go.id"]
    assert (result.waiting, result.members) == (["ani@contoh.go.id", "baru@contoh.go.id"], [member.email])


def test_pressing_twice_sends_one_mail(place: Place) -> None:
    for _press in range(2):
        invite_contributors(work_unit=place.unit, people=[Person("ani@contoh.go.id", "Ani")], by=place.coordinator)
    invitation = Invitation.objects.get()
    assert not resend_invitation(invitation=invitation, by=place.coordinator)
    assert OutgoingMail.objects.count() == 1


def test_a_new_person_chooses_name_and_password_and_is_a_contributor(place: Place) -> None:
    invitation, secret = place.invite()
    client = Client()
    page = client.get(link(secret))
    assert page.status_code == 200
    assert "Dinas Sosial" in page.content.decode()
    answer = client.post(link(secret), NEW)
    assert answer.status_code == 302
    user = User.objects.get(email="ani@contoh.go.id")
    assert (user.full_name, user.check_password(PASSWORD)) == ("Ani Wijaya", True)
    held = Membership.objects.get(user=user)
    assert (held.role, held.work_unit, held.region) == (Role.OPD_CONTRIBUTOR, place.unit, place.region)
    assert client.get(reverse("assessments:workspace")).status_code == 200
    invitation.refresh_from_db()
    assert invitation.accepted_by == user
    assert LogEntry.objects.filter(object_id=str(user.pk)).exists()


def test_a_link_works_once(place: Place) -> None:
    _invitation, secret = place.invite()
    assert Client().post(link(secret), NEW).status_code == 302
    assert Client().get(link(secret)).status_code == 410
    assert Client().post(link(secret), NEW).status_code == 410
    assert signed_in(UserFactory()).post(link(secret)).status_code == 410
    assert Membership.objects.filter(work_unit=place.unit).count() == 1


def test_a_weak_password_is_refused_and_nothing_is_used_up(place: Place) -> None:
    _invitation, secret = place.invite()
    for changes in ({"new_password1": "1234567890", "new_password2": "1234567890"}, {"new_password2": "lain"}, {"full_name": ""}):
        assert Client().post(link(secret), NEW | changes).status_code == 422
    assert Client().post(link(secret), NEW | {"full_name": "A\0"}).status_code == 400
    assert not User.objects.filter(email="ani@contoh.go.id").exists()
    assert Client().get(link(secret)).status_code == 200


def test_expired_and_revoked_links_say_so_and_a_new_sending_helps(place: Place) -> None:
    invitation, secret = place.invite()
    past = timezone.now() - timedelta(days=20)
    Invitation.objects.update(invited_at=past, expires_at=past + timedelta(days=14))
    assert Client().post(link(secret), NEW).status_code == 410
    assert resend_invitation(invitation=invitation, by=place.coordinator)
    newer = secret_of(invitation)
    assert newer != secret
    # Nobody is told more about a link that was replaced than about one that never was.
    assert Client().get(link(secret)).status_code == 404
    revoke_invitation(invitation=invitation, by=place.coordinator)
    assert Client().post(link(newer), NEW).status_code == 410
    assert resend_invitation(invitation=invitation, by=place.coordinator)
    assert Client().post(link(secret_of(invitation)), NEW).status_code == 302


def test_an_accepted_invitation_is_neither_sent_again_nor_taken_back(place: Place) -> None:
    invitation, _secret = place.invite()
    accept_invitation(invitation=invitation, user=UserFactory())
    for service in (resend_invitation, revoke_invitation):
        with pytest.raises(InvitationUsedError):
            service(invitation=invitation, by=place.coordinator)


def test_an_existing_account_signs_in_and_accepts(place: Place) -> None:
    user = UserFactory(email="ani@contoh.go.id")
    _invitation, secret = place.invite()
    # Without signing in the account's password cannot be replaced.
    refused = Client().post(link(secret), NEW)
    assert refused.status_code == 200
    assert reverse("accounts:login") in refused.content.decode()
    assert not Membership.objects.filter(user=user).exists()
    assert not User.objects.get(pk=user.pk).check_password(PASSWORD)
    assert signed_in(user).post(link(secret)).status_code == 302
    assert Membership.objects.get(user=user).work_unit == place.unit


def test_two_presses_of_accept_give_one_membership(place: Place) -> None:
    invitation, _secret = place.invite()
    stale = Invitation.objects.get(pk=invitation.pk)
    user = UserFactory()
    accept_invitation(invitation=invitation, user=user)
    with pytest.raises(InvitationUsedError):
        accept_invitation(invitation=stale, user=user)
    assert Membership.objects.filter(user=user).count() == 1


@pytest.mark.parametrize("secret", ["tidak-ada", "x" * 900, "%00", "a%20b"])
def test_an_unknown_link_is_told_as_such(secret: str) -> None:
    assert Client().get(f"/akun/undangan/{secret}/").status_code == 404


def test_whoever_accepts_belongs_to_one_opd_once(place: Place) -> None:
    user = person(Role.OPD_CONTRIBUTOR, office=place.unit)
    invitation, _secret = place.invite("lain@contoh.go.id")
    accept_invitation(invitation=invitation, user=user)
    assert Membership.objects.filter(user=user).count() == 1


def test_a_coordinator_ends_the_membership_of_own_contributors_only(place: Place) -> None:
    member = person(Role.OPD_CONTRIBUTOR, office=place.unit)
    held = Membership.objects.get(user=member)
    Membership.objects.filter(pk=held.pk).update(valid_from=timezone.localdate() - timedelta(days=30))
    with pytest.raises(Refused):
        end_contribution(membership=held, by=Place().coordinator)
    with pytest.raises(Refused):
        end_contribution(membership=Membership.objects.get(user=place.coordinator), by=place.coordinator)
    end_contribution(membership=held, by=place.coordinator)
    end_contribution(membership=held, by=place.coordinator)
    assert not Membership.objects.active().filter(user=member).exists()
    assert Membership.objects.filter(user=member).exists()


def test_a_wrong_address_sends_nothing(place: Place) -> None:
    with pytest.raises(ValidationError):
        invite_contributors(work_unit=place.unit, people=[Person("baik@contoh.go.id", ""), Person("bukan alamat", "")], by=place.coordinator)
    assert not Invitation.objects.exists()
