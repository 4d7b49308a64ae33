"""Pages and downloads of simulations."""

import csv
from decimal import Decimal
from io import BytesIO, StringIO
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from openpyxl import load_workbook

from assessments.models import Answer
from indicators.models import Framework
from jobs.models import Job, JobState
from regions.models import Region
from reports.models import Simulation
from tests.factories import Stage
from tests.factories_indicators import small_framework
from tests.reports.conftest import crowd
from tests.reports.simulating import draft_of, end, simulated

pytestmark = pytest.mark.django_db


def address(name: str, *args: Any) -> str:
    return reverse(f"reports:{name}", args=["rancangan", *args])


@pytest.fixture
def browser(stage: Stage, sign_in: Any) -> Any:
    client = sign_in(stage.editor)
    client.cookies["django_language"] = "en"
    return client


@pytest.fixture
def harder(scored_stage: Stage) -> Simulation:
    """Results count alone: both regions lose, Yogyakarta its predicate."""
    draft = draft_of(scored_stage)
    Framework.objects.filter(pk=draft.pk).update(components={"struktur": 0, "proses": 0, "hasil": 100})
    return simulated(draft, scored_stage)


def text_of(browser: Any, url: str, status: int = 200) -> str:
    answer = browser.get(url)
    assert answer.status_code == status
    return " ".join(answer.content.decode().split())


def test_a_draft_leads_to_its_simulations(scored_stage: Stage, browser: Any) -> None:
    draft_of(scored_stage)
    assert address("simulations") in text_of(browser, reverse("workshop:draft", args=["rancangan"]))


def test_a_reviewer_is_not_led_where_they_may_not_go(scored_stage: Stage, sign_in: Any) -> None:
    draft_of(scored_stage)
    assert address("simulations") not in text_of(sign_in(scored_stage.reviewer), reverse("workshop:draft", args=["rancangan"]))


def test_starting_leads_to_the_simulation_and_its_progress(scored_stage: Stage, browser: Any) -> None:
    draft_of(scored_stage)
    answer = browser.post(address("simulations"), {"cycle": scored_stage.cycle.pk, "unasked": "omit"})
    simulation = Simulation.objects.get()
    assert (answer.status_code, answer["Location"]) == (302, address("simulation", simulation.pk))
    assert f'data-progress-url="{reverse("jobs:progress", args=[simulation.job_id])}"' in text_of(browser, answer["Location"])


def test_another_editor_sees_that_it_is_under_way(scored_stage: Stage, browser: Any) -> None:
    draft_of(scored_stage)
    browser.post(address("simulations"), {"cycle": scored_stage.cycle.pk, "unasked": "omit"})
    Job.objects.update(created_by=scored_stage.lead)
    page = text_of(browser, address("simulation", Simulation.objects.get().pk))
    assert "data-progress-url" not in page
    assert "being computed" in page


def test_an_unrelated_cycle_is_refused_in_the_form_and_the_choice_stays(scored_stage: Stage, browser: Any) -> None:
    small_framework("rancangan", state="draft")
    answer = browser.post(address("simulations"), {"cycle": scored_stage.cycle.pk, "unasked": "zero"})
    page = answer.content.decode()
    assert answer.status_code == 422
    assert "does not come from" in page
    assert 'value="zero" ' in page.split("checked")[0][-200:]


def test_a_failed_simulation_says_why(scored_stage: Stage, browser: Any) -> None:
    draft_of(scored_stage)
    browser.post(address("simulations"), {"cycle": scored_stage.cycle.pk, "unasked": "omit"})
    Job.objects.update(state=JobState.FAILED, error="It broke there.")
    page = text_of(browser, address("simulation", Simulation.objects.get().pk))
    assert "It broke there." in page
    assert address("simulations") in page


def test_the_result_begins_with_one_sentence(harder: Simulation, browser: Any) -> None:
    page = text_of(browser, address("simulation", harder.pk))
    assert "Of 2 regions 0 would gain, 2 would lose and 0 would keep their final score; 1 would hold another predicate." in page
    assert "Calculation on a draft, not a result" in page
    assert "?dari=cukup&amp;ke=mulai#daerah" in page


