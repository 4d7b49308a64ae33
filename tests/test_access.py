"""Every address, every role, and the answer the table expects."""

from collections.abc import Iterator
from typing import Any

import pytest
from django.db import transaction
from django.test import Client
from django.urls import URLPattern, URLResolver, get_resolver, reverse

from accounts.access import PUBLIC, registered
from accounts.models import User
from tests.access_rows import ANONYMOUS, EVERYONE, PEOPLE, ROLES, Row
from tests.access_scenes import SCENES
from tests.access_table import TABLE

pytestmark = pytest.mark.django_db


def walk(resolver: URLResolver, namespaces: tuple[str, ...] = ()) -> Iterator[tuple[str, URLPattern]]:
    """All addresses below `resolver` with their full names."""
    for pattern in resolver.url_patterns:
        if isinstance(pattern, URLResolver):
            yield from walk(pattern, (*namespaces, pattern.namespace) if pattern.namespace else namespaces)
        else:
            yield ":".join([*namespaces, pattern.name or "(no name)"]), pattern


ADDRESSES = list(walk(get_resolver()))
PORTAL = {name: pattern for name, pattern in ADDRESSES if not name.startswith("admin:")}
ADMIN = [(name, pattern) for name, pattern in ADDRESSES if name.startswith("admin:")]


def test_every_address_is_in_the_table_and_every_row_is_an_address() -> None:
    assert set(PORTAL) - set(TABLE) == set(), "addresses without a row in tests/access_table.py"
    assert set(TABLE) - set(PORTAL) == set(), "rows without an address"


def test_no_two_addresses_share_a_name() -> None:
    names = [name for name, _ in ADDRESSES if not name.startswith("admin:")]
    assert len(names) == len(set(names))


@pytest.mark.parametrize("name", sorted(PORTAL))
def test_every_view_names_its_access(name: str) -> None:
    access = getattr(PORTAL[name].callback, "access", None)
    assert access is not None, f"{name} is marked neither @public nor @requires(...)"
    assert access == PUBLIC or access in registered()


@pytest.mark.parametrize("name", sorted(set(PORTAL) & set(TABLE)))
def test_a_view_is_marked_public_only_where_everybody_may(name: str) -> None:
    if TABLE[name].may == EVERYONE:
        assert PORTAL[name].callback.access == PUBLIC
    elif ANONYMOUS not in TABLE[name].may:
        assert PORTAL[name].callback.access != PUBLIC


def browser_of(stage: Any, role: str) -> Client:
    browser = Client()
    if role != ANONYMOUS:
        browser.force_login(stage.people[role], backend="accounts.backends.MemberBackend")
    return browser


def answer(browser: Client, method: str, url: str, data: dict[str, Any]) -> int:
    """The status of one request; whatever it wrote is undone."""
    with transaction.atomic():
        sent = {name: value() if callable(value) else value for name, value in data.items()}
        response = browser.get(url) if method == "GET" else browser.post(url, sent)
        transaction.set_rollback(True)
    return int(response.status_code)


def expected(row: Row, role: str, method: str) -> int:
    # Whoever is signed in already is led away from the sign-in page.
    return 302 if row.name == "accounts:login" and role != ANONYMOUS else row.expected(role, method)


@pytest.mark.parametrize("name", sorted(set(PORTAL) & set(TABLE)))
def test_an_address_answers_every_role_as_the_table_says(stage: Any, name: str) -> None:
    row = TABLE[name]
    ids = SCENES[row.scene](stage)
    url = reverse(name, kwargs={key: ids.get(value, value) if isinstance(value, str) else value for key, value in row.kwargs.items()})
    methods = ["GET"] if row.post is None else ["GET", "POST"]
    wrong = []
    for role in ROLES:
        browser = browser_of(stage, role)
        for method in methods:
            status = answer(browser, method, url, row.data)
            if status != expected(row, role, method):
                wrong.append(f"{method} {url} as {role}: {status}, not {expected(row, role, method)}")
    assert not wrong, "\n".join(wrong)


def admin_urls() -> list[str]:
    """Every address of the administration, with 1 for whatever it wants."""
    urls = []
    for name, pattern in ADMIN:
        if pattern.name is not None and name not in {"admin:logout", "admin:login"}:
            names = pattern.pattern.converters or pattern.pattern.regex.groupindex
            urls.append(reverse(name, kwargs=dict.fromkeys(names, "accounts" if "app_label" in names else "1")))
    return urls


def test_the_administration_opens_to_administrators_only(stage: Any) -> None:
    stage.people["staff"] = User.objects.create_user("staf@contoh.go.id", "x", full_name="Staf", is_staff=True)
    # One refused person goes through all addresses; for the others the doors are enough.
    doors = [reverse("admin:index"), reverse("admin:accounts_user_changelist"), reverse("admin:accounts_membership_add")]
    for role in (ANONYMOUS, "staff", *(role for role in PEOPLE if role != "administrator")):
        browser = browser_of(stage, role)
        urls = admin_urls() if role in {ANONYMOUS, "staff"} else doors
        wrong = [(role, url) for url in urls if browser.get(url).status_code != (302 if role == ANONYMOUS else 403)]
        assert wrong == []
    assert browser_of(stage, ANONYMOUS).get(reverse("admin:index"))["Location"].startswith(reverse("accounts:login"))


def test_an_administrator_opens_every_list_of_the_administration(stage: Any) -> None:
    browser = browser_of(stage, "administrator")
    lists = [name for name, _ in ADMIN if name.endswith("_changelist")]
    assert {name: browser.get(reverse(name)).status_code for name in lists} == dict.fromkeys(lists, 200)
    assert browser.get(reverse("admin:index")).status_code == 200


def test_an_administrator_opens_the_form_of_every_row_that_can_be_made(stage: Any) -> None:
    browser = browser_of(stage, "administrator")
    statuses = {name: browser.get(reverse(name)).status_code for name, _ in ADMIN if name.endswith("_add")}
    assert statuses["admin:accounts_user_add"] == statuses["admin:accounts_membership_add"] == 200
    assert statuses["admin:jobs_job_add"] == 403
    assert set(statuses.values()) <= {200, 403}
