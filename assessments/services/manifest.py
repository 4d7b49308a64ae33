"""What an answer says at this moment, in plain JSON: frozen by a submission, fingerprinted by a verdict."""

from collections import defaultdict
from collections.abc import Iterable
from decimal import Decimal
from typing import Any

from assessments.models import Answer, Assessment, Evidence, EvidenceLink
from assessments.services.events import digest
from assessments.services.proof import COUNTING

# 2: the statement of the head of region is named, and legal reasons and links where there are any; 1 is read as before.
SCHEMA = 2
# What makes two answers the same; the version only says how often somebody pressed “save”.
CONTENT = ("choice", "number", "numerator", "denominator", "not_applicable", "note", "files")
# Named only where they hold something, so that what was frozen or judged before they were keeps its fingerprint.
OPTIONAL = ("exemption", "exemption_basis", "links")
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


def _link(link: EvidenceLink) -> Entry:
    return {"url": link.url, "title": link.title, "caption": link.caption, "pages": link.pages}


def entry(answer: Answer, evidence: list[Evidence], links: Iterable[EvidenceLink] = ()) -> Entry:
    """An answer with its files and links as plain JSON; `answer.indicator` and the files are read already."""
    found = {
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
    optional = {
        "exemption": answer.exemption,
        "exemption_basis": answer.exemption_basis,
        "links": [_link(link) for link in sorted(links, key=lambda link: link.url)],
    }
    return found | {name: held for name, held in optional.items() if held}


def entries(assessment: Assessment) -> dict[int, Entry]:
    """All answers of an assessment by their key, in the framework's order (three queries); infected files are not evidence."""
    evidence: dict[int, list[Evidence]] = defaultdict(list)
    for piece in Evidence.objects.filter(answer__assessment=assessment, file__scan_state__in=COUNTING).select_related("file"):
        evidence[piece.answer_id].append(piece)
    links: dict[int, list[EvidenceLink]] = defaultdict(list)
    for link in EvidenceLink.objects.filter(answer__assessment=assessment).order_by():
        links[link.answer_id].append(link)
    answers = Answer.objects.filter(assessment=assessment).select_related("indicator").order_by("indicator__order", "indicator__code")
    return {answer.pk: entry(answer, evidence[answer.pk], links[answer.pk]) for answer in answers}


def answer_entry(answer: Answer) -> Entry:
    """One answer with its files and links."""
    return entry(answer, list(answer.evidence.filter(file__scan_state__in=COUNTING).select_related("file")), answer.links.all())


def content_digest(found: Entry) -> str:
    """SHA-256 of what the answer says: value, explanation, files and links, whatever its version."""
    return digest({name: found[name] for name in CONTENT} | {name: found[name] for name in OPTIONAL if found.get(name)})
