"""Public pages of the law: a provision and what rests on it."""

from collections.abc import Iterable
from itertools import groupby
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils.translation import gettext as _

from accounts.access import public
from indicators.models import Framework, FrameworkState, Indicator, Provision, Right
from indicators.services.bases import provision_name


@public
def provision(request: HttpRequest, code: str) -> HttpResponse:
    """A provision: what it says, how Indonesia bound itself, which indicators rest on it."""
    provisions = Provision.objects.select_related("instrument", "instrument__replaced_by", "replaced_by__instrument")
    found = get_object_or_404(provisions, code=code)
    adopted = Framework.objects.filter(state=FrameworkState.ADOPTED)
    resting = Indicator.objects.filter(provisions=found, framework__in=adopted).select_related("framework")
    groups = _by_framework(resting.order_by("-framework__regulation_date", "framework__code", "order"))
    context = {
        "provision": found,
        "groups": groups,
        "is_reference": any(group["framework"].is_reference for group in groups),
        "rights": Right.objects.filter(provisions=found, framework__in=adopted).select_related("framework").order_by("framework__code", "order"),
        "siblings": Provision.objects.filter(instrument=found.instrument).only("code", "label", "title").order_by("order", "code"),
        "crumbs": [(_("Frameworks"), reverse("indicators:frameworks")), (provision_name(str(found.label), str(found.instrument.short_title)), "")],
    }
    return render(request, "indicators/provision.html", context)


def _by_framework(indicators: Iterable[Indicator]) -> list[dict[str, Any]]:
    """Indicators gathered by their framework, in order."""
    return [{"framework": framework, "indicators": list(rows)} for framework, rows in groupby(indicators, key=lambda row: row.framework)]
