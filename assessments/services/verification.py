"""The Kanwil's verdicts on answers, and what becomes of the assessment afterwards."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import Count, F, Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from accounts.access import Refused, require
from accounts.models import Role
from assessments.models import Answer, Assessment, NoticeCode, PhaseCode, Verification, VerificationOutcome
from assessments.services.events import log
from assessments.services.manifest import answer_entry, content_digest, entries
from assessments.services.notices import notify, people_of
from assessments.services.transitions import Step, expect, lock, move
from indicators.models import Right

Outcome = VerificationOutcome


class StaleVerdictError(ValidationError):
    """Raised when the answer or its verdict changed while the person was reading; `current` is the verdict of now."""

    def __init__(self, message: Any, current: Verification | None) -> None:
        super().__init__(message)
        self.current = current


@dataclass(frozen=True, slots=True)
class Verdict:
    """What a verifier decides, and what they had before their eyes.

    `content` is the fingerprint of the answer they read, `seen` the time of the verdict they read (empty: none yet).
    """

    outcome: str
    reason: str
    content: str
    seen: str


@dataclass(frozen=True, slots=True)
class Tally:
    """Verdicts of the current round, counted."""

    answered: int = 0
    verified: int = 0
    needs_correction: int = 0

    @property
    def left(self) -> int:
        """Answers without a verdict in this round."""
        return max(0, self.answered - self.verified)


def stamp(verdict: Verification | None) -> str:
    """What a form carries to say which verdict the person had seen."""
    return verdict.at.isoformat() if verdict else ""


def answered(assessment: Assessment) -> Any:
    """Answers with a value, the ones a verdict is owed on."""
    return Answer.objects.answered().filter(assessment=assessment)


def tallies(assessments: Iterable[Assessment]) -> dict[int, Tally]:
    """Tally of each assessment by its key, in two queries however many there are."""
    keys = [assessment.pk for assessment in assessments]
    counts = Answer.objects.answered().filter(assessment__in=keys).order_by().values_list("assessment").annotate(count=Count("pk"))
    expected = dict(counts)
    verdicts = (
        Verification.objects.filter(answer__assessment__in=keys, round=F("answer__assessment__round"))
        .order_by()
        .values_list("answer__assessment")
        .annotate(count=Count("pk"), bad=Count("pk", filter=Q(outcome=Outcome.NEEDS_CORRECTION)))
    )
    given = {pk: (count, bad) for pk, count, bad in verdicts}
    return {pk: Tally(expected.get(pk, 0), *given.get(pk, (0, 0))) for pk in keys}


def tally(assessment: Assessment) -> Tally:
    """Tally of one assessment."""
    return tallies([assessment])[assessment.pk]


def own_work(answer: Answer, by: Any) -> bool:
    """Whether the person judges what they answered themselves."""
    return answer.updated_by_id is not None and answer.updated_by_id == by.pk


def _check(answer: Answer, verdict: Verdict, current: Verification | None, content: str) -> None:
    if verdict.outcome not in Outcome.values:
        raise ValidationError({"outcome": _("Choose a verdict.")})
    if verdict.outcome != Outcome.FIT and not verdict.reason.strip():
        raise ValidationError({"reason": _("Say what does not fit or what has to be corrected; the region reads this.")})
    if verdict.content != content:
        raise StaleVerdictError(_("The region changed this answer while you were reading it. Read it again before you decide."), current)
    if verdict.seen != stamp(current):
        raise StaleVerdictError(_("Someone else gave a verdict on this answer while you were reading it."), current)


@transaction.atomic
def give_verdict(*, answer: Answer, verdict: Verdict, by: Any) -> Verification:
    """Write the verdict of this round on an answer (one row per answer and round; a second one replaces the first).

    Raises `Refused`, ValidationError for a missing reason, `StaleVerdictError` when the answer or the verdict changed meanwhile.
    """
    assessment = lock(answer.assessment)
    require(by, "assessments.verify_assessment", assessment)
    answer = Answer.objects.select_related("indicator").get(pk=answer.pk)
    if own_work(answer, by):
        raise Refused("assessments.verify_assessment", str(_("You answered this yourself; somebody else of the Kanwil has to verify it.")))
    if not answer.has_value:
        raise ValidationError(_("The region has not answered this; there is nothing to verify."))
    content = content_digest(answer_entry(answer))
    current = Verification.objects.filter(answer=answer, round=assessment.round).first()
    _check(answer, verdict, current, content)
    row = current or Verification(answer=answer, round=assessment.round)
    row.outcome, row.reason, row.content_digest, row.by = verdict.outcome, verdict.reason.strip(), content, by
    row.save()
    data = {"indicator": answer.indicator.code, "outcome": row.outcome, "reason": row.reason, "round": row.round, "content": content}
    log(subject=assessment, code="verdict_given", by=by, data=data)
    return row


@transaction.atomic
def mark_rest_fit(*, assessment: Assessment, right: Right, by: Any) -> int:
    """Mark every answer of a right that has no verdict in this round as fit; return how many.

    What the person answered themselves is left out. Given verdicts stay. One event names the indicators. Raises `Refused`.
    """
    assessment = lock(assessment)
    require(by, "assessments.verify_assessment", assessment)
    found = entries(assessment)
    answers = answered(assessment).filter(indicator__right=right).exclude(verifications__round=assessment.round).exclude(updated_by=by)
    rows = [
        Verification(answer_id=pk, round=assessment.round, outcome=Outcome.FIT, content_digest=content_digest(found[pk]), by=by)
        for pk in answers.order_by("indicator__order").values_list("pk", flat=True)
    ]
    Verification.objects.bulk_create(rows)
    if rows:
        codes = [found[row.answer_id]["indicator"] for row in rows]
        log(subject=assessment, code="rest_marked_fit", by=by, data={"right": right.code, "indicators": codes, "round": assessment.round})
    return len(rows)


def correction_over(assessment: Assessment) -> bool:
    """Whether the region can no longer correct anything; it may have been given more time than the others."""
    end = assessment.ends_at(PhaseCode.CORRECTION)
    return end is None or end <= timezone.now()


def why_not_return(assessment: Assessment, counted: Tally) -> str:
    """Why the assessment cannot be returned; empty when it can."""
    if not counted.needs_correction:
        return str(_("Nothing to correct: mark at least one answer as “needs correction” and say why."))
    if correction_over(assessment):
        return str(_("The correction phase is over: the region can no longer change anything. Forward the assessment with your verdicts."))
    return ""


def why_not_forward(assessment: Assessment, counted: Tally) -> str:
    """Why the assessment cannot be forwarded; empty when it can."""
    if counted.left:
        return str(_("%(count)s answers have no verdict yet.") % {"count": counted.left})
    if counted.needs_correction and not correction_over(assessment):
        return str(_("Answers still need correction: return the assessment, or change those verdicts."))
    return ""


@transaction.atomic
def return_assessment(*, assessment: Assessment, by: Any) -> Assessment:
    """Give the assessment back to the region for correction; the reasons are in the verdicts.

    Raises `Refused`, `TransitionError` when somebody moved it on meanwhile, ValidationError when nothing needs correction.
    """
    return _decide(assessment, by, "returned", why_not_return)


@transaction.atomic
def forward_assessment(*, assessment: Assessment, by: Any) -> Assessment:
    """Hand the assessment to Ditjen HAM: every answer has its verdict, and none waits for a correction that can still be made.

    Raises `Refused`, `TransitionError` when somebody moved it on meanwhile, ValidationError when something is missing.
    """
    return _decide(assessment, by, "forwarded", why_not_forward)


def _decide(assessment: Assessment, by: Any, code: str, why_not: Any) -> Assessment:
    assessment = lock(assessment)
    require(by, "assessments.open_verification", assessment)
    expect(assessment, code)
    require(by, "assessments.verify_assessment", assessment)
    counted = tally(assessment)
    reason = why_not(assessment, counted)
    if reason:
        raise ValidationError(reason)
    data = {"round": assessment.round, "verified": counted.verified, "needs_correction": counted.needs_correction}
    moved = move(Step(assessment, code, by, data))
    told = {"returned": NoticeCode.RETURNED, "forwarded": NoticeCode.FORWARDED}[code]
    people = people_of(moved, Role.REGIONAL_COORDINATOR, Role.OPD_CONTRIBUTOR, Role.REGIONAL_SIGNATORY)
    notify(code=told, to=people, key=f"{code}:{moved.pk}:{moved.round}", assessment=moved, by=by, data=data)
    return moved
