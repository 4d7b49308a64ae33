"""Scoring by reviewers: the queue, an assessment with both scores, an answer, addition and gates."""

from typing import Any

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.core.paginator import Paginator
from django.db.models import Count
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from accounts.access import Refused, refusal, requires
from assessments.differences import rights_compared, told_differences
from assessments.forms.addition import AdditionForm
from assessments.forms.review import FindingForm
from assessments.models import Answer, Assessment, AssessmentState, PhaseCode, Review
from assessments.queues import QueueFilter, chosen_cycle
from assessments.services.addition import StaleAdditionError, set_addition
from assessments.services.answer_input import VALUE_FIELDS, AnswerInput
from assessments.services.applicability import costs_points, ruling_words, why_not_left_out
from assessments.services.before import before
from assessments.services.comments import thread
from assessments.services.explanation import explained
from assessments.services.outline import outline
from assessments.services.plausibility import cautions
from assessments.services.reach import Ministry
from assessments.services.review import (
    Effect,
    Finding,
    StaleReviewError,
    accept_fit,
    effect,
    finish_review,
    record_finding,
    reopen_review,
    unreviewed,
    verified_score,
)
from assessments.services.scores import self_score
from assessments.services.verification import own_work, tallies
from assessments.sheets import OneRight, answer_sheet, find_answer, find_right, next_open
from assessments.views.steps import Service, address_of, find, take_step
from indicators.forms.faults import add_errors

PAGE_SIZE = 40


def _reviewed_counts(assessments: Any) -> dict[int, int]:
    keys = [assessment.pk for assessment in assessments]
    counts = Review.objects.filter(answer__assessment__in=keys).order_by().values_list("answer__assessment").annotate(count=Count("pk"))
    return dict(counts)


@requires("assessments.open_review_queue")
def review_queue(request: HttpRequest) -> HttpResponse:
    """Assessments of the whole country: what was forwarded and how far its scoring is."""
    cycle, cycles = chosen_cycle(request)
    everywhere = Assessment.objects.visible_to(request.user).filter(cycle=cycle).select_related("region__province").order_by("region__code")
    found = QueueFilter(request.GET, queryset=everywhere, states=AssessmentState, default=AssessmentState.FORWARDED)
    page = Paginator(found.qs, PAGE_SIZE).get_page(request.GET.get("halaman"))
    counted, reviewed = tallies(page.object_list), _reviewed_counts(page.object_list)
    context = {
        "cycle": cycle,
        "cycles": cycles,
        "phase": cycle.phase(PhaseCode.SCORING) if cycle else None,
        "filter": found,
        "page": page,
        "rows": [(assessment, counted[assessment.pk].answered, reviewed.get(assessment.pk, 0)) for assessment in page.object_list],
        "demonstration": bool(cycle and cycle.is_demonstration),
    }
    return render(request, "assessments/review/queue.html", context)


def _page(request: HttpRequest, assessment: Assessment, *, problem: str = "", status: int = 200) -> HttpResponse:
    own, verified = self_score(assessment), verified_score(assessment, provisional=True)
    sheet = answer_sheet(assessment, only=request.GET.get("tampil", ""), by=request.user)
    context = {
        "assessment": assessment,
        "region": assessment.region,
        "cycle": assessment.cycle,
        "sheet": sheet,
        "own": own,
        "verified": verified,
        "predicate": assessment.cycle.framework.predicate_bands.filter(code=verified.predicate).first(),
        "rights": rights_compared(own.tree, verified.tree, sheet),
        "explanation": explained(assessment.cycle.framework, verified.tree, ministry=Ministry(verified.addition, verified.gates)),
        "differences": told_differences(own.tree, verified.tree, assessment),
        "answered": sum(part.answered for part in sheet),
        "reviewed": sum(part.reviewed for part in sheet),
        "left": unreviewed(assessment),
        "first_open": next_open(assessment, after=None, reviewing=True),
        "gates": assessment.cycle.framework.gates.filter(code__in=assessment.failed_gates),
        "refusal": refusal(request.user, "assessments.review_assessment", assessment),
        "reopen_refusal": refusal(request.user, "assessments.reopen_review", assessment),
        "addition_refusal": refusal(request.user, "assessments.set_addition", assessment),
        "problem": problem,
        "demonstration": assessment.cycle.is_demonstration,
    }
    return render(request, "assessments/review/assessment.html", context, status=status)


