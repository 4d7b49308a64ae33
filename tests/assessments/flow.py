"""Steps of an assessment for tests: submitted, verified, forwarded, scored."""

from typing import Any

from assessments.models import Answer, Assessment, Review, Submission, Verification
from assessments.services.manifest import answer_entry, content_digest
from assessments.services.review import Finding, finish_review, record_finding
from assessments.services.submission import submit_assessment
from assessments.services.verification import Verdict, forward_assessment, give_verdict, stamp
from tests.factories import Stage, fill


def answer_of(assessment: Assessment, code: str) -> Answer:
    """The answer to an indicator, fresh."""
    return Answer.objects.select_related("assessment", "indicator").get(assessment=assessment, indicator__code=code)


def submitted(stage: Stage, **values: Any) -> Submission:
    """Answer everything and submit."""
    fill(stage.assessment, **values)
    return submit_assessment(assessment=stage.assessment, by=stage.coordinator)


def verdict(answer: Answer, outcome: str = "fit", reason: str = "") -> Verdict:
    """A verdict by somebody who has just read the answer."""
    assessment = Assessment.objects.get(pk=answer.assessment_id)
    current = Verification.objects.filter(answer=answer, round=assessment.round).first()
    return Verdict(outcome, reason, content_digest(answer_entry(answer)), stamp(current))


def judge(stage: Stage, code: str, outcome: str = "fit", reason: str = "") -> Verification:
    """A verdict of the stage's verifier on one answer."""
    answer = answer_of(stage.assessment, code)
    return give_verdict(answer=answer, verdict=verdict(answer, outcome, reason), by=stage.verifier)


def codes(stage: Stage) -> list[str]:
    """Codes of all indicators."""
    return list(stage.framework.indicators.order_by("order").values_list("code", flat=True))


def forwarded(stage: Stage, **values: Any) -> Assessment:
    """Submitted, everything fit, forwarded."""
    submitted(stage, **values)
    for code in codes(stage):
        judge(stage, code)
    return forward_assessment(assessment=stage.assessment, by=stage.verifier)


def find(stage: Stage, code: str, finding: Finding, version: int = 0) -> Review:
    """A finding of the stage's reviewer on one answer."""
    return record_finding(answer=answer_of(stage.assessment, code), finding=finding, version=version, by=stage.reviewer)


def reviewed(stage: Stage) -> Assessment:
    """Forwarded, everything accepted, finished."""
    forwarded(stage)
    for code in codes(stage):
        find(stage, code, Finding("accepted"))
    return finish_review(assessment=stage.assessment, by=stage.reviewer)
