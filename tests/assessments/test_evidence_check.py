"""Files are known by their content."""

import hashlib

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from assessments.services.evidence_check import DOCX, JPEG, PDF, PNG, XLSX, UnfitError, inspect, inspect_files, safe_name
from tests.assessments.samples import archive, office, pdf, picture


def upload(name, content):
    return SimpleUploadedFile(name, content, content_type="application/pdf")


@pytest.mark.parametrize(
    ("content", "media_type", "ending"),
    [
        (pdf(), PDF, ".pdf"),
        (pdf(action="/GoTo"), PDF, ".pdf"),
        (picture("JPEG"), JPEG, ".jpg"),
        (picture("PNG"), PNG, ".png"),
        (office("docx"), DOCX, ".docx"),
        (office("xlsx"), XLSX, ".xlsx"),
    ],
)
def test_what_is_accepted_is_named_by_its_content(content, media_type, ending):
    found = inspect(upload("salah.xyz", content))
    assert (found.media_type, found.name, found.size) == (media_type, f"salah{ending}", len(content))
    assert found.sha256 == hashlib.sha256(content).hexdigest()


REFUSED = {
    "empty": b"",
    "program": b"MZ" + b"\0" * 500,
    "elf": b"\x7fELF" + b"\0" * 500,
    "text": b"bukan pdf",
    "html": b"<html><script>alert(1)</script></html>",
    "svg": b"<svg xmlns='http://www.w3.org/2000/svg'><script/></svg>",
    "only the head of a PDF": b"%PDF-1.7\n" + b"x" * 100,
    "PDF cut off": pdf(pages=3)[:200],
    "PDF without end": pdf(pages=40)[: len(pdf(pages=40)) // 2],
    "PDF with a password": pdf(password="rahasia"),
    "PDF with a script": pdf(script=True),
    "PDF that runs a script when opened": pdf(action="/JavaScript"),
    "PDF that starts a program": pdf(action="/Launch"),
    "JPEG cut off": picture("JPEG", size=(400, 300))[:3000],
    "PNG cut off": picture("PNG", size=(400, 300))[:3000],
    "GIF": picture("GIF"),
    "plain ZIP": archive(**{"word/document.xml": b"x"}),
    "ZIP cut off": office("docx")[:-30],
    "DOCX with macros": office("docx", extra={"word/vbaProject.bin": b"x"}),
    "DOCX that says macros": office("docx", content_type="application/vnd.ms-word.document.macroEnabled.main+xml"),
    "ZIP bomb": office("docx", extra={"word/media/bomb.bin": b"\0" * 20_000_000}),
    "old Word": b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 600,
}


@pytest.mark.parametrize("kind", REFUSED)
def test_what_is_refused_is_refused_with_a_reason(kind):
    with pytest.raises(UnfitError) as caught:
        inspect(upload("laporan.pdf", REFUSED[kind]))
    assert len(str(caught.value)) > 10


def test_a_file_above_the_limit_is_refused_before_it_is_read(settings):
    settings.EVIDENCE_MAX_BYTES = 100
    with pytest.raises(UnfitError) as caught:
        inspect(upload("besar.pdf", pdf()))
    assert caught.value.too_large


def test_a_picture_of_enormous_size_is_refused(monkeypatch):
    monkeypatch.setattr("assessments.services.evidence_check.PIXEL_LIMIT", 1000)
    with pytest.raises(UnfitError):
        inspect(upload("foto.png", picture("PNG")))


@pytest.mark.parametrize(
    ("typed", "shown"),
    [
        ("../../etc/passwd", "passwd"),
        (r"C:\Dokumen\perda.pdf", "perda.pdf"),
        ("la\u202efdp.exe", "lafdp.exe"),
        ("nama\r\nX: y.pdf", "nama X y.pdf"),
        ('a<b>"c"|?.pdf', "a b c.pdf"),
        ("", "data-dukung"),
        ("...", "data-dukung"),
        ("Peraturan Bupati Nomor 3 Tahun 2024.PDF", "Peraturan Bupati Nomor 3 Tahun 2024.pdf"),
    ],
)
def test_names_are_made_harmless(typed, shown):
    assert safe_name(typed) == shown


def test_a_very_long_name_keeps_its_ending():
    name = safe_name("x" * 900 + ".pdf", PDF)
    assert len(name) == 200
    assert name.endswith(".pdf")


def test_several_files_are_judged_one_by_one():
    fit, refused = inspect_files([upload("a.pdf", pdf()), upload("b.pdf", b""), upload("c.png", picture("PNG"))])
    assert [file.name for file in fit] == ["a.pdf", "c.png"]
    assert [file.name for file in refused] == ["b.pdf"]
