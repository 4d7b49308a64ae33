"""What browsers and search engines ask for by themselves."""

from urllib.robotparser import RobotFileParser
from uuid import UUID

import pytest
from django.test import Client
from django.urls import reverse

from accounts.access import PUBLIC as OPEN
from tests.access_table import PUBLIC, TABLE
from tests.test_access import PORTAL

# Public, but nothing to be found by searching.
NO_UPLOAD = UUID(int=0)
MACHINERY = {"design", "health", "set_language", "theme", "favicon", "robots"}


@pytest.fixture(scope="module")
def crawler() -> RobotFileParser:
    """A search engine that has read robots.txt."""
    parser = RobotFileParser()
    parser.parse(Client().get("/robots.txt").content.decode().splitlines())
    return parser


def address(name: str) -> str:
    number: object = NO_UPLOAD if name.startswith("assessments:upload") else 1
    return reverse(name, kwargs={key: number if key in {"pk", "comment", "unit"} else value for key, value in TABLE[name].kwargs.items()})


def test_search_engines_find_what_is_public(crawler: RobotFileParser) -> None:
    names = [row.name for row in PUBLIC if row.name not in MACHINERY]
    assert [name for name in names if not crawler.can_fetch("Googlebot", address(name))] == []


def test_search_engines_stay_out_of_the_working_rooms(crawler: RobotFileParser) -> None:
    working = [name for name, pattern in PORTAL.items() if getattr(pattern.callback, "access", None) != OPEN or name.startswith("accounts:")]
    assert len(working) > 40
    assert [name for name in working if crawler.can_fetch("Googlebot", address(name))] == []
    assert not crawler.can_fetch("Googlebot", "/pengelolaan/accounts/user/")


def test_the_oldest_address_of_the_icon_leads_to_the_icon(client: Client) -> None:
    assert client.get("/favicon.ico")["Location"] == "/static/favicon.svg"
