"""The files of a region: find them, see where they are used, use them again."""

from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from accounts.access import allowed, requires
from assessments.forms.evidence import FindFilesForm
from assessments.models import Answer
from assessments.services.evidence_age import Target
from assessments.services.library import files_for, found_files, library_rows
from assessments.services.place import Place
from assessments.views.workspace import find_assessment_place, surroundings

PER_PAGE = 25


@requires("assessments.open_library", find=find_assessment_place)
def library(request: HttpRequest, place: Place) -> HttpResponse:
    """All files of the region, whatever the year; with ``?untuk=CODE`` they are offered for that indicator."""
    form = FindFilesForm(request.GET)
    indicator = place.outline.by_code.get(request.GET.get("untuk", ""))
    if indicator is not None and not allowed(request.user, "assessments.answer_indicator", Target(place.assessment, indicator)):
        indicator = None
    page = Paginator(found_files(files_for(request.user, place.region), **form.criteria()), PER_PAGE).get_page(request.GET.get("halaman"))
    answer = Answer.objects.filter(assessment=place.assessment, indicator=indicator).first() if indicator else None
    context = surroundings(request, place) | {
        "find_form": form,
        "indicator": indicator,
        "files_page": page,
        "rows": library_rows(page.object_list, answer=answer, indicator=indicator, data_year=place.cycle.data_year),
        "is_searched": any(form.criteria().values()),
    }
    return render(request, "assessments/evidence/library.html", context)
