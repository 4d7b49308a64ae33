"""Hand-over: what a successor should know, and the note left for them."""

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from accounts.access import Refused, allowed, requires
from assessments.forms.division import NoteForm
from assessments.services.handover import HandOver, leave_note
from assessments.services.place import Place
from assessments.views.division import FORBIDDEN, UNPROCESSABLE, where
from assessments.views.workspace import find_assessment_place, surroundings


@require_http_methods(["GET", "HEAD", "POST"])
@requires("assessments.open_handover", find=find_assessment_place)
def handover(request: HttpRequest, place: Place) -> HttpResponse:
    """The page, for reading and printing (GET); a note for the successor (POST)."""
    form = NoteForm(request.POST if request.method == "POST" else None)
    status = 200
    if form.is_bound:
        status = UNPROCESSABLE
        try:
            if form.is_valid():
                leave_note(assessment=place.assessment, text=form.cleaned_data["text"], by=request.user)
                messages.success(request, _("The note stands on this page and in the history."))
                return redirect("assessments:handover", *where(place))
        except ValidationError as error:
            form.add_error("text", error.messages[0])
        except Refused as refused:
            form.add_error("text", refused.reason)
            status = FORBIDDEN
    context = surroundings(request, place) | {
        "page": HandOver(place),
        "form": form,
        "phases": list(place.cycle.phases.all()),
        "may_leave_note": allowed(request.user, "assessments.leave_note", place.assessment),
    }
    return render(request, "assessments/division/handover.html", context, status=status)
