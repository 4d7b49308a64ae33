"""Every kind of page passes axe (WCAG 2.2 AA), light and dark, at 390 and 1280 pixels, and does not scroll sideways."""

from typing import Any

import pytest
from django.contrib.auth.tokens import default_token_generator
from django.core.files.base import ContentFile
from django.utils.encoding import force_bytes
from django.utils.http import urlsafe_base64_encode
from playwright.sync_api import Page

from assessments.models import Answer, Assessment, AssessmentState, EvidenceFile
from assessments.services.submission import submit_assessment
from indicators.models import Indicator, Provision, Right
from indicators.services.draft_file import export_yaml
from jobs.models import Job, JobState
from regions.models import Region
from regions.services.load import load_regions
from reports.models import Certificate, RunState, ScoringRun
from reports.services.publication import publish_run
from reports.services.published import load_published
from reports.services.scoring import approve_run, start_run
from tests.access_scenes import forwarded, reviewed, submitted
from tests.assessments.flow import judge
from tests.browser.conftest import Visit, Watch
from tests.browser.inspection import Inspection, press, press_main
from tests.factories import PASSWORD, Stage, answer, close_phase, fill, make_stage, open_cycle
from tests.factories_drafts import small_draft
from tests.factories_indicators import text
from tests.reports.conftest import DECREE, judged

PLACE = "2026/34.04"
WORK, VERIFICATION, REVIEW = f"/kerja/{PLACE}", f"/verifikasi/{PLACE}", f"/penilaian/{PLACE}"


@pytest.fixture
def world(transactional_db: Any) -> Stage:
    return make_stage()


@pytest.fixture
def inspect(visit: Visit) -> Any:
    """Begin an inspection as somebody: ``inspect(world.lead)``; pages in Indonesian, whose words are longer."""
    return lambda user=None, language="id": Inspection(visit(user, language=language), language)


def publish_last_year(world: Stage, *regions: Region) -> None:
    """A year before the one going on, judged and published, so that pages have something to look back on."""
    cycle = open_cycle(world.framework, award_year=2025)
    for region in regions:
        judged(Assessment.objects.create(cycle=cycle, region=region))
    run = approve_run(run=start_run(cycle=cycle, by=world.lead), by=world.second_lead)
    publish_run(run=run, decree=DECREE, by=world.lead)


def empty_and_send(name: str) -> Any:
    """Empty a field and send the form."""

    def act(page: Page) -> None:
        page.locator(f"[name={name}]").fill("")
        press_main(page)

    return act


def test_pages_of_the_public(transactional_db: Any, inspect: Any, watch: Watch) -> None:
    watch.expected = {404, 422}
    load_regions()
    load_published()
    world = make_stage()
    publish_last_year(world, world.region, world.neighbour)
    walk = inspect()
    for address in ("/", "/?tahun=2022", "/daerah/", "/daerah/34.04/", "/daerah/94.04/", "/piagam/", "/tentang/"):
        walk.visit(address)
    for address in ("/daerah/34.04/tren/", "/daerah/94.04/tren/", "/daerah/34.04/lensa/duham/", "/daerah/94.04/lensa/tpb/"):
        walk.visit(address)
    for address in ("/hasil/2025/lensa/duham/", "/hasil/2025/lensa/spm/", "/hasil/2022/lensa/tpb/", "/dasar-hukum/ketentuan-informasi/"):
        walk.visit(address)
    certificate = Certificate.objects.get(result__region=world.region)
    walk.visit(f"/piagam/{certificate.token}/")
    walk.visit("/piagam/tidak-ada/", status=404)
    walk.visit("/piagam/?kode=", status=422)
    walk.visit("/daerah/99.99/", status=404)
    walk.visit("/tidak/ada/", status=404)
    walk.close()


