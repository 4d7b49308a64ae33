"""The statement of the head of region (surat pernyataan): what it speaks of, the signed scan, the signatory's word.

A statement speaks of the answers as they were: their fingerprint is printed on the paper, typed in with the scan, kept with
it and compared whenever somebody asks. When one answer changes, the statement no longer holds (decision 0025).
"""

import re
from dataclasses import dataclass, field
from typing import Any

from django.core.exceptions import ValidationError
from django.core.files.storage import default_storage
from django.db import transaction
from django.template.defaultfilters import filesizeformat
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from accounts.access import require
from accounts.models import Role
from assessments.models import Assessment, NoticeCode, ScanState, Statement
from assessments.services.events import digest, log
from assessments.services.evidence_check import JPEG, PDF, PNG, Inspected
from assessments.services.manifest import CONTENT, Entry, content_digest, entries
from assessments.services.notices import notify, people_of
from assessments.services.outline import outline
from assessments.services.scanning import first_state, infected_words, known_infected, order_scan
from assessments.services.transitions import lock
from indicators.models import Indicator

PAPER_TYPES = (PDF, JPEG, PNG)
LARGEST = 10 * 1024 * 1024
CODE_LENGTH = 8

ADDED, REMOVED, CHANGED = "added", "removed", "changed"
HOW: dict[str, Promise] = {ADDED: _("answered since"), REMOVED: _("taken back since"), CHANGED: _("changed since")}


class OutdatedStatementError(ValidationError):
    """Raised when the statement somebody confirms no longer speaks of the answers, or is no longer the newest one."""


def fingerprints(found: dict[int, Entry]) -> dict[str, str]:
    """SHA-256 of each answer that says anything, by indicator code."""
    return {entry["indicator"]: content_digest(entry) for entry in found.values() if any(entry.get(name) for name in (*CONTENT, "links"))}


def answers_digest(found: dict[int, Entry]) -> str:
    """One fingerprint of all answers with their explanations and files."""
    return digest(fingerprints(found))


def code_of(content: str) -> str:
    """The short form of a fingerprint that people compare and type: ``7F3A-91C2``."""
    half = CODE_LENGTH // 2
    return f"{content[:half]}-{content[half:CODE_LENGTH]}".upper()


def typed_code(text: str) -> str:
    """What somebody typed as the code, in the form of `code_of`; empty when it has not eight digits."""
    signs = re.sub(r"[^0-9a-z]", "", text.lower())
    return code_of(signs) if re.fullmatch(rf"[0-9a-f]{{{CODE_LENGTH}}}", signs) else ""


@dataclass(frozen=True, slots=True)
class Change:
    """An answer that is no longer what it was when the statement was signed."""

    indicator: Indicator
    how: str

    @property
    def words(self) -> str:
        """How it changed."""
        return str(HOW[self.how])


@dataclass(frozen=True, slots=True)
class StatementState:
    """Where the statement of an assessment stands.

    `newest` is the last scan, `valid` the newest confirmed one that speaks of the answers as they are, `changes` what is
    different from the answers that `newest` speaks of.
    """

    is_required: bool
    digest: str
    newest: Statement | None
    valid: Statement | None
    changes: list[Change] = field(default_factory=list)

    @property
    def code(self) -> str:
        """The short fingerprint of the answers as they are."""
        return code_of(self.digest)

    @property
    def is_infected(self) -> bool:
        """Whether the virus scan found something in the newest scan: it is opened for nobody and does not hold."""
        return self.newest is not None and self.newest.scan_state == ScanState.INFECTED

    @property
    def is_outdated(self) -> bool:
        """Whether there is a scan that speaks of other answers."""
        return self.newest is not None and self.newest.content_digest != self.digest

    @property
    def waits(self) -> bool:
        """Whether a scan of the present answers waits for the signatory's word."""
        return self.newest is not None and not self.is_outdated and not self.is_infected and self.valid is None

    @property
    def is_missing(self) -> bool:
        """Whether a submission is refused for want of a statement."""
        return self.is_required and self.valid is None


def statement_state(assessment: Assessment, found: dict[int, Entry] | None = None) -> StatementState:
    """Where the statement stands (one query; two more when `found`, the entries, are not given)."""
    found = entries(assessment) if found is None else found
    marks = fingerprints(found)
    content = digest(marks)
    rows = list(Statement.objects.filter(assessment=assessment).order_by("-uploaded_at", "-pk"))
    newest = rows[0] if rows else None
    holding = [row for row in rows if row.confirmed_at is not None and row.scan_state != ScanState.INFECTED]
    valid = next((row for row in holding if row.content_digest == content), None)
    changes = changes_since(newest, marks, assessment) if newest is not None and newest.content_digest != content else []
    return StatementState(assessment.cycle.requires_statement, content, newest, valid, changes)


