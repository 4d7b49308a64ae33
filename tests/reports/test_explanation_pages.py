"""The same sums in words for the region, the reviewer, the lead and the public, with what would raise the score most."""

import re
from decimal import Decimal
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from assessments.services import explanation as module
from indicators.services import catalogue
from reports.models import PublishedResult
from tests.factories import Stage
from tests.reports.conftest import Year

SLEMAN = {"year": 2026, "region": "34.04"}
# struktur and proses in full, hasil 80 of 100 in both rights; the addition is not given
WHOLE = "88.00 of 100: Informasi (en) 44.00 of 50, Kesehatan (en) 44.00 of 50"
RIGHT = "88.00 of 100: struktur 10.00 of 10, proses 30.00 of 30, hasil 48.00 of 60"
GAIN = "Full points here would bring +6.00; the raw score would be 94.00."


@pytest.fixture(autouse=True)
def fresh() -> None:
    catalogue._adopted.cache_clear()
    module._adopted_words.cache_clear()


def read(client: Client, url: str) -> str:
    client.cookies["django_language"] = "en"
    response = client.get(url)
    assert response.status_code == 200
    return response.content.decode()


def pages(year: Year, sign_in: Any) -> dict[str, str]:
    """Every page that takes Sleman's score apart, by who reads it."""
    stage = year.stage
    result = year.run.results.get(region=stage.region)
    return {
        "region": read(sign_in(stage.coordinator), reverse("assessments:assessment", kwargs=SLEMAN)),
        "reviewer": read(sign_in(stage.reviewer), reverse("assessments:review", kwargs=SLEMAN)),
        "lead": read(sign_in(stage.lead), reverse("reports:run_result", kwargs={"year": 2026, "sequence": 1, "code": result.region.code})),
        "public": read(Client(), reverse("public:region", args=[stage.region.code])),
    }


def test_every_page_says_the_same_sums_and_gains(published_year: Year, sign_in: Any) -> None:
    for who, page in pages(published_year, sign_in).items():
        assert WHOLE in page, who
        assert page.count(RIGHT) == 2, who
        assert page.count(GAIN) == 2, who
        assert "What would raise the score most" in page, who


def test_the_sums_add_up_as_they_are_shown(published_year: Year, sign_in: Any) -> None:
    for who, page in pages(published_year, sign_in).items():
        for whole, parts in re.findall(r"(\d+\.\d\d) of 100: ([^<]+)", page):
            assert sum(Decimal(part) for part in re.findall(r"(\d+\.\d\d) of ", parts)) == Decimal(whole), who


def test_a_right_of_the_workspace_says_its_sum(scored_stage: Stage, sign_in: Any) -> None:
    page = read(sign_in(scored_stage.coordinator), reverse("assessments:right", kwargs=SLEMAN | {"right": "informasi"}))

    assert RIGHT in page


def test_the_public_page_says_which_predicate_a_gain_would_lead_to(published_year: Year) -> None:
    # Yogyakarta: 70 of 100, Cukup; each hasil is worth 15 more.
    page = read(Client(), reverse("public:region", args=[published_year.stage.neighbour.code]))

    assert page.count("The final score of 85.00 would make it Peduli HAM.") == 2


def test_a_result_announced_without_an_addition_tells_nothing_of_predicates(published_year: Year) -> None:
    found = PublishedResult.objects.get(region=published_year.stage.neighbour)
    found.addition = None
    page = module.explained(published_year.stage.framework, found.explanation, answers=found.answers)

    assert [gain.predicate for gain in page.gains] == ["", ""]
