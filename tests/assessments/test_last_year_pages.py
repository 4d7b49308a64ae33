"""The pages that start from last year: choose, preview, accept; one indicator; the dashboard; weight and queries."""

from collections.abc import Callable
from typing import Any

import pytest
from django.test import Client

from assessments.models import Answer, Assessment, EvidenceFile, PhaseCode
from indicators.services.mapping import Relation
from tests.assessments.test_before import years as mapped_years
from tests.assessments.years import HERE, Years, give_to_contributor, make_years
from tests.factories import answer, close_phase

BULK = f"{HERE}tahun-lalu/"
mapped = mapped_years


@pytest.fixture
def years(stage: Any) -> Years:
    return make_years(stage)


@pytest.fixture
def browser(years: Years, sign_in: Callable[[Any], Client]) -> Client:
    return english(sign_in(years.stage.coordinator))


def english(client: Client) -> Client:
    client.cookies["django_language"] = "en"
    return client


def chosen(years: Years, **stances: str) -> dict[str, Any]:
    """What the form sends for all rows, with the ticks as they are."""
    codes = {"S1": "INFORMASI-S1", "P1": "INFORMASI-P1", "H1": "INFORMASI-H1"}
    files = [f"{code}:{years.evidence(code).pk}" for name, code in codes.items() if name != "H1"]
    data: dict[str, Any] = {"berkas": files}
    for name, code in codes.items():
        data |= {f"pilih-{code}": stances.get(name, ""), f"versi-{code}": "0"}
    return data


def test_the_list_offers_each_answer_with_its_evidence_and_what_was_said(years: Years, browser: Client) -> None:
    page = browser.get(BULK).content.decode()
    assert 'name="pilih-INFORMASI-S1"' in page
    assert "Tabel 3 menyebut 30." in page
    assert "Tahun data belum disebut." in page
    assert "21.00 points lost" in page
    assert page.count('class="too-old"') == 1
    assert f'value="INFORMASI-S1:{years.evidence("INFORMASI-S1").pk}" checked' in page
    assert f'value="INFORMASI-H1:{years.evidence("INFORMASI-H1").pk}">' in page


@pytest.mark.parametrize(
    ("query", "codes"),
    [
        ("", ["INFORMASI-S1", "INFORMASI-P1", "INFORMASI-H1", "KESEHATAN-S1"]),
        ("?hak=kesehatan", ["KESEHATAN-S1"]),
        ("?tampil=usang", ["INFORMASI-H1"]),
        ("?tampil=rugi", ["INFORMASI-H1", "KESEHATAN-S1"]),
        ("?tampil=apa&hak=entah", ["INFORMASI-S1", "INFORMASI-P1", "INFORMASI-H1", "KESEHATAN-S1"]),
    ],
)
def test_filters(years: Years, browser: Client, query: str, codes: list[str]) -> None:
    response = browser.get(BULK + query)
    assert [line["offer"].indicator.code for line in response.context["lines"]] == codes


def test_answered_ones_are_shown_only_when_asked_for(years: Years, browser: Client) -> None:
    answer(years.now, "INFORMASI-S1", choice="yes", files=0)
    assert "pilih-INFORMASI-S1" not in browser.get(BULK).content.decode()
    row = browser.get(f"{BULK}?tampil=semua").context["lines"][0]
    # “No longer” would overwrite it.
    assert [value for value, _label in row["options"]] == ["same", "changed", "evidence"]


def test_the_same_is_chosen_at_once_where_no_figure_is_asked(years: Years, browser: Client) -> None:
    lines = browser.get(f"{BULK}?pilih=sama").context["lines"]
    assert {line["offer"].indicator.code: line["chosen"] for line in lines} == {
        "INFORMASI-S1": "same",
        "INFORMASI-P1": "same",
        "INFORMASI-H1": "",
        "KESEHATAN-S1": "same",
    }


def test_the_whole_path_without_scripts(years: Years, browser: Client) -> None:
    data = chosen(years, S1="same", P1="changed", H1="ended")
    page = browser.post(BULK, data).content.decode()
    assert "Take over for 3 indicators" in page
    assert "Marked as changed; answer it on its page." in page
    assert not Answer.objects.filter(assessment=years.now).exists()
    for _press in range(2):
        done = browser.post(BULK, data | {"accept": "1"})
        assert done.status_code == 200
    assert "Nothing was written: it was so already" in done.content.decode()
    assert {row.indicator.code: row.since_last for row in Answer.objects.filter(assessment=years.now)} == {
        "INFORMASI-S1": "same",
        "INFORMASI-P1": "changed",
        "INFORMASI-H1": "ended",
    }
    assert EvidenceFile.objects.count() == 3


def test_back_keeps_what_was_chosen(years: Years, browser: Client) -> None:
    lines = browser.post(BULK, chosen(years, S1="ended") | {"back": "1", "berkas": []}).context["lines"]
    line = next(line for line in lines if line["offer"].indicator.code == "INFORMASI-S1")
    assert (line["chosen"], line["ticked"]) == ("ended", frozenset())


