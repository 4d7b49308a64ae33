"""The yearly cycle: what regions answer, what Kanwil verify, what reviewers score."""

from assessments.models.answer import Answer, Exemption, SinceLast
from assessments.models.assessment import Assessment, AssessmentState
from assessments.models.assignment import Assignment
from assessments.models.comment import Comment
from assessments.models.cycle import PRACTICE_YEAR, Cycle, CycleState, Phase, PhaseCode
from assessments.models.event import Event
from assessments.models.evidence import Evidence, EvidenceFile, EvidenceLink, Upload
from assessments.models.figure import FigureContest, OfficialFigure
from assessments.models.judgement import Review, ReviewOutcome, Verification, VerificationOutcome
from assessments.models.notice import Notice, NoticeCode
from assessments.models.scan import UNSCANNED, Scanned, ScanState
from assessments.models.statement import Statement
from assessments.models.submission import Submission
from assessments.models.workbook import WorkbookImport

__all__ = [
    "PRACTICE_YEAR",
    "UNSCANNED",
    "Answer",
    "Assessment",
    "AssessmentState",
    "Assignment",
    "Comment",
    "Cycle",
    "CycleState",
    "Event",
    "Evidence",
    "EvidenceFile",
    "EvidenceLink",
    "Exemption",
    "FigureContest",
    "Notice",
    "NoticeCode",
    "OfficialFigure",
    "Phase",
    "PhaseCode",
    "Review",
    "ReviewOutcome",
    "ScanState",
    "Scanned",
    "SinceLast",
    "Statement",
    "Submission",
    "Upload",
    "Verification",
    "VerificationOutcome",
    "WorkbookImport",
]
