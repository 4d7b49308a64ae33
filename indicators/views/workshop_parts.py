"""Changing the settings of a draft, its criteria and rights, and the order of indicators."""

from typing import Any, Literal

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from accounts.access import requires
from indicators.forms.parts import CriterionForm, RightForm
from indicators.forms.settings import SettingsForm
from indicators.models import ChangedPart, Criterion, Framework, Indicator, Right
from indicators.services.draft_parts import change_criterion, change_right, criterion_words, move_indicator, right_words
from indicators.services.draft_settings import change_settings, settings_of
from indicators.services.entries import framework_entry
from indicators.services.workshop import StaleDraftError, digest
from indicators.views.workshop import CONFLICT, UNPROCESSABLE, find_framework, surroundings
from indicators.views.workshop_conflict import both_versions


def _retyped(request: HttpRequest, current: Any) -> Any:
    """What was typed, sent again as an answer to what is saved now."""
    data = request.POST.copy()
    data["seen"] = digest(current)
    return data


@require_http_methods(["GET", "HEAD", "POST"])
@requires("indicators.edit_draft", find=find_framework)
def settings(request: HttpRequest, framework: Framework) -> HttpResponse:
    """Words, maxima, predicates and gates."""
    before = settings_of(framework_entry(framework))
    form = SettingsForm(request.POST if request.method == "POST" else None, settings=before)
    status, extra = 200, {}
    if request.method == "POST":
        status = UNPROCESSABLE
        if form.is_valid():
            try:
                change_settings(framework=framework, settings=form.typed(), seen=form.cleaned_data["seen"], by=request.user)
            except StaleDraftError:
                status, extra = CONFLICT, both_versions(framework, ChangedPart.FRAMEWORK, None, before, form.typed())
                form = SettingsForm(_retyped(request, before), settings=before)
            else:
                messages.success(request, _("The settings are saved."))
                return redirect("workshop:draft", code=framework.code)
    return render(request, "indicators/workshop/settings.html", surroundings(request, framework) | extra | {"form": form}, status=status)


def find_criterion(request: HttpRequest, code: str, criterion: str) -> Framework:
    """The framework of the address, which must have the criterion."""
    return get_object_or_404(Framework.objects.select_related("follows"), code=code, criteria__code=criterion)


def find_right(request: HttpRequest, code: str, right: str) -> Framework:
    """The framework of the address, which must have the right."""
    return get_object_or_404(Framework.objects.select_related("follows"), code=code, rights__code=right)


def _named(request: HttpRequest, name: str) -> str:
    """The code of a part in the address."""
    return str(request.resolver_match.kwargs[name]) if request.resolver_match else ""


@require_http_methods(["GET", "HEAD", "POST"])
@requires("indicators.edit_draft", find=find_criterion)
def criterion(request: HttpRequest, framework: Framework) -> HttpResponse:
    """A criterion's title and weight."""
    found: Criterion = framework.criteria.get(code=_named(request, "criterion"))
    before = criterion_words(found)
    form = CriterionForm(request.POST if request.method == "POST" else None, words=before)
    status, extra = 200, {}
    if request.method == "POST":
        status = UNPROCESSABLE
        if form.is_valid():
            try:
                change_criterion(framework=framework, code=found.code, words=form.typed(), seen=form.cleaned_data["seen"], by=request.user)
            except StaleDraftError:
                status, extra = CONFLICT, both_versions(framework, ChangedPart.CRITERION, found.code, before, form.typed())
                form = CriterionForm(_retyped(request, before), words=before)
            else:
                messages.success(request, _("The criterion is saved."))
                return redirect("workshop:draft", code=framework.code)
    context = surroundings(request, framework) | extra | {"form": form, "criterion": found}
    return render(request, "indicators/workshop/criterion.html", context, status=status)


@require_http_methods(["GET", "HEAD", "POST"])
@requires("indicators.edit_draft", find=find_right)
def right(request: HttpRequest, framework: Framework) -> HttpResponse:
    """A right's words, group, icon and legal bases."""
    found: Right = framework.rights.select_related("criterion").get(code=_named(request, "right"))
    before = right_words(found)
    icons = list(Right.objects.order_by().values_list("icon", flat=True).distinct())
    form = RightForm(request.POST if request.method == "POST" else None, words=before, icons=icons)
    status, extra = 200, {}
    if request.method == "POST":
        status = UNPROCESSABLE
        if form.is_valid():
            try:
                change_right(framework=framework, code=found.code, words=form.typed(), seen=form.cleaned_data["seen"], by=request.user)
            except StaleDraftError:
                status, extra = CONFLICT, both_versions(framework, ChangedPart.RIGHT, found.code, before, form.typed())
                form = RightForm(_retyped(request, before), words=before, icons=icons)
            else:
                messages.success(request, _("The right is saved."))
                return redirect(f"{reverse('workshop:draft', args=[framework.code])}#hak-{found.code}")
    context = surroundings(request, framework) | extra | {"form": form, "right": found}
    return render(request, "indicators/workshop/right.html", context, status=status)


def find_indicator(request: HttpRequest, code: str, indicator: str) -> Framework:
    """The framework of the address, which must have the indicator."""
    return get_object_or_404(Framework.objects.select_related("follows"), code=code, indicators__code=indicator)


@require_POST
@requires("indicators.edit_draft", find=find_indicator)
def move(request: HttpRequest, framework: Framework) -> HttpResponse:
    """Let an indicator change places with its neighbour; the buttons “up” and “down” say which."""
    code = _named(request, "indicator")
    direction: Literal["up", "down"] = "down" if request.POST.get("direction") == "down" else "up"
    try:
        move_indicator(framework=framework, code=code, direction=direction, by=request.user)
    except StaleDraftError:
        messages.warning(request, _("The indicator “%(code)s” was taken away meanwhile.") % {"code": code})
    right_code = Indicator.objects.filter(framework=framework, code=code).values_list("right__code", flat=True).first()
    return redirect(f"{reverse('workshop:draft', args=[framework.code])}#hak-{right_code}")
