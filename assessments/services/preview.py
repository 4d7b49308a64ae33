"""Pictures of what a file shows, made outside this process: nothing of the file itself reaches the reader's browser."""

import logging
import subprocess
import sys
from pathlib import Path
from typing import BinaryIO, cast

import pikepdf
from django.core.files.storage import default_storage

from assessments.models import EvidenceFile
from assessments.services.evidence_check import JPEG, PDF, PNG

logger = logging.getLogger(__name__)

PROGRAM = Path(__file__).resolve().parent.parent / "pdf" / "page_picture.py"
WIDTH, SECONDS = 1100, 25
PICTURES = (JPEG, PNG)


def page_count(file: EvidenceFile) -> int | None:
    """How many pages a PDF has; counted and kept for files stored before pages were counted."""
    if file.page_count is None and file.media_type == PDF:
        try:
            with default_storage.open(file.file.name or "") as content, pikepdf.open(cast("BinaryIO", content)) as document:
                file.page_count = len(document.pages)
        except (OSError, ValueError, pikepdf.PdfError):
            return None  # The page says so where it cannot be drawn.
        EvidenceFile.objects.filter(pk=file.pk).update(page_count=file.page_count)
    return file.page_count


class NoPictureError(Exception):
    """The page cannot be drawn."""


def is_shown(file: EvidenceFile) -> bool:
    """Whether the portal can show what is in a file."""
    return file.media_type == PDF or file.media_type in PICTURES


def picture_of(file: EvidenceFile, page: int) -> bytes:
    """A page of a PDF (counted from 1), or a picture, as WebP. Raises `NoPictureError`, OSError when the storage has no such file."""
    if not is_shown(file) or page < 1:
        raise NoPictureError
    with default_storage.open(file.file.name or "") as content:
        document = content.read()
    command = [sys.executable, "-I", str(PROGRAM), str(page if file.media_type == PDF else 0), str(WIDTH)]
    try:
        drawn = subprocess.run(command, input=document, capture_output=True, timeout=SECONDS, check=True)
    except subprocess.SubprocessError as error:
        said = (getattr(error, "stderr", None) or b"")[-300:].decode("utf-8", "replace")
        logger.warning("Page %s of file %s cannot be drawn: %s %s", page, file.pk, error, said)
        raise NoPictureError from error
    return drawn.stdout
