"""Kanwil verification: the queue, an assessment, an answer, and what becomes of it."""

from typing import Any

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.core.paginator import Paginator
from django.db.models import F
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from accounts.access import Refused, refusal, requires
from assessments.forms.verification import VerdictForm
from assessments.models import Answer, Assessment, AssessmentState, PhaseCode, Verification
from assessments.queues import QueueFilter, chosen_cycle
from assessments.services.before import before
from assessments.services.comments import thread
from assessments.services.manifest import answer_entry, content_digest
from assessments.services.outline import outline
from assessments.services.plausibility import cautions
from assessments.services.verification import (
    StaleVerdictError,
    forward_assessment,
    give_verdict,
    mark_rest_fit,
    own_work,
    return_assessment,
    tallies,
    tally,
    why_not_forward,
    why_not_return,
)
from assessments.sheets import OneRight, answer_sheet, find_answer, find_right, next_open
from assessments.views.steps import Service, address_of, find, take_step
from indicators.forms.faults import add_errors

PAGE_SIZE = 40


@requires("assessments.open_verification_queue")
def verification_queue(request: HttpRequest) -> HttpResponse:
    """Regions of the verifier's Kanwil: where each stands, how far its verification is, what waits longest."""
    cycle, cycles = chosen_cycle(request)
    theirs = Assessment.objects.visible_to(request.user).filter(cycle=cycle).select_related("region__province")
    theirs = theirs.order_by(F("submitted_at").asc(nulls_last=True), "region__code")
    found = QueueFilter(request.GET, queryset=theirs, states=AssessmentState, default=AssessmentState.SUBMITTED)
    page = Paginator(found.qs, PAGE_SIZE).get_page(request.GET.get("halaman"))
    counted = tallies(page.object_list)
    context = {
        "cycle": cycle,
        "cycles": cycles,
        "phase": cycle.phase(PhaseCode.VERIFICATION) if cycle else None,
        "filter": found,
        "page": page,
        "rows": [(assessment, counted[assessment.pk]) for assessment in page.object_list],
        "demonstration": bool(cycle and cycle.is_demonstration),
    }
    return render(request, "assessments/verification/queue.html", context)


def _page(request: HttpRequest, assessment: Assessment, *, problem: str = "", status: int = 200) -> HttpResponse:
    sheet = answer_sheet(assessment, only=request.GET.get("tampil", ""), by=request.user)
    counted = tally(assessment)
    context = {
        "assessment": assessment,
        "region": assessment.region,
        "cycle": assessment.cycle,
        "sheet": sheet,
        "tally": counted,
        "first_open": next_open(assessment, after=None),
        "refusal": refusal(request.user, "assessments.verify_assessment", assessment),
        "why_not_return": why_not_return(assessment, counted),
        "why_not_forward": why_not_forward(assessment, counted),
        "problem": problem,
        "demonstration": assessment.cycle.is_demonstration,
    }
    return render(request, "assessments/verification/assessment.html", context, status=status)


@requires("assessments.open_verification", find=find)
def verification(request: HttpRequest, assessment: Assessment) -> HttpResponse:
    """All answers of a region by right, with their verdicts."""
    return _page(request, assessment)


def verification_page(request: HttpRequest, answer: Answer, *, status: int = 200, **extra: Any) -> HttpResponse:
    """The page of an answer as it stands, such as beside a comment that could not be written."""
    return _answer_page(request, answer, _fresh_form(answer), status=status, **extra)


def _answer_page(request: HttpRequest, answer: Answer, form: VerdictForm, *, status: int = 200, **extra: Any) -> HttpResponse:
    assessment = answer.assessment
    earlier = before(assessment, answer.indicator)
    verdicts = list(answer.verifications.select_related("by").order_by("-round"))
    context = {
        "assessment": assessment,
        "region": assessment.region,
        "cycle": assessment.cycle,
        "answer": answer,
        "indicator": answer.indicator,
        "evidence": answer.evidence.select_related("file"),
        "earlier": earlier,
        "cautions": cautions(answer.indicator, answer, earlier=earlier),
        "thread": thread(answer, request.user),
        "comment_room": "verification_comment",
        "verdicts": verdicts,
        "current": next((verdict for verdict in verdicts if verdict.round == assessment.round), None),
        "neighbours": outline(assessment.cycle.framework).neighbours(answer.indicator),
        "is_own_work": own_work(answer, request.user),
        "refusal": refusal(request.user, "assessments.verify_assessment", assessment),
        "tally": tally(assessment),
        "form": form,
        "demonstration": assessment.cycle.is_demonstration,
    } | extra
    return render(request, "assessments/verification/answer.html", context, status=status)


