"""The set-up scripts on machines that are not as they should be."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]


def program(folder: Path, name: str, script: str) -> Path:
    """A program of our own under `folder`."""
    folder.mkdir(parents=True, exist_ok=True)
    path = folder / name
    path.write_text(f"#!/bin/sh\n{script}\n")
    path.chmod(0o755)
    return path


def find_python(tmp_path: Path, path: Path, **more: str) -> subprocess.CompletedProcess[str]:
    """Run the finder on a machine where only `path` holds interpreters."""
    environment = {"PATH": str(path), "HOME": str(tmp_path / "home"), **more}
    return subprocess.run(["/bin/sh", str(ROOT / "tools/find-python")], env=environment, capture_output=True, text=True, check=False)


@pytest.fixture
def shims(tmp_path: Path) -> Path:
    """A folder of pyenv's: shims that exist, are executable, and exit with 127."""
    folder = tmp_path / "shims"
    for name in ("python3.14", "python3.13", "python3.12", "python3", "python"):
        program(folder, name, "echo 'pyenv: command not found' >&2; exit 127")
    program(folder, "cat", 'exec /bin/cat "$@"')
    return folder


def real(folder: Path, name: str) -> Path:
    return program(folder, name, f'exec "{sys.executable}" "$@"')


def test_a_shim_that_fails_is_passed_over(tmp_path: Path, shims: Path) -> None:
    real(shims, "python3.12")
    done = find_python(tmp_path, shims)
    assert done.returncode == 0, done.stderr
    assert Path(done.stdout.strip()).samefile(sys.executable)


def test_versions_of_pyenv_are_found_behind_failing_shims(tmp_path: Path, shims: Path) -> None:
    real(tmp_path / "pyenv/versions/3.13.0/bin", "python3")
    done = find_python(tmp_path, shims, PYENV_ROOT=str(tmp_path / "pyenv"))
    assert done.returncode == 0, done.stderr
    assert done.stdout.strip()


def test_the_interpreter_somebody_names_comes_first(tmp_path: Path, shims: Path) -> None:
    real(shims, "python3.13")
    named = program(tmp_path / "mine", "my-python", f'echo used >> {tmp_path}/used; exec "{sys.executable}" "$@"')
    assert find_python(tmp_path, shims, PORTAL_PYTHON=str(named)).returncode == 0
    assert (tmp_path / "used").exists()


def test_a_python_without_venv_is_no_candidate(tmp_path: Path, shims: Path) -> None:
    program(shims, "python3.13", "echo \"ModuleNotFoundError: No module named 'ensurepip'\" >&2; exit 1")
    real(shims, "python3")
    assert find_python(tmp_path, shims).returncode == 0


def test_without_any_the_message_says_what_to_install(tmp_path: Path, shims: Path) -> None:
    done = find_python(tmp_path, shims)
    if done.returncode == 0:  # the machine itself has one in a place every machine looks at
        assert done.stdout.startswith(("/usr/local/bin", "/opt/"))
        return
    assert done.stdout == ""
    assert "3.12" in done.stderr
    assert "PORTAL_PYTHON=" in done.stderr


def machine(tmp_path: Path, *, libraries: str, uid: int, sudo: bool) -> dict[str, str]:
    """Fake programs that system-packages asks: which libraries there are, who we are, and an apt-get that keeps a diary."""
    folder = tmp_path / "bin"
    program(folder, "ldconfig", f"echo '{libraries}'")
    program(folder, "id", f"echo {uid}")
    program(folder, "sudo", 'shift; [ "$1" = true ] && exit 0; exec "$@"' if sudo else "exit 1")
    program(folder, "apt-get", f'echo "$@" >> {tmp_path}/apt')
    for name in ("grep", "tr", "env", "sh", "cat"):
        (folder / name).symlink_to(next(p for p in (Path("/bin", name), Path("/usr/bin", name)) if p.exists()))
    return {"PATH": str(folder)}


ALL = "libpango-1.0.so.0 libpangoft2-1.0.so.0 libharfbuzz-subset.so.0 libmagic.so.1"


def system_packages(environment: dict[str, str], *arguments: str) -> subprocess.CompletedProcess[str]:
    # The fake ldconfig must win over the real one in /sbin, so it is first on the path.
    return subprocess.run(
        ["/bin/sh", str(ROOT / "tools/system-packages"), *arguments], env=os.environ | environment, capture_output=True, text=True, check=False
    )


def test_root_installs_what_is_missing(tmp_path: Path) -> None:
    system_packages(machine(tmp_path, libraries="libmagic.so.1", uid=0, sudo=False))
    installed = (tmp_path / "apt").read_text()
    assert "--no-install-recommends libpango-1.0-0 libpangoft2-1.0-0 libharfbuzz-subset0 redis-server" in installed
    assert "chromium" not in installed


def test_the_tests_want_a_browser_and_gettext_too(tmp_path: Path) -> None:
    system_packages(machine(tmp_path, libraries=ALL, uid=1000, sudo=True), "--tests")
    assert "redis-server chromium gettext libreoffice-calc-nogui" in (tmp_path / "apt").read_text()


def test_without_root_one_line_says_what_to_install_and_the_portal_goes_on_without_redis(tmp_path: Path) -> None:
    done = system_packages(machine(tmp_path, libraries=ALL, uid=1000, sudo=False))
    assert done.returncode == 0
    assert "apt-get install --no-install-recommends redis-server" in done.stderr
    assert not (tmp_path / "apt").exists()


def test_without_pango_nothing_goes_on(tmp_path: Path) -> None:
    done = system_packages(machine(tmp_path, libraries="libmagic.so.1", uid=1000, sudo=False))
    assert done.returncode == 1
    assert "libpango-1.0-0" in done.stderr


def test_a_second_setup_takes_a_moment_and_changes_nothing(tmp_path: Path) -> None:
    stamp = ROOT / ".venv/.portal-setup"
    if not stamp.exists():
        pytest.fail("the tests run in an environment that `make setup` did not make")
    before = stamp.stat().st_mtime_ns
    done = subprocess.run(["tools/setup"], cwd=ROOT, capture_output=True, text=True, check=False, env=os.environ | {"PORTAL_NO_APT": "1"})
    assert done.returncode == 0, done.stderr
    assert stamp.stat().st_mtime_ns == before
