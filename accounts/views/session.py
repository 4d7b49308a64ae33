"""Sign in, sign out, password."""

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from accounts.access import public


@public
def login(request: HttpRequest, **kwargs: Any) -> HttpResponse:
    """To be built."""
    return render(request, "base.html")


logout = profile = password_change = password_reset = password_reset_done = login
password_reset_confirm = password_reset_complete = login
