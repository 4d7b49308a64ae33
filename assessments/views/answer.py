"""The page of one indicator: read, answer, save, and what becomes of a save that cannot be."""

from collections.abc import Sequence
from typing import Any

from django.conf import settings
from django.contrib import messages
from django.db import transaction
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.formats import date_format
from django.utils.timezone import localtime
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from accounts.access import Refused, refusal, requires
from assessments.forms.answers import AnswerForm, form_of, retyped_form
from assessments.models import Answer
from assessments.services.answer_input import AnswerInput
from assessments.services.answers import StaleAnswerError, previewed, save_answer
from assessments.services.applicability import lacks_reason
from assessments.services.comments import thread
from assessments.services.division_panels import indicator_division
from assessments.services.evidence import add_evidence, sort_files
from assessments.services.evidence_check import Inspected, RefusedFile
from assessments.services.place import IndicatorPlace, as_seen, find_indicator
from assessments.services.workspace_answer import AnswerPage, points, shown_value
from assessments.views.starts import begun
from assessments.views.workspace import surroundings

UNPROCESSABLE, CONFLICT, TOO_LARGE, FORBIDDEN = 422, 409, 413, 403


def find_indicator_place(request: HttpRequest, *, year: int, region: str, indicator: str) -> IndicatorPlace:
    """The indicator of the address."""
    return find_indicator(request.user, year=year, region=region, indicator=indicator)


def address(place: IndicatorPlace, indicator: Any = None, name: str = "answer") -> str:
    """Address of a page of an indicator of the place's assessment."""
    code = (indicator or place.indicator).code
    return reverse(f"assessments:{name}", args=[place.cycle.award_year, place.region.code, code])


def show_page(request: HttpRequest, place: IndicatorPlace, form: AnswerForm | None = None, *, status: int = 200, **extra: Any) -> HttpResponse:
    """Render the page of an indicator, with a form already filled if there is one."""
    page = AnswerPage(place)
    context = surroundings(request, place) | {"page": page, "indicator": page.indicator, "thread": thread(place, request.user)}
    if context["may_answer"]:
        context["form"] = form if form is not None else form_of(page.indicator, page.answer)
    saved = page.answer if page.answer is not None and page.answer.has_value else None
    context["saved_rows"] = shown_value(page.indicator, saved) if saved else []
    if page.review is not None:
        context["review_rows"] = shown_value(page.indicator, page.review)
    context["points"] = points(place, page.result, page.result)
    context["division"] = indicator_division(request.user, place)
    context["upload_limit"] = settings.EVIDENCE_MAX_BYTES
    return render(request, "assessments/workspace/answer.html", context | extra, status=status)


@requires("assessments.view_assessment", find=find_indicator_place)
def show(request: HttpRequest, place: IndicatorPlace) -> HttpResponse:
    """The page as saved, or started with last year's answer or the official figure (``?mulai=…``)."""
    start = begun(request, place)
    return show_page(request, place, start.form, **start.said)


@requires("accounts.use_workspace")
def save(request: HttpRequest, *, year: int, region: str, indicator: str) -> HttpResponse:
    """Save: the row is found and locked in one query; whatever prevents saving, what was typed is shown."""
    fit, unfit = sort_files(request.FILES.getlist("files"), region=region) if request.FILES else ([], [])
    try:
        with transaction.atomic():
            place = find_indicator(request.user, year=year, region=region, indicator=indicator, lock=True)
            form = AnswerForm(request.POST, indicator=place.indicator)
            if form.is_valid():
                saved = save_answer(
                    assessment=place.assessment,
                    indicator=place.indicator,
                    value=form.value,
                    version=form.seen_version,
                    by=request.user,
                    files=fit,
                    locked=True,
                )
    except StaleAnswerError as stale:
        return _stale(request, as_seen(request.user, place), stale, unsaved_files=fit)
    except Refused as refused:
        return _refused(request, place, refused)
    if not form.is_valid():
        return _invalid(request, as_seen(request.user, place), form, fit, unfit)
    if unfit:
        messages.success(request, _("Your answer was saved."))
        return _with_refused_files(request, as_seen(request.user, place), fit, unfit)
    messages.success(request, _saved_words(place, saved, fit))
    return HttpResponseRedirect(_following(request, place))


@require_http_methods(["GET", "HEAD", "POST"])
def answer(request: HttpRequest, **kwargs: Any) -> HttpResponse:
    """The page of an indicator (GET) and saving its answer (POST)."""
    return save(request, **kwargs) if request.method == "POST" else show(request, **kwargs)


answer.access = show.access  # type: ignore[attr-defined]


def _saved_words(place: IndicatorPlace, saved: Answer, files: Sequence[Inspected]) -> str:
    """What was saved, with the figure as it was read, so that a misread number shows at once."""
    rows = shown_value(place.indicator, saved)
    value = "; ".join(f"{label}: {text}" for label, text in rows if text)
    said = _("Saved. %(value)s.") % {"value": value}
    if lacks_reason(saved):
        said = f"{said} {_('Before the assessment can be submitted, name the rule by which the indicator does not apply.')}"
    return f"{said} {files_words(files)}" if files else said


