"""The commitment in a real browser: the coordinator drafts, the signatory publishes, everybody reads; without scripts too."""

from typing import Any

import pytest
from playwright.sync_api import Page, expect

from reports.models import PublishedCommitment
from tests.browser.conftest import PHONE, Visit
from tests.factories import Stage, make_stage

HERE, PUBLIC = "/kerja/2026/34.04/komitmen/", "/daerah/34.04/komitmen/2026/"
WORDS = "In a year every request is answered in time."


@pytest.fixture
def world(transactional_db: Any) -> Stage:
    return make_stage()


def draft(page: Page) -> None:
    page.goto(HERE)
    page.get_by_label("Name of the head of region").fill("Nama Bupati")
    page.get_by_label("The commitment").fill(WORDS)
    page.get_by_label("How it will be seen").first.fill("All requests answered")
    page.get_by_role("button", name="Save and see it as the public will").click()


@pytest.mark.parametrize("script", [True, False])
def test_the_signatory_publishes_and_the_public_reads(world: Stage, visit: Visit, script: bool) -> None:
    coordinator = visit(world.coordinator, script=script)
    draft(coordinator)
    expect(coordinator.get_by_role("heading", name="As the public will read it")).to_be_visible()
    expect(coordinator.get_by_text("Only the signatory of the region can publish it")).to_be_visible()

    signatory = visit(world.signatory, size=PHONE, script=script)
    signatory.goto(f"{HERE}pratinjau/")
    expect(signatory.get_by_text(WORDS)).to_be_visible()
    signatory.get_by_role("button", name="Publish the commitment").click()
    expect(signatory.get_by_text("Published: everybody can read the commitment now.")).to_be_visible()

    public = visit(size=PHONE, script=script)
    public.goto("/komitmen/")
    public.get_by_role("link", name="Kabupaten Sleman, 2026").click()
    expect(public.get_by_text(WORDS)).to_be_visible()
    expect(public.get_by_text("All requests answered")).to_be_visible()
    assert public.url.endswith(PUBLIC)
    assert PublishedCommitment.objects.count() == 1
