"""Answers save themselves: while somebody types, after an offline spell, after a closed window, past a session that ended."""

import re
from contextlib import suppress
from typing import Any

import pytest
from django.contrib.sessions.models import Session
from playwright.sync_api import Error, Page, expect

from assessments.models import Answer
from tests.browser.conftest import Visit, Watch
from tests.factories import PASSWORD, Stage, answer, make_stage

ADDRESS = "/kerja/2026/34.04/INFORMASI-S1/"
TYPED = "Perda 3/2024 pasal 7, dua sanksi"


@pytest.fixture
def world(transactional_db: Any) -> Stage:
    return make_stage()


def note(page: Page) -> Any:
    return page.locator("#id_note")


def says(page: Page, state: str) -> None:
    """Wait until the line beside the button is in this state."""
    expect(page.locator("[data-save-state]")).to_have_attribute("data-state", re.compile(state))


def opened(visit: Visit, person: Any) -> Page:
    page = visit(person)
    page.goto(ADDRESS)
    return page


def saved_note() -> str:
    return Answer.objects.get(indicator__code="INFORMASI-S1").note


def copies(page: Page) -> int:
    return int(page.evaluate("Object.keys(localStorage).filter((key) => key.startsWith('draft:')).length"))


def test_what_is_typed_is_saved_without_a_press_and_the_score_follows(world: Stage, visit: Visit, watch: Watch) -> None:
    answer(world.assessment, "INFORMASI-S1", choice="no", note="Semula")
    page = opened(visit, world.coordinator)
    note(page).press("End")
    note(page).press_sequentially(" dan lagi")
    says(page, "saved")
    expect(page.locator("[data-line]")).to_contain_text("Saved at")
    assert saved_note() == "Semula dan lagi"
    page.locator("[name=choice][value=yes]").check()
    expect(page.locator("#nilai")).to_contain_text("5.00")
    assert Answer.objects.get().choice == "yes"
    assert copies(page) == 0


def test_an_offline_spell_is_told_and_the_text_goes_out_when_it_is_over(world: Stage, visit: Visit, watch: Watch) -> None:
    page = opened(visit, world.coordinator)
    page.context.set_offline(True)
    page.locator("[name=choice][value=yes]").check()
    note(page).fill(TYPED)
    says(page, "offline")
    assert copies(page) == 1
    page.context.set_offline(False)
    says(page, "saved")
    assert (saved_note(), copies(page)) == (TYPED, 0)
    watch.forgive_broken_link()


def test_a_window_that_crashes_without_connection_loses_nothing(world: Stage, visit: Visit, watch: Watch) -> None:
    page = opened(visit, world.coordinator)
    page.context.set_offline(True)
    page.locator("[name=choice][value=yes]").check()
    note(page).fill(TYPED)
    says(page, "offline")
    page.wait_for_function("text => Object.values(localStorage).some((copy) => copy.includes(text))", arg=TYPED)
    context = page.context
    # A window that is closed says goodbye to the server, which may come through; one that crashes does not.
    with suppress(Error):
        page.goto("chrome://crash")
    page.close()
    context.set_offline(False)
    again = context.new_page()
    again.goto(ADDRESS)
    expect(again.locator('[data-notice="restored"]')).to_be_visible()
    expect(note(again)).to_have_value(TYPED)
    says(again, "saved")
    assert (saved_note(), copies(again)) == (TYPED, 0)
    watch.forgive_broken_link()


def test_of_two_people_both_versions_are_shown_and_mine_can_be_kept(world: Stage, visit: Visit, watch: Watch, violations: Any) -> None:
    watch.expected.add(409)
    answer(world.assessment, "INFORMASI-S1", choice="no", note="Semula")
    page = opened(visit, world.coordinator)
    Answer.objects.update(version=2, note="Ditulis petugas dinas", updated_by=world.contributor)
    note(page).fill(TYPED)
    section = page.locator("[data-conflict]")
    expect(section).to_contain_text("Ditulis petugas dinas")
    expect(section).to_contain_text(str(world.contributor))
    expect(section).to_contain_text(TYPED)
    assert (saved_note(), violations(page)) == ("Ditulis petugas dinas", [])
    section.get_by_role("button", name="Keep mine").click()
    says(page, "saved")
    assert (saved_note(), Answer.objects.get().version) == (TYPED, 3)


def test_theirs_can_be_taken_and_mine_brought_back(world: Stage, visit: Visit, watch: Watch) -> None:
    watch.expected.add(409)
    answer(world.assessment, "INFORMASI-S1", choice="no", note="Semula")
    page = opened(visit, world.coordinator)
    Answer.objects.update(version=2, note="Ditulis petugas dinas")
    note(page).fill(TYPED)
    page.get_by_role("button", name="Take theirs").click()
    expect(note(page)).to_have_value("Ditulis petugas dinas")
    page.get_by_role("button", name="Bring mine back").click()
    expect(note(page)).to_have_value(TYPED)
    expect(page.locator("[data-line]")).to_contain_text("Saved at")
    assert saved_note() == TYPED


def test_a_session_that_ended_is_begun_again_on_the_page(world: Stage, visit: Visit, watch: Watch, violations: Any) -> None:
    watch.expected |= {401, 422}
    page = opened(visit, world.coordinator)
    page.locator("[name=choice][value=yes]").check()
    says(page, "saved")
    Session.objects.all().delete()
    note(page).fill(TYPED)
    dialog = page.get_by_role("dialog")
    expect(dialog).to_be_visible()
    assert violations(page) == []
    dialog.get_by_label("Password").fill("salah")
    dialog.get_by_role("button", name="Sign in and save").click()
    expect(dialog.get_by_role("alert")).to_contain_text("not right")
    dialog.get_by_label("Password").fill(PASSWORD)
    dialog.get_by_role("button", name="Sign in and save").click()
    says(page, "saved")
    assert saved_note() == TYPED
    page.get_by_role("button", name="Save", exact=True).click()
    expect(page.locator(".messages")).to_contain_text("Saved")


def test_another_person_who_signs_in_there_does_not_get_the_text(world: Stage, visit: Visit, watch: Watch) -> None:
    watch.expected.add(401)
    page = opened(visit, world.coordinator)
    Session.objects.all().delete()
    note(page).fill(TYPED)
    dialog = page.get_by_role("dialog")
    dialog.get_by_label("E-mail address").fill(world.contributor.email)
    dialog.get_by_label("Password").fill(PASSWORD)
    dialog.get_by_role("button", name="Sign in and save").click()
    expect(page.locator("[data-line]")).to_contain_text(str(world.contributor))
    says(page, "trouble")
    assert (Answer.objects.count(), copies(page)) == (0, 1)
