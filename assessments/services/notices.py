"""Telling people: a notice in the portal, and a mail at once or in the day's digest."""

from collections.abc import Iterable
from typing import Any

from django.utils import timezone

from accounts.models import Membership, Role
from accounts.models.membership import REGIONAL_ROLES
from assessments.models import Assessment, Notice
from indicators.models import Indicator


def notify(
    *,
    code: str,
    to: Iterable[Any],
    key: str,
    assessment: Assessment,
    indicator: Indicator | None = None,
    by: Any = None,
    data: dict[str, Any] | None = None,
) -> int:
    """Tell people about an occasion, in the caller's transaction; return to how many a notice was written.

    `code` is a `NoticeCode`, `key` names the occasion: a person who was told of it before is not told again. Whoever
    did it (`by`) is not told.
    """
    people = {person.pk: person for person in to if by is None or person.pk != by.pk}
    known = set(Notice.objects.filter(key=key, recipient__in=people).values_list("recipient_id", flat=True))
    rows = [
        Notice(
            recipient=person,
            code=code,
            key=key,
            assessment=assessment,
            indicator=indicator,
            actor_name=str(by) if by else "",
            data=data or {},
            # Practice sends no mail.
            mail_due_at=None if assessment.cycle.is_practice else timezone.now(),
        )
        for pk, person in people.items()
        if pk not in known
    ]
    return len(Notice.objects.bulk_create(rows, ignore_conflicts=True))


def people_of(assessment: Assessment, *roles: Role, work_unit: int | None = None) -> list[Any]:
    """People with an open account who act for the assessment's region in one of the roles today; of one OPD where named."""
    # What a region does for practice is told to its own people only.
    asked = [role for role in roles if role in REGIONAL_ROLES] if assessment.cycle.is_practice else roles
    held = Membership.objects.active().filter(role__in=asked, user__is_active=True)
    region = assessment.region
    found = [
        membership.user
        for membership in held.select_related("user")
        if membership.region_id == region.pk
        or membership.province_id == region.province_id
        or (membership.regional_office_id is not None and membership.regional_office_id == region.province.regional_office_id)
    ]
    if work_unit is not None:
        allowed = set(held.filter(work_unit=work_unit).values_list("user_id", flat=True))
        found = [person for person in found if person.pk in allowed]
    return list({person.pk: person for person in found}.values())
