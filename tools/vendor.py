"""Fetch the front-end files we serve ourselves and write down where they came from.

Run ``python tools/vendor.py`` after changing a version or the list of icons, look at the
difference, commit it. ``--check`` needs no network: it compares the committed files with
``static/vendor/VENDOR.json``. Needs ``npm`` (only ``npm pack``; nothing is built or installed).
"""

import argparse
import hashlib
import json
import re
import shutil
import subprocess
import sys
import tarfile
import tempfile
import urllib.parse
from dataclasses import dataclass
from io import BytesIO
from pathlib import Path

from fontTools.ttLib import TTFont

VENDOR = Path(__file__).resolve().parent.parent / "static" / "vendor"
MANIFEST = VENDOR / "VENDOR.json"
SOURCE_MAP = re.compile(rb"\n?(?:/\*|//)[#@] sourceMappingURL=[^\n*]*(?:\*/)?\n?")

# Icons in the sprite, used as {% include "components/icon.html" with name="house" %}.
ICONS = """
arrow-clockwise arrow-counterclockwise arrow-down arrow-left arrow-return-left arrow-right arrow-up arrow-up-right award ban bank bell book
box-arrow-in-right box-arrow-right building calendar-check calendar-event calendar3 chat-left-text check-circle
check-circle-fill check-lg check2-square chevron-down chevron-left chevron-right circle circle-half clipboard-check
clock clock-history cloud-upload compass diagram-3 download envelope exclamation-circle exclamation-octagon
exclamation-triangle eye file-earmark file-earmark-arrow-up file-earmark-check file-earmark-image file-earmark-pdf
file-earmark-spreadsheet file-earmark-text filter flag folder2-open funnel gear geo-alt globe2 graph-up grid hexagon
hourglass-split house info-circle journal-check key layers link-45deg list list-check lock map megaphone moon-stars
patch-check pause-circle pencil people person-circle plus-lg printer qr-code question-circle reply search send
send-check shield-check slash-circle sliders star sun table translate trash trophy unlock upload wifi-off x-circle
x-lg
"""

# Icons that style sheets use as masks: a badge is then one element with its text.
MASKS = """
arrow-repeat arrow-return-left arrow-right-circle-fill bank2 bar-chart-fill bullseye check-circle-fill check-lg
chevron-down chevron-right clipboard2-check-fill dash-circle exclamation-circle-fill exclamation-triangle-fill
file-earmark-text-fill flag-fill globe2 heart-pulse-fill hourglass-split info-circle-fill patch-check-fill pencil-fill
send-fill unlock-fill x-circle-fill x-lg
"""


@dataclass(frozen=True, slots=True)
class Package:
    """An npm package at a version, its licence, and the files taken: path in the package -> path here."""

    name: str
    version: str
    licence: str
    files: dict[str, str]


def _fonts(family: str, version: str, weights: dict[str, str]) -> Package:
    files = {"LICENSE": f"fonts/{family}-OFL.txt"}
    for source, target in weights.items():
        files[f"files/{family}-latin-{source}.woff2"] = f"fonts/{family}-{target}"
    return Package(f"@fontsource/{family}", version, "OFL-1.1", files)


PACKAGES = (
    Package(
        "bootstrap",
        "5.3.9",
        "MIT",
        {
            "dist/css/bootstrap.min.css": "bootstrap/bootstrap.min.css",
            "dist/js/bootstrap.bundle.min.js": "bootstrap/bootstrap.bundle.min.js",
            "LICENSE": "bootstrap/LICENSE.txt",
        },
    ),
    Package("bootstrap-icons", "1.13.2", "MIT", {"LICENSE": "icons-LICENSE.txt"}),
    Package("tus-js-client", "4.3.1", "MIT", {"dist/tus.min.js": "tus/tus.min.js", "LICENSE": "tus/LICENSE.txt"}),
    Package(
        "@fontsource-variable/plus-jakarta-sans",
        "5.3.0",
        "OFL-1.1",
        {"files/plus-jakarta-sans-latin-wght-normal.woff2": "fonts/plus-jakarta-sans-variable.woff2"},
    ),
    # TrueType for the PDFs, WOFF2 for the pages.
    _fonts(
        "plus-jakarta-sans",
        "5.3.0",
        {f"{weight}-normal": f"{weight}.ttf" for weight in (400, 600, 700)},
    ),
    _fonts(
        "source-serif-4",
        "5.3.1",
        {f"{weight}-normal": f"{weight}.ttf" for weight in (400, 600, 700)} | {"400-italic": "400-italic.ttf"},
    ),
)
# The same upright weights as WOFF2, for headings on the pages.
WEB_SERIF = {
    "files/source-serif-4-latin-400-normal.woff2": "400.woff2",
    "files/source-serif-4-latin-600-normal.woff2": "600.woff2",
}


class Archive:
    """A package's tarball in memory."""

    def __init__(self, path: Path) -> None:
        with tarfile.open(path) as tar:
            opened = ((member.name, tar.extractfile(member)) for member in tar if member.isfile())
            self._files = {name.removeprefix("package/"): file.read() for name, file in opened if file is not None}

    def read(self, name: str) -> bytes:
        """Return a file of the package; raises KeyError when it is not there."""
        return self._files[name]


