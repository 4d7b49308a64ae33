"""Simulations of a framework: starting one, its result, a region before and after, downloads."""

from typing import Any

from django.core.exceptions import ValidationError
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from accounts.access import allowed, requires
from indicators.models import Framework
from indicators.services.catalogue import predicate_titles
from jobs.services import JobError
from reports.forms.simulation import SimulationFilter, SimulationForm
from reports.histogram import histogram
from reports.models import Simulation, SimulationRow
from reports.services.simulation import simulate_region, start_simulation
from reports.services.simulation_comparison import compare_region
from reports.services.simulation_download import csv_of, workbook_of
from reports.services.simulation_plan import current_digest
from reports.services.simulation_report import SimulationReport, read_report, rows_of

PAGE_SIZE = 50
UNPROCESSABLE, CONFLICT = 422, 409
WORKBOOK = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


def find_framework(request: HttpRequest, code: str) -> Framework:
    """The framework of the address, draft or adopted, or 404."""
    return get_object_or_404(Framework.objects.select_related("follows"), code=code)


def find_simulation(request: HttpRequest, code: str, pk: int) -> Simulation:
    """A simulation of the framework, or 404."""
    found = Simulation.objects.select_related("framework__follows", "cycle__framework", "job", "requested_by")
    return get_object_or_404(found, framework__code=code, pk=pk)


def find_finished(request: HttpRequest, code: str, pk: int) -> Simulation:
    """A simulation that has a result, or 404."""
    simulation = find_simulation(request, code, pk)
    if not simulation.is_finished:
        raise Http404
    return simulation


def find_row(request: HttpRequest, code: str, pk: int, region: str) -> SimulationRow:
    """A region in a simulation, or 404."""
    rows = SimulationRow.objects.select_related(
        "region__province", "simulation__framework__follows", "simulation__cycle__framework", "simulation__job", "simulation__requested_by"
    )
    return get_object_or_404(rows, simulation__framework__code=code, simulation=pk, region__code=region)


def _crumbs(framework: Framework, *further: tuple[str, str]) -> list[tuple[str, str]]:
    """The way back up from a page about a framework's simulations."""
    return [
        (_("Workshop"), reverse("workshop:drafts")),
        (str(framework), reverse("workshop:draft", args=[framework.code])),
        (_("Simulations"), reverse("reports:simulations", args=[framework.code])),
        *further,
    ]


def _crumb(simulation: Simulation) -> tuple[str, str]:
    return (str(simulation.cycle), reverse("reports:simulation", args=[simulation.framework.code, simulation.pk]))


@require_http_methods(["GET", "HEAD", "POST"])
@requires("reports.simulate", find=find_framework)
def simulations(request: HttpRequest, framework: Framework) -> HttpResponse:
    """The form that starts a simulation, and the earlier ones."""
    form = SimulationForm(request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        try:
            simulation = start_simulation(framework=framework, by=request.user, **form.cleaned_data)
        except ValidationError as error:
            form.add_error(None if "cycle" not in error.message_dict else "cycle", error.message_dict.get("cycle", error.messages))
        else:
            return redirect("reports:simulation", code=framework.code, pk=simulation.pk)
    earlier = Simulation.objects.filter(framework=framework).select_related("cycle", "job", "requested_by")
    context = {
        "framework": framework,
        "crumbs": _crumbs(framework),
        "form": form,
        "page": Paginator(earlier, PAGE_SIZE).get_page(request.GET.get("halaman")),
    }
    return render(request, "reports/simulations.html", context, status=UNPROCESSABLE if form.is_bound else 200)


def _surroundings(simulation: Simulation) -> dict[str, Any]:
    """What every page about a simulation shows."""
    framework = simulation.framework
    # Also when adopted by now: it may have changed between the simulation and its adoption.
    is_changed = simulation.is_finished and current_digest(framework, simulation.cycle) != simulation.draft_digest
    return {
        "simulation": simulation,
        "framework": framework,
        "cycle": simulation.cycle,
        "summary": simulation.summary,
        "is_changed": is_changed,
        "demonstration": simulation.cycle.is_demonstration,
    }


@requires("reports.simulate", find=find_simulation)
def simulation_detail(request: HttpRequest, simulation: Simulation) -> HttpResponse:
    """Progress while the worker works, then what the framework would change."""
    context = _surroundings(simulation) | {"crumbs": _crumbs(simulation.framework, _crumb(simulation))}
    if simulation.is_finished:
        report = read_report(simulation)
        context |= {"report": report, "bars": histogram([row.shown_change for row in report.rows])} | _regions(request, simulation, report)
    else:
        context["may_follow"] = simulation.job is not None and allowed(request.user, "jobs.view_job", simulation.job)
    return render(request, "reports/simulation.html", context)


def _regions(request: HttpRequest, simulation: Simulation, report: SimulationReport) -> dict[str, Any]:
    """The regions asked for, page by page."""
    choices = [[(code, str(title)) for code, title in titles.items()] for titles in (report.before_titles, report.after_titles)]
    found = SimulationFilter(request.GET, queryset=rows_of(simulation), before=choices[0], after=choices[1])
    return {"filter": found, "page": Paginator(found.qs, PAGE_SIZE).get_page(request.GET.get("halaman"))}


@requires("reports.simulate", find=find_row)
def simulation_region(request: HttpRequest, row: SimulationRow) -> HttpResponse:
    """A region's score before and after, question by question, computed anew."""
    simulation = row.simulation
    context = _surroundings(simulation) | {
        "row": row,
        "crumbs": _crumbs(simulation.framework, _crumb(simulation), (row.region.full_name, "")),
        "before_titles": predicate_titles(simulation.cycle.framework),
        "after_titles": predicate_titles(simulation.framework),
    }
    try:
        found = simulate_region(simulation, row.region)
    except JobError as error:
        return render(request, "reports/simulation_region.html", context | {"fault": str(error)}, status=CONFLICT)
    context["comparison"] = compare_region(*found) if found else None
    return render(request, "reports/simulation_region.html", context)


def _name(simulation: Simulation, ending: str) -> dict[str, str]:
    name = f"simulasi-{simulation.framework.code}-{simulation.cycle.award_year}-{simulation.pk}.{ending}"
    return {"Content-Disposition": f'attachment; filename="{name}"'}


@requires("reports.simulate", find=find_finished)
def download(request: HttpRequest, simulation: Simulation) -> HttpResponse:
    """The whole simulation as a workbook."""
    return HttpResponse(workbook_of(read_report(simulation)), content_type=WORKBOOK, headers=_name(simulation, "xlsx"))


@requires("reports.simulate", find=find_finished)
def download_csv(request: HttpRequest, simulation: Simulation) -> HttpResponse:
    """The regions as a table."""
    return HttpResponse(csv_of(read_report(simulation)), content_type="text/csv; charset=utf-8", headers=_name(simulation, "csv"))
