"""Kanwil verification."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from accounts.access import requires


@requires("assessments.open_verification_queue")
def verification_queue(request: HttpRequest) -> HttpResponse:
    """To be built."""
    return render(request, "workspace.html")
