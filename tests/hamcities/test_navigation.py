"""Links of the working area follow the roles."""

from typing import Any

import pytest
from django.test import Client, RequestFactory
from django.urls import reverse

from accounts.models import Membership, Role, User
from hamcities.navigation import public_links, workspace_links
from tests.access_rows import LEADS, PEOPLE
from tests.access_table import TABLE

pytestmark = pytest.mark.django_db
WORK, VERIFY, SCORE, CYCLES, DETERMINE, DRAFT, ADMIN, LEARN, GUIDE, WATCH, FIGURES = (
    "assessments:workspace", "assessments:verification_queue", "assessments:review_queue", "assessments:cycles", "reports:determination",
    "workshop:drafts", "admin:index", "lessons:lessons", "assessments:guide", "assessments:monitoring", "assessments:figures",
)  # fmt: skip
EXPECTED = {
    "nobody": [],
    "coordinator": [WORK, LEARN, GUIDE],
    "contributor": [WORK, LEARN, GUIDE],
    "signatory": [WORK, LEARN, GUIDE],
    "observer": [WORK, LEARN, GUIDE, WATCH],
    "verifier": [WORK, LEARN, GUIDE, WATCH, VERIFY],
    "reviewer": [WORK, LEARN, GUIDE, WATCH, SCORE, DRAFT],
    "lead": [WORK, LEARN, GUIDE, WATCH, SCORE, CYCLES, FIGURES, DETERMINE, DRAFT],
    "editor": [WORK, LEARN, GUIDE, FIGURES, DRAFT],
    "administrator": [WORK, LEARN, GUIDE, WATCH, ADMIN],
}


def links_of(user: Any, path: str = "/") -> list[Any]:
    request = RequestFactory().get(path)
    request.user = User.objects.get(pk=user.pk)
    return workspace_links(request)


@pytest.mark.parametrize("role", sorted(EXPECTED))
def test_every_role_sees_its_links(stage: Any, role: str) -> None:
    assert [link.url for link in links_of(stage.people[role])] == [reverse(name) for name in EXPECTED[role]]


@pytest.mark.parametrize("role", PEOPLE)
def test_no_link_leads_to_a_refusal_and_none_is_missing(stage: Any, role: str) -> None:
    shown = {link.url for link in links_of(stage.people[role])}
    may = {reverse(name) for name in (WORK, WATCH, VERIFY, SCORE, CYCLES, FIGURES, DETERMINE, DRAFT) if role in TABLE[name].may}
    assert shown - {reverse(ADMIN), reverse(LEARN), reverse(GUIDE)} == may


def test_the_links_of_several_roles_add_up(stage: Any) -> None:
    Membership.objects.create(user=stage.verifier, role=Role.DITJEN_LEAD)
    assert [link.url for link in links_of(stage.verifier)] == [
        reverse(name) for name in (WORK, LEARN, GUIDE, WATCH, VERIFY, SCORE, CYCLES, FIGURES, DETERMINE, DRAFT)
    ]


def test_the_link_of_the_page_one_is_on_is_marked(stage: Any) -> None:
    assert LEADS
    active = {link.url for link in links_of(stage.lead, "/siklus/2026/") if link.active}
    assert active == {"/siklus/"}
    # Below another room's address, only the nearest is marked.
    assert [link.url for link in links_of(stage.lead, "/siklus/angka-resmi/") if link.active] == ["/siklus/angka-resmi/"]
    request = RequestFactory().get("/daerah/34.04/")
    assert [link.url for link in public_links(request) if link.active] == ["/daerah/"]


def test_a_stranger_sees_the_way_in_and_no_working_links() -> None:
    page = Client().get(reverse("public:about")).content.decode()
    assert reverse("accounts:login") in page
    assert 'href="/kerja/"' not in page


def test_links_cost_one_query_for_the_roles(stage: Any, sign_in: Any, django_assert_max_num_queries: Any) -> None:
    client = sign_in(stage.lead)
    with django_assert_max_num_queries(4):  # session, person, roles, provinces counted by the page
        client.get(reverse("public:about"))
