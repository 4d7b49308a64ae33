"""Runs, approval, publication."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from accounts.access import requires


@requires("reports.open_determination")
def determination(request: HttpRequest) -> HttpResponse:
    """To be built."""
    return render(request, "workspace.html")
