"""The offline workbook in a real browser: download, fill in, upload, decide, accept; with and without scripts."""

from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Page, expect

from assessments.models import Answer
from assessments.services.answer_input import AnswerInput
from assessments.services.answers import save_answer
from tests.assessments.workbooks import filled
from tests.browser.conftest import PHONE, Visit, Watch
from tests.browser.inspection import Inspection
from tests.factories import Stage, fill, make_stage

HERE = "/kerja/2026/34.04/"


@pytest.fixture
def world(transactional_db: Any) -> Stage:
    stage = make_stage()
    fill(stage.assessment)
    return stage


def downloaded(page: Page) -> bytes:
    """The workbook, as a click brings it."""
    page.goto(HERE)
    page.get_by_role("link", name="Offline workbook").click()
    with page.expect_download() as loading:
        page.get_by_role("link", name="All rights: 6 indicators").click()
    assert loading.value.suggested_filename == "kkp-ham-2026-34.04.xlsx"
    return Path(loading.value.path()).read_bytes()


def send(page: Page, content: bytes) -> None:
    kind = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
    page.locator("input[type=file]").set_input_files({"name": "lembar.xlsx", "mimeType": kind, "buffer": content})
    page.get_by_role("button", name="Show what would change").click()


def changed_on_both_sides(world: Stage, page: Page) -> bytes:
    """A workbook with a change, a fault and an answer that somebody else changes online meanwhile."""
    content = filled(
        downloaded(page),
        {
            "INFORMASI-S1": {"note": "luring"},
            "KESEHATAN-S1": {"answer": "No"},
            "KESEHATAN-H1": {"numerator": "banyak"},
        },
    )
    indicator = world.framework.indicators.get(code="INFORMASI-S1")
    save_answer(assessment=world.assessment, indicator=indicator, value=AnswerInput(choice="no", note="daring"), version=1, by=world.contributor)
    return content


@pytest.mark.parametrize("script", [True, False])
def test_the_path_of_a_workbook(world: Stage, visit: Visit, watch: Watch, script: bool) -> None:
    page = visit(world.coordinator, script=script)
    send(page, changed_on_both_sides(world, page))
    expect(page.get_by_role("heading", level=1)).to_have_text("What would change")
    expect(page.locator(".workbook-faults")).to_contain_text("“banyak” is not a number")
    expect(page.locator(".workbook-faults")).to_contain_text("!F6")
    page.get_by_label("Take the workbook").check()
    page.get_by_role("button", name="Save the changes").click()
    expect(page.get_by_role("heading", level=2, name="2 answers were saved")).to_be_visible()
    rows = {row.indicator.code: row for row in Answer.objects.select_related("indicator")}
    assert (rows["INFORMASI-S1"].note, rows["KESEHATAN-S1"].choice, rows["KESEHATAN-H1"].version) == ("luring", "no", 1)


def test_a_file_of_another_kind_is_refused_where_it_was_chosen(world: Stage, visit: Visit, watch: Watch) -> None:
    watch.expected = {422}
    page = visit(world.coordinator, size=PHONE)
    page.goto(f"{HERE}lembar-kerja/")
    send(page, b"kode;jawaban")
    expect(page.locator(".form-errors")).to_contain_text("not an Excel workbook")


def test_its_pages_pass_axe(world: Stage, visit: Visit, watch: Watch) -> None:
    watch.expected = {422}
    inspection = Inspection(visit(world.coordinator, language="en"), "en")
    page = inspection.page
    content = changed_on_both_sides(world, page)
    inspection.visit(f"{HERE}lembar-kerja/")
    send(page, b"kode;jawaban")
    inspection.look("a file that was refused")
    page.goto(f"{HERE}lembar-kerja/")
    send(page, content)
    expect(page.get_by_role("heading", level=1)).to_have_text("What would change")
    inspection.look("the preview")
    page.get_by_label("Keep what is saved").check()
    page.get_by_role("button", name="Save the changes").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Workbook taken over")
    inspection.look("a workbook taken over")
    inspection.close()
