"""The region's workspace."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from accounts.access import requires


@requires("accounts.use_workspace")
def workspace(request: HttpRequest) -> HttpResponse:
    """To be built."""
    return render(request, "workspace.html")