def fetch(package: Package, folder: Path) -> tuple[Archive, str]:
    """Pack `package` into `folder`; return it with npm's integrity string."""
    command = [
        "npm",
        "pack",
        f"{package.name}@{package.version}",
        "--json",
        "--pack-destination",
        str(folder),
    ]
    answer = subprocess.run(command, check=True, capture_output=True, text=True, cwd=folder)
    packed = json.loads(answer.stdout)[0]
    return Archive(folder / packed["filename"]), packed["integrity"]


def converted(content: bytes, target: str) -> bytes:
    """Make `content` fit for serving: no source maps, WOFF2 unpacked to TrueType where the PDF wants it."""
    if target.endswith(".ttf"):
        font = TTFont(BytesIO(content), recalcTimestamp=False)
        font.flavor = None
        out = BytesIO()
        font.save(out)
        return out.getvalue()
    if target.endswith((".css", ".js")):
        return SOURCE_MAP.sub(b"\n", content)
    return content


def write(target: str, content: bytes) -> dict[str, str]:
    """Write a vendored file; return its line of the manifest."""
    path = VENDOR / target
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(content)
    return {"path": target, "sha256": hashlib.sha256(content).hexdigest()}


def _shape(svg: bytes) -> str:
    """The inside of an icon's <svg>."""
    found = re.search(r"<svg[^>]*>(.*)</svg>", svg.decode(), re.DOTALL)
    if not found:
        raise ValueError("An icon is not an SVG.")
    return re.sub(r"\s*\n\s*", "", found.group(1)).strip()


def sprite(archive: Archive) -> bytes:
    """One SVG with a symbol for each icon of the list."""
    symbols = [f'<symbol id="{name}" viewBox="0 0 16 16">{_shape(archive.read(f"icons/{name}.svg"))}</symbol>' for name in sorted(ICONS.split())]
    return ('<svg xmlns="http://www.w3.org/2000/svg" fill="currentColor">\n' + "\n".join(symbols) + "\n</svg>\n").encode()


def masks(archive: Archive) -> bytes:
    """A style sheet with a custom property ``--icon-<name>`` for each mask."""
    lines = ["/* Made by tools/vendor.py from Bootstrap Icons (MIT). */", ":root {"]
    for name in sorted(MASKS.split()):
        svg = f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 16 16">{_shape(archive.read(f"icons/{name}.svg"))}</svg>'
        lines.append(f'  --icon-{name}: url("data:image/svg+xml,{urllib.parse.quote(svg, safe=" =:/,;()-.")}");')
    return ("\n".join([*lines, "}"]) + "\n").encode()


def take(package: Package, archive: Archive, integrity: str) -> dict[str, object]:
    """Write the files of one package; return its entry of the manifest."""
    wanted = dict(package.files)
    written = [write(target, converted(archive.read(source), target)) for source, target in wanted.items()]
    if package.name == "bootstrap-icons":
        written += [
            write("icons.svg", sprite(archive)),
            write("icons.css", masks(archive)),
        ]
    if package.name == "@fontsource/source-serif-4":
        written += [write(f"fonts/source-serif-4-{target}", archive.read(source)) for source, target in WEB_SERIF.items()]
    return {
        "name": package.name,
        "version": package.version,
        "licence": package.licence,
        "integrity": integrity,
        "files": sorted(written, key=lambda entry: entry["path"]),
    }


def _known() -> dict[tuple[str, str], str]:
    """Integrity of every name and version already committed."""
    if not MANIFEST.exists():
        return {}
    return {(entry["name"], entry["version"]): entry["integrity"] for entry in json.loads(MANIFEST.read_text())}


def vendor() -> None:
    """Replace ``static/vendor`` by freshly fetched files; nothing is touched before all are here.

    Exits with a message when a version already committed comes with another content from the registry.
    """
    known = _known()
    with tempfile.TemporaryDirectory() as folder:
        fetched = [(package, *fetch(package, Path(folder))) for package in PACKAGES]
    for package, _archive, integrity in fetched:
        before = known.get((package.name, package.version), integrity)
        if before != integrity:
            sys.exit(f"{package.name} {package.version} is not what it was: {before} became {integrity}. Nothing was changed.")
    if VENDOR.exists():
        shutil.rmtree(VENDOR)
    entries = [take(*one) for one in fetched]
    MANIFEST.write_text(json.dumps(entries, indent=2) + "\n")


def check() -> None:
    """Exit with the names of files that are missing, altered or not in the manifest."""
    expected = {item["path"]: item["sha256"] for entry in json.loads(MANIFEST.read_text()) for item in entry["files"]}
    found = {
        str(path.relative_to(VENDOR)): hashlib.sha256(path.read_bytes()).hexdigest()
        for path in VENDOR.rglob("*")
        if path.is_file() and path != MANIFEST
    }
    wrong = sorted(path for path in expected.keys() | found.keys() if expected.get(path) != found.get(path))
    if wrong:
        sys.exit("static/vendor differs from VENDOR.json: " + ", ".join(wrong))


def main() -> None:
    """Fetch, or with ``--check`` compare."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument(
        "--check",
        action="store_true",
        help="compare the committed files with the manifest",
    )
    if parser.parse_args().check:
        check()
    else:
        vendor()


if __name__ == "__main__":
    main()
