"""Changing a password and getting a new one by mail."""

import re
from typing import Any

import pytest
from django.contrib.auth.tokens import default_token_generator
from django.core import mail
from django.test import Client, TestCase
from django.urls import reverse
from django.utils.encoding import force_bytes
from django.utils.http import urlsafe_base64_encode

from accounts.models import User
from tests.factories import PASSWORD, UserFactory

pytestmark = pytest.mark.django_db
NEW = "empat kata yang panjang"
FORGOTTEN = "/akun/kata-sandi/lupa/"


@pytest.fixture
def person() -> User:
    return UserFactory(email="siti@contoh.go.id", full_name="Siti O'Brien <b>")


def link_in(message: Any) -> str:
    found = re.search(r"http://testserver(/akun/kata-sandi/baru/\S+)", message.body)
    assert found
    return found.group(1)


def ask(email: str, client: Client | None = None) -> Any:
    with TestCase.captureOnCommitCallbacks(execute=True):
        return (client or Client()).post(FORGOTTEN, {"email": email})


def set_password(client: Client, link: str, password: str) -> Any:
    return client.post(client.get(link, follow=True).request["PATH_INFO"], {"new_password1": password, "new_password2": password})


def test_a_forgotten_password_is_replaced_through_a_link_in_a_text_mail(person: User) -> None:
    assert ask("SITI@contoh.go.id")["Location"] == reverse("accounts:password_reset_done")
    (message,) = mail.outbox
    assert message.to == [person.email]
    assert message.message().get_content_type() == "text/plain"
    assert "Siti O'Brien <b>" in message.body
    assert set_password(Client(), link_in(message), NEW)["Location"] == reverse("accounts:password_reset_complete")
    person.refresh_from_db()
    assert person.check_password(NEW)


def test_the_address_of_the_page_no_longer_holds_the_link_when_the_form_is_shown(person: User) -> None:
    ask(person.email)
    page = Client().get(link_in(mail.outbox[0]), follow=True)
    assert page.request["PATH_INFO"].endswith("/set-password/")


def test_the_link_works_once(person: User) -> None:
    ask(person.email)
    link = link_in(mail.outbox[0])
    set_password(Client(), link, NEW)
    again = Client().get(link, follow=True)
    assert b'id="link-used"' in again.content
    assert b"new_password1" not in again.content


def test_an_unknown_address_gets_the_same_answer_and_no_mail(person: User) -> None:
    known, unknown = ask(person.email), ask("tidak.ada@contoh.go.id")
    assert (known.status_code, known["Location"]) == (unknown.status_code, unknown["Location"])
    assert len(mail.outbox) == 1


def test_a_closed_account_gets_no_mail() -> None:
    ask(UserFactory(is_active=False).email)
    assert mail.outbox == []


def test_a_person_who_never_had_a_password_gets_the_link_too() -> None:
    user = User.objects.create_user("baru@contoh.go.id", None, full_name="Baru")
    ask(user.email)
    assert set_password(Client(), link_in(mail.outbox[0]), NEW).status_code == 302


@pytest.mark.parametrize(("language", "greeting"), [("en", "Dear Siti"), ("id", "Siti")])
def test_the_mail_is_in_the_readers_language(person: User, settings: Any, language: str, greeting: str) -> None:
    client = Client()
    client.cookies[settings.LANGUAGE_COOKIE_NAME] = language
    ask(person.email, client)
    assert greeting in mail.outbox[0].body


def test_an_address_that_is_none_is_refused_with_422() -> None:
    response = ask("bukan alamat")
    assert response.status_code == 422
    assert "email" in response.context["form"].errors


@pytest.mark.parametrize("weak", ["pendek1", "12345678901234", "password123", "siti@contoh.go.id"])
def test_a_weak_password_is_refused(person: User, weak: str) -> None:
    link = reverse(
        "accounts:password_reset_confirm",
        args=[urlsafe_base64_encode(force_bytes(person.pk)), default_token_generator.make_token(person)],
    )
    response = set_password(Client(), link, weak)
    assert response.status_code == 422
    person.refresh_from_db()
    assert person.check_password(PASSWORD)


def change(client: Client, old: str, new: str) -> Any:
    return client.post("/akun/kata-sandi/", {"old_password": old, "new_password1": new, "new_password2": new})


def test_changing_the_password_keeps_this_session_and_ends_the_others(person: User, sign_in: Any) -> None:
    here, elsewhere = sign_in(person), sign_in(person)
    assert change(here, PASSWORD, NEW)["Location"] == reverse("accounts:profile")
    assert here.get("/akun/profil/").status_code == 200
    assert elsewhere.get("/akun/profil/").status_code == 302


def test_changing_the_password_asks_for_the_present_one(person: User, sign_in: Any) -> None:
    response = change(sign_in(person), "salah", NEW)
    assert response.status_code == 422
    assert "old_password" in response.context["form"].errors
