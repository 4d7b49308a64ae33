"""Cycles and their phases."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from accounts.access import requires


@requires("assessments.manage_cycles")
def cycles(request: HttpRequest) -> HttpResponse:
    """To be built."""
    return render(request, "workspace.html")
