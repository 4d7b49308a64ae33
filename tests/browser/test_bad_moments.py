"""The connection goes, a colleague is faster, the deadline passes: nothing typed is lost, and the page says what happened."""

from typing import Any

import pytest
from django.contrib.sessions.models import Session
from playwright.sync_api import BrowserContext, Page, expect

from assessments.models import Answer
from tests.browser.conftest import Visit, Watch
from tests.factories import PASSWORD, Stage, answer, close_phase, make_stage

ADDRESS = "/kerja/2026/34.04/INFORMASI-S1/"
TYPED = "Perda 3/2024 pasal 7, dua sanksi"


@pytest.fixture
def world(transactional_db: Any) -> Stage:
    return make_stage()


def type_note(page: Page, text: str = TYPED) -> None:
    """Type and wait until this tab has kept it."""
    page.locator("#id_note").fill(text)
    page.wait_for_function("(text) => Object.values(sessionStorage).some((kept) => kept.includes(text))", arg=text)


def press_save(page: Page) -> None:
    page.get_by_role("button", name="Save", exact=True).click()


def saved_note() -> str:
    return Answer.objects.get(indicator__code="INFORMASI-S1").note


def without_connection(context: BrowserContext, watch: Watch, act: Any) -> None:
    """Do something while the server cannot be reached; the browser's own complaints about that are no trouble."""
    context.set_offline(True)
    try:
        act()
    finally:
        context.set_offline(False)
    watch.troubles = [trouble for trouble in watch.troubles if "ERR_INTERNET_DISCONNECTED" not in trouble and "htmx:" not in trouble]


def test_a_live_score_without_connection_says_so_until_it_is_back(world: Stage, visit: Visit, watch: Watch) -> None:
    page = visit(world.coordinator)
    page.goto(ADDRESS)
    notice = page.locator('[data-notice="offline"]')

    def answer_it() -> None:
        page.locator("[name=choice][value=yes]").check()
        expect(notice).to_be_visible()
        expect(page.locator("[name=choice][value=yes]")).to_be_checked()

    without_connection(page.context, watch, answer_it)
    expect(notice).to_have_count(0)
    with page.expect_response("**/nilai/"):
        page.locator("[name=choice][value=no]").check()
    expect(page.locator("#nilai h2")).to_contain_text("Self score with this answer")


def test_a_live_score_after_the_session_has_ended_leads_to_the_sign_in_and_back(world: Stage, visit: Visit, watch: Watch) -> None:
    watch.expected.add(401)
    page = visit(world.coordinator)
    page.goto(ADDRESS)
    Session.objects.all().delete()
    type_note(page)
    notice = page.locator('[data-notice="session"]')
    expect(notice).to_be_visible()
    # The draft is kept; the browser's own question is only for those who would lose something.
    page.once("dialog", lambda dialog: dialog.accept())
    notice.get_by_role("link").click()
    page.locator("[name=username]").fill(world.coordinator.email)
    page.locator("[name=password]").fill(PASSWORD)
    page.locator("main form[method=post] button").click()
    expect(page.locator("#id_note")).to_have_value(TYPED)


def test_a_save_without_connection_is_put_back_when_the_page_comes_again(world: Stage, visit: Visit, watch: Watch) -> None:
    page = visit(world.coordinator)
    page.goto(ADDRESS)
    page.locator("[name=choice][value=yes]").check()
    type_note(page)

    def save() -> None:
        press_save(page)
        page.wait_for_url("chrome-error://**")

    without_connection(page.context, watch, save)
    page.goto(ADDRESS)
    expect(page.locator('[data-notice="restored"]')).to_be_visible()
    expect(page.locator("#id_note")).to_have_value(TYPED)
    expect(page.locator("[name=choice][value=yes]")).to_be_checked()
    press_save(page)
    expect(page.locator(".messages")).to_contain_text("Saved")
    assert saved_note() == TYPED


def test_two_people_at_one_answer_see_both_versions_and_lose_none(world: Stage, visit: Visit, watch: Watch) -> None:
    watch.expected.add(409)
    answer(world.assessment, "INFORMASI-S1", choice="no", note="Semula")
    first, second = visit(world.coordinator), visit(world.contributor)
    for page in (first, second):
        page.goto(ADDRESS)
    type_note(second, "Ditulis petugas dinas")
    press_save(second)
    expect(second.locator(".messages")).to_contain_text("Saved")
    first.locator("[name=choice][value=yes]").check()
    type_note(first)
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


def test_the_saved_version_of_a_colleague_can_be_kept(world: Stage, visit: Visit, watch: Watch) -> None:
    watch.expected.add(409)
    answer(world.assessment, "INFORMASI-S1", choice="no", note="Semula")
    page = visit(world.coordinator)
    page.goto(ADDRESS)
    Answer.objects.update(version=2, note="Ditulis petugas dinas")
    type_note(page)
    press_save(page)
    page.once("dialog", lambda dialog: dialog.accept())
    page.get_by_role("link", name="Keep the saved version").click()
    expect(page.locator(".stale")).to_have_count(0)
    assert saved_note() == "Ditulis petugas dinas"


def test_a_deadline_that_passes_while_typing_leaves_the_text_to_copy(world: Stage, visit: Visit, watch: Watch) -> None:
    watch.expected.add(403)
    page = visit(world.coordinator)
    page.goto(ADDRESS)
    page.locator("[name=choice][value=yes]").check()
    type_note(page)
    close_phase(world.cycle, "filling")
    press_save(page)
    refused = page.locator(".refused-save")
    expect(refused.get_by_role("alert")).to_contain_text("Nothing was saved")
    assert TYPED in [box.input_value() for box in refused.locator("textarea").all()]
    assert not Answer.objects.exists()


def test_a_form_of_another_session_is_refused_in_words_and_put_back(world: Stage, visit: Visit, watch: Watch) -> None:
    watch.expected.add(403)
    page = visit(world.coordinator)
    page.goto(ADDRESS)
    type_note(page)
    page.context.clear_cookies(name="csrftoken")
    press_save(page)
    expect(page.locator("h1")).to_be_visible()
    assert not Answer.objects.exists()
    page.goto(ADDRESS)
    expect(page.locator("#id_note")).to_have_value(TYPED)
