"""What the regions sent, frozen as the portal freezes it: the receipts of the demonstration print from these."""

from collections.abc import Iterable

from django.utils import timezone

from assessments.models import Assessment, AssessmentState, Statement, Submission
from assessments.services.events import digest
from assessments.services.manifest import SCHEMA, Entry
from assessments.services.submission import receipt_number, signed
from hamcities.demonstration.statement import create_statements

BATCH = 100


def _frozen(assessment: Assessment, answers: list[Entry], *, asked: int, statement: Statement | None) -> Submission:
    """The submission of an assessment whose region sent it once."""
    cycle, region = assessment.cycle, assessment.region
    sent = assessment.submitted_at or timezone.now()
    sender = f"Koordinator {region.full_name} (contoh)"
    number = receipt_number(assessment, 1)
    manifest = {
        "schema": SCHEMA,
        "number": number,
        "region": {"code": region.code, "name": region.full_name, "province": region.province.name},
        "award_year": cycle.award_year,
        "data_year": cycle.data_year,
        "framework": {"code": cycle.framework.code, "sha256": cycle.framework.content_hash},
        "round": assessment.round,
        "submitted_at": sent.isoformat(),
        "submitted_by": sender,
        "self_score": f"{assessment.self_score or 0:f}",
        "asked": asked,
        "answered": len(answers),
        "statement": signed(statement),
        "answers": answers,
    }
    return Submission(
        assessment=assessment,
        sequence=1,
        number=number,
        submitted_by_name=sender,
        submitted_at=sent,
        manifest=manifest,
        digest=digest(manifest),
        statement=statement,
    )


def create_submissions(assessments: Iterable[Assessment], entries: dict[int, list[Entry]], *, asked: int) -> int:
    """Freeze every assessment that has left its region; return how many."""
    assessments = list(assessments)
    statements = create_statements(assessments, entries)
    sent = [
        _frozen(one, entries.get(one.pk, []), asked=asked, statement=statements.get(one.pk))
        for one in assessments
        if one.state != AssessmentState.FILLING
    ]
    return len(Submission.objects.bulk_create(sent, batch_size=BATCH))
