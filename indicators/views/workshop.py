"""The workshop: all drafts, one draft at a glance, beginning and discarding one."""

from typing import Any

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from accounts.access import allowed, refusal, require, requires
from indicators.forms.draft import BeginDraftForm, DiscardForm
from indicators.forms.faults import add_errors
from indicators.forms.texts import typed_text
from indicators.models import Framework
from indicators.services.draft_overview import draft_overview, frameworks_with_counts
from indicators.services.drafts import discard_draft, draft_from

UNPROCESSABLE, CONFLICT = 422, 409


def find_framework(request: HttpRequest, code: str, **_rest: Any) -> Framework:
    """The framework of the address, draft or adopted, or 404."""
    return get_object_or_404(Framework.objects.select_related("follows"), code=code)


def surroundings(request: HttpRequest, framework: Framework) -> dict[str, Any]:
    """What every page about a framework shows."""
    return {"framework": framework, "may_edit": allowed(request.user, "indicators.edit_draft", framework)}


@require_http_methods(["GET", "HEAD", "POST"])
@requires("indicators.open_workshop")
def drafts(request: HttpRequest) -> HttpResponse:
    """Drafts and adopted frameworks, and the form that begins a draft."""
    if request.method == "POST":
        require(request.user, "indicators.begin_draft")
    form = BeginDraftForm(request.POST if request.method == "POST" else None, initial={"base": request.GET.get("dari")})
    if form.is_bound and form.is_valid():
        data = form.cleaned_data
        try:
            made = draft_from(base=data["base"], code=data["code"], title=typed_text(data, "title"), by=request.user)
        except ValidationError as error:
            add_errors(form, error)
        else:
            messages.success(request, _("The draft has everything the framework before has. Change what is to be different."))
            return redirect("workshop:draft", code=made.code)
    rows = list(frameworks_with_counts())
    context = {
        "drafts": [row for row in rows if not row.is_adopted],
        "adopted": [row for row in rows if row.is_adopted],
        "form": form if allowed(request.user, "indicators.begin_draft") else None,
        "is_begun": form.is_bound or "dari" in request.GET,
    }
    return render(request, "indicators/workshop/drafts.html", context, status=UNPROCESSABLE if form.is_bound else 200)


@requires("indicators.open_workshop", find=find_framework)
def draft(request: HttpRequest, framework: Framework) -> HttpResponse:
    """A draft at a glance: rights with their indicators, what is wrong, how ready it is."""
    overview = draft_overview(framework)
    context = surroundings(request, framework) | {
        "overview": overview,
        "edit_refusal": refusal(request.user, "indicators.edit_draft", framework),
        "may_simulate": allowed(request.user, "reports.simulate", framework),
    }
    return render(request, "indicators/workshop/draft.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
@requires("indicators.edit_draft", find=find_framework)
def discard(request: HttpRequest, framework: Framework) -> HttpResponse:
    """Ask for the code once more, then remove the draft."""
    form = DiscardForm(request.POST if request.method == "POST" else None, framework=framework)
    if request.method == "POST" and form.is_valid():
        try:
            discard_draft(framework=framework, by=request.user)
        except ValidationError as error:
            add_errors(form, error)
        else:
            messages.success(request, _("The draft “%(code)s” is discarded.") % {"code": framework.code})
            return redirect("workshop:drafts")
    context = surroundings(request, framework) | {
        "form": form,
        "changes": framework.changes.count(),
        "comments": framework.comments.count(),
    }
    return render(request, "indicators/workshop/discard.html", context, status=UNPROCESSABLE if form.is_bound else 200)
