"""Evidence: files are kept once per region, put forward for answers, taken back while answering is allowed."""

from collections.abc import Sequence
from typing import Any

from django.core.exceptions import ValidationError
from django.core.files.storage import default_storage
from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from accounts.access import require
from assessments.models import Answer, Assessment, Evidence, EvidenceFile, Submission
from assessments.services.events import log
from assessments.services.evidence_check import Inspected
from assessments.services.scores import standing, write_standing
from assessments.services.transitions import lock
from indicators.models import Indicator
from regions.models import Region

CAPTION_LIMIT = 200


@transaction.atomic
def add_evidence(
    *, assessment: Assessment, indicator: Indicator, files: Sequence[Inspected], by: Any, caption: str = "", pages: str = ""
) -> list[Evidence]:
    """Put files forward for an indicator, whether or not it has an answer yet.

    An answer without a value is made where there is none (its version stays 0, so that a form already open is
    not stale). Writes the self score and the event ``evidence_added``. Raises `Refused`.
    """
    held = lock(assessment)
    require(by, "assessments.answer_assessment", held)
    if not files:
        raise ValidationError(_("Choose at least one file."))
    before = standing(held)
    answer, _created = Answer.objects.get_or_create(assessment=held, indicator=indicator, defaults={"version": 0, "updated_by": by})
    added = attach(answer=answer, region=held.region, files=files, by=by, caption=caption, pages=pages)
    write_standing(before.with_evidence(indicator, has_evidence=True))
    log(
        subject=held,
        code="evidence_added",
        by=by,
        data={"indicator": indicator.code, "files": listed(files)},
        end=before.end,
    )
    return added


@transaction.atomic
def remove_evidence(*, evidence: Evidence, by: Any) -> None:
    """Take a file back from an answer; the stored file goes too when nothing else and no receipt names it.

    Writes the self score and the event ``evidence_removed``. Raises `Refused`.
    """
    answer, file = evidence.answer, evidence.file
    held = lock(answer.assessment)
    require(by, "assessments.answer_assessment", held)
    if not Evidence.objects.filter(pk=evidence.pk).exists():
        return  # the second of two clicks
    before = standing(held)
    evidence.delete()
    left = Evidence.objects.filter(answer=answer).exists()
    write_standing(before.with_evidence(answer.indicator, has_evidence=left))
    log(
        subject=held,
        code="evidence_removed",
        by=by,
        data={"indicator": answer.indicator.code, "files": [{"name": file.original_name, "sha256": file.sha256, "size": file.size}]},
        end=before.end,
    )
    _drop_unused(file)


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
            answer=answer, file=stored, defaults={"caption": caption[:CAPTION_LIMIT], "pages": pages[:60], "added_by": by}
        )
        added.append(evidence)
    return added


def stored_file(*, region: Region, file: Inspected, by: Any) -> EvidenceFile:
    """The region's stored copy of a file, made when there is none."""
    known = EvidenceFile.objects.filter(region=region, sha256=file.sha256).first()
    if known is not None:
        return known
    row = EvidenceFile(
        region=region, sha256=file.sha256, size=file.size, media_type=file.media_type, original_name=file.name, uploaded_by=by, file=file.file
    )
    try:
        with transaction.atomic():
            row.save()
    except IntegrityError:
        # The same file reached another cycle of the region at the same moment.
        _delete_content(row.file.name)
        return EvidenceFile.objects.get(region=region, sha256=file.sha256)
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
