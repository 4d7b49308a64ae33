"""Inviting people of an OPD by e-mail: a link that works once, until it expires."""

import hashlib
import secrets
from dataclasses import dataclass
from datetime import timedelta

from django.conf import settings
from django.contrib.admin.models import ADDITION, CHANGE
from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.access import require
from accounts.models import Invitation, Membership, Role, User, WorkUnit
from accounts.services.journal import note
from accounts.services.mailing import queue_mail

SECRET_BYTES = 32
# A second press of the button shortly after sends nothing: the first mail's link would be worthless before it is read.
PRESSED_TWICE = timedelta(seconds=60)


class InvitationUsedError(ValidationError):
    """Raised when a link works no more; the message says why and what to do."""


@dataclass(frozen=True, slots=True)
class Person:
    """Somebody to be invited."""

    email: str
    full_name: str


@dataclass(frozen=True, slots=True)
class Invited:
    """What became of several invitations: those sent, and the addresses passed over with the reason."""

    sent: list[Invitation]
    waiting: list[str]
    members: list[str]


def hash_of(secret: str) -> str:
    """What is kept of a link's secret."""
    return hashlib.sha256(secret.encode()).hexdigest()


def find_invitation(secret: str) -> Invitation | None:
    """The invitation of a link, whatever became of it."""
    rows = Invitation.objects.select_related("work_unit__region__province", "invited_by", "accepted_by")
    return rows.filter(secret_hash=hash_of(secret)).first()


def invite_contributors(*, work_unit: WorkUnit, people: list[Person], by: User) -> Invited:
    """Invite people to answer for an OPD; whoever is invited already, or belongs to it, is passed over.

    Raises `Refused` unless `by` coordinates the OPD's region, ValidationError for a wrong address. Side effects: a mail
    to each, a row of the log each.
    """
    require(by, "accounts.invite_contributor", work_unit)
    result = Invited([], [], [])
    with transaction.atomic():
        # Two presses of the button wait for each other here.
        held = WorkUnit.objects.select_for_update(of=("self",)).select_related("region").get(pk=work_unit.pk)
        waiting = {email.casefold() for email in Invitation.objects.awaiting().filter(work_unit=held).values_list("email", flat=True)}
        belonging = Membership.objects.active().filter(work_unit=held, role=Role.OPD_CONTRIBUTOR).values_list("user__email", flat=True)
        members = {email.casefold() for email in belonging}
        for person in people:
            email = person.email.strip().lower()
            if email in members:
                result.members.append(email)
            elif email in waiting:
                result.waiting.append(email)
            else:
                waiting.add(email)
                result.sent.append(_invite(held, Person(email, person.full_name.strip()), by))
    return result


def _invite(work_unit: WorkUnit, person: Person, by: User) -> Invitation:
    secret = secrets.token_urlsafe(SECRET_BYTES)
    now = timezone.now()
    invitation = Invitation(
        email=person.email,
        full_name=person.full_name,
        work_unit=work_unit,
        secret_hash=hash_of(secret),
        invited_by=by,
        invited_at=now,
        expires_at=now + timedelta(days=settings.INVITATION_DAYS),
    )
    # A name is a kindness, not a must: whoever accepts writes their own.
    invitation.full_clean(exclude=["full_name"])
    invitation.save()
    note(by=by, about=invitation, flag=ADDITION, message="Invited")
    _mail(invitation, secret)
    return invitation


def _mail(invitation: Invitation, secret: str) -> None:
    """Queue the mail with the link; its key names the secret's hash, so that every sending is one mail."""
    address = settings.PORTAL_PUBLIC_URL.rstrip("/") + reverse("accounts:invitation", args=[secret])
    context = {"invitation": invitation, "address": address, "region": invitation.work_unit.region}
    queue_mail(
        key=f"invitation:{invitation.pk}:{invitation.secret_hash[:16]}",
        to=invitation.email,
        subject=render_to_string("accounts/mail/contributor_subject.txt", context),
        body=render_to_string("accounts/mail/contributor.txt", context),
    )


def _held(invitation: Invitation) -> Invitation:
    return Invitation.objects.select_for_update(of=("self",)).select_related("work_unit__region__province").get(pk=invitation.pk)


