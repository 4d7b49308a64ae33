"""The reviewers' findings, and the verified score computed from them by the one engine."""

from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from accounts.access import Refused, require
from assessments.models import Answer, Assessment, Review, ReviewOutcome, Verification, VerificationOutcome
from assessments.services.answer_input import VALUE_FIELDS, AnswerInput, checked, input_of
from assessments.services.applicability import last_verdict, needs_kanwil, why_not_left_out
from assessments.services.events import log
from assessments.services.manifest import plain_number
from assessments.services.scores import self_values
from assessments.services.transitions import Step, expect, lock, move
from assessments.services.values import finding_value, previous_values
from assessments.services.verification import answered, own_work
from indicators.models import Decider, Right
from indicators.scoring import AnswerValue, ScoreNode, ScoreResult, score
from indicators.services.definition import compiled_framework

Outcome = ReviewOutcome


class StaleReviewError(ValidationError):
    """Raised when somebody else saved a finding meanwhile; `current` is theirs."""

    def __init__(self, current: Review | None) -> None:
        super().__init__(_("Someone else saved a finding on this answer while you were working on it. Nothing of yours is lost: compare and decide."))
        self.current = current


@dataclass(frozen=True, slots=True)
class Finding:
    """What a reviewer finds: the outcome, the value found proven (for ``adjusted`` only), the reason."""

    outcome: str
    note: str = ""
    value: AnswerInput | None = None


def found_value(answer: Answer, finding: Finding) -> AnswerInput:
    """The value a finding stands for, checked; raises ValidationError by field.

    ``accepted`` repeats the answer, ``unsupported`` holds nothing, ``adjusted`` holds another value of the same type.
    “Does not apply” waits for the Kanwil where the framework says so (one query then).
    """
    value = _value_found(answer, finding)
    if value.not_applicable and needs_kanwil(answer.indicator):
        reason = why_not_left_out(answer.indicator, last_verdict(answer))
        if reason:
            raise ValidationError({"outcome": reason})
    return value


def _value_found(answer: Answer, finding: Finding) -> AnswerInput:
    if finding.outcome not in Outcome.values:
        raise ValidationError({"outcome": _("Choose a finding.")})
    if finding.outcome != Outcome.ACCEPTED and not finding.note.strip():
        raise ValidationError({"note": _("Give the reason; the region reads it beside its score.")})
    if finding.outcome == Outcome.ACCEPTED:
        return input_of(answer)
    if finding.outcome == Outcome.UNSUPPORTED:
        return AnswerInput()
    given = AnswerInput(**(finding.value or AnswerInput()).value(), note=finding.note)
    value = checked(answer.indicator, given)
    if value.value() == input_of(answer).value():
        raise ValidationError({"outcome": _("The value is the same as the region's. Accept the answer, or change the value.")})
    return value


@transaction.atomic
def record_finding(*, answer: Answer, finding: Finding, version: int, by: Any) -> Review:
    """Write the finding on an answer; `version` is that of the finding the person had before their eyes (0: none).

    Raises `Refused`, ValidationError by field, `StaleReviewError` when somebody else saved meanwhile.
    """
    assessment = lock(answer.assessment)
    require(by, "assessments.review_assessment", assessment)
    answer = Answer.objects.select_related("indicator", "assessment").get(pk=answer.pk)
    if own_work(answer, by):
        raise Refused("assessments.review_assessment", str(_("You answered this yourself; another reviewer has to score it.")))
    value = found_value(answer, finding)
    current = Review.objects.filter(answer=answer).first()
    if (current.version if current else 0) != version:
        raise StaleReviewError(current)
    row = current or Review(answer=answer, version=0)
    row.outcome, row.note, row.by = finding.outcome, finding.note.strip(), by
    for name, given in value.value().items():
        setattr(row, name, given)
    row.version += 1
    row.save()
    data = {"indicator": answer.indicator.code, "outcome": row.outcome, "note": row.note, "version": row.version, "value": plain_value(value)}
    log(subject=assessment, code="finding_recorded", by=by, data=data)
    return row


def plain_value(value: AnswerInput) -> dict[str, Any]:
    """The columns that hold something, as plain JSON."""
    found = {name: getattr(value, name) for name in VALUE_FIELDS}
    return {name: given if isinstance(given, str | bool) else plain_number(given) for name, given in found.items() if given not in ("", None, False)}


