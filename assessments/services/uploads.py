"""Uploads that survive a broken link: begun with name and size, received in parts, taken in when whole."""

import logging
from collections.abc import Callable
from datetime import timedelta
from typing import Any

from django.db import transaction
from django.db.models import F
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.access import require
from assessments.models import Assessment, Evidence, EvidenceFile, Upload
from assessments.services import upload_parts
from assessments.services.evidence import add_evidence
from assessments.services.evidence_age import Target
from assessments.services.evidence_check import UnfitError, inspect, safe_name, why_too_large
from assessments.services.library import files_for
from assessments.services.scanning import infected_words, known_infected
from indicators.models import Indicator
from regions.models import Region

logger = logging.getLogger(__name__)

BLOCK = 64 * 1024
NO_ROOM = 507
# A person's unfinished files; more are begun only when one of them ends or has lain still for an hour.
OPEN_LIMIT = 20
STILL = timedelta(hours=1)
# Enough for a weekend without a link.
GIVEN_UP_AFTER = timedelta(days=4)
OUTCOME_KEPT = timedelta(days=1)


class UploadRefusedError(Exception):
    """The upload is not taken; the message is for the person, `status` for the protocol."""

    def __init__(self, reason: str, status: int) -> None:
        super().__init__(reason)
        self.status = status


def begin_upload(*, assessment: Assessment, indicator: Indicator, name: str, size: int, by: Any) -> Upload:
    """Begin an upload. Raises `Refused`, `UploadRefusedError` (too large, empty, too many unfinished)."""
    require(by, "assessments.answer_indicator", Target(assessment, indicator))
    if size == 0:
        raise UploadRefusedError(_("The file is empty."), 400)
    reason = why_too_large(size)
    if reason:
        raise UploadRefusedError(reason, 413)
    _make_room(by)
    upload = Upload.objects.create(assessment=assessment, indicator=indicator, by=by, name=safe_name(name), size=size)
    upload_parts.begin(upload.pk)
    return upload


def _make_room(by: Any) -> None:
    """Drop a person's longest untouched upload when there are too many. Raises `UploadRefusedError` when all are alive."""
    unfinished = Upload.objects.filter(by=by, outcome={}).order_by("touched_at")
    if unfinished.count() < OPEN_LIMIT:
        return
    oldest = unfinished.filter(touched_at__lt=timezone.now() - STILL).first()
    if oldest is None:
        reason = _("You have %(count)s uploads that are not finished. Finish or discard some of them first.") % {"count": OPEN_LIMIT}
        raise UploadRefusedError(reason, 429)
    give_up(upload=oldest)


def receive(*, upload: Upload, offset: int, read: Callable[[int], bytes], length: int, by: Any) -> int:
    """Append what a request brings at `offset` and return how many bytes are here now.

    `read` gives the next bytes, none when the connection broke: what came before that is kept.
    Raises `Refused`, `UploadRefusedError` (409: the end is elsewhere; 413: more than was announced).
    """
    require(by, "assessments.answer_indicator", Target(upload.assessment, upload.indicator))
    here = upload_parts.arrived(upload.pk)
    if upload.outcome or offset != here:
        raise UploadRefusedError(f"{here}", 409)
    if offset + length > upload.size:
        raise UploadRefusedError(_("More was sent than was announced."), 413)
    try:
        with upload_parts.open_part(upload.pk) as part:
            while here < offset + length:
                block = read(min(BLOCK, offset + length - here))
                if not block:
                    break
                here = upload_parts.append(part, block, at=here)
    except upload_parts.WrongPlaceError:
        raise UploadRefusedError(f"{upload_parts.arrived(upload.pk)}", 409) from None
    except OSError as error:
        logger.exception("Upload %s cannot be written", upload.pk)
        raise UploadRefusedError(_("The server has no room for the file at the moment. What has arrived is kept; try later."), NO_ROOM) from error
    finally:
        note_arrival(upload)
    return here


def note_arrival(upload: Upload) -> int:
    """Write down how many bytes are on disk, and that the upload is alive."""
    here = upload.size if upload.outcome else min(upload_parts.arrived(upload.pk), upload.size)
    Upload.objects.filter(pk=upload.pk).update(received=here, touched_at=timezone.now())
    upload.received = here
    return here


