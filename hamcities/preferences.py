"""The reader's language and theme, kept in cookies and set by plain forms."""

from django.conf import settings
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.utils.http import url_has_allowed_host_and_scheme
from django.views.decorators.http import require_POST

from accounts.access import public
from hamcities.context import THEMES

YEAR = 365 * 24 * 60 * 60


def _back(request: HttpRequest) -> HttpResponse:
    following = request.POST.get("next", "/")
    if not url_has_allowed_host_and_scheme(following, {request.get_host()}, request.is_secure()):
        following = "/"
    return HttpResponseRedirect(following)


def _remember(request: HttpRequest, cookie: str, value: str) -> HttpResponse:
    response = _back(request)
    response.set_cookie(cookie, value, max_age=YEAR, samesite="Lax", secure=request.is_secure())
    return response


@public
@require_POST
def set_language(request: HttpRequest) -> HttpResponse:
    """Remember Indonesian or English; anything else is ignored."""
    language = request.POST.get("language", "")
    if language not in dict(settings.LANGUAGES):
        return _back(request)
    return _remember(request, settings.LANGUAGE_COOKIE_NAME, language)


@public
@require_POST
def set_theme(request: HttpRequest) -> HttpResponse:
    """Remember the light, dark or automatic theme."""
    theme = request.POST.get("theme", "")
    return _remember(request, "theme", theme) if theme in THEMES else _back(request)
