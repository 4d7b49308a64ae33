"""Pages with many regions and 120 answers: the number of queries and the size of the page stay where they are."""

from typing import Any

import pytest
from django.urls import reverse
from django.utils import timezone

from assessments.models import Answer, Assessment, AssessmentState, Evidence, Verification
from assessments.services.submission import submit_assessment
from indicators.models import Framework, FrameworkState
from tests.factories import RegionFactory, evidence_file, open_cycle
from tests.factories_indicators import IndicatorFactory, small_framework

LARGEST_PAGE = 200_000


YEAR = 2027


@pytest.fixture
def full(stage: Any) -> Any:
    """A cycle of 120 indicators; 34.04 answered them all, each with a file, and submitted."""
    framework = small_framework("besar", state=FrameworkState.DRAFT)
    rights = list(framework.rights.all())
    for number in range(114):
        IndicatorFactory(right=rights[number % 2], code=f"TAMBAHAN-{number:03d}", order=100 + number)
    Framework.objects.filter(pk=framework.pk).update(state=FrameworkState.ADOPTED, adopted_at=timezone.now())
    framework.refresh_from_db()
    cycle = open_cycle(framework, award_year=YEAR)
    stage.assessment = Assessment.objects.create(cycle=cycle, region=stage.region)
    shared = evidence_file(stage.region)
    answers = [
        Answer(assessment=stage.assessment, indicator=indicator, **({"choice": "yes"} if indicator.answer_type == "yes_no" else {"number": 50}))
        for indicator in framework.indicators.all()
    ]
    Answer.objects.bulk_create(answers)
    Evidence.objects.bulk_create(Evidence(answer=answer, file=shared) for answer in answers)
    submit_assessment(assessment=stage.assessment, by=stage.coordinator)
    return stage


def address(name: str, **more: Any) -> str:
    return reverse(f"assessments:{name}", kwargs={"year": YEAR, "region": "34.04"} | more)


@pytest.mark.parametrize(
    ("who", "url", "queries"),
    [
        ("coordinator", address("submit"), 14),
        ("coordinator", address("submission", sequence=1), 10),
        ("verifier", address("verification"), 14),
        ("verifier", address("verification_answer", indicator="TAMBAHAN-100"), 18),
    ],
)
def test_pages_of_a_full_assessment(full: Any, sign_in: Any, django_assert_max_num_queries: Any, who: str, url: str, queries: int) -> None:
    browser = sign_in(full.people[who])
    browser.get(url)
    with django_assert_max_num_queries(queries):
        page = browser.get(url)
    assert page.status_code == 200
    assert len(page.content) < LARGEST_PAGE


def test_scoring_pages_of_a_full_assessment(full: Any, sign_in: Any, django_assert_max_num_queries: Any) -> None:
    Verification.objects.bulk_create(
        Verification(answer=answer, round=1, outcome="fit", by=full.verifier) for answer in Answer.objects.filter(assessment=full.assessment)
    )
    Assessment.objects.filter(pk=full.assessment.pk).update(state=AssessmentState.FORWARDED)
    browser = sign_in(full.reviewer)
    for url, queries in ((address("review"), 20), (address("review_answer", indicator="TAMBAHAN-100"), 16)):
        browser.get(url)
        with django_assert_max_num_queries(queries):
            page = browser.get(url)
        assert page.status_code == 200
        assert len(page.content) < LARGEST_PAGE


def test_a_submission_of_120_answers_costs_a_fixed_number_of_queries(full: Any, django_assert_max_num_queries: Any) -> None:
    Assessment.objects.filter(pk=full.assessment.pk).update(state=AssessmentState.FILLING)
    with django_assert_max_num_queries(24):
        again = submit_assessment(assessment=full.assessment, by=full.coordinator)
    assert again.manifest["answered"] == 120


@pytest.mark.parametrize(("who", "name"), [("verifier", "verification_queue"), ("reviewer", "review_queue")])
def test_queues_are_cut_into_pages(stage: Any, sign_in: Any, django_assert_max_num_queries: Any, who: str, name: str) -> None:
    regions = [RegionFactory(province=stage.region.province, code=f"36.{number:02d}") for number in range(60)]
    Assessment.objects.bulk_create(Assessment(cycle=stage.cycle, region=region) for region in regions)
    browser = sign_in(stage.people[who])
    url = reverse(f"assessments:{name}")
    with django_assert_max_num_queries(14):
        first = browser.get(url, {"keadaan": "semua"})
    second = browser.get(url, {"keadaan": "semua", "halaman": "2"})
    assert len(first.context["rows"]) == 40
    assert len(second.context["rows"]) == first.context["page"].paginator.count - 40
    assert first.context["page"].paginator.count == (62 if who == "verifier" else 63)
