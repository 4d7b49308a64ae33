"""A revision in one test: drafted, edited, compared, simulated on a past cycle, carried out and in as YAML, adopted for good."""

import io
import re
from decimal import Decimal
from typing import Any

import pytest
from django.db import IntegrityError, transaction
from openpyxl import load_workbook
from playwright.sync_api import Page, expect

from assessments.models import Answer, Assessment
from indicators.models import Framework, FrameworkState, Indicator
from indicators.services.mapping import Relation, lineage
from tests.browser.conftest import Visit
from tests.factories import Stage, make_stage

CODE = "permenham-1-2026"
DRAFT = f"/bengkel/{CODE}/"
FIGURES = {"34.04": 40, "34.71": 60, "91.03": 100}


@pytest.fixture
def world(transactional_db: Any) -> Stage:
    """The small world, whose three regions have answered the two questions about outcomes."""
    stage = make_stage()
    for assessment in Assessment.objects.select_related("region"):
        for indicator in stage.framework.indicators.filter(kind="hasil"):
            figure = Decimal(FIGURES[assessment.region.code])
            Answer.objects.create(assessment=assessment, indicator=indicator, numerator=figure, denominator=Decimal(100), version=1)
    return stage


def begin(page: Page) -> None:
    """A draft begins as a copy of the adopted framework."""
    page.goto("/bengkel/")
    page.get_by_role("link", name="Draft from this").click()
    expect(page.locator("[name=base]")).to_have_value("kecil")
    page.locator("[name=code]").fill(CODE)
    page.locator("[name=title_id]").fill("Kerangka baru")
    page.locator("[name=title_en]").fill("New framework")
    page.get_by_role("button", name="Begin the draft").click()
    expect(page).to_have_url(re.compile(rf"{DRAFT}(#.*)?$"))


def ask_more(page: Page) -> None:
    """Half of the way earns nothing any more: the panel says so while typing."""
    page.goto(f"{DRAFT}indikator/KESEHATAN-H1/")
    page.locator("[name=rule_zero_at]").fill("50")
    expect(page.locator("#periksa")).to_contain_text("50")
    page.locator("#coba").fill("75")
    expect(page.locator("#periksa .tried")).to_contain_text("50 %")
    page.locator(".save-bar button[value=save]").click()
    expect(page.locator(".messages")).to_contain_text("saved")


def add(page: Page) -> None:
    """A new question, begun from the texts of another."""
    page.goto(f"{DRAFT}indikator/baru/")
    page.locator("[name=right]").select_option("kesehatan")
    page.locator("[name=kind]").select_option("struktur")
    page.locator("[name=answer_type]").select_option("yes_no")
    page.locator("[name=statement_id]").fill("Peraturan tentang puskesmas diterapkan.")
    page.locator("[name=statement_en]").fill("A regulation on health centres is applied.")
    page.get_by_role("button", name="Add the indicator").click()
    expect(page.locator(".messages")).to_be_visible()


def end(page: Page, code: str) -> None:
    """A question that is not asked any more, with the reason for everybody."""
    page.goto(f"{DRAFT}indikator/{code}/akhiri/")
    page.locator("[name=reason_id]").fill("Tidak lagi membedakan daerah")
    page.locator("[name=reason_en]").fill("No longer tells regions apart")
    page.get_by_role("button", name="End the indicator").click()
    expect(page.locator(".messages")).to_be_visible()


def complete(page: Page, draft: Framework) -> None:
    """What the copy of a test lacks: the overview names it, each fault leads to its page."""
    page.goto(DRAFT)
    expect(page.locator("#cacat")).to_be_visible()
    code = draft.indicators.exclude(code__in=Indicator.objects.filter(framework__code="kecil").values("code")).get().code
    page.goto(f"{DRAFT}indikator/{code}/")
    for name in ("rationale", "definition", "period", "data_source", "data_owner", "evidence", "evidence_example", "evidence_rejected", "nil_case"):
        page.locator(f"[name={name}_id]").fill(f"Isi {name}")
        page.locator(f"[name={name}_en]").fill(f"Content {name}")
    page.locator("[name=usual_work_unit]").fill("Dinas Kominfo")
    basis = page.locator("input[name=bases]").first
    basis.evaluate("(box) => box.closest('details').open = true")
    basis.check()
    page.locator(".save-bar button[value=save]").click()
    expect(page.locator(".messages")).to_contain_text("saved")
    page.goto(DRAFT)
    expect(page.locator("#cacat")).to_have_count(0)