@requires("assessments.open_review", find=find)
def review(request: HttpRequest, assessment: Assessment) -> HttpResponse:
    """Self score beside verified score, every difference with its reason, and all answers."""
    return _page(request, assessment)


def _current(answer: Answer) -> Review | None:
    return Review.objects.filter(answer=answer).select_related("by").first()


def _effect(answer: Answer, finding: Finding | None) -> Effect | None:
    if finding is None:
        return None
    try:
        return effect(answer, finding)
    except ValidationError:
        return None


def _answer_page(request: HttpRequest, answer: Answer, form: FindingForm, *, status: int = 200, **extra: Any) -> HttpResponse:
    assessment, current = answer.assessment, _current(answer)
    earlier = before(assessment, answer.indicator)
    verdicts = list(answer.verifications.select_related("by").order_by("-round"))
    stored = Finding(current.outcome, current.note, _value_of(current)) if current else None
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
        "ruling": ruling_words(answer, current),
        "costs_points": answer.not_applicable and costs_points(answer.indicator),
        "verdicts": verdicts,
        "why_not_left_out": why_not_left_out(answer.indicator, verdicts[0] if verdicts else None),
        "current": current,
        "effect": _effect(answer, stored),
        "neighbours": outline(assessment.cycle.framework).neighbours(answer.indicator),
        "is_own_work": own_work(answer, request.user),
        "refusal": refusal(request.user, "assessments.review_assessment", assessment),
        "form": form,
        "demonstration": assessment.cycle.is_demonstration,
    } | extra
    return render(request, "assessments/review/answer.html", context, status=status)


def _value_of(review: Review) -> Any:
    return AnswerInput(**{name: getattr(review, name) for name in VALUE_FIELDS})


@require_http_methods(["GET", "HEAD", "POST"])
@requires("assessments.open_review", find=find_answer)
def review_answer(request: HttpRequest, answer: Answer) -> HttpResponse:
    """One answer with evidence, verdict and rule, and the finding on it. “Compute” shows the points and saves nothing."""
    if request.method != "POST":
        return _answer_page(request, answer, FindingForm.of(answer, _current(answer)))
    form = FindingForm(request.POST, indicator=answer.indicator, claims=answer.not_applicable)
    if not form.is_valid():
        return _answer_page(request, answer, form, status=422)
    try:
        if "preview" in request.POST:
            return _answer_page(request, answer, form, effect=effect(answer, form.finding()), is_preview=True)
        record_finding(answer=answer, finding=form.finding(), version=form.cleaned_data["version"], by=request.user)
    except (Refused, ValidationError) as error:
        return _not_saved(request, answer, form, error)
    return _go_on(request, answer)


def _not_saved(request: HttpRequest, answer: Answer, form: FindingForm, error: Refused | ValidationError) -> HttpResponse:
    """Say why nothing was saved; what was typed stays in the form."""
    if isinstance(error, Refused):
        return _answer_page(request, answer, form, status=403, problem=error.reason)
    if isinstance(error, StaleReviewError):
        return _conflict(request, answer, form, error)
    add_errors(form, error)
    return _answer_page(request, answer, form, status=422)


def _conflict(request: HttpRequest, answer: Answer, form: FindingForm, error: StaleReviewError) -> HttpResponse:
    """Both findings side by side; what was typed stays in the form, ready to be saved over the other one."""
    typed = form.data.copy()
    typed["version"] = str(error.current.version if error.current else 0)
    mine = form.finding()
    fresh = FindingForm(typed, indicator=answer.indicator, claims=answer.not_applicable)
    return _answer_page(request, answer, fresh, status=409, problem=error.messages[0], theirs=error.current, mine=mine)


