"""Evidence: files are kept once per region, put forward for answers, taken back while answering is allowed."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from django.core.exceptions import ValidationError
from django.core.files.storage import default_storage
from django.core.files.uploadedfile import UploadedFile
from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from accounts.access import require
from assessments.models import Answer, Assessment, Evidence, EvidenceFile, ScanState, Submission
from assessments.services.events import log
from assessments.services.evidence_age import Target, set_document_year
from assessments.services.evidence_check import Inspected, RefusedFile, inspect_files
from assessments.services.proof import is_proven
from assessments.services.scanning import first_state, infected_words, known_infected, order_scan
from assessments.services.scores import standing, write_standing
from assessments.services.transitions import lock
from indicators.models import Indicator
from regions.models import Region

CAPTION_LIMIT, PAGES_LIMIT = 200, 60


@dataclass(frozen=True, slots=True)
class Description:
    """What is said of a piece of evidence: what it shows, where, of which year, and whether the public may see the file."""

    caption: str = ""
    pages: str = ""
    document_year: int | None = None
    is_public: bool = False


def sort_files(files: Iterable[UploadedFile], *, region: str) -> tuple[list[Inspected], list[RefusedFile]]:
    """Files that came with a form: those that may be stored for a region (its code), and the others with the reason."""
    fit, refused = inspect_files(files)
    infected = {file.sha256 for file in fit if known_infected(region, file.sha256)}
    refused += [RefusedFile(file.name, infected_words()) for file in fit if file.sha256 in infected]
    return [file for file in fit if file.sha256 not in infected], refused


@transaction.atomic
def add_evidence(
    *, assessment: Assessment, indicator: Indicator, files: Sequence[Inspected], by: Any, caption: str = "", pages: str = ""
) -> list[Evidence]:
    """Put files forward for an indicator, whether or not it has an answer yet.

    An answer without a value is made where there is none (its version stays 0, so that a form already open is
    not stale). Writes the self score and the event ``evidence_added``. Raises `Refused`.
    """
    held = lock(assessment)
    require(by, "assessments.answer_indicator", Target(held, indicator))
    if not files:
        raise ValidationError(_("Choose at least one file."))
    before = standing(held)
    answer = answer_for(held, indicator, by)
    added = attach(answer=answer, region=held.region, files=files, by=by, caption=caption, pages=pages)
    write_standing(before.with_evidence(indicator, has_evidence=is_proven(answer)))
    log(subject=held, code="evidence_added", by=by, data={"indicator": indicator.code, "files": listed(files)}, end=before.end)
    return added


@transaction.atomic
def use_files(
    *, assessment: Assessment, indicator: Indicator, files: Sequence[EvidenceFile], by: Any, caption: str = "", pages: str = ""
) -> list[Evidence]:
    """Put files the region has already forward for an indicator; those put forward before stay as they are.

    Writes the self score and the event ``evidence_reused``. Raises `Refused`, ValidationError for a file of another
    region or one in which the scan found something.
    """
    held = lock(assessment)
    require(by, "assessments.answer_indicator", Target(held, indicator))
    if not files:
        raise ValidationError(_("Choose at least one file."))
    for file in files:
        if file.region_id != held.region_id or file.scan_state == ScanState.INFECTED:
            raise ValidationError(_("“%(name)s” cannot be used.") % {"name": file.original_name})
    before = standing(held)
    answer = answer_for(held, indicator, by)
    known = set(Evidence.objects.filter(answer=answer, file__in=files).values_list("file_id", flat=True))
    added = [
        Evidence.objects.create(answer=answer, file=file, caption=caption[:CAPTION_LIMIT], pages=pages[:PAGES_LIMIT], added_by=by)
        for file in files
        if file.pk not in known
    ]
    if added:
        write_standing(before.with_evidence(indicator, has_evidence=True))
        data = {"indicator": indicator.code, "files": [_named(piece.file) for piece in added]}
        log(subject=held, code="evidence_reused", by=by, data=data, end=before.end)
    return added


@transaction.atomic
def describe_evidence(*, evidence: Evidence, said: Description, by: Any) -> Evidence:
    """Change what is said of a piece of evidence; the document's year and who may see it hold wherever the file is used.

    Writes the event ``evidence_described`` (and ``document_year_set``). Saying the same again writes nothing.
    Raises `Refused`, ValidationError for a year that cannot be.
    """
    indicator = evidence.answer.indicator
    held = lock(evidence.answer.assessment)
    require(by, "assessments.answer_indicator", Target(held, indicator))
    file = set_document_year(evidence=evidence, year=said.document_year, by=by)
    wanted = {"caption": said.caption[:CAPTION_LIMIT], "pages": said.pages[:PAGES_LIMIT]}
    changed = {name: value for name, value in wanted.items() if getattr(evidence, name) != value}
    Evidence.objects.filter(pk=evidence.pk).update(**wanted)
    if file.is_public != said.is_public:
        changed["is_public"] = "yes" if said.is_public else "no"
        EvidenceFile.objects.filter(pk=file.pk).update(is_public=said.is_public)
    if changed:
        log(subject=held, code="evidence_described", by=by, data={"indicator": indicator.code, "name": file.original_name} | changed)
    evidence.refresh_from_db()
    return evidence


@transaction.atomic
def remove_evidence(*, evidence: Evidence, by: Any) -> None:
    """Take a file back from an answer; the stored file goes too when nothing else and no receipt names it.

    Writes the self score and the event ``evidence_removed``. Raises `Refused`.
    """
    answer, file = evidence.answer, evidence.file
    held = lock(answer.assessment)
    require(by, "assessments.answer_indicator", Target(held, answer.indicator))
    if not Evidence.objects.filter(pk=evidence.pk).exists():
        return  # the second of two clicks
    before = standing(held)
    evidence.delete()
    write_standing(before.with_evidence(answer.indicator, has_evidence=is_proven(answer)))
    log(subject=held, code="evidence_removed", by=by, data={"indicator": answer.indicator.code, "files": [_named(file)]}, end=before.end)
    _drop_unused(file)


def answer_for(assessment: Assessment, indicator: Indicator, by: Any) -> Answer:
    """The answer evidence is put forward for, made without a value where there is none."""
    answer, _created = Answer.objects.get_or_create(assessment=assessment, indicator=indicator, defaults={"version": 0, "updated_by": by})
    return answer


def _named(file: EvidenceFile) -> dict[str, Any]:
    """A stored file as the log names it."""
    return {"name": file.original_name, "sha256": file.sha256, "size": file.size}


def listed(files: Sequence[Inspected]) -> list[dict[str, Any]]:
    """Files as the log names them."""
    return [{"name": file.name, "sha256": file.sha256, "size": file.size} for file in files]


def attach(*, answer: Answer, region: Region, files: Sequence[Inspected], by: Any, caption: str = "", pages: str = "") -> list[Evidence]:
    """Store files and put them forward for an answer; a file the region has already is used again.

    The caller holds the lock, has asked the rule and logs the event.
    """
    added = []
    for file in files:
        stored = stored_file(region=region, file=file, by=by)
        evidence, _created = Evidence.objects.get_or_create(
            answer=answer, file=stored, defaults={"caption": caption[:CAPTION_LIMIT], "pages": pages[:PAGES_LIMIT], "added_by": by}
        )
        added.append(evidence)
    return added


def stored_file(*, region: Region, file: Inspected, by: Any) -> EvidenceFile:
    """The region's stored copy of a file, made (and given to the virus scan) when there is none."""
    known = EvidenceFile.objects.filter(region=region, sha256=file.sha256).first()
    if known is not None:
        return known
    row = EvidenceFile(
        region=region,
        sha256=file.sha256,
        size=file.size,
        media_type=file.media_type,
        original_name=file.name,
        uploaded_by=by,
        file=file.file,
        page_count=file.page_count,
        scan_state=first_state(),
    )
    try:
        with transaction.atomic():
            row.save()
    except IntegrityError:
        # The same file reached another cycle of the region at the same moment.
        _delete_content(row.file.name)
        return EvidenceFile.objects.get(region=region, sha256=file.sha256)
    if row.scan_state == ScanState.PENDING:
        order_scan()
    return row


def _drop_unused(file: EvidenceFile) -> None:
    """Delete a file nothing uses, unless a submission of the region, of whatever year, names it: receipts must stay provable."""
    sent = Submission.objects.filter(assessment__region=file.region_id).values_list("manifest", flat=True)
    if file.uses.exists() or any(file.sha256 in str(manifest) for manifest in sent):
        return
    name = file.file.name
    file.delete()
    if not EvidenceFile.objects.filter(file=name).exists():
        transaction.on_commit(lambda: _delete_content(name))


def _delete_content(name: str | None) -> None:
    if name:
        default_storage.delete(name)
