"""Pages of the region's workspace pass axe (WCAG 2.2 AA), light and dark, at 390 and 1280 pixels, and do not scroll sideways."""

from datetime import timedelta
from typing import Any

import pytest
from django.contrib.sessions.models import Session
from django.core.files.base import ContentFile
from django.utils import timezone
from playwright.sync_api import Page, expect

from accounts.models import Membership, Role, WorkUnit
from accounts.services.invitations import Person, invite_contributors
from assessments.models import Answer, Assessment, EvidenceFile, EvidenceLink, NoticeCode, PhaseCode
from assessments.services.comments import add_comment
from assessments.services.extension import extend_deadline
from assessments.services.figure_file import COLUMNS
from assessments.services.notices import notify
from assessments.services.statement import confirm_statement
from assessments.services.submission import submit_assessment, withdraw_submission
from regions.models import Region
from regions.services.load import load_regions
from reports.services.commitment import Told, publish_follow_up, tell_follow_up
from tests.assessments import samples
from tests.assessments.test_versions import resubmitted
from tests.assessments.years import make_years
from tests.browser.conftest import Visit, Watch
from tests.browser.inspection import Inspection, press, press_main
from tests.browser.papers import pdf
from tests.browser.test_autosave import note, says
from tests.browser.test_division import link_of
from tests.browser.test_uploads import file, line
from tests.factories import Stage, answer, close_phase, evidence_file, fill, make_stage, open_cycle, person
from tests.factories_commitments import promise
from tests.factories_statement import sign

WORK = "/kerja/2026/34.04"
FIGURE = "34.04,2025,kecil,INFORMASI-H1,,45,100,BPS,https://bps.go.id/a"


@pytest.fixture
def world(transactional_db: Any) -> Stage:
    return make_stage()


@pytest.fixture
def inspect(visit: Visit) -> Any:
    """Begin an inspection as somebody; pages in Indonesian, whose words are longer."""
    return lambda user=None: Inspection(visit(user, language="id"))


def send_file(name: str, content: bytes) -> Any:
    """Choose a file and send the form."""

    def act(page: Page) -> None:
        page.locator("main [name=file]").set_input_files({"name": name, "mimeType": "text/csv", "buffer": content})
        press_main(page)

    return act


def test_pages_of_monitoring(transactional_db: Any, inspect: Any) -> None:
    load_regions()
    world = make_stage()
    others = Region.objects.filter(is_autonomous=True).exclude(assessments__cycle=world.cycle)
    Assessment.objects.bulk_create(Assessment(cycle=world.cycle, region=region) for region in others)
    answer(world.assessment, "INFORMASI-S1", choice="yes")
    walk = inspect(world.lead)
    for address in ("/pantauan/2026/", "/pantauan/2026/34/", "/pantauan/2026/34/?hanya=belum-masuk"):
        walk.visit(address)
    walk.close()


def test_pages_of_an_invitation(world: Stage, inspect: Any, watch: Watch) -> None:
    watch.expected = {404, 410, 422}
    unit = WorkUnit.objects.get(region=world.region)
    people = [Person("ani@contoh.go.id", "Ani Wijaya"), Person(world.nobody.email, "")]
    sent = invite_contributors(work_unit=unit, people=people, by=world.coordinator).sent
    links = [link_of(invitation.email) for invitation in sent]
    guest = inspect()
    guest.visit(links[0])
    guest.visit(links[0], status=422, act=press_main)
    guest.visit(links[1])
    guest.visit("/akun/undangan/tidak-ada/", status=404)
    guest.close()
    known = inspect(world.nobody)
    known.visit(links[1])
    known.visit(links[0])
    known.close()
    coordinator = inspect(world.coordinator)
    coordinator.visit_opened(f"{WORK}/pembagian/opd/{unit.pk}/")
    coordinator.close()
    type(sent[0]).objects.update(invited_at=timezone.now() - timedelta(days=9), expires_at=timezone.now() - timedelta(days=1))
    late = inspect()
    late.visit(links[0], status=410)
    late.close()


