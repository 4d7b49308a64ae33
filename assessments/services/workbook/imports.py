"""Keeping a workbook between its preview and its acceptance, and accepting it."""

from collections.abc import Mapping
from typing import Any

from django.db import transaction
from django.utils import timezone

from accounts.access import require
from assessments.models import Assessment, WorkbookImport
from assessments.services.answers import save_answer
from assessments.services.events import log
from assessments.services.evidence_check import safe_name
from assessments.services.transitions import lock
from assessments.services.workbook.archive import UnfitWorkbookError
from assessments.services.workbook.comparison import Line, Preview, preview_of
from assessments.services.workbook.identity import why_not_for
from assessments.services.workbook.reader import read_workbook

MINE, THEIRS = "workbook", "saved"


class StalePreviewError(Exception):
    """Somebody saved between the preview and its acceptance; nothing was written."""


class UndecidedError(Exception):
    """Conflicts that nobody has decided; nothing was written."""

    def __init__(self, lines: list[Line]) -> None:
        super().__init__(", ".join(line.indicator.code for line in lines))
        self.lines = lines


def store_import(*, assessment: Assessment, file: Any, by: Any) -> WorkbookImport:
    """Read a workbook and keep what it says for the preview; the person's earlier ones that were not accepted go.

    Raises `Refused`, `UnfitWorkbookError`.
    """
    require(by, "assessments.answer_assessment", assessment)
    book = read_workbook(file)
    reason = why_not_for(book.identity, assessment)
    if reason or book.identity is None:
        raise UnfitWorkbookError(reason)
    with transaction.atomic():
        WorkbookImport.objects.filter(assessment=assessment, uploaded_by=by, accepted_at=None).delete()
        return WorkbookImport.objects.create(
            assessment=assessment,
            uploaded_by=by,
            file_name=safe_name(file.name or ""),
            language=book.identity.language,
            scope=book.identity.scope,
            rows=[row.stored() for row in book.rows],
        )


@transaction.atomic
def accept_import(*, found: WorkbookImport, seen: str, choices: Mapping[str, str], by: Any) -> WorkbookImport:
    """Save what a workbook changes, all or nothing; the second of two clicks finds it done.

    `seen` is the fingerprint of the preview the person saw, `choices` says by indicator code which side of a conflict
    stands. Every answer is saved by `save_answer`, with its version and event; one event ``workbook_accepted`` more.
    Raises `Refused`, `StalePreviewError`, `UndecidedError`.
    """
    held = lock(found.assessment)
    current = WorkbookImport.objects.select_for_update().get(pk=found.pk, uploaded_by=by)
    if current.accepted_at is not None:
        return current
    require(by, "assessments.answer_assessment", held)
    preview = preview_of(current, held)
    if preview.seen != seen:
        raise StalePreviewError
    for line in _taken(preview, choices):
        if line.value is not None:
            save_answer(assessment=held, indicator=line.indicator, value=line.value, version=line.version, by=by, locked=True)
            current.saved.append(line.indicator.code)
    current.accepted_at, current.rows = timezone.now(), []
    current.save(update_fields=["accepted_at", "rows", "saved"])
    if current.saved:
        log(subject=held, code="workbook_accepted", by=by, data={"file": current.file_name, "indicators": current.saved})
    return current


def _taken(preview: Preview, choices: Mapping[str, str]) -> list[Line]:
    undecided = [line for line in preview.conflicts if choices.get(line.indicator.code) not in {MINE, THEIRS}]
    if undecided:
        raise UndecidedError(undecided)
    return [*preview.changes, *(line for line in preview.conflicts if choices[line.indicator.code] == MINE)]
