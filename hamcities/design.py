"""The living page of the design: every token and component in one place, for developers."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from accounts.access import public


@public
def design_page(request: HttpRequest) -> HttpResponse:
    """Show the tokens and components."""
    return render(request, "design/index.html")
