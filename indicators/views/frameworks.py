"""Public framework pages: the methodology, a right, an indicator. Drafts are not shown here."""

from collections import Counter
from typing import Any

from django.db.models import Count, Exists, OuterRef, Prefetch, QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accounts.access import public
from accounts.caching import revalidated
from indicators.figures import Figure, national_figure, national_figures
from indicators.models import Framework, FrameworkState, Indicator, IndicatorKind, Lesson, Provision, Right, RightGroup
from indicators.services.catalogue import FrameworkOutline, RightOutline, framework_outline
from indicators.services.coverage import coverage_totals
from indicators.services.history import eras, newest_first
from indicators.services.lens import GroupKind
from indicators.services.methodology import methodology


def _adopted() -> QuerySet[Framework]:
    return Framework.objects.filter(state=FrameworkState.ADOPTED)


def _crumbs(framework: Framework, *more: tuple[str, str]) -> list[tuple[str, str]]:
    own = (str(framework.title), reverse("indicators:framework", args=[framework.code]))
    return [(_("Frameworks"), reverse("indicators:frameworks")), own, *more]


@public
@revalidated
def frameworks(request: HttpRequest) -> HttpResponse:
    """All adopted frameworks, newest first: the history of how regions were assessed."""
    found = _adopted().annotate(rights_total=Count("rights", distinct=True), indicators_total=Count("indicators", distinct=True))
    return render(request, "indicators/frameworks.html", {"frameworks": newest_first(found), "eras": eras()})


@public
@revalidated
def framework(request: HttpRequest, code: str) -> HttpResponse:
    """A framework's methodology: how it adds up, with all its rights and indicators."""
    found = get_object_or_404(_adopted().prefetch_related("predicate_bands", "gates"), code=code)
    outline = framework_outline(found)
    context = {
        "framework": found,
        "outline": outline,
        "methodology": methodology(found, outline),
        "kinds": list(Counter(indicator.kind for indicator in outline.indicators).items()),
        "groups": _groups(outline),
        "totals": coverage_totals(found, outline),
        "crumbs": _crumbs(found),
    }
    return render(request, "indicators/framework.html", context)


def _groups(outline: FrameworkOutline) -> list[dict[str, Any]]:
    """Rights by their group, in the framework's order."""
    titles = dict(RightGroup.choices)
    codes = dict.fromkeys(right.group for right in outline.rights)
    return [{"title": titles.get(code, ""), "rights": [right for right in outline.rights if right.group == code]} for code in codes]


KIND_HINTS = {
    IndicatorKind.STRUKTUR: gettext_lazy("laws and decisions of the region"),
    IndicatorKind.PROSES: gettext_lazy("programmes, services, budget"),
    IndicatorKind.HASIL: gettext_lazy("what people experience"),
}


def _kinds(outline: RightOutline | None, figures: dict[tuple[str, str], Figure]) -> list[dict[str, Any]]:
    """A right's indicators by kind, each with its figure."""
    found = []
    for kind in IndicatorKind:
        rows = [row for row in outline.indicators if row.kind == kind] if outline else []
        indicators = [(row, figures.get((GroupKind.INDICATOR, row.code))) for row in rows]
        if indicators:
            found.append({"code": kind.value, "title": kind.label, "hint": KIND_HINTS.get(kind, ""), "indicators": indicators})
    return found


@public
@revalidated
def right(request: HttpRequest, code: str, right: str) -> HttpResponse:
    """A right: what it means, what it rests on, what is asked, how the regions do."""
    has_lesson = Exists(Lesson.objects.filter(code=OuterRef("code")))
    rights = Right.objects.select_related("framework", "criterion").prefetch_related(_bases()).annotate(has_lesson=has_lesson)
    found = get_object_or_404(rights.filter(framework__state=FrameworkState.ADOPTED), framework__code=code, code=right)
    outline = framework_outline(found.framework).right(found.code)
    groups = [(GroupKind.RIGHT, found.code), *((GroupKind.INDICATOR, row.code) for row in (outline.indicators if outline else ()))]
    figures = national_figures(groups, framework_code=found.framework.code)
    context: dict[str, Any] = {
        "right": found,
        "framework": found.framework,
        "kinds": _kinds(outline, figures),
        "figure": figures.get((GroupKind.RIGHT, found.code)),
        "crumbs": _crumbs(found.framework, (str(found.title), "")),
    }
    return render(request, "indicators/right.html", context)


@public
@revalidated
def indicator(request: HttpRequest, code: str, indicator: str) -> HttpResponse:
    """An indicator: what is asked, why, how it is scored, what evidence counts, how the regions do."""
    indicators = Indicator.objects.select_related("framework", "right").prefetch_related(_bases())
    found = get_object_or_404(indicators.filter(framework__state=FrameworkState.ADOPTED), framework__code=code, code=indicator)
    outline = framework_outline(found.framework)
    order = [row.code for row in outline.indicators]
    position = order.index(found.code)
    own = outline.right(found.right.code)
    context = {
        "indicator": found,
        "right": own,
        "framework": found.framework,
        "figure": national_figure(GroupKind.INDICATOR, found.code, framework_code=found.framework.code),
        "previous": outline.indicators[position - 1] if position else None,
        "next": outline.indicators[position + 1] if position + 1 < len(order) else None,
        "crumbs": _crumbs(found.framework, (str(found.right.title), own.url if own else ""), (found.code, "")),
    }
    return render(request, "indicators/indicator.html", context)


def _bases() -> Prefetch:
    return Prefetch("provisions", queryset=Provision.objects.select_related("instrument"))
