"""The region's work of a year as coordinator, contributor and signatory do it together, and the same without JavaScript.

What each part does by itself is proven in its own file; here they meet.
"""

import hashlib
from typing import Any

import pytest
from playwright.sync_api import Page, Route, expect

from assessments.models import Answer, Assessment, Assignment, Cycle, Statement, Submission
from tests.assessments.years import HERE, Years, make_years
from tests.browser.conftest import PHONE, Visit, Watch
from tests.browser.papers import pdf
from tests.browser.test_autosave import note, says
from tests.browser.test_uploads import MEGABYTE, file, large_pdf, line, stored_digest
from tests.browser.test_whole_path import PERDA, submit
from tests.factories import make_stage

DINAS = "Dinas Kesehatan"


@pytest.fixture
def years(transactional_db: Any, settings: Any, tmp_path: Any) -> Years:
    """Last year's answers of Sleman; this year is empty, undivided, and demands the signed statement."""
    settings.UPLOADS_DIR = tmp_path / "uploads"
    made = make_years(make_stage(), usual=DINAS)
    Cycle.objects.filter(pk=made.now.cycle_id).update(requires_statement=True)
    return made


def told(page: Page, words: str) -> None:
    """Wait for the message atop the page."""
    expect(page.locator(".messages")).to_contain_text(words)


def divide_and_remind(coordinator: Page) -> None:
    """What the framework's usual OPD answers is given to it; it is reminded at once."""
    coordinator.goto(f"{HERE}pembagian/")
    coordinator.get_by_role("link", name="Assign by the framework’s usual OPDs").click()
    expect(coordinator.get_by_role("row", name=DINAS)).to_contain_text("KESEHATAN-S1")
    coordinator.get_by_role("button", name="Assign them").click()
    expect(coordinator.get_by_label("OPD for KESEHATAN-S1").locator("option:checked")).to_have_text(DINAS)
    coordinator.goto(f"{HERE}pembagian/opd/")
    coordinator.get_by_role("button", name="Remind all where something is open").click()
    told(coordinator, f"Reminded: {DINAS}.")


def read_notices(page: Page, *words: str) -> None:
    """The bell counts what is new and leads to the list; the first is opened, the others are marked as read."""
    page.goto(HERE)
    page.get_by_role("link", name=f"{len(words)} new notice").click()
    lines = page.locator(".notice-line.is-unread")
    expect(lines).to_have_count(len(words))
    for said in words:
        expect(lines.filter(has_text=said)).to_have_count(1)
    lines.first.get_by_role("link").click()
    page.goto("/pemberitahuan/")
    expect(lines).to_have_count(len(words) - 1)
    page.get_by_role("button", name="Mark all as read").click()
    expect(lines).to_have_count(0)
    expect(page.locator(".bell")).to_have_text("Notices")


def upload_over_a_broken_link(page: Page, name: str, content: bytes) -> None:
    """The line drops in the middle of the file; it arrives whole."""
    drops: list[str] = []

    def break_once(route: Route) -> None:
        offset = route.request.headers.get("upload-offset", "0")
        if route.request.method == "PATCH" and offset != "0" and not drops:
            drops.append(offset)
            return route.abort("connectionreset")
        return route.continue_()

    page.route("**/unggah/**", break_once)
    page.locator("#id_files").set_input_files(file(name, content))
    expect(line(page, name)).to_have_attribute("data-state", "done", timeout=60_000)
    page.unroute("**/unggah/**")
    assert drops == [str(4 * MEGABYTE)]
    assert stored_digest(name) == hashlib.sha256(content).hexdigest()


def answer_by_typing(page: Page) -> None:
    """Yes, with a word of explanation that saves itself, a large file, and a comment to the coordinator."""
    page.goto(f"{HERE}KESEHATAN-S1/")
    page.locator("[name=choice][value=yes]").check()
    note(page).press_sequentially("Perda 7/2024")
    says(page, "saved")
    upload_over_a_broken_link(page, "perda-7-2024.pdf", large_pdf(5 * MEGABYTE))
    page.get_by_label("Your comment").fill("Perda baru sudah berlaku, Bu.")
    page.get_by_role("button", name="Comment", exact=True).click()
    expect(page.locator("#comments-list")).to_contain_text("Perda baru sudah berlaku, Bu.")


