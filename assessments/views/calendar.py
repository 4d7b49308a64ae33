"""Calendar files."""

from django.http import HttpRequest, HttpResponse
from django.views.decorators.http import require_safe

from accounts.access import requires
from assessments.models import Assessment, Cycle
from assessments.services.calendar import deadlines_of, phases_of
from assessments.services.place import find_assessment
from assessments.views.cycles import find_cycle


def _file(content: bytes, name: str) -> HttpResponse:
    headers = {"Content-Disposition": f'attachment; filename="{name}.ics"', "Cache-Control": "private, no-cache"}
    return HttpResponse(content, content_type="text/calendar; charset=utf-8", headers=headers)


def find_dates(request: HttpRequest, *, year: int, region: str) -> Assessment:
    """The assessment of the address."""
    return find_assessment(request.user, year=year, region=region)


@require_safe
@requires("assessments.view_assessment", find=find_dates)
def deadline_file(request: HttpRequest, assessment: Assessment) -> HttpResponse:
    """The deadlines of a region."""
    return _file(deadlines_of(assessment), f"tenggat-{assessment.cycle.award_year}-{assessment.region.code}")


@require_safe
@requires("assessments.view_year", find=find_cycle)
def cycle_file(request: HttpRequest, cycle: Cycle) -> HttpResponse:
    """The phases of a year."""
    return _file(phases_of(cycle), f"kalender-{cycle.award_year}")
