"""The list of all indicators of an assessment."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from accounts.access import requires
from assessments.services.all_indicators import listing
from assessments.services.place import Place
from assessments.views.workspace import find_assessment_place, surroundings


@requires("assessments.view_assessment", find=find_assessment_place)
def all_indicators(request: HttpRequest, place: Place) -> HttpResponse:
    """All indicators by right, narrowed by ``?tampil=``."""
    narrowed = request.GET.get("tampil", "")
    context = surroundings(request, place) | {"listing": listing(place, request.user, narrowed=narrowed), "narrowed": narrowed}
    return render(request, "assessments/workspace/all_indicators.html", context)
