"""What an uploaded file is, found out from its content, never from its name."""

import hashlib
import re
import unicodedata
import zipfile
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import PurePath
from typing import Any

import magic
import pikepdf
from django.conf import settings
from django.core.files import File
from django.core.files.uploadedfile import UploadedFile
from django.template.defaultfilters import filesizeformat
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from PIL import Image

PDF, JPEG, PNG = "application/pdf", "image/jpeg", "image/png"
DOCX = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
EXTENSIONS = {PDF: ".pdf", JPEG: ".jpg", PNG: ".png", DOCX: ".docx", XLSX: ".xlsx"}
ACCEPT = ",".join((*EXTENSIONS.values(), ".jpeg"))
OFFICE_PARTS = {DOCX: "word/document.xml", XLSX: "xl/workbook.xml"}
# What stands near the end of a file that was copied completely; readers repair silently what lacks it.
ENDS = {PDF: b"%%EOF", JPEG: b"\xff\xd9", PNG: b"IEND"}
HEAD = 8192
NAME_LIMIT = 200
PIXEL_LIMIT = 120_000_000
UNPACKED_LIMIT = 500 * 1024 * 1024
PARTS_LIMIT = 10_000
RATIO_LIMIT = 200
SMALL = 1024 * 1024
# Actions that run something or reach outside; a plain jump to a page is harmless.
ACTIVE = {"/JavaScript", "/Launch", "/SubmitForm", "/ImportData", "/Rendition", "/RichMediaExecute"}


@dataclass(frozen=True, slots=True)
class Inspected:
    """A file that may be stored."""

    file: File
    name: str
    media_type: str
    size: int
    sha256: str
    page_count: int | None = None


@dataclass(frozen=True, slots=True)
class RefusedFile:
    """A file that may not be stored, and why."""

    name: str
    reason: str
    too_large: bool = False


class UnfitError(Exception):
    """The file cannot serve as evidence; the message is meant for the person who sent it."""

    def __init__(self, reason: str | Promise, *, too_large: bool = False) -> None:
        super().__init__(str(reason))
        self.too_large = too_large


NOT_ACCEPTED = gettext_lazy("This is not a PDF, JPEG, PNG, DOCX or XLSX file, whatever its name says. Save it as PDF and upload it again.")
DAMAGED = gettext_lazy("The file is damaged or was not copied completely. Open it on your computer, save it again and upload it again.")


def inspect_files(files: Iterable[UploadedFile]) -> tuple[list[Inspected], list[RefusedFile]]:
    """Look into each file; those that are fit, and those that are not with the reason."""
    fit: list[Inspected] = []
    refused: list[RefusedFile] = []
    for file in files:
        try:
            fit.append(inspect(file))
        except UnfitError as error:
            refused.append(RefusedFile(safe_name(file.name or ""), str(error), error.too_large))
    return fit, refused


def inspect(file: File) -> Inspected:
    """Find out what a file is. Raises `UnfitError` with its reason."""
    size = file.size or 0
    if size == 0:
        raise UnfitError(_("The file is empty."))
    reason = why_too_large(size)
    if reason:
        raise UnfitError(reason, too_large=True)
    media_type, page_count = _media_type(file)
    digest = hashlib.sha256()
    file.seek(0)
    for chunk in file.chunks():
        digest.update(chunk)
    file.seek(0)
    return Inspected(file, safe_name(file.name or "", media_type), media_type, size, digest.hexdigest(), page_count)


def why_too_large(size: int) -> str:
    """Why a file of so many bytes is not taken; empty when it is."""
    if size <= settings.EVIDENCE_MAX_BYTES:
        return ""
    return _("The file is %(size)s; at most %(limit)s is possible. Scan with a lower resolution or split the file.") % {
        "size": filesizeformat(size),
        "limit": filesizeformat(settings.EVIDENCE_MAX_BYTES),
    }


def safe_name(name: str, media_type: str = "") -> str:
    """A name fit to be shown and to be offered for download: no path, no control or direction signs, the type's ending."""
    bare = PurePath(name.replace("\\", "/")).name
    bare = "".join(sign for sign in unicodedata.normalize("NFC", bare) if unicodedata.category(sign) not in {"Cf", "Co", "Cs", "Cn"})
    bare = re.sub(r'[\x00-\x1f\x7f-\x9f<>:"|?*\s]+', " ", bare).strip(" .")
    stem, ending = PurePath(bare).stem or "", PurePath(bare).suffix.lower()
    wanted = EXTENSIONS.get(media_type, ending)
    if media_type == JPEG and ending == ".jpeg":
        wanted = ending
    return f"{stem[: NAME_LIMIT - len(wanted)].strip() or 'data-dukung'}{wanted}"


