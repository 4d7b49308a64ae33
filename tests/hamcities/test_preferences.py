"""Language, theme and clock of the reader."""

from datetime import UTC, datetime
from typing import Any

import pytest
from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.test import Client, RequestFactory
from django.utils import timezone, translation

from hamcities.middleware import LanguageMiddleware, ReaderTimeZoneMiddleware, reader_address

NOON = datetime(2026, 8, 17, 5, 0, tzinfo=UTC)


class FakeSession(dict[str, Any]):
    session_key = "abc"


def language_of(request: HttpRequest) -> str:
    """Language that is active while a view runs."""
    seen = []

    def view(_request: HttpRequest) -> HttpResponse:
        seen.append(translation.get_language())
        return HttpResponse()

    response = LanguageMiddleware(view)(request)
    assert response.headers["Content-Language"] == seen[0]
    return seen[0]


def test_indonesian_comes_first_whatever_the_browser_says() -> None:
    assert language_of(RequestFactory().get("/", HTTP_ACCEPT_LANGUAGE="en-US,en;q=0.9")) == "id"


@pytest.mark.parametrize(("cookie", "language"), [("en", "en"), ("id", "id"), ("xx", "id"), ("../etc", "id")])
def test_the_cookie_decides_when_it_names_a_language_of_the_portal(cookie: str, language: str) -> None:
    request = RequestFactory().get("/")
    request.COOKIES[settings.LANGUAGE_COOKIE_NAME] = cookie
    assert language_of(request) == language


@pytest.mark.parametrize(("zone", "hour"), [("Asia/Jakarta", 12), ("Asia/Makassar", 13), ("Asia/Jayapura", 14), (None, 12)])
def test_times_are_shown_in_the_zone_of_the_readers_office(zone: str | None, hour: int) -> None:
    request = RequestFactory().get("/")
    request.session = FakeSession({"time_zone": zone} if zone else {})  # type: ignore[assignment]
    seen = []

    def view(_request: HttpRequest) -> HttpResponse:
        seen.append(timezone.localtime(NOON).hour)
        return HttpResponse()

    ReaderTimeZoneMiddleware(view)(request)
    timezone.deactivate()
    assert seen == [hour]


def test_only_production_believes_the_proxys_header(settings: Any) -> None:
    request = RequestFactory().get("/", REMOTE_ADDR="10.0.0.2", HTTP_X_REAL_IP="203.0.113.9")
    settings.PRODUCTION = False
    assert reader_address(request) == "10.0.0.2"
    settings.PRODUCTION = True
    assert reader_address(request) == "203.0.113.9"


@pytest.mark.parametrize(
    ("address", "field", "value", "cookie"), [("/bahasa/", "language", "en", settings.LANGUAGE_COOKIE_NAME), ("/tema/", "theme", "dark", "theme")]
)
def test_a_choice_is_remembered_for_a_year(db: Any, client: Client, address: str, field: str, value: str, cookie: str) -> None:
    response = client.post(address, {field: value, "next": "/daerah/?kata=kota"})
    assert response.status_code == 302
    assert response.headers["Location"] == "/daerah/?kata=kota"
    assert response.cookies[cookie].value == value
    assert response.cookies[cookie]["max-age"] == 365 * 24 * 60 * 60
    assert response.cookies[cookie]["samesite"] == "Lax"


@pytest.mark.parametrize(("address", "field"), [("/bahasa/", "language"), ("/tema/", "theme")])
def test_nonsense_is_ignored(db: Any, client: Client, address: str, field: str) -> None:
    response = client.post(address, {field: "klingon"})
    assert response.status_code == 302
    assert not response.cookies


@pytest.mark.parametrize("following", ["https://evil.example/", "//evil.example/", "javascript:alert(1)", "\\\\evil.example"])
def test_nobody_is_sent_to_another_site(db: Any, client: Client, following: str) -> None:
    assert client.post("/tema/", {"theme": "dark", "next": following}).headers["Location"] == "/"


@pytest.mark.parametrize("address", ["/bahasa/", "/tema/"])
def test_reading_an_address_chooses_nothing(db: Any, client: Client, address: str) -> None:
    assert client.get(address).status_code == 405
