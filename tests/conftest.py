"""What every test gets: files in a folder of its own, fast passwords, tasks in process, signed-in people."""

import shutil
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings as portal_settings
from django.core.cache import cache
from django.test import Client

from tests.factories import Stage, make_stage


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


def pytest_runtest_setup(item: pytest.Item) -> None:
    """Skip what the machine has no server for, and say so; `.ci/run` has them all."""
    for mark in item.iter_markers():
        reason = missing(mark.name)
        if reason:
            pytest.skip(reason)


@pytest.fixture(autouse=True)
def quiet_settings(settings: Any, tmp_path: Path) -> None:
    """Nothing a test does touches the files or the mail of an installation."""
    settings.MEDIA_ROOT = tmp_path / "media"
    settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
    settings.AXES_ENABLED = False
    cache.clear()


@pytest.fixture
def stage(db: Any) -> Stage:
    """A small world: two provinces, three regions, one Kanwil, an open cycle, a person for every role."""
    return make_stage()


@pytest.fixture
def sign_in() -> Callable[[Any], Client]:
    """A browser of the person given: ``sign_in(stage.coordinator).get(...)``."""

    def browser(user: Any) -> Client:
        client = Client()
        client.force_login(user, backend="django.contrib.auth.backends.ModelBackend")
        return client

    return browser
