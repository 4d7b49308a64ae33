"""Take the README's screenshots: `make screenshots`. Needs chromium and pdftoppm (poppler-utils).

Starts the demonstration in a folder of its own; with PORTAL_URL set it uses the one that runs there, untouched.
"""

import io
import os
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import time
import urllib.error
import urllib.request
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from itertools import batched
from pathlib import Path

import django
from PIL import Image
from playwright.sync_api import Browser, Page, sync_playwright

ROOT = Path(__file__).resolve().parent.parent
FOLDER = ROOT / "docs" / "screenshots"
ARGUMENTS = ["--no-sandbox", "--disable-gpu", "--no-first-run", "--disable-background-networking", "--disable-component-update", "--disable-sync"]
# A phone's picture is taken twice as sharp, since it is shown small.
SCREENS = {390: (844, 2), 1280: (920, 1)}
# Colours that fill most of a page stay exactly what they are; the others are gathered.
EXACT, GATHERED = 64, 128
TOGETHER = 2_500_000
READY_SECONDS = 600
DOMAIN = "demo.kkpham.id"


@dataclass(frozen=True, slots=True)
class Shot:
    """A picture: its name, where it is taken, as whom, what is done there before, how high it is on a desk."""

    name: str
    address: str
    person: str = ""
    before: Callable[[Page], None] | None = None
    height: int = 920
    widths: tuple[int, ...] = (390, 1280)


def to_a_scored_answer(page: Page) -> None:
    """From the reviewers' queue to the last answer of a region that waits."""
    page.locator("main tbody a").first.click()
    page.locator("main a[href*='/penilaian/'][href$='-H1/']").first.click()


def to_the_answer(page: Page) -> None:
    """From an assessment with the Kanwil to an answer that has a figure."""
    page.locator("main a[href*='/verifikasi/'][href$='-H1/']").first.click()


def to_the_map(page: Page) -> None:
    """Down to the map where it is not in view."""
    if page.viewport_size and page.viewport_size["width"] < 768:  # noqa: PLR2004 - where the columns of the page become one
        page.locator(".hexmap").first.evaluate("(map) => window.scrollTo(0, map.getBoundingClientRect().top + window.scrollY - 170)")


def to_the_result(page: Page) -> None:
    """Down to where the first right of the result is taken apart."""
    page.locator("details.xr").first.evaluate(
        "(part) => { part.open = true; window.scrollTo(0, part.getBoundingClientRect().top + window.scrollY - 60) }"
    )


def to_the_simulation(page: Page) -> None:
    """To the newest simulation, once the worker has computed it."""
    page.locator("main tbody a").first.click()
    page.locator(".sim-sentence").wait_for()


SHOTS = (
    Shot("home", "/", before=to_the_map, height=1230),
    Shot("region", "/daerah/34.04/"),
    Shot("explanation", "/daerah/34.04/", before=to_the_result, widths=(390,)),
    Shot("dashboard", "/kerja/2026/34.04/", "koordinator", height=1180),
    Shot("indicator", "/kerja/2026/34.04/IN-S1/", "koordinator"),
    Shot("verification", "/verifikasi/2026/34.71/", "kanwil", to_the_answer),
    Shot("review", "/penilaian/", "penilai", to_a_scored_answer),
    Shot("run", "/penetapan/2025/1/", "pimpinan"),
    Shot("provision", "/dasar-hukum/duham-25/"),
    Shot("coverage", "/kerangka/revisi-2026/cakupan/?akar=spm"),
    Shot("workshop", "/bengkel/rancangan-contoh/indikator/KS-H2/", "kerangka"),
    Shot("difference", "/bengkel/rancangan-contoh/perbedaan/", "kerangka", height=1180),
    Shot("simulation", "/bengkel/rancangan-contoh/simulasi/", "kerangka", to_the_simulation, height=1180),
)


def say(text: str) -> None:
    """Print a line at once."""
    print(text, flush=True)


def answers(address: str) -> bool:
    """Whether a portal answers there."""
    with suppress(urllib.error.URLError, OSError), urllib.request.urlopen(f"{address}/sehat/", timeout=5) as response:  # noqa: S310
        return response.status == 200  # noqa: PLR2004
    return False


