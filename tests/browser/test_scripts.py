"""What the portal's own scripts promise: nothing typed is lost, files are refused before they travel, long work is followed."""

import re
from typing import Any

import pytest
from django.contrib.sessions.models import Session
from django.template.loader import render_to_string
from django.urls import reverse
from playwright.sync_api import Page, expect

from indicators.models import Framework
from jobs.models import Job, JobState
from tests.browser.conftest import DESK, PHONE, Visit, Watch, session_of
from tests.browser.papers import pdf
from tests.factories import PASSWORD, Stage, make_stage

TYPED = "Perda 3/2024 pasal 7, dua sanksi"
FORM = "/bengkel/?dari=kecil"
RESTORED = '[data-notice="restored"]'


@pytest.fixture
def world(transactional_db: Any) -> Stage:
    return make_stage()


def answer_address(world: Stage, code: str = "INFORMASI-S1") -> str:
    return reverse("assessments:answer", args=[world.cycle.award_year, world.region.code, code])


def drafts(page: Page) -> int:
    return int(page.evaluate("Object.keys(sessionStorage).filter((key) => key.startsWith('draft:')).length"))


def begin(visit: Visit, world: Stage) -> Page:
    """The form that begins a draft: one that only its button saves."""
    page = visit(world.editor)
    page.goto(FORM)
    return page


def type_title(page: Page) -> None:
    page.locator("#id_title_id").fill(TYPED)
    page.wait_for_function("() => Object.keys(sessionStorage).some((key) => key.startsWith('draft:'))")


def leave(page: Page, address: str) -> None:
    """Go away although something is not saved."""
    page.once("dialog", lambda dialog: dialog.accept())
    page.goto(address)


def test_a_session_that_ended_while_typing_loses_nothing(world: Stage, visit: Visit, watch: Watch) -> None:
    watch.expected.add(401)
    page = begin(visit, world)
    page.locator("[name=code]").fill("baru")
    page.locator("[name=title_en]").fill("New framework")
    type_title(page)
    Session.objects.all().delete()
    page.get_by_role("button", name="Begin the draft").click()
    expect(page.locator("#typed")).to_have_value(re.compile(re.escape(TYPED)))
    page.locator("[name=username]").fill(world.editor.email)
    page.locator("[name=password]").fill(PASSWORD)
    page.locator("main form button").click()
    expect(page).to_have_url(re.compile(re.escape(FORM) + "$"))
    expect(page.locator("#id_title_id")).to_have_value(TYPED)
    expect(page.locator("[name=code]")).to_have_value("baru")
    expect(page.locator(RESTORED)).to_be_visible()
    page.get_by_role("button", name="Begin the draft").click()
    expect(page).to_have_url(re.compile("/bengkel/baru/"))
    page.wait_for_load_state()
    assert Framework.objects.filter(code="baru", title__id=TYPED).exists()
    assert drafts(page) == 0


def test_typed_text_comes_back_after_leaving_and_can_be_discarded(world: Stage, visit: Visit) -> None:
    page = begin(visit, world)
    type_title(page)
    leave(page, "/")
    page.goto(FORM)
    expect(page.locator("#id_title_id")).to_have_value(TYPED)
    page.locator(RESTORED).get_by_role("button", name="Discard it").click()
    expect(page.locator("#id_title_id")).not_to_have_value(TYPED)
    page.goto(FORM)
    expect(page.locator("#id_title_id")).not_to_have_value(TYPED)


def test_a_draft_is_not_shown_to_the_next_person_and_goes_on_signing_out(world: Stage, visit: Visit, live_server: Any) -> None:
    page = begin(visit, world)
    type_title(page)
    leave(page, "/")
    page.context.add_cookies([{"name": "sessionid", "value": session_of(world.lead), "url": live_server.url}])
    page.goto(FORM)
    expect(page.locator(RESTORED)).to_have_count(0)
    page.locator(".account-summary").click()
    page.locator(".site-header-top form[data-signs-out] button").click()
    page.wait_for_load_state()
    assert drafts(page) == 0


