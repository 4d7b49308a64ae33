"""Public pages: home with the map, regions, a region, certificates, about. They read the public record only."""

from typing import Any

from django.db.models import QuerySet
from django.http import FileResponse, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render

from accounts.access import public
from indicators.services.catalogue import framework_by_code
from regions.models import Province, Region
from reports.filters import RegionFilter
from reports.forms.verification import VerificationForm
from reports.map import year_map
from reports.models import Certificate, PublishedYear
from reports.record import PREDICATE_TITLES, YearRecord, predicate_title, read_history, read_year
from reports.services.certificates import make_certificate
from reports.services.explanation import explained


def _years() -> QuerySet[PublishedYear]:
    return PublishedYear.objects.all()


def _chosen_record(request: HttpRequest, years: list[PublishedYear]) -> YearRecord | None:
    """The year asked for by ``?tahun=``, else the newest one that was held."""
    asked = request.GET.get("tahun", "")
    held = [year for year in years if year.was_held]
    chosen = next((year for year in held if str(year.award_year) == asked), held[0] if held else None)
    return read_year(chosen) if chosen else None


@public
def home(request: HttpRequest) -> HttpResponse:
    """The year's map and totals."""
    years = list(_years())
    record = _chosen_record(request, years)
    regions = list(Region.objects.only("code", "full_name").order_by("code"))
    context: dict[str, Any] = {"years": years, "record": record, "regions_total": len(regions)}
    if record and regions:
        context |= {
            "map": year_map(regions, record),
            "tallies": record.tallies(len(regions)),
            "demonstration": record.year.is_demonstration,
        }
    return render(request, "reports/public/home.html", context)


@public
def regions(request: HttpRequest) -> HttpResponse:
    """All regions with filters and search; 514 rows on one page so that the browser's search finds them too."""
    years = list(_years())
    record = _chosen_record(request, years)
    queryset = Region.objects.select_related("province").only("code", "full_name", "kind", "population", "province__name", "province__code")
    found = RegionFilter(request.GET, queryset=queryset.order_by("code"), record=record)
    rows = [(region, record.results.get(region.pk) if record else None) for region in found.qs]
    context = {
        "filter": found,
        "rows": rows,
        "years": years,
        "record": record,
        "demonstration": bool(record and record.year.is_demonstration),
    }
    template = "reports/public/regions.html#results" if getattr(request, "htmx", False) else "reports/public/regions.html"
    return render(request, template, context)


@public
def region(request: HttpRequest, code: str) -> HttpResponse:
    """A region: facts, history, and its newest result taken apart."""
    found = get_object_or_404(Region.objects.select_related("province__regional_office"), code=code)
    history = read_history(found)
    latest = history.latest_explained
    framework = framework_by_code(latest.year.framework_code) if latest else None
    context = {
        "region": found,
        "history": history,
        "latest": latest,
        "framework": framework,
        "explanation": explained(framework, latest.explanation, answers=latest.answers) if latest and framework else None,
        "demonstration": any(result.year.is_demonstration for result in history.results),
    }
    return render(request, "reports/public/region.html", context)


@public
def verify(request: HttpRequest) -> HttpResponse:
    """Ask for a certificate's number or code, or scan its QR code."""
    form = VerificationForm(request.GET if "kode" in request.GET else None)
    if form.is_bound and form.is_valid():
        return redirect("public:certificate", token=form.cleaned_data["certificate"].token)
    return render(request, "reports/public/verify.html", {"form": form}, status=404 if form.is_bound else 200)


def _certificate(token: str) -> Certificate:
    certificates = Certificate.objects.select_related("result__region__province", "result__year__publication").defer(
        "result__explanation", "result__answers"
    )
    return get_object_or_404(certificates, token=token)


@public
def certificate(request: HttpRequest, token: str) -> HttpResponse:
    """What the register says about a certificate: the answer to the QR code."""
    found = _certificate(token)
    context = {
        "certificate": found,
        "result": found.result,
        "publication": found.result.year.publication,
        "predicate": predicate_title(found.result.predicate),
        "demonstration": found.result.year.is_demonstration,
    }
    return render(request, "reports/public/certificate.html", context)


@public
def certificate_file(request: HttpRequest, token: str) -> HttpResponse:
    """The certificate as PDF; one the worker has not reached yet is made now."""
    found = _certificate(token)
    if found.made_at is None:
        found = make_certificate(certificate=found, publication=found.result.year.publication)
    return FileResponse(found.file.open("rb"), as_attachment=True, filename=f"{found.number}.pdf", content_type="application/pdf")


@public
def about(request: HttpRequest) -> HttpResponse:
    """What the assessment is, where the data come from."""
    return render(request, "reports/public/about.html", {"predicates": PREDICATE_TITLES, "provinces": Province.objects.count()})
