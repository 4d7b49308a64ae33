"""Saving while somebody types: the page's script asks, the answer is JSON. Every outcome says in words what happened."""

from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.http import HttpRequest, JsonResponse
from django.template.loader import render_to_string
from django.utils.formats import date_format
from django.utils.timezone import localtime
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from accounts.access import Refused, requires
from assessments.forms.answers import form_of
from assessments.forms.autosave import TypedForm
from assessments.models import Answer
from assessments.services.answer_input import AnswerInput
from assessments.services.answers import Saved, StaleAnswerError, save_typed
from assessments.services.place import IndicatorPlace, find_indicator
from assessments.services.workspace_answer import points, shown_value

INVALID, CONFLICT, FORBIDDEN = 422, 409, 403
PREVIEW = "assessments/workspace/answer.html#preview"
STALE = "assessments/workspace/partials/answer/conflict.html"
# What does not belong to the value of an answer; each stands for itself when two versions are compared.
ASIDE = ("note", "since_last")


@require_POST
@requires("accounts.use_workspace")
def autosave(request: HttpRequest, *, year: int, region: str, indicator: str) -> JsonResponse:
    """Save what is typed so far; the row is found and locked in one query, as by the button."""
    if request.POST.get("person", str(request.user.pk)) != str(request.user.pk):
        return _other_person(request)
    try:
        with transaction.atomic():
            place = find_indicator(request.user, year=year, region=region, indicator=indicator, lock=True)
            form = TypedForm(request.POST, indicator=place.indicator)
            if not form.is_valid():
                return _invalid(form, {name: [str(message) for message in messages] for name, messages in form.errors.items()})
            saved = save_typed(assessment=place.assessment, indicator=place.indicator, value=form.value, version=form.seen_version, by=request.user)
    except StaleAnswerError as stale:
        return _stale(request, place, stale)
    except Refused as refused:
        return JsonResponse({"state": "refused", "words": refused.reason}, status=FORBIDDEN)
    except ValidationError as error:
        return _invalid(form, error.message_dict)
    return _saved(request, place, form, saved)


def clock(answer: Answer) -> str:
    """When an answer was saved, on the reader's clock."""
    return date_format(localtime(answer.updated_at), "TIME_FORMAT")


def _saved(request: HttpRequest, place: IndicatorPlace, form: TypedForm, saved: Saved) -> JsonResponse:
    answer = saved.answer
    found: dict[str, Any] = {"state": "saved", "version": answer.version, "words": "", "missing": form.told(form.missing)}
    if answer.version:
        found |= {"saved_at": answer.updated_at, "words": _("Saved at %(time)s") % {"time": clock(answer)}}
    if saved.result is not None:
        found["points"] = render_to_string(PREVIEW, {"points": points(place, saved.result, saved.result)}, request)
    return JsonResponse(found)


def _invalid(form: TypedForm, faults: dict[str, list[str]]) -> JsonResponse:
    """Something typed is wrong, or would take away what is saved: nothing was written, the text stays in the browser."""
    return JsonResponse({"state": "invalid", "words": _("Not saved yet"), "faults": form.told(faults)}, status=INVALID)


def _other_person(request: HttpRequest) -> JsonResponse:
    """Somebody else has signed in meanwhile: nobody's words are saved under another name."""
    words = _("Not saved: in this browser %(who)s has signed in meanwhile, and the text was typed by somebody else.") % {"who": request.user}
    return JsonResponse({"state": "other_person", "words": words}, status=FORBIDDEN)


def _stale(request: HttpRequest, place: IndicatorPlace, stale: StaleAnswerError) -> JsonResponse:
    """Both versions by part, to choose from; what the fields would hold with theirs."""
    current = stale.current
    form = TypedForm(indicator=place.indicator, initial=form_of(place.indicator, current if current.pk else None).initial)
    is_own = current.updated_by_id == request.user.pk
    context = {
        "is_own": is_own,
        "who": str(current.updated_by or _("somebody")),
        "when": localtime(current.updated_at) if current.pk else None,
        "parts": _parts(place, current, stale.typed, list(form.fields)),
    }
    found = {
        "state": "stale",
        "words": _("Not saved yet: choose between two versions."),
        "version": current.version,
        "theirs": form.typed_values(),
        "html": render_to_string(STALE, context, request),
    }
    return JsonResponse(found, status=CONFLICT)


def _parts(place: IndicatorPlace, theirs: Answer, mine: AnswerInput, names: list[str]) -> list[dict[str, Any]]:
    """What differs: the value, and each part that stands beside it."""
    parts: list[dict[str, Any]] = []
    value = [name for name in names if name not in {*ASIDE, "version"}]
    if any(getattr(theirs, name) != getattr(mine, name) for name in value):
        sides = [shown_value(place.indicator, side) for side in (theirs, mine)]
        parts.append({"name": "value", "label": _("Answer"), "fields": value, "theirs": sides[0], "mine": sides[1]})
    form = TypedForm(indicator=place.indicator)
    for name in ASIDE:
        if name in names and getattr(theirs, name) != getattr(mine, name):
            shown = [_shown(side, name) for side in (theirs, mine)]
            parts.append({"name": name, "label": form.fields[name].label, "fields": [name], "theirs": [("", shown[0])], "mine": [("", shown[1])]})
    return parts


def _shown(side: Any, name: str) -> str:
    words = getattr(side, f"get_{name}_display", None)
    return str(words() if words else getattr(side, name))
