"""Making accounts; nobody registers by themselves."""

from django.conf import settings
from django.contrib.admin.models import ADDITION
from django.contrib.auth.tokens import default_token_generator
from django.core.mail import send_mail
from django.db import transaction
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils.encoding import force_bytes
from django.utils.http import urlsafe_base64_encode

from accounts.access import require
from accounts.models import User
from accounts.services.journal import note


def create_account(*, email: str, name: str, by: User, phone: str = "") -> User:
    """Make an account without a password and mail the person the link to choose one.

    Raises `Refused` unless `by` manages accounts, ValidationError when the address is taken
    (whatever its case) or is none. Side effects: a row of the log; a mail after the commit.
    """
    require(by, "accounts.manage_accounts")
    with transaction.atomic():
        user = User(email=email.strip().lower(), full_name=name.strip(), phone=phone.strip())
        user.set_unusable_password()
        user.full_clean()
        user.save()
        note(by=by, about=user, flag=ADDITION, message="Account made")
        transaction.on_commit(lambda: invite(user), robust=True)
    return user


def invite(user: User) -> None:
    """Mail a person the link with which a password is chosen."""
    link = reverse(
        "accounts:password_reset_confirm",
        kwargs={"uidb64": urlsafe_base64_encode(force_bytes(user.pk)), "token": default_token_generator.make_token(user)},
    )
    context = {"user": user, "address": settings.PORTAL_PUBLIC_URL.rstrip("/") + link}
    subject = " ".join(render_to_string("accounts/mail/invitation_subject.txt", context).split())
    send_mail(subject, render_to_string("accounts/mail/invitation.txt", context), None, [user.email])