def _go_on(request: HttpRequest, answer: Answer) -> HttpResponse:
    """To the next answer nobody has scored, or back to the assessment when there is none."""
    following = next_open(answer.assessment, after=answer.indicator, reviewing=True)
    if following is None:
        messages.success(request, _("Every answer has its finding. Finish the scoring."))
        return redirect("assessments:review", **address_of(answer.assessment))
    messages.success(request, _("The finding on %(code)s is saved.") % {"code": answer.indicator.code})
    return redirect("assessments:review_answer", **address_of(answer.assessment), indicator=following.code)


@require_POST
@requires("assessments.open_review", find=find_right)
def review_accept_right(request: HttpRequest, found: OneRight) -> HttpResponse:
    """Accept the answers of a right that the Kanwil found fit, after a confirmation."""
    if request.POST.get("confirmed") != "yes":
        problem = _("Nothing was changed: confirm that you accept the answers the Kanwil found fit.")
        return _page(request, found.assessment, problem=problem, status=422)
    try:
        count = accept_fit(assessment=found.assessment, right=found.right, by=request.user)
    except Refused as error:
        return _page(request, found.assessment, problem=error.reason, status=403)
    messages.success(request, _("%(count)s answers accepted.") % {"count": count})
    return redirect("assessments:review", **address_of(found.assessment))


def _move(request: HttpRequest, assessment: Assessment, service: Service, target: str, done: str) -> HttpResponse:
    return take_step(request, assessment, service, target=target, done=done, page=_page, room="assessments:review")


@require_POST
@requires("assessments.open_review", find=find)
def review_finish(request: HttpRequest, assessment: Assessment) -> HttpResponse:
    """Close the scoring; a second click changes nothing."""
    return _move(request, assessment, finish_review, AssessmentState.REVIEWED, _("Scoring finished. It takes part in the next national scoring."))


@require_POST
@requires("assessments.open_review", find=find)
def review_reopen(request: HttpRequest, assessment: Assessment) -> HttpResponse:
    """Open a finished scoring again, as a lead and with a reason."""
    reason = request.POST.get("reason", "")

    def reopen(*, assessment: Assessment, by: Any) -> Assessment:
        return reopen_review(assessment=assessment, by=by, reason=reason)

    return _move(request, assessment, reopen, AssessmentState.FORWARDED, _("The scoring is open again."))


@require_http_methods(["GET", "HEAD", "POST"])
@requires("assessments.open_review", find=find)
def addition(request: HttpRequest, assessment: Assessment) -> HttpResponse:
    """Points of the additional component and the gates not passed."""
    form = AdditionForm(request.POST or None, assessment=assessment)
    problem, status, theirs = "", 200, None
    if request.method == "POST":
        status = 422
        if form.is_valid():
            try:
                set_addition(assessment=assessment, addition=form.addition(), seen=form.cleaned_data["seen"], by=request.user)
            except Refused as error:
                problem, status = error.reason, 403
            except StaleAdditionError as error:
                problem, status, theirs = error.messages[0], 409, error.current
                form = AdditionForm(request.POST.copy() | {"seen": AdditionForm(assessment=theirs).initial["seen"]}, assessment=theirs)
            except ValidationError as error:
                add_errors(form, error)
            else:
                messages.success(request, _("Points and gates are saved."))
                return redirect("assessments:review", **address_of(assessment))
    context = {
        "assessment": assessment,
        "region": assessment.region,
        "cycle": assessment.cycle,
        "framework": assessment.cycle.framework,
        "gates": assessment.cycle.framework.gates.all(),
        "form": form,
        "problem": problem,
        "theirs": theirs,
        "refusal": refusal(request.user, "assessments.set_addition", assessment),
        "demonstration": assessment.cycle.is_demonstration,
    }
    return render(request, "assessments/review/addition.html", context, status=status)
