"""Answers, verdicts and findings of one cycle, written in bulk."""

import random
from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from decimal import Decimal
from itertools import count

from accounts.models import User
from assessments.models import (
    Answer,
    Assessment,
    AssessmentState,
    Evidence,
    EvidenceFile,
    Review,
    ReviewOutcome,
    Verification,
    VerificationOutcome,
)
from assessments.services.answer_input import asks_for_parts
from assessments.services.manifest import Entry, content_digest, entry
from hamcities.demonstration.bulk import next_key, write_rows
from hamcities.demonstration.values import Candidate, Inventor
from indicators.models import AnswerType, Indicator

NOTES = (
    "Data per 31 Desember, diolah dari laporan tahunan perangkat daerah.",
    "Rincian terdapat pada halaman yang disebut pada data dukung.",
    "Angka sudah direkonsiliasi dengan perangkat daerah terkait.",
    "",
)
CORRECTIONS = (
    "Data dukung belum memuat tahun data. Mohon dilengkapi dengan dokumen tahun yang dinilai.",
    "Angka pada jawaban berbeda dengan angka pada dokumen. Mohon disesuaikan.",
    "Dokumen belum ditandatangani. Mohon unggah salinan yang sah.",
)
FINDINGS = (
    "Angka disesuaikan dengan tabel pada data dukung.",
    "Dokumen hanya membuktikan sebagian dari yang dijawab.",
    "Data dukung tidak memuat hal yang dijawab.",
)
COMPARED = 100
"""A ratio per hundred compares two percentages, such as those of women and men."""
RARE = 10
"""Of what is counted per thousand or more, there are so many times more."""
JUDGED = (AssessmentState.REVIEWED, AssessmentState.PUBLISHED)
VERIFIED = (AssessmentState.FORWARDED, AssessmentState.RETURNED, *JUDGED)


@dataclass(slots=True)
class Cast:
    """Who answers, verifies and reviews, and the sample file of each region."""

    verifier: User
    reviewer: User
    files: dict[int, EvidenceFile]


@dataclass(slots=True)
class CycleRows:
    """Rows of a cycle, collected and written in one go."""

    inventor: Inventor
    cast: Cast
    year: int
    answers: list[Answer] = field(default_factory=list)
    evidence: list[Evidence] = field(default_factory=list)
    verifications: list[Verification] = field(default_factory=list)
    reviews: list[Review] = field(default_factory=list)
    entries: dict[int, list[Entry]] = field(default_factory=lambda: defaultdict(list))
    keys: Iterator[int] = field(default_factory=lambda: count(next_key(Answer)))

    def add(self, assessment: Assessment, *, answered_share: float) -> None:
        """Invent the rows of an assessment, as far as its state says work has come."""
        luck = random.Random(f"{self.year} {assessment.region.code}")
        quality = self.inventor.quality(assessment.region.code, self.year)
        for indicator in self.inventor.indicators:
            if luck.random() > answered_share:
                continue
            candidate = self.inventor.value(indicator, quality, luck)
            answer = Answer(pk=next(self.keys), assessment=assessment, indicator=indicator, note=luck.choice(NOTES))
            filled(answer, indicator, candidate, luck)
            self.answers.append(answer)
            evidence = []
            if candidate.choice != "no":
                evidence = [Evidence(answer=answer, file=self.cast.files[assessment.region_id], pages=f"{luck.randint(1, 12)}")]
                self.evidence += evidence
            content = entry(answer, evidence)
            self.entries[assessment.pk].append(content)
            if assessment.state in VERIFIED:
                verdict = self._verdict(assessment, answer, luck)
                verdict.content_digest = content_digest(content)
                self.verifications.append(verdict)
            if assessment.state in JUDGED or (assessment.state == AssessmentState.FORWARDED and luck.random() < 0.4):
                self.reviews.append(self._finding(answer, indicator, luck))

    def _verdict(self, assessment: Assessment, answer: Answer, luck: random.Random) -> Verification:
        needs = assessment.state == AssessmentState.RETURNED and luck.random() < 0.15
        outcome = VerificationOutcome.NEEDS_CORRECTION if needs else VerificationOutcome.FIT
        return Verification(
            answer=answer, round=assessment.round, outcome=outcome, reason=luck.choice(CORRECTIONS) if needs else "", by=self.cast.verifier
        )

    def _finding(self, answer: Answer, indicator: Indicator, luck: random.Random) -> Review:
        chance = luck.random()
        review = Review(answer=answer, outcome=ReviewOutcome.ACCEPTED, by=self.cast.reviewer)
        if chance < 0.05:
            review.outcome, review.note = ReviewOutcome.UNSUPPORTED, FINDINGS[2]
            return review
        if chance < 0.16:
            review.outcome, review.note = ReviewOutcome.ADJUSTED, luck.choice(FINDINGS[:2])
            lower = self.inventor.value(indicator, luck.uniform(0.2, 0.6), luck)
            return filled(review, indicator, lower, luck)
        for name in ("choice", "number", "numerator", "denominator", "not_applicable"):
            setattr(review, name, getattr(answer, name))
        return review

    def write(self) -> None:
        """Write everything, parents first."""
        write_rows(Answer, self.answers)
        for model, rows in ((Evidence, self.evidence), (Verification, self.verifications), (Review, self.reviews)):
            for key, row in enumerate(rows, start=next_key(model)):
                row.pk = key
            write_rows(model, rows)


def filled[Row: (Answer, Review)](row: Row, indicator: Indicator, candidate: Candidate, luck: random.Random) -> Row:
    """The row with a value, in the parts that the form asks for."""
    row.choice = candidate.choice
    if candidate.number is None or not asks_for_parts(indicator):
        row.number = candidate.number
        return row
    per = int(indicator.rule.get("per", 100))
    if indicator.answer_type == AnswerType.RATIO and per == COMPARED:
        row.denominator, place = Decimal(luck.randint(60, 95)), Decimal("0.1")
    else:
        row.denominator, place = Decimal(luck.randint(200, 9000) * (1 if per <= COMPARED else RARE)), Decimal(1)
    row.numerator = (row.denominator * candidate.number / per).quantize(place)
    return row


def answered_counts(answers: Iterable[Answer]) -> dict[int, int]:
    """How many answers each assessment has."""
    counts: dict[int, int] = {}
    for answer in answers:
        counts[answer.assessment_id] = counts.get(answer.assessment_id, 0) + 1
    return counts
