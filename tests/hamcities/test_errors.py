"""Error pages: the right status, the reason, plain words; and one that needs nothing."""

from collections.abc import Callable
from typing import Any

import pytest
from django.core.exceptions import PermissionDenied, RequestDataTooBig, SuspiciousOperation
from django.db import connection
from django.http import HttpRequest, HttpResponse
from django.test import Client, RequestFactory
from django.urls import include, path
from django.utils import translation

from accounts.access import Refused, public
from hamcities.errors import server_error
from tests.factories import Stage

REASON = "The time for filling in is over."


@public
def fails(request: HttpRequest, how: str) -> HttpResponse:
    """Fail as asked."""
    raise {
        "refused": Refused("assessments.save_answer", REASON),
        "denied": PermissionDenied("internal detail"),
        "large": RequestDataTooBig("too big"),
        "odd": SuspiciousOperation("odd"),
        "broken": RuntimeError("internal detail"),
    }[how]


@public
def reads_form(request: HttpRequest) -> HttpResponse:
    """Read what was posted."""
    return HttpResponse(request.POST.get("note", ""))


urlpatterns = [path("gagal/<str:how>/", fails), path("isian/", reads_form), path("", include("hamcities.urls"))]
handler400 = "hamcities.errors.bad_request"
handler403 = "hamcities.errors.forbidden"
handler404 = "hamcities.errors.not_found"
handler500 = "hamcities.errors.server_error"

pytestmark = [pytest.mark.urls(__name__), pytest.mark.django_db]


@pytest.fixture
def visitor() -> Client:
    """A browser nobody signed in with, that gets answers instead of exceptions."""
    return Client(raise_request_exception=False)


@pytest.mark.parametrize(
    ("address", "status"),
    [("/gagal/refused/", 403), ("/gagal/denied/", 403), ("/gagal/large/", 413), ("/gagal/odd/", 400), ("/gagal/broken/", 500), ("/tidak-ada/", 404)],
)
def test_every_failure_has_its_status_and_a_page_that_says_nothing_was_saved(visitor: Client, address: str, status: int) -> None:
    answer = visitor.get(address)
    assert answer.status_code == status
    body = answer.content.decode()
    assert "data-trouble" in body
    assert f'<p class="trouble-code">{status}</p>' in body
    assert "internal detail" not in body


@pytest.mark.parametrize("headers", [{"HX-Request": "true"}, {"Accept": "application/json"}])
@pytest.mark.parametrize(("address", "status"), [("/gagal/refused/", 403), ("/gagal/large/", 413), ("/gagal/broken/", 500), ("/tidak-ada/", 404)])
def test_a_request_of_a_script_gets_one_plain_sentence(visitor: Client, headers: dict[str, str], address: str, status: int) -> None:
    answer = visitor.get(address, headers=headers)
    assert answer.status_code == status
    assert answer.headers["Content-Type"].startswith("text/plain")
    assert "<" not in answer.content.decode()
    assert len(answer.content) > 20


def test_a_refusal_shows_its_reason(visitor: Client) -> None:
    assert REASON in visitor.get("/gagal/refused/").content.decode()
    assert visitor.get("/gagal/refused/", headers={"HX-Request": "true"}).content.decode() == REASON


def test_a_signed_in_person_is_told_as_whom(stage: Stage, sign_in: Callable[[Any], Client]) -> None:
    page = sign_in(stage.coordinator).get("/gagal/refused/").content.decode()
    assert str(stage.coordinator) in page
    assert "/kerja/" in page


def test_a_request_larger_than_allowed_gets_413(visitor: Client, settings: Any) -> None:
    settings.DATA_UPLOAD_MAX_MEMORY_SIZE = 2000
    assert visitor.post("/isian/", {"note": "short"}).content == b"short"
    answer = visitor.post("/isian/", "note=" + "x" * 3000, content_type="application/x-www-form-urlencoded")
    assert answer.status_code == 413


def test_more_fields_than_allowed_get_413(visitor: Client, settings: Any) -> None:
    settings.DATA_UPLOAD_MAX_NUMBER_FIELDS = 5
    assert visitor.post("/isian/", {f"f{n}": "1" for n in range(9)}).status_code == 413


def test_an_expired_form_token_is_explained_and_leads_back_to_the_form() -> None:
    client = Client(enforce_csrf_checks=True)
    answer = client.post("/bahasa/", {"language": "en"}, headers={"Referer": "http://testserver/daerah/"})
    assert answer.status_code == 403
    assert 'href="http://testserver/daerah/"' in answer.content.decode()
    assert "data-trouble" in answer.content.decode()


def test_an_expired_form_token_never_leads_to_another_site() -> None:
    client = Client(enforce_csrf_checks=True)
    answer = client.post("/akun/masuk/", {}, headers={"Referer": "https://example.org/"})
    assert answer.status_code == 403
    assert "example.org" not in answer.content.decode()
    assert 'href="/akun/masuk/"' in answer.content.decode()


def test_a_wrong_method_has_its_page_and_names_the_right_ones(visitor: Client) -> None:
    answer = visitor.get("/bahasa/")
    assert (answer.status_code, answer.headers["Allow"]) == (405, "POST")
    assert "data-trouble" in answer.content.decode()
    assert "Alamat ini tidak dapat dibuka dengan cara ini" in answer.content.decode()
    assert answer.headers["Content-Security-Policy"]
    sentence = visitor.get("/bahasa/", headers={"HX-Request": "true"})
    assert sentence.status_code == 405
    assert sentence.content.decode().startswith("Alamat ini tidak menerima")


def test_the_page_of_a_server_error_needs_no_database(rf: RequestFactory) -> None:
    def refuse(*args: Any) -> None:
        raise AssertionError("the database was asked")

    request = rf.get("/")
    with connection.execute_wrapper(refuse), translation.override("id"):
        answer = server_error(request)
    assert answer.status_code == 500
    assert '<html lang="id"' in answer.content.decode()


def test_the_portal_uses_these_pages() -> None:
    from hamcities import urls

    assert (urls.handler400, urls.handler403, urls.handler404, urls.handler500) == (handler400, handler403, handler404, handler500)