def test_pages_of_the_framework(world: Stage, inspect: Any) -> None:
    walk = inspect()
    for address in ("/kerangka/", "/kerangka/kecil/", "/kerangka/kecil/hak/informasi/", "/dasar-hukum/ketentuan-informasi/"):
        walk.visit(address)
    instrument = Provision.objects.get(code="ketentuan-informasi").instrument.code
    for address in (
        "/dasar-hukum/",
        "/dasar-hukum/?cari=tidak-ada",
        f"/dasar-hukum/instrumen/{instrument}/",
        "/kerangka/kecil/cakupan/?akar=national",
    ):
        walk.visit(address)
    for code in ("S1", "P1", "H1"):
        walk.visit(f"/kerangka/kecil/INFORMASI-{code}/")
    walk.close()


def test_pages_of_an_account(world: Stage, inspect: Any, watch: Watch, settings: Any) -> None:
    watch.expected = {403, 422, 429}
    walk = inspect()
    walk.visit("/akun/masuk/")
    walk.visit("/akun/masuk/", status=422, act=press_main)
    for address in ("/akun/kata-sandi/lupa/", "/akun/kata-sandi/lupa/terkirim/", "/akun/kata-sandi/baru/selesai/", "/akun/kata-sandi/baru/MQ/lama/"):
        walk.visit(address)
    uid, token = urlsafe_base64_encode(force_bytes(world.editor.pk)), default_token_generator.make_token(world.editor)
    walk.visit(f"/akun/kata-sandi/baru/{uid}/{token}/")
    settings.AXES_ENABLED, settings.AXES_FAILURE_LIMIT = True, 1
    walk.visit("/akun/masuk/", status=429, act=lambda page: sign_in(page, world.editor.email, "salah"))
    walk.close()
    own = inspect(world.nobody)
    own.visit("/akun/profil/")
    own.visit("/akun/profil/", status=422, act=empty_and_send("full_name"))
    own.visit("/akun/kata-sandi/")
    own.visit("/siklus/", status=403)
    own.close()


def sign_in(page: Page, email: str, password: str = PASSWORD) -> None:
    """Fill in and send the form to sign in."""
    page.locator("[name=username]").fill(email)
    page.locator("[name=password]").fill(password)
    press_main(page)


def save_stale(page: Page) -> None:
    """Save an answer that somebody else has saved since the page was opened."""
    Answer.objects.filter(indicator__code="INFORMASI-S1").update(version=7, note="Ditulis orang lain")
    page.locator("[name=note]").fill("Ditulis saya")
    press("save")(page)


def save_late(world: Stage) -> Any:
    """Save after the deadline has passed."""

    def act(page: Page) -> None:
        page.locator("[name=note]").fill("Ditulis terlambat")
        close_phase(world.cycle, "filling")
        press("save")(page)

    return act


def test_pages_of_a_region(world: Stage, inspect: Any, watch: Watch) -> None:
    watch.expected = {403, 409, 422}
    publish_last_year(world, world.region)
    answer(world.assessment, "INFORMASI-S1", choice="yes", files=0)
    for walk in (inspect(world.coordinator), inspect(world.reviewer)):
        walk.visit("/kerja/")
        walk.close()
    walk = inspect(world.coordinator)
    walk.visit(f"{WORK}/")
    walk.visit(f"{WORK}/hak/informasi/")
    for code in ("S1", "P1", "H1"):
        walk.visit(f"{WORK}/INFORMASI-{code}/")
    walk.visit(f"{WORK}/KESEHATAN-H1/?mulai=tahun-lalu")
    walk.visit(f"{WORK}/INFORMASI-H1/", status=422, act=press("save"))
    walk.visit(f"{WORK}/INFORMASI-S1/", status=409, act=save_stale)
    walk.visit(f"{WORK}/kirim/")
    walk.visit(f"{WORK}/INFORMASI-S1/", status=403, act=save_late(world))
    walk.visit(f"{WORK}/INFORMASI-P1/")
    walk.close()


