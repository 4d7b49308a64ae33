"""The picker of legal bases with scripts: searching, ticking, and what is kept."""

from typing import Any

import pytest

from indicators.models import Right
from tests.browser.conftest import Visit
from tests.factories import Stage, make_stage
from tests.factories_drafts import small_draft
from tests.factories_indicators import InstrumentFactory, ProvisionFactory, text


@pytest.fixture
def world(transactional_db: Any) -> Stage:
    return make_stage()


def test_a_search_shows_only_what_fits_and_what_is_ticked_is_listed(world: Stage, visit: Visit) -> None:
    small_draft(world.editor)
    duham = InstrumentFactory(code="duham", root="duham", short_title=text("DUHAM", "UDHR"), year=1948)
    for number in (24, 25):
        ProvisionFactory(code=f"duham-{number}", instrument=duham, label=text(f"Pasal {number}", f"Article {number}"), title=text(f"Isi {number}"))
    page = visit(world.editor, language="id")
    page.goto("/bengkel/rancangan/hak/informasi/")
    picker = page.locator("[data-bases]")

    picker.get_by_role("searchbox").fill("duham 25")

    assert picker.locator(".form-check:visible").count() == 1
    picker.locator(".form-check:visible input").check()
    picker.get_by_role("searchbox").fill("tidak ada yang begini")
    assert picker.locator(".form-check:visible").count() == 0
    picker.get_by_role("searchbox").press("Enter")
    assert picker.locator("[data-bases-count]").inner_text() == "2"
    assert "Pasal 25 DUHAM" in picker.locator("[data-bases-names]").inner_text()
    with page.expect_navigation():
        page.locator(".save-bar button").click()
    bases = Right.objects.get(framework__code="rancangan", code="informasi").provisions
    assert set(bases.values_list("code", flat=True)) == {"ketentuan-informasi", "duham-25"}
