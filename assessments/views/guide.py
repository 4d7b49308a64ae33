"""The guide: how the year goes and what the words mean; the first steps of a person, put away or called back."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_POST

from accounts.access import public, requires
from accounts.caching import revalidated
from assessments.models import AssessmentState
from assessments.services.first_steps import put_away


@public
@revalidated
def guide(request: HttpRequest) -> HttpResponse:
    """How the year goes, who does what, the states, the words."""
    user = request.user
    context = {
        "states": AssessmentState,
        "may_call_back": user.is_authenticated and bool(user.active_memberships) and user.guided_at is not None,
    }
    return render(request, "assessments/guide.html", context)


@require_POST
@requires("accounts.use_workspace")
def guide_steps(request: HttpRequest) -> HttpResponse:
    """Put the first steps away, or call them back; a second click changes nothing."""
    put_away(request.user, away=request.POST.get("show") != "yes")  # type: ignore[arg-type]
    return redirect("assessments:workspace")
