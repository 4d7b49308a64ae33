"""Password: change it, or get a new one by mail."""

from typing import Any

from django.contrib import messages
from django.contrib.auth import views as auth
from django.http import HttpResponse
from django.urls import reverse_lazy
from django.utils.translation import gettext as _

from accounts.access import public, requires
from accounts.forms import NewPasswordForm, OwnPasswordForm, ResetForm


class Unprocessable:
    """A form with errors is answered with 422."""

    def form_invalid(self, form: Any) -> HttpResponse:
        """Show the errors."""
        return self.render_to_response(self.get_context_data(form=form), status=422)  # type: ignore[attr-defined]


class PasswordChange(Unprocessable, auth.PasswordChangeView):
    """Change the password; other sessions of the person end."""

    form_class = OwnPasswordForm
    template_name = "accounts/password_change.html"
    success_url = reverse_lazy("accounts:profile")

    def form_valid(self, form: Any) -> HttpResponse:
        """Say that it is done."""
        messages.success(self.request, _("Your password has been changed. Other devices have been signed out."))
        return super().form_valid(form)


class PasswordReset(Unprocessable, auth.PasswordResetView):
    """Ask for the mail; the answer is the same whether or not there is such an account."""

    form_class = ResetForm
    template_name = "accounts/password_reset.html"
    subject_template_name = "accounts/mail/password_reset_subject.txt"
    email_template_name = "accounts/mail/password_reset.txt"
    success_url = reverse_lazy("accounts:password_reset_done")


class PasswordResetConfirm(Unprocessable, auth.PasswordResetConfirmView):
    """Choose a new password, once, with the link of the mail."""

    form_class = NewPasswordForm
    template_name = "accounts/password_reset_confirm.html"
    success_url = reverse_lazy("accounts:password_reset_complete")


password_change = requires("accounts.manage_own_account")(PasswordChange.as_view())
password_reset = public(PasswordReset.as_view())
password_reset_done = public(auth.PasswordResetDoneView.as_view(template_name="accounts/password_reset_done.html"))
password_reset_confirm = public(PasswordResetConfirm.as_view())
password_reset_complete = public(auth.PasswordResetCompleteView.as_view(template_name="accounts/password_reset_complete.html"))
