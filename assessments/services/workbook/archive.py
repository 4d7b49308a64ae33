"""Opening a file somebody sent: only a workbook of harmless size without programs inside."""

import re
import zipfile
import zlib
from io import BytesIO
from typing import Any

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

LARGEST_FILE = 5 * 1024 * 1024
UNPACKED_LIMIT = 16 * 1024 * 1024
PARTS_LIMIT = 500
OLE, ZIP = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", b"PK\x03\x04"
FORMULA = re.compile(rb"<(?:\w+:)?f[ >/]")
UTF_16 = (b"\xff\xfe", b"\xfe\xff", b"<\x00", b"\x00<")

SAVE_AS = _("Open it in your spreadsheet program, choose “Save as”, pick “Excel workbook (.xlsx)”, and upload that file.")
EMPTY = _("The file is empty.")
TOO_LARGE = _(
    "The file is larger than 5 MB; a workbook of the portal is much smaller. Remove pictures and sheets that you added. "
    "Evidence is uploaded on the page of each indicator."
)
OLD_OR_LOCKED = _("This is an old Excel file (.xls) or one protected with a password.")
OPEN_DOCUMENT = _("This is an OpenDocument file (.ods).")
OTHER = _("This is not an Excel workbook (.xlsx).")
MACROS = _("The workbook contains macros. Save it without macros (.xlsx) and upload it again.")
BOMB = _("The file unpacks to something far too large to be a workbook of the portal.")
DAMAGED = _("The file is damaged or was not copied completely. Open it on your computer, save it again and upload it again.")


class UnfitWorkbookError(Exception):
    """The file cannot be read; the message is meant for the person who sent it."""

    def __init__(self, reason: str | Promise, *, too_large: bool = False) -> None:
        super().__init__(str(reason))
        self.too_large = too_large


def opened(file: Any) -> tuple[BytesIO, bool]:
    """The file's content, found harmless, and whether it holds formulas. Raises `UnfitWorkbookError`."""
    if not file.size:
        raise UnfitWorkbookError(EMPTY)
    if file.size > LARGEST_FILE:
        raise UnfitWorkbookError(TOO_LARGE, too_large=True)
    file.seek(0)
    content = file.read(LARGEST_FILE + 1)
    if content.startswith(OLE):
        raise UnfitWorkbookError(f"{OLD_OR_LOCKED} {SAVE_AS}")
    if not content.startswith(ZIP):
        raise UnfitWorkbookError(f"{OTHER} {SAVE_AS}")
    try:
        with zipfile.ZipFile(BytesIO(content)) as archive:
            has_formulas = _looked_through(archive)
    except (zipfile.BadZipFile, zipfile.LargeZipFile, EOFError, NotImplementedError, RuntimeError, OSError, ValueError, zlib.error):
        raise UnfitWorkbookError(DAMAGED) from None
    return BytesIO(content), has_formulas


def _looked_through(archive: zipfile.ZipFile) -> bool:
    """Whether there are formulas; refuses what is no plain workbook."""
    parts = archive.infolist()
    names = {part.filename for part in parts}
    # The sizes an archive states are held to: reading stops there with an error.
    if len(parts) > PARTS_LIMIT or sum(part.file_size for part in parts) > UNPACKED_LIMIT:
        raise UnfitWorkbookError(BOMB)
    if "mimetype" in names and b"opendocument" in archive.read("mimetype"):
        raise UnfitWorkbookError(f"{OPEN_DOCUMENT} {SAVE_AS}")
    if "[Content_Types].xml" not in names or "xl/workbook.xml" not in names:
        raise UnfitWorkbookError(f"{OTHER} {SAVE_AS}")
    if b"macroEnabled" in archive.read("[Content_Types].xml") or any(name.lower().endswith("vbaproject.bin") for name in names):
        raise UnfitWorkbookError(MACROS)
    has_formulas = False
    for part in parts:
        if not part.filename.endswith((".xml", ".rels")):
            continue
        text = archive.read(part)
        # No spreadsheet writes these; they serve to make a reader fetch or repeat things.
        if b"<!DOCTYPE" in text or b"<!ENTITY" in text or text.startswith(UTF_16):
            raise UnfitWorkbookError(DAMAGED)
        has_formulas = has_formulas or (part.filename.startswith("xl/worksheets/") and FORMULA.search(text) is not None)
    return has_formulas
