"""Sending an assessment to the Kanwil: check list, receipt, the record of what was sent."""

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from accounts.access import Refused, allowed, refusal, requires
from assessments.models import Assessment, AssessmentState, Submission
from assessments.services.outline import outline
from assessments.services.readiness import findings, readiness
from assessments.services.receipt import render_receipt
from assessments.services.responsibility import mine
from assessments.services.submission import (
    AlreadySubmittedError,
    IncompleteError,
    current_submission,
    is_intact,
    submit_assessment,
    withdraw_submission,
)
from assessments.services.transitions import TransitionError
from assessments.services.versions import NOW, chosen, compared, versions_of
from assessments.views.steps import address_of, find


def find_submission(request: HttpRequest, year: int, region: str, sequence: int) -> Submission:
    """A submission of an assessment the person may see, or 404."""
    assessment = find(request, year, region)
    submission = get_object_or_404(Submission, assessment=assessment, sequence=sequence)
    submission.assessment = assessment
    return submission


def _checklist_page(request: HttpRequest, assessment: Assessment, *, problem: str = "", status: int = 200) -> HttpResponse:
    found = readiness(assessment)
    context = {
        "assessment": assessment,
        "region": assessment.region,
        "cycle": assessment.cycle,
        "ready": found,
        "checklist": found.checklist,
        "statement": found.statement,
        "stages": found.stages(),
        "findings": findings(found.checklist, only=mine(request.user, assessment)),
        "current": current_submission(assessment),
        "submissions": assessment.submissions.defer("manifest").order_by("-sequence"),
        "is_with_kanwil": assessment.state == AssessmentState.SUBMITTED,
        "refusal": refusal(request.user, "assessments.submit_assessment", assessment),
        "withdraw_refusal": refusal(request.user, "assessments.withdraw_submission", assessment),
        "may_confirm": refusal(request.user, "assessments.confirm_statement", assessment) is None,
        "problem": problem,
        "demonstration": assessment.cycle.is_demonstration,
    }
    return render(request, "assessments/submission/checklist.html", context, status=status)


def _address(submission: Submission) -> dict[str, Any]:
    return address_of(submission.assessment) | {"sequence": submission.sequence}


@require_http_methods(["GET", "HEAD", "POST"])
@requires("assessments.open_submission", find=find)
def submit(request: HttpRequest, assessment: Assessment) -> HttpResponse:
    """The check list; sending it. A second click leads to the submission that the first one made."""
    if request.method != "POST":
        return _checklist_page(request, assessment)
    try:
        submission = submit_assessment(assessment=assessment, by=request.user)
    except AlreadySubmittedError as error:
        if error.submission is not None:
            messages.info(request, error.messages[0])
            return redirect("assessments:submission", **_address(error.submission))
        problem, status = error.messages[0], 409
    except IncompleteError as error:
        problem, status = error.messages[0], 422
    except TransitionError as error:
        problem, status = error.messages[0], 409
    except Refused as error:
        problem, status = error.reason, 403
    else:
        messages.success(request, _("Submitted. Keep the receipt: it proves what was sent and when."))
        return redirect("assessments:submission", **_address(submission))
    fresh = find(request, **address_of(assessment))
    return _checklist_page(request, fresh, problem=problem, status=status)


@require_POST
@requires("assessments.open_submission", find=find)
def withdraw(request: HttpRequest, assessment: Assessment) -> HttpResponse:
    """Take the submission back; a second click changes nothing."""
    try:
        withdraw_submission(assessment=assessment, by=request.user)
    except TransitionError as error:
        fresh = find(request, **address_of(assessment))
        if fresh.state != AssessmentState.FILLING:
            return _checklist_page(request, fresh, problem=error.messages[0], status=409)
        messages.info(request, _("The submission has been withdrawn already."))
    except Refused as error:
        return _checklist_page(request, assessment, problem=error.reason, status=403)
    else:
        messages.success(request, _("The submission has been withdrawn. Answers can be changed again; remember to submit before the deadline."))
    return redirect("assessments:submit", **address_of(assessment))


def _scan_of(found: Submission) -> Any:
    """The statement behind a submission, with the assessment that the rules ask about."""
    found.statement.assessment = found.assessment  # type: ignore[union-attr]
    return found.statement


@requires("assessments.open_submission", find=find_submission)
def submission(request: HttpRequest, found: Submission) -> HttpResponse:
    """What was sent, with the fingerprint computed again."""
    assessment = found.assessment
    indicators = outline(assessment.cycle.framework).by_code
    part = mine(request.user, assessment)
    theirs = None if part is None else {code for code, indicator in indicators.items() if indicator.pk in part}
    answers = [answer for answer in found.manifest["answers"] if theirs is None or answer["indicator"] in theirs]
    context = {
        "submission": found,
        "assessment": assessment,
        "region": assessment.region,
        "cycle": assessment.cycle,
        "rows": [(indicators.get(answer["indicator"]), answer) for answer in answers],
        "file_count": sum(len(answer["files"]) for answer in answers),
        "is_intact": is_intact(found),
        "may_read_statement": found.statement is not None and allowed(request.user, "assessments.open_statement_scan", _scan_of(found)),
        "withdraw_refusal": refusal(request.user, "assessments.withdraw_submission", assessment),
        "is_current": found.withdrawn_at is None and assessment.submissions.filter(sequence__gt=found.sequence).count() == 0,
        "demonstration": assessment.cycle.is_demonstration,
    }
    return render(request, "assessments/submission/submission.html", context)


@requires("assessments.open_submission", find=find_submission)
def receipt(request: HttpRequest, found: Submission) -> HttpResponse:
    """The receipt as PDF."""
    response = HttpResponse(render_receipt(submission=found), content_type="application/pdf")
    response["Content-Disposition"] = f'inline; filename="{found.number}.pdf"'
    response["Cache-Control"] = "private, no-store"
    return response


@requires("assessments.open_submission", find=find)
def compare_versions(request: HttpRequest, assessment: Assessment) -> HttpResponse:
    """Two submissions beside each other, or a submission and the answers as they are (``?dari=1&ke=2``, ``ke=kini``)."""
    submissions = list(assessment.submissions.order_by("sequence"))
    names = chosen(submissions, request.GET.get("dari", ""), request.GET.get("ke", ""), with_kanwil=assessment.state == AssessmentState.SUBMITTED)
    everything = request.GET.get("tampil") == "semua"
    context = {
        "assessment": assessment,
        "region": assessment.region,
        "cycle": assessment.cycle,
        "submissions": submissions,
        "names": names,
        "now": NOW,
        "everything": everything,
        "demonstration": assessment.cycle.is_demonstration,
    }
    if names is not None:
        before, after = versions_of(assessment, submissions, names)
        context["comparison"] = compared(before, after, only=mine(request.user, assessment))
    return render(request, "assessments/submission/compare.html", context)
