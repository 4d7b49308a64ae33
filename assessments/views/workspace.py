"""The region's workspace: what is mine to do, an assessment, one of its rights."""

from typing import Any

from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from accounts.access import allowed, refusal, requires
from accounts.models.membership import REGIONAL_ROLES
from assessments.forms.workspace import FindAssessmentsForm
from assessments.models import Assessment, Cycle, CycleState
from assessments.rules import FILLABLE
from assessments.services.division_panels import dashboard_division
from assessments.services.explanation import explained, explained_right
from assessments.services.first_steps import first_steps
from assessments.services.last_year import takeable
from assessments.services.outline import outline
from assessments.services.place import Place, RightPlace, find_place, find_right
from assessments.services.practice import practice_panel, practice_places
from assessments.services.reach import Ministry
from assessments.services.responsibility import OwnPart, own_parts
from assessments.services.what_if import PARAMETER, panel, right_gains
from assessments.services.workspace import EVENTS_SHOWN, answering_phase, deadline, found_assessments, history, latest_submission, overview, tallies
from regions.models import Province

PER_PAGE = 50


@requires("accounts.use_workspace")
def workspace(request: HttpRequest) -> HttpResponse:
    """What is mine to do: the assessments of my region, or a list of those I may see."""
    visible = Assessment.objects.visible_to(request.user)
    regions = {membership.region_id for membership in request.user.active_memberships if membership.role in REGIONAL_ROLES}  # type: ignore[union-attr]
    own = list(
        visible.counting()
        .filter(region__in=regions)
        .select_related("region__province", "cycle__framework")
        .prefetch_related("cycle__phases")
        .order_by("-cycle__award_year", "region__code")
        if regions
        else []
    )
    parts = own_parts(request.user, own)
    context: dict[str, Any] = {
        "own": [_card(assessment, parts.get(assessment.pk)) for assessment in own],
        "practice_places": practice_places(request.user),
        "first_steps": first_steps(request.user),
        "demonstration": any(assessment.cycle.is_demonstration for assessment in own),
    }
    if any(membership.role not in REGIONAL_ROLES for membership in request.user.active_memberships):  # type: ignore[union-attr]
        context |= _watched(request, visible)
    return render(request, "assessments/workspace/index.html", context)


def _card(assessment: Assessment, part: OwnPart | None) -> dict[str, Any]:
    return {
        "assessment": assessment,
        "part": part,
        "answered": part.answered if part is not None else assessment.answered_count,
        "total": part.total if part is not None else len(outline(assessment.cycle.framework).indicators),
        "deadline": deadline(assessment) if assessment.cycle.state == CycleState.OPEN else None,
    }


def _watched(request: HttpRequest, visible: Any) -> dict[str, Any]:
    """The list of a cycle's assessments for those who see several, with filters and pages."""
    cycles = list(Cycle.objects.counting().exclude(state=CycleState.DRAFT).select_related("framework"))
    asked = request.GET.get("tahun", "")
    cycle = next((row for row in cycles if str(row.award_year) == asked), cycles[0] if cycles else None)
    if cycle is None:
        return {"watched": None, "cycles": []}
    of_cycle = visible.filter(cycle=cycle)
    form = FindAssessmentsForm(request.GET, provinces=list(Province.objects.filter(regions__assessments__in=of_cycle).distinct()))
    rows = found_assessments(of_cycle, **form.criteria()).select_related("region__province", "cycle").order_by("region__code")
    return {
        "watched": Paginator(rows, PER_PAGE).get_page(request.GET.get("halaman")),
        "watched_form": form,
        "tallies": tallies(of_cycle),
        "cycles": cycles,
        "cycle": cycle,
        "total": len(outline(cycle.framework).indicators),
        "demonstration": cycle.is_demonstration,
    }


def find_assessment_place(request: HttpRequest, *, year: int, region: str) -> Place:
    """The assessment of the address."""
    return find_place(request.user, year=year, region=region)


def find_right_place(request: HttpRequest, *, year: int, region: str, right: str) -> RightPlace:
    """The right of the address."""
    return find_right(request.user, year=year, region=region, right=right)


def surroundings(request: HttpRequest, place: Place) -> dict[str, Any]:
    """What every page of an assessment knows: where it is, whether this person may answer, until when."""
    assessment = place.assessment
    refused = refusal(request.user, "assessments.answer_assessment", assessment)
    return {
        "place": place,
        "assessment": assessment,
        "cycle": assessment.cycle,
        "region": assessment.region,
        "may_answer": refused is None,
        "refused": refused,
        "may_submit": allowed(request.user, "assessments.submit_assessment", assessment),
        "may_see_learning": allowed(request.user, "assessments.view_learning", assessment),
        "may_open_library": allowed(request.user, "assessments.open_library", assessment),
        "deadline": deadline(assessment),
        "answering_phase": answering_phase(assessment) if assessment.state in FILLABLE else None,
        "demonstration": assessment.cycle.is_demonstration,
    }


@requires("assessments.view_assessment", find=find_assessment_place)
def assessment(request: HttpRequest, place: Place) -> HttpResponse:
    """The dashboard of an assessment: state, what happens next, progress, score, history."""
    everything = request.GET.get("riwayat") == "semua"
    whole = overview(place)
    events = history(place, reader=request.user, everything=everything)
    context = surroundings(request, place) | {
        "overview": whole,
        "explanation": explained(place.cycle.framework, whole.result.tree, ministry=Ministry()) if whole.answered and not whole.is_part else None,
        "events": events if everything else events[:EVENTS_SHOWN],
        "has_more_events": not everything and len(events) > EVENTS_SHOWN,
        "phases": list(place.cycle.phases.all()),
        "submission": latest_submission(place.assessment),
        "what_if": panel(whole, request.GET.getlist(PARAMETER)),
        "last_year": takeable(place.assessment, by=request.user),
        "division": dashboard_division(request.user, place, whole),
        "practice": practice_panel(request.user, place.assessment),
    }
    return render(request, "assessments/workspace/assessment.html", context)


@requires("assessments.view_assessment", find=find_right_place)
def right(request: HttpRequest, place: RightPlace) -> HttpResponse:
    """A right with its indicators and where each stands."""
    whole = overview(place)
    position = next(number for number, part in enumerate(whole.rights) if part.right is place.right)
    context = surroundings(request, place) | {
        "overview": whole,
        "line": whole.rights[position],
        "gains": right_gains(whole, whole.rights[position]),
        "sums": explained_right(place.cycle.framework, node) if (node := whole.rights[position].node) else None,
        "before": whole.rights[position - 1] if position else None,
        "after": whole.rights[position + 1] if position + 1 < len(whole.rights) else None,
    }
    return render(request, "assessments/workspace/right.html", context)
