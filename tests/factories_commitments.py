"""Commitments of the small world."""

from typing import Any

from assessments.models import Assessment
from reports.models import PublishedCommitment
from reports.services.commitment import ActionInput, CommitmentInput, publish_commitment, save_commitment

WORDS = CommitmentInput(
    "Nama Bupati",
    "Bupati Sleman",
    "Kami akan melayani semua warga.",
    [
        ActionInput("INFORMASI-H1", "Menjawab semua permohonan informasi tepat waktu.", "Dinas Kominfo", "100 persen terjawab"),
        ActionInput("", "Membuka layanan di setiap kapanewon."),
    ],
)


def promise(assessment: Assessment, *, by: Any, words: CommitmentInput = WORDS) -> PublishedCommitment:
    """A commitment, drafted and published by one person."""
    saved = save_commitment(assessment=assessment, data=words, version=0, by=by)
    return publish_commitment(assessment=assessment, version=saved.version, by=by)