@contextmanager
def demonstration() -> Iterator[str]:
    """Address of a portal with demonstration data: the one of PORTAL_URL, or one started for this and stopped afterwards."""
    if os.environ.get("PORTAL_URL"):
        yield os.environ["PORTAL_URL"].rstrip("/")
        return
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    address = f"http://127.0.0.1:{port}"
    with tempfile.TemporaryDirectory(prefix="kkpham-") as folder:
        environment = os.environ | {"PORTAL_VAR": folder, "PORT": str(port), "PORTAL_PUBLIC_URL": "https://kkpham.example"}
        launcher = subprocess.Popen([sys.executable, "-m", "hamcities.launcher"], cwd=ROOT, env=environment)
        try:
            end = time.monotonic() + READY_SECONDS
            while not answers(address):
                if launcher.poll() is not None or time.monotonic() > end:
                    sys.exit("The demonstration did not start.")
                time.sleep(1)
            yield address
        finally:
            launcher.send_signal(signal.SIGINT)
            launcher.wait()


def few_colours(image: Image.Image) -> Image.Image:
    """The picture with 256 colours at most; Pillow alone would shift the large plain grounds a little from picture to picture."""
    pixels = list(batched(image.tobytes(), 3))
    counted = Counter(pixels)
    gathered = batched((image.quantize(GATHERED, method=Image.Quantize.MEDIANCUT).getpalette() or [])[: GATHERED * 3], 3)
    palette = [colour for colour, _count in counted.most_common(EXACT)]
    palette += [colour for colour in gathered if colour not in palette]
    number = {colour: index for index, colour in enumerate(palette)}
    for colour in counted.keys() - number.keys():
        number[colour] = min(
            range(len(palette)), key=lambda index: sum((one - other) ** 2 for one, other in zip(palette[index], colour, strict=True))
        )
    drawn = Image.frombytes("P", image.size, bytes(map(number.__getitem__, pixels)))
    drawn.putpalette([part for colour in palette for part in colour])
    return drawn


def save(name: str, picture: bytes) -> int:
    """Store a picture with few colours; return its size in bytes."""
    path = FOLDER / f"{name}.png"
    few_colours(Image.open(io.BytesIO(picture)).convert("RGB")).save(path, optimize=True)
    say(f"{path.relative_to(ROOT)}  {path.stat().st_size // 1024} KB")
    return path.stat().st_size


def sign_in(page: Page, person: str) -> None:
    """Sign in as one of the demonstration's accounts."""
    from django.conf import settings

    page.goto("/akun/masuk/")
    page.locator("[name=username]").fill(f"{person}@{DOMAIN}")
    page.locator("[name=password]").fill(settings.PORTAL_DEMO_PASSWORD)
    page.locator("main form button").click()
    page.wait_for_url("**/kerja/**" if person == "koordinator" else lambda url: "/akun/masuk/" not in url)


def take(browser: Browser, address: str, shot: Shot, width: int) -> int:
    """Take one picture at one width."""
    height, scale = SCREENS[width]
    height = shot.height if scale == 1 else height
    context = browser.new_context(
        base_url=address, viewport={"width": width, "height": height}, device_scale_factor=scale, color_scheme="light", reduced_motion="reduce"
    )
    page = context.new_page()
    page.set_default_timeout(60_000)
    if shot.person:
        sign_in(page, shot.person)
    page.goto(shot.address)
    if shot.before:
        shot.before(page)
        page.wait_for_load_state("load")
    page.evaluate("document.fonts.ready")
    picture = page.screenshot(animations="disabled")
    context.close()
    return save(f"{shot.name}-{width}", picture)


def take_certificate(browser: Browser, address: str) -> int:
    """The certificate of a region as a picture of its PDF."""
    program = shutil.which("pdftoppm")
    if program is None:
        sys.exit("pdftoppm is missing: apt install poppler-utils")
    page = browser.new_page(base_url=address)
    page.goto("/piagam/?kode=KKPHAM-2025-34.04")
    content = page.request.get(f"{page.url}unduh/").body()
    page.close()
    drawn = subprocess.run([program, "-png", "-r", "110", "-singlefile", "-"], input=content, capture_output=True, check=True)
    return save("certificate-1280", drawn.stdout)


def main() -> None:
    """Take them all, and see that together they are not too large for a repository."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "hamcities.settings")
    sys.path.insert(0, str(ROOT))
    django.setup()
    FOLDER.mkdir(parents=True, exist_ok=True)
    with demonstration() as address, sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=shutil.which("chromium") or "chromium", args=ARGUMENTS)
        size = sum(take(browser, address, shot, width) for shot in SHOTS for width in shot.widths) + take_certificate(browser, address)
        browser.close()
    say(f"{size // 1024} KB together")
    if size > TOGETHER:
        sys.exit(f"That is more than {TOGETHER // 1024} KB: take fewer colours or fewer pictures.")


if __name__ == "__main__":
    main()
