"""What a person should know: the list of notices, and the way to what each is about."""

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import ngettext
from django.views.decorators.http import require_POST, require_safe

from accounts.access import requires
from assessments.models import Notice
from assessments.services.notice_words import target, words
from assessments.services.notices import listed, mark_read, notices_of, unread_count

PER_PAGE = 20


@require_safe
@requires("accounts.manage_own_account")
def notices(request: HttpRequest) -> HttpResponse:
    """My notices, unread first."""
    page = Paginator(listed(request.user), PER_PAGE).get_page(request.GET.get("halaman"))
    context = {"page": page, "lines": [words(notice) for notice in page], "unread": unread_count(request.user)}
    return render(request, "assessments/notices.html", context)


def find_notice(request: HttpRequest, pk: int) -> Notice:
    """A notice of mine, or 404."""
    rows = notices_of(request.user).select_related("assessment__region__province", "assessment__cycle", "indicator")
    return get_object_or_404(rows, pk=pk)


@require_safe
@requires("accounts.manage_own_account", find=find_notice)
def notice_open(request: HttpRequest, notice: Notice) -> HttpResponse:
    """Mark a notice as read and go to what it is about."""
    if request.method == "GET":
        mark_read(notices=notices_of(request.user).filter(pk=notice.pk))
    return redirect(target(notice, request.user))


@require_POST
@requires("accounts.manage_own_account")
def notices_read(request: HttpRequest) -> HttpResponse:
    """Mark all of mine as read."""
    count = mark_read(notices=notices_of(request.user))
    if count:
        messages.success(request, ngettext("%(count)s notice is marked as read.", "%(count)s notices are marked as read.", count) % {"count": count})
    return redirect("assessments:notices")
