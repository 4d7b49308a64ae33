"""From one indicator to the next by keyboard: by the keys the script adds, and by the access keys of the browser without it."""

from typing import Any

import pytest
from playwright.sync_api import expect

from assessments.models import Answer
from tests.browser.conftest import Visit, Watch
from tests.factories import Stage, answer, make_stage

HOME = "/kerja/2026/34.04/"


@pytest.fixture
def world(transactional_db: Any) -> Stage:
    return make_stage()


def test_the_keyboard_walks_through_the_indicators_and_takes_what_is_typed_along(world: Stage, visit: Visit, watch: Watch) -> None:
    answer(world.assessment, "INFORMASI-S1", choice="yes", files=0)
    page = visit(world.coordinator)
    page.goto(f"{HOME}INFORMASI-S1/")
    page.locator("#id_note").press_sequentially("ditulis lalu terus")
    page.keyboard.press("Alt+PageDown")
    page.wait_for_url(f"**{HOME}INFORMASI-P1/")
    page.keyboard.press("Alt+PageUp")
    page.wait_for_url(f"**{HOME}INFORMASI-S1/")
    expect(page.locator("#id_note")).to_have_value("ditulis lalu terus")
    page.keyboard.press("PageDown")
    expect(page).to_have_url(f"{page.url}")
    expect(page.locator("a[rel=next]")).to_have_attribute("accesskey", ".")
    expect(page.locator("a[rel=prev], [rel=prev]")).to_have_count(0)  # the first has none before it
    page.goto(f"{HOME}INFORMASI-P1/")
    expect(page.locator("a[rel=prev]")).to_have_attribute("accesskey", ",")
    assert Answer.objects.get(indicator__code="INFORMASI-S1").choice == "yes"
