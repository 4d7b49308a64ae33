"""Telling people: a notice in the portal, and a mail at once or in the day's digest (`assessments.services.digest`)."""

from collections.abc import Iterable
from datetime import datetime, time, timedelta
from typing import Any

from django.conf import settings
from django.db import transaction
from django.db.models import Case, Q, Value, When
from django.utils import timezone

from accounts.models import MailRhythm, Membership, Role, User
from accounts.models.membership import REGIONAL_ROLES
from accounts.services.broker import hand_over
from accounts.services.clock import time_zones_of
from assessments.models import Assessment, Notice
from assessments.models.notice import NoticeCode, NoticeQuerySet
from indicators.models import Indicator
from regions.clock import zone

# What cannot wait is mailed at once, whatever rhythm a person chose.
URGENT = frozenset(
    {
        NoticeCode.RETURNED,
        NoticeCode.LAST_DAY,
        NoticeCode.THREE_DAYS,
        NoticeCode.STATEMENT_WAITS,
        NoticeCode.REMINDED,
        NoticeCode.EXTENDED,
        NoticeCode.SCAN_FOUND,
    }
)
MORNING = time(7)
# Several things that happen one after the other make one mail for those who want it at once.
BUNDLED_WITHIN = timedelta(minutes=10)


def next_morning(time_zone: str, now: datetime) -> datetime:
    """The next 07.00 in a zone (an IANA name; that of the ministry when empty)."""
    here = timezone.localtime(now, zone(time_zone))
    today = here.replace(hour=MORNING.hour, minute=MORNING.minute, second=0, microsecond=0)
    return today if today > here else today + timedelta(days=1)


def mail_time(code: str, rhythm: str, time_zone: str, now: datetime) -> datetime | None:
    """When a notice is mailed at the latest; None when it stands in the portal only."""
    if code in URGENT:
        return now
    match rhythm:
        case MailRhythm.AT_ONCE:
            return now + BUNDLED_WITHIN
        case MailRhythm.NEVER:
            return None
        case _:
            return next_morning(time_zone, now)


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
    did it (`by`) is not told. Mails leave after the commit; for practice none do.
    """
    people = {person.pk: person for person in to if person.is_active and (by is None or person.pk != by.pk)}
    told = set(Notice.objects.filter(key=key, recipient__in=people).values_list("recipient_id", flat=True))
    untold = [person for pk, person in people.items() if pk not in told]
    if not untold:
        return 0
    now = timezone.now()
    zones = {} if code in URGENT else time_zones_of(untold)
    rows = [
        Notice(
            recipient=person,
            code=code,
            key=key,
            assessment=assessment,
            indicator=indicator,
            actor_name=str(by) if by else "",
            data=data or {},
            created_at=now,
            # Practice sends no mail.
            mail_due_at=None if assessment.cycle.is_practice else mail_time(code, person.mail_rhythm, zones.get(person.pk, ""), now),
        )
        for person in untold
    ]
    # Without a broker nothing sweeps by itself: every notice looks whether a mail is due.
    if any(row.mail_due_at is not None and (row.mail_due_at <= now or settings.CELERY_TASK_ALWAYS_EAGER) for row in rows):
        transaction.on_commit(wake, robust=True)
    return len(Notice.objects.bulk_create(rows, ignore_conflicts=True))


def wake() -> bool:
    """Ask a worker to make mails of the notices that are due."""
    from assessments.tasks import mail_notices  # the tasks call the services, so this stays local

    return hand_over(mail_notices)


def people_of(assessment: Assessment, *roles: Role, work_unit: int | None = None) -> list[User]:
    """People with an open account who act for the assessment's region in one of the roles today; of one OPD where named."""
    # What a region does for practice is told to its own people only.
    asked = [role for role in roles if role in REGIONAL_ROLES] if assessment.cycle.is_practice else roles
    region = assessment.region
    covering = Q(region=region) | Q(province=region.province_id)
    if region.province.regional_office_id is not None:
        covering |= Q(regional_office=region.province.regional_office_id)
    held = Membership.objects.active().filter(covering, role__in=asked, user__is_active=True)
    if work_unit is not None:
        held = held.filter(work_unit=work_unit)
    return list({row.user_id: row.user for row in held.select_related("user").order_by("pk")}.values())


def notices_of(user: Any) -> NoticeQuerySet:
    """A person's notices about what the person may still see."""
    visible = Assessment.objects.visible_to(user)
    found = Notice.objects.filter(recipient=user.pk)
    if not visible.query.has_filters():
        return found
    return found.filter(Q(assessment=None) | Q(assessment__in=visible))


def listed(user: Any) -> NoticeQuerySet:
    """The same with what a list shows, unread first, then the newest."""
    unread_first = Case(When(read_at=None, then=Value(0)), default=Value(1))
    rows = notices_of(user).select_related("assessment__region__province", "assessment__cycle", "cycle", "indicator")
    return rows.order_by(unread_first, "-created_at", "-pk")


def unread_count(user: Any) -> int:
    """How many notices a person has not opened (one query)."""
    return notices_of(user).unread().count()


def mark_read(*, notices: NoticeQuerySet) -> int:
    """Write that a person has seen these; return how many were new. What was read is not mailed any more."""
    return notices.unread().update(read_at=timezone.now())