def answer_offline(page: Page) -> None:
    """The connection is away while something is typed; it is saved when it is back."""
    page.goto(f"{HERE}KESEHATAN-P1/")
    page.locator("#id_files").set_input_files(file("sop.pdf", pdf(2)))
    expect(line(page, "sop.pdf")).to_have_attribute("data-state", "done")
    page.context.set_offline(True)
    page.locator("[name=choice][value=full]").check()
    note(page).fill("Semua puskesmas punya SOP")
    says(page, "offline")
    page.context.set_offline(False)
    says(page, "saved")


def answer_at_the_same_time(page: Page, coordinator: Page) -> None:
    """Coordinator and OPD write the explanation of one figure; both texts are kept."""
    address = f"{HERE}KESEHATAN-H1/"
    page.goto(address)
    page.locator("[name=numerator]").fill("80")
    page.locator("[name=denominator]").fill("100")
    says(page, "saved")
    page.locator("#id_files").set_input_files(file("tabel.pdf", PERDA))
    expect(line(page, "tabel.pdf")).to_have_attribute("data-state", "done")
    coordinator.goto(address)
    note(coordinator).fill("Menurut BPS")
    says(coordinator, "saved")
    note(page).fill("Menurut catatan dinas")
    both = page.locator("[data-conflict]")
    expect(both).to_contain_text("Menurut BPS")
    both.get_by_label("Both texts, one below the other").check()
    both.get_by_role("button", name="Save what I chose").click()
    says(page, "saved")


def say_done(page: Page) -> None:
    """The OPD says that its part is done."""
    page.goto(HERE)
    page.get_by_role("button", name="Our part is done").click()
    told(page, "Thank you. The coordinator knows")


def take_over_one_by_one(page: Page) -> None:
    """Two answers are as last year; the figure is a new one with a new file."""
    for code in ("INFORMASI-S1", "INFORMASI-P1"):
        page.goto(f"{HERE}{code}/")
        page.get_by_role("button", name="The same as last year: take it over").click()
        told(page, "Taken over from 2026.")
    page.goto(f"{HERE}INFORMASI-H1/")
    page.locator("[name=numerator]").fill("45")
    page.locator("[name=denominator]").fill("100")
    page.locator("#id_files").set_input_files(file("rekap.pdf", pdf(3)))
    expect(line(page, "rekap.pdf")).to_have_attribute("data-state", "done")
    page.get_by_role("button", name="Save", exact=True).click()
    told(page, "Saved")


def withdraw_and_correct(page: Page, *, code: str = "INFORMASI-S1", words: str = "Diperjelas sesudah ditarik") -> None:
    """The submission is taken back before the deadline, and one explanation mended."""
    page.goto(f"{HERE}kirim/")
    page.locator("summary", has_text="Withdraw the submission").click()
    page.get_by_role("button", name="Yes, withdraw").click()
    told(page, "The submission has been withdrawn.")
    page.goto(f"{HERE}{code}/")
    note(page).fill(words)
    page.get_by_role("button", name="Save", exact=True).click()
    told(page, "Saved")


def compare(page: Page, *, code: str = "INFORMASI-S1", words: str = "Diperjelas sesudah ditarik") -> None:
    """The two submissions differ in that explanation and nothing else."""
    page.goto(f"{HERE}kirim/")
    page.get_by_role("link", name="What was sent").first.click()
    page.get_by_role("link", name="What has changed since the submission before").click()
    expect(page.locator(".sheet")).to_have_count(1)
    expect(page.locator(".sheet")).to_contain_text(code)
    expect(page.locator(".sheet")).to_contain_text(words)


def sent_twice() -> None:
    """Two submissions stand, the first withdrawn, each under its own confirmed statement."""
    first, second = Submission.objects.filter(assessment__cycle__award_year=2027).order_by("sequence")
    assert (first.withdrawn_at is not None, second.withdrawn_at) == (True, None)
    assert Statement.objects.exclude(confirmed_at=None).count() == 2
    assert Assessment.objects.get(pk=second.assessment_id).state == "submitted"


def test_three_people_fill_in_sign_send_withdraw_and_send_again(years: Years, visit: Visit, watch: Watch) -> None:
    watch.expected = {409}
    stage = years.stage
    coordinator, contributor, signatory = visit(stage.coordinator), visit(stage.contributor, size=PHONE), visit(stage.signatory)
    divide_and_remind(coordinator)
    read_notices(contributor, "3 indicators were assigned to your OPD", "A reminder: 3 indicators are still open")
    answer_by_typing(contributor)
    answer_offline(contributor)
    answer_at_the_same_time(contributor, coordinator)
    say_done(contributor)
    read_notices(coordinator, f"{DINAS} says its part is done", "omment")
    take_over_one_by_one(coordinator)
    submit(coordinator, signatory)
    withdraw_and_correct(coordinator)
    submit(coordinator, signatory)
    compare(coordinator)
    sent_twice()
    figure = years.row("KESEHATAN-H1")
    assert figure is not None
    assert {"Menurut BPS", "Menurut catatan dinas"} <= set(figure.note.split("\n"))
    assert Assignment.objects.filter(assessment=years.now, finished_at=None).count() == 0
    watch.forgive_broken_link()


