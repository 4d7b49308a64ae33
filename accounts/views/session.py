"""Sign in and sign out."""

from typing import Any

from django.contrib import messages
from django.contrib.auth import logout as end_session
from django.contrib.auth.views import LoginView
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, resolve_url
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from accounts.access import allowed, public
from accounts.forms import SignInForm


def first_page(user: Any) -> str:
    """Where a person lands after signing in: the workspace, or what explains why there is none."""
    if allowed(user, "accounts.use_workspace"):
        return resolve_url("assessments:workspace")
    return resolve_url("admin:index" if allowed(user, "accounts.manage_accounts") else "accounts:profile")


class SignIn(LoginView):
    """Ask for e-mail address and password; ``?next=`` is followed only within the portal."""

    form_class = SignInForm
    template_name = "accounts/login.html"
    redirect_authenticated_user = True

    def get_default_redirect_url(self) -> str:
        """Without ``?next=``."""
        return first_page(self.request.user)

    def form_invalid(self, form: Any) -> HttpResponse:
        """Show the errors."""
        return self.render_to_response(self.get_context_data(form=form), status=422)


login = public(SignIn.as_view())


@require_POST
@public
def logout(request: HttpRequest) -> HttpResponse:
    """End the session and go to the public home page."""
    end_session(request)
    messages.success(request, _("You have signed out."))
    return redirect("public:home")
