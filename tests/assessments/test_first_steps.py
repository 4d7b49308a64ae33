"""The guide and the first steps of each role."""

from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import translation

from accounts.models import User
from assessments.models import Review, ReviewOutcome, Verification
from assessments.services.first_steps import first_steps
from assessments.services.practice import open_practice
from indicators.models import LessonPassed
from tests.factories import Stage, answer
from tests.factories_lessons import lesson

pytestmark = pytest.mark.django_db
LED = ("coordinator", "contributor", "signatory", "observer", "verifier", "reviewer", "lead")


def done(user: Any) -> dict[str, bool]:
    with translation.override("en"):
        found = first_steps(User.objects.get(pk=user.pk))
        assert found is not None
        return {step.title: step.is_done for step in found.steps}


@pytest.mark.parametrize("role", LED)
def test_every_role_is_led_to_addresses_that_open(stage: Stage, sign_in: Any, role: str) -> None:
    found = first_steps(stage.people[role])
    assert found is not None
    assert found.total >= 3
    browser = sign_in(stage.people[role])
    for step in found.steps:
        assert browser.get(step.url, follow=True).status_code == 200, step.url


@pytest.mark.parametrize("role", LED)
def test_steps_cost_few_queries(stage: Stage, role: str) -> None:
    user = User.objects.get(pk=stage.people[role].pk)
    with CaptureQueriesContext(connection) as captured:
        first_steps(user)
    assert len(captured) <= 8


def test_nobody_without_a_role_is_led(stage: Stage) -> None:
    assert first_steps(stage.nobody) is None


class TestTicked:
    def test_practice_counts_once_something_was_done_in_it(self, stage: Stage) -> None:
        practice = open_practice(region=stage.region, by=stage.coordinator)
        assert practice is not None
        assert not done(stage.coordinator)["Practise"]
        from assessments.services.events import log

        log(subject=practice, code="answered", by=stage.coordinator)
        assert done(stage.coordinator)["Practise"]
        assert not done(stage.signatory)["Practise"]

    def test_a_lesson(self, stage: Stage) -> None:
        assert not done(stage.coordinator)["Go through a lesson"]
        LessonPassed.objects.create(lesson=lesson(), version=1, user=stage.coordinator, region=stage.region, right_answers=2, questions=3)
        assert done(stage.coordinator)["Go through a lesson"]

    def test_divided_work(self, stage: Stage) -> None:
        assert done(stage.coordinator)["Divide the work"]
        stage.assessment.assignments.all().delete()
        assert not done(stage.coordinator)["Divide the work"]

    def test_a_contributors_own_answer(self, stage: Stage) -> None:
        assert not done(stage.contributor)["Answer the first indicator"]
        answer(stage.assessment, "INFORMASI-S1", choice="yes", updated_by=stage.contributor)
        assert done(stage.contributor)["Answer the first indicator"]

    def test_the_first_verdict_and_the_first_finding(self, stage: Stage) -> None:
        assert not done(stage.verifier)["Give the first verdict"]
        row = answer(stage.assessment, "INFORMASI-S1", choice="yes")
        Verification.objects.create(answer=row, round=1, outcome="fit", by=stage.verifier)
        Review.objects.create(answer=row, outcome=ReviewOutcome.ACCEPTED, choice="yes", by=stage.reviewer)
        assert done(stage.verifier)["Give the first verdict"]
        assert done(stage.reviewer)["Write the first finding"]


class TestPuttingAway:
    def test_the_workspace_shows_them_until_they_are_put_away(self, stage: Stage, sign_in: Any) -> None:
        browser = sign_in(stage.coordinator)
        assert "first-steps" in browser.get("/kerja/").content.decode()
        for _click in range(2):
            assert browser.post("/panduan/langkah/")["Location"] == "/kerja/"
        assert 'id="first-steps"' not in browser.get("/kerja/").content.decode()

    def test_the_guide_calls_them_back(self, stage: Stage, sign_in: Any) -> None:
        browser = sign_in(stage.coordinator)
        browser.post("/panduan/langkah/")
        assert 'name="show"' in browser.get("/panduan/").content.decode()
        browser.post("/panduan/langkah/", {"show": "yes"})
        assert 'id="first-steps"' in browser.get("/kerja/").content.decode()
        assert 'name="show"' not in browser.get("/panduan/").content.decode()


class TestGuide:
    def test_anybody_reads_it_without_any_query(self, db: Any, client: Any) -> None:
        with CaptureQueriesContext(connection) as captured:
            page = client.get("/panduan/")
        assert page.status_code == 200
        assert len(captured) == 0

    def test_every_link_on_it_leads_to_a_section(self, db: Any, client: Any) -> None:
        import re

        text = client.get("/panduan/").content.decode()
        targets = set(re.findall(r'href="#([\w-]+)"', text)) - {"isi"}
        assert targets
        assert targets <= set(re.findall(r'id="([\w-]+)"', text))