def test_demonstration_data_are_named(harder: Simulation, browser: Any) -> None:
    assert "Demonstration data" not in text_of(browser, address("simulation", harder.pk))
    type(harder.cycle).objects.update(is_demonstration=True)
    assert "Demonstration data" in text_of(browser, address("simulation", harder.pk))


def test_the_page_says_when_the_draft_has_changed_since(harder: Simulation, browser: Any) -> None:
    assert "The framework has changed since" not in text_of(browser, address("simulation", harder.pk))
    harder.framework.indicators.filter(code="INFORMASI-H1").update(weight=3)
    assert "The framework has changed since" in text_of(browser, address("simulation", harder.pk))


def test_what_was_left_out_is_listed_with_its_reason(scored_stage: Stage, browser: Any) -> None:
    draft = draft_of(scored_stage)
    end(draft, "INFORMASI-H1")
    page = text_of(browser, address("simulation", simulated(draft, scored_stage).pk))
    assert "New: the cycle did not ask for it." in page
    assert "They are left out of the scores after" in page
    assert "No longer asked" in page


def test_indicators_that_tell_nothing_apart_are_flagged_in_words(scored_stage: Stage, browser: Any) -> None:
    crowd(scored_stage.cycle, 8)
    page = text_of(browser, address("simulation", simulated(draft_of(scored_stage), scored_stage).pk))
    assert "100% of those with a figure earn all points" in page
    assert "It rises and falls with KESEHATAN-H1 (correlation 1.00)" in page


def test_an_indicator_most_regions_did_not_answer_is_said_to_be_unknown(scored_stage: Stage, browser: Any) -> None:
    rows = crowd(scored_stage.cycle, 8)
    Answer.objects.filter(assessment__in=rows, indicator__code="INFORMASI-S1").delete()
    simulation = simulated(draft_of(scored_stage), scored_stage)
    page = text_of(browser, address("simulation", simulation.pk))
    assert "80% of the regions gave no answer" in page
    assert "of those with a figure earn nothing" not in page


def test_what_counts_as_zero_for_want_of_figures_is_not_called_out_of_reach(scored_stage: Stage, browser: Any) -> None:
    crowd(scored_stage.cycle, 8)
    draft = draft_of(scored_stage)
    end(draft, "INFORMASI-S1")
    page = text_of(browser, address("simulation", simulated(draft, scored_stage, unasked="zero").pk))
    assert "They count as zero points." in page
    assert "of those with a figure earn nothing" not in page


@pytest.mark.parametrize(
    ("query", "first", "found"),
    [
        ("", "Sleman", 2),
        ("?urut=nama", "Sleman", 2),
        ("?urut=turun", "Yogyakarta", 2),
        ("?arah=predikat", "Yogyakarta", 1),
        ("?dari=cukup&ke=mulai", "Yogyakarta", 1),
        ("?jenis=kota", "Yogyakarta", 1),
        ("?cari=sleman", "Sleman", 1),
        ("?arah=naik", "", 0),
        ("?arah=turun&provinsi=34", "Sleman", 2),
        ("?urut=tidak-ada&halaman=99", "Sleman", 2),
    ],
)
def test_regions_are_found_and_ordered_by_the_address(harder: Simulation, browser: Any, query: str, first: str, found: int) -> None:
    page = browser.get(address("simulation", harder.pk) + query).context["page"]
    assert page.paginator.count == found
    assert not found or page.object_list[0].region.name == first


