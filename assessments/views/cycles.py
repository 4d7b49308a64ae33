"""Cycles: preparing a year, its phases, opening it, watching it."""

from typing import Any

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import Count, Q
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from accounts.access import Refused, allowed, refusal, requires
from assessments.forms.cycle import CycleForm, PhasesForm
from assessments.models import AssessmentState, Cycle, CycleState, Event
from assessments.services.cycles import Windows, change_phases, create_cycle, default_windows, demand_statement, open_cycle, progress
from assessments.services.events import chain_of
from indicators.forms.faults import add_errors


def find_cycle(request: HttpRequest, year: int) -> Cycle:
    """The cycle of an award year with framework and phases, or 404."""
    return get_object_or_404(Cycle.objects.counting().select_related("framework", "opened_by").prefetch_related("phases"), award_year=year)


@requires("assessments.manage_cycles")
def cycles(request: HttpRequest) -> HttpResponse:
    """All cycles with what was sent so far."""
    rows = Cycle.objects.counting().select_related("framework").prefetch_related("phases")
    rows = rows.annotate(total=Count("assessments"), sent=Count("assessments", filter=~Q(assessments__state=AssessmentState.FILLING)))
    return render(request, "assessments/cycles/list.html", {"cycles": rows, "demonstration": any(cycle.is_demonstration for cycle in rows)})


def _warn(request: HttpRequest, form: PhasesForm) -> None:
    over = form.over()
    if over:
        messages.warning(request, _("These phases are over already: %(phases)s. Check the dates.") % {"phases": ", ".join(over)})


@require_http_methods(["GET", "HEAD", "POST"])
@requires("assessments.manage_cycles")
def cycle_new(request: HttpRequest) -> HttpResponse:
    """Prepare a cycle; the dates of the usual calendar are filled in."""
    newest = Cycle.objects.counting().order_by("-award_year").first()
    year = max(timezone.localdate().year, newest.award_year + 1 if newest else 0)
    usual = {"award_year": year, "data_year": year - 1, "framework": newest.framework_id if newest else None}
    form = CycleForm(request.POST or None, windows=default_windows(year), initial=usual, demands_statement=True)
    if request.method == "POST" and form.is_valid():
        data = form.cleaned_data
        try:
            cycle = create_cycle(
                award_year=data["award_year"],
                data_year=data["data_year"],
                framework=data["framework"],
                windows=form.windows(),
                requires_statement=data["requires_statement"],
                by=request.user,
            )
        except ValidationError as error:
            add_errors(form, error)
        else:
            _warn(request, form)
            messages.success(request, _("The cycle is prepared. Check the dates, then open it."))
            return redirect("assessments:cycle", year=cycle.award_year)
    return render(request, "assessments/cycles/form.html", {"form": form}, status=422 if form.errors else 200)


def _page(request: HttpRequest, cycle: Cycle, *, problem: str = "", status: int = 200) -> HttpResponse:
    national, provinces = progress(cycle)
    total = sum(national.values())
    context: dict[str, Any] = {
        "cycle": cycle,
        "states": AssessmentState.choices,
        "national": [(state, label, national[state]) for state, label in AssessmentState.choices],
        "provinces": provinces,
        "total": total,
        "sent": total - national[AssessmentState.FILLING],
        "events": Event.objects.filter(chain=chain_of(cycle)).select_related("actor").order_by("-sequence")[:15],
        "open_refusal": refusal(request.user, "assessments.open_cycle", cycle),
        "change_refusal": refusal(request.user, "assessments.change_phases", cycle),
        "problem": problem,
        "demonstration": cycle.is_demonstration,
    }
    return render(request, "assessments/cycles/cycle.html", context, status=status)


@requires("assessments.manage_cycles", find=find_cycle)
def cycle(request: HttpRequest, found: Cycle) -> HttpResponse:
    """A cycle: its phases, how far the country is, what happened."""
    return _page(request, found)


@transaction.atomic
def _change(request: HttpRequest, cycle: Cycle, form: PhasesForm, windows: Windows) -> bool:
    """Save dates and demand together; return whether anything changed."""
    changed = bool(change_phases(cycle=cycle, windows=form.kept_windows(windows), by=request.user))
    if "requires_statement" in form.fields:
        changed |= demand_statement(cycle=cycle, demanded=form.cleaned_data["requires_statement"], by=request.user)
    return changed


@require_http_methods(["GET", "HEAD", "POST"])
@requires("assessments.change_phases", find=find_cycle)
def cycle_edit(request: HttpRequest, cycle: Cycle) -> HttpResponse:
    """Change the dates of the phases."""
    windows = default_windows(cycle.award_year) | {phase.code: (phase.starts_at, phase.ends_at) for phase in cycle.phases.all()}
    demand = cycle.requires_statement if allowed(request.user, "assessments.change_statement_demand", cycle) else None
    form = PhasesForm(request.POST or None, windows=windows, demands_statement=demand)
    if request.method == "POST" and form.is_valid():
        try:
            changed = _change(request, cycle, form, windows)
        except ValidationError as error:
            add_errors(form, error)
        else:
            _warn(request, form)
            messages.success(request, _("The dates are saved.") if changed else _("Nothing was changed."))
            return redirect("assessments:cycle", year=cycle.award_year)
    context = {"form": form, "cycle": cycle, "demonstration": cycle.is_demonstration}
    return render(request, "assessments/cycles/form.html", context, status=422 if form.errors else 200)


@require_POST
@requires("assessments.manage_cycles", find=find_cycle)
def cycle_open(request: HttpRequest, cycle: Cycle) -> HttpResponse:
    """Open the cycle for all regions; a second click changes nothing."""
    was_open = cycle.state == CycleState.OPEN
    try:
        created = open_cycle(cycle=cycle, by=request.user)
    except Refused as error:
        return _page(request, cycle, problem=error.reason, status=409)
    if created:
        messages.success(request, _("The cycle is open: %(count)s regions can answer.") % {"count": created})
    else:
        messages.info(request, _("The cycle was open already.") if was_open else _("The cycle is open."))
    return redirect("assessments:cycle", year=cycle.award_year)
