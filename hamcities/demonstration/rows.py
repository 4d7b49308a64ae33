"""Answers, verdicts and findings of one cycle, written in bulk."""

import random
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field
from decimal import Decimal

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
from assessments.services.manifest import Entry, content_digest, entry
from hamcities.demonstration.values import Candidate, Inventor
from indicators.models import AnswerType, Indicator

BATCH = 2000
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

    def add(self, assessment: Assessment, *, answered_share: float) -> None:
        """Invent the rows of an assessment, as far as its state says work has come."""
        luck = random.Random(f"{self.year} {assessment.region.code}")
        quality = self.inventor.quality(assessment.region.code, self.year)
        for indicator in self.inventor.indicators:
            if luck.random() > answered_share:
                continue
            candidate = self.inventor.value(indicator, quality, luck)
            answer = _filled(Answer(assessment=assessment, indicator=indicator, note=luck.choice(NOTES)), indicator, candidate, luck)
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
            return _filled(review, indicator, lower, luck)
        for name in ("choice", "number", "numerator", "denominator", "not_applicable"):
            setattr(review, name, getattr(answer, name))
        return review

    def write(self) -> None:
        """Write everything, parents first."""
        Answer.objects.bulk_create(self.answers, batch_size=BATCH)
        Evidence.objects.bulk_create(self.evidence, batch_size=BATCH)
        Verification.objects.bulk_create(self.verifications, batch_size=BATCH)
        Review.objects.bulk_create(self.reviews, batch_size=BATCH)


def _filled[Row: (Answer, Review)](row: Row, indicator: Indicator, candidate: Candidate, luck: random.Random) -> Row:
    row.choice = candidate.choice
    if indicator.answer_type == AnswerType.PERCENTAGE and indicator.numerator and candidate.number is not None:
        row.denominator = Decimal(luck.randint(200, 9000))
        row.numerator = (row.denominator * candidate.number / 100).quantize(Decimal(1))
    else:
        row.number = candidate.number
    return row


def answered_counts(answers: Iterable[Answer]) -> dict[int, int]:
    """How many answers each assessment has."""
    counts: dict[int, int] = {}
    for answer in answers:
        counts[answer.assessment_id] = counts.get(answer.assessment_id, 0) + 1
    return counts
