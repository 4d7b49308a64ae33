"""The list of all indicators: by right, narrowed, only what is mine, few queries."""

from decimal import Decimal

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from assessments.models import Assignment
from tests.factories import answer, fill

PAGE = "/kerja/2026/34.04/semua/"


@pytest.fixture
def browser(stage, sign_in):
    client = sign_in(stage.coordinator)
    client.cookies["django_language"] = "en"
    return client


def shown(response):
    return [row.code for right in response.context["listing"].rights for row in right.rows]


def counts(response):
    return {choice.code: choice.count for choice in response.context["listing"].choices}


def test_every_indicator_stands_below_its_right_with_state_opd_and_last_save(stage, browser):
    answer(stage.assessment, "INFORMASI-S1", choice="yes", updated_by=stage.contributor)
    response = browser.get(PAGE)
    page = response.content.decode()
    assert len(shown(response)) == 6
    assert page.count('scope="rowgroup"') == 2
    assert page.count("Dinas Kesehatan") >= 6
    assert str(stage.contributor) in page
    assert 'href="/kerja/2026/34.04/INFORMASI-S1/"' in page


def test_the_list_is_narrowed(stage, browser):
    answer(stage.assessment, "INFORMASI-S1", choice="yes", files=0)
    answer(stage.assessment, "INFORMASI-H1", numerator=Decimal(1), denominator=Decimal(2))
    assert counts(browser.get(PAGE)) == {"": 6, "terbuka": 4, "tanpa-bukti": 1, "koreksi": 0, "saya": 0}
    assert shown(browser.get(PAGE, {"tampil": "tanpa-bukti"})) == ["INFORMASI-S1"]
    assert len(shown(browser.get(PAGE, {"tampil": "terbuka"}))) == 4
    nothing = browser.get(PAGE, {"tampil": "koreksi"})
    assert shown(nothing) == []
    assert "No indicator is in this state." in nothing.content.decode()
    assert len(shown(browser.get(PAGE, {"tampil": "\x01 lain"}))) == 6


def test_mine_are_the_coordinators_own_or_those_of_the_opd(stage, browser, sign_in):
    Assignment.objects.filter(indicator__code="KESEHATAN-S1").delete()
    assert shown(browser.get(PAGE, {"tampil": "saya"})) == ["KESEHATAN-S1"]
    theirs = sign_in(stage.contributor).get(PAGE)
    assert (len(shown(theirs)), counts(theirs)["saya"]) == (5, 5), "a contributor sees only what is theirs"


def test_a_contributor_without_a_part_is_told_so(stage, sign_in):
    Assignment.objects.all().delete()
    client = sign_in(stage.contributor)
    client.cookies["django_language"] = "en"
    assert "No indicator is assigned to you yet" in client.get(PAGE).content.decode()


def test_the_list_reads_no_more_with_more_answers(stage, browser):
    browser.get(PAGE)
    found = []
    for _round in range(2):
        with CaptureQueriesContext(connection) as captured:
            browser.get(PAGE)
        found.append(len(captured))
        if len(found) == 1:
            fill(stage.assessment)
    assert found[0] == found[1] <= 12
