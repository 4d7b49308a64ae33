"""Error pages: what happened, what to do next, nothing lost.

A page for people; one plain sentence for htmx and JSON requests, which static/js shows in the page.
"""

from typing import Any

from django.core.exceptions import RequestDataTooBig, TooManyFieldsSent, TooManyFilesSent
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.template.loader import render_to_string
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext as _

from accounts.access import Refused
from accounts.ended_session import typed_values

TOO_MUCH = (RequestDataTooBig, TooManyFieldsSent, TooManyFilesSent)


def _wants_sentence(request: HttpRequest) -> bool:
    return bool(request.headers.get("HX-Request")) or "application/json" in request.headers.get("Accept", "")


def _answer(request: HttpRequest, status: int, sentence: str, template: str, **context: Any) -> HttpResponse:
    if _wants_sentence(request):
        return HttpResponse(sentence, status=status, content_type="text/plain; charset=utf-8")
    return render(request, template, context, status=status)


def _page_before(request: HttpRequest) -> str:
    """Address of the page the form stood on: not every address a form is sent to can be opened."""
    before = request.headers.get("Referer", "")
    if url_has_allowed_host_and_scheme(before, {request.get_host()}, request.is_secure()):
        return before
    return request.path


def csrf_failure(request: HttpRequest, reason: str = "") -> HttpResponse:
    """Explain an expired form token; the person's text is still in the browser's window."""
    sentence = _("This form had become too old. Load the page again; what you typed is put back.")
    return _answer(request, 403, sentence, "403_csrf.html", reason=reason, back=_page_before(request))


def bad_request(request: HttpRequest, exception: Exception) -> HttpResponse:
    """Answer a request that cannot be understood with 400, one that is too large with 413."""
    if isinstance(exception, TOO_MUCH):
        return _answer(request, 413, _("This is too much to send at once. Send fewer or smaller files."), "413.html")
    return _answer(request, 400, _("The server could not understand this request."), "400.html")


def forbidden(request: HttpRequest, exception: Exception) -> HttpResponse:
    """Say why the person may not do this; other reasons than those of `Refused` may be internal."""
    reason = exception.reason if isinstance(exception, Refused) else ""
    typed = typed_values(request) if request.method == "POST" else []
    context = {"reason": reason, "typed": "\n".join(typed), "lines": min(len(typed) + 2, 12)}
    return _answer(request, 403, reason or _("You may not do this."), "403.html", **context)


def not_found(request: HttpRequest, exception: Http404) -> HttpResponse:
    """Say that there is nothing here, or nothing this person may see."""
    return _answer(request, 404, _("There is nothing at this address."), "404.html")


def wrong_method(request: HttpRequest, allowed: str) -> HttpResponse:
    """Explain an address that was opened although it only takes what a form sends, or the other way round."""
    answer = _answer(request, 405, _("This address does not take such a request. Nothing was changed; use the buttons of the page."), "405.html")
    answer.headers["Allow"] = allowed
    return answer


def server_error(request: HttpRequest) -> HttpResponse:
    """Admit a fault of ours. Reads neither database nor session, which may be what failed."""
    if _wants_sentence(request):
        sentence = _("Something went wrong on our side. Nothing was changed; try again in a moment.")
        return HttpResponse(sentence, status=500, content_type="text/plain; charset=utf-8")
    return HttpResponse(render_to_string("500.html"), status=500)
