"""The offline workbook: download, upload, preview, acceptance."""

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.text import Truncator
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_GET, require_http_methods

from accounts.access import Refused, refusal, requires
from assessments.forms.workbook import WorkbookForm
from assessments.models import Assessment, WorkbookImport
from assessments.services.evidence_check import XLSX
from assessments.services.place import Place
from assessments.services.workbook import (
    StalePreviewError,
    UndecidedError,
    UnfitWorkbookError,
    accept_import,
    preview_of,
    store_import,
    workbook_of,
)
from assessments.services.workbook.archive import LARGEST_FILE
from assessments.services.workbook.comparison import Line
from assessments.services.workbook.download import file_name
from assessments.services.workspace_answer import shown_value
from assessments.views.steps import address_of
from assessments.views.workspace import find_assessment_place, surroundings

Rows = list[tuple[str, Any]]
SHOWN = 500
FORBIDDEN, CONFLICT, TOO_LARGE, UNPROCESSABLE = 403, 409, 413, 422


def _page(request: HttpRequest, place: Place, form: WorkbookForm | None = None, *, status: int = 200) -> HttpResponse:
    context = surroundings(request, place) | {"form": form or WorkbookForm(), "rights": place.outline.rights, "upload_limit": LARGEST_FILE}
    return render(request, "assessments/workbook/workbook.html", context, status=status)


@require_http_methods(["GET", "HEAD", "POST"])
@requires("assessments.view_assessment", find=find_assessment_place)
def workbook(request: HttpRequest, place: Place) -> HttpResponse:
    """Where the workbook is downloaded (GET) and uploaded (POST)."""
    if request.method != "POST":
        return _page(request, place)
    reason = refusal(request.user, "assessments.answer_assessment", place.assessment)
    if reason is not None:
        messages.error(request, _("The workbook was not read: %(reason)s") % {"reason": reason})
        return _page(request, place, status=FORBIDDEN)
    form = WorkbookForm(request.POST, request.FILES)
    if not form.is_valid():
        return _page(request, place, form, status=UNPROCESSABLE)
    try:
        found = store_import(assessment=place.assessment, file=form.cleaned_data["file"], by=request.user)
    except UnfitWorkbookError as error:
        form.add_error("file", str(error))
        return _page(request, place, form, status=TOO_LARGE if error.too_large else UNPROCESSABLE)
    return redirect("assessments:workbook_preview", **address_of(place.assessment), pk=found.pk)


@require_GET
@requires("assessments.view_assessment", find=find_assessment_place)
def workbook_download(request: HttpRequest, place: Place) -> HttpResponse:
    """The workbook of all indicators, or of one right (``?hak=…``)."""
    asked = request.GET.get("hak", "")
    right = next((part for part in place.outline.rights if part.right.code == asked), None)
    if asked and right is None:
        raise Http404
    response = HttpResponse(workbook_of(place, right=right), content_type=XLSX)
    response["Content-Disposition"] = f'attachment; filename="{file_name(place, right)}"'
    response["Cache-Control"] = "private, no-store"
    return response


def find_import(request: HttpRequest, *, year: int, region: str, pk: int) -> "ImportPlace":
    """The upload of the address, among the person's own."""
    place = find_assessment_place(request, year=year, region=region)
    found = WorkbookImport.objects.filter(pk=pk, assessment=place.assessment, uploaded_by=request.user.pk).first()
    if found is None:
        raise Http404
    return ImportPlace(place, found)


class ImportPlace:
    """An upload of the person at an assessment."""

    def __init__(self, place: Place, found: WorkbookImport) -> None:
        self.place = place
        self.found = found

    @property
    def assessment(self) -> Assessment:
        """The assessment, which the rules ask about."""
        return self.place.assessment

    @property
    def region(self) -> Any:
        """Its region, which the rules ask about."""
        return self.place.region


@require_http_methods(["GET", "HEAD", "POST"])
@requires("assessments.view_assessment", find=find_import)
def workbook_preview(request: HttpRequest, here: ImportPlace) -> HttpResponse:
    """What a workbook would change (GET), and accepting it (POST)."""
    if request.method != "POST":
        return _preview(request, here)
    choices = {name.removeprefix("pilih-"): str(value) for name, value in request.POST.items() if name.startswith("pilih-")}
    try:
        done = accept_import(found=here.found, seen=str(request.POST.get("seen", "")), choices=choices, by=request.user)
    except Refused as refused:
        return _preview(request, here, status=FORBIDDEN, problem=refused.reason, choices=choices)
    except StalePreviewError:
        said = _("Somebody saved answers while you were looking. Nothing was taken over; below is what would change now.")
        return _preview(request, here, status=CONFLICT, problem=said, choices=choices)
    except UndecidedError as undecided:
        said = _("Nothing was taken over yet: choose which answer stands for %(codes)s.") % {"codes": undecided}
        return _preview(request, here, status=UNPROCESSABLE, problem=said, choices=choices)
    count = len(done.saved)
    messages.success(request, ngettext("%(count)s answer was saved.", "%(count)s answers were saved.", count) % {"count": count})
    return redirect("assessments:workbook_preview", **address_of(here.assessment), pk=here.found.pk)


def _preview(request: HttpRequest, here: ImportPlace, *, status: int = 200, choices: dict[str, str] | None = None, problem: str = "") -> HttpResponse:
    context = surroundings(request, here.place) | {"found": here.found, "problem": problem}
    if here.found.accepted_at is not None:
        by_code = here.place.outline.by_code
        context["saved"] = [by_code[code] for code in here.found.saved if code in by_code]
        return render(request, "assessments/workbook/accepted.html", context, status=status)
    preview = preview_of(here.found, here.assessment)
    decided = choices or {}
    context |= {
        "preview": preview,
        "changes": [(line, *_differing(_words(line, line.answer), _words(line, line.value))) for line in preview.changes],
        "conflicts": [_conflict(line, decided.get(line.indicator.code, "")) for line in preview.conflicts],
    }
    return render(request, "assessments/workbook/preview.html", context, status=status)


def _words(line: Line, value: Any) -> Rows:
    """An answer in rows of words; none where nothing is answered."""
    if value is None or not value.has_value:
        return []
    rows = shown_value(line.indicator, value)
    return [*rows, (_("Explanation"), value.note)] if value.note else rows


def _differing(now: Rows, then: Rows) -> tuple[Rows, Rows]:
    """Both sides without what is the same on both; a side that answers nothing is shown as it is."""
    left = [row for row in now if row not in then] if then else now
    right = [row for row in then if row not in now] if now else then
    return _shortened(left), _shortened(right)


def _shortened(rows: Rows) -> Rows:
    """The beginnings of long explanations: the page may show 120 of them twice."""
    return [(label, Truncator(str(text)).chars(SHOWN)) for label, text in rows]


def _conflict(line: Line, chosen: str) -> dict[str, Any]:
    """Both sides of a conflict, each with what may be chosen."""
    return {"line": line, "saved": _words(line, line.answer), "workbook": _words(line, line.value), "chosen": chosen}
