"""What an answer says at this moment, in plain JSON: frozen by a submission, fingerprinted by a verdict."""

from collections import defaultdict
from decimal import Decimal
from typing import Any

from assessments.models import Answer, Assessment, Evidence
from assessments.services.events import digest

SCHEMA = 1
# What makes two answers the same; the version only says how often somebody pressed “save”.
CONTENT = ("choice", "number", "numerator", "denominator", "not_applicable", "note", "files")
Entry = dict[str, Any]


def plain_number(number: Decimal | None) -> str | None:
    """A number as text without exponent and trailing zeros, so that 80 and 80.000000 are the same."""
    return None if number is None else f"{Decimal(number).normalize():f}"


def _file(evidence: Evidence) -> Entry:
    return {
        "name": evidence.file.original_name,
        "size": evidence.file.size,
        "sha256": evidence.file.sha256,
        "caption": evidence.caption,
        "pages": evidence.pages,
    }


def entry(answer: Answer, evidence: list[Evidence]) -> Entry:
    """An answer with its files as plain JSON; `answer.indicator` and the files are read already."""
    return {
        "indicator": answer.indicator.code,
        "version": answer.version,
        "choice": answer.choice,
        "number": plain_number(answer.number),
        "numerator": plain_number(answer.numerator),
        "denominator": plain_number(answer.denominator),
        "not_applicable": answer.not_applicable,
        "note": answer.note,
        "files": [_file(piece) for piece in sorted(evidence, key=lambda piece: piece.file.sha256)],
    }


def entries(assessment: Assessment) -> dict[int, Entry]:
    """All answers of an assessment by their key, in the framework's order (two queries)."""
    evidence: dict[int, list[Evidence]] = defaultdict(list)
    for piece in Evidence.objects.filter(answer__assessment=assessment).select_related("file"):
        evidence[piece.answer_id].append(piece)
    answers = Answer.objects.filter(assessment=assessment).select_related("indicator").order_by("indicator__order", "indicator__code")
    return {answer.pk: entry(answer, evidence[answer.pk]) for answer in answers}


def answer_entry(answer: Answer) -> Entry:
    """One answer with its files."""
    return entry(answer, list(answer.evidence.select_related("file")))


def content_digest(found: Entry) -> str:
    """SHA-256 of what the answer says: value, explanation and files, whatever its version."""
    return digest({name: found[name] for name in CONTENT})