def _media_type(file: File) -> tuple[str, int | None]:
    """The type, and how many pages where that can be counted."""
    file.seek(0)
    sniffed = magic.from_buffer(file.read(HEAD), mime=True)
    file.seek(0)
    if sniffed in ENDS and ENDS[sniffed] not in _tail(file):
        raise UnfitError(DAMAGED)
    if sniffed == PDF:
        return PDF, _check_pdf(file)
    if sniffed in {JPEG, PNG}:
        _check_image(file, sniffed)
        return sniffed, None
    file.seek(0)
    if file.read(4) == b"PK\x03\x04":
        file.seek(0)
        return _office_type(file), None
    raise UnfitError(NOT_ACCEPTED)


def _tail(file: File) -> bytes:
    file.seek(max(0, (file.size or 0) - HEAD))
    tail = file.read(HEAD)
    file.seek(0)
    return bytes(tail)


def _check_pdf(file: Any) -> int:
    """Refuse what cannot be opened by everybody for years: passwords, damage, programs inside; count the pages."""
    try:
        with pikepdf.open(file) as document:
            pages = len(document.pages)
            if pages == 0:
                raise UnfitError(DAMAGED)
            if pages > settings.EVIDENCE_MAX_PAGES:
                raise UnfitError(
                    _("The PDF has %(pages)s pages; at most %(limit)s are possible. Upload the part that shows what you answered.")
                    % {"pages": pages, "limit": settings.EVIDENCE_MAX_PAGES}
                )
            if document.trailer.get("/Encrypt") is not None and document.user_password_matched and not document.allow.extract:
                raise UnfitError(_("The PDF is locked against reading by others. Save it without protection and upload it again."))
            if _runs_something(document):
                raise UnfitError(_("The PDF contains a program (script or action). Print it to a new PDF and upload that one."))
            return pages
    except pikepdf.PasswordError:
        raise UnfitError(_("The PDF is protected with a password. Save it without a password and upload it again.")) from None
    except (pikepdf.PdfError, pikepdf.DataDecodingError, ValueError, TypeError, OSError):
        raise UnfitError(DAMAGED) from None


def _runs_something(document: pikepdf.Pdf) -> bool:
    root = document.Root
    names = root.get("/Names")
    if names is not None and "/JavaScript" in names:
        return True
    if _is_active(root.get("/OpenAction")) or _any_active(root.get("/AA")):
        return True
    for page in document.pages:
        if _any_active(page.obj.get("/AA")):
            return True
        for note in page.obj.get("/Annots", []):
            if isinstance(note, pikepdf.Dictionary) and (_is_active(note.get("/A")) or _any_active(note.get("/AA"))):
                return True
    return False


def _any_active(actions: Any) -> bool:
    return isinstance(actions, pikepdf.Dictionary) and any(_is_active(action) for action in actions.values())


def _is_active(action: Any) -> bool:
    return isinstance(action, pikepdf.Dictionary) and str(action.get("/S", "")) in ACTIVE


def _check_image(file: Any, sniffed: str) -> None:
    """Read the picture: PNG by its checksums, JPEG at an eighth of its size, so that a huge one costs little."""
    try:
        with Image.open(file, formats=["JPEG", "PNG"]) as image:
            if image.width * image.height > PIXEL_LIMIT:
                raise UnfitError(_("The picture has too many pixels. Save it smaller and upload it again."))
            if sniffed == PNG:
                image.verify()
            else:
                image.draft("RGB", (image.width // 8, image.height // 8))
                image.load()
    except (OSError, SyntaxError, ValueError, Image.DecompressionBombError):
        raise UnfitError(DAMAGED) from None


def _office_type(file: Any) -> str:
    """DOCX or XLSX by the parts inside; refuses macros and archives that unpack to something enormous."""
    try:
        with zipfile.ZipFile(file) as archive:
            parts = archive.infolist()
            unpacked, packed = sum(part.file_size for part in parts), sum(part.compress_size for part in parts)
            if len(parts) > PARTS_LIMIT or unpacked > UNPACKED_LIMIT or (unpacked > SMALL and unpacked > packed * RATIO_LIMIT):
                raise UnfitError(_("The file unpacks to something far too large to be a document."))
            names = {part.filename for part in parts}
            if "[Content_Types].xml" not in names:
                raise UnfitError(NOT_ACCEPTED)
            with archive.open("[Content_Types].xml") as stream:
                types = stream.read(SMALL)
            if b"macroEnabled" in types or any(name.lower().endswith("vbaproject.bin") for name in names):
                raise UnfitError(_("The document contains macros. Save it without macros (DOCX or XLSX) or as PDF and upload it again."))
            found = next((media_type for media_type, part in OFFICE_PARTS.items() if part in names), "")
            if not found:
                raise UnfitError(NOT_ACCEPTED)
            with archive.open(OFFICE_PARTS[found]) as stream:
                stream.read(SMALL)
            return found
    except (zipfile.BadZipFile, zipfile.LargeZipFile, EOFError, NotImplementedError, RuntimeError, OSError, ValueError):
        raise UnfitError(DAMAGED) from None
