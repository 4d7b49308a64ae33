"""What the self score would be if: a page for all indicators, and the result alone for the panels that ask while somebody ticks."""

from dataclasses import dataclass
from typing import Any

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_safe

from accounts.access import requires
from assessments.services.answer_input import choices_of
from assessments.services.place import Place
from assessments.services.what_if import (
    FULL,
    PARAMETER,
    TYPED,
    Asked,
    Missing,
    Option,
    Wish,
    claims_without_basis,
    missing,
    options,
    outlook,
    reach_of,
    read_wishes,
)
from assessments.services.workspace import IndicatorLine, Overview, RightLine, overview
from assessments.views.steps import address_of
from assessments.views.workspace import find_assessment_place, surroundings
from indicators.forms.numbers import AmbiguousNumberError, decimal_mark, read_number, written_number

BEST = 20
OF_RIGHT = 3


def _typed(request: HttpRequest) -> list[str]:
    """Figures typed into the form, as the address carries them; what is no number stays as typed and is refused with its reason."""
    found = []
    for name in request.GET:
        text = str(request.GET[name])
        if not name.startswith(TYPED) or not text.strip():
            continue
        try:
            plain = f"{read_number(text, decimal_mark=decimal_mark()):f}"
        except AmbiguousNumberError:
            plain = text
        found.append(f"{name.removeprefix(TYPED)}:{plain}")
    return found


@dataclass(frozen=True, slots=True)
class Control:
    """One indicator of the form: its choices, or the figure, with what is wished."""

    line: IndicatorLine
    choices: list[tuple[str, str]]
    chosen: str
    number: str


@dataclass(frozen=True, slots=True)
class RightPart:
    """One right of the list: what is missing in it, and what would raise the whole most."""

    line: RightLine
    missing: Missing
    options: list[Option]


def _control(line: IndicatorLine, wish: Wish | None) -> Control:
    choices = [(code, str(label)) for code, label in choices_of(line.indicator)]
    if not choices:
        return Control(line, [], "", written_number(wish.value.number) if wish else "")
    return Control(line, choices, (wish.value.choice or "") if wish else "", "")


def _parts(whole: Overview) -> list[RightPart]:
    without_basis, reach = claims_without_basis(whole), reach_of(whole)
    return [
        RightPart(line, missing(line.lines, without_basis), options(whole, right=line.node, most=OF_RIGHT, reach=reach) if line.node else [])
        for line in whole.rights
    ]


def _address(place: Place, asked: Asked, right: str) -> str:
    query = "&".join(part for part in (f"hak={right}" if right else "", asked.query) if part)
    return reverse("assessments:what_if", kwargs=address_of(place.assessment)) + (f"?{query}" if query else "")


@require_safe
@requires("assessments.view_assessment", find=find_assessment_place)
def what_if(request: HttpRequest, place: Place) -> HttpResponse:
    """The calculation for the wishes of the address; only its result for htmx. A form just sent is led to its plain address."""
    whole = overview(place)
    given = request.GET.getlist(PARAMETER)
    asked = read_wishes(whole, [*given, *_typed(request)])
    part = next((line for line in whole.rights if line.right.right.code == request.GET.get("hak", "")), None)
    right = part.right.right.code if part else ""
    if request.headers.get("HX-Request"):
        context: dict[str, Any] = surroundings(request, place) | {"outlook": outlook(whole, asked), "share": _address(place, asked, right)}
        return render(request, "assessments/workspace/partials/what_if/result.html", context)
    if not asked.refused and any(name.startswith(TYPED) for name in request.GET):
        return HttpResponseRedirect(_address(place, asked, right))
    shown = {line.indicator.code for line in part.lines} if part else set()
    found = outlook(whole, asked, most=BEST)
    offered = set() if part else {option.indicator.code for option in found.options}
    context = surroundings(request, place) | {
        "overview": whole,
        "outlook": found,
        "share": _address(place, asked, right),
        "parts": _parts(whole),
        "part": part,
        "controls": [_control(line, asked.wishes.get(line.indicator.code)) for line in part.lines] if part else [],
        "kept": [wish for code, wish in asked.wishes.items() if code not in shown and not (code in offered and wish.text == FULL)],
        "whole_missing": missing(whole.lines, claims_without_basis(whole)),
    }
    return render(request, "assessments/workspace/what_if.html", context)
