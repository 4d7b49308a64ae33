"""Forms that begin with an answer from elsewhere: last year's, or the official figure."""

from dataclasses import dataclass, field
from typing import Any

from django.http import HttpRequest

from assessments.forms.answers import AnswerForm, started_form
from assessments.services.answer_input import AnswerInput
from assessments.services.place import IndicatorPlace
from assessments.services.workspace_answer import AnswerPage


@dataclass(frozen=True, slots=True)
class Begun:
    """A form already filled, and what the page says about it."""

    form: AnswerForm | None = None
    said: dict[str, Any] = field(default_factory=dict)


def begun(request: HttpRequest, place: IndicatorPlace) -> Begun:
    """The form that ``?mulai=tahun-lalu`` or ``?mulai=angka-resmi`` asks for; nothing where there is none to begin with."""
    asked = request.GET.get("mulai")
    if asked not in {"tahun-lalu", "angka-resmi"}:
        return Begun()
    page = AnswerPage(place)
    if asked == "tahun-lalu" and page.earlier is not None and page.start is not None:
        return Begun(_form(page, page.start), {"started_with": page.earlier.year})
    if asked == "angka-resmi" and page.official is not None and page.official.start is not None:
        return Begun(_form(page, page.official.start), {"started_figure": page.official.figure})
    return Begun()


def _form(page: AnswerPage, value: AnswerInput) -> AnswerForm:
    return started_form(page.indicator, value, version=page.answer.version if page.answer else 0)
