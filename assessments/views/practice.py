"""Practice: opening it for a region, beginning it anew."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from accounts.access import requires
from assessments.models import PRACTICE_YEAR, Assessment
from assessments.services.place import find_assessment
from assessments.services.practice import is_begun, open_practice, reset_practice
from regions.models import Region


def find_region(request: HttpRequest, *, year: int, region: str) -> Region:
    """The region of the address, or 404."""
    return get_object_or_404(Region.objects.select_related("province"), code=region)


def find_practice(request: HttpRequest, *, year: int, region: str) -> Assessment:
    """The practice of a region among what the person may see, or 404."""
    return find_assessment(request.user, year=year, region=region)


@require_POST
@requires("assessments.practise", find=find_region)
def practice_open(request: HttpRequest, region: Region) -> HttpResponse:
    """Go to the region's practice, made when there is none yet."""
    if open_practice(region=region, by=request.user) is None:
        messages.info(request, _("There is nothing to practise on yet: Ditjen HAM has not adopted a framework."))
        return redirect("assessments:workspace")
    return redirect("assessments:assessment", year=PRACTICE_YEAR, region=region.code)


@require_http_methods(["GET", "HEAD", "POST"])
@requires("assessments.reset_practice", find=find_practice)
def practice_reset(request: HttpRequest, assessment: Assessment) -> HttpResponse:
    """Ask first, then remove everything; a second click removes nothing."""
    if request.method != "POST" or request.POST.get("confirmed") != "yes":
        asked = request.method == "POST"
        context = {
            "assessment": assessment,
            "cycle": assessment.cycle,
            "region": assessment.region,
            "is_begun": is_begun(assessment),
            "submissions": assessment.submissions.count(),
            "problem": _("Tick the box first: what is removed cannot be brought back.") if asked else "",
        }
        return render(request, "assessments/workspace/practice_reset.html", context, status=422 if asked else 200)
    if reset_practice(assessment=assessment, by=request.user):
        messages.success(request, _("The practice begins anew: everything was removed. The real assessment was not touched."))
    else:
        messages.info(request, _("There was nothing to remove."))
    return redirect("assessments:assessment", year=PRACTICE_YEAR, region=assessment.region.code)
