"""Who may say that an indicator does not apply: the region gives the reason, the Kanwil confirms where the framework says so, the reviewer rules."""

from decimal import Decimal
from typing import Any

import pytest
from django.core.exceptions import ValidationError
from django.urls import reverse

from assessments.models import Answer, Assessment, AssessmentState, Cycle, Review, Verification
from assessments.services.answer_input import AnswerInput
from assessments.services.applicability import KANWIL_REFUSED, NOT_CONFIRMED
from assessments.services.checklist import checklist
from assessments.services.review import Finding, accept_fit, effect
from assessments.services.submission import IncompleteError, submit_assessment
from assessments.sheets import answer_sheet
from indicators.models import Decider, Framework, FrameworkState
from tests.assessments.flow import answer_of, find
from tests.factories import Stage, answer
from tests.factories_indicators import adopted, small_framework

CODE = "INFORMASI-P1"
NOT_APPLICABLE = Finding("adjusted", "Tidak ada sasaran.", AnswerInput(not_applicable=True))


def ruled_by(stage: Stage, decider: str, *, claim: bool = True) -> Stage:
    """The stage forwarded, its answer to CODE a claim, ruled by the Kanwil or Ditjen HAM (or nobody named)."""
    framework = small_framework("penentu", state=FrameworkState.DRAFT)
    framework.indicators.filter(code=CODE).update(not_applicable_by=decider)
    stage.framework = adopted(Framework.objects.get(pk=framework.pk))
    Cycle.objects.filter(pk=stage.cycle.pk).update(framework=stage.framework)
    value: dict[str, Any] = {"not_applicable": True, "note": "Tidak ada sasaran"} if claim else {"choice": "full"}
    answer(stage.assessment.__class__.objects.get(pk=stage.assessment.pk), CODE, **value)
    Assessment.objects.filter(pk=stage.assessment.pk).update(state=AssessmentState.FORWARDED)
    stage.assessment = Assessment.objects.get(pk=stage.assessment.pk)
    return stage


def verdict(stage: Stage, outcome: str, *, round_: int = 1) -> None:
    Verification.objects.create(answer=answer_of(stage.assessment, CODE), round=round_, outcome=outcome, reason="Alasan.", by=stage.verifier)


def test_where_the_kanwil_rules_a_claim_is_accepted_only_after_its_fit(stage: Stage) -> None:
    ruled_by(stage, Decider.KANWIL)
    with pytest.raises(ValidationError) as caught:
        find(stage, CODE, Finding("accepted"))
    assert caught.value.message_dict == {"outcome": [str(NOT_CONFIRMED)]}
    verdict(stage, "not_fit")
    with pytest.raises(ValidationError) as caught:
        find(stage, CODE, Finding("accepted"))
    assert caught.value.message_dict == {"outcome": [str(KANWIL_REFUSED)]}
    assert not Review.objects.exists()

    Verification.objects.update(outcome="fit")

    assert find(stage, CODE, Finding("accepted")).not_applicable


def test_only_the_last_verdict_counts(stage: Stage) -> None:
    ruled_by(stage, Decider.KANWIL)
    verdict(stage, "fit", round_=1)
    verdict(stage, "not_fit", round_=2)

    with pytest.raises(ValidationError):
        find(stage, CODE, Finding("accepted"))


def test_where_the_kanwil_rules_a_reviewer_cannot_leave_out_alone(stage: Stage) -> None:
    ruled_by(stage, Decider.KANWIL, claim=False)
    verdict(stage, "not_fit")
    for refused in (lambda: find(stage, CODE, NOT_APPLICABLE), lambda: effect(answer_of(stage.assessment, CODE), NOT_APPLICABLE)):
        with pytest.raises(ValidationError):
            refused()

    assert find(stage, CODE, Finding("accepted")).choice == "full", "anything else may be found"


def test_a_claim_may_always_be_rejected(stage: Stage) -> None:
    ruled_by(stage, Decider.KANWIL)

    assert find(stage, CODE, Finding("unsupported", "Ada sasaran.")).outcome == "unsupported"


@pytest.mark.parametrize("decider", [Decider.DITJEN, ""])
def test_elsewhere_the_reviewer_rules_alone(stage: Stage, decider: str) -> None:
    ruled_by(stage, decider)
    verdict(stage, "not_fit")

    assert find(stage, CODE, Finding("accepted")).not_applicable


@pytest.mark.parametrize(("decider", "accepted"), [(Decider.KANWIL, 1), (Decider.DITJEN, 0), ("", 1)])
def test_a_claim_the_reviewer_rules_on_is_not_accepted_unread(stage: Stage, decider: str, accepted: int) -> None:
    ruled_by(stage, decider)
    verdict(stage, "fit")
    right = stage.framework.rights.get(code="informasi")
    offered = next(part for part in answer_sheet(stage.assessment, only="", by=stage.reviewer) if part.right == right)

    assert offered.fit_unreviewed == accepted
    assert accept_fit(assessment=stage.assessment, right=right, by=stage.reviewer) == accepted


def test_the_reviewer_is_told_before_and_after_trying(stage: Stage, sign_in: Any) -> None:
    ruled_by(stage, Decider.KANWIL)
    browser = sign_in(stage.reviewer)
    browser.cookies["django_language"] = "en"
    url = reverse("assessments:review_answer", kwargs={"year": 2026, "region": "34.04", "indicator": CODE})
    page = browser.get(url).content.decode()
    assert "the Kanwil has to confirm it first" in page
    assert "Nobody to serve" in page, "when it may be claimed"

    refused = browser.post(url, {"outcome": "accepted", "note": "", "version": 0})

    assert refused.status_code == 422
    assert "outcome" in refused.context["form"].errors


def test_the_verifier_is_told_what_the_verdict_does(stage: Stage, sign_in: Any) -> None:
    ruled_by(stage, Decider.KANWIL)
    browser = sign_in(stage.verifier)
    browser.cookies["django_language"] = "en"

    page = browser.get(reverse("assessments:verification_answer", kwargs={"year": 2026, "region": "34.04", "indicator": CODE})).content.decode()

    assert "The Kanwil confirms it by the verdict" in page


def test_a_claim_without_a_reason_is_saved_but_not_sent(stage: Stage) -> None:
    answer(stage.assessment, CODE, not_applicable=True)
    answer(stage.assessment, "INFORMASI-H1", number=Decimal(5))
    assert [row.code for row in checklist(stage.assessment).unexplained] == [CODE]
    with pytest.raises(IncompleteError):
        submit_assessment(assessment=stage.assessment, by=stage.coordinator)

    Answer.objects.filter(indicator__code=CODE).update(note="Tidak ada sasaran")

    assert submit_assessment(assessment=stage.assessment, by=stage.coordinator)


def test_the_region_reads_who_will_rule(stage: Stage, sign_in: Any) -> None:
    browser = sign_in(stage.coordinator)
    browser.cookies["django_language"] = "en"
    response = browser.get(f"/kerja/2026/34.04/{CODE}/")

    assert "if the reviewer of Ditjen HAM agrees" in str(response.context["form"].fields["exemption"].help_text)
    for told in (
        "Nobody to serve",
        "A regulation in force",
        "A draft regulation",
        "The data year",
        "Legal section",
        "Valid as long as it is in force",
    ):
        assert told in response.content.decode(), told
