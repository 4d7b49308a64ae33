"""Context every template gets."""

from typing import Any

from django.conf import settings
from django.http import HttpRequest

from hamcities.navigation import public_links, workspace_links

THEMES = ("light", "dark", "auto")


def portal(request: HttpRequest) -> dict[str, Any]:
    """Give templates the navigation, the theme and the notices of this installation."""
    theme = request.COOKIES.get("theme", "auto")
    user = getattr(request, "user", None)
    return {
        "portal": {
            "theme": theme if theme in THEMES else "auto",
            "tasks_in_process": settings.CELERY_TASK_ALWAYS_EAGER,
            "upload_limit": settings.EVIDENCE_MAX_BYTES,
            "public_links": public_links(request),
            "workspace_links": workspace_links(request) if user is not None and user.is_authenticated else [],
        }
    }
