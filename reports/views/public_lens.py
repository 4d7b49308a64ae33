"""Public pages of results through a lens and through the years. They read the public record only."""

from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils.translation import gettext as _

from accounts.access import public
from accounts.caching import revalidated
from assessments.services.explanation import explained
from indicators.services.catalogue import framework_by_code, framework_outline
from indicators.services.lens import LENSES, Lens, lens_view
from regions.models import Region
from reports.figures import figures_of
from reports.history import read_history
from reports.lens import indicator_parts, region_through
from reports.models import PublishedYear
from reports.trend import read_trend
from reports.views.public import NUL, no_region


def _lens(code: str) -> Lens:
    if code not in LENSES:
        raise Http404
    return LENSES[code]


def _region(code: str) -> Region | None:
    return None if NUL in code else Region.objects.select_related("province").filter(code=code).first()


def _crumbs(region: Region, title: Any) -> list[tuple[str, str]]:
    return [(_("Regions"), reverse("public:regions")), (region.full_name, reverse("public:region", args=[region.code])), (str(title), "")]


@public
@revalidated
def region_lens(request: HttpRequest, code: str, lens: str) -> HttpResponse:
    """A region's newest result that can be taken apart, through a lens, beside the national means."""
    chosen = _lens(lens)
    region = _region(code)
    if region is None:
        return no_region(request, code)
    context: dict[str, Any] = {"region": region, "lens": chosen, "lenses": LENSES.values(), "crumbs": _crumbs(region, chosen.title)}
    latest = read_history(region).latest
    framework = framework_by_code(latest.year.framework_code) if latest else None
    if latest and framework and latest.explanation:
        view = lens_view(framework_outline(framework), chosen)
        explanation = explained(framework, latest.explanation, answers=latest.answers)
        parts = indicator_parts(explanation)
        context |= {
            "latest": latest,
            "framework": framework,
            "view": view,
            "groups": region_through(view, explanation, figures_of(latest.year, chosen.kind)),
            "outside": [parts[indicator] for indicator in view.outside if indicator in parts],
            "demonstration": latest.year.is_demonstration,
        }
    return render(request, "reports/public/region_lens.html", context)


@public
@revalidated
def year_lens(request: HttpRequest, year: int, lens: str) -> HttpResponse:
    """All regions of a published year through a lens: mean, spread and the best of each group."""
    chosen = _lens(lens)
    found = get_object_or_404(PublishedYear, award_year=year)
    framework = framework_by_code(found.framework_code)
    figures = figures_of(found, chosen.kind)
    context: dict[str, Any] = {
        "year": found,
        "lens": chosen,
        "lenses": LENSES.values(),
        "demonstration": found.is_demonstration,
        "crumbs": [(_("Home"), reverse("public:home")), (str(found), f"{reverse('public:home')}?tahun={year}"), (str(chosen.title), "")],
    }
    if framework and figures:
        outline = framework_outline(framework)
        view = lens_view(outline, chosen)
        groups = [
            (group, figures[group.code], [outline.indicator(code) for code in group.indicators]) for group in view.groups if group.code in figures
        ]
        context |= {"framework": framework, "view": view, "groups": groups}
    return render(request, "reports/public/year_lens.html", context)


@public
@revalidated
def trend(request: HttpRequest, code: str) -> HttpResponse:
    """A region through the years: rights and indicators, followed from framework to framework."""
    region = _region(code)
    if region is None:
        return no_region(request, code)
    found = read_trend(region)
    context = {
        "region": region,
        "trend": found,
        "lenses": LENSES.values(),
        "crumbs": _crumbs(region, _("Through the years")),
        "demonstration": bool(found and any(year.year.is_demonstration for year in found.years)),
    }
    return render(request, "reports/public/trend.html", context)