def test_nothing_chosen_and_nonsense_are_told(years: Years, browser: Client) -> None:
    for data in ({}, chosen(years), {"pilih-TIDAK": "same", "berkas": ["x", "INFORMASI-S1:99999999999999999999"]}):
        response = browser.post(BULK, data)
        assert response.status_code == 422
        assert "Choose something for at least one indicator first." in response.content.decode()
    odd = browser.post(BULK, {"pilih-INFORMASI-S1": "barangkali", "versi-INFORMASI-S1": "²"})
    assert odd.status_code == 200
    assert "cannot be given any more" in odd.content.decode()


def test_after_the_deadline_accepting_is_refused_and_nothing_written(years: Years, browser: Client) -> None:
    close_phase(years.now.cycle, PhaseCode.FILLING)
    response = browser.post(BULK, chosen(years, S1="same") | {"accept": "1"})
    assert response.status_code == 403
    assert not Answer.objects.filter(assessment=years.now).exists()


def test_a_contributor_is_offered_only_what_is_theirs(years: Years, sign_in: Callable[[Any], Client]) -> None:
    give_to_contributor(years, "INFORMASI-P1")
    page = english(sign_in(years.stage.contributor)).get(BULK).content.decode()
    assert "pilih-INFORMASI-P1" in page
    assert "INFORMASI-S1" not in page


def test_without_an_earlier_answer_the_page_says_so(years: Years, sign_in: Callable[[Any], Client]) -> None:
    Assessment.objects.create(cycle=years.now.cycle, region=years.stage.far_region)
    page = english(sign_in(years.stage.far_coordinator)).get("/kerja/2027/91.03/tahun-lalu/")
    assert "There is no earlier answer to start from." in page.content.decode()


def test_the_dashboard_says_how_much_can_be_taken_over(years: Years, browser: Client) -> None:
    assert "4 answers of 2026 can be taken over" in browser.get(HERE).content.decode()
    close_phase(years.now.cycle, PhaseCode.FILLING)
    assert "can be taken over" not in browser.get(HERE).content.decode()


@pytest.mark.parametrize(
    ("stance", "target"),
    [("same", f"{HERE}INFORMASI-S1/"), ("changed", f"{HERE}INFORMASI-S1/?mulai=tahun-lalu#jawaban"), ("ended", f"{HERE}INFORMASI-S1/")],
)
def test_one_indicator(years: Years, browser: Client, stance: str, target: str) -> None:
    page = browser.get(f"{HERE}INFORMASI-S1/").content.decode()
    assert f'name="pilih-INFORMASI-S1" value="{stance}"' in page
    data = {"pilih-INFORMASI-S1": stance, "versi-INFORMASI-S1": "0", "berkas": f"INFORMASI-S1:{years.evidence('INFORMASI-S1').pk}"}
    response = browser.post(f"{HERE}INFORMASI-S1/tahun-lalu/", data)
    assert (response.status_code, response["Location"]) == (302, target)
    row = years.row("INFORMASI-S1")
    assert row is not None
    assert (row.since_last, row.evidence.count()) == (stance, 1)
    assert "You said:" in browser.get(f"{HERE}INFORMASI-S1/").content.decode()


def test_one_indicator_that_was_answered_meanwhile_is_left_with_a_reason(years: Years, browser: Client) -> None:
    answer(years.now, "INFORMASI-S1", choice="no", files=0)
    response = browser.post(f"{HERE}INFORMASI-S1/tahun-lalu/", {"pilih-INFORMASI-S1": "same", "versi-INFORMASI-S1": "0"}, follow=True)
    assert "nothing is overwritten" in response.content.decode()
    assert years.row("INFORMASI-S1").choice == "no"  # type: ignore[union-attr]


def test_merged_and_split_questions_offer_evidence_honestly(mapped: Any, sign_in: Callable[[Any], Client]) -> None:
    page = english(sign_in(mapped.coordinator)).get(BULK)
    lines = {line["offer"].indicator.code: line for line in page.context["lines"]}
    assert lines["N-GABUNG"]["offer"].before.relation == Relation.MERGES
    assert [value for value, _label in lines["N-GABUNG"]["options"]] == ["evidence"]
    assert len(lines["N-GABUNG"]["offer"].files) == 2
    assert [value for value, _label in lines["N-PECAH-1"]["options"]] == ["same", "changed", "ended", "evidence"]
    # A level that the new rubric does not have cannot be the same.
    assert "same" not in dict(lines["N-TANGGA"]["options"])
    assert "In 2026 this was asked as 2 indicators" in page.content.decode()
    assert "N-BARU" not in lines
    pieces = [row.evidence.pk for row in lines["N-GABUNG"]["offer"].files]
    sent = {"pilih-N-GABUNG": "evidence", "versi-N-GABUNG": "0", "berkas": [f"N-GABUNG:{pk}" for pk in pieces], "accept": "1"}
    english(sign_in(mapped.coordinator)).post(BULK, sent)
    row = Answer.objects.get(assessment=mapped.assessment, indicator__code="N-GABUNG")
    assert (row.has_value, row.since_last, row.evidence.count()) == (False, "", 2)


def test_the_list_costs_few_queries_whatever_it_shows(years: Years, browser: Client, django_assert_max_num_queries: Any) -> None:
    browser.get(BULK)
    with django_assert_max_num_queries(16):
        browser.get(BULK)
