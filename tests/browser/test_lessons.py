"""Learning in a real browser: reading and answering, with and without scripts; every page of it passes axe."""

from typing import Any

import pytest
from playwright.sync_api import expect

from indicators.models import Lesson, LessonPassed
from tests.browser.conftest import PHONE, Visit, Watch
from tests.browser.inspection import Inspection
from tests.factories import Stage, make_stage
from tests.factories_lessons import RIGHT, lesson, lesson_content


@pytest.fixture
def world(transactional_db: Any) -> Stage:
    stage = make_stage()
    lesson()
    lesson("kesehatan", order=2, group="ekosob")
    return stage


@pytest.mark.parametrize("script", [True, False])
def test_a_contributor_reads_answers_and_is_noted(world: Stage, visit: Visit, watch: Watch, script: bool) -> None:
    watch.expected = {422}
    page = visit(world.contributor, size=PHONE, script=script)
    page.goto("/lokalatih/")
    page.get_by_role("link", name="Isi title EN").first.click()
    page.get_by_text("Choice 0-1").click()
    page.get_by_role("button", name="See what is right, and why").click()

    expect(page.get_by_text("Answer all three questions; what you chose is kept.")).to_be_visible()
    expect(page.locator("input[name=question-0][value='1']")).to_be_checked()
    for number, option in enumerate(RIGHT):
        page.get_by_text(f"Choice {number}-{option}").click()
    page.get_by_role("button", name="See what is right, and why").click()

    expect(page.get_by_text("3 of 3 right.")).to_be_visible()
    expect(page.get_by_text("Because 2-0")).to_be_visible()
    assert LessonPassed.objects.get().user == world.contributor
    page.get_by_role("link", name="Next lesson").click()
    expect(page.locator("input[name=question-0]").first).to_be_visible()


def test_pages_of_learning(world: Stage, visit: Visit, watch: Watch) -> None:
    watch.expected = {422}
    walk = Inspection(visit(language="id"))
    walk.visit("/lokalatih/")
    walk.visit("/lokalatih/informasi/")
    walk.visit("/lokalatih/informasi/?jawaban=1-1-2")
    walk.visit("/lokalatih/informasi/", status=422, act=lambda page: page.locator("main form button").click())
    walk.close()
    Lesson.objects.filter(code="informasi").update(content=lesson_content("Kementerian"))
    editor = Inspection(visit(world.editor, language="id"))
    for name in ("ubah", "riwayat", "kembalikan"):
        editor.visit(f"/sunting-lokalatih/informasi/{name}/")
    editor.close()
    contributor = visit(world.contributor)
    contributor.goto("/lokalatih/informasi/")
    for number in range(3):
        contributor.get_by_text(f"Choice {number}-0").click()
    contributor.get_by_role("button", name="See what is right, and why").click()
    expect(contributor.get_by_text("1 of 3 right.")).to_be_visible()
    coordinator = Inspection(visit(world.coordinator, language="id"))
    coordinator.visit("/kerja/2026/34.04/lokalatih/")
    coordinator.close()
