"""A year in one test: a cycle is opened, a region answers, the Kanwil verifies, a reviewer scores, two leads decide, the public reads."""

import hashlib
import io
import re
from datetime import timedelta
from typing import Any

import pikepdf
import pytest
from django.utils import timezone
from playwright.sync_api import Page, expect

from assessments.models import Assessment, AssessmentState, Cycle, PhaseCode, Submission
from reports.models import Certificate, PublishedResult
from tests.browser.papers import pdf, png
from tests.factories import Stage, make_stage

YEAR, SLEMAN = 2027, "34.04"
CODES = ["INFORMASI-S1", "INFORMASI-P1", "INFORMASI-H1", "KESEHATAN-S1", "KESEHATAN-P1", "KESEHATAN-H1"]
PERDA = pdf()


@pytest.fixture
def world(transactional_db: Any) -> Stage:
    """The small world; the cycle of the test is opened in it by hand."""
    return make_stage()


def work(page: Page, *parts: str) -> str:
    """Go to a page of the working area and return its address."""
    address = "/" + "/".join(parts) + "/"
    page.goto(address)
    return address


def pick(page: Page, words: str) -> None:
    """Choose the radio button whose words begin so; the whole line can be pressed."""
    page.locator("label").filter(has_text=re.compile(rf"^\s*{re.escape(words)}")).click()


def prepare_and_open(page: Page, world: Stage) -> None:
    """The lead prepares the cycle with all phases open now, and opens it for all regions."""
    work(page, "siklus", "baru")
    page.get_by_label("Award year").fill(str(YEAR))
    page.get_by_label("Year of the data").fill(str(YEAR - 1))
    page.get_by_label("Framework").select_option(str(world.framework.pk))
    now = timezone.localtime()
    for days, code in enumerate(PhaseCode.values):
        page.locator(f"[name={code}_starts_at]").fill((now - timedelta(days=9 - days)).strftime("%Y-%m-%dT%H:%M"))
        page.locator(f"[name={code}_ends_at]").fill((now + timedelta(days=9 + days)).strftime("%Y-%m-%dT%H:%M"))
    page.get_by_role("button", name="Prepare the cycle").click()
    page.get_by_role("button", name="Open for all regions").click()
    expect(page.get_by_text("The cycle is open: 3 regions can answer.")).to_be_visible()
    assert Assessment.objects.filter(cycle__award_year=YEAR).count() == 3


def fill_in(page: Page) -> None:
    """The coordinator answers all six indicators with evidence; the score follows while typing."""
    for pages, code in enumerate(CODES, start=1):
        work(page, "kerja", str(YEAR), SLEMAN, code)
        if code.endswith("S1"):
            page.get_by_role("radio", name="Yes").check()
        elif code.endswith("P1"):
            page.locator("[name=choice][value=full]").check()
        else:
            page.locator("[name=numerator]").fill("80")
            page.locator("[name=denominator]").fill("1.00,0")
            page.get_by_role("button", name="Save", exact=True).click()
            expect(page.get_by_role("alert").first).to_be_visible()
            assert page.locator("[name=denominator]").input_value() == "1.00,0"
            page.locator("[name=denominator]").fill("100")
        page.locator("[name=note]").fill(f"Penjelasan {code}")
        page.locator("input[name=files]").set_input_files(
            {"name": f"{code}.pdf", "mimeType": "application/pdf", "buffer": PERDA if code == CODES[0] else pdf(pages)}
        )
        # The file travels by itself as soon as it is chosen.
        expect(page.locator("[data-evidence-list]").get_by_text(f"{code}.pdf").first).to_be_visible()
        page.get_by_role("button", name="Save", exact=True).click()
        expect(page.locator(".messages")).to_contain_text("Saved")


