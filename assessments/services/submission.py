"""Submitting an assessment to the Kanwil, and taking the submission back."""

from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from accounts.access import require
from accounts.models import Role
from assessments.models import Assessment, AssessmentState, NoticeCode, Statement, Submission, Verification, VerificationOutcome
from assessments.services.checklist import unchanged_since
from assessments.services.events import digest
from assessments.services.manifest import SCHEMA, Entry, entries
from assessments.services.notices import notify, people_of
from assessments.services.readiness import Readiness, readiness
from assessments.services.scores import self_score
from assessments.services.transitions import Step, expect, lock, move

CARRIED = (VerificationOutcome.FIT, VerificationOutcome.NOT_FIT)
PRACTICE = "LATIHAN"
REGION = (Role.REGIONAL_COORDINATOR, Role.OPD_CONTRIBUTOR, Role.REGIONAL_SIGNATORY)


class IncompleteError(ValidationError):
    """Raised when the check list holds something that stops the submission."""

    message: Any = _("The assessment cannot be sent yet: the check list says what has to be mended first.")

    def __init__(self, found: Readiness) -> None:
        super().__init__(self.message)
        self.readiness = found


class NoStatementError(IncompleteError):
    """Raised when the signed and confirmed statement is all that is missing."""

    message = _("The assessment cannot be sent yet: the statement of the head of region has to be signed and confirmed for the answers as they are.")


class AlreadySubmittedError(ValidationError):
    """Raised on a second click; `submission` is the one that was made by the first."""

    def __init__(self, submission: Submission | None) -> None:
        super().__init__(_("The assessment has been submitted already; nothing was sent twice."))
        self.submission = submission


def receipt_number(assessment: Assessment, sequence: int) -> str:
    """Number of a receipt: ``KKPHAM-<award year>-<region>-<how many-th submission of the year>``."""
    year = PRACTICE if assessment.cycle.is_practice else assessment.cycle.award_year
    return f"KKPHAM-{year}-{assessment.region.code}-{sequence}"


def current_submission(assessment: Assessment) -> Submission | None:
    """The newest submission, unless it was withdrawn."""
    newest = assessment.submissions.order_by("-sequence").first()
    return newest if newest is not None and newest.withdrawn_at is None else None


def is_intact(submission: Submission) -> bool:
    """Whether the frozen content still has the fingerprint that the receipt names."""
    return digest(submission.manifest) == submission.digest


@transaction.atomic
def submit_assessment(*, assessment: Assessment, by: Any) -> Submission:
    """Freeze answers and files as a submission and hand the assessment to the Kanwil.

    Side effects: the round grows when the Kanwil had begun with the one before, verdicts on unchanged answers
    are carried over; an event; notices to the Kanwil and the region. Raises `Refused`, `IncompleteError` (`NoStatementError`
    where only the statement is missing), or `AlreadySubmittedError` on a second click.
    """
    assessment = lock(assessment)
    require(by, "assessments.open_submission", assessment)
    if assessment.state == AssessmentState.SUBMITTED:
        raise AlreadySubmittedError(current_submission(assessment))
    expect(assessment, "submitted")
    require(by, "assessments.submit_assessment", assessment)
    found = entries(assessment)
    missing = readiness(assessment, found)
    if missing.checklist.blocks:
        raise IncompleteError(missing)
    if missing.statement.is_missing:
        raise NoStatementError(missing)
    carried = _next_round(assessment, found)
    submission = _freeze(assessment, found, missing, by)
    assessment.submitted_at = submission.submitted_at
    step = Step(
        assessment, "submitted", by, {"number": submission.number, "digest": submission.digest, "round": assessment.round, "carried": carried}
    )
    move(step, update_fields=("submitted_at", "round"))
    _tell(submission, NoticeCode.SUBMITTED, by)
    return submission


def _tell(submission: Submission, code: str, by: Any) -> None:
    """Tell the region's people and the Kanwil about a submission."""
    assessment = submission.assessment
    people = people_of(assessment, *REGION, Role.KANWIL_VERIFIER)
    notify(code=code, to=people, key=f"{code}:{submission.number}", assessment=assessment, by=by, data={"number": submission.number})


def signed(statement: Statement | None) -> dict[str, Any] | None:
    """The statement as the manifest names it."""
    if statement is None or statement.confirmed_at is None:
        return None
    return {
        "sha256": statement.sha256,
        "size": statement.size,
        "answers": statement.content_digest,
        "confirmed_by": statement.confirmed_by_name,
        "confirmed_at": statement.confirmed_at.isoformat(),
    }


def _freeze(assessment: Assessment, found: dict[int, Entry], missing: Readiness, by: Any) -> Submission:
    newest = assessment.submissions.order_by("-sequence").first()
    sequence = newest.sequence + 1 if newest else 1
    now = timezone.now()
    number = receipt_number(assessment, sequence)
    manifest = {
        "schema": SCHEMA,
        "number": number,
        "region": {"code": assessment.region.code, "name": assessment.region.full_name, "province": assessment.region.province.name},
        "award_year": assessment.cycle.award_year,
        "data_year": assessment.cycle.data_year,
        "framework": {"code": assessment.cycle.framework.code, "sha256": assessment.cycle.framework.content_hash},
        "round": assessment.round,
        "submitted_at": now.isoformat(),
        "submitted_by": str(by),
        "self_score": f"{self_score(assessment).raw:f}",
        "asked": missing.checklist.asked,
        "answered": missing.checklist.answered,
        "statement": signed(missing.statement.valid),
        "answers": list(found.values()),
    }
    return Submission.objects.create(
        assessment=assessment,
        sequence=sequence,
        number=number,
        submitted_by=by,
        submitted_by_name=str(by),
        submitted_at=now,
        manifest=manifest,
        digest=digest(manifest),
        statement=missing.statement.valid,
    )


def _next_round(assessment: Assessment, found: dict[int, Entry]) -> int:
    """Begin a new round when the Kanwil had begun; return how many verdicts were carried over.

    Only verdicts that asked for nothing are carried, and only while the answer says the same.
    """
    verdicts = list(Verification.objects.filter(answer__assessment=assessment, round=assessment.round))
    if not verdicts:
        return 0
    assessment.round += 1
    same = unchanged_since(verdicts, found)
    rows = [
        Verification(
            answer_id=verdict.answer_id,
            round=assessment.round,
            outcome=verdict.outcome,
            reason=verdict.reason,
            content_digest=verdict.content_digest,
            by_id=verdict.by_id,
        )
        for verdict in verdicts
        if verdict.outcome in CARRIED and same[verdict.answer_id]
    ]
    return len(Verification.objects.bulk_create(rows))


@transaction.atomic
def withdraw_submission(*, assessment: Assessment, by: Any) -> Assessment:
    """Take the submission back while filling in is open; the assessment can be changed again.

    The submission stays in the record, marked as withdrawn; Kanwil and region are told. Raises `Refused` or `TransitionError`.
    """
    assessment = lock(assessment)
    require(by, "assessments.open_submission", assessment)
    expect(assessment, "withdrawn")
    submission = current_submission(assessment)
    number = submission.number if submission else ""
    moved = move(Step(assessment, "withdrawn", by, {"number": number}))
    if submission is not None:
        submission.withdrawn_at = timezone.now()
        submission.save(update_fields=["withdrawn_at"])
        submission.assessment = moved
        _tell(submission, NoticeCode.WITHDRAWN, by)
    return moved
