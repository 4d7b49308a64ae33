"""Choosing a password: one's own, a forgotten one, the first one."""

from collections.abc import Iterator
from typing import Any

from django import forms
from django.contrib.auth.forms import PasswordChangeForm, PasswordResetForm, SetPasswordForm
from django.template.loader import render_to_string
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from accounts.services.accounts import key_of
from accounts.services.mailing import queue_mail


def _rename(form: forms.Form) -> None:
    form.fields["new_password1"].label = _("New password")
    form.fields["new_password1"].help_text = _(
        "At least 10 characters, not only digits, not a common password and not like your name or address. A sentence of four words is good."
    )
    form.fields["new_password2"].label = _("New password once more")
    form.fields["new_password2"].help_text = ""


class NewPasswordForm(SetPasswordForm):
    """A new password, after the link of the mail."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        _rename(self)


class OwnPasswordForm(PasswordChangeForm):
    """A new password of a person who knows the old one."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["old_password"].label = _("Present password")
        _rename(self)


class ResetForm(PasswordResetForm):
    """Ask for the mail with the link.

    Unlike Django's, it also serves people who have no password yet: an administrator made the
    account and the link of the invitation has expired.
    """

    email = forms.EmailField(label=_("E-mail address"), max_length=254, widget=forms.EmailInput(attrs={"autocomplete": "email"}))

    def get_users(self, email: str) -> Iterator[User]:
        """Active people with exactly this address, whatever its case."""
        return (user for user in User.objects.filter(email__iexact=email, is_active=True) if user.email.casefold() == email.casefold())

    def send_mail(
        self,
        subject_template_name: str,
        email_template_name: str,
        context: dict[str, Any],
        from_email: str | None,
        to_email: str,
        html_email_template_name: str | None = None,
    ) -> None:
        """Queue the mail, in the language of the page it was asked on; it leaves like every other."""
        queue_mail(
            key=f"password:{context['user'].pk}:{key_of(context['token'])}",
            to=to_email,
            subject=render_to_string(subject_template_name, context),
            body=render_to_string(email_template_name, context),
        )
