"""What every test gets: files in a folder of its own, fast passwords, tasks in process, signed-in people."""

import shutil
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings as portal_settings
from django.core.cache import cache
from django.db.backends.sqlite3.base import DatabaseOperations
from django.test import Client

from hamcities.celery import app
from tests.factories import Stage, make_stage
from tools.compile_messages import compile_messages


def missing(marker: str) -> str:
    """Why the tests with this marker cannot run here; empty when they can."""
    on_postgresql = portal_settings.DATABASES["default"]["ENGINE"].endswith("postgresql")
    if marker in {"postgresql", "redis"} and not on_postgresql:
        return "needs PostgreSQL: set DATABASE_URL"
    if marker == "redis" and shutil.which("redis-server") is None:
        return "needs the program redis-server"
    if marker == "browser" and shutil.which("chromium") is None:
        return "needs the program chromium"
    return ""


def pytest_configure(config: pytest.Config) -> None:
    """Tests that read Indonesian read the texts as they are now; one process writes for all."""
    if not hasattr(config, "workerinput"):
        compile_messages()


def pytest_runtest_setup(item: pytest.Item) -> None:
    """Skip what the machine has no server for, and say so; `.ci/run` has them all."""
    for mark in item.iter_markers():
        reason = missing(mark.name)
        if reason:
            pytest.skip(reason)


@pytest.fixture(scope="session", autouse=True)
def triggers_laid_aside_for_a_flush() -> None:
    """SQLite is emptied row by row after a transactional test, which frozen tables refuse: their triggers come off for it and on again."""
    original = DatabaseOperations.sql_flush

    def sql_flush(self: Any, style: Any, tables: Any, **options: Any) -> list[str]:
        statements = original(self, style, tables, **options)
        with self.connection.cursor() as cursor:
            cursor.execute("SELECT name, sql FROM sqlite_master WHERE type = 'trigger'")
            triggers = cursor.fetchall()
        return [*(f'DROP TRIGGER "{name}"' for name, _sql in triggers), *statements, *(sql for _name, sql in triggers)] if statements else []

    DatabaseOperations.sql_flush = sql_flush  # type: ignore[method-assign]


@pytest.fixture(autouse=True)
def quiet_settings(settings: Any, tmp_path: Path) -> Iterator[None]:
    """Nothing a test does touches the files, the mail or the broker of an installation."""
    settings.MEDIA_ROOT = tmp_path / "media"
    settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
    settings.AXES_ENABLED = False
    cache.clear()
    # A broker in the environment is for the tests of the worker, which switch this off again.
    eager = app.conf.task_always_eager
    app.conf.task_always_eager = True
    yield
    app.conf.task_always_eager = eager


@pytest.fixture
def stage(db: Any) -> Stage:
    """A small world: two provinces, three regions, one Kanwil, an open cycle, a person for every role."""
    return make_stage()


@pytest.fixture
def sign_in() -> Callable[[Any], Client]:
    """A browser of the person given: ``sign_in(stage.coordinator).get(...)``."""

    def browser(user: Any) -> Client:
        client = Client()
        client.force_login(user, backend="accounts.backends.MemberBackend")
        return client

    return browser
