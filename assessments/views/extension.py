"""Extensions: all of a year, and giving one to a region."""

from typing import Any

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.dateparse import parse_datetime
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from accounts.access import allowed, refusal, requires
from assessments.forms.extension import EndExtensionForm, ExtensionForm, FindRegionForm
from assessments.models import Assessment, Cycle, Event, PhaseCode
from assessments.services.extension import FIELDS, end_extension, extend_deadline, extensions_of, outlasts_verification, reason_of
from assessments.services.workspace import found_assessments
from assessments.views.cycles import find_cycle
from indicators.forms.faults import add_errors
from regions.clock import moment_words, zone, zone_name

FOUND_AT_MOST = 20
PER_PAGE = 50


def _line(event: Event) -> dict[str, Any]:
    """An extension as the list shows it."""
    return {
        "event": event,
        "assessment": event.assessment,
        "phase": str(PhaseCode(event.data["phase"]).label),
        "until": parse_datetime(event.data.get("until") or ""),
        "reason": event.data.get("reason", ""),
    }


@require_safe
@requires("assessments.view_extensions", find=find_cycle)
def extensions(request: HttpRequest, cycle: Cycle) -> HttpResponse:
    """All extensions of a year with their reasons; a lead finds the region that needs one here."""
    page = Paginator(extensions_of(cycle), PER_PAGE).get_page(request.GET.get("halaman"))
    form = FindRegionForm(request.GET)
    text = form.cleaned_data["cari"].strip() if form.is_valid() else ""
    may_extend = allowed(request.user, "assessments.give_extensions")
    rows = Assessment.objects.filter(cycle=cycle).select_related("region__province").order_by("region__code")
    context = {
        "cycle": cycle,
        "page": page,
        "lines": [_line(event) for event in page],
        "form": form,
        "text": text,
        "may_extend": may_extend,
        "found": list(found_assessments(rows, text=text)[:FOUND_AT_MOST]) if text and may_extend else [],
        "demonstration": cycle.is_demonstration,
    }
    return render(request, "assessments/cycles/extensions.html", context)


def find_region_assessment(request: HttpRequest, *, year: int, region: str) -> Assessment:
    """The assessment of a region in a year that counts, or 404."""
    cycle = find_cycle(request, year)
    found = get_object_or_404(Assessment.objects.visible_to(request.user).select_related("region__province"), cycle=cycle, region__code=region)
    found.cycle = cycle  # with its phases
    return found


def _phases(assessment: Assessment, failed: EndExtensionForm | None) -> list[dict[str, Any]]:
    """Where the region stands in each phase that can be extended, with the form to take an extension back."""
    rows = []
    for code, field in FIELDS.items():
        extended = getattr(assessment, field)
        form = failed if failed is not None and failed.data.get("phase") == code else EndExtensionForm(phase=code)
        phase = assessment.cycle.phase(code)
        rows.append(
            {
                "code": code,
                "label": code.label,
                "usual": phase.ends_at if phase else None,
                "extended": extended,
                "event": reason_of(assessment, code),
                "form": form if extended else None,
            }
        )
    return rows


def _page(
    request: HttpRequest, assessment: Assessment, form: ExtensionForm, *, failed: EndExtensionForm | None = None, status: int = 200
) -> HttpResponse:
    context = {
        "assessment": assessment,
        "cycle": assessment.cycle,
        "region": assessment.region,
        "form": form,
        "phases": _phases(assessment, failed),
        "refused": refusal(request.user, "assessments.extend_deadline", assessment),
        "region_zone": zone(assessment.region.time_zone),
        "demonstration": assessment.cycle.is_demonstration,
    }
    return render(request, "assessments/cycles/extend.html", context, status=status)


@require_http_methods(["GET", "HEAD", "POST"])
@requires("assessments.give_extensions", find=find_region_assessment)
def extend(request: HttpRequest, assessment: Assessment) -> HttpResponse:
    """Give a region more time, change it, or take it back."""
    if request.method != "POST":
        return _page(request, assessment, ExtensionForm(initial=_usual(assessment)))
    return _taken_back(request, assessment) if "end" in request.POST else _extended(request, assessment)


def _usual(assessment: Assessment) -> dict[str, Any]:
    """What is filled in: the phase the region is in, and the time it has."""
    code = PhaseCode.CORRECTION if assessment.state in ("returned", "submitted") else PhaseCode.FILLING
    return {"phase": code, "until": assessment.ends_at(code)}


def _extended(request: HttpRequest, assessment: Assessment) -> HttpResponse:
    form = ExtensionForm(request.POST)
    if form.is_valid():
        data = form.cleaned_data
        try:
            given = extend_deadline(assessment=assessment, phase=data["phase"], until=data["until"], reason=data["reason"], by=request.user)
        except ValidationError as error:
            add_errors(form, error)
        else:
            _say(request, assessment, data["until"], given=given)
            return redirect("assessments:extensions", year=assessment.cycle.award_year)
    return _page(request, assessment, form, status=422)


def _say(request: HttpRequest, assessment: Assessment, until: Any, *, given: bool) -> None:
    if not given:
        messages.info(request, _("Nothing was changed: the region has this time already."))
        return
    words = {"region": assessment.region.full_name, "moment": moment_words(until)}
    here = zone(assessment.region.time_zone)
    if zone_name(until) == zone_name(until, here):
        messages.success(request, _("%(region)s has time until %(moment)s. Region and Kanwil are told.") % words)
    else:
        words["there"] = moment_words(until, here)
        messages.success(request, _("%(region)s has time until %(moment)s, there %(there)s. Region and Kanwil are told.") % words)
    if outlasts_verification(assessment, until):
        messages.warning(
            request, _("The Kanwil verification ends before that: what is sent later cannot be verified unless its dates are changed too.")
        )


def _taken_back(request: HttpRequest, assessment: Assessment) -> HttpResponse:
    phase = request.POST.get("phase", "")
    if phase not in FIELDS:
        raise Http404
    form = EndExtensionForm(request.POST, phase=phase)
    if not form.is_valid():
        return _page(request, assessment, ExtensionForm(initial=_usual(assessment)), failed=form, status=422)
    done = end_extension(assessment=assessment, phase=phase, reason=form.cleaned_data["reason"], by=request.user)
    messages.success(request, _("The extension is taken back. Region and Kanwil are told.") if done else _("Nothing was changed."))
    return redirect("assessments:extensions", year=assessment.cycle.award_year)
