"""More time for one region: given by a lead, with a reason that everybody concerned can read (decision 0029)."""

from datetime import datetime
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from accounts.access import require
from accounts.models import Role
from assessments.models import Assessment, Cycle, Event, NoticeCode, PhaseCode
from assessments.services.events import log
from assessments.services.notices import notify, people_of
from assessments.services.transitions import lock

FIELDS = {PhaseCode.FILLING: "filling_until", PhaseCode.CORRECTION: "correction_until"}
EVENTS = ("extended", "extension_ended")
REASON_LIMIT = 1000
TOLD = (Role.REGIONAL_COORDINATOR, Role.OPD_CONTRIBUTOR, Role.REGIONAL_SIGNATORY, Role.KANWIL_VERIFIER)


def _field(code: str) -> str:
    if code not in FIELDS:
        raise ValidationError({"phase": _("Only filling in and correction can be extended.")})
    return FIELDS[PhaseCode(code)]


def _reason(text: str) -> str:
    reason = text.strip()
    if not reason:
        raise ValidationError({"reason": _("Say why: the region, the Kanwil and the other leads read it.")})
    if len(reason) > REASON_LIMIT:
        raise ValidationError({"reason": _("The reason is too long; %(limit)s signs are enough.") % {"limit": REASON_LIMIT}})
    return reason


def _check_until(assessment: Assessment, code: str, until: datetime) -> None:
    phase = assessment.cycle.phase(code)
    if phase is None:
        raise ValidationError({"phase": _("This phase has no dates yet.")})
    if until <= timezone.now():
        raise ValidationError({"until": _("This moment has passed already.")})
    if until <= phase.ends_at:
        raise ValidationError({"until": _("The phase ends later than this for everybody. An extension gives more time, never less.")})


@transaction.atomic
def extend_deadline(*, assessment: Assessment, phase: str, until: datetime, reason: str, by: Any) -> bool:
    """Give a region time until a later moment, or change what it was given; False when it has that time already.

    Side effects: the event ``extended``, a notice to the region and its Kanwil. Raises `Refused`, ValidationError by field.
    """
    held = lock(assessment)
    require(by, "assessments.extend_deadline", held)
    field, words = _field(phase), _reason(reason)
    _check_until(held, phase, until)
    before = getattr(held, field)
    if before == until:
        return False
    setattr(held, field, until)
    held.save(update_fields=[field])
    _tell(held, "extended", by, {"phase": phase, "from": before, "until": until, "reason": words})
    return True


@transaction.atomic
def end_extension(*, assessment: Assessment, phase: str, reason: str, by: Any) -> bool:
    """Take an extension back: the date of the year holds again; False when there is none.

    Side effects: the event ``extension_ended``, a notice to the region and its Kanwil. Raises `Refused`, ValidationError by field.
    """
    held = lock(assessment)
    require(by, "assessments.extend_deadline", held)
    field, words = _field(phase), _reason(reason)
    before = getattr(held, field)
    if before is None:
        return False
    setattr(held, field, None)
    held.save(update_fields=[field])
    _tell(held, "extension_ended", by, {"phase": phase, "from": before, "reason": words})
    return True


def _tell(assessment: Assessment, code: str, by: Any, data: dict[str, Any]) -> None:
    told = {name: value.isoformat() if isinstance(value, datetime) else value for name, value in data.items()}
    event = log(subject=assessment, code=code, by=by, data=told)
    key = f"extended:{assessment.pk}:{event.sequence}"
    notify(code=NoticeCode.EXTENDED, to=people_of(assessment, *TOLD), key=key, assessment=assessment, by=by, data=told)


def extensions_of(cycle: Cycle) -> Any:
    """All extensions of a year, given and taken back, the newest first."""
    return Event.objects.filter(assessment__cycle=cycle, code__in=EVENTS).select_related("assessment__region__province").order_by("-at", "-pk")


def reason_of(assessment: Assessment, phase: str) -> Event | None:
    """The event of the extension a region has in a phase; None when it has none (no query then)."""
    field = FIELDS.get(PhaseCode(phase))
    if field is None or getattr(assessment, field) is None:
        return None
    given = Event.objects.filter(assessment=assessment, code="extended").order_by("-sequence")
    return next((event for event in given if event.data.get("phase") == phase), None)


def outlasts_verification(assessment: Assessment, until: datetime) -> bool:
    """Whether what is sent at the end of an extension would find the Kanwil's time over."""
    verification = assessment.cycle.phase(PhaseCode.VERIFICATION)
    return verification is not None and verification.ends_at <= until
