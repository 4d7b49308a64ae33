"""Editing an indicator of a draft as people do: bands, the panel that follows, a try-out, saving, a comment; nothing lost."""

import re
from typing import Any

import pytest
from playwright.sync_api import Page, expect

from indicators.models import Framework, IndicatorComment
from tests.browser.conftest import DESK, PHONE, Visit
from tests.factories import Stage, make_stage
from tests.factories_drafts import small_draft

PAGE = "/bengkel/rancangan/indikator/INFORMASI-H1/"
BANDS = [("", "10", "10"), ("10", "20", "5"), ("20", "", "0")]


@pytest.fixture
def world(transactional_db: Any) -> Stage:
    return make_stage()


@pytest.fixture
def draft(world: Stage) -> Framework:
    return small_draft(world.editor)


def rule_of(draft: Framework) -> dict[str, Any]:
    return dict(draft.indicators.get(code="INFORMASI-H1").rule)


def fill_bands(page: Page) -> None:
    """Three bands that touch, in rows that are there or are added."""
    page.locator("label[for=id_rule_type_2]").click()
    for number, (low, high, points) in enumerate(BANDS):
        if number >= page.locator(".rule-row--band").count():
            page.locator("[data-rows=band] [data-add-row]").click()
        row = page.locator(".rule-row--band").nth(number)
        row.locator("[name=band_low]").fill(low)
        row.locator("[name=band_high]").fill(high)
        row.locator("[name=band_high_edge]").select_option("below")
        row.locator("[name=band_points]").fill(points)


def wait_for_draft(page: Page, part: str) -> None:
    """Until the browser's draft holds a value."""
    for _wait in range(60):
        if page.evaluate("(part) => Object.keys(sessionStorage).some((key) => key.startsWith('draft:') && sessionStorage[key].includes(part))", part):
            return
        page.wait_for_timeout(50)
    pytest.fail("no draft was kept")


@pytest.mark.parametrize("size", [DESK, PHONE])
def test_bands_are_changed_tried_and_saved(world: Stage, draft: Framework, visit: Visit, size: Any) -> None:
    page = visit(world.editor, size=size)
    page.goto(PAGE)
    panel = page.locator("#periksa")
    expect(panel).to_contain_text("Nothing to mend")
    fill_bands(page)
    expect(page.locator("[data-rule-for='linear progress']")).to_be_hidden()
    expect(panel.locator("tbody tr")).to_have_count(3)
    expect(page.locator("#keadaan")).to_contain_text("not saved yet")
    page.locator("#coba").fill("12,5")
    expect(panel.locator(".tried")).to_contain_text("50 %")
    expect(panel.locator(".drawing-mark")).to_have_count(1)
    page.locator("[name=band_points]").nth(1).fill("viel")
    expect(panel).to_contain_text("Cannot be read yet")
    page.locator("[name=band_points]").nth(1).fill("6")
    expect(panel.locator(".tried")).to_contain_text("60 %")
    page.locator("[name=definition_en]").fill("")
    expect(panel.locator(".check-faults")).to_contain_text("Still missing in English")
    page.locator(".save-bar button[value=save]").click()
    expect(page.locator(".messages")).to_contain_text("saved")
    assert [band["points"] for band in rule_of(draft)["bands"]] == ["10", "6", "0"]
    page.locator("#id_text").fill("Why 6?")
    page.locator(".comment-form button").click()
    expect(page.locator(".comment")).to_contain_text("Why 6?")
    page.locator(".comment button").click()
    expect(page.locator(".comment-state")).to_contain_text("resolved")
    assert IndicatorComment.objects.get().resolved_by == world.editor


def test_rows_come_and_go_with_the_keyboard(world: Stage, draft: Framework, visit: Visit) -> None:
    page = visit(world.editor)
    page.goto(PAGE)
    page.locator("label[for=id_rule_type_2]").click()
    rows = page.locator(".rule-row--band")
    before = rows.count()
    page.locator("[data-rows=band] [data-add-row]").press("Enter")
    expect(rows).to_have_count(before + 1)
    expect(rows.last.locator("[name=band_low]")).to_be_focused()
    rows.last.locator("[data-remove-row]").press("Enter")
    expect(rows).to_have_count(before)
    expect(rows.last.locator("[data-remove-row]")).to_be_focused()
    assert rule_of(draft)["type"] == "linear"


def test_a_draft_in_the_browser_brings_its_rows_back(world: Stage, draft: Framework, visit: Visit) -> None:
    page = visit(world.editor)
    page.goto(PAGE)
    fill_bands(page)
    wait_for_draft(page, '"20"')
    page.once("dialog", lambda dialog: dialog.accept())
    page.goto(PAGE)
    expect(page.locator('[data-notice="restored"]')).to_be_visible()
    expect(page.locator(".rule-row--band")).to_have_count(3)
    expect(page.locator("[name=band_points]").nth(1)).to_have_value("5")
    expect(page.locator("#periksa tbody tr")).to_have_count(3)


def test_it_works_without_a_script(world: Stage, draft: Framework, visit: Visit) -> None:
    page = visit(world.editor, script=False)
    page.goto(PAGE)
    page.locator("label[for=id_rule_type_2]").click()
    for number, (low, high, points) in enumerate(BANDS):
        if number >= page.locator(".rule-row--band").count():
            page.locator("[value='add:band']").click()
        row = page.locator(".rule-row--band").nth(number)
        row.locator("[name=band_low]").fill(low)
        row.locator("[name=band_high]").fill(high)
        row.locator("[name=band_high_edge]").select_option("below")
        row.locator("[name=band_points]").fill(points)
    page.locator("#coba").fill("25")
    page.locator(".save-bar button[value=check]").click()
    expect(page.locator("#periksa .tried")).to_contain_text("Earns 0 %")
    page.locator(".save-bar button[value=save]").click()
    expect(page).to_have_url(re.compile(re.escape(PAGE)))
    assert len(rule_of(draft)["bands"]) == 3