def test_a_region_opens_its_questions_before_and_after(scored_stage: Stage, browser: Any) -> None:
    draft = draft_of(scored_stage)
    end(draft, "INFORMASI-H1")
    simulation = simulated(draft, scored_stage)
    answer = browser.get(address("simulation_region", simulation.pk, "34.04"))
    comparison = answer.context["comparison"]
    assert (comparison.before.raw, comparison.after.raw) == (88, 94)
    pairs = {pair.after.code: pair for right in comparison.rights for pair in right.pairs}
    assert (pairs["KESEHATAN-H1"].before[0].contribution_words, pairs["KESEHATAN-H1"].after.contribution_words) == ("24.00", "24.00")
    # Struktur carries 10 of the 40 that are left, so 12.5 of the raw score instead of 5.
    assert (pairs["INFORMASI-S1"].change, "INFORMASI-H1" in pairs) == (Decimal("7.5"), False)
    assert [part.code for part in comparison.ended] == ["INFORMASI-H1"]


def test_a_region_of_a_draft_that_no_longer_computes_says_so(harder: Simulation, browser: Any) -> None:
    harder.framework.indicators.filter(code="INFORMASI-H1").update(rule={"type": "linear", "zero_at": "some"})
    assert "can no longer be computed" in text_of(browser, address("simulation_region", harder.pk, "34.04"), 409)


def test_a_region_that_is_not_in_the_simulation_is_not_found(harder: Simulation, browser: Any) -> None:
    assert browser.get(address("simulation_region", harder.pk, "91.03")).status_code == 404


def test_the_workbook_holds_all_parts_and_no_formula(harder: Simulation, browser: Any) -> None:
    Region.objects.filter(code="34.04").update(full_name="=HYPERLINK(1)")
    answer = browser.get(address("simulation_download", harder.pk))
    assert "attachment" in answer["Content-Disposition"]
    book = load_workbook(BytesIO(answer.content))
    assert book.sheetnames == ["Summary", "Regions", "Indicators", "Provinces", "Kind", "Left out"]
    cells = [cell for sheet in book for line in sheet.iter_rows() for cell in line]
    assert "f" not in {cell.data_type for cell in cells}
    assert "'=HYPERLINK(1)" in [cell.value for cell in cells]
    sleman = next(line for line in book["Regions"].iter_rows(values_only=True) if line[0] == "34.04")
    assert (sleman[7], sleman[8], sleman[9]) == (88, 80, -8)


def test_the_table_holds_a_row_a_region(harder: Simulation, browser: Any) -> None:
    Region.objects.filter(code="34.04").update(full_name="+62")
    answer = browser.get(address("simulation_csv", harder.pk))
    rows = list(csv.DictReader(StringIO(answer.content.decode("utf-8-sig"))))
    assert [(row["Code"], row["Region"], row["Final score after"], row["Rank after"]) for row in rows] == [
        ("34.04", "'+62", "80.000000000000", "1"),
        ("34.71", "Kota Yogyakarta", "50.000000000000", "2"),
    ]


def test_nothing_is_downloaded_before_the_end(scored_stage: Stage, browser: Any) -> None:
    draft_of(scored_stage)
    browser.post(address("simulations"), {"cycle": scored_stage.cycle.pk, "unasked": "omit"})
    pk = Simulation.objects.get().pk
    assert browser.get(address("simulation_download", pk)).status_code == 404
    assert browser.get(address("simulation_csv", pk)).status_code == 404


@pytest.mark.parametrize("name", ["simulation", "simulation_download", "simulation_csv"])
def test_queries_do_not_grow_with_the_regions(scored_stage: Stage, browser: Any, name: str) -> None:
    draft = draft_of(scored_stage)

    def queries() -> int:
        url = address(name, simulated(draft, scored_stage).pk)
        browser.get(url)
        with CaptureQueriesContext(connection) as captured:
            browser.get(url)
        return len(captured)

    few = queries()
    crowd(scored_stage.cycle, 12)
    assert queries() == few


def test_the_list_does_not_ask_more_for_more_simulations(scored_stage: Stage, browser: Any) -> None:
    draft = draft_of(scored_stage)

    def queries() -> int:
        simulated(draft, scored_stage)
        with CaptureQueriesContext(connection) as captured:
            browser.get(address("simulations"))
        return len(captured)

    queries()
    few = queries()
    assert [queries(), queries()] == [few, few]
