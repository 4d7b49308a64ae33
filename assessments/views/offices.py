"""The OPDs of a region: how far they are, reminders, and their word that they are done."""

from dataclasses import dataclass

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods, require_POST

from accounts.access import Refused, refusal, requires
from accounts.models import WorkUnit
from assessments.forms.division import InviteForm, OfficeForm
from assessments.models import Assessment
from assessments.services.assignments import Part, add_office, finish, reopen
from assessments.services.division import DividedWork, who_did_what
from assessments.services.place import Place, find_place
from assessments.services.reminders import Reminded, remind, remind_all
from assessments.views.division import FORBIDDEN, UNPROCESSABLE, where
from assessments.views.steps import find as find_reminding
from assessments.views.workspace import find_assessment_place, surroundings

LARGEST = 2**31 - 1


@dataclass(frozen=True, slots=True)
class OfficePlace(Place):
    """At one OPD of an assessment's region."""

    work_unit: WorkUnit


def find_office(request: HttpRequest, *, year: int, region: str, unit: int) -> OfficePlace:
    """The OPD of the address, in the region of the address."""
    place = find_place(request.user, year=year, region=region)
    return OfficePlace(place.assessment, place.outline, get_object_or_404(WorkUnit, pk=min(unit, LARGEST), region=place.region))


def find_part(request: HttpRequest, *, year: int, region: str, unit: int) -> Part:
    """The OPD's part of the assessment."""
    place = find_office(request, year=year, region=region, unit=unit)
    return Part(place.assessment, place.work_unit)


@require_http_methods(["GET", "HEAD", "POST"])
@requires("assessments.open_division", find=find_assessment_place)
def offices(request: HttpRequest, place: Place) -> HttpResponse:
    """All OPDs with their progress (GET); a new one (POST)."""
    form = OfficeForm(request.POST if request.method == "POST" else None)
    status = 200
    if form.is_bound:
        try:
            if form.is_valid():
                unit, _is_new = add_office(assessment=place.assessment, name=form.cleaned_data["name"], by=request.user)
                return redirect("assessments:office", *where(place), unit.pk)
            status = UNPROCESSABLE
        except ValidationError as error:
            form.add_error("name", error.messages[0])
            status = UNPROCESSABLE
        except Refused as refused:
            form.add_error("name", refused.reason)
            status = FORBIDDEN
    context = surroundings(request, place) | {
        "work": DividedWork(place),
        "doers": who_did_what(place.assessment),
        "office_form": form,
        "refused_reminder": refusal(request.user, "assessments.remind_offices", place.assessment),
    }
    return render(request, "assessments/division/offices.html", context, status=status)


def office_page(request: HttpRequest, place: OfficePlace, form: InviteForm | None = None, *, status: int = 200) -> HttpResponse:
    """Render the page of an OPD, with an invitation already typed if there is one."""
    work = DividedWork(place)
    found = work.office(place.work_unit.pk)
    if found is None:
        raise Http404
    context = surroundings(request, place) | {
        "work": work,
        "office": found,
        "form": form or InviteForm(),
        "refused_reminder": refusal(request.user, "assessments.remind_offices", place.assessment),
    }
    return render(request, "assessments/division/office.html", context, status=status)


@requires("assessments.open_division", find=find_office)
def office(request: HttpRequest, place: OfficePlace) -> HttpResponse:
    """One OPD: its part, its people, its invitations."""
    return office_page(request, place)


def to_office(place: Place, unit: WorkUnit) -> HttpResponse:
    """Back to the page of an OPD."""
    return redirect("assessments:office", *where(place), unit.pk)


@require_POST
@requires("assessments.remind_offices", find=find_reminding)
def remind_everybody(request: HttpRequest, assessment: Assessment) -> HttpResponse:
    """Remind every OPD where something is open."""
    _tell_reminded(request, remind_all(assessment=assessment, by=request.user))
    return redirect("assessments:offices", assessment.cycle.award_year, assessment.region.code)


def _tell_reminded(request: HttpRequest, found: Reminded) -> None:
    if found.told:
        messages.success(request, _("Reminded: %(names)s.") % {"names": ", ".join(found.told)})
    if found.told_today:
        messages.info(request, _("Reminded today already: %(names)s.") % {"names": ", ".join(found.told_today)})
    if found.without_people:
        messages.warning(request, _("Nobody has an account yet: %(names)s. Invite somebody first.") % {"names": ", ".join(found.without_people)})
    if not (found.told or found.told_today or found.without_people):
        messages.info(request, _("Nothing is open at any OPD: there is nobody to remind."))


@require_POST
@requires("assessments.open_division", find=find_office)
def remind_one(request: HttpRequest, place: OfficePlace) -> HttpResponse:
    """Remind one OPD."""
    try:
        name = remind(assessment=place.assessment, unit=place.work_unit.pk, by=request.user)
        messages.success(request, _("Reminded: %(names)s.") % {"names": name})
    except ValidationError as error:
        messages.warning(request, error.messages[0])
    if request.POST.get("dari") == "daftar":
        return redirect("assessments:offices", *where(place))
    return to_office(place, place.work_unit)


@require_POST
@requires("assessments.finish_part", find=find_part)
def finish_part(request: HttpRequest, part: Part) -> HttpResponse:
    """An OPD says that its part is done; a second press changes nothing."""
    try:
        finish(assessment=part.assessment, unit=part.work_unit, by=request.user)
        messages.success(request, _("Thank you. The coordinator knows that the part of %(unit)s is done.") % {"unit": part.work_unit.name})
    except ValidationError as error:
        messages.error(request, error.messages[0])
    return redirect("assessments:assessment", part.assessment.cycle.award_year, part.region.code)


@require_POST
@requires("assessments.open_division", find=find_office)
def reopen_part(request: HttpRequest, place: OfficePlace) -> HttpResponse:
    """The coordinator opens an OPD's part again."""
    count = reopen(assessment=place.assessment, unit=place.work_unit, by=request.user)
    messages.success(request, ngettext("%(count)s indicator is open again.", "%(count)s indicators are open again.", count) % {"count": count})
    return to_office(place, place.work_unit)
