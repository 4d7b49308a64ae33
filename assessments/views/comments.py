"""Writing and taking back comments on an answer, from the region's page and from that of the Kanwil."""

from typing import Any

from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.http import require_POST

from accounts.access import Refused, requires
from assessments.models import Answer, Comment
from assessments.services.comments import add_comment, thread, withdraw_comment
from assessments.services.evidence_age import Target
from assessments.services.place import IndicatorPlace
from assessments.sheets import find_answer
from assessments.views.answer import find_indicator_place, show_page
from assessments.views.verification import verification_page

FORBIDDEN, UNPROCESSABLE = 403, 422
LIST = "assessments/workspace/partials/answer/comments.html#list"


class Room:
    """The page a comment is written on: where it leads, and how it looks when something is wrong."""

    def __init__(self, request: HttpRequest, place: IndicatorPlace | Answer) -> None:
        self.request = request
        self.place = place
        self.is_kanwil = isinstance(place, Answer)
        self.target = Target(place.assessment, place.indicator)

    def done(self) -> HttpResponse:
        """The list alone for a script, else the page at its comments."""
        if not self.request.headers.get("HX-Request"):
            name = "verification_answer" if self.is_kanwil else "answer"
            assessment = self.place.assessment
            where = [assessment.cycle.award_year, assessment.region.code, self.place.indicator.code]
            return redirect(f"{reverse(f'assessments:{name}', args=where)}#comments")
        context = {
            "thread": thread(self.target, self.request.user),
            "cycle": self.target.assessment.cycle,
            "region": self.target.region,
            "indicator": self.target.indicator,
            "comment_room": "verification_comment" if self.is_kanwil else "comment",
            "is_fresh": True,
        }
        return render(self.request, LIST, context)

    def wrong(self, said: str, status: int) -> HttpResponse:
        """What is wrong, and what was typed in its field; to a script, which keeps the field, the sentence alone."""
        if self.request.headers.get("HX-Request"):
            return HttpResponse(said, status=status, content_type="text/plain; charset=utf-8")
        kept: dict[str, Any] = {"comment_error": said, "comment_typed": self.request.POST.get("text", "")}
        if isinstance(self.place, Answer):
            return verification_page(self.request, self.place, status=status, **kept)
        return show_page(self.request, self.place, status=status, **kept)

    def add(self) -> HttpResponse:
        """Write what was typed."""
        try:
            typed = self.request.POST.get("text", "")
            add_comment(assessment=self.place.assessment, indicator=self.place.indicator, text=typed, by=self.request.user)
        except Refused as refused:
            return self.wrong(refused.reason, FORBIDDEN)
        except ValidationError as error:
            return self.wrong(error.messages[0], UNPROCESSABLE)
        return self.done()

    def withdraw(self, comment: Comment) -> HttpResponse:
        """Take a comment back."""
        try:
            withdraw_comment(comment=comment, by=self.request.user)
        except Refused as refused:
            return self.wrong(refused.reason, FORBIDDEN)
        return self.done()


def _find_comment(place: IndicatorPlace | Answer, pk: int) -> Any:
    """A comment of a place, which it carries; 404 for one of another."""
    comment = get_object_or_404(Comment, pk=pk, assessment=place.assessment, indicator=place.indicator)
    comment.assessment, comment.indicator = place.assessment, place.indicator
    comment.place = place  # type: ignore[attr-defined]
    return comment


def find_comment(request: HttpRequest, *, year: int, region: str, indicator: str, pk: int) -> Any:
    """A comment of the address on the region's page."""
    return _find_comment(find_indicator_place(request, year=year, region=region, indicator=indicator), pk)


def find_verified_comment(request: HttpRequest, *, year: int, region: str, indicator: str, pk: int) -> Any:
    """A comment of the address on the Kanwil's page."""
    return _find_comment(find_answer(request, year, region, indicator), pk)


@require_POST
@requires("assessments.read_comments", find=find_indicator_place)
def comment(request: HttpRequest, place: IndicatorPlace) -> HttpResponse:
    """Comment on the region's page."""
    return Room(request, place).add()


@require_POST
@requires("assessments.read_comments", find=find_comment)
def comment_withdraw(request: HttpRequest, found: Any) -> HttpResponse:
    """Take an own comment back on the region's page."""
    return Room(request, found.place).withdraw(found)


@require_POST
@requires("assessments.open_verification", find=find_answer)
def verification_comment(request: HttpRequest, answer: Answer) -> HttpResponse:
    """Comment on the Kanwil's page."""
    return Room(request, answer).add()


@require_POST
@requires("assessments.open_verification", find=find_verified_comment)
def verification_comment_withdraw(request: HttpRequest, found: Any) -> HttpResponse:
    """Take an own comment back on the Kanwil's page."""
    return Room(request, found.place).withdraw(found)