def answer_by_form(page: Page, code: str, value: dict[str, str], name: str, content: bytes) -> None:
    """One form, one save: the answer and its file."""
    page.goto(f"{HERE}{code}/")
    for field, typed in value.items():
        if field == "choice":
            page.locator(f"[name=choice][value={typed}]").check()
        else:
            page.locator(f"[name={field}]").fill(typed)
    page.locator("#id_files").set_input_files(file(name, content))
    page.get_by_role("button", name="Save", exact=True).click()
    told(page, "Saved")
    expect(page.locator("[data-evidence-list]")).to_contain_text(name)


def take_over_at_once(page: Page) -> None:
    """Two answers of last year in one list, seen before they are written."""
    page.goto(f"{HERE}tahun-lalu/?pilih=sama&hak=informasi")
    page.get_by_role("button", name="Show what would be taken over").click()
    page.get_by_role("button", name="Take over for 2 indicators").click()
    expect(page.locator("main")).to_contain_text("2 answers were taken over.")


def point_to_the_law_and_to_a_file(page: Page) -> None:
    """A regulation by its address, and a file of the region once more, with its pages."""
    page.goto(f"{HERE}KESEHATAN-S1/")
    page.get_by_role("link", name="Link to a regulation").click()
    page.get_by_label("Address of the page").fill("https://jdih.slemankab.go.id/perda-7-2024")
    page.get_by_label("Name of the regulation").fill("Perda 7/2024")
    page.get_by_role("button", name="Add the link").click()
    told(page, "stands among the evidence")
    page.get_by_role("link", name="From our files").click()
    page.locator(".file-row", has_text="tabel.pdf").locator("summary", has_text="Use this file").click()
    page.get_by_label("Pages", exact=True).locator("visible=true").fill("3-4")
    page.get_by_role("button", name="Use it for KESEHATAN-S1").locator("visible=true").click()
    expect(page.locator("[data-evidence-list]")).to_contain_text("tabel.pdf")


def try_out(page: Page) -> None:
    """What if: ticked and calculated on the dashboard."""
    page.goto(HERE)
    page.locator(".wi-options input").first.check()
    page.get_by_role("button", name="Calculate").click()
    expect(page.locator("#andai-hasil")).to_contain_text("It would be 94.00")


def test_every_step_works_without_javascript(years: Years, visit: Visit, watch: Watch) -> None:
    stage = years.stage
    coordinator, contributor, signatory = [visit(person, script=False) for person in (stage.coordinator, stage.contributor, stage.signatory)]
    divide_and_remind(coordinator)
    read_notices(contributor, "3 indicators were assigned to your OPD", "A reminder: 3 indicators are still open")
    answer_by_form(contributor, "KESEHATAN-H1", {"numerator": "80", "denominator": "100"}, "tabel.pdf", PERDA)
    answer_by_form(contributor, "KESEHATAN-P1", {"choice": "full"}, "sop.pdf", pdf(2))
    answer_by_form(contributor, "KESEHATAN-S1", {"choice": "yes", "note": "Perda 7/2024"}, "perda.pdf", pdf(4))
    point_to_the_law_and_to_a_file(contributor)
    contributor.get_by_label("Your comment").fill("Perda baru sudah berlaku, Bu.")
    contributor.get_by_role("button", name="Comment", exact=True).click()
    expect(contributor.locator("#comments-list")).to_contain_text("Perda baru sudah berlaku, Bu.")
    say_done(contributor)
    take_over_at_once(coordinator)
    try_out(coordinator)
    answer_by_form(coordinator, "INFORMASI-H1", {"numerator": "45", "denominator": "100"}, "rekap.pdf", pdf(3))
    submit(coordinator, signatory)
    withdraw_and_correct(coordinator)
    submit(coordinator, signatory)
    compare(coordinator)
    sent_twice()
    assert Answer.objects.filter(assessment=years.now).count() == 6
