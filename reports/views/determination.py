"""Scoring runs, their approval and publication: the leads' pages."""

from typing import Any

from django.contrib import messages
from django.core.paginator import Paginator
from django.db.models import F, Prefetch
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from accounts.access import refusal, requires
from assessments.models import Assessment, Cycle, CycleState
from assessments.services.explanation import explained
from assessments.services.reach import Ministry
from indicators.services.catalogue import predicate_titles
from reports.comparison import COMPLETE, compare_with_previous
from reports.filters import ResultFilter
from reports.forms.publication import PublicationForm
from reports.models import PublishedYear, Result, ScoringRun
from reports.services.certificates import certificate_progress
from reports.services.publication import AlreadyPublishedError, publish_run
from reports.services.scoring import SCORED_STATES, approve_run, start_run

PAGE_SIZE = 50


def find_cycle(request: HttpRequest, year: int) -> Cycle:
    """The cycle of an award year, or 404."""
    return get_object_or_404(Cycle.objects.counting().select_related("framework").prefetch_related("phases"), award_year=year)


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


def _crumbs(cycle: Cycle, *further: tuple[str, str]) -> list[tuple[str, str]]:
    """The way back up from a page of a cycle."""
    return [(_("Determination"), reverse("reports:determination")), (str(cycle), reverse("reports:cycle_runs", args=[cycle.award_year])), *further]


def _run_crumb(run: ScoringRun) -> tuple[str, str]:
    return (_("Run %(number)s") % {"number": run.sequence}, reverse("reports:run", args=[run.cycle.award_year, run.sequence]))


@requires("reports.open_determination")
def determination(request: HttpRequest) -> HttpResponse:
    """All cycles with their newest run."""
    runs = ScoringRun.objects.select_related("publication").order_by("-sequence")
    cycles = Cycle.objects.counting().exclude(state=CycleState.DRAFT).select_related("framework").prefetch_related(Prefetch("scoring_runs", runs))
    rows = [(cycle, next(iter(cycle.scoring_runs.all()), None)) for cycle in cycles]
    return render(request, "reports/determination.html", {"rows": rows, "demonstration": any(cycle.is_demonstration for cycle in cycles)})


@requires("reports.open_determination", find=find_cycle)
def cycle_runs(request: HttpRequest, cycle: Cycle) -> HttpResponse:
    """Runs of a cycle, what is ready to be scored, and the button that starts a run."""
    assessments = Assessment.objects.filter(cycle=cycle)
    ready, total = assessments.filter(state__in=SCORED_STATES).count(), assessments.count()
    context = {
        "cycle": cycle,
        "crumbs": _crumbs(cycle),
        "runs": cycle.scoring_runs.select_related("run_by", "approved_by", "job"),
        "ready": ready,
        "total": total,
        "missing": total - ready,
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
    results = (
        Result.objects.filter(run=run)
        .select_related("region__province")
        .defer("explanation")
        .order_by(F("rank").asc(nulls_last=True), "region__code")
    )
    found = ResultFilter(request.GET, queryset=results, predicates=[(code, str(title)) for code, title in predicates.items()])
    page = Paginator(found.qs, PAGE_SIZE).get_page(request.GET.get("halaman"))
    return {"filter": found, "page": page, "predicates": predicates}


def _run_context(request: HttpRequest, run: ScoringRun) -> dict[str, Any]:
    publication = getattr(run, "publication", None)
    context: dict[str, Any] = {
        "run": run,
        "cycle": run.cycle,
        "crumbs": _crumbs(run.cycle, _run_crumb(run)),
        "publication": publication,
        "certificates": certificate_progress(publication.year) if publication else None,
        "approve_refusal": refusal(request.user, "reports.approve_run", run),
        "publish_refusal": refusal(request.user, "reports.publish_run", run),
        "demonstration": run.cycle.is_demonstration,
    }
    if run.state in COMPLETE:
        context |= _results_page(request, run)
        counts = run.totals.get("predicates", {})
        context["tallies"] = [(code, title, counts[code]) for code, title in context["predicates"].items() if code in counts]
        context["comparison"] = compare_with_previous(run)
    return context


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
        "crumbs": _crumbs(result.run.cycle, _run_crumb(result.run), (result.region.full_name, "")),
        "gates": [gate for gate in result.run.cycle.framework.gates.all() if gate.code in result.gates],
        "explanation": explained(result.run.cycle.framework, result.explanation, ministry=Ministry(result.addition, result.gates)),
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
    year = get_object_or_404(PublishedYear, award_year=cycle.award_year)
    progress = certificate_progress(year)
    return JsonResponse(
        {
            "state": "done" if progress.finished else "running",
            "label": _("Certificates made"),
            "done": progress.done,
            "total": progress.total,
            "percentage": progress.percentage,
            "finished": progress.finished,
            "error": "",
        },
        headers={"Cache-Control": "no-store"},
    )
