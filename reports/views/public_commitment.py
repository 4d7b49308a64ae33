"""Public pages of commitments: all of them, and one. They read the public record only."""

from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render

from accounts.access import public
from accounts.caching import revalidated
from reports.commitments import FindCommitmentsForm, shown_actions, tally
from reports.models import PublishedCommitment, PublishedYear

PER_PAGE = 50
NUL = "\0"
LAST_YEAR = 9999


@public
@revalidated
def commitments(request: HttpRequest) -> HttpResponse:
    """All commitments, newest first, with what became of them."""
    form = FindCommitmentsForm(request.GET)
    page = Paginator(form.found(), PER_PAGE).get_page(request.GET.get("halaman"))
    context = {
        "form": form,
        "page": page,
        "rows": [(commitment, tally(commitment)) for commitment in page],
        "demonstration": any(commitment.is_demonstration for commitment in page),
    }
    return render(request, "reports/public/commitments.html", context)


@public
@revalidated
def commitment(request: HttpRequest, code: str, year: int) -> HttpResponse:
    """What the head of a region promised, and what became of it."""
    if NUL in code or year > LAST_YEAR:
        raise Http404
    found = PublishedCommitment.objects.select_related("region__province").filter(region__code=code, award_year=year).first()
    if found is None:
        raise Http404
    context = {
        "shown": found,
        "region": found.region,
        "actions": shown_actions(found),
        "years": PublishedCommitment.objects.filter(region=found.region_id).order_by("-award_year").values_list("award_year", flat=True),
        "has_result": PublishedYear.objects.filter(award_year=year, results__region=found.region_id).exists(),
        "demonstration": found.is_demonstration,
    }
    return render(request, "reports/public/commitment.html", context)