def test_pages_that_start_from_last_year(world: Stage, inspect: Any, watch: Watch) -> None:
    watch.expected = {422}
    years = make_years(world)
    walk = inspect(world.coordinator)
    here = "/kerja/2027/34.04/"

    def choose(page: Page) -> None:
        page.locator("[name=pilih-INFORMASI-S1]").select_option("same")
        page.locator("[name=pilih-INFORMASI-H1]").select_option("changed")
        page.locator(".save-bar .btn-primary").click()

    walk.visit(here)
    walk.visit_opened(f"{here}tahun-lalu/")
    walk.visit(f"{here}tahun-lalu/?hak=informasi&tampil=usang")
    walk.visit(f"{here}tahun-lalu/", status=422, act=lambda page: page.locator(".save-bar .btn-primary").click())
    walk.visit(f"{here}tahun-lalu/", act=choose)
    with walk.page.expect_navigation():
        press("accept")(walk.page)
    walk.look("what was taken over")
    assert Answer.objects.filter(assessment=years.now).exists()
    walk.visit_opened(f"{here}INFORMASI-H1/")
    walk.visit(f"{here}serah-terima/")
    walk.close()


def test_pages_of_official_figures(world: Stage, inspect: Any, watch: Watch) -> None:
    watch.expected = {422}
    head = ",".join(COLUMNS)
    walk = inspect(world.editor)
    walk.visit("/siklus/angka-resmi/")
    walk.visit("/siklus/angka-resmi/", status=422, act=send_file("bps.csv", f"{head}\n{FIGURE}\n99.99,25,,X,,,,,".encode()))
    walk.visit("/siklus/angka-resmi/", act=send_file("bps.csv", f"{head}\n{FIGURE}".encode()))
    with walk.page.expect_navigation():
        press_main(walk.page)
    walk.look("figures loaded")
    walk.close()
    region = inspect(world.coordinator)
    answer(world.assessment, "INFORMASI-H1", numerator=90, denominator=100)
    region.visit_opened(f"{WORK}/INFORMASI-H1/")
    region.close()


def test_pages_of_the_statement(world: Stage, inspect: Any, watch: Watch) -> None:
    watch.expected = {422}
    type(world.cycle).objects.update(requires_statement=True)
    coordinator, signatory = inspect(world.coordinator), inspect(world.signatory)
    page = f"{WORK}/pernyataan/"
    signatories = Membership.objects.filter(role=Role.REGIONAL_SIGNATORY)
    yesterday = timezone.localdate() - timedelta(days=1)
    signatories.update(valid_from=yesterday, valid_until=yesterday)
    coordinator.visit(page)
    signatories.update(valid_until=None)
    fill(world.assessment)
    coordinator.visit(page)
    coordinator.visit(page, status=422, act=press_main)
    statement = sign(world.assessment, by=world.coordinator)
    coordinator.visit(page)
    signatory.visit(page)
    signatory.visit(page, status=422, act=lambda page: page.locator("#konfirmasi ~ form button").click())
    confirm_statement(statement=statement, by=world.signatory)
    signatory.visit(page)
    signatory.visit(f"{WORK}/kirim/")
    submit_assessment(assessment=world.assessment, by=world.signatory)
    signatory.visit(page)
    withdraw_submission(assessment=world.assessment, by=world.signatory)
    Answer.objects.filter(indicator__code="INFORMASI-S1").update(choice="no", version=2)
    coordinator.visit(page)
    coordinator.visit_opened(f"{WORK}/kirim/")
    coordinator.close()
    signatory.close()


def test_pages_of_what_if(world: Stage, inspect: Any) -> None:
    answer(world.assessment, "INFORMASI-S1", choice="yes", files=0)
    answer(world.assessment, "INFORMASI-P1", choice="partial")
    walk = inspect(world.coordinator)
    walk.visit_opened(f"{WORK}/")
    walk.visit(f"{WORK}/?andai=INFORMASI-S1:penuh")
    walk.visit_opened(f"{WORK}/andai/?hak=informasi&andai=INFORMASI-P1:full&nilai-INFORMASI-H1=80")
    walk.visit(f"{WORK}/andai/?andai=TIDAK:penuh")
    walk.close()


