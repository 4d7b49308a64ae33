"""Evidence: add, describe, take back, download."""

from typing import Any

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import FileResponse, Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from accounts.access import Refused, requires
from assessments.forms.answers import AnswerForm, form_of, retyped_form
from assessments.forms.evidence import DescriptionForm
from assessments.models import Answer, Evidence, EvidenceFile
from assessments.services.evidence import add_evidence, describe_evidence, remove_evidence, sort_files
from assessments.services.evidence_check import JPEG, PDF, PNG, RefusedFile
from assessments.services.place import IndicatorPlace
from assessments.services.workspace_answer import AnswerPage
from assessments.views.answer import FORBIDDEN, TOO_LARGE, UNPROCESSABLE, address, files_words, find_indicator_place, show_page
from assessments.views.workspace import surroundings

SHOWN_IN_BROWSER = (PDF, JPEG, PNG)


def back(place: IndicatorPlace) -> HttpResponseRedirect:
    """To the evidence on the page of the indicator."""
    return HttpResponseRedirect(f"{address(place)}#data-dukung")


@require_POST
@requires("assessments.view_assessment", find=find_indicator_place)
def evidence_add(request: HttpRequest, place: IndicatorPlace) -> HttpResponse:
    """Store the good files, name the others with the reason; text typed in the same form is kept."""
    fit, unfit = sort_files(request.FILES.getlist("files"), region=place.region.code)
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
    return back(place)


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


@require_safe
@requires("assessments.answer_indicator", find=find_indicator_place)
def evidence_list(request: HttpRequest, place: IndicatorPlace) -> HttpResponse:
    """The list of files and links alone, for a page whose upload has just ended."""
    context = surroundings(request, place) | {"page": AnswerPage(place), "indicator": place.indicator, "removable": True}
    return render(request, "assessments/workspace/partials/evidence_list.html", context)


def find_evidence(request: HttpRequest, *, year: int, region: str, indicator: str, pk: int) -> Any:
    """A piece of evidence of the address's indicator, as a place that carries it."""
    place = find_indicator_place(request, year=year, region=region, indicator=indicator)
    rows = Evidence.objects.select_related("file__region", "answer__assessment__region", "answer__indicator")
    evidence = get_object_or_404(rows, pk=pk, answer__assessment=place.assessment, answer__indicator=place.indicator)
    evidence.region, evidence.assessment, evidence.indicator = place.region, place.assessment, place.indicator
    evidence.place = place
    return evidence


@require_http_methods(["GET", "HEAD", "POST"])
@requires("assessments.answer_indicator", find=find_evidence)
def evidence_edit(request: HttpRequest, evidence: Any) -> HttpResponse:
    """What is said of a file: what it shows, the pages, its year, whether the public may see it."""
    if request.method != "POST":
        return _edit_page(request, evidence, DescriptionForm.of(evidence))
    form = DescriptionForm(request.POST)
    if form.is_valid():
        try:
            describe_evidence(evidence=evidence, said=form.said, by=request.user)
        except ValidationError as error:
            form.add_error("document_year", error.messages[0])
        else:
            messages.success(request, _("Saved: “%(name)s”.") % {"name": evidence.file.original_name})
            return back(evidence.place)
    return _edit_page(request, evidence, form, status=UNPROCESSABLE)


def _edit_page(request: HttpRequest, evidence: Any, form: DescriptionForm, *, status: int = 200) -> HttpResponse:
    context = surroundings(request, evidence.place) | {
        "indicator": evidence.indicator,
        "evidence": evidence,
        "file": evidence.file,
        "form": form,
        "other_uses": Evidence.objects.filter(file=evidence.file).exclude(pk=evidence.pk).count(),
    }
    return render(request, "assessments/evidence/edit.html", context, status=status)


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
    return back(evidence.place)


def find_file(request: HttpRequest, *, pk: int) -> EvidenceFile:
    """A stored file among those the person may see."""
    return get_object_or_404(EvidenceFile.objects.visible_to(request.user).select_related("region__province"), pk=pk)


@require_safe
@requires("assessments.view_evidence", find=find_file)
def evidence_file(request: HttpRequest, file: EvidenceFile) -> HttpResponse:
    """The file itself: type from our record, never run by the browser, never kept by proxies."""
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
