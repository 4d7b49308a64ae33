"""What protects people who use the portal: headers, tokens, cookies, ended sessions, files."""

import json
import os
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings as portal_settings
from django.test import Client
from django.urls import get_resolver, reverse

from tests.access_scenes import published
from tests.access_table import PUBLIC
from tests.factories import UserFactory

pytestmark = pytest.mark.django_db
PUBLIC_PAGES = [row for row in PUBLIC if row.get == 200]


@pytest.mark.parametrize("row", PUBLIC_PAGES, ids=lambda row: row.name)
def test_every_public_page_carries_the_protecting_headers(stage: Any, row: Any) -> None:
    published(stage)
    headers = Client().get(reverse(row.name, kwargs=row.kwargs)).headers
    policy = dict(part.strip().split(" ", 1) for part in headers["Content-Security-Policy"].split(";"))
    assert policy["default-src"] == "'self'"
    assert policy["object-src"] == "'none'"
    assert policy["frame-ancestors"] == "'none'"
    assert not {"script-src", "style-src"} & set(policy), "the strict default covers scripts and styles"
    assert headers["X-Frame-Options"] == "DENY"
    assert headers["X-Content-Type-Options"] == "nosniff"
    assert headers["Referrer-Policy"] == "same-origin"


@pytest.mark.parametrize("row", PUBLIC_PAGES, ids=lambda row: row.name)
def test_no_public_page_has_inline_styles_or_scripts(stage: Any, row: Any) -> None:
    published(stage)
    response = Client().get(reverse(row.name, kwargs=row.kwargs))
    if response["Content-Type"].startswith("text/html"):
        page = response.content.decode()
        assert ' style="' not in page
        assert "<style" not in page
        assert " onclick=" not in page


def test_a_form_without_its_token_gets_403_with_an_explanation() -> None:
    client = Client(enforce_csrf_checks=True)
    response = client.post("/akun/masuk/", {"username": "a@contoh.go.id", "password": "x"})
    assert response.status_code == 403
    assert "403_csrf.html" in [template.name for template in response.templates]


def test_the_token_of_the_page_opens_the_form() -> None:
    client = Client(enforce_csrf_checks=True)
    client.get("/akun/masuk/")
    token = client.cookies["csrftoken"].value
    response = client.post("/akun/masuk/", {"username": "a@contoh.go.id", "password": "x", "csrfmiddlewaretoken": token})
    assert response.status_code == 422


class TestEndedSession:
    """Somebody saves after their session has ended."""

    def test_a_form_leads_to_the_sign_in_and_back_to_the_page_it_was_on(self) -> None:
        page = "/kerja/2026/34.04/INFORMASI-S1/?dari=daftar"
        response = Client().post("/akun/profil/", headers={"referer": f"http://testserver{page}"})
        assert response.status_code == 302
        assert response["Location"] == f"{reverse('accounts:login')}?next=/kerja/2026/34.04/INFORMASI-S1/%3Fdari%3Ddaftar"

    def test_what_was_typed_stands_beside_the_way_in(self) -> None:
        page = "/kerja/2026/34.04/INFORMASI-S1/"
        typed = {"note": "Perda <b>3</b>/2024", "choice": "yes", "version": "4", "password": "rahasia", "csrfmiddlewaretoken": "kunci"}
        response = Client().post("/akun/profil/", typed, headers={"referer": f"http://testserver{page}"})
        assert response.status_code == 401
        assert response.context["typed"] == "Perda <b>3</b>/2024\nyes"
        assert "<b>3</b>" not in response.content.decode()
        assert f'name="next" value="{page}"' in response.content.decode()

    @pytest.mark.parametrize("referer", ["https://jahat.example/kerja/", "", "javascript:alert(1)"])
    def test_without_a_page_of_ours_it_leads_to_the_workspace(self, referer: str) -> None:
        response = Client().post("/akun/profil/", headers={"referer": referer})
        assert response["Location"] == f"{reverse('accounts:login')}?next={reverse('assessments:workspace')}"

    @pytest.mark.parametrize("headers", [{"hx-request": "true"}, {"accept": "application/json"}])
    def test_a_request_of_a_script_gets_401_so_that_the_page_keeps_what_was_typed(self, headers: dict[str, str]) -> None:
        response = Client().post("/akun/profil/", {"full_name": "Nama"}, headers=headers)
        assert response.status_code == 401
        assert response.content


@pytest.mark.parametrize("elsewhere", ["https://jahat.example/", "//jahat.example", "javascript:alert(1)"])
@pytest.mark.parametrize("name", ["set_language", "theme"])
def test_preferences_lead_nobody_out_of_the_portal(name: str, elsewhere: str) -> None:
    assert Client().post(reverse(name), {"language": "en", "theme": "dark", "next": elsewhere})["Location"] == "/"


def test_the_session_cookie_is_kept_from_scripts_and_from_other_sites(sign_in: Any) -> None:
    client = Client()
    client.post("/akun/masuk/", {"username": UserFactory(email="a@contoh.go.id").email, "password": "rahasia-uji-123"})
    cookie = client.cookies["sessionid"]
    assert (cookie["httponly"], cookie["samesite"], cookie["max-age"]) == (True, "Lax", portal_settings.SESSION_COOKIE_AGE)


def test_pages_of_signed_in_people_are_not_kept_by_caches(sign_in: Any) -> None:
    assert "Cookie" in sign_in(UserFactory()).get("/akun/profil/").headers["Vary"]


def test_evidence_has_no_public_address() -> None:
    assert portal_settings.MEDIA_URL in {"", "/"}
    routes = [str(pattern.pattern) for pattern in get_resolver().url_patterns]
    assert not [route for route in routes if "media" in route]
    assert not Path(portal_settings.VAR_DIR / "media").is_relative_to(portal_settings.STATIC_ROOT)


SHOW = """
import json, django
django.setup()
from django.conf import settings as s
names = ["SESSION_COOKIE_SECURE", "CSRF_COOKIE_SECURE", "SECURE_SSL_REDIRECT", "SECURE_HSTS_SECONDS", "DEBUG", "ALLOWED_HOSTS"]
print(json.dumps({name: getattr(s, name) for name in names}))
"""


def in_production(tmp_path: Path, **environment: str) -> subprocess.CompletedProcess[str]:
    """The settings as a server in production reads them, in a process of its own."""
    known = {
        "PATH": os.environ["PATH"],
        "PORTAL_ENVIRONMENT": "production",
        "PORTAL_VAR": str(tmp_path),
        "DJANGO_SETTINGS_MODULE": "hamcities.settings",
    }
    return subprocess.run(
        [sys.executable, "-c", SHOW], cwd=portal_settings.BASE_DIR, env=known | environment, capture_output=True, text=True, check=False
    )


def test_production_demands_https_everywhere(tmp_path: Path) -> None:
    found = in_production(tmp_path, SECRET_KEY="uji" * 20, ALLOWED_HOSTS="kkpham.example")
    assert found.returncode == 0, found.stderr
    values = json.loads(found.stdout.splitlines()[-1])
    assert values == {
        "SESSION_COOKIE_SECURE": True,
        "CSRF_COOKIE_SECURE": True,
        "SECURE_SSL_REDIRECT": True,
        "SECURE_HSTS_SECONDS": 31536000,
        "DEBUG": False,
        "ALLOWED_HOSTS": ["kkpham.example"],
    }


def test_production_does_not_start_without_a_secret_key(tmp_path: Path) -> None:
    found = in_production(tmp_path, ALLOWED_HOSTS="kkpham.example")
    assert found.returncode != 0
    assert "SECRET_KEY must be set" in found.stderr
