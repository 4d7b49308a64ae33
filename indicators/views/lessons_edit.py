"""The ministry's own words in a lesson: change, history, back to the shipped text."""

from typing import Any

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.formats import date_format
from django.utils.timezone import localtime
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from accounts.access import requires
from indicators.forms.lesson import LessonForm
from indicators.models import Lesson
from indicators.services.lesson_history import sides, text_changes, told_versions
from indicators.services.lessons import change_lesson, reset_lesson
from indicators.services.workshop import StaleDraftError, digest

UNPROCESSABLE, CONFLICT = 422, 409
PER_PAGE = 10


def find_lesson(request: HttpRequest, right: str) -> Lesson:
    """The lesson of the address."""
    return get_object_or_404(Lesson, code=right)


def _surroundings(lesson: Lesson, here: str) -> dict[str, Any]:
    crumbs = [(_("Learning"), reverse("lessons:lessons")), (str(lesson.title), reverse("lessons:lesson", args=[lesson.code])), (here, "")]
    return {"lesson": lesson, "crumbs": crumbs}


@require_http_methods(["GET", "HEAD", "POST"])
@requires("indicators.edit_lessons", find=find_lesson)
def edit(request: HttpRequest, lesson: Lesson) -> HttpResponse:
    """Change the texts, legal bases, indicators and questions of a lesson."""
    form = LessonForm(request.POST if request.method == "POST" else None, lesson=lesson)
    status, extra = 200, {}
    if request.method == "POST":
        status = UNPROCESSABLE
        if form.is_valid():
            try:
                changed = change_lesson(code=lesson.code, content=form.typed(), seen=form.cleaned_data["seen"], by=request.user)
            except StaleDraftError:
                lesson.refresh_from_db()
                status, extra = CONFLICT, _both_versions(lesson, form.typed())
                data = request.POST.copy()
                data["seen"] = digest(lesson.content)
                form = LessonForm(data, lesson=lesson)
            else:
                messages.success(request, _("The lesson is saved.") if changed else _("Nothing was different; nothing was changed."))
                return redirect("lessons:lesson", right=lesson.code)
    return render(request, "indicators/lessons/edit.html", _surroundings(lesson, _("Change")) | extra | {"form": form}, status=status)


def _both_versions(lesson: Lesson, typed: dict[str, Any]) -> dict[str, Any]:
    """The two sides for components/compare.html."""
    last = lesson.versions.first()
    theirs, mine = sides(lesson.content, typed)
    who = (last.by_name if last else "") or _("the portal")
    note = date_format(localtime(last.at), "j F Y, H:i") if last else ""
    return {
        "side_theirs": {"title": _("Saved by %(who)s") % {"who": who}, "note": note, "rows": theirs},
        "side_mine": {"title": _("Typed by you, not saved"), "note": "", "rows": mine},
    }


@requires("indicators.edit_lessons", find=find_lesson)
def history(request: HttpRequest, lesson: Lesson) -> HttpResponse:
    """Every version of a lesson, newest first, with what it changed."""
    page: Any = Paginator(lesson.versions.all(), PER_PAGE).get_page(request.GET.get("halaman"))
    context = _surroundings(lesson, _("History")) | {"page": page, "rows": told_versions(lesson, list(page))}
    return render(request, "indicators/lessons/history.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
@requires("indicators.edit_lessons", find=find_lesson)
def reset(request: HttpRequest, lesson: Lesson) -> HttpResponse:
    """Go back to the shipped text, after a look at what that changes."""
    if request.method == "POST":
        if reset_lesson(code=lesson.code, by=request.user):
            messages.success(request, _("The shipped text stands here again. The version before is in the history."))
        else:
            messages.info(request, _("The shipped text already stands here."))
        return redirect("lessons:lesson", right=lesson.code)
    context = _surroundings(lesson, _("Back to the shipped text")) | {"fields": text_changes(lesson.content, lesson.shipped)}
    return render(request, "indicators/lessons/reset.html", context)
