"""Middleware: the reader's language, the reader's clock, signs no text holds, and words where Django answers with none."""

import zoneinfo
from collections.abc import Callable
from http import HTTPStatus
from typing import Any

from django.conf import settings
from django.core.exceptions import SuspiciousOperation
from django.http import Http404, HttpRequest, HttpResponse
from django.utils import timezone, translation

from accounts.access import PUBLIC
from hamcities.errors import wrong_method

GetResponse = Callable[[HttpRequest], HttpResponse]
NUL = "\0"


def reader_address(request: HttpRequest) -> str:
    """The reader's network address, for the lock after failed sign-ins.

    In production the reverse proxy always writes X-Real-IP (deploy/portal_proxy.conf); elsewhere
    the header could come from anybody and is ignored.
    """
    direct = request.META.get("REMOTE_ADDR", "")
    return request.META.get("HTTP_X_REAL_IP", direct) if settings.PRODUCTION else direct


class LanguageMiddleware:
    """Speak Indonesian unless the reader chose English.

    The browser's Accept-Language is ignored on purpose: many office computers in the regions
    run an English browser, and the portal's first language is Indonesian.
    """

    def __init__(self, get_response: GetResponse) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """Activate the language of the cookie, or Indonesian."""
        chosen = request.COOKIES.get(settings.LANGUAGE_COOKIE_NAME, settings.LANGUAGE_CODE)
        if chosen not in dict(settings.LANGUAGES):
            chosen = settings.LANGUAGE_CODE
        translation.activate(chosen)
        request.LANGUAGE_CODE = chosen
        response = self.get_response(request)
        response.headers.setdefault("Content-Language", chosen)
        return response


class ReaderTimeZoneMiddleware:
    """Show times in the zone of the office the signed-in person acts for (WIB, WITA or WIT)."""

    def __init__(self, get_response: GetResponse) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """Activate the reader's time zone for this request only."""
        zone = request.session.get("time_zone") if request.session.session_key else None
        if zone:
            timezone.activate(zoneinfo.ZoneInfo(zone))
        else:
            timezone.deactivate()
        return self.get_response(request)


class NulMiddleware:
    """Refuse addresses and forms with NUL: no person types it, PostgreSQL takes none, SQLite would."""

    def __init__(self, get_response: GetResponse) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """Nothing to do before the view is known."""
        return self.get_response(request)

    def process_view(self, request: HttpRequest, view: Callable[..., HttpResponse], args: Any, kwargs: Any) -> None:
        """Raise Http404 for an address (public pages look for what may be meant), `SuspiciousOperation` for a form."""
        if NUL in request.path and getattr(view, "access", "") != PUBLIC:
            raise Http404
        if request.method == "POST" and any(NUL in value for _name, values in request.POST.lists() for value in values):
            raise SuspiciousOperation("NUL in a form")


class WrongMethodMiddleware:
    """Give an empty 405 the page that the other errors have."""

    def __init__(self, get_response: GetResponse) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """Replace the answer that Django's decorators leave empty."""
        response = self.get_response(request)
        if response.status_code == HTTPStatus.METHOD_NOT_ALLOWED and not response.streaming and not response.content:
            return wrong_method(request, response.headers.get("Allow", ""))
        return response
