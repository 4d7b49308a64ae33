"""People of an OPD: inviting them, sending and taking back invitations, ending their membership."""

from collections.abc import Callable
from dataclasses import dataclass

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from accounts.access import requires
from accounts.models import Invitation, Membership, Role
from accounts.services.invitations import Invited, end_contribution, invite_contributors, resend_invitation, revoke_invitation
from assessments.forms.division import InviteForm
from assessments.services.place import Place, find_place
from assessments.views.division import UNPROCESSABLE
from assessments.views.offices import LARGEST, OfficePlace, find_office, office_page, to_office


@dataclass(frozen=True, slots=True)
class InvitationPlace(Place):
    """At an invitation to an OPD of an assessment's region."""

    invitation: Invitation


@dataclass(frozen=True, slots=True)
class MemberPlace(Place):
    """At the membership of a contributor of an assessment's region."""

    membership: Membership


def find_invitation_place(request: HttpRequest, *, year: int, region: str, pk: int) -> InvitationPlace:
    """An invitation to an OPD of the region of the address."""
    place = find_place(request.user, year=year, region=region)
    rows = Invitation.objects.select_related("work_unit__region")
    found = get_object_or_404(rows, pk=min(pk, LARGEST), work_unit__region=place.region)
    return InvitationPlace(place.assessment, place.outline, found)


def find_member(request: HttpRequest, *, year: int, region: str, pk: int) -> MemberPlace:
    """A contributor's membership in the region of the address."""
    place = find_place(request.user, year=year, region=region)
    rows = Membership.objects.select_related("region__province", "work_unit", "user")
    found = get_object_or_404(rows, pk=min(pk, LARGEST), region=place.region, role=Role.OPD_CONTRIBUTOR)
    return MemberPlace(place.assessment, place.outline, found)


@require_POST
@requires("assessments.open_division", find=find_office)
def invite(request: HttpRequest, place: OfficePlace) -> HttpResponse:
    """Invite people by e-mail."""
    form = InviteForm(request.POST)
    if not form.is_valid():
        return office_page(request, place, form, status=UNPROCESSABLE)
    try:
        found = invite_contributors(work_unit=place.work_unit, people=form.cleaned_data["people"], by=request.user)  # type: ignore[arg-type]
    except ValidationError as error:
        form.add_error("people", error.messages)
        return office_page(request, place, form, status=UNPROCESSABLE)
    _tell_invited(request, found)
    return to_office(place, place.work_unit)


def _tell_invited(request: HttpRequest, found: Invited) -> None:
    if found.sent:
        names = ", ".join(invitation.email for invitation in found.sent)
        messages.success(request, _("Invited: %(names)s. The mail is on its way.") % {"names": names})
    if found.waiting:
        messages.info(request, _("Invited already, nothing was sent again: %(names)s.") % {"names": ", ".join(found.waiting)})
    if found.members:
        messages.info(request, _("Belongs to this OPD already: %(names)s.") % {"names": ", ".join(found.members)})


def _done(request: HttpRequest, place: InvitationPlace, act: Callable[[], str]) -> HttpResponse:
    try:
        messages.success(request, act())
    except ValidationError as error:
        messages.error(request, error.messages[0])
    return to_office(place, place.invitation.work_unit)


@require_POST
@requires("assessments.open_division", find=find_invitation_place)
def resend(request: HttpRequest, place: InvitationPlace) -> HttpResponse:
    """Send a new link; the one before works no more."""

    def act() -> str:
        sent = resend_invitation(invitation=place.invitation, by=request.user)  # type: ignore[arg-type]
        if not sent:
            return _("A mail to %(mail)s left a moment ago; nothing was sent again.") % {"mail": place.invitation.email}
        return _("A new link was sent to %(mail)s; the one before works no more.") % {"mail": place.invitation.email}

    return _done(request, place, act)


@require_POST
@requires("assessments.open_division", find=find_invitation_place)
def revoke(request: HttpRequest, place: InvitationPlace) -> HttpResponse:
    """Take an invitation back."""

    def act() -> str:
        revoke_invitation(invitation=place.invitation, by=request.user)  # type: ignore[arg-type]
        return _("The invitation of %(mail)s was taken back.") % {"mail": place.invitation.email}

    return _done(request, place, act)


@require_POST
@requires("assessments.open_division", find=find_member)
def end_membership(request: HttpRequest, place: MemberPlace) -> HttpResponse:
    """End a contributor's membership; what they answered stays."""
    end_contribution(membership=place.membership, by=request.user)  # type: ignore[arg-type]
    messages.success(request, _("%(name)s no longer acts for the OPD. The answers stay.") % {"name": place.membership.user})
    assert place.membership.work_unit is not None  # noqa: S101 - a contributor always has one (a constraint of the database)
    return to_office(place, place.membership.work_unit)
