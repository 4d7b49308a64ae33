"""Evidence: add, take back, download."""

from typing import Any

from django.contrib import messages
from django.http import FileResponse, Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from accounts.access import Refused, requires
from assessments.forms.answers import AnswerForm, form_of, retyped_form
from assessments.models import Answer, Evidence, EvidenceFile, ScanState
from assessments.services.evidence import add_evidence, remove_evidence
from assessments.services.evidence_check import JPEG, PDF, PNG, RefusedFile, inspect_files
from assessments.services.place import IndicatorPlace
from assessments.views.answer import FORBIDDEN, TOO_LARGE, UNPROCESSABLE, address, files_words, find_indicator_place, show_page

SHOWN_IN_BROWSER = (PDF, JPEG, PNG)


@require_POST
@requires("assessments.view_assessment", find=find_indicator_place)
def evidence_add(request: HttpRequest, place: IndicatorPlace) -> HttpResponse:
    """Store the good files, name the others with the reason; text typed in the same form is kept."""
    fit, unfit = inspect_files(request.FILES.getlist("files"))
    if not fit and not unfit:
        unfit = [RefusedFile(_("No file"), _("Choose at least one file."))]
    if fit:
        try:
            add_evidence(
                assessment=place.assessment,
                indicator=place.indicator,
                files=fit,
                by=request.user,
                caption=request.POST.get("caption", ""),
                pages=request.POST.get("pages", ""),
            )
        except Refused as refused:
            return show_page(request, place, status=FORBIDDEN, refused_save=refused.reason)
    typed = _unsaved(request, place)
    if unfit:
        status = TOO_LARGE if any(file.too_large for file in unfit) else UNPROCESSABLE
        return show_page(request, place, typed, status=status, kept_files=fit, refused_files=unfit)
    if typed is not None:
        return show_page(request, place, typed, kept_files=fit, is_unsaved=True)
    messages.success(request, files_words(fit))
    return HttpResponseRedirect(f"{address(place)}#data-dukung")


def _unsaved(request: HttpRequest, place: IndicatorPlace) -> AnswerForm | None:
    """The form as typed when it came along and differs from what is saved."""
    if "version" not in request.POST:
        return None
    indicator: Any = place.indicator
    answer = Answer.objects.filter(assessment=place.assessment, indicator=indicator).first()
    saved = form_of(indicator, answer)
    names = [name for name in saved.fields if name != "version"]
    typed = retyped_form(indicator, request.POST, version=answer.version if answer else 0)
    shown = {name: saved[name].value() for name in names}
    if all(str(typed[name].value() or "") == str(shown[name] or "") for name in names):
        return None
    return typed


def find_evidence(request: HttpRequest, *, year: int, region: str, indicator: str, pk: int) -> Any:
    """A piece of evidence of the address's indicator, as a place that carries it."""
    place = find_indicator_place(request, year=year, region=region, indicator=indicator)
    rows = Evidence.objects.select_related("file", "answer__assessment__region", "answer__indicator")
    evidence = get_object_or_404(rows, pk=pk, answer__assessment=place.assessment, answer__indicator=place.indicator)
    evidence.region = place.region
    evidence.place = place
    return evidence


@require_POST
@requires("assessments.view_assessment", find=find_evidence)
def evidence_remove(request: HttpRequest, evidence: Any) -> HttpResponse:
    """Take a file back."""
    name = evidence.file.original_name
    try:
        remove_evidence(evidence=evidence, by=request.user)
    except Refused as refused:
        return show_page(request, evidence.place, status=FORBIDDEN, refused_save=refused.reason)
    messages.success(request, _("“%(name)s” was removed from this answer.") % {"name": name})
    return HttpResponseRedirect(f"{address(evidence.place)}#data-dukung")


def find_file(request: HttpRequest, *, pk: int) -> EvidenceFile:
    """A stored file among those the person may see."""
    return get_object_or_404(EvidenceFile.objects.visible_to(request.user).select_related("region__province"), pk=pk)


@require_safe
@requires("assessments.view_evidence", find=find_file)
def evidence_file(request: HttpRequest, file: EvidenceFile) -> HttpResponse:
    """The file itself: type from our record, never run by the browser, never kept by proxies."""
    if file.scan_state == ScanState.INFECTED:
        raise Http404
    try:
        content = file.file.open("rb")
    except OSError:
        raise Http404(_("The file is not in the storage.")) from None
    inline = "lihat" in request.GET and file.media_type in SHOWN_IN_BROWSER
    response = FileResponse(content, as_attachment=not inline, filename=file.original_name, content_type=file.media_type)
    response["X-Content-Type-Options"] = "nosniff"
    response["Content-Security-Policy"] = "sandbox; default-src 'none'; style-src 'unsafe-inline'; img-src 'self' data:"
    response["Cache-Control"] = "private, no-store"
    response["Cross-Origin-Resource-Policy"] = "same-origin"
    return response
