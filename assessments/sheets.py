"""What verifiers and reviewers read: the answers of an assessment, right by right."""

from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

from django.db.models import Count
from django.http import Http404, HttpRequest

from assessments.models import Answer, Assessment, Review, Verification, VerificationOutcome
from assessments.services.comments import comment_counts
from assessments.services.outline import outline
from assessments.services.place import find_assessment
from assessments.services.place import find_right as find_place
from assessments.services.verification import answered, own_work
from indicators.models import Decider, Indicator, Right


@dataclass(slots=True)
class Row:
    """One indicator: its answer, how many files and links, the Kanwil's verdict of this round, the reviewer's finding."""

    indicator: Indicator
    answer: Answer | None = None
    files: int = 0
    verdict: Verification | None = None
    review: Review | None = None
    is_own_work: bool = False
    links: int = 0
    comments: int = 0

    @property
    def may_be_accepted_unread(self) -> bool:
        """Whether a reviewer may accept it on the Kanwil's verdict alone."""
        if self.answer is None or self.verdict is None or self.review is not None or self.verdict.outcome != VerificationOutcome.FIT:
            return False
        left_to_read = self.indicator.not_applicable_by == Decider.DITJEN or not self.indicator.may_be_not_applicable
        return not (self.answer.not_applicable and left_to_read)


@dataclass(slots=True)
class RightRows:
    """A right with the rows shown; the counts are of all its answers."""

    right: Right
    rows: list[Row] = field(default_factory=list)
    answered: int = 0
    verified: int = 0
    reviewed: int = 0
    fit_unreviewed: int = 0

    @property
    def unverified(self) -> int:
        """Answers without a verdict in this round."""
        return self.answered - self.verified


def find_answer(request: HttpRequest, year: int, region: str, indicator: str) -> Answer:
    """The answer of the address with assessment and indicator, or 404 when the region has not answered."""
    assessment = find_assessment(request.user, year=year, region=region)
    asked = outline(assessment.cycle.framework).by_code.get(indicator)
    found = answered(assessment).filter(indicator=asked).select_related("updated_by").first() if asked else None
    if found is None or asked is None:
        raise Http404
    found.assessment, found.indicator = assessment, asked
    return found


@dataclass(frozen=True, slots=True)
class OneRight:
    """An assessment and one right of its framework."""

    assessment: Assessment
    right: Right

    @property
    def region(self) -> Any:
        """The region, which the rules ask about."""
        return self.assessment.region


def find_right(request: HttpRequest, year: int, region: str, right: str) -> OneRight:
    """The assessment and the right of the address, or 404."""
    place = find_place(request.user, year=year, region=region, right=right)
    return OneRight(place.assessment, place.right.right)


# What `tampil` in the address may ask for.
SHOWN: dict[str, Callable[[Row], bool]] = {
    "belum": lambda row: row.answer is not None and row.verdict is None,
    "perbaikan": lambda row: row.verdict is not None and row.verdict.outcome == VerificationOutcome.NEEDS_CORRECTION,
    "belum-dinilai": lambda row: row.answer is not None and row.review is None,
    "berbeda": lambda row: row.review is not None and row.review.outcome != "accepted",
    "kosong": lambda row: row.answer is None,
}


def _counted(answers: Any) -> Any:
    """The answers with how many files and links support each."""
    return answers.annotate(file_count=Count("evidence", distinct=True), link_count=Count("links", distinct=True))


def answer_sheet(assessment: Assessment, *, only: str, by: Any) -> list[RightRows]:
    """All indicators by right with answer, verdict, finding and comments (four queries); `only` names one of `SHOWN`."""
    answers = {answer.indicator_id: answer for answer in _counted(answered(assessment))}
    verdicts = {verdict.answer_id: verdict for verdict in Verification.objects.filter(answer__assessment=assessment, round=assessment.round)}
    reviews = {review.answer_id: review for review in Review.objects.filter(answer__assessment=assessment)}
    talked = comment_counts(assessment)
    keep = SHOWN.get(only)
    sheet = []
    for part in outline(assessment.cycle.framework).rights:
        rows = [_row(indicator, answers.get(indicator.pk), verdicts, reviews, by) for indicator in part.indicators]
        counts = Counter[str]()
        for row in rows:
            row.comments = talked.get(row.indicator.pk, 0)
            row.links = getattr(row.answer, "link_count", 0)
            counts["answered"] += row.answer is not None
            counts["verified"] += row.verdict is not None
            counts["reviewed"] += row.review is not None
            counts["fit"] += row.may_be_accepted_unread
        shown = [row for row in rows if keep is None or keep(row)]
        sheet.append(RightRows(part.right, shown, counts["answered"], counts["verified"], counts["reviewed"], counts["fit"]))
    return sheet


def _row(indicator: Indicator, answer: Any, verdicts: dict[int, Verification], reviews: dict[int, Review], by: Any) -> Row:
    if answer is None:
        return Row(indicator)
    return Row(indicator, answer, answer.file_count, verdicts.get(answer.pk), reviews.get(answer.pk), own_work(answer, by))


def next_open(assessment: Assessment, *, after: Indicator | None, reviewing: bool = False) -> Indicator | None:
    """The next answered indicator, after one and then from the start, that has no verdict (or no finding)."""
    answers = answered(assessment)
    left = answers.filter(review__isnull=True) if reviewing else answers.exclude(verifications__round=assessment.round)
    keys = set(left.values_list("indicator", flat=True))
    walk = outline(assessment.cycle.framework).in_page_order
    start = next((position + 1 for position, indicator in enumerate(walk) if after is not None and indicator.pk == after.pk), 0)
    return next((indicator for indicator in (*walk[start:], *walk[:start]) if indicator.pk in keys), None)
