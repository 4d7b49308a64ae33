"""What each role does in the browser besides the way of a year (test_whole_path): its pages, its limits, the way in and out."""

import re
from typing import Any

import pytest
from django.core import mail
from django.urls import reverse
from playwright.sync_api import Page, expect

from accounts.models import Role, User
from assessments.models import Answer, Assessment, AssessmentState, Verification
from assessments.services.submission import submit_assessment
from tests.browser.conftest import PHONE, Visit, Watch
from tests.browser.papers import pdf
from tests.factories import PASSWORD, Stage, fill, make_stage

WORK = "/kerja/2026/34.04"


@pytest.fixture
def world(transactional_db: Any) -> Stage:
    return make_stage()


def sign_in(page: Page, email: str, password: str = PASSWORD) -> None:
    """Fill in the form to sign in and send it."""
    page.locator("[name=username]").fill(email)
    page.locator("[name=password]").fill(password)
    page.locator("main form[method=post] button").click()


def state_of(world: Stage) -> str:
    return Assessment.objects.get(pk=world.assessment.pk).state


def workspace_links(page: Page) -> list[str]:
    """Addresses in the navigation of the working area."""
    return [str(link.get_attribute("href")) for link in page.locator(".work-nav a").all()]


def test_a_contributor_answers_with_a_file_but_cannot_submit(world: Stage, visit: Visit) -> None:
    page = visit(world.contributor)
    page.goto("/kerja/")
    expect(page.locator("main")).to_contain_text("Sleman")
    page.goto(f"{WORK}/KESEHATAN-P1/")
    page.locator("[name=choice][value=partial]").check()
    page.locator("input[name=files]").set_input_files({"name": "sop.pdf", "mimeType": "application/pdf", "buffer": pdf()})
    page.get_by_role("button", name="Save", exact=True).click()
    expect(page.locator(".messages")).to_contain_text("Saved")
    assert Answer.objects.get(indicator__code="KESEHATAN-P1").updated_by == world.contributor
    page.goto(f"{WORK}/kirim/")
    expect(page.get_by_role("heading", name="You cannot submit this assessment")).to_be_visible()
    assert page.locator("main form[method=post]").count() == 0
    assert state_of(world) == AssessmentState.FILLING


def test_a_signatory_submits_what_others_answered(world: Stage, visit: Visit) -> None:
    fill(world.assessment)
    page = visit(world.signatory, size=PHONE)
    page.goto(f"{WORK}/INFORMASI-S1/")
    assert page.locator("#jawaban").count() == 0
    page.goto(f"{WORK}/kirim/")
    page.get_by_role("button", name="Submit").last.click()
    expect(page.locator(".messages")).to_contain_text("Submitted")
    assert state_of(world) == AssessmentState.SUBMITTED


def test_an_observer_reads_and_changes_nothing(world: Stage, visit: Visit, watch: Watch) -> None:
    watch.expected.add(404)
    fill(world.assessment)
    page = visit(world.observer)
    page.goto("/kerja/")
    names = page.locator("main")
    expect(names).to_contain_text("Kabupaten Sleman")
    expect(names).to_contain_text("Kota Yogyakarta")
    expect(names).not_to_contain_text("Jayapura")
    for address in (f"{WORK}/", f"{WORK}/hak/informasi/", f"{WORK}/INFORMASI-S1/", f"{WORK}/kirim/"):
        page.goto(address)
        assert page.locator("main form[method=post]").count() == 0, address
    page.goto("/kerja/2026/91.03/")
    expect(page.locator("main")).not_to_contain_text("Jayapura")


def test_a_framework_editor_reads_the_framework_and_no_assessment(world: Stage, visit: Visit, watch: Watch) -> None:
    watch.expected.add(404)
    page = visit()
    page.goto("/akun/masuk/")
    sign_in(page, world.editor.email)
    expect(page).to_have_url(re.compile("/kerja/$"))
    expect(page.locator("main")).not_to_contain_text("Sleman")
    page.get_by_role("link", name="Framework").first.click()
    page.locator("main a[href='/kerangka/kecil/']").first.click()
    page.goto("/kerangka/kecil/hak/informasi/")
    page.get_by_role("link", name="INFORMASI-P1").first.click()
    expect(page.locator("main")).to_contain_text("Partly")
    page.goto(f"{WORK}/")
    expect(page.locator("main")).not_to_contain_text("Sleman")


def test_the_other_kanwil_sees_nothing_of_this_one(world: Stage, visit: Visit, watch: Watch) -> None:
    watch.expected.add(404)
    fill(world.assessment)
    submit_assessment(assessment=world.assessment, by=world.signatory)
    ours, theirs = visit(world.verifier), visit(world.far_verifier)
    for page in (ours, theirs):
        page.goto("/verifikasi/")
    expect(ours.locator("main")).to_contain_text("Sleman")
    expect(theirs.locator("main")).not_to_contain_text("Sleman")
    for address in ("/verifikasi/2026/34.04/", "/verifikasi/2026/34.04/INFORMASI-S1/", f"{WORK}/", f"{WORK}/kiriman/1/"):
        answer = theirs.goto(address)
        assert answer is not None
        assert answer.status == 404, address
        expect(theirs.locator("body")).not_to_contain_text("Sleman")


