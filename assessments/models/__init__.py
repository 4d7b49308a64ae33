"""The yearly cycle: what regions answer, what Kanwil verify, what reviewers score."""

from assessments.models.answer import Answer
from assessments.models.assessment import Assessment, AssessmentState
from assessments.models.cycle import Cycle, CycleState, Phase, PhaseCode
from assessments.models.event import Event
from assessments.models.evidence import Evidence, EvidenceFile, ScanState
from assessments.models.judgement import Review, ReviewOutcome, Verification, VerificationOutcome
from assessments.models.submission import Submission
from assessments.models.workbook import WorkbookImport

__all__ = [
    "Answer",
    "Assessment",
    "AssessmentState",
    "Cycle",
    "CycleState",
    "Event",
    "Evidence",
    "EvidenceFile",
    "Phase",
    "PhaseCode",
    "Review",
    "ReviewOutcome",
    "ScanState",
    "Submission",
    "Verification",
    "VerificationOutcome",
    "WorkbookImport",
]
