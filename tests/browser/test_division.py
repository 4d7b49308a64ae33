"""Dividing the work in a real browser: a coordinator assigns and invites, the invited person accepts and sees only what is theirs."""

import re
from typing import Any

import pytest
from django.core import mail
from playwright.sync_api import expect

from accounts.models import Membership, OutgoingMail, WorkUnit
from assessments.models import Assignment
from tests.browser.conftest import PHONE, Visit, Watch
from tests.browser.inspection import Inspection
from tests.factories import Stage, make_stage

PASSWORD = "empat kata yang panjang"
HERE = "/kerja/2026/34.04/"


@pytest.fixture
def world(transactional_db: Any) -> Stage:
    stage = make_stage()
    Assignment.objects.all().delete()
    WorkUnit.objects.create(region=stage.region, name="Dinas Sosial")
    return stage


def link_of(address: str) -> str:
    """The path of the link in the mail: in its row until it was sent, then in the mail."""
    bodies = [*OutgoingMail.objects.filter(to=address).values_list("body", flat=True), *(sent.body for sent in mail.outbox)]
    found = next(match for body in bodies if (match := re.search(r"(/akun/undangan/[-\w]+/)", body)))
    return found[1]


def test_a_coordinator_divides_and_invites_and_the_invited_person_sees_only_theirs(world: Stage, visit: Visit, watch: Watch) -> None:
    watch.expected = {403, 410}
    page = visit(world.coordinator, script=False)
    page.goto(f"{HERE}pembagian/")
    page.get_by_label("OPD for INFORMASI-S1").select_option("Dinas Sosial")
    page.get_by_role("button", name="Save the table").last.click()
    expect(page.get_by_text("1 indicator saved.")).to_be_visible()
    page.get_by_role("link", name="By OPD").click()
    page.get_by_role("link", name="Dinas Sosial").click()
    page.get_by_label("People to invite").fill("Ani Wijaya, ani@contoh.go.id")
    page.get_by_role("button", name="Send the invitations").click()
    expect(page.get_by_text("Invited: ani@contoh.go.id.")).to_be_visible()

    link = link_of("ani@contoh.go.id")
    guest = visit(size=PHONE)
    guest.goto(link)
    expect(guest.get_by_label("Your full name")).to_have_value("Ani Wijaya")
    guest.get_by_label("Choose a password").fill(PASSWORD)
    guest.get_by_label("The password once more").fill(PASSWORD)
    guest.get_by_role("button", name="Accept the invitation").click()
    expect(guest.get_by_text("You now answer for Dinas Sosial.")).to_be_visible()
    assert Membership.objects.filter(user__email="ani@contoh.go.id", work_unit__name="Dinas Sosial").exists()
    guest.goto(HERE)
    expect(guest.get_by_role("heading", name="Our part")).to_be_visible()
    guest.goto(f"{HERE}INFORMASI-S1/")
    expect(guest.locator("main").get_by_text("Dinas Sosial").first).to_be_visible()
    guest.goto(f"{HERE}INFORMASI-P1/")
    expect(guest.get_by_text("This indicator is not assigned to your OPD")).to_be_visible()
    other = visit()
    other.goto(link)
    expect(other.get_by_text("each link works once")).to_be_visible()


def test_the_pages_of_the_divided_work_pass_inspection(world: Stage, visit: Visit, watch: Watch) -> None:
    unit = WorkUnit.objects.get(name="Dinas Sosial")
    walk = Inspection(visit(world.coordinator, language="id"))
    for path in ("pembagian/", "pembagian/lazim/", "pembagian/opd/", f"pembagian/opd/{unit.pk}/", "serah-terima/"):
        walk.visit(HERE + path)
    walk.close()