def sign(page: Page, signatory: Page) -> None:
    """The coordinator prints the statement and uploads the signed scan with its code; the signatory confirms it from their own account."""
    work(page, "kerja", str(YEAR), SLEMAN, "kirim")
    assert page.get_by_role("button", name="Submit").count() == 0
    page.get_by_role("link", name=re.compile("Prepare the statement|To the statement")).click()
    paper = page.request.get(page.get_by_role("link", name="Statement to print (PDF)").get_attribute("href") or "")
    with pikepdf.open(io.BytesIO(paper.body())) as document:
        assert len(document.pages) == 1
    scan = {"name": "surat-pernyataan.pdf", "mimeType": "application/pdf", "buffer": pdf()}
    page.locator("[name=file]").set_input_files(scan)
    page.get_by_label("Code on the paper").fill(page.locator(".statement-code").inner_text().lower())
    page.get_by_role("button", name="Upload the scan").click()
    expect(page.locator(".messages")).to_contain_text("The signed statement is uploaded")
    work(signatory, "kerja", str(YEAR), SLEMAN, "pernyataan")
    expect(signatory.get_by_role("link", name="surat-pernyataan.pdf")).to_be_visible()
    signatory.get_by_label("I confirm this.").check()
    signatory.get_by_role("button", name="Confirm the statement").click()
    expect(signatory.locator(".messages")).to_contain_text("The statement is confirmed")


def submit(page: Page, signatory: Page) -> Submission:
    """With the statement confirmed the coordinator submits and gets a receipt with the fingerprints of the files."""
    sign(page, signatory)
    work(page, "kerja", str(YEAR), SLEMAN, "kirim")
    page.get_by_role("button", name="Submit").last.click()
    expect(page.locator(".messages")).to_contain_text("Submitted")
    submission = Submission.objects.filter(assessment__region__code=SLEMAN).latest("sequence")
    assert submission.statement is not None
    answer = page.request.get(page.get_by_role("link", name="Receipt (PDF)").first.get_attribute("href") or "")
    with pikepdf.open(io.BytesIO(answer.body())) as receipt:
        assert len(receipt.pages) >= 1
    files = [file for entry in submission.manifest["answers"] for file in entry["files"]]
    assert {file["sha256"] for file in files} >= {hashlib.sha256(PERDA).hexdigest()}
    return submission


def verify_and_return(page: Page) -> None:
    """The Kanwil finds everything fit but one answer and returns the assessment with a reason."""
    work(page, "verifikasi")
    page.get_by_role("link", name="Kabupaten Sleman").first.click()
    for code in CODES:
        work(page, "verifikasi", str(YEAR), SLEMAN, code)
        if code == "KESEHATAN-H1":
            pick(page, "Needs correction:")
            page.get_by_role("textbox", name="Reason").fill("Dokumen belum ditandatangani.")
        else:
            pick(page, "Fit:")
        page.get_by_role("button", name="Save").first.click()
    work(page, "verifikasi", str(YEAR), SLEMAN)
    page.get_by_text("Return for correction").click()
    page.get_by_role("button", name="Yes, return it").click()
    expect(page.locator(".messages")).to_contain_text("Returned")


def correct(page: Page) -> None:
    """The region reads the reason and corrects the answer."""
    work(page, "kerja", str(YEAR), SLEMAN, "KESEHATAN-H1")
    expect(page.get_by_text("Dokumen belum ditandatangani.").first).to_be_visible()
    page.locator("[name=numerator]").fill("75")
    page.locator("input[name=files]").set_input_files({"name": "bertanda-tangan.png", "mimeType": "image/png", "buffer": png()})
    page.get_by_role("button", name="Save", exact=True).click()
    expect(page.locator(".messages")).to_contain_text("Saved")
    expect(page.get_by_text("bertanda-tangan.png").first).to_be_visible()


def verify_and_forward(page: Page) -> None:
    """Only the changed answer is looked at again; then the assessment goes to Ditjen HAM."""
    work(page, "verifikasi", str(YEAR), SLEMAN)
    page.get_by_role("link", name="Next answer without a verdict").click()
    expect(page.get_by_text("KESEHATAN-H1").first).to_be_visible()
    pick(page, "Fit:")
    page.get_by_role("button", name="Save").first.click()
    work(page, "verifikasi", str(YEAR), SLEMAN)
    page.get_by_text("Forward", exact=True).click()
    page.get_by_role("button", name="Yes, forward it").click()
    expect(page.locator(".messages")).to_contain_text("Forwarded to Ditjen HAM")


