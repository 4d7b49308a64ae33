"""The connection goes, a colleague is faster, the deadline passes: nothing typed is lost, and the page says what happened."""

from typing import Any

import pytest
from playwright.sync_api import Page, expect

from assessments.models import Answer
from tests.browser.conftest import Visit, Watch
from tests.factories import Stage, answer, close_phase, make_stage

ADDRESS = "/kerja/2026/34.04/INFORMASI-S1/"
TYPED = "Perda 3/2024 pasal 7, dua sanksi"


@pytest.fixture
def world(transactional_db: Any) -> Stage:
    return make_stage()


def saved_note() -> str:
    return Answer.objects.get(indicator__code="INFORMASI-S1").note


def opened(visit: Visit, person: Any) -> Page:
    """The page of an answer without scripts: only its button saves."""
    page = visit(person, script=False)
    page.goto(ADDRESS)
    return page


def press_save(page: Page) -> None:
    page.get_by_role("button", name="Save", exact=True).click()


def test_two_people_at_one_answer_see_both_versions_and_lose_none(world: Stage, visit: Visit, watch: Watch) -> None:
    watch.expected.add(409)
    answer(world.assessment, "INFORMASI-S1", choice="no", note="Semula")
    first, second = opened(visit, world.coordinator), opened(visit, world.contributor)
    second.locator("#id_note").fill("Ditulis petugas dinas")
    press_save(second)
    expect(second.locator(".messages")).to_contain_text("Saved")
    first.locator("[name=choice][value=yes]").check()
    first.locator("#id_note").fill(TYPED)
    press_save(first)
    sides = first.locator(".compare-side")
    expect(sides.nth(0)).to_contain_text("Ditulis petugas dinas")
    expect(sides.nth(0)).to_contain_text(str(world.contributor))
    expect(sides.nth(1)).to_contain_text(TYPED)
    expect(first.locator("#id_note")).to_have_value(TYPED)
    assert saved_note() == "Ditulis petugas dinas"
    press_save(first)
    expect(first.locator(".messages")).to_contain_text("Saved")
    assert saved_note() == TYPED


def test_the_saved_version_of_a_colleague_can_be_kept_and_is_not_replaced_by_itself(world: Stage, visit: Visit, watch: Watch) -> None:
    watch.expected.add(409)
    answer(world.assessment, "INFORMASI-S1", choice="no", note="Semula")
    page = visit(world.coordinator)
    page.goto(ADDRESS)
    Answer.objects.update(version=2, note="Ditulis petugas dinas")
    page.locator("#id_note").fill(TYPED)
    press_save(page)
    page.get_by_role("link", name="Keep the saved version").click()
    expect(page.locator(".stale")).to_have_count(0)
    expect(page.locator("#id_note")).to_have_value("Ditulis petugas dinas")
    assert saved_note() == "Ditulis petugas dinas"


def test_a_deadline_that_passes_while_typing_leaves_the_text_to_copy(world: Stage, visit: Visit, watch: Watch) -> None:
    watch.expected.add(403)
    page = opened(visit, world.coordinator)
    page.locator("[name=choice][value=yes]").check()
    page.locator("#id_note").fill(TYPED)
    close_phase(world.cycle, "filling")
    press_save(page)
    refused = page.locator(".refused-save")
    expect(refused.get_by_role("alert")).to_contain_text("Nothing was saved")
    assert TYPED in [box.input_value() for box in refused.locator("textarea").all()]
    assert not Answer.objects.exists()


def test_a_deadline_that_passes_is_told_while_typing_and_the_text_can_be_copied_later(world: Stage, visit: Visit, watch: Watch) -> None:
    watch.expected.add(403)
    page = visit(world.coordinator)
    page.goto(ADDRESS)
    close_phase(world.cycle, "filling")
    page.locator("#id_note").fill(TYPED)
    expect(page.locator("[data-line]")).to_contain_text("deadline has passed")
    page.once("dialog", lambda dialog: dialog.accept())
    page.goto(ADDRESS)
    expect(page.locator('[data-notice="left-over"] textarea')).to_have_value(TYPED)
    assert not Answer.objects.exists()


def test_a_form_of_another_session_gets_a_fresh_token_by_itself(world: Stage, visit: Visit, watch: Watch) -> None:
    watch.expected.add(403)
    page = visit(world.coordinator)
    page.goto(ADDRESS)
    page.context.clear_cookies(name="csrftoken")
    page.locator("#id_note").fill(TYPED)
    expect(page.locator("[data-line]")).to_contain_text("Saved at")
    assert saved_note() == TYPED
