"""The signed statement of the head of region for tests: a small PDF, uploaded with the code of the answers, confirmed where asked."""

import hashlib
import io
from typing import Any

import pikepdf
from django.core.files.uploadedfile import SimpleUploadedFile

from assessments.models import Assessment, Statement
from assessments.services.evidence_check import inspect
from assessments.services.manifest import entries
from assessments.services.statement import answers_digest, code_of, confirm_statement, upload_statement


def scan(text: str = "") -> SimpleUploadedFile:
    """A PDF of one page; another text makes another file."""
    content = io.BytesIO()
    with pikepdf.new() as document:
        document.add_blank_page()
        document.docinfo["/Title"] = f"Surat pernyataan {hashlib.sha256(text.encode()).hexdigest()}"
        document.save(content)
    return SimpleUploadedFile("surat-pernyataan.pdf", content.getvalue(), "application/pdf")


def code(assessment: Assessment) -> str:
    """The code that the statement of these answers has at its foot."""
    return code_of(answers_digest(entries(assessment)))


def sign(assessment: Assessment, *, by: Any, confirmed_by: Any = None) -> Statement:
    """Upload a scan for the answers as they are; confirm it where a signatory is named."""
    found = upload_statement(assessment=assessment, file=inspect(scan(code(assessment))), code=code(assessment), by=by)
    return found if confirmed_by is None else confirm_statement(statement=found, by=confirmed_by)