def review(page: Page) -> None:
    """The reviewer accepts what is proven, adjusts one value with a reason, gives the Aksi HAM points and finishes."""
    for code in CODES:
        work(page, "penilaian", str(YEAR), SLEMAN, code)
        if code == "INFORMASI-H1":
            pick(page, "Adjusted:")
            page.locator("[name=numerator]").fill("50")
            page.locator("[name=denominator]").fill("100")
            page.get_by_role("textbox", name="Reason").fill("Tabel memuat 50 dari 100.")
        else:
            pick(page, "Accepted:")
        page.get_by_role("button", name="Save and go to the next").click()
    work(page, "penilaian", str(YEAR), SLEMAN, "tambahan")
    page.locator("[name=points]").fill("10")
    page.get_by_label("What the points are given for").fill("Laporan Aksi HAM lengkap.")
    page.get_by_role("button", name="Save").first.click()
    work(page, "penilaian", str(YEAR), SLEMAN)
    expect(page.get_by_text("Tabel memuat 50 dari 100.").first).to_be_visible()
    page.get_by_role("button", name="Finish the scoring").click()
    expect(page.locator(".messages")).to_contain_text("Scoring finished")


def determine(first: Page, second: Page) -> None:
    """One lead computes, the other approves, the first publishes under the decree."""
    work(first, "penetapan", str(YEAR))
    first.get_by_role("button", name="Start a run").click()
    expect(first.get_by_role("heading", name="Run 1")).to_be_visible()
    expect(first.get_by_role("link", name="Kabupaten Sleman").first).to_be_visible()
    assert first.get_by_role("button", name="Approve this run").count() == 0
    work(second, "penetapan", str(YEAR), "1")
    second.get_by_role("button", name="Approve this run").click()
    expect(second.locator(".messages")).to_contain_text("approved")
    work(first, "penetapan", str(YEAR), "1")
    first.get_by_label("Decree number").fill("M.HH-01.HA.03.02 Tahun 2026")
    first.get_by_label("Date of the decree").fill(timezone.localdate().isoformat())
    first.get_by_label("Signed by").fill("Nama Menteri")
    first.get_by_label("Office of the signatory").fill("Menteri Hak Asasi Manusia")
    first.get_by_label("I have checked the results").check()
    first.get_by_role("button", name="Publish the results").click()
    expect(first.locator(".messages")).to_contain_text("The results are public")


def read_in_public(page: Page) -> None:
    """Anybody reads the region's result to the last point and checks its certificate."""
    page.goto("/")
    page.goto(f"/daerah/{SLEMAN}/")
    # raw: mean of 10+30+30 and 10+30+45; with 10 points of Aksi HAM
    expect(page.locator("main")).to_contain_text("77.50")
    expect(page.locator("main")).to_contain_text("87.50")
    certificate = Certificate.objects.get(result__region__code=SLEMAN)
    page.goto("/piagam/")
    page.get_by_label("Number or code").fill(certificate.number.lower())
    page.get_by_role("button", name="Check the certificate").click()
    expect(page.get_by_role("heading", name="This certificate is in the register")).to_be_visible()
    with page.expect_download() as download:
        page.get_by_role("link", name="Download the certificate").click()
    content = download.value.path().read_bytes()
    assert hashlib.sha256(content).hexdigest() == Certificate.objects.get(pk=certificate.pk).sha256


def test_a_year_from_the_first_answer_to_the_certificate(world: Stage, visit: Any, watch: Any) -> None:
    watch.expected = {422}
    lead, second = visit(world.lead), visit(world.second_lead)
    region, kanwil, reviewer = visit(world.coordinator), visit(world.verifier), visit(world.reviewer)
    signatory = visit(world.signatory)
    prepare_and_open(lead, world)
    fill_in(region)
    first = submit(region, signatory)
    verify_and_return(kanwil)
    correct(region)
    assert submit(region, signatory).sequence == first.sequence + 1
    verify_and_forward(kanwil)
    review(reviewer)
    determine(lead, second)
    read_in_public(visit())
    assert Assessment.objects.get(cycle__award_year=YEAR, region__code=SLEMAN).state == AssessmentState.PUBLISHED
    assert Cycle.objects.get(award_year=YEAR).state == "published"
    predicates = dict(PublishedResult.objects.filter(year__award_year=YEAR).values_list("region__code", "predicate"))
    assert predicates == {SLEMAN: "peduli", "34.71": "belum-dinilai", "91.03": "belum-dinilai"}
