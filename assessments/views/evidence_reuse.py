"""Using a file the region has already, instead of sending it again."""

import re
from typing import Any

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.utils.formats import date_format
from django.utils.timezone import localtime
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from accounts.access import requires
from assessments.models import Evidence, EvidenceFile
from assessments.services.evidence import use_files
from assessments.services.library import files_for
from assessments.services.place import IndicatorPlace
from assessments.services.scanning import infected_words, known_infected
from assessments.services.uploads import known_file
from assessments.views.answer import UNPROCESSABLE, find_indicator_place, show_page
from assessments.views.evidence import back

SHA256 = re.compile(r"[0-9a-f]{64}")
# As many as fit on a page of the library.
AT_ONCE = 50
LONGEST_KEY = 19


@require_safe
@requires("assessments.answer_indicator", find=find_indicator_place)
def evidence_known(request: HttpRequest, place: IndicatorPlace) -> HttpResponse:
    """Whether the region has the file with a fingerprint: asked before it is sent, so that it need not be.

    Of a file that only another OPD sees nothing is said: whoever holds it sends it, and the portal stores it once.
    """
    sha256 = request.GET.get("sha256", "")
    if not SHA256.fullmatch(sha256):
        return JsonResponse({"known": False})
    if known_infected(place.region.code, sha256):
        return JsonResponse({"known": True, "refused": infected_words()})
    file = known_file(request.user, region=place.region, sha256=sha256)
    if file is None:
        return JsonResponse({"known": False})
    here = Evidence.objects.filter(file=file, answer__assessment=place.assessment, answer__indicator=place.indicator).exists()
    when = date_format(localtime(file.uploaded_at), "j F Y")
    words = (
        _("This file stands here already; nothing was added.")
        if here
        else _("Your region has this file already: “%(name)s”, uploaded on %(when)s.") % {"name": file.original_name, "when": when}
    )
    return JsonResponse({"known": True, "here": here, "file": file.pk, "words": words})


def _chosen(request: HttpRequest, place: IndicatorPlace) -> list[EvidenceFile]:
    """The files named in the form, by key or fingerprint, among those the person may see."""
    keys = [int(key) for key in request.POST.getlist("file")[:AT_ONCE] if key.isascii() and key.isdigit() and len(key) < LONGEST_KEY]
    sha256 = request.POST.get("sha256", "")
    if SHA256.fullmatch(sha256):
        found = known_file(request.user, region=place.region, sha256=sha256)
        return [found] if found is not None else []
    return list(files_for(request.user, place.region).filter(pk__in=keys))


@require_POST
@requires("assessments.answer_indicator", find=find_indicator_place)
def evidence_use(request: HttpRequest, place: IndicatorPlace) -> HttpResponse:
    """Put files of the region forward for this indicator, with the pages that matter."""
    wants_json = "application/json" in request.headers.get("Accept", "")
    files = _chosen(request, place)
    said = {name: request.POST.get(name, "").strip() for name in ("caption", "pages")}
    try:
        added: list[Any] = use_files(assessment=place.assessment, indicator=place.indicator, files=files, by=request.user, **said)
    except ValidationError as error:
        if wants_json:
            return JsonResponse({"outcome": "refused", "message": error.messages[0]}, status=UNPROCESSABLE)
        return show_page(request, place, status=UNPROCESSABLE, refused_save=error.messages[0])
    names = ", ".join(piece.file.original_name for piece in added)
    words = _("Used as evidence: %(names)s.") % {"names": names} if added else _("This file stands here already; nothing was added.")
    if wants_json:
        return JsonResponse({"outcome": "reused", "message": words})
    messages.success(request, words)
    return back(place)