def finish_upload(*, upload: Upload, by: Any) -> dict[str, Any]:
    """Look into the whole file and put it forward as evidence; return what became of it, however often it is asked.

    `outcome` is ``stored``, ``reused`` (the region had the file) or ``refused`` (with the reason).
    Raises `Refused`, `UploadRefusedError` (409) when bytes are missing.
    """
    require(by, "assessments.answer_indicator", Target(upload.assessment, upload.indicator))
    if upload.outcome:
        return dict(upload.outcome)
    if upload_parts.arrived(upload.pk) != upload.size:
        raise UploadRefusedError(_("The file has not arrived completely."), 409)
    with upload_parts.whole_file(upload.pk, upload.name) as content:
        try:
            fit = inspect(content)
        except UnfitError as error:
            return _keep(upload, {"outcome": "refused", "name": upload.name, "message": str(error)})
        with transaction.atomic():
            # Asked twice at once, the second waits here and hears what became of the first.
            locked = Upload.objects.select_for_update(of=("self",)).get(pk=upload.pk)
            if locked.outcome:
                return dict(locked.outcome)
            if known_infected(upload.assessment.region.code, fit.sha256):
                return _keep(upload, {"outcome": "refused", "name": upload.name, "message": infected_words()})
            known = EvidenceFile.objects.filter(region=upload.assessment.region_id, sha256=fit.sha256).first()
            had = known is not None and Evidence.objects.filter(file=known, answer__assessment=upload.assessment, answer__indicator=upload.indicator)
            repeated = bool(had) and had.exists()  # type: ignore[union-attr]
            if not repeated:
                add_evidence(assessment=upload.assessment, indicator=upload.indicator, files=[fit], by=by)
            return _keep(upload, _told(upload, known, repeated=repeated))


def _told(upload: Upload, known: EvidenceFile | None, *, repeated: bool) -> dict[str, Any]:
    if repeated:
        return {"outcome": "reused", "name": upload.name, "message": _("This file stands here already; nothing was added.")}
    if known is not None:
        words = _("The region has this file already as “%(name)s”; it was used again.") % {"name": known.original_name}
        return {"outcome": "reused", "name": upload.name, "message": words}
    return {"outcome": "stored", "name": upload.name, "message": _("Stored.")}


def _keep(upload: Upload, outcome: dict[str, Any]) -> dict[str, Any]:
    """Keep the outcome for whoever asks again; the part is not needed any more."""
    Upload.objects.filter(pk=upload.pk).update(outcome=outcome, received=F("size"), touched_at=timezone.now())
    upload.outcome = outcome
    transaction.on_commit(lambda: upload_parts.discard(upload.pk))
    return outcome


def known_file(user: Any, *, region: Region, sha256: str) -> EvidenceFile | None:
    """The region's stored file with a fingerprint, among those the person may see: a fingerprint alone opens no file of another OPD."""
    return files_for(user, region).filter(sha256=sha256).first()


def give_up(*, upload: Upload) -> None:
    """Forget an upload and throw away what has arrived."""
    Upload.objects.filter(pk=upload.pk).delete()
    upload_parts.discard(upload.pk)


def sweep_uploads() -> int:
    """Give up what nobody has gone on with for days, forget old outcomes, throw away parts without a row; return how many went."""
    now = timezone.now()
    old = Upload.objects.filter(touched_at__lt=now - GIVEN_UP_AFTER, outcome={})
    told = Upload.objects.filter(touched_at__lt=now - OUTCOME_KEPT).exclude(outcome={})
    gone = 0
    for upload in [*old, *told]:
        # A part that is being written while its row looks old stays.
        if not upload.outcome and upload_parts.path_of(upload.pk).exists():
            written = upload_parts.path_of(upload.pk).stat().st_mtime
            if written > (now - GIVEN_UP_AFTER).timestamp():
                continue
        give_up(upload=upload)
        gone += 1
    known = frozenset(pk.hex for pk in Upload.objects.values_list("pk", flat=True))
    for path in upload_parts.strays(known, before=(now - OUTCOME_KEPT).timestamp()):
        path.unlink(missing_ok=True)
        gone += 1
    return gone
