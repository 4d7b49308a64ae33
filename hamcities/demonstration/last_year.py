"""Last year in the demonstration: a first round in which the Kanwil asked for corrections, to learn from this year."""

from django.db import transaction

from accounts.models import User
from assessments.models import Answer, Assessment, Cycle, Verification, VerificationOutcome
from hamcities.demonstration.people import SLEMAN

ASKED_EVERY, SECOND = 30, 2
REMARK = "Data dukung belum memuat tahun data. Mohon dilengkapi dengan dokumen tahun yang dinilai (contoh)."


@transaction.atomic
def create_remarks(*, cycle: Cycle, people: dict[str, User]) -> int:
    """Let Sleman have submitted twice: in the first round the Kanwil asked for some corrections. Return how many."""
    assessment = Assessment.objects.select_related("region").filter(cycle=cycle, region__code=SLEMAN).first()
    if assessment is None or Verification.objects.filter(answer__assessment=assessment, outcome=VerificationOutcome.NEEDS_CORRECTION).exists():
        return 0
    rounds = Verification.objects.filter(answer__assessment=assessment)
    rounds.update(round=SECOND)
    Assessment.objects.filter(pk=assessment.pk).update(round=SECOND)
    answers = Answer.objects.filter(assessment=assessment, verifications__round=SECOND).order_by("indicator__order")
    made = []
    for number, answer in enumerate(answers):
        asks = number % ASKED_EVERY == 0
        outcome = VerificationOutcome.NEEDS_CORRECTION if asks else VerificationOutcome.FIT
        made.append(Verification(answer=answer, round=SECOND - 1, outcome=outcome, reason=REMARK if asks else "", by=people["kanwil"]))
    Verification.objects.bulk_create(made)
    return sum(bool(row.reason) for row in made)
