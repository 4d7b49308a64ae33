"""Adopting a draft: the check list, the numbers, the regulation, and no way back."""

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from accounts.access import requires
from indicators.forms.draft import AdoptionForm
from indicators.forms.faults import add_errors
from indicators.models import Framework
from indicators.services.adoption import adopt_draft
from indicators.services.draft_overview import draft_overview
from indicators.services.workshop import digest
from indicators.views.workshop import UNPROCESSABLE, find_framework, surroundings


@require_http_methods(["GET", "HEAD", "POST"])
@requires("indicators.edit_draft", find=find_framework)
def adopt(request: HttpRequest, framework: Framework) -> HttpResponse:
    """The form stands there only when the draft has no faults; the service asks again."""
    overview = draft_overview(framework)
    seen = digest(overview.entry)
    initial = {"regulation": framework.regulation, "regulation_date": framework.regulation_date, "seen": seen}
    form = AdoptionForm(request.POST if request.method == "POST" else None, initial=initial)
    if request.method == "POST" and form.is_valid():
        data = form.cleaned_data
        try:
            adopt_draft(
                framework=framework,
                regulation=data["regulation"],
                regulation_date=data["regulation_date"],
                seen=data["seen"],
                by=request.user,
            )
        except ValidationError as error:
            retyped = request.POST.copy()
            retyped["seen"] = seen
            form = AdoptionForm(retyped)
            form.full_clean()
            add_errors(form, error)
        else:
            messages.success(request, _("The framework is adopted and public. Cycles can be prepared with it."))
            return redirect("workshop:draft", code=framework.code)
    context = surroundings(request, framework) | {"form": form, "overview": overview}
    return render(request, "indicators/workshop/adopt.html", context, status=UNPROCESSABLE if form.is_bound else 200)