def test_two_submissions_beside_each_other(world: Stage, inspect: Any) -> None:
    resubmitted(world)
    walk = inspect(world.verifier)
    walk.visit_opened(f"{WORK}/kiriman/banding/")
    walk.visit(f"{WORK}/kiriman/banding/?dari=1&ke=1")
    walk.close()


def test_pages_of_notices_and_extensions(world: Stage, inspect: Any, watch: Watch) -> None:
    watch.expected = {422}
    for number, kind in enumerate(NoticeCode.values):
        notify(code=kind, to=[world.coordinator], key=f"kabar:{number}", assessment=world.assessment, by=world.verifier)
    full, empty = inspect(world.coordinator), inspect(world.nobody)
    full.visit("/pemberitahuan/")
    full.visit("/pemberitahuan/", act=press_main)
    empty.visit("/pemberitahuan/")
    full.close()
    empty.close()
    lead = inspect(world.lead)
    lead.visit("/siklus/2026/perpanjangan/")
    until = timezone.now() + timedelta(days=20)
    extend_deadline(assessment=world.assessment, phase=PhaseCode.FILLING, until=until, reason="Banjir di kantor Bagian Hukum.", by=world.lead)
    lead.visit("/siklus/2026/perpanjangan/?cari=sleman")
    lead.visit_opened("/siklus/2026/perpanjangan/34.04/")
    lead.visit("/siklus/2026/perpanjangan/34.04/", status=422, act=lambda page: page.locator(".narrow-form button.btn-primary").click())
    lead.close()


def stored(world: Stage, name: str, media_type: str, content: bytes, **values: Any) -> EvidenceFile:
    """A file of the region that lies in the storage."""
    row = evidence_file(world.region, name)
    for field, value in (values | {"media_type": media_type}).items():
        setattr(row, field, value)
    row.file.save(name, ContentFile(content))
    return row


def test_pages_of_evidence(world: Stage, inspect: Any, watch: Watch) -> None:
    watch.expected = {422}
    walk = inspect(world.coordinator)
    walk.visit(f"{WORK}/berkas/")
    row = answer(world.assessment, "INFORMASI-S1", choice="yes", note="Perda 3/2024")
    link = EvidenceLink.objects.create(answer=row, url="https://jdih.slemankab.go.id/perda-3-2024", title="Perda 3/2024")
    paper = stored(world, "dokumen-dengan-nama-yang-sangat-panjang-sekali", "application/pdf", samples.pdf(pages=2), page_count=2, document_year=2019)
    table = stored(world, "tabel", "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet", samples.office("xlsx"))
    stored(world, "terjangkit", "application/pdf", samples.pdf(), scan_state="infected")
    add_comment(assessment=world.assessment, indicator=row.indicator, text="Perda baru menyusul.", by=world.contributor)
    here = f"{WORK}/INFORMASI-S1"
    walk.visit_opened(f"{WORK}/berkas/?untuk=INFORMASI-S1")
    walk.visit(f"{WORK}/berkas/?cari=tidak-ada")
    walk.visit_opened(f"{here}/")
    for address in (f"{here}/data-dukung/{row.evidence.get().pk}/", f"{here}/tautan/", f"{here}/tautan/{link.pk}/"):
        walk.visit(address)
    walk.visit(f"{here}/tautan/", status=422, act=press_main)
    for shown in (paper, table):
        walk.visit(f"/data-dukung/{shown.pk}/lihat/")
    walk.close()


