"""Dividing the work: the table by right, the framework's usual OPDs, one indicator."""

from typing import Any

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.http import urlencode
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods, require_POST

from accounts.access import Refused, refusal, requires
from assessments.forms.division import STATES, DivisionForm, OfficeForm, read_charge
from assessments.models import Assignment
from assessments.services.assignments import Division, add_office, assign_usual, divide, finish, reopen, usual_plan
from assessments.services.division import DividedWork
from assessments.services.place import IndicatorPlace, Place
from assessments.views.answer import find_indicator_place
from assessments.views.workspace import find_assessment_place, surroundings

UNPROCESSABLE, FORBIDDEN, CONFLICT = 422, 403, 409


def where(place: Place) -> list[Any]:
    """What every address of an assessment begins with."""
    return [place.cycle.award_year, place.region.code]


def divided_words(found: Division) -> str:
    """What a saving did."""
    if not found.count:
        return _("Nothing was changed.")
    said = ngettext("%(count)s indicator saved.", "%(count)s indicators saved.", found.count) % {"count": found.count}
    if found.made:
        said = f"{said} {_('New OPDs: %(names)s.') % {'names': ', '.join(found.made)}}"
    return said


def tell(request: HttpRequest, found: Division) -> None:
    """Say what was done, and what somebody else had changed meanwhile."""
    if found.conflicts:
        messages.warning(
            request,
            _("Somebody else changed these meanwhile; their change stays: %(codes)s. Look at them again.") % {"codes": ", ".join(found.conflicts)},
        )
    if found.count or not found.conflicts:
        messages.success(request, divided_words(found))


def _narrowing(request: HttpRequest) -> dict[str, str]:
    asked = {name: request.GET.get(name, "").replace("\0", "")[:40] for name in ("opd", "hak", "status")}
    return {name: value for name, value in asked.items() if value}


def _table(request: HttpRequest, place: Place, *, status: int = 200, **extra: Any) -> HttpResponse:
    work, asked = DividedWork(place), _narrowing(request)
    rights = work.rights(unit=asked.get("opd", ""), right=asked.get("hak", ""), state=asked.get("status", ""))
    typed = request.POST if request.method == "POST" else {}
    for right in rights:
        for line in right.lines:
            _put_back(line, typed)
    context = surroundings(request, place) | {
        "work": work,
        "rights": rights,
        "options": [(str(unit.pk), unit.name) for unit in work.units],
        "all_rights": place.outline.rights,
        "shown": sum(len(right.lines) for right in rights),
        "asked": asked,
        "states": STATES,
        "office_form": OfficeForm(),
        "refused_division": refusal(request.user, "assessments.divide_work", place.assessment),
    }
    return render(request, "assessments/division/table.html", context | extra, status=status)


def _put_back(line: Any, typed: Any) -> None:
    """What was typed in a row that could not be saved stays in it."""
    unit, day = str(line.unit_pk or ""), line.due_on.isoformat() if line.due_on else ""
    line.shown["unit"] = str(typed.get(f"opd-{line.indicator.pk}", unit))
    line.shown["day"] = str(typed.get(f"tanggal-{line.indicator.pk}", day)).replace("\0", "")
    line.shown["is_ticked"] = bool(typed) and str(line.indicator.pk) in typed.getlist("pilih")


@require_http_methods(["GET", "HEAD", "POST"])
@requires("assessments.open_division", find=find_assessment_place)
def division(request: HttpRequest, place: Place) -> HttpResponse:
    """The table (GET); saving it in one transaction (POST)."""
    if request.method != "POST":
        return _table(request, place)
    if "opd_baru" in request.POST:
        return _new_office(request, place)
    try:
        form = DivisionForm(request.POST, place.outline)
        seen = form.seen()
        found = divide(assessment=place.assessment, wanted=form.wanted(seen), seen=seen, by=request.user)
    except ValidationError as error:
        return _table(request, place, problem=error.messages[0], status=UNPROCESSABLE)
    except Refused as refused:
        return _table(request, place, problem=refused.reason, status=FORBIDDEN)
    tell(request, found)
    return _back(request, place)


def _back(request: HttpRequest, place: Place) -> HttpResponse:
    asked = _narrowing(request)
    return HttpResponseRedirect(reverse("assessments:division", args=where(place)) + (f"?{urlencode(asked)}" if asked else ""))


def _new_office(request: HttpRequest, place: Place) -> HttpResponse:
    form = OfficeForm(request.POST)
    try:
        if not form.is_valid():
            return _table(request, place, office_form=form, status=UNPROCESSABLE)
        unit, is_new = add_office(assessment=place.assessment, name=form.cleaned_data["name"], by=request.user)
    except ValidationError as error:
        form.add_error("name", error.messages[0])
        return _table(request, place, office_form=form, status=UNPROCESSABLE)
    except Refused as refused:
        return _table(request, place, problem=refused.reason, status=FORBIDDEN)
    said = _("%(unit)s was added.") if is_new else _("%(unit)s is an OPD of the region already.")
    messages.success(request, said % {"unit": unit.name})
    return _back(request, place)


@require_http_methods(["GET", "HEAD", "POST"])
@requires("assessments.open_division", find=find_assessment_place)
def usual(request: HttpRequest, place: Place) -> HttpResponse:
    """What assigning by the framework's usual OPDs would do (GET); doing it (POST)."""
    problem = ""
    if request.method == "POST":
        try:
            tell(request, assign_usual(assessment=place.assessment, by=request.user, overwrite=request.POST.get("timpa") == "ya"))
            return redirect("assessments:division", *where(place))
        except Refused as refused:
            problem = refused.reason
    context = surroundings(request, place) | {"plan": usual_plan(place.assessment), "problem": problem}
    return render(request, "assessments/division/usual.html", context, status=FORBIDDEN if problem else 200)


@require_POST
@requires("assessments.view_indicator", find=find_indicator_place)
def one(request: HttpRequest, place: IndicatorPlace) -> HttpResponse:
    """Assign, take over, finish or open one indicator again from its page."""
    action, row = request.POST.get("lakukan", ""), _assignment(place)
    try:
        if action in {"selesai", "buka"}:
            if row is not None:
                service = finish if action == "selesai" else reopen
                service(assessment=place.assessment, unit=row.work_unit, indicators=[place.indicator], by=request.user)
            messages.success(request, _("The indicator is marked as done.") if action == "selesai" else _("The indicator is open again."))
        else:
            charge = read_charge("" if action == "ambil" else request.POST.get("opd", ""), request.POST.get("tanggal", ""))
            tell(request, divide(assessment=place.assessment, wanted={place.indicator.pk: charge}, by=request.user))
    except ValidationError as error:
        messages.error(request, error.messages[0])
    return redirect("assessments:answer", *where(place), place.indicator.code)


def _assignment(place: IndicatorPlace) -> Assignment | None:
    return Assignment.objects.filter(assessment=place.assessment, indicator=place.indicator).select_related("work_unit").first()