def test_pages_of_a_submission(world: Stage, inspect: Any) -> None:
    fill(world.assessment)
    walk = inspect(world.signatory)
    walk.visit(f"{WORK}/kirim/")
    submit_assessment(assessment=world.assessment, by=world.signatory)
    walk.visit(f"{WORK}/")
    walk.visit(f"{WORK}/kiriman/1/")
    walk.visit(f"{WORK}/INFORMASI-S1/")
    walk.close()


def test_pages_of_the_kanwil(world: Stage, inspect: Any, watch: Watch) -> None:
    watch.expected = {422}
    submitted(world)
    for file in EvidenceFile.objects.all():
        file.file.save("perda", ContentFile(b"%PDF-1.7"))
    judge(world, "INFORMASI-S1")
    judge(world, "INFORMASI-P1", "needs_correction", "Dokumen belum ditandatangani.")
    walk = inspect(world.verifier)
    walk.visit("/verifikasi/")
    walk.visit(f"{VERIFICATION}/")
    for code in ("INFORMASI-S1", "INFORMASI-P1", "KESEHATAN-H1"):
        walk.visit(f"{VERIFICATION}/{code}/")
    walk.visit(f"{VERIFICATION}/KESEHATAN-S1/", status=422, act=lambda page: page.locator("main form button.btn-primary").first.click())
    walk.close()
    Assessment.objects.filter(pk=world.assessment.pk).update(state=AssessmentState.RETURNED)
    region = inspect(world.coordinator)
    region.visit(f"{WORK}/")
    region.visit(f"{WORK}/INFORMASI-P1/")
    region.close()


def test_pages_of_a_reviewer(world: Stage, inspect: Any, watch: Watch) -> None:
    watch.expected = {422}
    forwarded(world)
    walk = inspect(world.reviewer)
    walk.visit("/penilaian/")
    walk.visit(f"{REVIEW}/")
    for code in ("S1", "P1", "H1"):
        walk.visit(f"{REVIEW}/INFORMASI-{code}/")
    walk.visit(f"{REVIEW}/INFORMASI-H1/", status=422, act=lambda page: page.locator("main form button.btn-primary").first.click())
    walk.visit(f"{REVIEW}/tambahan/")
    walk.close()


def test_pages_of_a_lead(world: Stage, inspect: Any, watch: Watch) -> None:
    watch.expected = {422}
    reviewed(world)
    publish_last_year(world, world.neighbour)
    walk = inspect(world.lead)
    walk.visit(f"{REVIEW}/")
    for address in ("/siklus/", "/siklus/baru/", "/siklus/2026/", "/siklus/2026/ubah/", "/penetapan/", "/penetapan/2026/"):
        walk.visit(address)
    walk.visit("/siklus/baru/", status=422, act=empty_and_send("award_year"))
    run = start_run(cycle=world.cycle, by=world.second_lead)
    for address in ("/penetapan/2026/", "/penetapan/2026/1/", "/penetapan/2026/1/34.04/"):
        walk.visit(address)
    ScoringRun.objects.filter(pk=run.pk).update(state=RunState.RUNNING)
    Job.objects.filter(pk=run.job_id).update(state=JobState.RUNNING, done=203, total=514)
    walk.visit("/penetapan/2026/1/")
    Job.objects.filter(pk=run.job_id).update(state=JobState.DONE)
    ScoringRun.objects.filter(pk=run.pk).update(state=RunState.COMPUTED)
    approve_run(run=run, by=world.lead)
    walk.visit("/penetapan/2026/1/")
    walk.visit("/penetapan/2025/1/")
    walk.close()


def save_a_right_somebody_else_saved(page: Page) -> None:
    """Save a right that was changed since the page was opened."""
    Right.objects.filter(framework__code="rancangan", code="informasi").update(icon="eye")
    press_main(page)


