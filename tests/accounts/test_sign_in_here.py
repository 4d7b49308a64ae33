"""Signing in without leaving the page: who is there, what is wrong, the lock after wrong passwords, a fresh token."""

import pytest
from django.test import Client
from django.urls import reverse

from tests.factories import PASSWORD

ASKS = {"Accept": "application/json"}


@pytest.fixture
def browser(stage):
    client = Client()
    client.cookies["django_language"] = "en"
    return client


def sign_in_here(client, user, password=PASSWORD):
    return client.post(reverse("accounts:login"), {"username": user.email, "password": password}, headers=ASKS)


def test_nobody_is_there_before_and_the_person_after(stage, browser):
    assert browser.get(reverse("accounts:login"), headers=ASKS).json()["person"] is None
    response = sign_in_here(browser, stage.coordinator)
    expected = {"key": str(stage.coordinator.pk), "name": str(stage.coordinator)}
    assert (response.status_code, response.json()["person"]) == (200, expected)
    assert browser.get(reverse("accounts:login"), headers=ASKS).json()["person"] == expected


def test_the_token_that_comes_along_is_the_new_one(stage):
    client = Client(enforce_csrf_checks=True)
    old = client.get(reverse("accounts:login"), headers=ASKS).json()["token"]
    sent = {"username": stage.coordinator.email, "password": PASSWORD}
    new = client.post(reverse("accounts:login"), sent, headers=ASKS | {"X-CSRFToken": old}).json()["token"]
    place = reverse("assessments:autosave", args=[2026, "34.04", "INFORMASI-S1"])
    assert client.post(place, {"choice": "yes", "version": 0}, headers=ASKS | {"X-CSRFToken": old}).status_code == 403
    assert client.post(place, {"choice": "yes", "version": 0}, headers=ASKS | {"X-CSRFToken": new}).status_code == 200


def test_a_wrong_password_is_told_in_words(stage, browser):
    response = sign_in_here(browser, stage.coordinator, "salah")
    assert response.status_code == 422
    assert "not right" in response.json()["errors"][0]
    assert browser.get(reverse("accounts:login"), headers=ASKS).json()["person"] is None


def test_the_lock_after_wrong_passwords_holds_here_too(stage, browser, settings):
    settings.AXES_ENABLED = True
    for _try in range(settings.AXES_FAILURE_LIMIT):
        last = sign_in_here(browser, stage.coordinator, "salah")
    assert last.status_code == 429
    assert sign_in_here(browser, stage.coordinator).status_code == 429


def test_somebody_signed_in_already_is_named_and_stays(stage, browser):
    browser.force_login(stage.contributor, backend="accounts.backends.MemberBackend")
    response = sign_in_here(browser, stage.coordinator)
    assert response.json()["person"]["key"] == str(stage.contributor.pk)


def test_a_person_still_gets_the_page(stage, browser):
    response = browser.post(reverse("accounts:login"), {"username": stage.coordinator.email, "password": PASSWORD})
    assert response.status_code == 302
