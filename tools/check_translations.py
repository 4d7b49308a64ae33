"""Check that every text of the portal is translated: nothing missing, fuzzy, empty, or with other placeholders.

The texts are collected anew with xgettext into a copy, so the check needs no commit of its own.
"""

import os
import re
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path

import polib

ROOT = Path(__file__).resolve().parent.parent
FOLDERS = ("hamcities", "reports", "assessments", "indicators", "jobs", "accounts", "regions", "templates")
# English texts are the message ids themselves: a catalogue for them is optional.
REQUIRED = "id"
PLACEHOLDER = re.compile(r"%\(\w+\)[#0 +-]*\d*(?:\.\d+)?[a-z]|%[sd]|\{\w*[^{}]*\}")


def collect(root: Path, copy: Path) -> None:
    """Copy sources and catalogues of `root` into `copy` and bring the catalogues there up to date."""
    for name in FOLDERS:
        if (root / name).is_dir():
            shutil.copytree(root / name, copy / name, ignore=shutil.ignore_patterns("__pycache__", "data", "migrations"))
    shutil.copytree(root / "locale", copy / "locale")
    command = [sys.executable, "-m", "django", "makemessages", "--all", "--no-obsolete", "--no-wrap"]
    environment = {name: value for name, value in os.environ.items() if name != "DJANGO_SETTINGS_MODULE"}
    done = subprocess.run(command, cwd=copy, env=environment, capture_output=True, text=True, check=False)
    if done.returncode:
        sys.exit(f"makemessages failed:\n{done.stdout}{done.stderr}")


def placeholders(text: str) -> list[str]:
    """Placeholders of a text, sorted; a translation may move them, not lose them."""
    return sorted(PLACEHOLDER.findall(text))


def faults(entry: polib.POEntry) -> Iterator[str]:
    """What is wrong with one translated text."""
    translations = list(entry.msgstr_plural.values()) if entry.msgid_plural else [entry.msgstr]
    if entry.fuzzy:
        yield "fuzzy"
    if not all(translations):
        yield "not translated"
        return
    if not {"python-format", "python-brace-format"} & set(entry.flags):
        return
    accepted = [placeholders(entry.msgid), placeholders(entry.msgid_plural or entry.msgid)]
    if any(placeholders(text) not in accepted for text in translations):
        yield "other placeholders than the original"


def check(root: Path) -> list[str]:
    """All faults of the catalogues of `root`, a line each."""
    if not (root / "locale" / REQUIRED).is_dir():
        return []
    found = []
    with tempfile.TemporaryDirectory() as folder:
        copy = Path(folder)
        collect(root, copy)
        for path in sorted((copy / "locale").glob("*/LC_MESSAGES/*.po")):
            if path.parts[-3] != REQUIRED and not any(entry.msgstr for entry in polib.pofile(str(path))):
                continue
            for entry in polib.pofile(str(path)):
                place = entry.occurrences[0] if entry.occurrences else ("", "")
                found += [f"{path.relative_to(copy)}: {fault}: {entry.msgid!r} ({place[0]}:{place[1]})" for fault in faults(entry)]
    return found


def main() -> int:
    """Print the faults; return 1 when there are any."""
    found = check(ROOT)
    for line in found:
        print(line)
    if not (ROOT / "locale" / REQUIRED).is_dir():
        print("There is no catalogue locale/id yet; nothing to check.")
    print(f"{len(found)} faults in the translations.")
    return 1 if found else 0


if __name__ == "__main__":
    sys.exit(main())