def send_file(content: str) -> Any:
    """Choose a YAML file and send it."""

    def act(page: Page) -> None:
        page.locator("[name=file]").set_input_files({"name": "rancangan.yaml", "mimeType": "application/yaml", "buffer": content.encode()})
        press_main(page)

    return act


def save_an_indicator_without_weight(page: Page) -> None:
    """Bands with a slip, and no weight."""
    page.locator("[name=weight]").fill("")
    page.locator("label[for=id_rule_type_2]").click()
    page.locator("[name=band_points]").first.fill("banyak")
    page.locator(".save-bar button[value=save]").click()


def save_an_indicator_somebody_else_saved(page: Page) -> None:
    """Somebody changed it since the page was opened."""
    Indicator.objects.filter(framework__code="rancangan", code="KESEHATAN-P1").update(definition=text("Ditulis orang lain"))
    page.locator("[name=definition_id]").fill("Ditulis saya")
    page.locator(".save-bar button[value=save]").click()


def test_pages_of_the_workshop(world: Stage, inspect: Any, watch: Watch) -> None:
    watch.expected = {409, 422}
    draft = small_draft(world.editor)
    draft.indicators.filter(code="INFORMASI-S1").update(weight=2, statement=text("Perda dan aturan pelaksanaannya dipakai"), rationale={})
    draft.links.filter(predecessor__code="KESEHATAN-H1").delete()
    reader = inspect(world.reviewer)
    reader.visit("/bengkel/rancangan/")
    reader.visit("/bengkel/rancangan/indikator/KESEHATAN-H1/")
    reader.close()
    walk = inspect(world.editor)
    page = "/bengkel/rancangan/"
    for address in ("/bengkel/", "/bengkel/?dari=kecil", page, "/bengkel/kecil/"):
        walk.visit(address)
    for part in ("pengaturan/", "kriteria/informasi/", "hak/informasi/", "pemetaan/", "pemetaan/KESEHATAN-H1/", "riwayat/", "riwayat/?kode=x"):
        walk.visit(page + part)
    for part in ("perbedaan/", "perbedaan/?dengan=kecil", "impor/", "penetapan/", "buang/"):
        walk.visit(page + part)
    for part in (
        "indikator/INFORMASI-S1/",
        "indikator/INFORMASI-P1/",
        "indikator/KESEHATAN-H1/",
        "indikator/baru/",
        "indikator/KESEHATAN-H1/akhiri/",
    ):
        walk.visit(page + part)
    walk.visit(f"{page}indikator/KESEHATAN-H1/", status=422, act=save_an_indicator_without_weight)
    walk.visit(f"{page}indikator/KESEHATAN-P1/", status=409, act=save_an_indicator_somebody_else_saved)
    walk.visit("/bengkel/kecil/perbedaan/")
    walk.visit(f"{page}pengaturan/", status=422, act=empty_and_send("cap"))
    walk.visit(f"{page}hak/informasi/", status=409, act=save_a_right_somebody_else_saved)
    text_of_file = export_yaml(draft)
    walk.visit(f"{page}impor/", status=422, act=send_file(text_of_file))
    Indicator.objects.filter(framework=draft, rationale={}).update(rationale=text("Alasan"))
    draft.links.create(predecessor=draft.follows.indicators.get(code="KESEHATAN-H1"), note=text("Tidak terbit lagi"))
    walk.visit(f"{page}impor/", act=send_file(export_yaml(draft).replace("cap: 100", "cap: 95")))
    walk.visit(f"{page}penetapan/")
    walk.visit(f"{page}penetapan/", status=422, act=press_main)
    walk.close()


def test_pages_of_the_administration(world: Stage, inspect: Any) -> None:
    walk = inspect(world.administrator)
    # Lists with filters and fields that search while typing are Django's own and left as they come.
    for address in ("/pengelolaan/", "/pengelolaan/accounts/user/add/"):
        walk.visit(address)
    walk.close()