def files_words(files: Sequence[Inspected]) -> str:
    """Which files were added."""
    return _("Files added: %(names)s.") % {"names": ", ".join(file.name for file in files)}


def _following(request: HttpRequest, place: IndicatorPlace) -> str:
    """The next indicator when “save and next” was pressed, else the same page."""
    if "next" not in request.POST:
        return address(place)
    _before, after = as_seen(request.user, place).outline.neighbours(place.indicator)
    return address(place, after)


def _invalid(request: HttpRequest, place: IndicatorPlace, form: AnswerForm, fit: list[Inspected], unfit: list[RefusedFile]) -> HttpResponse:
    """The form with its errors; good files are kept, since a browser cannot choose them again by itself."""
    kept: list[Inspected] = []
    if fit:
        try:
            add_evidence(assessment=place.assessment, indicator=place.indicator, files=fit, by=request.user)
            kept = fit
        except Refused as refused:
            return _refused(request, place, refused)
    reason = refusal(request.user, "assessments.answer_assessment", place.assessment)
    if reason is not None:
        return _refused(request, place, Refused("assessments.answer_assessment", reason))
    return show_page(request, place, form, status=UNPROCESSABLE, kept_files=kept, refused_files=unfit)


def _with_refused_files(request: HttpRequest, place: IndicatorPlace, fit: list[Inspected], unfit: list[RefusedFile]) -> HttpResponse:
    status = TOO_LARGE if any(file.too_large for file in unfit) else UNPROCESSABLE
    return show_page(request, place, status=status, kept_files=fit, refused_files=unfit)


def _stale(request: HttpRequest, place: IndicatorPlace, stale: StaleAnswerError, *, unsaved_files: list[Inspected]) -> HttpResponse:
    """Both versions side by side; the form holds what was typed and, saved again, replaces the other."""
    if unsaved_files:
        add_evidence(assessment=place.assessment, indicator=place.indicator, files=unsaved_files, by=request.user)
    theirs, mine = _side(place, stale.current), _side(place, stale.typed)
    differs = (
        [left[1] != right[1] for left, right in zip(theirs, mine, strict=True)] if len(theirs) == len(mine) else [True] * max(len(theirs), len(mine))
    )
    who = str(stale.current.updated_by or _("somebody"))
    a = {
        "title": _("Saved by %(who)s") % {"who": who},
        "note": date_format(localtime(stale.current.updated_at), "j F Y, H:i") if stale.current.pk else "",
        "rows": [(label, text, differs[number]) for number, (label, text) in enumerate(theirs)],
    }
    b = {"title": _("Typed by you, not saved"), "note": "", "rows": [(label, text, differs[number]) for number, (label, text) in enumerate(mine)]}
    form = retyped_form(place.indicator, request.POST, version=stale.current.version)
    return show_page(request, place, form, status=CONFLICT, stale=stale, side_theirs=a, side_mine=b, kept_files=unsaved_files)


def _side(place: IndicatorPlace, value: Answer | AnswerInput) -> list[tuple[str, Any]]:
    return [*shown_value(place.indicator, value), (_("Explanation"), value.note)]


def _refused(request: HttpRequest, place: IndicatorPlace, refused: Refused) -> HttpResponse:
    """The reason, and what was typed as text to copy: nothing is lost because a deadline passed meanwhile."""
    fresh = find_indicator(
        request.user,
        year=place.cycle.award_year,
        region=place.region.code,
        indicator=place.indicator.code,
    )
    form = AnswerForm(request.POST, indicator=place.indicator)
    asked = [(form.fields[name].label, _typed_text(form, name)) for name in form.fields if name not in {"version", "not_applicable"}]
    typed = [(label, text) for label, text in asked if text]
    sent = ", ".join(file.name for file in request.FILES.getlist("files") if file.name)
    return show_page(request, fresh, status=FORBIDDEN, refused_save=refused.reason, typed_rows=typed, files_not_stored=sent)


def _typed_text(form: AnswerForm, name: str) -> str:
    """What was typed into a field, in words; choices by their wording."""
    raw = str(form.data.get(name, ""))
    return str(dict(form.fields[name].choices).get(raw, raw)) if name == "choice" else raw  # type: ignore[attr-defined]


@require_POST
@requires("assessments.view_assessment", find=find_indicator_place)
def answer_preview(request: HttpRequest, place: IndicatorPlace) -> HttpResponse:
    """The live self score for what is typed now; writes nothing."""
    form = AnswerForm(request.POST, indicator=place.indicator)
    if not form.is_valid():
        now = AnswerPage(place).result
        return render(request, "assessments/workspace/answer.html#preview", {"points": points(place, now, now), "unreadable": True})
    before, after = previewed(assessment=place.assessment, indicator=place.indicator, value=form.value)
    row = after.rows[place.indicator.pk]
    context = {"points": points(place, before.result(), after.result()), "is_preview": True, "has_evidence": row.value.has_evidence}
    return render(request, "assessments/workspace/answer.html#preview", context)
