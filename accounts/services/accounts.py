"""Making accounts; nobody registers by themselves."""

import hashlib

from django.conf import settings
from django.contrib.admin.models import ADDITION
from django.contrib.auth.tokens import default_token_generator
from django.db import transaction
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import translation
from django.utils.encoding import force_bytes
from django.utils.http import urlsafe_base64_encode

from accounts.access import require
from accounts.models import User
from accounts.services.journal import note
from accounts.services.mailing import queue_mail


def create_account(*, email: str, name: str, by: User, phone: str = "") -> User:
    """Make an account without a password and mail the person the link to choose one.

    Raises `Refused` unless `by` manages accounts, ValidationError when the address is taken
    (whatever its case) or is none. Side effects: a row of the log; a mail that leaves after the commit.
    """
    require(by, "accounts.manage_accounts")
    with transaction.atomic():
        user = User(email=email.strip().lower(), full_name=name.strip(), phone=phone.strip())
        user.set_unusable_password()
        user.full_clean()
        user.save()
        note(by=by, about=user, flag=ADDITION, message="Account made")
        invite(user)
    return user


def invite(user: User) -> None:
    """Queue the mail with the link by which a person chooses the first password; in Indonesian, the portal's first language."""
    token = default_token_generator.make_token(user)
    link = reverse("accounts:password_reset_confirm", kwargs={"uidb64": urlsafe_base64_encode(force_bytes(user.pk)), "token": token})
    context = {"user": user, "address": settings.PORTAL_PUBLIC_URL.rstrip("/") + link}
    with translation.override(settings.LANGUAGE_CODE):
        subject = render_to_string("accounts/mail/invitation_subject.txt", context)
        body = render_to_string("accounts/mail/invitation.txt", context)
    queue_mail(key=f"account:{user.pk}:{key_of(token)}", to=user.email, subject=subject, body=body)


def key_of(token: str) -> str:
    """What names the mail of a secret link without telling it: the row outlives the link."""
    return hashlib.sha256(token.encode()).hexdigest()[:32]
