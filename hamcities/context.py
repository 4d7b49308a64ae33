"""Context every template gets."""

from collections.abc import Callable
from functools import cache
from typing import Any

from django.conf import settings
from django.http import HttpRequest

from assessments.models import PRACTICE_YEAR
from assessments.services.notices import unread_count
from hamcities.navigation import public_links, workspace_links

THEMES = ("light", "dark", "auto")


def _is_practice(request: HttpRequest) -> bool:
    """Whether the address lies within the practice cycle: every page there says so."""
    match = getattr(request, "resolver_match", None)
    return match is not None and match.kwargs.get("year") == PRACTICE_YEAR and match.app_name == "assessments"


def _unread(user: Any) -> Callable[[], int]:
    """How many notices wait for the reader, asked when a header shows it and then once: answers without a header do not pay."""
    return cache(lambda: unread_count(user) if user is not None and user.is_authenticated else 0)


def portal(request: HttpRequest) -> dict[str, Any]:
    """Give templates the navigation, the theme and the notices of this installation."""
    theme = request.COOKIES.get("theme", "auto")
    user = getattr(request, "user", None)
    return {
        "portal": {
            "theme": theme if theme in THEMES else "auto",
            "practice": _is_practice(request),
            "tasks_in_process": settings.CELERY_TASK_ALWAYS_EAGER,
            "upload_limit": settings.EVIDENCE_MAX_BYTES,
            "unread": _unread(user),
            "public_links": public_links(request),
            "workspace_links": workspace_links(request) if user is not None and user.is_authenticated else [],
        }
    }