def test_what_the_page_of_an_indicator_says_while_somebody_types(world: Stage, inspect: Any, watch: Watch, settings: Any, tmp_path: Any) -> None:
    settings.UPLOADS_DIR = tmp_path / "uploads"
    watch.expected = {401, 409}
    answer(world.assessment, "INFORMASI-S1", choice="no", note="Semula")
    walk = inspect(world.coordinator)
    page = walk.page
    page.goto(f"{WORK}/INFORMASI-S1/")
    page.locator("#id_files").set_input_files([file("perda.pdf", pdf(3)), file("program.pdf", b"MZ" + bytes(400))])
    for name, state in (("perda.pdf", "done"), ("program.pdf", "refused")):
        expect(line(page, name)).to_have_attribute("data-state", state)
    walk.look("files on their way")
    Answer.objects.update(version=9, note="Ditulis petugas dinas", updated_by=world.contributor)
    note(page).fill("Ditulis saya")
    expect(page.locator("[data-conflict]")).to_be_visible()
    walk.look("two versions")
    page.locator("[data-conflict] [data-take=mine]").click()
    says(page, "saved")
    Session.objects.all().delete()
    note(page).fill("Ditulis saya lagi")
    expect(page.get_by_role("dialog")).to_be_visible()
    walk.look("signing in on the page")
    walk.close()


def test_the_list_of_all_indicators(world: Stage, inspect: Any) -> None:
    walk = inspect(world.coordinator)
    walk.visit(f"{WORK}/semua/?tampil=koreksi")
    answer(world.assessment, "INFORMASI-S1", choice="yes", files=0)
    answer(world.assessment, "KESEHATAN-H1", numerator=80, denominator=100)
    walk.visit(f"{WORK}/semua/")
    walk.close()


def tell_without_a_reason(page: Page) -> None:
    """An action done in part; why is not said."""
    page.locator("[name=fulfilment_1][value=partly]").check()
    page.locator(".save-bar .btn-primary").click()


def test_pages_of_a_commitment(world: Stage, inspect: Any, watch: Watch) -> None:
    watch.expected = {422}
    page = f"{WORK}/komitmen/"
    coordinator, public = inspect(world.coordinator), inspect()
    public.visit("/komitmen/")
    coordinator.visit(page)
    promise(world.assessment, by=world.signatory)
    coordinator.visit(f"{page}pratinjau/")
    following = open_cycle(world.framework, award_year=2027)
    Assessment.objects.create(cycle=following, region=world.region)
    coordinator.visit(f"{page}tindak-lanjut/")
    coordinator.visit(f"{page}tindak-lanjut/", status=422, act=tell_without_a_reason)
    told = {1: Told("done", "Semua terjawab."), 2: Told("not_done", "Anggaran tidak ada.")}
    saved = tell_follow_up(assessment=world.assessment, told=told, version=1, by=world.coordinator)
    coordinator.visit(page)
    publish_follow_up(assessment=world.assessment, version=saved.version, by=world.signatory)
    coordinator.close()
    for address in ("/komitmen/", "/komitmen/?cari=tidak-ada", "/daerah/34.04/komitmen/2026/"):
        public.visit(address)
    public.close()


def test_pages_of_practice_and_guide(world: Stage, inspect: Any) -> None:
    newcomer = person(Role.REGIONAL_COORDINATOR, office=world.region)
    walk = inspect(newcomer)
    walk.visit("/panduan/")
    walk.visit("/kerja/")
    with walk.page.expect_navigation():
        walk.page.locator("form[action$='/mulai/'] button").first.click()
    walk.look("practice")
    walk.visit("/kerja/0/34.04/ulang/")
    fill(Assessment.objects.get(cycle__is_practice=True))
    walk.visit("/kerja/0/34.04/INFORMASI-S1/")
    walk.visit("/kerja/0/34.04/ulang/")
    walk.close()


def test_pages_after_the_deadline(world: Stage, inspect: Any) -> None:
    answer(world.assessment, "INFORMASI-S1", choice="yes", note="Perda 3/2024")
    close_phase(world.cycle, "filling")
    walk = inspect(world.contributor)
    walk.visit(f"{WORK}/")
    walk.visit(f"{WORK}/INFORMASI-S1/")
    walk.close()
