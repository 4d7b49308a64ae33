"""What can be checked of the production set-up without a container engine."""

import json
import os
import re
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
import yaml
from django.conf import settings
from django.test import Client

ROOT = Path(__file__).resolve().parents[2]
BIN = Path(sys.executable).parent
ENVIRONMENT = {"PATH": os.environ["PATH"], "PORTAL_HOST": "kkpham.example", "SECRET_KEY": "x", "POSTGRES_PASSWORD": "y", "EMAIL_HOST": "mail"}
SIZES = {"k": 1024, "m": 1024**2, "g": 1024**3}


def portal_command(*command: str, **environment: str) -> subprocess.CompletedProcess[str]:
    """Run a program of the image with its own environment."""
    production = {"PORTAL_ENVIRONMENT": "production", "ALLOWED_HOSTS": "kkpham.example", "EMAIL_HOST": "mail", "SECRET_KEY": "x" * 60}
    return subprocess.run(
        [str(BIN / command[0]), *command[1:]],
        cwd=ROOT,
        env=os.environ | production | environment,
        capture_output=True,
        text=True,
        check=False,
    )


@pytest.fixture(scope="module")
def compose() -> dict[str, Any]:
    """The compose file as the real Compose reads it, with every value filled in."""
    done = subprocess.run(
        [BIN / "docker-compose", "-f", "docker-compose.yml", "--env-file", "/dev/null", "config", "--format", "json"],
        cwd=ROOT,
        env=ENVIRONMENT,
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    return json.loads(done.stdout)


@pytest.mark.parametrize("name", ["PORTAL_HOST", "SECRET_KEY", "POSTGRES_PASSWORD", "EMAIL_HOST"])
def test_compose_refuses_to_start_without_what_only_the_ministry_knows(name: str) -> None:
    environment = {key: value for key, value in ENVIRONMENT.items() if key != name}
    command = [BIN / "docker-compose", "-f", "docker-compose.yml", "--env-file", "/dev/null", "config", "-q"]
    done = subprocess.run(command, cwd=ROOT, env=environment, capture_output=True, text=True, check=False)
    assert done.returncode != 0
    assert name in done.stderr


def test_every_lasting_service_restarts_and_shows_its_health(compose: dict[str, Any]) -> None:
    services = compose["services"]
    assert set(services) == {"postgres", "redis", "migrate", "web", "worker", "beat", "proxy"}
    for name, service in services.items():
        if name == "migrate":
            assert service["restart"] == "no"
            continue
        assert service["restart"] == "unless-stopped", name
        assert service["healthcheck"]["test"], name


def test_only_the_proxy_is_reachable_from_outside(compose: dict[str, Any]) -> None:
    assert [name for name, service in compose["services"].items() if service.get("ports")] == ["proxy"]
    assert compose["networks"]["inside"]["internal"] is True
    assert set(compose["services"]["postgres"]["networks"]) == {"inside"}
    assert set(compose["services"]["redis"]["networks"]) == {"inside"}


def test_portal_containers_may_write_only_to_their_volume(compose: dict[str, Any]) -> None:
    for name in ("migrate", "web", "worker", "beat"):
        service = compose["services"][name]
        assert service["read_only"] is True
        assert service["cap_drop"] == ["ALL"]
        assert [volume["target"] for volume in service["volumes"]] == ["/data"]


def test_every_setting_of_the_example_reaches_the_compose_file() -> None:
    example = set(re.findall(r"^([A-Z0-9_]+)=", (ROOT / ".env.example").read_text(), re.MULTILINE))
    used = set(re.findall(r"\$\{([A-Z0-9_]+)", (ROOT / "docker-compose.yml").read_text()))
    assert used - {"PORTAL_VERSION", "LOG_LEVEL"} == example


def test_every_variable_of_the_portal_containers_is_read_by_the_settings(compose: dict[str, Any]) -> None:
    read = (ROOT / "hamcities/settings.py").read_text() + (ROOT / "deploy/gunicorn_conf.py").read_text()
    for name in compose["services"]["web"]["environment"]:
        assert f'"{name}"' in read, name


def test_dockerfile_passes_hadolint_and_does_not_run_as_root() -> None:
    done = subprocess.run([BIN / "hadolint", "Dockerfile"], cwd=ROOT, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout
    users = re.findall(r"^USER (\S+)", (ROOT / "Dockerfile").read_text(), re.MULTILINE)
    assert users == ["10001:10001"]


def test_the_proxy_lets_the_largest_evidence_through() -> None:
    number, unit = re.search(r"client_max_body_size (\d+)([kmg]);", (ROOT / "deploy/nginx.conf.template").read_text()).groups()  # type: ignore[union-attr]
    # A form around the file: boundaries, notes, the other fields.
    assert int(number) * SIZES[unit] >= settings.EVIDENCE_MAX_BYTES + 1024**2


def test_files_named_by_proxy_and_image_exist(compose: dict[str, Any]) -> None:
    for volume in compose["services"]["proxy"]["volumes"]:
        source = Path(volume["source"])
        assert source.name == "tls" or source.is_file(), source
    for path in re.findall(r"(?:deploy|tools)/[\w.]+", (ROOT / "Dockerfile").read_text() + (ROOT / "docker-compose.yml").read_text()):
        assert (ROOT / path).exists() or path == "deploy/tls", path


def test_the_web_server_starts_with_its_configuration(tmp_path: Path) -> None:
    done = portal_command("gunicorn", "--check-config", "--config", "deploy/gunicorn_conf.py", "hamcities.wsgi:application", PORTAL_VAR=str(tmp_path))
    assert done.returncode == 0, done.stderr


@pytest.mark.parametrize("service", ["worker", "beat"])
def test_celery_understands_the_commands_of_the_containers(compose: dict[str, Any], service: str, tmp_path: Path) -> None:
    command = compose["services"][service]["command"]
    done = portal_command(*command, "--help", PORTAL_VAR=str(tmp_path))
    assert done.returncode == 0, done.stderr
    offered = done.stdout
    for option in (part for part in command if part.startswith("--")):
        assert option in offered, option


def test_static_files_are_collected_compressed_and_fingerprinted(tmp_path: Path) -> None:
    done = portal_command("python", "manage.py", "collectstatic", "--noinput", PORTAL_VAR=str(tmp_path / "var"), STATIC_ROOT=str(tmp_path / "static"))
    assert done.returncode == 0, done.stderr
    manifest = json.loads((tmp_path / "static/staticfiles.json").read_text())
    assert (tmp_path / "static" / (manifest["paths"]["css/base.css"] + ".br")).exists()


def test_migrate_runs_commands_that_exist() -> None:
    script = (ROOT / "deploy/migrate.sh").read_text()
    commands = re.findall(r"^python manage.py (\w+)", script, re.MULTILINE)
    assert commands == ["migrate", "load_regions", "load_catalogue", "load_lessons", "load_published"]
    assert subprocess.run(["sh", "-n", "deploy/migrate.sh"], cwd=ROOT, check=False).returncode == 0


def test_the_image_checks_its_own_health(live_server: Any, client: Client) -> None:
    client.get("/sehat/")  # the first request of a process reads everything; the check waits four seconds
    port = live_server.url.rsplit(":", 1)[1]
    healthy = portal_command("python", "deploy/healthcheck.py", PORT=port, ALLOWED_HOSTS="localhost")
    assert healthy.returncode == 0, healthy.stderr
    assert portal_command("python", "deploy/healthcheck.py", PORT="9", ALLOWED_HOSTS="localhost").returncode == 1


def test_the_example_holds_no_secrets() -> None:
    text = (ROOT / "docker-compose.yml").read_text()
    assert yaml.safe_load(text)["name"] == "kkpham"
    for line in (ROOT / ".env.example").read_text().splitlines():
        if line.startswith(("SECRET_KEY=", "POSTGRES_PASSWORD=", "EMAIL_PASSWORD=", "S3_SECRET_KEY=")):
            assert line.endswith("="), line
