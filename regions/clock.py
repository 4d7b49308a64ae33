"""Indonesia's three zones: their names, and moments in words. The one place that knows how a zone is called."""

import zoneinfo
from datetime import datetime, timedelta, tzinfo

from django.conf import settings
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import get_language, ngettext
from django.utils.translation import gettext as _

DAY = timedelta(days=1)
HOUR = timedelta(hours=1)
MINUTE = timedelta(minutes=1)


def zone(name: str) -> zoneinfo.ZoneInfo:
    """The zone of an IANA name; that of the ministry (WIB) for an empty one."""
    return zoneinfo.ZoneInfo(name or settings.TIME_ZONE)


def zone_name(moment: datetime, at: tzinfo | None = None) -> str:
    """WIB, WITA or WIT: what the zone is called (the reader's when none is given)."""
    return timezone.localtime(moment, at).tzname() or ""


def time_words(moment: datetime, at: tzinfo | None = None) -> str:
    """``23.59 WIB`` (23:59 in English)."""
    local = timezone.localtime(moment, at)
    return f"{local:{'%H:%M' if get_language() == 'en' else '%H.%M'}} {zone_name(moment, at)}"


def moment_words(moment: datetime, at: tzinfo | None = None) -> str:
    """``Friday 18 December 2026 at 23.59 WIB`` in a zone (the reader's when none is given)."""
    day = date_format(timezone.localtime(moment, at), "l j F Y")
    return _("%(day)s at %(time)s") % {"day": day, "time": time_words(moment, at)}


def _days(number: int) -> str:
    return ngettext("%(number)s day", "%(number)s days", number) % {"number": number}


def _hours(number: int) -> str:
    return ngettext("%(number)s hour", "%(number)s hours", number) % {"number": number}


def _minutes(number: int) -> str:
    return ngettext("%(number)s minute", "%(number)s minutes", number) % {"number": number}


def left_words(left: timedelta) -> str:
    """How much time is left in the two units that matter: ``3 days 4 hours``, ``2 hours 5 minutes``, ``40 minutes``."""
    days, hours, minutes = left // DAY, left % DAY // HOUR, left % HOUR // MINUTE
    if days:
        return f"{_days(days)} {_hours(hours)}" if hours else _days(days)
    if hours:
        return f"{_hours(hours)} {_minutes(minutes)}" if minutes else _hours(hours)
    return _minutes(max(minutes, 1))


def last_day(end: datetime, at: tzinfo) -> datetime:
    """The beginning of the last calendar day before `end` in a zone; an end at midnight belongs to the day before."""
    return timezone.localtime(end - timedelta(microseconds=1), at).replace(hour=0, minute=0, second=0, microsecond=0)