def test_a_connection_lost_while_saving_keeps_what_was_typed(world: Stage, visit: Visit, watch: Watch) -> None:
    page = begin(visit, world)
    type_title(page)
    page.route("**/bengkel/**", lambda route: route.abort())
    page.get_by_role("button", name="Begin the draft").click()
    page.wait_for_url("chrome-error://**")
    watch.troubles.clear()
    page.unroute("**/bengkel/**")
    page.goto(FORM)
    expect(page.locator("#id_title_id")).to_have_value(TYPED)
    expect(page.locator(RESTORED)).to_be_visible()


def test_a_file_too_large_or_empty_is_refused_before_it_travels(world: Stage, visit: Visit) -> None:
    page = visit(world.coordinator)
    page.goto(answer_address(world))
    files = page.locator("#id_files")
    files.evaluate("(input) => (input.dataset.maxBytes = 2000)")
    files.set_input_files(
        [
            {"name": "good.pdf", "mimeType": "application/pdf", "buffer": pdf()[:1900]},
            {"name": "large.pdf", "mimeType": "application/pdf", "buffer": b"x" * 3000},
            {"name": "empty.pdf", "mimeType": "application/pdf", "buffer": b""},
        ]
    )
    expect(page.locator(".file-chosen .is-refused")).to_have_count(2)
    # The one that is left travels by itself.
    expect(page.locator(".upload")).to_have_count(1)
    expect(page.locator(".upload")).to_contain_text("good.pdf")
    assert files.evaluate("(input) => input.files.length") == 0


def test_long_work_is_followed_through_a_lost_connection_to_its_end(world: Stage, visit: Visit, watch: Watch) -> None:
    watch.expected.add(503)
    job = Job.objects.create(kind="test", total=514, created_by=world.lead)
    page = visit(world.lead)
    page.goto("/")
    box = render_to_string(
        "components/job_progress.html", {"url": reverse("jobs:progress", args=[job.pk]), "label": "Scoring", "done": 0, "total": 514}
    )
    page.evaluate("(html) => document.querySelector('main').insertAdjacentHTML('beforeend', html)", box)
    page.route("**/pekerjaan/**", lambda route: route.fulfill(status=503))
    watching = page.locator(".job")
    page.evaluate(
        "import(document.querySelector('script[type=module][src*=app]').src.replace('app.js', 'progress.js')).then((m) => m.startProgress(document))"
    )
    expect(watching).to_have_class(re.compile("is-lost"))
    page.unroute("**/pekerjaan/**")
    Job.objects.filter(pk=job.pk).update(state=JobState.RUNNING, done=203)
    expect(watching.locator("[data-progress-text]")).to_contain_text("203")
    with page.expect_navigation():
        Job.objects.filter(pk=job.pk).update(state=JobState.DONE, done=514)


def test_a_menu_closes_with_escape_and_gives_the_focus_back(world: Stage, visit: Visit) -> None:
    page = visit(size=PHONE)
    page.goto("/")
    summary = page.locator(".site-menu > summary")
    summary.click()
    expect(page.locator(".site-menu")).to_have_attribute("open", "")
    page.locator(".site-menu a").first.focus()
    page.keyboard.press("Escape")
    expect(page.locator(".site-menu")).not_to_have_attribute("open", "")
    expect(summary).to_be_focused()


@pytest.mark.parametrize("dark", [False, True])
@pytest.mark.parametrize("size", [PHONE, DESK])
def test_the_design_page_passes_axe_and_does_not_scroll_sideways(world: Stage, visit: Visit, violations: Any, size: Any, dark: bool) -> None:
    page = visit(size=size, dark=dark)
    page.goto("/desain/")
    assert page.evaluate("document.documentElement.scrollWidth <= window.innerWidth")
    assert violations(page) == []
