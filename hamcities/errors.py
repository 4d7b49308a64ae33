"""Error pages: what happened, what to do next, nothing lost."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render


def csrf_failure(request: HttpRequest, reason: str = "") -> HttpResponse:
    """Explain an expired form token; the person's text is still in the browser's history."""
    return render(request, "403_csrf.html", {"reason": reason}, status=403)
