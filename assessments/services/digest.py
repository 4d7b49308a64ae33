"""Mails out of notices: what cannot wait at once, the rest together, each notice in exactly one mail."""

from collections.abc import Sequence
from datetime import timedelta
from typing import Any

from django.conf import settings
from django.db import transaction
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import timezone, translation
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from accounts.access import allowed
from accounts.models import MailRhythm, OutgoingMail, User
from accounts.services.clock import time_zone_of
from accounts.services.mailing import queue_mail
from assessments.models import Notice
from assessments.services.notice_words import Words, words
from assessments.services.notices import URGENT
from regions.clock import zone

# A mail names so many; the rest is counted and stands in the portal.
NAMED = 40
SWEPT_AT_ONCE = 1000
# A mail about what is long over helps nobody (a worker that was away for days).
TOO_LATE = timedelta(days=7)


def sweep() -> int:
    """Make the mails of all notices that are due; return how many. Whoever sweeps at the same time makes none twice."""
    due = Notice.objects.filter(mail_due_at__lte=timezone.now()).order_by().values_list("recipient", flat=True).distinct()
    return sum(assemble(pk) is not None for pk in list(due[:SWEPT_AT_ONCE]))


@transaction.atomic
def assemble(recipient: int) -> OutgoingMail | None:
    """Make the mail of a person for whom something is due, with everything else that waits; None when there is nothing.

    The person's row is locked, so that two workers cannot make two mails; what another worker holds is left to it.
    """
    person = User.objects.select_for_update(skip_locked=True, no_key=True).filter(pk=recipient).first()
    if person is None:
        return None
    now = timezone.now()
    waiting = Notice.objects.filter(recipient=person, mail_due_at__isnull=False)
    if not waiting.filter(mail_due_at__lte=now).exists():
        return None
    rows = list(waiting.select_related("assessment__region__province", "assessment__cycle", "cycle", "indicator").order_by("created_at", "pk"))
    wanted = [notice for notice in rows if _is_wanted(notice, person)]
    mail = _mail(person, wanted) if wanted else None
    keys = [notice.pk for notice in wanted]
    Notice.objects.filter(pk__in=keys).update(mail=mail, mail_due_at=None)
    Notice.objects.filter(pk__in=[notice.pk for notice in rows if notice.pk not in set(keys)]).update(mail_due_at=None)
    return mail


def _is_wanted(notice: Notice, person: User) -> bool:
    """Whether a mail still tells something: unread, wanted, and about what the person may see."""
    if notice.read_at is not None or not person.is_active or notice.created_at < timezone.now() - TOO_LATE:
        return False
    if person.mail_rhythm == MailRhythm.NEVER and notice.code not in URGENT:
        return False
    return notice.assessment is None or allowed(person, "assessments.view_assessment", notice.assessment)


def _mail(person: User, notices: Sequence[Notice]) -> OutgoingMail:
    """Queue the mail in Indonesian, times in the zone of the person's office."""
    urgent = sorted(notices, key=lambda notice: notice.code not in URGENT)
    with translation.override(settings.LANGUAGE_CODE), timezone.override(zone(time_zone_of(person))):
        told = [words(notice) for notice in urgent]
        context: dict[str, Any] = {
            "person": person,
            "told": told[:NAMED],
            "more": len(told) - NAMED if len(told) > NAMED else 0,
            "offices": _offices(person, notices),
            "all_url": address(reverse("assessments:notices")),
            "profile_url": address(reverse("accounts:profile")),
            "rhythm": person.get_mail_rhythm_display(),
        }
        key = f"notices:{notices[0].pk}"
        queue_mail(key=key, to=person.email, subject=_subject(told), body=render_to_string("assessments/mail/notices.txt", context))
    return OutgoingMail.objects.get(key=key)


def address(path: str) -> str:
    """The whole address of a page, for a mail."""
    return settings.PORTAL_PUBLIC_URL.rstrip("/") + path


def _subject(told: Sequence[Words]) -> str:
    first = told[0]
    named = f"{first.place}: {first.title}" if first.place else first.title
    if len(told) == 1:
        return named
    rest = len(told) - 1
    more = ngettext("and %(count)s more", "and %(count)s more", rest) % {"count": rest}
    return _("%(first)s (%(more)s)") % {"first": named, "more": more}


def _offices(person: User, notices: Sequence[Notice]) -> list[str]:
    """Why the person gets this: the roles that cover what is told."""
    regions = {notice.assessment.region for notice in notices if notice.assessment is not None}
    covering = [row for row in person.active_memberships if any(_covers(row, region) for region in regions)]
    return [f"{row.get_role_display()}, {row.office_name}" for row in covering]


def _covers(membership: Any, region: Any) -> bool:
    if membership.region_id is not None:
        return bool(membership.region_id == region.pk)
    if membership.province_id is not None:
        return bool(membership.province_id == region.province_id)
    return membership.regional_office_id is None or bool(membership.regional_office_id == region.province.regional_office_id)
