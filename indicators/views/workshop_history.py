"""What was changed: the history of a draft, and its difference to the framework before or any other."""

from dataclasses import dataclass
from typing import Any

from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render

from accounts.access import requires
from indicators.forms.history import HistoryFilter
from indicators.models import ChangeAction, Framework, FrameworkChange
from indicators.services.comparison import Comparison, RightComparison, compare_frameworks
from indicators.services.field_words import BasisNames, FieldChange, field_changes, field_label
from indicators.views.workshop import find_framework, surroundings

PER_PAGE = 25


@dataclass(frozen=True, slots=True)
class ToldChange:
    """A line of history with its field before and after in words."""

    change: FrameworkChange
    label: str
    fields: tuple[FieldChange, ...]


def told(change: FrameworkChange, bases: BasisNames | None = None) -> ToldChange:
    """A line of history for a page."""
    if not change.field:
        done = dict(ChangeAction.choices).get(change.after or "")
        return ToldChange(change, str(done or ""), ())
    fields = field_changes(change.part, {change.field: change.before}, {change.field: change.after}, bases=bases)
    return ToldChange(change, field_label(change.part, change.field), fields)


@requires("indicators.open_workshop", find=find_framework)
def history(request: HttpRequest, framework: Framework) -> HttpResponse:
    """Who changed what and when, newest first; filtered by part, code and person."""
    changes = framework.changes.all()
    people = list(changes.order_by("by_name").values_list("by_id", "by_name").distinct())
    form = HistoryFilter(request.GET, people=people)
    page: Any = Paginator(form.found(changes), PER_PAGE).get_page(request.GET.get("halaman"))
    bases = BasisNames()
    context = surroundings(request, framework) | {"page": page, "rows": [told(change, bases) for change in page], "form": form}
    return render(request, "indicators/workshop/history.html", context)


def _shown(comparison: Comparison, chosen: str) -> tuple[RightComparison, ...]:
    """All rights in which something differs, or where there is too much for a page the one chosen, else the first."""
    differing = comparison.differing
    if not comparison.is_long:
        return differing
    return tuple(right for right in differing if right.code == chosen) or differing[:1]


@requires("indicators.open_workshop", find=find_framework)
def difference(request: HttpRequest, framework: Framework) -> HttpResponse:
    """Side by side with the framework before, or with the one chosen (``?dengan=``)."""
    others = list(Framework.objects.exclude(pk=framework.pk))
    chosen = request.GET.get("dengan", "")
    older = framework.follows
    if chosen:
        older = get_object_or_404(Framework.objects.exclude(pk=framework.pk), code=chosen)
    comparison = compare_frameworks(framework, older) if older else None
    context = surroundings(request, framework) | {"older": older, "others": others, "comparison": comparison}
    if comparison is not None:
        context["shown"] = _shown(comparison, request.GET.get("hak", ""))
    return render(request, "indicators/workshop/difference.html", context)
