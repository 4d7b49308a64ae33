"""Looking at a file without downloading it: page by page, as pictures."""

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from accounts.access import allowed, requires
from assessments.models import Assessment, EvidenceFile
from assessments.services.evidence_check import PDF
from assessments.services.library import uses_of
from assessments.services.preview import NoPictureError, is_shown, page_count, picture_of
from assessments.views.evidence import find_file

UNPROCESSABLE = 422
LARGEST_PAGE = 100_000


@require_safe
@requires("assessments.view_evidence", find=find_file)
def evidence_preview(request: HttpRequest, file: EvidenceFile) -> HttpResponse:
    """A page of the file, its facts, and where it is used."""
    asked = request.GET.get("halaman", "1")
    number = int(asked) if asked.isascii() and asked.isdigit() and len(asked) < len(str(LARGEST_PAGE)) else 1
    total = page_count(file)
    number = max(1, min(number, total or number)) if file.media_type == PDF else 1
    seen = set(Assessment.objects.visible_to(request.user).filter(region=file.region).values_list("cycle__award_year", flat=True))
    context = {
        "file": file,
        "region": file.region,
        "is_shown": is_shown(file),
        "is_pdf": file.media_type == PDF,
        "number": number,
        "before": number - 1,
        "after": number + 1 if total is None or number < total else 0,
        "uses": [use for use, _answer in uses_of([file.pk])[file.pk] if use.year in seen],
        "may_open_answers": allowed(request.user, "accounts.use_workspace"),
    }
    return render(request, "assessments/evidence/preview.html", context)


@require_safe
@requires("assessments.view_evidence", find=lambda request, pk, page: find_file(request, pk=pk))
def evidence_picture(request: HttpRequest, file: EvidenceFile) -> HttpResponse:
    """One page as a picture."""
    page = request.resolver_match.kwargs["page"] if request.resolver_match else 1
    try:
        drawn = picture_of(file, page)
    except OSError:
        raise Http404(_("The file is not in the storage.")) from None
    except NoPictureError:
        return HttpResponse(_("This page cannot be shown."), status=UNPROCESSABLE, content_type="text/plain; charset=utf-8")
    response = HttpResponse(drawn, content_type="image/webp")
    response["Cache-Control"] = "private, max-age=300"
    response["X-Content-Type-Options"] = "nosniff"
    response["Content-Security-Policy"] = "default-src 'none'"
    return response
