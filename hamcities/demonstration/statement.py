"""Signed statements of the demonstration, and a region that sent twice, so that there is something to compare."""

import copy
import hashlib
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import timedelta
from decimal import Decimal
from typing import Any

from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.db import transaction
from weasyprint import HTML

from accounts.models import User
from assessments.models import Assessment, AssessmentState, Cycle, Statement, Submission, Verification, VerificationOutcome
from assessments.services.events import digest
from assessments.services.manifest import Entry, content_digest
from assessments.services.statement import fingerprints
from assessments.services.submission import receipt_number, signed
from assessments.services.versions import versions_of

NAME = "statements/demonstrasi/contoh-surat-pernyataan.pdf"
PAGE = """<!doctype html><html lang="id"><head><meta charset="utf-8"><title>Contoh surat pernyataan</title>
<style>@page{size:A4;margin:25mm}body{font:12pt/1.5 sans-serif}h1{font-size:20pt}p.note{border:1pt solid;padding:4mm}</style></head>
<body><h1>Contoh surat pernyataan</h1><p class="note">DEMONSTRASI. Dokumen ini bukan pernyataan kepala daerah mana pun dan
tidak ditandatangani siapa pun.</p>
<p>Pada asesmen sesungguhnya, di sini terdapat pindaian surat pernyataan yang ditandatangani kepala daerah di atas meterai.</p></body></html>"""

TWICE = "34.71"
DAYS_BEFORE = 12
CORRECTIONS = (
    "Dokumen belum ditandatangani (contoh).",
    "Angka tidak sama dengan tabel pada data dukung (contoh).",
    "Data dukung belum diunggah (contoh).",
    "Sebutkan halaman yang dimaksud (contoh).",
)


@dataclass(frozen=True, slots=True)
class Scan:
    """The stored sample scan."""

    sha256: str
    size: int


def store_scan() -> Scan:
    """Make and store the sample scan once."""
    if not default_storage.exists(NAME):
        default_storage.save(NAME, ContentFile(HTML(string=PAGE).write_pdf()))
    with default_storage.open(NAME) as file:
        content = file.read()
    return Scan(hashlib.sha256(content).hexdigest(), len(content))


def _statement(assessment: Assessment, answers: Iterable[Entry], scan: Scan, sent: Any) -> Statement:
    marks = fingerprints(dict(enumerate(answers)))
    return Statement(
        assessment=assessment,
        content_digest=digest(marks),
        answers=marks,
        file=NAME,
        original_name="contoh-surat-pernyataan.pdf",
        media_type="application/pdf",
        size=scan.size,
        sha256=scan.sha256,
        confirmed_by_name=f"Kepala daerah {assessment.region.full_name} (contoh)",
        confirmed_at=sent - timedelta(hours=2),
    )


def create_statements(assessments: Iterable[Assessment], entries: dict[int, list[Entry]]) -> dict[int, Statement]:
    """A confirmed statement for each assessment that was sent in a cycle that demands one, by the assessment's key."""
    sent = [one for one in assessments if one.state != AssessmentState.FILLING and one.cycle.requires_statement and one.submitted_at]
    if not sent:
        return {}
    scan = store_scan()
    rows = [_statement(one, entries.get(one.pk, []), scan, one.submitted_at) for one in sent]
    return {row.assessment_id: row for row in Statement.objects.bulk_create(rows, batch_size=100)}


def _earlier(answers: list[Entry]) -> tuple[list[Entry], list[str]]:
    """The answers as they might have been before a correction, and the codes of those that differ."""
    before = copy.deepcopy(answers)
    supported = [entry for entry in before if entry["files"]]
    figure = next((entry for entry in supported if entry["numerator"] is not None), supported[0])
    others = [entry for entry in supported if entry is not figure]
    noted, unsupported, unpaged = others[:: max(1, len(others) // 3)][:3]
    if figure["numerator"] is not None:
        figure["numerator"] = f"{(Decimal(figure['numerator']) * 7 / 10).to_integral_value():f}"
    figure["note"] = f"{figure['note']} Angka sementara (contoh).".strip()
    noted["note"] = "Menyusul (contoh)."
    unsupported["files"] = []
    unpaged["files"] = [file | {"pages": "", "caption": "Seluruh dokumen (contoh)"} for file in unpaged["files"]]
    return before, [entry["indicator"] for entry in (noted, figure, unsupported, unpaged)]


@transaction.atomic
def create_second_submission(*, cycle: Cycle, people: dict[str, User]) -> bool:
    """Let one region have sent twice: returned by the Kanwil, corrected, sent again; False when it has already, or is not there."""
    assessment = (
        Assessment.objects.select_related("region__province", "cycle__framework")
        .filter(cycle=cycle, region__code=TWICE, state=AssessmentState.SUBMITTED, round=1)
        .first()
    )
    newest = assessment.submissions.filter(sequence=1).first() if assessment else None
    if assessment is None or newest is None or assessment.submissions.count() > 1:
        return False
    answers = newest.manifest["answers"]
    before, corrected = _earlier(answers)
    _send_again(assessment, newest)
    _rewrite_first(assessment, newest, before)
    assessment.round = 2
    assessment.save(update_fields=["round"])
    _judge(assessment, {entry["indicator"]: entry for entry in before}, corrected, people["kanwil"])
    return True


def _send_again(assessment: Assessment, first: Submission) -> None:
    number = receipt_number(assessment, 2)
    manifest = first.manifest | {"number": number, "round": 2}
    Submission.objects.create(
        assessment=assessment,
        sequence=2,
        number=number,
        submitted_by_name=first.submitted_by_name,
        submitted_at=first.submitted_at,
        manifest=manifest,
        digest=digest(manifest),
        statement=first.statement,
    )


def _rewrite_first(assessment: Assessment, first: Submission, before: list[Entry]) -> None:
    sent = first.submitted_at - timedelta(days=DAYS_BEFORE)
    statement = _statement(assessment, before, store_scan(), sent)
    statement.save()
    Statement.objects.filter(pk=statement.pk).update(uploaded_at=sent - timedelta(hours=3))
    first.manifest = first.manifest | {"answers": before, "submitted_at": sent.isoformat(), "statement": signed(statement)}
    version, _now = versions_of(assessment, [first], ("1", "1"))
    first.manifest["self_score"] = f"{version.result.raw:f}"
    first.submitted_at, first.statement, first.digest = sent, statement, digest(first.manifest)
    first.save(update_fields=["manifest", "submitted_at", "statement", "digest"])


def _judge(assessment: Assessment, before: dict[str, Entry], corrected: list[str], by: User) -> None:
    """The verdicts of the first round; those on answers that stayed are carried into the second."""
    rows = []
    reasons = dict(zip(corrected, CORRECTIONS, strict=False))
    for answer in assessment.answers.select_related("indicator"):
        code = answer.indicator.code
        if code not in before:
            continue
        outcome = VerificationOutcome.NEEDS_CORRECTION if code in reasons else VerificationOutcome.FIT
        for number in (1,) if code in reasons else (1, 2):
            content = content_digest(before[code])
            rows.append(Verification(answer=answer, round=number, outcome=outcome, reason=reasons.get(code, ""), content_digest=content, by=by))
    Verification.objects.bulk_create(rows, batch_size=200)
