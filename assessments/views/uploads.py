"""The tus protocol 1.0.0 (creation, termination): files in parts, gone on with after a broken connection.

https://tus.io/protocols/resumable-upload. One address more than tus has: POST to an upload that has arrived takes the
file in and says what became of it, as often as it is asked.
"""

import base64
import binascii
import logging
from collections.abc import Callable
from typing import Any

from django.conf import settings
from django.http import HttpRequest, HttpResponse, JsonResponse, UnreadablePostError
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from accounts.access import Refused, requires
from assessments.models import Upload
from assessments.services.place import IndicatorPlace
from assessments.services.uploads import UploadRefusedError, begin_upload, finish_upload, give_up, note_arrival, receive
from assessments.views.answer import find_indicator_place

logger = logging.getLogger(__name__)

VERSION = "1.0.0"
PART_TYPE = "application/offset+octet-stream"
BAD, GONE, CONFLICT, WRONG_VERSION, WRONG_TYPE, FORBIDDEN = 400, 410, 409, 412, 415, 403
LARGEST = 2**63 - 1


def _said(words: str, status: int) -> HttpResponse:
    """A plain sentence, which static/js shows at the file."""
    return HttpResponse(words, status=status, content_type="text/plain; charset=utf-8")


def _in_tus(response: HttpResponse) -> HttpResponse:
    response["Tus-Resumable"] = VERSION
    return response


def _number(request: HttpRequest, name: str) -> int | None:
    """A header that is a whole number, or None."""
    text = request.headers.get(name, "")
    return int(text) if text.isascii() and text.isdigit() and len(text) <= len(str(LARGEST)) and int(text) <= LARGEST else None


def _file_name(request: HttpRequest) -> str | None:
    """The file's name from Upload-Metadata; None when that cannot be read."""
    for pair in request.headers.get("Upload-Metadata", "").split(","):
        key, _space, value = pair.strip().partition(" ")
        if key == "filename":
            try:
                return base64.b64decode(value, validate=True).decode()
            except (binascii.Error, UnicodeDecodeError):
                return None
    return ""


def _options() -> HttpResponse:
    response = HttpResponse(status=204)
    response["Tus-Version"], response["Tus-Extension"] = VERSION, "creation,termination"
    response["Tus-Max-Size"] = str(settings.EVIDENCE_MAX_BYTES)
    return response


def _speaks_tus(request: HttpRequest) -> HttpResponse | None:
    if request.headers.get("Tus-Resumable") == VERSION:
        return None
    response = _said(_("This address takes uploads in parts (tus %(version)s).") % {"version": VERSION}, WRONG_VERSION)
    response["Tus-Version"] = VERSION
    return response


@never_cache
@require_http_methods(["GET", "HEAD", "POST", "OPTIONS"])
@requires("assessments.answer_indicator", find=find_indicator_place)
def uploads(request: HttpRequest, place: IndicatorPlace) -> HttpResponse:
    """Begin an upload (POST); the person's own that are not finished (GET)."""
    if request.method == "OPTIONS":
        return _in_tus(_options())
    if request.method != "POST":
        rows = Upload.objects.filter(by=request.user, assessment=place.assessment, indicator=place.indicator, outcome={})
        return JsonResponse({"unfinished": [_listed(row) for row in rows]})
    return _in_tus(_speaks_tus(request) or _begin(request, place))


def _listed(upload: Upload) -> dict[str, Any]:
    return {"url": reverse("assessments:upload", args=[upload.pk]), "name": upload.name, "size": upload.size, "received": note_arrival(upload)}


def _begin(request: HttpRequest, place: IndicatorPlace) -> HttpResponse:
    size, name = _number(request, "Upload-Length"), _file_name(request)
    if size is None or name is None or "\0" in name:
        return _said(_("Name or size of the file cannot be read."), BAD)
    try:
        upload = begin_upload(assessment=place.assessment, indicator=place.indicator, name=name, size=size, by=request.user)
    except Refused as refused:
        return _said(refused.reason, FORBIDDEN)
    except UploadRefusedError as refused:
        return _said(str(refused), refused.status)
    response = HttpResponse(status=201)
    response["Location"] = reverse("assessments:upload", args=[upload.pk])
    return response


def find_upload(request: HttpRequest, *, pk: Any) -> Upload:
    """An upload of this person; another's does not exist for them."""
    rows = Upload.objects.select_related("assessment__region__province", "assessment__cycle", "indicator", "by").prefetch_related(
        "assessment__cycle__phases"
    )
    upload = get_object_or_404(rows, pk=pk, by=request.user)
    upload.region = upload.assessment.region  # type: ignore[attr-defined]  # what the rules ask for
    return upload


@never_cache
@require_http_methods(["HEAD", "PATCH", "DELETE", "POST", "OPTIONS"])
@requires("assessments.use_upload", find=find_upload)
def upload(request: HttpRequest, found: Upload) -> HttpResponse:
    """How far it is (HEAD), the next part (PATCH), the end of it (DELETE), take the whole file in (POST)."""
    if request.method == "OPTIONS":
        return _in_tus(_options())
    if request.method == "POST":
        return _finish(request, found)
    return _in_tus(_speaks_tus(request) or _ANSWERS[request.method or ""](request, found))


def _how_far(request: HttpRequest, found: Upload) -> HttpResponse:
    response = HttpResponse()
    response["Upload-Offset"], response["Upload-Length"] = str(note_arrival(found)), str(found.size)
    return response


def _reading(request: HttpRequest, found: Upload) -> Callable[[int], bytes]:
    """Reads the body without keeping it; a connection that breaks ends it."""

    def read(most: int) -> bytes:
        try:
            return bytes(request.read(most))
        except (UnreadablePostError, OSError) as error:
            logger.info("Upload %s: the connection broke: %s", found.pk, error)
            return b""

    return read


def _next_part(request: HttpRequest, found: Upload) -> HttpResponse:
    if request.content_type != PART_TYPE:
        return _said(_("A part of a file has to be sent as %(type)s.") % {"type": PART_TYPE}, WRONG_TYPE)
    offset, length = _number(request, "Upload-Offset"), _number(request, "Content-Length")
    if offset is None or length is None:
        return _said(_("Where the part belongs cannot be read."), BAD)
    try:
        here = receive(upload=found, offset=offset, read=_reading(request, found), length=length, by=request.user)
    except Refused as refused:
        return _said(refused.reason, FORBIDDEN)
    except UploadRefusedError as refused:
        response = _said(str(refused), refused.status)
        response["Upload-Offset"] = str(note_arrival(found))
        return response
    response = HttpResponse(status=204)
    response["Upload-Offset"] = str(here)
    return response


def _end(request: HttpRequest, found: Upload) -> HttpResponse:
    give_up(upload=found)
    return HttpResponse(status=204)


_ANSWERS: dict[str, Callable[[HttpRequest, Upload], HttpResponse]] = {"HEAD": _how_far, "PATCH": _next_part, "DELETE": _end}


def _finish(request: HttpRequest, found: Upload) -> HttpResponse:
    try:
        outcome = finish_upload(upload=found, by=request.user)
    except UploadRefusedError as refused:
        return _said(str(refused), refused.status)
    return JsonResponse(outcome)
