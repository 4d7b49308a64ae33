"""Review and scoring."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from accounts.access import requires


@requires("assessments.open_review_queue")
def review_queue(request: HttpRequest) -> HttpResponse:
    """To be built."""
    return render(request, "workspace.html")
