"""The page of an invitation's link: who invites to what, and accepting it."""

from typing import Any

from django.contrib import messages
from django.contrib.auth import login
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from accounts.access import public
from accounts.forms.invitation import NewPersonForm
from accounts.models import Invitation
from accounts.services.invitations import (
    InvitationUsedError,
    accept_as_new_person,
    accept_invitation,
    account_exists,
    find_invitation,
    why_dead,
)
from accounts.views.session import first_page

NOT_FOUND, GONE, CONFLICT, UNPROCESSABLE = 404, 410, 409, 422
BACKEND = "accounts.backends.MemberBackend"


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
@public
def invitation(request: HttpRequest, secret: str) -> HttpResponse:
    """Show it; accept it as who is signed in, or as a new person."""
    found = find_invitation(secret)
    if found is None:
        reason = _("There is no invitation at this address. Perhaps it was replaced by a newer mail, or the link was cut off when it was copied.")
        return _dead(request, reason, NOT_FOUND)
    reason = why_dead(found)
    if reason:
        return _dead(request, reason, GONE, found)
    if request.user.is_authenticated:
        return _as_signed_in(request, found)
    if account_exists(found):
        return _page(request, found, must_sign_in=True)
    return _as_new_person(request, found)


def _page(request: HttpRequest, found: Invitation, *, status: int = 200, **context: Any) -> HttpResponse:
    shown = {"invitation": found, "region": found.work_unit.region, "here": request.path}
    return render(request, "accounts/invitation.html", shown | context, status=status)


def _dead(request: HttpRequest, reason: str, status: int, found: Invitation | None = None) -> HttpResponse:
    return render(request, "accounts/invitation_dead.html", {"reason": reason, "invitation": found}, status=status)


def _as_signed_in(request: HttpRequest, found: Invitation) -> HttpResponse:
    if request.method != "POST":
        return _page(request, found, is_other_address=request.user.email.casefold() != found.email.casefold())  # type: ignore[union-attr]
    try:
        accept_invitation(invitation=found, user=request.user)  # type: ignore[arg-type]
    except InvitationUsedError as error:
        return _dead(request, error.messages[0], GONE, found)
    return _welcome(request, found)


def _as_new_person(request: HttpRequest, found: Invitation) -> HttpResponse:
    form = NewPersonForm(request.POST if request.method == "POST" else None, email=found.email, full_name=found.full_name)
    if not form.is_valid():
        return _page(request, found, form=form, status=UNPROCESSABLE if form.is_bound else 200)
    values = form.cleaned_data
    try:
        user = accept_as_new_person(invitation=found, full_name=values["full_name"], password=values["new_password1"])
    except InvitationUsedError as error:
        return _dead(request, error.messages[0], GONE, found)
    except ValidationError as error:
        return _page(request, found, must_sign_in=True, problem=error.messages[0], status=CONFLICT)
    login(request, user, backend=BACKEND)
    return _welcome(request, found)


def _welcome(request: HttpRequest, found: Invitation) -> HttpResponse:
    messages.success(request, _("Welcome. You now answer for %(unit)s.") % {"unit": found.work_unit.name})
    return redirect(first_page(request.user))
