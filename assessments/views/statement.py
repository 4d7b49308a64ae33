"""The statement of the head of region: print it, upload the signed scan, confirm it."""

from typing import Any

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import FileResponse, Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from accounts.access import Refused, allowed, refusal, requires
from assessments.forms.statement import ConfirmStatementForm, StatementUploadForm
from assessments.models import Assessment, Statement
from assessments.services.evidence_check import UnfitError, inspect
from assessments.services.readiness import readiness
from assessments.services.statement import OutdatedStatementError, confirm_statement, signatories, upload_statement
from assessments.services.statement_paper import office_of, render_statement
from assessments.views.steps import address_of, find
from indicators.forms.faults import add_errors

FORBIDDEN, CONFLICT, TOO_LARGE, UNPROCESSABLE = 403, 409, 413, 422


def _page(
    request: HttpRequest,
    assessment: Assessment,
    *,
    form: StatementUploadForm | None = None,
    confirm: ConfirmStatementForm | None = None,
    problem: str = "",
    status: int = 200,
) -> HttpResponse:
    found = readiness(assessment)
    scan = found.statement.valid or found.statement.newest
    if scan is not None:
        scan.assessment = assessment
    context = {
        "assessment": assessment,
        "region": assessment.region,
        "cycle": assessment.cycle,
        "ready": found,
        "stages": found.stages(),
        "statement": found.statement,
        "office": office_of(assessment.region),
        "signatories": signatories(assessment),
        "form": form or StatementUploadForm(),
        "confirm": confirm or ConfirmStatementForm(),
        "may_print": allowed(request.user, "assessments.print_statement", assessment),
        "may_read": allowed(request.user, "assessments.open_statement_scan", scan) if scan else False,
        "upload_refusal": refusal(request.user, "assessments.upload_statement", assessment),
        "confirm_refusal": refusal(request.user, "assessments.confirm_statement", assessment),
        "problem": problem,
        "demonstration": assessment.cycle.is_demonstration,
    }
    return render(request, "assessments/submission/statement.html", context, status=status)


@require_http_methods(["GET", "HEAD", "POST"])
@requires("assessments.open_submission", find=find)
def statement(request: HttpRequest, assessment: Assessment) -> HttpResponse:
    """Where the statement stands (GET); the signed scan (POST)."""
    if request.method != "POST":
        return _page(request, assessment)
    form = StatementUploadForm(request.POST, request.FILES)
    refused = refusal(request.user, "assessments.upload_statement", assessment)
    if refused is not None:
        return _page(request, assessment, problem=refused, status=FORBIDDEN)
    status = _upload(request, assessment, form) if form.is_valid() else UNPROCESSABLE
    if form.errors:
        return _page(request, assessment, form=form, status=status)
    messages.success(request, _("The signed statement is uploaded. The signatory confirms it next, from their own account."))
    return redirect("assessments:statement", **address_of(assessment))


def _upload(request: HttpRequest, assessment: Assessment, form: StatementUploadForm) -> int:
    """Keep the scan, or write what is wrong with it into the form; return the status of the answer then."""
    try:
        file = inspect(form.cleaned_data["file"])
        upload_statement(assessment=assessment, file=file, code=form.cleaned_data["code"], by=request.user)
    except UnfitError as error:
        form.add_error("file", str(error))
        return TOO_LARGE if error.too_large else UNPROCESSABLE
    except Refused as error:
        form.add_error(None, error.reason)
        return FORBIDDEN
    except ValidationError as error:
        add_errors(form, error)
    return UNPROCESSABLE


@require_safe
@requires("assessments.print_statement", find=find)
def statement_paper(request: HttpRequest, assessment: Assessment) -> HttpResponse:
    """The statement as PDF, to print and sign."""
    name = f"surat-pernyataan-{assessment.region.code}-{assessment.cycle.award_year}.pdf"
    response = HttpResponse(render_statement(assessment=assessment), content_type="application/pdf")
    response["Content-Disposition"] = f'inline; filename="{name}"'
    response["Cache-Control"] = "private, no-store"
    return response


def find_statement(request: HttpRequest, year: int, region: str, pk: int) -> Statement:
    """A statement of an assessment the person may see, or 404."""
    assessment = find(request, year, region)
    found = get_object_or_404(Statement, assessment=assessment, pk=pk)
    found.assessment = assessment
    return found


@require_POST
@requires("assessments.open_submission", find=find_statement)
def statement_confirm(request: HttpRequest, found: Statement) -> HttpResponse:
    """The signatory's word; a second click changes nothing."""
    assessment = found.assessment
    refused = refusal(request.user, "assessments.confirm_statement", assessment)
    if refused is not None:
        return _page(request, assessment, problem=refused, status=FORBIDDEN)
    form = ConfirmStatementForm(request.POST)
    if not form.is_valid():
        return _page(request, assessment, confirm=form, status=UNPROCESSABLE)
    try:
        confirm_statement(statement=found, by=request.user)
    except OutdatedStatementError as error:
        return _page(request, assessment, problem=error.messages[0], status=CONFLICT)
    except Refused as error:
        return _page(request, assessment, problem=error.reason, status=FORBIDDEN)
    messages.success(request, _("The statement is confirmed. The assessment can be submitted now."))
    return redirect("assessments:submit", **address_of(assessment))


@require_safe
@requires("assessments.open_statement_scan", find=find_statement)
def statement_scan(request: HttpRequest, found: Statement) -> HttpResponse:
    """The signed scan: type from our record, never run by the browser, never kept by proxies."""
    try:
        content = found.file.open("rb")
    except OSError:
        raise Http404(_("The file is not in the storage.")) from None
    response: Any = FileResponse(content, as_attachment="lihat" not in request.GET, filename=found.original_name, content_type=found.media_type)
    response["X-Content-Type-Options"] = "nosniff"
    response["Content-Security-Policy"] = "sandbox; default-src 'none'; style-src 'unsafe-inline'; img-src 'self' data:"
    response["Cache-Control"] = "private, no-store"
    response["Cross-Origin-Resource-Policy"] = "same-origin"
    return response
