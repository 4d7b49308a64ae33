"""Two submissions beside each other: every difference in value, explanation, evidence and points."""

from decimal import Decimal
from typing import Any

import pytest
from django.urls import reverse
from django.utils import translation

from assessments.models import Answer, Evidence
from assessments.services.submission import submit_assessment, withdraw_submission
from assessments.services.verification import return_assessment
from assessments.services.versions import NOW, Comparison, chosen, compared, versions_of
from tests.assessments.flow import codes, judge, submitted
from tests.factories import evidence_file


def address(**query: str) -> str:
    return reverse("assessments:compare_versions", kwargs={"year": 2026, "region": "34.04"}) + "?" + "&".join(f"{k}={v}" for k, v in query.items())


def resubmitted(stage: Any) -> None:
    """Sent, taken back, changed in four answers, sent again."""
    submitted(stage)
    withdraw_submission(assessment=stage.assessment, by=stage.coordinator)
    rows = {row.indicator.code: row for row in Answer.objects.select_related("indicator")}
    Answer.objects.filter(pk=rows["INFORMASI-S1"].pk).update(choice="no")
    Answer.objects.filter(pk=rows["INFORMASI-P1"].pk).update(note="Diperjelas.")
    Evidence.objects.filter(answer=rows["KESEHATAN-S1"]).update(pages="4")
    Evidence.objects.filter(answer=rows["KESEHATAN-H1"]).delete()
    Evidence.objects.create(answer=rows["KESEHATAN-H1"], file=evidence_file(stage.region, "tabel"))
    submit_assessment(assessment=stage.assessment, by=stage.coordinator)


def comparison(stage: Any, before: str, after: str) -> Comparison:
    submissions = list(stage.assessment.submissions.order_by("sequence"))
    return compared(*versions_of(stage.assessment, submissions, (before, after)))


def test_every_difference_is_told(stage: Any) -> None:
    resubmitted(stage)
    found = comparison(stage, "1", "2")
    rows = {row.indicator.code: row for right in found.rights for row in right.changed}
    assert set(rows) == {"INFORMASI-S1", "INFORMASI-P1", "KESEHATAN-S1", "KESEHATAN-H1"}
    assert rows["INFORMASI-S1"].value_changed
    assert rows["INFORMASI-S1"].points == Decimal(-5)
    assert rows["INFORMASI-P1"].note_changed
    assert not rows["INFORMASI-P1"].value_changed
    with translation.override("en"):
        pages = comparison(stage, "1", "2").rights[1].rows[0].files[0].after
    assert pages == "pages 4"
    assert [(file.how, file.before, bool(file.after)) for file in rows["KESEHATAN-S1"].files] == [("changed", "", True)]
    assert sorted((file.how, file.name) for file in rows["KESEHATAN-H1"].files) == [("added", "tabel.pdf"), ("removed", "KESEHATAN-H1-0.pdf")]


def test_the_scores_are_those_of_the_manifests_and_the_points_add_up(stage: Any) -> None:
    resubmitted(stage)
    found = comparison(stage, "1", "2")
    for version in (found.before, found.after):
        assert version.submission is not None
        assert version.result.raw == Decimal(version.submission.manifest["self_score"])
    assert found.points == sum(row.points for right in found.rights for row in right.rows)


def test_a_submission_beside_the_answers_as_they_are(stage: Any) -> None:
    submitted(stage)
    assert comparison(stage, "1", NOW).changed == 0
    Answer.objects.filter(indicator__code="INFORMASI-S1").delete()
    found = comparison(stage, "1", NOW)
    assert [row.indicator.code for right in found.rights for row in right.changed] == ["INFORMASI-S1"]
    assert found.after.submission is None


def test_a_contributor_sees_their_own_part(stage: Any) -> None:
    resubmitted(stage)
    submissions = list(stage.assessment.submissions.order_by("sequence"))
    own = frozenset(stage.framework.indicators.filter(code="INFORMASI-S1").values_list("pk", flat=True))
    found = compared(*versions_of(stage.assessment, submissions, ("1", "2")), only=own)
    assert [row.indicator.code for right in found.rights for row in right.rows] == ["INFORMASI-S1"]


def test_the_usual_choice_is_what_the_kanwil_read_last_against_now_or_the_newest(stage: Any) -> None:
    submitted(stage)
    withdraw_submission(assessment=stage.assessment, by=stage.coordinator)
    submit_assessment(assessment=stage.assessment, by=stage.coordinator)
    for code in codes(stage):
        judge(stage, code)
    judge(stage, "INFORMASI-S1", "needs_correction", "Perda belum diunggah.")
    return_assessment(assessment=stage.assessment, by=stage.verifier)
    rows = list(stage.assessment.submissions.order_by("sequence"))
    assert chosen(rows, "", "", with_kanwil=False) == ("2", NOW)
    Answer.objects.filter(indicator__code="INFORMASI-S1").update(note="Sudah.")
    submit_assessment(assessment=stage.assessment, by=stage.coordinator)
    rows = list(stage.assessment.submissions.order_by("sequence"))
    assert chosen(rows, "", "", with_kanwil=True) == ("2", "3")
    assert chosen(rows, "1", "2", with_kanwil=True) == ("1", "2")


@pytest.mark.parametrize(("before", "after"), [("99", "x"), ("1", "1"), ("\x00", "\x00"), ("-1", "kini"), ("9" * 40, "2")])
def test_what_does_not_exist_is_replaced_by_the_usual_choice(stage: Any, sign_in: Any, before: str, after: str) -> None:
    resubmitted(stage)
    page = sign_in(stage.coordinator).get(address(), {"dari": before, "ke": after})
    assert page.status_code == 200
    first, second = page.context["names"]
    assert first != second


@pytest.mark.parametrize("name", ["coordinator", "signatory", "contributor", "verifier", "reviewer"])
def test_region_kanwil_and_reviewers_read_what_changed(stage: Any, sign_in: Any, name: str) -> None:
    resubmitted(stage)
    page = sign_in(stage.people[name]).get(address(dari="1", ke="2"))
    assert page.context["comparison"].changed == 4
    body = page.content.decode()
    assert "INFORMASI-S1" in body
    assert "INFORMASI-H1" not in body
    assert "INFORMASI-H1" in sign_in(stage.people[name]).get(address(dari="1", ke="2", tampil="semua")).content.decode()


def test_before_anything_was_sent_there_is_nothing_to_compare(stage: Any, sign_in: Any) -> None:
    assert sign_in(stage.coordinator).get(address()).context["names"] is None


def test_the_page_costs_a_fixed_number_of_queries(stage: Any, sign_in: Any, django_assert_max_num_queries: Any) -> None:
    resubmitted(stage)
    browser = sign_in(stage.coordinator)
    browser.get(address(dari="1", ke="kini"))
    with django_assert_max_num_queries(11):
        browser.get(address(dari="1", ke="kini"))
