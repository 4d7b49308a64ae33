"""What browsers and search engines ask for by themselves: an icon, and where they may look."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.templatetags.static import static
from django.urls import reverse
from django.views.decorators.cache import cache_control

from accounts.access import public

DAY = 24 * 60 * 60
# Rooms for people who signed in, and addresses that only forms and machines use.
CLOSED = (
    "assessments:workspace",
    "assessments:monitoring",
    "assessments:guide_steps",
    "assessments:verification_queue",
    "assessments:review_queue",
    "assessments:cycles",
    "assessments:notices",
    "reports:determination",
    "workshop:drafts",
    "admin:index",
    "set_language",
    "theme",
    "design",
    "health",
)
# Files of evidence and the progress of jobs have addresses with a number only.
CLOSED_PATHS = ("/data-dukung/", "/unggah/", "/pekerjaan/", "/akun/", "/sunting-lokalatih/")


@public
@cache_control(public=True, max_age=DAY)
def favicon(request: HttpRequest) -> HttpResponse:
    """The icon for browsers that look for it at its oldest address."""
    return redirect(static("favicon.svg"))


@public
@cache_control(public=True, max_age=DAY)
def robots(request: HttpRequest) -> HttpResponse:
    """Everything public may be found, nothing of the working rooms."""
    lines = ["User-agent: *", *(f"Disallow: {path}" for path in (*map(reverse, CLOSED), *CLOSED_PATHS)), "Allow: /"]
    return HttpResponse("\n".join(lines) + "\n", content_type="text/plain; charset=utf-8")
