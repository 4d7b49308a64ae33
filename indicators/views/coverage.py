"""Public page of a framework's coverage: rights by articles, treaties, laws, services and goals."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils.translation import gettext as _

from accounts.access import public
from accounts.caching import revalidated
from indicators.models import Framework, FrameworkState, LegalRoot
from indicators.services.catalogue import framework_outline
from indicators.services.coverage import coverage as framework_coverage
from indicators.services.coverage import coverage_totals


@public
@revalidated
def coverage(request: HttpRequest, code: str) -> HttpResponse:
    """What a framework covers of the root asked for by ``?akar=`` (DUHAM when not), and what it leaves out."""
    framework = get_object_or_404(Framework, code=code, state=FrameworkState.ADOPTED)
    outline = framework_outline(framework)
    asked = request.GET.get("akar", "")
    root = asked if asked in LegalRoot.values else LegalRoot.DUHAM.value
    context = {
        "framework": framework,
        "root": root,
        "root_title": LegalRoot(root).label,
        "totals": coverage_totals(framework, outline),
        "coverage": framework_coverage(framework, outline, root),
        "crumbs": [
            (_("Frameworks"), reverse("indicators:frameworks")),
            (str(framework.title), reverse("indicators:framework", args=[framework.code])),
            (_("Coverage"), ""),
        ],
    }
    return render(request, "indicators/coverage.html", context)
