"""The map by pointer, keyboard, finger, and without any script."""

import re
from typing import Any

import pytest
from playwright.sync_api import expect

from regions.services.load import load_regions
from reports.services.published import load_published
from tests.browser.conftest import PHONE, Visit


@pytest.fixture
def record(transactional_db: Any) -> None:
    load_regions()
    load_published()


def test_the_keyboard_finds_the_map_as_one_stop_and_walks_on_it(record: None, visit: Visit) -> None:
    page = visit()
    page.goto("/?tahun=2022")
    now = page.locator("[data-hexmap-now]")
    expect(page.locator('.hexmap-cells a[tabindex="0"]')).to_have_count(1)
    page.locator(".hexmap-skip").focus()
    page.keyboard.press("Tab")
    expect(now).to_contain_text("Kabupaten Aceh Selatan")
    page.keyboard.press("End")
    expect(now).to_contain_text("Kota Sorong")
    page.keyboard.press("Home")
    page.keyboard.press("ArrowRight")
    expect(now).not_to_contain_text("Aceh Selatan")
    page.keyboard.press("Enter")
    expect(page).to_have_url(re.compile(r"/daerah/1[12]\.\d\d/$"))


def test_the_map_can_be_skipped(record: None, visit: Visit) -> None:
    page = visit()
    page.goto("/?tahun=2022")
    page.locator(".hexmap-skip").focus()
    page.keyboard.press("Enter")
    page.keyboard.press("Tab")
    assert not page.evaluate("document.querySelector('.hexmap-cells').contains(document.activeElement)")


def test_the_pointer_names_the_region_below_it(record: None, visit: Visit) -> None:
    page = visit()
    page.goto("/?tahun=2022")
    page.locator('.hexmap-cells a[href="/daerah/62.71/"]').hover()
    expect(page.locator("[data-hexmap-now]")).to_contain_text("Kota Palangkaraya")
    expect(page.locator(".hexmap-marker")).to_be_visible()


def test_without_script_every_hexagon_is_a_link(record: None, visit: Visit) -> None:
    page = visit(size=PHONE, script=False)
    page.goto("/?tahun=2022")
    expect(page.locator(".hexmap-cells a")).to_have_count(514)
    assert page.evaluate("document.documentElement.scrollWidth <= window.innerWidth")
    expect(page.locator("[data-hexmap-now]")).to_be_hidden()
    page.locator('.hexmap-cells a[href="/daerah/94.04/"]').click()
    expect(page).to_have_url(re.compile(r"/daerah/94\.04/$"))
