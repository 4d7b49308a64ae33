"""Learning: the list of lessons, and a lesson with its questions. Everybody may read and answer; only regional roles are noted."""

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from accounts.access import allowed, public
from accounts.caching import revalidated
from indicators.models import Lesson
from indicators.services.learning import own_passed
from indicators.services.lesson_page import lesson_context, lessons_by_group
from indicators.services.lessons import attempt, attempt_of_words, pass_lesson

UNPROCESSABLE = 422
ANSWERS = "jawaban"


@public
@revalidated
def lessons(request: HttpRequest) -> HttpResponse:
    """All lessons by group, with reading time and, for a signed-in person, what they have been through."""
    passed = own_passed(request.user) if request.user.is_authenticated else {}
    groups = [
        {"title": title, "lines": [{"line": line, "passed": passed.get(line.lesson.pk)} for line in lines]} for title, lines in lessons_by_group()
    ]
    return render(request, "indicators/lessons/list.html", {"groups": groups, "count": len(passed)})


@require_http_methods(["GET", "HEAD", "POST"])
@public
@revalidated
def lesson(request: HttpRequest, right: str) -> HttpResponse:
    """A lesson; its three questions are sent as a form and come back explained."""
    found = get_object_or_404(Lesson, code=right)
    if request.method == "POST":
        given = attempt(found, request.POST)
        if not given.is_complete:
            return _page(request, found, given, status=UNPROCESSABLE)
        if pass_lesson(lesson=found, given=given, by=request.user):
            messages.success(request, _("Noted: you have been through this lesson."))
        words = "-".join(str(number) for number in given.chosen)
        return redirect(f"{reverse('lessons:lesson', args=[found.code])}?{ANSWERS}={words}#pertanyaan")
    return _page(request, found, attempt_of_words(found, request.GET.get(ANSWERS, "")))


def _page(request: HttpRequest, found: Lesson, given: Any, *, status: int = 200) -> HttpResponse:
    crumbs = [(_("Learning"), reverse("lessons:lessons")), (str(found.title), "")]
    context = lesson_context(found, given) | {"crumbs": crumbs, "may_edit": allowed(request.user, "indicators.edit_lessons")}
    context["is_incomplete"] = status == UNPROCESSABLE
    return render(request, "indicators/lessons/lesson.html", context, status=status)
