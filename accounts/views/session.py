"""Sign in and sign out."""

from typing import Any

from django.contrib import messages
from django.contrib.auth import logout as end_session
from django.contrib.auth.views import LoginView
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.http.response import HttpResponseBase
from django.middleware.csrf import get_token
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


def wants_json(request: HttpRequest) -> bool:
    """Whether a script of the page asks, which stays on the page."""
    return "application/json" in request.headers.get("Accept", "")


def who_is_there(request: HttpRequest) -> JsonResponse:
    """Who is signed in, and a fresh token for the forms of the page: signing in makes the old one worthless."""
    person = {"key": str(request.user.pk), "name": str(request.user)} if request.user.is_authenticated else None
    return JsonResponse({"person": person, "token": get_token(request)})


class SignIn(LoginView):
    """Ask for e-mail address and password; ``?next=`` is followed only within the portal.

    A script that asks for JSON signs in without leaving the page (static/js/signin.js): GET tells who is there,
    POST answers 200 with the person, 422 with what is wrong, 429 when the account is locked (django-axes).
    """

    form_class = SignInForm
    template_name = "accounts/login.html"
    redirect_authenticated_user = True

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        """Tell a script who is there; everything else as Django does it."""
        if wants_json(request) and (request.method in {"GET", "HEAD"} or request.user.is_authenticated):
            return who_is_there(request)
        return super().dispatch(request, *args, **kwargs)

    def get_default_redirect_url(self) -> str:
        """Without ``?next=``."""
        return first_page(self.request.user)

    def form_valid(self, form: Any) -> HttpResponse:
        """Sign in, and go on or stay."""
        answer = super().form_valid(form)
        return who_is_there(self.request) if wants_json(self.request) else answer

    def form_invalid(self, form: Any) -> HttpResponse:
        """Show the errors."""
        if wants_json(self.request):
            told = [str(message) for found in form.errors.values() for message in found]
            return JsonResponse({"errors": told}, status=422)
        return self.render_to_response(self.get_context_data(form=form), status=422)


login = public(SignIn.as_view())


@require_POST
@public
def logout(request: HttpRequest) -> HttpResponse:
    """End the session and go to the public home page."""
    end_session(request)
    messages.success(request, _("You have signed out."))
    return redirect("public:home")
