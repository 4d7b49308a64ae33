"""Public framework pages."""

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from accounts.access import public


@public
def frameworks(request: HttpRequest, **kwargs: Any) -> HttpResponse:
    """To be built."""
    return render(request, "base.html")


framework = indicator = frameworks
