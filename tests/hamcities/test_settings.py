"""Settings: the embedded default needs nothing, production demands what only its owner knows."""

import json
import os
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings

ROOT = Path(__file__).resolve().parents[2]
SHOWN = """
import json
from hamcities import settings as s
print(json.dumps({"engine": s.DATABASES["default"]["ENGINE"], "options": s.DATABASES["default"].get("OPTIONS"), "eager": s.CELERY_TASK_ALWAYS_EAGER,
  "hosts": s.ALLOWED_HOSTS, "debug": s.DEBUG, "secure": getattr(s, "SESSION_COOKIE_SECURE", False), "key": s.SECRET_KEY,
  "storage": s.STORAGES["default"]["BACKEND"], "static": s.STORAGES["staticfiles"]["BACKEND"], "cache": s.CACHES["default"]["BACKEND"]}))
"""
PRODUCTION = {"PORTAL_ENVIRONMENT": "production", "SECRET_KEY": "k" * 60, "ALLOWED_HOSTS": "kkpham.example"}
READ_BY_THEM = ("DATABASE_URL", "CELERY_BROKER_URL", "CACHE_URL", "SECRET_KEY", "DJANGO_SETTINGS_MODULE", "DJANGO_ALLOW_ASYNC_UNSAFE")


def own_environment() -> dict[str, str]:
    """The environment without what the settings read and what the browser tests of this process set."""
    return {name: value for name, value in os.environ.items() if name not in READ_BY_THEM}


def read(tmp_path: Path, **environment: str) -> subprocess.CompletedProcess[str]:
    clean = own_environment()
    return subprocess.run(
        [sys.executable, "-c", SHOWN],
        cwd=ROOT,
        env=clean | {"PORTAL_VAR": str(tmp_path / "var")} | environment,
        capture_output=True,
        text=True,
        check=False,
    )


def shown(tmp_path: Path, **environment: str) -> dict[str, Any]:
    done = read(tmp_path, **environment)
    assert done.returncode == 0, done.stderr
    return json.loads(done.stdout)


def test_nothing_set_means_sqlite_in_wal_with_immediate_transactions(tmp_path: Path) -> None:
    found = shown(tmp_path)
    assert found["engine"].endswith("sqlite3")
    assert found["options"]["transaction_mode"] == "IMMEDIATE"
    assert "journal_mode=WAL" in found["options"]["init_command"]
    assert found["eager"] is True
    assert found["debug"] is False


def test_the_embedded_secret_is_made_once_and_readable_only_by_its_owner(tmp_path: Path) -> None:
    first = shown(tmp_path)["key"]
    assert shown(tmp_path)["key"] == first
    assert len(first) > 50
    assert (tmp_path / "var/secret_key").stat().st_mode & 0o077 == 0


def test_two_addresses_switch_to_postgresql_and_a_worker(tmp_path: Path) -> None:
    found = shown(tmp_path, DATABASE_URL="postgres://portal@db/portal", CELERY_BROKER_URL="redis://redis/0", CACHE_URL="redis://redis/1")
    assert found["engine"].endswith("postgresql")
    assert found["options"] is None
    assert found["eager"] is False
    assert found["cache"].endswith("RedisCache")


def test_production_demands_a_secret_key(tmp_path: Path) -> None:
    done = read(tmp_path, **(PRODUCTION | {"SECRET_KEY": ""}))
    assert done.returncode != 0
    assert "SECRET_KEY must be set in production" in done.stderr


def test_production_answers_to_no_name_it_was_not_told(tmp_path: Path) -> None:
    assert shown(tmp_path, **(PRODUCTION | {"ALLOWED_HOSTS": ""}))["hosts"] == []
    found = shown(tmp_path, **PRODUCTION)
    assert found["hosts"] == ["kkpham.example"]
    assert found["secure"] is True
    assert found["static"].endswith("CompressedManifestStaticFilesStorage")


def test_empty_variables_of_a_compose_file_count_as_not_set(tmp_path: Path) -> None:
    assert shown(tmp_path, S3_BUCKET="", CACHE_URL="", CELERY_BROKER_URL="")["storage"].endswith("FileSystemStorage")
    assert shown(tmp_path, S3_BUCKET="bukti", S3_ENDPOINT_URL="")["storage"].endswith("S3Storage")


@pytest.mark.parametrize("missing", [[], ["EMAIL_HOST"]])
def test_djangos_own_deployment_check_passes_once_everything_is_set(tmp_path: Path, missing: list[str]) -> None:
    environment = PRODUCTION | {"SECRET_KEY": "a1B2c3" * 10, "EMAIL_HOST": "mail.example", "PORTAL_VAR": str(tmp_path)}
    environment |= dict.fromkeys(missing, "")
    done = subprocess.run(
        [sys.executable, "manage.py", "check", "--deploy", "--fail-level", "WARNING"],
        cwd=ROOT,
        env=own_environment() | environment,
        capture_output=True,
        text=True,
        check=False,
    )
    assert (done.returncode == 0) is not bool(missing), done.stderr


def test_files_of_evidence_have_no_address_of_their_own() -> None:
    assert settings.MEDIA_URL == "/"
    assert not Path(settings.MEDIA_ROOT).is_relative_to(ROOT / "static")
