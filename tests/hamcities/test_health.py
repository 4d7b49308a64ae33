"""The health check the reverse proxy asks."""

from typing import Any

import pytest
from django.db import OperationalError, connection
from django.test import Client


def test_it_answers_when_the_database_answers(db: Any, client: Client) -> None:
    response = client.get("/sehat/")
    assert response.status_code == 200
    assert response.json() == {"status": "ok", "database": connection.vendor}


def test_it_costs_one_query_and_no_session(db: Any, client: Client, django_assert_num_queries: Any) -> None:
    with django_assert_num_queries(1):
        response = client.get("/sehat/")
    assert not response.cookies
    assert "no-store" in response.headers["Cache-Control"]


def test_without_a_database_it_says_so_with_503(client: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    def away() -> None:
        raise OperationalError("connection refused")

    monkeypatch.setattr("hamcities.health.connection.cursor", away)
    response = client.get("/sehat/")
    assert response.status_code == 503
    assert response.json()["status"] == "database unreachable"
    assert "refused" not in response.content.decode()
