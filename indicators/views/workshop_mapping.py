"""What became of the indicators of the framework before: the table, and one row of it."""

from typing import Any

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from accounts.access import requires
from indicators.forms.faults import add_errors
from indicators.forms.parts import SuccessorsForm
from indicators.models import ChangedPart, Framework, Indicator
from indicators.services.draft_mapping import change_successors, mapping_rows, successors_of
from indicators.services.workshop import StaleDraftError, digest
from indicators.views.workshop import CONFLICT, UNPROCESSABLE, find_framework, surroundings
from indicators.views.workshop_conflict import both_versions


@requires("indicators.open_workshop", find=find_framework)
def mapping(request: HttpRequest, framework: Framework) -> HttpResponse:
    """The whole table, old to new."""
    rows = mapping_rows(framework)
    followed = {code for row in rows for code in row.successors.codes}
    fresh = [row for row in framework.indicators.order_by("order") if row.code not in followed]
    merged = _merged(rows)
    context = surroundings(request, framework) | {"rows": rows, "fresh": fresh, "merged": merged}
    return render(request, "indicators/workshop/mapping.html", context)


def _merged(rows: list[Any]) -> set[str]:
    """Codes of new indicators that follow several of the old."""
    seen: set[str] = set()
    found: set[str] = set()
    for row in rows:
        for code in row.successors.codes:
            (found if code in seen else seen).add(code)
    return found


def find_predecessor(request: HttpRequest, code: str, predecessor: str) -> Framework:
    """The framework of the address, which must follow one with this indicator."""
    framework = find_framework(request, code)
    if not Indicator.objects.filter(framework=framework.follows_id, code=predecessor).exists():
        raise Http404
    return framework


def _choices(framework: Framework) -> list[tuple[str, list[tuple[str, str]]]]:
    """Indicators of the draft by right (one query)."""
    groups: dict[str, list[tuple[str, str]]] = {}
    for row in framework.indicators.select_related("right").order_by("right__order", "order"):
        groups.setdefault(str(row.right.title), []).append((row.code, f"{row.code} {row.statement}"))
    return list(groups.items())


@require_http_methods(["GET", "HEAD", "POST"])
@requires("indicators.edit_draft", find=find_predecessor)
def mapped(request: HttpRequest, framework: Framework) -> HttpResponse:
    """Which indicators follow one of the framework before, or why it ends."""
    code = request.resolver_match.kwargs["predecessor"] if request.resolver_match else ""
    predecessor = get_object_or_404(Indicator.objects.select_related("right"), framework=framework.follows_id, code=code)
    before, choices = successors_of(framework, code), _choices(framework)
    form = SuccessorsForm(request.POST if request.method == "POST" else None, before=before, choices=choices)
    status, extra = 200, {}
    if request.method == "POST":
        status = UNPROCESSABLE
        if form.is_valid():
            try:
                change_successors(framework=framework, code=code, successors=form.typed(), seen=form.cleaned_data["seen"], by=request.user)
            except StaleDraftError:
                status, extra = CONFLICT, both_versions(framework, ChangedPart.LINK, code, before, form.typed())
                data = request.POST.copy()
                data["seen"] = digest(before)
                form = SuccessorsForm(data, before=before, choices=choices)
            except ValidationError as error:
                add_errors(form, error)
            else:
                messages.success(request, _("The mapping of “%(code)s” is saved.") % {"code": code})
                return redirect(f"{reverse('workshop:mapping', args=[framework.code])}#{code}")
    context = surroundings(request, framework) | extra | {"form": form, "predecessor": predecessor, "choices": choices}
    return render(request, "indicators/workshop/mapped.html", context, status=status)
