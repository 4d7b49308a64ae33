"""`make demo` as a stranger runs it: from a clean clone, until its pages answer, and gone after Ctrl-C."""

import http.cookiejar
import os
import re
import signal
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.parse
import urllib.request
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
READY_SECONDS, STOP_SECONDS, AGAIN_SECONDS = 300, 60, 120
PAGES = ("/", "/daerah/", "/daerah/34.04/", "/kerangka/", "/piagam/", "/akun/masuk/", "/sehat/", "/static/css/base.css")
WORKING_PAGES = ("/kerja/",)
ACCOUNT = "koordinator@demo.kkpham.id"


def free_port() -> int:
    """A port nobody uses."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


def clone(target: Path) -> None:
    """Clone what is committed; nothing of the working folder comes along."""
    subprocess.run(["git", "-c", "safe.directory=*", "clone", "--quiet", "--no-hardlinks", str(ROOT), str(target)], check=True)


def running_in(folder: Path) -> list[str]:
    """Processes that work in a folder or on its data."""
    found = []
    for process in Path("/proc").glob("[0-9]*"):
        try:
            command = (process / "cmdline").read_bytes().replace(b"\0", b" ").decode(errors="replace")
            if command and ((process / "cwd").resolve().is_relative_to(folder) or str(folder) in command) and int(process.name) != os.getpid():
                found.append(f"{process.name} {command}")
        except (OSError, ValueError):
            continue
    return found


class Visitor:
    """A browser without scripts."""

    def __init__(self, address: str) -> None:
        self.address = address
        self.opener = urllib.request.build_opener(urllib.request.ProxyHandler({}), urllib.request.HTTPCookieProcessor(http.cookiejar.CookieJar()))

    def get(self, path: str) -> str:
        """Body of a page; stops the check when it is not answered with 200."""
        try:
            with self.opener.open(self.address + path, timeout=30) as response:
                return response.read().decode()
        except urllib.error.HTTPError as error:
            sys.exit(f"{path} answered {error.code}")

    def sign_in(self, password: str) -> None:
        """Sign in as the coordinator; a refusal shows the form again."""
        token = re.search(r'name="csrfmiddlewaretoken" value="(\w+)"', self.get("/akun/masuk/"))
        if token is None:
            sys.exit("/akun/masuk/ has no form")
        fields = {"csrfmiddlewaretoken": token[1], "username": ACCOUNT, "password": password}
        request = urllib.request.Request(f"{self.address}/akun/masuk/", urllib.parse.urlencode(fields).encode(), {"Referer": self.address})
        with self.opener.open(request, timeout=30) as response:
            if response.geturl().endswith("/akun/masuk/"):
                sys.exit(f"{ACCOUNT} could not sign in")


def start(folder: Path, port: int, log: Path) -> subprocess.Popen[bytes]:
    """Run `make demo` in a process group of its own, as a terminal does."""
    with log.open("wb") as output:
        return subprocess.Popen(
            ["make", "demo", f"PORT={port}"], cwd=folder, stdin=subprocess.DEVNULL, stdout=output, stderr=output, start_new_session=True
        )


def wait_until_ready(demo: subprocess.Popen[bytes], log: Path, seconds: float) -> float:
    """Wait for the launcher's word that it is ready; return how long that took."""
    begin = time.monotonic()
    while "The portal is ready" not in log.read_text():
        if demo.poll() is not None or time.monotonic() - begin > seconds:
            sys.exit(f"make demo did not get ready:\n{log.read_text()}")
        time.sleep(0.2)
    return time.monotonic() - begin


def press_ctrl_c(demo: subprocess.Popen[bytes], folder: Path, log: Path) -> None:
    """Send what a terminal sends, and expect that nothing is left."""
    os.killpg(demo.pid, signal.SIGINT)
    try:
        demo.wait(STOP_SECONDS)
    except subprocess.TimeoutExpired:
        sys.exit(f"make demo did not stop within {STOP_SECONDS} s:\n{log.read_text()}")
    if "Stopped." not in log.read_text():
        sys.exit(f"make demo did not say that it stopped:\n{log.read_text()}")
    left = running_in(folder)
    if left:
        sys.exit("Left running: " + "; ".join(left))


def main() -> int:
    """Clone, start, look, stop, and once more."""
    folder = Path(sys.argv[1]).resolve()
    clone(folder)
    log = folder.parent / "demo.log"
    port = free_port()
    demo = start(folder, port, log)
    try:
        print(f"Ready after {wait_until_ready(demo, log, READY_SECONDS):.0f} s")
        visitor = Visitor(f"http://127.0.0.1:{port}")
        for page in PAGES:
            print(f"200 {len(visitor.get(page)):>7} {page}")
        password = re.search(r"the password of all of them is\s+(\S+)", log.read_text())
        visitor.sign_in(password[1] if password else "")
        for page in WORKING_PAGES:
            print(f"200 {len(visitor.get(page)):>7} {page} (signed in)")
        press_ctrl_c(demo, folder, log)
        demo = start(folder, port, log)
        print(f"The second time ready after {wait_until_ready(demo, log, AGAIN_SECONDS):.0f} s")
        visitor.get("/")
        press_ctrl_c(demo, folder, log)
    except SystemExit:
        for name in ("web", "worker"):
            path = folder / f"var/log/{name}.log"
            if path.exists():
                print(f"--- end of {name}.log\n" + "\n".join(path.read_text(errors="replace").splitlines()[-30:]))
        raise
    finally:
        if demo.poll() is None:
            os.killpg(demo.pid, signal.SIGTERM)
    print("Stopped, and nothing is left running.")
    return 0


if __name__ == "__main__":
    sys.exit(main())