def _fresh_form(answer: Answer) -> VerdictForm:
    current = Verification.objects.filter(answer=answer, round=answer.assessment.round).first()
    return VerdictForm.of(current, content_digest(answer_entry(answer)), claims=answer.not_applicable)


@require_http_methods(["GET", "HEAD", "POST"])
@requires("assessments.open_verification", find=find_answer)
def verification_answer(request: HttpRequest, answer: Answer) -> HttpResponse:
    """One answer with its evidence, and the verdict on it. Saving leads to the next answer without a verdict."""
    if request.method != "POST":
        return verification_page(request, answer)
    form = VerdictForm(request.POST, claims=answer.not_applicable)
    if not form.is_valid():
        return _answer_page(request, answer, form, status=422)
    try:
        give_verdict(answer=answer, verdict=form.verdict(), by=request.user)
    except Refused as error:
        return _answer_page(request, answer, form, status=403, problem=error.reason)
    except StaleVerdictError as error:
        # What was typed stays in the form, now with fingerprints of what stands in the database.
        typed = _fresh_form(answer)
        typed.initial |= {"outcome": form.cleaned_data["outcome"], "reason": form.cleaned_data["reason"]}
        return _answer_page(request, answer, typed, status=409, problem=error.messages[0], theirs=error.current)
    except ValidationError as error:
        add_errors(form, error)
        return _answer_page(request, answer, form, status=422)
    return _go_on(request, answer)


def _go_on(request: HttpRequest, answer: Answer) -> HttpResponse:
    """To the next answer without a verdict, or back to the assessment when there is none."""
    assessment = answer.assessment
    following = next_open(assessment, after=answer.indicator)
    if following is None:
        messages.success(request, _("Every answer has its verdict. Return the assessment or forward it."))
        return redirect("assessments:verification", **address_of(assessment))
    messages.success(request, _("The verdict on %(code)s is saved.") % {"code": answer.indicator.code})
    return redirect("assessments:verification_answer", **address_of(assessment), indicator=following.code)


@require_POST
@requires("assessments.open_verification", find=find_right)
def verification_fit_right(request: HttpRequest, found: OneRight) -> HttpResponse:
    """Mark the remaining answers of a right as fit, after a confirmation."""
    assessment = found.assessment
    if request.POST.get("confirmed") != "yes":
        problem = _("Nothing was changed: confirm that you have looked at every remaining answer of this right.")
        return _page(request, assessment, problem=problem, status=422)
    try:
        count = mark_rest_fit(assessment=assessment, right=found.right, by=request.user)
    except Refused as error:
        return _page(request, assessment, problem=error.reason, status=403)
    messages.success(request, _("%(count)s answers marked as fit.") % {"count": count})
    return redirect("assessments:verification", **address_of(assessment))


def _decide(request: HttpRequest, assessment: Assessment, service: Service, target: str, done: str) -> HttpResponse:
    return take_step(request, assessment, service, target=target, done=done, page=_page, room="assessments:verification")


@require_POST
@requires("assessments.open_verification", find=find)
def return_to_region(request: HttpRequest, assessment: Assessment) -> HttpResponse:
    """Give the assessment back to the region; a second click changes nothing."""
    done = _("Returned. The region sees your reasons and can correct its answers.")
    return _decide(request, assessment, return_assessment, AssessmentState.RETURNED, done)


@require_POST
@requires("assessments.open_verification", find=find)
def forward(request: HttpRequest, assessment: Assessment) -> HttpResponse:
    """Hand the assessment to Ditjen HAM; a second click changes nothing."""
    return _decide(request, assessment, forward_assessment, AssessmentState.FORWARDED, _("Forwarded to Ditjen HAM."))
