"""Scoring runs, their approval and publication: the leads' pages."""

from typing import Any

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from accounts.access import refusal, requires
from assessments.models import Assessment, AssessmentState, Cycle, CycleState
from indicators.services.catalogue import predicate_titles
from reports.filters import ResultFilter
from reports.forms.publication import PublicationForm
from reports.models import Certificate, Result, RunState, ScoringRun
from reports.services.explanation import explained
from reports.services.publication import AlreadyPublishedError, publish_run
from reports.services.scoring import approve_run, start_run

PAGE_SIZE = 50


def find_cycle(request: HttpRequest, year: int) -> Cycle:
    """The cycle of an award year, or 404."""
    return get_object_or_404(Cycle.objects.select_related("framework").prefetch_related("phases"), award_year=year)


def find_run(request: HttpRequest, year: int, sequence: int) -> ScoringRun:
    """A run of the cycle, or 404."""
    runs = ScoringRun.objects.select_related("cycle__framework", "job", "run_by", "approved_by", "publication__year").prefetch_related(
        "cycle__phases"
    )
    return get_object_or_404(runs, cycle__award_year=year, sequence=sequence)


def find_result(request: HttpRequest, year: int, sequence: int, code: str) -> Result:
    """A region's result in a run, or 404."""
    results = Result.objects.select_related("run__cycle__framework", "region__province", "assessment")
    return get_object_or_404(results, run__cycle__award_year=year, run__sequence=sequence, region__code=code)


@requires("reports.open_determination")
def determination(request: HttpRequest) -> HttpResponse:
    """All cycles with their newest run."""
    cycles = Cycle.objects.exclude(state=CycleState.DRAFT).select_related("framework").prefetch_related("scoring_runs")
    return render(request, "reports/determination.html", {"cycles": cycles, "demonstration": any(cycle.is_demonstration for cycle in cycles)})


@requires("reports.open_determination", find=find_cycle)
def cycle_runs(request: HttpRequest, cycle: Cycle) -> HttpResponse:
    """Runs of a cycle, what is ready to be scored, and the button that starts a run."""
    states = Assessment.objects.filter(cycle=cycle)
    context = {
        "cycle": cycle,
        "runs": cycle.scoring_runs.select_related("run_by", "approved_by", "job"),
        "ready": states.filter(state=AssessmentState.REVIEWED).count(),
        "total": states.count(),
        "refusal": refusal(request.user, "reports.run_scoring", cycle),
        "demonstration": cycle.is_demonstration,
    }
    return render(request, "reports/cycle_runs.html", context)


@require_POST
@requires("reports.run_scoring", find=find_cycle)
def run_start(request: HttpRequest, cycle: Cycle) -> HttpResponse:
    """Start a run; a second click leads to the run already started."""
    run = start_run(cycle=cycle, by=request.user)
    return redirect("reports:run", year=cycle.award_year, sequence=run.sequence)


def _results_page(request: HttpRequest, run: ScoringRun) -> dict[str, Any]:
    predicates = predicate_titles(run.cycle.framework)
    results = Result.objects.filter(run=run).select_related("region__province").defer("explanation").order_by("rank", "region__code")
    found = ResultFilter(request.GET, queryset=results, predicates=[(code, str(title)) for code, title in predicates.items()])
    page = Paginator(found.qs, PAGE_SIZE).get_page(request.GET.get("halaman"))
    return {"filter": found, "page": page, "predicates": predicates}


def _run_context(request: HttpRequest, run: ScoringRun) -> dict[str, Any]:
    return {
        "run": run,
        "cycle": run.cycle,
        "publication": getattr(run, "publication", None),
        "approve_refusal": refusal(request.user, "reports.approve_run", run),
        "publish_refusal": refusal(request.user, "reports.publish_run", run),
        "demonstration": run.cycle.is_demonstration,
        **(_results_page(request, run) if run.state in (RunState.COMPUTED, RunState.APPROVED, RunState.SUPERSEDED) else {}),
    }


@requires("reports.view_run", find=find_run)
def run_detail(request: HttpRequest, run: ScoringRun) -> HttpResponse:
    """A run: progress while it works, then its results, approval and publication."""
    return render(request, "reports/run.html", _run_context(request, run) | {"form": PublicationForm()})


@requires("reports.view_run", find=find_result)
def run_result(request: HttpRequest, result: Result) -> HttpResponse:
    """A region's result with its explanation."""
    context = {
        "result": result,
        "run": result.run,
        "cycle": result.run.cycle,
        "explanation": explained(result.run.cycle.framework, result.explanation),
        "predicates": predicate_titles(result.run.cycle.framework),
        "demonstration": result.run.cycle.is_demonstration,
    }
    return render(request, "reports/run_result.html", context)


@require_POST
@requires("reports.approve_run", find=find_run)
def run_approve(request: HttpRequest, run: ScoringRun) -> HttpResponse:
    """Approve a run as the second lead."""
    approve_run(run=run, by=request.user)
    messages.success(request, _("The run has been approved. It can be published now."))
    return redirect("reports:run", year=run.cycle.award_year, sequence=run.sequence)


@require_POST
@requires("reports.publish_run", find=find_run)
def run_publish(request: HttpRequest, run: ScoringRun) -> HttpResponse:
    """Publish a run under a decree."""
    form = PublicationForm(request.POST)
    if form.is_valid():
        try:
            publish_run(run=run, decree=form.decree(), by=request.user)
        except AlreadyPublishedError:
            form.add_error(None, _("The results of this award year have been published already."))
        else:
            messages.success(request, _("The results are public. The certificates are being made."))
            return redirect("reports:run", year=run.cycle.award_year, sequence=run.sequence)
    return render(request, "reports/run.html", _run_context(request, run) | {"form": form}, status=422)


@requires("reports.open_determination", find=find_cycle)
def certificates_progress(request: HttpRequest, cycle: Cycle) -> JsonResponse:
    """How many certificates of the year are made."""
    certificates = Certificate.objects.filter(result__year__award_year=cycle.award_year)
    total, done = certificates.count(), certificates.filter(made_at__isnull=False).count()
    return JsonResponse(
        {
            "state": "done" if done == total else "running",
            "label": _("Certificates made"),
            "done": done,
            "total": total,
            "percentage": 100 * done // total if total else 100,
            "finished": done == total,
            "error": "",
        },
        headers={"Cache-Control": "no-store"},
    )
