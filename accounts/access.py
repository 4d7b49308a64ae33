"""One way to be asked who you are.

Every view names its access: ``@public`` or ``@requires("app.permission")``. The test
``tests/test_access.py`` walks all URLs with all roles and fails on a view that names none.
A permission is a list of conditions, each a predicate of the library ``rules`` with the
reason told to the person refused.
"""

import functools
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlsplit

import rules
from django.conf import settings
from django.contrib import messages
from django.contrib.auth.views import redirect_to_login
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import resolve_url
from django.utils.functional import Promise
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

PUBLIC = "public"
READING = frozenset({"GET", "HEAD"})
# True because static/js/drafts.js keeps what was typed in the browser's window, and `accounts.ended_session` shows it without scripts.
SESSION_ENDED = gettext_lazy("Your session has ended. Sign in again; nothing you typed is lost.")


@dataclass(frozen=True, slots=True)
class Condition:
    """A predicate ``(user, obj) -> bool`` and the reason given when it does not hold: words, or ``(user, obj) -> words``."""

    predicate: Callable[[Any, Any], bool]
    reason: str | Promise | Callable[[Any, Any], str]

    def reason_for(self, user: Any, obj: Any) -> str:
        """The reason told to this person."""
        return str(self.reason(user, obj) if callable(self.reason) else self.reason)


_CONDITIONS: dict[str, tuple[Condition, ...]] = {}


class Refused(PermissionDenied):
    """Raised when a permission is refused; ``reason`` is meant for the person refused."""

    def __init__(self, permission: str, reason: str) -> None:
        super().__init__(reason)
        self.permission = permission
        self.reason = reason


def permission(name: str, *conditions: Condition) -> None:
    """Register permission `name` with the library ``rules``: all conditions must hold."""
    _CONDITIONS[name] = conditions

    @rules.predicate(name=name)
    def holds(user: Any, obj: Any = None) -> bool:
        return refusal(user, name, obj) is None

    rules.set_perm(name, holds)


def registered() -> frozenset[str]:
    """Names of all permissions."""
    return frozenset(_CONDITIONS)


def refusal(user: Any, name: str, obj: Any = None) -> str | None:
    """Return why `user` may not do `name` on `obj`, or None when they may.

    Raises KeyError for an unregistered permission, so that a typing error never opens a door.
    """
    conditions = _CONDITIONS[name]
    if not user.is_authenticated or not user.is_active:
        return _("You have to sign in first.")
    for condition in conditions:
        if not condition.predicate(user, obj):
            return condition.reason_for(user, obj)
    return None


def allowed(user: Any, name: str, obj: Any = None) -> bool:
    """Answer whether `user` may do `name` on `obj`."""
    return refusal(user, name, obj) is None


def require(user: Any, name: str, obj: Any = None) -> None:
    """Raise `Refused` with its reason unless `user` may do `name` on `obj`."""
    reason = refusal(user, name, obj)
    if reason is not None:
        raise Refused(name, reason)


def _page_of(request: HttpRequest) -> str:
    """Where to go on after signing in: the page asked for, or the page whose form was sent when the session had ended."""
    if request.method in READING:
        return request.get_full_path()
    sent_from = request.headers.get("Referer", "")
    if url_has_allowed_host_and_scheme(sent_from, {request.get_host()}, request.is_secure()):
        parts = urlsplit(sent_from)
        return parts.path + (f"?{parts.query}" if parts.query else "")
    return resolve_url(settings.LOGIN_REDIRECT_URL)


def _way_in(request: HttpRequest) -> HttpResponse:
    """The sign-in page; a form sent after the session had ended is shown there as text to copy."""
    from accounts.ended_session import sign_in_again, typed_values  # the form needs the models, which need no access

    following = _page_of(request)
    if request.method in READING:
        return redirect_to_login(following)
    typed = typed_values(request)
    if typed:
        return sign_in_again(request, SESSION_ENDED, following=following, typed=typed)
    messages.warning(request, SESSION_ENDED, fail_silently=True)
    return redirect_to_login(following)


def public[View: Callable[..., Any]](view: View) -> View:
    """Mark a view that anyone may open."""
    view.access = PUBLIC  # type: ignore[attr-defined]
    return view


def requires(name: str, *, find: Callable[..., Any] | None = None) -> Callable[[Callable[..., HttpResponseBase]], Callable[..., HttpResponseBase]]:
    """Guard a view with permission `name`.

    `find(request, **kwargs)` fetches the object from what the person can see (404 otherwise);
    the view is then called as ``view(request, obj)``. Without `find` the view gets its own
    keyword arguments and the permission is asked without an object.
    A person not signed in is sent to the sign-in page; one whose form came too late finds there what was typed (401);
    an htmx or JSON request gets 401.
    """

    def decorate(view: Callable[..., HttpResponseBase]) -> Callable[..., HttpResponseBase]:
        @functools.wraps(view)
        def guarded(request: HttpRequest, **kwargs: Any) -> HttpResponseBase:
            if not request.user.is_authenticated:
                if request.headers.get("HX-Request") or "application/json" in request.headers.get("Accept", ""):
                    return HttpResponse(SESSION_ENDED, status=401)
                return _way_in(request)
            if find is None:
                require(request.user, name)
                return view(request, **kwargs)
            found = find(request, **kwargs)
            require(request.user, name, found)
            return view(request, found)

        guarded.access = name  # type: ignore[attr-defined]
        return guarded

    return decorate
