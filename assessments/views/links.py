"""Links to regulations as evidence: add, change, take back."""

from typing import Any

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from accounts.access import Refused, requires
from assessments.forms.evidence import LinkForm
from assessments.models import EvidenceLink
from assessments.services.links import add_link, change_link, remove_link
from assessments.services.place import IndicatorPlace
from assessments.views.answer import FORBIDDEN, UNPROCESSABLE, find_indicator_place, show_page
from assessments.views.evidence import back
from assessments.views.workspace import surroundings
from indicators.forms.faults import add_errors


def _page(request: HttpRequest, place: IndicatorPlace, form: LinkForm, *, link: EvidenceLink | None = None, status: int = 200) -> HttpResponse:
    context = surroundings(request, place) | {"indicator": place.indicator, "form": form, "link": link}
    return render(request, "assessments/evidence/link.html", context, status=status)


@require_http_methods(["GET", "HEAD", "POST"])
@requires("assessments.answer_indicator", find=find_indicator_place)
def link_add(request: HttpRequest, place: IndicatorPlace) -> HttpResponse:
    """Put a link forward."""
    if request.method != "POST":
        return _page(request, place, LinkForm())
    form = LinkForm(request.POST)
    if form.is_valid():
        try:
            link = add_link(assessment=place.assessment, indicator=place.indicator, said=form.said, by=request.user)
        except ValidationError as error:
            add_errors(form, error)
        else:
            messages.success(request, _("The link “%(title)s” stands among the evidence.") % {"title": link.title})
            return back(place)
    return _page(request, place, form, status=UNPROCESSABLE)


def find_link(request: HttpRequest, *, year: int, region: str, indicator: str, pk: int) -> Any:
    """A link of the address's indicator, as a place that carries it."""
    place = find_indicator_place(request, year=year, region=region, indicator=indicator)
    rows = EvidenceLink.objects.select_related("answer__assessment", "answer__indicator")
    link = get_object_or_404(rows, pk=pk, answer__assessment=place.assessment, answer__indicator=place.indicator)
    link.region, link.assessment, link.indicator, link.place = place.region, place.assessment, place.indicator, place
    return link


@require_http_methods(["GET", "HEAD", "POST"])
@requires("assessments.answer_indicator", find=find_link)
def link_edit(request: HttpRequest, link: Any) -> HttpResponse:
    """Change a link."""
    if request.method != "POST":
        return _page(request, link.place, LinkForm.of(link), link=link)
    form = LinkForm(request.POST)
    if form.is_valid():
        try:
            change_link(link=link, said=form.said, by=request.user)
        except ValidationError as error:
            add_errors(form, error)
        else:
            messages.success(request, _("Saved: “%(name)s”.") % {"name": link.title})
            return back(link.place)
    return _page(request, link.place, form, link=link, status=UNPROCESSABLE)


@require_POST
@requires("assessments.view_assessment", find=find_link)
def link_remove(request: HttpRequest, link: Any) -> HttpResponse:
    """Take a link back."""
    title = link.title
    try:
        remove_link(link=link, by=request.user)
    except Refused as refused:
        return show_page(request, link.place, status=FORBIDDEN, refused_save=refused.reason)
    messages.success(request, _("“%(name)s” was removed from this answer.") % {"name": title})
    return back(link.place)
