"""What is missing before a submission: what stops it, and what only costs points."""

from collections.abc import Iterable
from dataclasses import dataclass, field

from assessments.models import Answer, Assessment, AssessmentState, Evidence, Verification, VerificationOutcome
from assessments.services.answer_input import claims_nothing
from assessments.services.applicability import lacks_reason
from assessments.services.manifest import Entry, content_digest, entries
from indicators.models import Indicator


@dataclass(slots=True)
class Checklist:
    """Findings by kind, each a list of indicators in the framework's order."""

    asked: int = 0
    answered: int = 0
    files: int = 0
    unanswered: list[Indicator] = field(default_factory=list)
    without_evidence: list[Indicator] = field(default_factory=list)
    uncorrected: list[Indicator] = field(default_factory=list)
    unexplained: list[Indicator] = field(default_factory=list)

    @property
    def blocks(self) -> bool:
        """Whether something has to be mended before the assessment can be sent."""
        return not self.answered or bool(self.uncorrected or self.unexplained)

    @property
    def warns(self) -> bool:
        """Whether something costs points if it is sent like this."""
        return bool(self.unanswered or self.without_evidence)

    @property
    def is_complete(self) -> bool:
        """Whether nothing is left to do."""
        return not self.blocks and not self.warns


def has_value(found: Entry) -> bool:
    """Whether the entry holds an answer and not only an explanation."""
    return bool(found["choice"]) or found["number"] is not None or found["numerator"] is not None or found["not_applicable"]


def claims(indicator: Indicator, found: Entry) -> bool:
    """Whether the answer claims something that evidence has to show; a no and the empty level do not."""
    return not found["not_applicable"] and not claims_nothing(indicator, found["choice"])


def unchanged_since(verdicts: Iterable[Verification], found: dict[int, Entry]) -> dict[int, bool]:
    """Whether each judged answer says today what it said when it was judged, by the answer's key.

    A verdict without a fingerprint (written in bulk) is compared by time of the answer and its files.
    """
    verdicts = list(verdicts)
    undated = [verdict for verdict in verdicts if not verdict.content_digest]
    saved = dict(Answer.objects.filter(pk__in=[verdict.answer_id for verdict in undated]).values_list("pk", "updated_at")) if undated else {}
    if undated:
        for pk, added_at in Evidence.objects.filter(answer__in=saved).values_list("answer_id", "added_at"):
            saved[pk] = max(saved[pk], added_at)
    return {
        verdict.answer_id: (
            content_digest(found[verdict.answer_id]) == verdict.content_digest if verdict.content_digest else saved[verdict.answer_id] <= verdict.at
        )
        for verdict in verdicts
    }


def checklist(assessment: Assessment, found: dict[int, Entry] | None = None) -> Checklist:
    """What is missing in an assessment; `found` are its entries where the caller has read them."""
    found = entries(assessment) if found is None else found
    by_code = {value["indicator"]: (pk, value) for pk, value in found.items()}
    result = Checklist(files=sum(len(value["files"]) for value in found.values()))
    uncorrected = _uncorrected(assessment, found)
    for indicator in assessment.cycle.framework.indicators.select_related("right").order_by("order"):
        result.asked += 1
        pk, value = by_code.get(indicator.code, (None, None))
        if pk is None or value is None or not has_value(value):
            result.unanswered.append(indicator)
            continue
        result.answered += 1
        if lacks_reason(value):
            result.unexplained.append(indicator)
        if not value["files"] and not value.get("links") and claims(indicator, value):
            result.without_evidence.append(indicator)
        if pk in uncorrected:
            result.uncorrected.append(indicator)
    return result


def _uncorrected(assessment: Assessment, found: dict[int, Entry]) -> set[int]:
    """Answers the Kanwil sent back that still say the same."""
    if assessment.state != AssessmentState.RETURNED:
        return set()
    verdicts = Verification.objects.filter(answer__assessment=assessment, round=assessment.round, outcome=VerificationOutcome.NEEDS_CORRECTION)
    return {pk for pk, same in unchanged_since(verdicts, found).items() if same}
