"""Starting from last year: for one indicator, and for many at once."""

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from accounts.access import Refused, requires
from assessments.forms.last_year import EVIDENCE_ONLY, FindOffersForm, wishes_of
from assessments.models import SinceLast
from assessments.services.last_year import Offer, offers_for
from assessments.services.place import IndicatorPlace, Place
from assessments.services.taking_over import Plan, Wish, plan, take_over
from assessments.services.workspace_answer import shown_value
from assessments.views.answer import address, find_indicator_place, show_page
from assessments.views.workspace import find_assessment_place, surroundings

FORBIDDEN, UNPROCESSABLE = 403, 422


@require_http_methods(["GET", "HEAD", "POST"])
@requires("assessments.view_assessment", find=find_assessment_place)
def last_year(request: HttpRequest, place: Place) -> HttpResponse:
    """Choose for several indicators (GET), see what would come of it, take it over (POST)."""
    if request.method != "POST":
        return _choice(request, place)
    wishes = wishes_of(request.POST)
    if "back" in request.POST:
        return _choice(request, place, wishes)
    if "accept" in request.POST:
        try:
            done = take_over(assessment=place.assessment, wishes=wishes, by=request.user)
        except Refused as refused:
            return _preview(request, place, wishes, plan(place.assessment, wishes, by=request.user), status=FORBIDDEN, problem=refused.reason)
        return render(request, "assessments/last_year/done.html", surroundings(request, place) | {"plan": done})
    found = plan(place.assessment, wishes, by=request.user)
    if not (found.steps or found.skipped or found.done):
        return _choice(request, place, wishes, status=UNPROCESSABLE, problem=_("Choose something for at least one indicator first."))
    return _preview(request, place, wishes, found)


def _choice(request: HttpRequest, place: Place, wishes: list[Wish] | None = None, *, status: int = 200, problem: str = "") -> HttpResponse:
    """The list with what was chosen so far."""
    everything = offers_for(place.assessment, by=request.user)
    form = FindOffersForm(request.GET, rights=place.outline.rights)
    shown = form.narrowed(everything)
    chosen = {wish.code: wish for wish in wishes or ()}
    same_at_once = request.GET.get("pilih") == "sama" and wishes is None
    context = surroundings(request, place) | {
        "filter": form,
        "lines": [_line(offer, chosen.get(offer.indicator.code), same_at_once=same_at_once) for offer in shown],
        "total": len(everything),
        "open": sum(1 for offer in everything if not offer.is_answered),
        "takeable": sum(1 for offer in everything if offer.is_takeable),
        "year": max((offer.before.year for offer in everything), default=None),
        "problem": problem,
        "same_at_once": same_at_once,
    }
    return render(request, "assessments/last_year/choose.html", context, status=status)


def _line(offer: Offer, wish: Wish | None, *, same_at_once: bool) -> dict[str, Any]:
    """One indicator of the list: what may be chosen, and what is chosen."""
    options = list(offer.choices)
    if offer.has_papers:
        options.append((EVIDENCE_ONLY, _("Only use the evidence again")))
    chosen = ""
    if wish is not None:
        chosen = wish.stance or EVIDENCE_ONLY
    elif same_at_once and offer.is_takeable and not offer.is_figure:
        chosen = SinceLast.SAME.value
    ticked = wish.files if wish else frozenset(row.evidence.pk for row in offer.files if row.is_preselected)
    linked = wish.links if wish else frozenset(row.link.pk for row in offer.links if not row.is_used)
    return {"offer": offer, "options": options, "chosen": chosen, "ticked": ticked, "linked": linked}


def _preview(request: HttpRequest, place: Place, wishes: list[Wish], found: Plan, *, status: int = 200, problem: str = "") -> HttpResponse:
    """What would be written, and what would not."""
    context = surroundings(request, place) | {
        "plan": found,
        "steps": [(step, shown_value(step.indicator, step.value) if step.value else []) for step in found.steps],
        "wishes": wishes,
        "EVIDENCE_ONLY": EVIDENCE_ONLY,
        "problem": problem,
    }
    return render(request, "assessments/last_year/preview.html", context, status=status)


@require_POST
@requires("assessments.view_indicator", find=find_indicator_place)
def last_year_take(request: HttpRequest, place: IndicatorPlace) -> HttpResponse:
    """For one indicator: the same, changed, no longer, or only the evidence."""
    code = place.indicator.code
    wish = next((wish for wish in wishes_of(request.POST) if wish.code == code), None)
    if wish is None:
        messages.warning(request, _("Choose first what became of last year’s answer."))
        return HttpResponseRedirect(address(place))
    try:
        done = take_over(assessment=place.assessment, wishes=[wish], by=request.user)
    except Refused as refused:
        return show_page(request, place, status=FORBIDDEN, refused_save=refused.reason)
    if done.skipped:
        messages.warning(request, done.skipped[0].reason)
    else:
        messages.success(request, _said(done, wish))
    return HttpResponseRedirect(_onward(place, done, wish))


def _said(done: Plan, wish: Wish) -> str:
    """What was done, and what is still to do."""
    if not done.steps:
        return _("It was so already; nothing was changed.") if wish.stance else _("No evidence was chosen.")
    step = done.steps[0]
    if step.value is not None:
        return _("Taken over from %(year)s. Look at it once more below.") % {"year": step.offer.before.year}
    if wish.stance == SinceLast.ENDED and step.stays_open:
        return _("Marked as no longer so. Now give this year’s figure; if there is nothing to report, enter 0.")
    if wish.stance == SinceLast.CHANGED and step.stays_open:
        return _("Marked as changed. Change in the form what is different this year, then save.")
    return _("Saved.")


def _onward(place: IndicatorPlace, done: Plan, wish: Wish) -> str:
    """To the form with last year's answer where it is to be changed."""
    begins = wish.stance == SinceLast.CHANGED and any(step.stays_open for step in done.steps)
    return address(place) + ("?mulai=tahun-lalu#jawaban" if begins else "#data-dukung" if not wish.stance else "")