@transaction.atomic
def accept_fit(*, assessment: Assessment, right: Right, by: Any) -> int:
    """Accept every answer of a right that the Kanwil found fit and nobody has reviewed; return how many.

    A claim that the reviewer alone rules on does not rest on the Kanwil's verdict: it is left to be read.
    Raises `Refused`. One event names the indicators.
    """
    assessment = lock(assessment)
    require(by, "assessments.review_assessment", assessment)
    fit = Verification.objects.filter(answer__assessment=assessment, round=assessment.round, outcome=VerificationOutcome.FIT)
    answers = answered(assessment).filter(indicator__right=right, review__isnull=True, pk__in=fit.values("answer")).exclude(updated_by=by)
    left_to_read = Q(indicator__not_applicable_by=Decider.DITJEN) | Q(indicator__may_be_not_applicable=False)
    answers = answers.exclude(left_to_read, not_applicable=True)
    rows = [
        Review(answer=answer, outcome=Outcome.ACCEPTED, by=by, **input_of(answer).value())
        for answer in answers.select_related("indicator").order_by("indicator__order")
    ]
    Review.objects.bulk_create(rows)
    if rows:
        data = {"right": right.code, "indicators": [row.answer.indicator.code for row in rows]}
        log(subject=assessment, code="fit_accepted", by=by, data=data)
    return len(rows)


def unreviewed(assessment: Assessment) -> int:
    """Answers with a value that no reviewer has looked at."""
    return int(answered(assessment).filter(review__isnull=True).count())


@transaction.atomic
def finish_review(*, assessment: Assessment, by: Any) -> Assessment:
    """Close the scoring of an assessment: every answer has its finding; what was not answered earns nothing.

    Raises `Refused`, ValidationError while answers are left, `TransitionError`.
    """
    assessment = lock(assessment)
    require(by, "assessments.open_review", assessment)
    expect(assessment, "reviewed")
    require(by, "assessments.review_assessment", assessment)
    left = unreviewed(assessment)
    if left:
        raise ValidationError(_("%(count)s answers have not been scored yet."), params={"count": left})
    assessment.reviewed_by = by
    return move(Step(assessment, "reviewed", by, {"score": f"{verified_score(assessment).raw:f}"}), update_fields=("reviewed_by",))


@transaction.atomic
def reopen_review(*, assessment: Assessment, by: Any, reason: str) -> Assessment:
    """Open a finished scoring again, as a lead and with a reason. Raises `Refused`, ValidationError, `TransitionError`."""
    assessment = lock(assessment)
    require(by, "assessments.open_review", assessment)
    expect(assessment, "reopened")
    require(by, "assessments.reopen_review", assessment)
    if not reason.strip():
        raise ValidationError({"reason": _("Say why the scoring is opened again.")})
    return move(Step(assessment, "reopened", by, {"reason": reason.strip()}))


def verified_values(assessment: Assessment) -> dict[str, AnswerValue]:
    """The findings by indicator code (two queries); an answer without one is missing and earns nothing."""
    previous = previous_values(assessment.cycle, region_id=assessment.region_id)
    rows = Review.objects.filter(answer__assessment=assessment).values_list("answer__indicator__code", "outcome", *VALUE_FIELDS)
    return {code: finding_value(*finding, previous=previous.get((assessment.region_id, code))) for code, *finding in rows}


def verified_score(assessment: Assessment, *, provisional: bool = False) -> ScoreResult:
    """The verified score with addition and gates, as the national scoring computes it.

    `provisional` counts what nobody has reviewed yet as the region answered it, so that a score in progress
    can stand beside the self score.
    """
    values = verified_values(assessment)
    if provisional:
        values = self_values(assessment) | values
    compiled = compiled_framework(assessment.cycle.framework)
    gates = frozenset(gate.code for gate in compiled.definition.gates)
    return score(compiled, values, addition=assessment.addition_points, failed_gates=gates.intersection(assessment.failed_gates))


@dataclass(frozen=True, slots=True)
class Effect:
    """What a finding does: the indicator and the whole, as the region answered and as found."""

    before: ScoreNode
    after: ScoreNode
    total_before: Decimal
    total_after: Decimal

    @property
    def change(self) -> Decimal:
        """Points of the raw total gained or lost."""
        return self.total_after - self.total_before


def effect(answer: Answer, finding: Finding) -> Effect:
    """The points of an answer as the region gave it and as `finding` says, all other findings as they stand.

    Writes nothing; raises ValidationError by field when the finding cannot be saved like this.
    """
    assessment, code = answer.assessment, answer.indicator.code
    value = found_value(answer, finding).value()
    previous = previous_values(assessment.cycle, region_id=assessment.region_id).get((assessment.region_id, code))
    own = self_values(assessment)
    others = own | verified_values(assessment)
    compiled = compiled_framework(assessment.cycle.framework)
    before = score(compiled, others | {code: own[code]})
    after = score(compiled, others | {code: finding_value(finding.outcome, **value, previous=previous)})
    nodes = [next(node for node in result.tree.walk("indicator") if node.code == code) for result in (before, after)]
    return Effect(nodes[0], nodes[1], before.raw, after.raw)
