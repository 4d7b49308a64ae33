"""The checks of the translations find what a translator forgets."""

from pathlib import Path

import polib
import pytest

from tools.check_translations import check, faults
from tools.compile_messages import compile_messages


def entry(msgid: str, msgstr: str, *flags: str) -> polib.POEntry:
    return polib.POEntry(msgid=msgid, msgstr=msgstr, flags=list(flags))


@pytest.mark.parametrize(
    ("msgid", "msgstr", "flags", "fault"),
    [
        ("Save", "", (), "not translated"),
        ("Save", "Simpan", ("fuzzy",), "fuzzy"),
        ("%(count)s files", "%(jumlah)s berkas", ("python-format",), "other placeholders than the original"),
        ("%(count)s files", "berkas", ("python-format",), "other placeholders than the original"),
        ("{name} is gone", "{nama} tidak ada", ("python-brace-format",), "other placeholders than the original"),
    ],
)
def test_a_fault_is_named(msgid: str, msgstr: str, flags: tuple[str, ...], fault: str) -> None:
    assert list(faults(entry(msgid, msgstr, *flags))) == [fault]


def test_a_translation_may_move_placeholders() -> None:
    assert list(faults(entry("%(a)s of %(b)s", "dari %(b)s, %(a)s", "python-format"))) == []


def test_a_plural_needs_the_placeholders_of_one_of_its_forms() -> None:
    plural = polib.POEntry(msgid="one file", msgid_plural="%(n)s files", msgstr_plural={0: "%(n)s berkas"}, flags=["python-format"])
    assert list(faults(plural)) == []


def portal(root: Path, translation: str) -> Path:
    """A small source tree with one text and its catalogue."""
    (root / "accounts").mkdir(parents=True)
    (root / "accounts/texts.py").write_text("from django.utils.translation import gettext as _\n\nSAVE = _('Save')\nSEND = _('Send')\n")
    catalogue = root / "locale/id/LC_MESSAGES/django.po"
    catalogue.parent.mkdir(parents=True)
    file = polib.POFile()
    file.metadata = {"Content-Type": "text/plain; charset=UTF-8", "Plural-Forms": "nplurals=1; plural=0;"}
    file.append(entry("Save", "Simpan"))
    if translation:
        file.append(entry("Send", translation))
    file.save(str(catalogue))
    return root


def test_a_text_that_was_never_collected_is_found(tmp_path: Path) -> None:
    found = check(portal(tmp_path, ""))
    assert len(found) == 1
    assert "not translated: 'Send'" in found[0]


def test_a_complete_catalogue_passes(tmp_path: Path) -> None:
    assert check(portal(tmp_path, "Kirim")) == []


def test_catalogues_are_compiled_once(tmp_path: Path) -> None:
    root = portal(tmp_path, "Kirim")
    assert [path.name for path in compile_messages(root / "locale")] == ["django.mo"]
    assert polib.mofile(str(root / "locale/id/LC_MESSAGES/django.mo")).find("Send").msgstr == "Kirim"
    assert compile_messages(root / "locale") == []