@transaction.atomic
def resend_invitation(*, invitation: Invitation, by: User) -> bool:
    """Send a new link, which works from now; the one before works no more. False when it was sent a moment ago.

    An invitation that expired or was taken back lives again. Raises `Refused`, ValidationError when it was accepted.
    """
    require(by, "accounts.invite_contributor", invitation.work_unit)
    row = _held(invitation)
    if row.accepted_at is not None:
        raise InvitationUsedError(_("This invitation has been accepted already."))
    now = timezone.now()
    if row.revoked_at is None and now - row.invited_at < PRESSED_TWICE:
        return False
    secret = secrets.token_urlsafe(SECRET_BYTES)
    row.secret_hash, row.invited_at, row.revoked_at = hash_of(secret), now, None
    row.expires_at, row.invited_by = now + timedelta(days=settings.INVITATION_DAYS), by
    row.save(update_fields=["secret_hash", "invited_at", "revoked_at", "expires_at", "invited_by"])
    note(by=by, about=row, flag=CHANGE, message="Invited again")
    _mail(row, secret)
    return True


@transaction.atomic
def revoke_invitation(*, invitation: Invitation, by: User) -> Invitation:
    """Take an invitation back: its link works no more. Raises `Refused`, ValidationError when it was accepted."""
    require(by, "accounts.invite_contributor", invitation.work_unit)
    row = _held(invitation)
    if row.accepted_at is not None:
        raise InvitationUsedError(_("This invitation has been accepted already; end the person's membership instead."))
    if row.revoked_at is None:
        row.revoked_at = timezone.now()
        row.save(update_fields=["revoked_at"])
        note(by=by, about=row, flag=CHANGE, message="Taken back")
    return row


def why_dead(invitation: Invitation) -> str:
    """Why a link works no more, and what to do; empty while it works."""
    if invitation.accepted_at is not None:
        return _("This invitation has been accepted already: each link works once. Sign in with the account you chose then.")
    if invitation.revoked_at is not None:
        return _("This invitation was taken back. If you think that is wrong, ask the coordinator of the region.")
    if invitation.expires_at <= timezone.now():
        return _("This invitation has expired. Ask the coordinator of the region to send it again.")
    return ""


def account_exists(invitation: Invitation) -> bool:
    """Whether there is an account with the address the invitation was mailed to; told only to whoever holds the link."""
    return User.objects.filter(email__iexact=invitation.email).exists()


@transaction.atomic
def accept_invitation(*, invitation: Invitation, user: User) -> Membership:
    """Make a person a contributor of the OPD they were invited to. Raises `InvitationUsedError` when the link works no more."""
    row = _held(invitation)
    reason = why_dead(row)
    if reason or row.secret_hash != invitation.secret_hash:
        raise InvitationUsedError(reason or _("This link was replaced by a newer one. Use the newest mail."))
    now = timezone.now()
    row.accepted_at, row.accepted_by = now, user
    row.save(update_fields=["accepted_at", "accepted_by"])
    membership = Membership.objects.active().filter(user=user, work_unit=row.work_unit, role=Role.OPD_CONTRIBUTOR).first()
    if membership is None:
        membership = Membership(user=user, role=Role.OPD_CONTRIBUTOR, region=row.work_unit.region, work_unit=row.work_unit)
        membership.full_clean()
        membership.save()
    user.__dict__.pop("active_memberships", None)
    note(by=user, about=user, flag=CHANGE, message=f"Invitation accepted: {row.work_unit.name}, {row.work_unit.region}")
    return membership


def accept_as_new_person(*, invitation: Invitation, full_name: str, password: str) -> User:
    """Make the account of an invited person and accept for them. Raises ValidationError when the account exists meanwhile."""
    try:
        with transaction.atomic():
            user = User.objects.create_user(invitation.email, password, full_name=full_name.strip())
            accept_invitation(invitation=invitation, user=user)
    except IntegrityError:
        raise ValidationError(_("There is an account with this address already. Sign in to accept the invitation.")) from None
    return user


@transaction.atomic
def end_contribution(*, membership: Membership, by: User) -> None:
    """End a contributor's membership at once, by the coordinator of their region; the log keeps that it was there."""
    require(by, "accounts.end_contribution", membership)
    row = Membership.objects.select_for_update(of=("self",)).select_related("user", "region", "work_unit").get(pk=membership.pk)
    yesterday = timezone.localdate() - timedelta(days=1)
    if row.valid_until is not None and row.valid_until <= yesterday:
        return
    note(by=by, about=row.user, flag=CHANGE, message=f"Role ends on {yesterday.isoformat()}: {row.role}, {row.office_name}")
    if yesterday < row.valid_from:
        row.delete()
        return
    row.valid_until = yesterday
    row.save(update_fields=["valid_until"])
