"""Public pages."""

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from accounts.access import public


@public
def home(request: HttpRequest, **kwargs: Any) -> HttpResponse:
    """To be built."""
    return render(request, "base.html")


regions = region = verify = certificate = certificate_file = about = home
