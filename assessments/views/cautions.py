"""What is odd about an answer still being typed; reads only, refuses nothing."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_POST

from accounts.access import requires
from assessments.forms.answers import AnswerForm
from assessments.models import Evidence, EvidenceLink
from assessments.services.place import IndicatorPlace
from assessments.services.plausibility import Caution, cautions_at
from assessments.views.answer import find_indicator_place

LIST = "assessments/workspace/partials/cautions.html"


@require_POST
@requires("assessments.answer_indicator", find=find_indicator_place)
def answer_cautions(request: HttpRequest, place: IndicatorPlace) -> HttpResponse:
    """The warnings for what is typed; none while it cannot be read, which the form itself tells."""
    form = AnswerForm(request.POST, indicator=place.indicator)
    found: list[Caution] = []
    if form.is_valid():
        here = {"answer__assessment": place.assessment, "answer__indicator": place.indicator}
        has_evidence = Evidence.objects.filter(**here).exists() or EvidenceLink.objects.filter(**here).exists()
        found = cautions_at(place.assessment, place.indicator, form.value, has_evidence=has_evidence)
    return render(request, LIST, {"cautions": found})