def changes_since(statement: Statement, marks: dict[str, str], assessment: Assessment) -> list[Change]:
    """The answers that differ from those a statement speaks of, in the framework's order."""
    before = statement.answers
    changed = []
    for indicator in outline(assessment.cycle.framework).in_page_order:
        was, now = before.get(indicator.code), marks.get(indicator.code)
        if was != now:
            changed.append(Change(indicator, CHANGED if was and now else REMOVED if was else ADDED))
    return changed


def signatories(assessment: Assessment) -> list[Any]:
    """People who can confirm the statement of this region."""
    return people_of(assessment, Role.REGIONAL_SIGNATORY)


def _check_file(file: Inspected) -> None:
    if file.media_type not in PAPER_TYPES:
        raise ValidationError({"file": _("The signed statement has to be a PDF, a JPEG or a PNG: scan the paper or take a picture of it.")})
    if file.size > LARGEST:
        sizes = {"size": filesizeformat(file.size), "limit": filesizeformat(LARGEST)}
        raise ValidationError({"file": _("The scan is %(size)s; at most %(limit)s is possible. Scan with a lower resolution.") % sizes})


def _check_code(typed: str, content: str) -> None:
    code = typed_code(typed)
    if not code:
        raise ValidationError({"code": _("Type the code printed at the foot of the statement: eight letters and digits such as 7F3A-91C2.")})
    if code != code_of(content):
        words = {"code": code, "now": code_of(content)}
        raise ValidationError(
            {"code": _("This paper speaks of other answers: its code is %(code)s, the answers now have %(now)s. Print the statement anew.") % words}
        )


@transaction.atomic
def upload_statement(*, assessment: Assessment, file: Inspected, code: str, by: Any) -> Statement:
    """Keep the signed scan; the signatories are told that it waits for their word.

    `code` is what is printed on the paper; it has to be that of the answers as they are. A scan that nobody confirmed is
    replaced. Side effects: the event ``statement_uploaded``, notices, a virus scan where there is one. Raises `Refused`, or ValidationError by field.
    """
    held = lock(assessment)
    require(by, "assessments.upload_statement", held)
    _check_file(file)
    found = entries(held)
    marks = fingerprints(found)
    if not marks:
        raise ValidationError(_("Nothing is answered yet; there is nothing to state."))
    content = digest(marks)
    _check_code(code, content)
    if known_infected(held.region.code, file.sha256):
        raise ValidationError({"file": infected_words()})
    for unconfirmed in held.statements.filter(confirmed_at=None):
        _drop(unconfirmed)
    row = Statement(
        assessment=held,
        content_digest=content,
        answers=marks,
        original_name=file.name,
        media_type=file.media_type,
        size=file.size,
        sha256=file.sha256,
        uploaded_by=by,
        file=file.file,
        scan_state=first_state(),
    )
    row.save()
    if row.scan_state == ScanState.PENDING:
        order_scan()
    log(subject=held, code="statement_uploaded", by=by, data={"name": file.name, "size": file.size, "sha256": file.sha256, "answers": content})
    notify(code=NoticeCode.STATEMENT_WAITS, to=signatories(held), key=f"statement_waits:{row.pk}", assessment=held, by=by)
    return row


def _drop(statement: Statement) -> None:
    """Delete a scan nobody confirmed; the log keeps its fingerprint."""
    name = statement.file.name
    statement.delete()
    if name:
        transaction.on_commit(lambda: default_storage.delete(name))


@transaction.atomic
def confirm_statement(*, statement: Statement, by: Any) -> Statement:
    """The signatory's word that the statement is theirs and speaks of these answers; a second click changes nothing.

    Side effects: the event ``statement_confirmed``, notices to the coordinators. Raises `Refused`, or
    `OutdatedStatementError` when answers changed since, a newer scan is there, or the virus scan found something in it.
    """
    held = lock(statement.assessment)
    require(by, "assessments.confirm_statement", held)
    newest = held.statements.order_by("-uploaded_at", "-pk").first()
    if newest is None or newest.pk != statement.pk:
        raise OutdatedStatementError(_("A newer scan of the statement was uploaded while you were reading. Look at that one."))
    if newest.confirmed_at is not None:
        return newest
    if newest.scan_state == ScanState.INFECTED:
        raise OutdatedStatementError(_("The virus scan found something in this file: it does not hold. Scan the paper anew on a clean computer."))
    if newest.content_digest != answers_digest(entries(held)):
        raise OutdatedStatementError(_("Answers have changed since the statement was signed. It no longer holds; a new one has to be signed."))
    newest.confirmed_by, newest.confirmed_by_name, newest.confirmed_at = by, str(by), timezone.now()
    newest.save(update_fields=["confirmed_by", "confirmed_by_name", "confirmed_at"])
    log(subject=held, code="statement_confirmed", by=by, data={"sha256": newest.sha256, "answers": newest.content_digest})
    people = people_of(held, Role.REGIONAL_COORDINATOR)
    notify(code=NoticeCode.STATEMENT_CONFIRMED, to=people, key=f"statement_confirmed:{newest.pk}", assessment=held, by=by)
    return newest
