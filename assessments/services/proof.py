"""What counts as evidence of an answer: a file in which no virus was found, or a link to a regulation."""

from typing import Any

from django.db.models import Exists, OuterRef

from assessments.models import Answer, Evidence, EvidenceLink, ScanState

COUNTING = (ScanState.UNCHECKED, ScanState.PENDING, ScanState.CLEAN)
"""Files not scanned yet count: a region must not lose points because a scanner is slow."""


def has_proof(answer: str = "pk") -> Any:
    """A condition for queries: the answer, found by `answer` in the outer query, has evidence that counts."""
    files = Evidence.objects.filter(answer=OuterRef(answer), file__scan_state__in=COUNTING)
    return Exists(files) | Exists(EvidenceLink.objects.filter(answer=OuterRef(answer)))


def is_proven(answer: Answer) -> bool:
    """Whether an answer has evidence that counts (one query)."""
    return Answer.objects.filter(pk=answer.pk).filter(has_proof()).exists()