def test_an_administrator_makes_an_account_and_the_person_comes_in(world: Stage, visit: Visit) -> None:
    page = visit(world.administrator)
    page.goto(reverse("admin:accounts_user_add"))
    page.locator("[name=email]").fill("baru@contoh.go.id")
    page.locator("[name=full_name]").fill("Orang Baru")
    page.locator("#memberships-group .add-row a, #memberships-group .addlink").last.click()
    page.locator("[name='memberships-0-role']").select_option(Role.REGIONAL_COORDINATOR)
    page.locator("#memberships-0 .field-region .select2-selection").click()
    page.locator(".select2-search__field").fill("Sleman")
    page.locator(".select2-results__option--highlighted", has_text="Sleman").click()
    page.locator("[name=_save]").click()
    expect(page.locator(".messagelist")).to_contain_text("Orang Baru")
    [letter] = mail.outbox
    link = re.search(r"/akun/kata-sandi/baru/\S+/\S+/", str(letter.body))
    assert link is not None
    theirs = visit()
    theirs.goto(link.group())
    for name in ("new_password1", "new_password2"):
        theirs.locator(f"[name={name}]").fill("sandi-baru-4711")
    theirs.locator("main form[method=post] button").click()
    theirs.goto("/akun/masuk/")
    sign_in(theirs, "Baru@contoh.go.id", "sandi-baru-4711")
    expect(theirs).to_have_url(re.compile("/kerja/"))
    expect(theirs.locator("main")).to_contain_text("Sleman")
    assert User.objects.get(email="baru@contoh.go.id").last_login is not None


@pytest.mark.parametrize(
    ("role", "rooms"),
    [
        ("verifier", ["/kerja/", "/lokalatih/", "/panduan/", "/pantauan/", "/verifikasi/"]),
        ("reviewer", ["/kerja/", "/lokalatih/", "/panduan/", "/pantauan/", "/penilaian/", "/bengkel/"]),
        (
            "lead",
            ["/kerja/", "/lokalatih/", "/panduan/", "/pantauan/", "/penilaian/", "/siklus/", "/siklus/angka-resmi/", "/penetapan/", "/bengkel/"],
        ),
        ("administrator", ["/kerja/", "/lokalatih/", "/panduan/", "/pantauan/", "/pengelolaan/"]),
    ],
)
def test_the_working_area_shows_each_role_its_rooms(world: Stage, visit: Visit, role: str, rooms: list[str]) -> None:
    page = visit(world.people[role])
    page.goto("/kerja/")
    assert workspace_links(page) == rooms
    for room in rooms:
        page.goto(room)
        expect(page.locator("h1")).to_have_count(1)


def test_signing_in_leads_where_one_wanted_to_go_and_signing_out_ends_it(world: Stage, visit: Visit, watch: Watch) -> None:
    watch.expected.add(422)
    page = visit()
    page.goto(f"{WORK}/INFORMASI-S1/")
    expect(page).to_have_url(re.compile("/akun/masuk/"))
    sign_in(page, world.coordinator.email, "salah")
    expect(page.get_by_role("alert").first).to_be_visible()
    sign_in(page, world.coordinator.email.upper())
    expect(page).to_have_url(re.compile(f"{re.escape(WORK)}/INFORMASI-S1/$"))
    page.locator(".account-summary").click()
    page.get_by_role("button", name="Sign out").first.click()
    expect(page.locator(".messages")).to_contain_text("signed out")
    page.goto(f"{WORK}/")
    expect(page).to_have_url(re.compile("/akun/masuk/"))


def test_language_and_theme_are_chosen_and_stay(world: Stage, visit: Visit) -> None:
    page = visit()
    page.goto("/kerangka/")
    html = page.locator("html")
    page.locator(".site-header-top [name=language][value=id]").click()
    expect(html).to_have_attribute("lang", "id")
    expect(page).to_have_url(re.compile("/kerangka/$"))
    ground = page.locator("body").evaluate("(body) => getComputedStyle(body).backgroundColor")
    page.locator(".site-header-top [name=theme][value=dark]").click()
    expect(html).to_have_attribute("data-bs-theme", "dark")
    page.goto("/tentang/")
    expect(html).to_have_attribute("data-bs-theme", "dark")
    expect(html).to_have_attribute("lang", "id")
    assert page.locator("body").evaluate("(body) => getComputedStyle(body).backgroundColor") != ground
    page.locator(".site-header-top [name=language][value=en]").click()
    expect(html).to_have_attribute("lang", "en")


def test_everything_works_without_script(world: Stage, visit: Visit) -> None:
    fill(world.assessment)
    region = visit(script=False, size=PHONE)
    region.goto(f"{WORK}/KESEHATAN-H1/")
    sign_in(region, world.coordinator.email)
    region.locator("[name=numerator]").fill("75")
    region.locator("input[name=files]").set_input_files({"name": "tabel.pdf", "mimeType": "application/pdf", "buffer": pdf()})
    region.get_by_role("button", name="Save", exact=True).click()
    expect(region.locator(".messages")).to_contain_text("tabel.pdf")
    region.goto(f"{WORK}/kirim/")
    region.get_by_role("button", name="Submit").last.click()
    expect(region.locator(".messages")).to_contain_text("Submitted")
    kanwil = visit(script=False)
    kanwil.goto("/verifikasi/2026/34.04/KESEHATAN-H1/")
    sign_in(kanwil, world.verifier.email)
    kanwil.locator("label").filter(has_text="Needs correction:").click()
    kanwil.locator("[name=reason]").fill("Tabel tidak memuat tahun.")
    kanwil.locator("main form[method=post] button.btn-primary").first.click()
    kanwil.wait_for_load_state()
    assert Verification.objects.get().reason == "Tabel tidak memuat tahun."
