"""What counts as one name when wrong passwords are counted."""

from typing import Any

from django.conf import settings
from django.http import HttpRequest


def counted_name(request: HttpRequest, credentials: dict[str, Any] | None = None) -> str:
    """The e-mail address in small letters: sign-in ignores case, so the count of wrong passwords must too."""
    given = (credentials or {}).get(settings.AXES_USERNAME_FORM_FIELD) or (credentials or {}).get("email")
    if given is None:
        given = request.POST.get(settings.AXES_USERNAME_FORM_FIELD, "")
    return str(given).strip().lower()
