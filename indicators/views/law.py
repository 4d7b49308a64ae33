"""Public pages of the law: all instruments, one instrument, a provision and what rests on it."""

from collections.abc import Iterable
from itertools import groupby
from typing import Any

from django.db.models import Q
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils.translation import gettext as _

from accounts.access import public
from accounts.caching import revalidated
from indicators.figures import Figure, national_figure, national_figures
from indicators.models import Framework, FrameworkState, Indicator, Instrument, LegalRoot, Provision, Right
from indicators.services.bases import provision_name
from indicators.services.coverage import anchor
from indicators.services.history import newest_first
from indicators.services.instruments import instrument_index, provision_counts
from indicators.services.lens import GroupKind, goal_of

LONGEST_SEARCH = 100


def _crumbs(*more: tuple[str, str]) -> list[tuple[str, str]]:
    return [(_("Legal bases"), reverse("indicators:law")), *more]


@public
@revalidated
def law(request: HttpRequest) -> HttpResponse:
    """All instruments by root, with a search that works without scripts."""
    search = request.GET.get("cari", "").strip()[:LONGEST_SEARCH]
    return render(request, "indicators/law.html", {"roots": instrument_index(search), "search": search})


@public
@revalidated
def instrument(request: HttpRequest, code: str) -> HttpResponse:
    """An instrument: how Indonesia bound itself, and what rests on each of its provisions."""
    found = get_object_or_404(Instrument.objects.select_related("replaced_by").prefetch_related("replaces"), code=code)
    provisions = list(found.provisions.select_related("replaced_by__instrument").order_by("order", "code"))
    counts = provision_counts(found)
    figures = national_figures([(GroupKind.PROVISION, row.code) for row in provisions])
    rows = [(row, counts.get(row.code, 0), figures.get((GroupKind.PROVISION, row.code))) for row in provisions]
    figure = next(iter(figures.values()), None)
    context = {
        "instrument": found,
        "rows": rows,
        "figure": figure,
        "crumbs": _crumbs((str(found.short_title), "")),
    }
    return render(request, "indicators/instrument.html", context)


@public
@revalidated
def provision(request: HttpRequest, code: str) -> HttpResponse:
    """A provision: what it says, how Indonesia bound itself, which indicators rest on it, how the regions do."""
    provisions = Provision.objects.select_related("instrument", "instrument__replaced_by", "replaced_by__instrument")
    found = get_object_or_404(provisions.prefetch_related("replaces__instrument"), code=code)
    adopted = Framework.objects.filter(state=FrameworkState.ADOPTED)
    groups = _by_framework(_resting(found, adopted))
    figure = _figure(found)
    siblings = list(Provision.objects.filter(instrument=found.instrument).only("code", "label", "title").order_by("order", "code"))
    context = {
        "provision": found,
        "groups": groups,
        "figure": figure,
        "measured": next((group["framework"] for group in groups if figure and group["framework"].code == figure.framework_code), None),
        "is_reference": any(group["framework"].is_reference for group in groups),
        "rights": Right.objects.filter(provisions=found, framework__in=adopted).select_related("framework").order_by("framework__code", "order"),
        "targets": [row for row in siblings if _is_goal(found) and row.code != found.code and goal_of(row.code) == found.code],
        "siblings": siblings,
        "crumbs": _crumbs(
            (str(found.instrument.short_title), reverse("indicators:instrument", args=[found.instrument.code])),
            (provision_name(str(found.label), str(found.instrument.short_title)), ""),
        ),
    }
    return render(request, "indicators/provision.html", context)


def _is_goal(provision: Provision) -> bool:
    return provision.instrument.root == LegalRoot.SDG and goal_of(provision.code) == provision.code


def _resting(provision: Provision, adopted: Any) -> Iterable[Indicator]:
    """Indicators that rest on a provision; on a goal rest those of its targets too."""
    own = Q(code=provision.code)
    found = Provision.objects.filter(own | Q(code__startswith=f"{provision.code}-") if _is_goal(provision) else own)
    resting = Indicator.objects.filter(
        framework__in=adopted, pk__in=Indicator.provisions.through.objects.filter(provision__in=found).values("indicator")
    )
    return resting.select_related("framework", "right").order_by("framework__code", "order")


def _figure(provision: Provision) -> Figure | None:
    return national_figure(GroupKind.GOAL if _is_goal(provision) else GroupKind.PROVISION, provision.code)


def _by_framework(indicators: Iterable[Indicator]) -> list[dict[str, Any]]:
    """Indicators gathered by their framework and its rights, in order; the newest framework first."""
    found = {framework: list(rows) for framework, rows in groupby(indicators, key=lambda row: row.framework)}
    return [
        {
            "framework": framework,
            "rights": [
                {"right": right, "anchor": anchor(framework.code, right.code), "indicators": list(own)}
                for right, own in groupby(found[framework], key=lambda row: row.right)
            ],
        }
        for framework in newest_first(found)
    ]