def compare(page: Page) -> None:
    """Side by side: the rule that changed, the new question, the one that ended and why."""
    page.goto(f"{DRAFT}perbedaan/")
    main = page.locator("main")
    for words in ("KESEHATAN-H1", "A regulation on health centres is applied.", "KESEHATAN-S1", "No longer tells regions apart"):
        expect(main).to_contain_text(words)


def simulate(page: Page) -> None:
    """On the answers of the cycle: two regions lose, the one with everything keeps its points; the workbook says the same."""
    page.goto(f"{DRAFT}simulasi/")
    page.get_by_role("button", name="Simulate").click()
    expect(page.locator(".sim-sentence")).to_be_visible()
    expect(page.locator(".sim-sentence")).to_contain_text("3 regions")
    expect(page.locator("main")).to_contain_text("KESEHATAN-H1")
    with page.expect_download() as waiting:
        page.get_by_role("link", name="XLSX").click()
    book = load_workbook(io.BytesIO(waiting.value.path().read_bytes()), read_only=True)
    names = {str(cell) for sheet in book for row in sheet.iter_rows(values_only=True) for cell in row if cell}
    assert any("Sleman" in name for name in names)


def carry_out_and_in(page: Page) -> None:
    """The file of the draft, taken in again, changes nothing."""
    with page.expect_download() as waiting:
        page.goto(f"{DRAFT}impor/")
        page.evaluate(f"window.location.href = '{DRAFT}unduh/'")
    text = waiting.value.path().read_bytes()
    page.goto(f"{DRAFT}impor/")
    page.locator("input[name=file]").set_input_files({"name": "rancangan.yaml", "mimeType": "application/yaml", "buffer": text})
    page.get_by_role("button", name="Show what would change").click()
    expect(page.locator("main")).to_contain_text("there is nothing to take")


def adopt(page: Page) -> None:
    """Under its regulation, for good."""
    page.goto(f"{DRAFT}penetapan/")
    page.locator("[name=regulation]").fill("Permenham 1/2026")
    page.locator("[name=regulation_date]").fill("2026-06-01")
    page.locator("[name=is_sure]").check()
    page.get_by_role("button", name="Adopt for good").click()
    expect(page.locator(".messages")).to_contain_text("adopted")


def test_a_revision_goes_from_draft_to_regulation(world: Stage, visit: Visit) -> None:
    page = visit(world.editor)
    begin(page)
    draft = Framework.objects.get(code=CODE)
    assert (draft.state, draft.follows_id) == (FrameworkState.DRAFT, world.framework.pk)

    ask_more(page)
    add(page)
    end(page, "KESEHATAN-S1")
    complete(page, draft)
    compare(page)
    simulate(page)
    carry_out_and_in(page)
    adopt(page)

    draft.refresh_from_db()
    assert (draft.state, draft.regulation, len(draft.content_hash)) == (FrameworkState.ADOPTED, "Permenham 1/2026", 64)
    with pytest.raises(IntegrityError, match="frozen"), transaction.atomic():
        draft.indicators.update(weight=2)
    way = lineage(draft, world.framework)
    assert way is not None
    assert way.relation("KESEHATAN-H1") == Relation.CONTINUES
    assert "KESEHATAN-S1" in way.ended
    public = visit()
    public.goto(f"/kerangka/{CODE}/")
    expect(public.get_by_role("heading", level=1)).to_contain_text("New framework")
