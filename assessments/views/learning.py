"""Who of the region has been through which lesson."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from accounts.access import requires
from assessments.services.place import Place
from assessments.views.workspace import find_assessment_place, surroundings
from indicators.services.learning import region_learning


@requires("assessments.view_learning", find=find_assessment_place)
def learning(request: HttpRequest, place: Place) -> HttpResponse:
    """A table of offices and their people by lesson."""
    context = surroundings(request, place) | {"learning": region_learning(place.region)}
    return render(request, "assessments/workspace/learning.html", context)
