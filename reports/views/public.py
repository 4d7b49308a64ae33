"""Public pages: home with the map, regions, a region, certificates, about. They read the public record only."""

from typing import Any

from django.db.models import QuerySet
from django.http import FileResponse, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.cache import patch_cache_control

from accounts.access import public
from accounts.caching import revalidated
from assessments.services.explanation import Explanation, explained
from assessments.services.reach import Ministry
from indicators.models import Framework
from indicators.services.catalogue import framework_by_code
from indicators.services.lens import LENSES
from regions.hexmap import locator
from regions.models import Region
from reports.filters import RegionFilter
from reports.forms.verification import VerificationForm
from reports.history import read_history
from reports.map import year_map
from reports.models import Certificate, PublishedCommitment, PublishedResult, PublishedYear
from reports.record import ORDERS, PREDICATE_TITLES, YearRecord, list_rows, read_year
from reports.search import search_regions
from reports.services.certificates import certificate_content, with_its_result

SUGGESTIONS = 6
# An address may hold one; PostgreSQL takes none.
NUL = "\0"


def _years() -> QuerySet[PublishedYear]:
    return PublishedYear.objects.all()


def _chosen_record(request: HttpRequest, years: list[PublishedYear]) -> YearRecord | None:
    """The year asked for by ``?tahun=``, else the newest one that was held."""
    asked = request.GET.get("tahun", "")
    held = [year for year in years if year.was_held]
    chosen = next((year for year in held if str(year.award_year) == asked), held[0] if held else None)
    return read_year(chosen) if chosen else None


@public
@revalidated
def home(request: HttpRequest) -> HttpResponse:
    """The year's map and totals."""
    years = list(_years())
    record = _chosen_record(request, years)
    regions: list[Any] = list(Region.objects.order_by("code").values_list("pk", "code", "full_name", named=True))
    context: dict[str, Any] = {"years": years, "record": record, "regions_total": len(regions), "lenses": LENSES.values()}
    if record and regions:
        context |= {
            "map": year_map(regions, record),
            "tallies": record.tallies(len(regions)),
            "demonstration": record.year.is_demonstration,
        }
    return render(request, "reports/public/home.html", context)


@public
@revalidated
def regions(request: HttpRequest) -> HttpResponse:
    """All regions with filters and search; 514 rows on one page so that the browser's search finds them too."""
    years = list(_years())
    record = _chosen_record(request, years)
    queryset = Region.objects.order_by("code")
    found = RegionFilter(request.GET, queryset=queryset, record=record)
    order = request.GET.get("urut", "")
    order = order if order in ORDERS else "kode"
    context = {
        "filter": found,
        "rows": list_rows(found.qs, record, order=order),
        "years": years,
        "record": record,
        "orders": ORDERS,
        "order": order,
        "lenses": LENSES.values(),
        "demonstration": bool(record and record.year.is_demonstration),
    }
    template = "reports/public/regions.html#results" if getattr(request, "htmx", False) else "reports/public/regions.html"
    return render(request, template, context)


def no_region(request: HttpRequest, asked: str) -> HttpResponse:
    """Say that there is no such region, and which ones may be meant."""
    meant = list(search_regions(Region.objects.select_related("province").order_by("code"), asked)[:SUGGESTIONS])
    return render(request, "reports/public/region_missing.html", {"asked": asked, "meant": meant}, status=404)


@public
@revalidated
def region(request: HttpRequest, code: str) -> HttpResponse:
    """A region: facts, history, and its newest result taken apart."""
    regions = Region.objects.select_related("province__regional_office")
    found = None if NUL in code else regions.filter(code=code).first()
    if found is None:
        return no_region(request, code)
    history = read_history(found)
    latest = history.latest
    framework = framework_by_code(latest.year.framework_code) if latest else None
    context = {
        "region": found,
        "locator": locator(found.code),
        "history": history,
        "latest": latest,
        "framework": framework,
        "lenses": LENSES.values(),
        "gates": _gates(framework, latest.gates) if latest and framework else [],
        "explanation": _explanation(framework, latest),
        "commitments": (promised := list(PublishedCommitment.objects.filter(region=found).order_by("-award_year"))),
        "demonstration": history.is_demonstration or any(one.is_demonstration for one in promised),
    }
    return render(request, "reports/public/region.html", context)


def _explanation(framework: Framework | None, latest: PublishedResult | None) -> Explanation | None:
    """The newest result in words, where it can be taken apart; one announced without an addition tells nothing about predicates."""
    if latest is None or framework is None or not latest.explanation:
        return None
    ministry = None if latest.addition is None else Ministry(latest.addition, latest.gates)
    return explained(framework, latest.explanation, answers=latest.answers, ministry=ministry)


def _gates(framework: Framework, codes: list[str]) -> list[Any]:
    """The gates a region did not pass, with their words; no query where there are none."""
    return list(framework.gates.filter(code__in=codes)) if codes else []


@public
@revalidated
def verify(request: HttpRequest) -> HttpResponse:
    """Ask for a certificate's number or code, or scan its QR code."""
    form = VerificationForm(request.GET if "kode" in request.GET else None)
    if form.is_bound and form.is_valid():
        return redirect("public:certificate", token=form.cleaned_data["certificate"].token)
    status = 200 if not form.is_bound else 404 if form.non_field_errors() else 422
    return render(request, "reports/public/verify.html", {"form": form}, status=status)


def _no_certificate(request: HttpRequest, asked: str) -> HttpResponse:
    """Say that the register knows no such certificate; a number leads to the certificate it belongs to."""
    form = VerificationForm({"kode": asked})
    if form.is_valid():
        return redirect("public:certificate", token=form.cleaned_data["certificate"].token)
    return render(request, "reports/public/certificate_missing.html", {"form": VerificationForm(initial={"kode": asked}), "asked": asked}, status=404)


def _certificate(token: str) -> Certificate | None:
    return None if NUL in token else with_its_result().filter(token=token).first()


@public
@revalidated
def certificate(request: HttpRequest, token: str) -> HttpResponse:
    """What the register says about a certificate: the answer to the QR code."""
    found = _certificate(token)
    if found is None:
        return _no_certificate(request, token)
    context = {
        "certificate": found,
        "result": found.result,
        "publication": found.result.year.publication,
        "demonstration": found.result.year.is_demonstration,
    }
    return render(request, "reports/public/certificate.html", context)


@public
def certificate_file(request: HttpRequest, token: str) -> HttpResponse:
    """The certificate as PDF; one the worker has not reached yet is made now."""
    found = _certificate(token)
    if found is None:
        return _no_certificate(request, token)
    content = certificate_content(found)
    response = FileResponse(content, as_attachment=True, filename=f"{found.number}.pdf", content_type="application/pdf")
    # A certificate's file is set once and never changed (reports.frozen).
    patch_cache_control(response, public=True, max_age=86400, immutable=True)
    return response


@public
@revalidated
def about(request: HttpRequest) -> HttpResponse:
    """What the assessment is, where the data come from."""
    return render(request, "reports/public/about.html", {"predicates": PREDICATE_TITLES})
