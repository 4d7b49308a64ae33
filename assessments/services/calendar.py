"""The dates of a region and of a year as files for calendar programs."""

from datetime import timedelta
from urllib.parse import urlsplit

from django.conf import settings
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from assessments.models import Assessment, Cycle, Event, PhaseCode
from assessments.services.events import chain_of
from assessments.services.extension import EVENTS as EXTENSION_EVENTS
from assessments.services.ics import CalendarEvent, calendar_file
from regions.clock import moment_words, zone

ALARMS = (timedelta(days=3), timedelta(days=1))
# A deadline is one moment; calendars show the hour before it.
SHOWN = timedelta(hours=1)


def _uid(*parts: object) -> str:
    return f"{'-'.join(map(str, parts))}@{urlsplit(settings.PORTAL_PUBLIC_URL).hostname or 'localhost'}"


def _address(path: str) -> str:
    return settings.PORTAL_PUBLIC_URL.rstrip("/") + path


def _changes(cycle: Cycle) -> int:
    """How often the dates of the year were changed."""
    return Event.objects.filter(chain=chain_of(cycle), code="phases_changed").count()


def deadlines_of(assessment: Assessment) -> bytes:
    """The ends of filling in and of correction for a region, its extensions included; alarms three days and one day before."""
    cycle, region = assessment.cycle, assessment.region
    sequence = _changes(cycle) + Event.objects.filter(assessment=assessment, code__in=EXTENSION_EVENTS).count()
    url = _address(reverse("assessments:assessment", args=[cycle.award_year, region.code]))
    titles = {
        PhaseCode.FILLING: _("%(cycle)s: filling in closes (%(region)s)"),
        PhaseCode.CORRECTION: _("%(cycle)s: correction closes (%(region)s)"),
    }
    events = []
    for code, title in titles.items():
        end = assessment.ends_at(code)
        if end is not None:
            words = _("Closes on %(moment)s. Until then the assessment has to be sent.") % {"moment": moment_words(end, zone(region.time_zone))}
            summary = title % {"cycle": cycle, "region": region.full_name}
            uid = _uid("assessment", assessment.pk, code)
            events.append(CalendarEvent(uid, sequence, end - SHOWN, end, summary, f"{words}\n{url}", url, ALARMS))
    name = f"{cycle} {region.full_name}"
    return calendar_file(name=name, events=events, stamp=timezone.now())


def phases_of(cycle: Cycle) -> bytes:
    """Beginning and end of every phase of a year; alarms before the ends."""
    sequence = _changes(cycle)
    url = _address(reverse("assessments:cycle", args=[cycle.award_year]))
    events = []
    for phase in cycle.phases.all():
        label = phase.get_code_display()
        begins = _("%(cycle)s: “%(phase)s” begins") % {"cycle": cycle, "phase": label}
        ends = _("%(cycle)s: “%(phase)s” ends") % {"cycle": cycle, "phase": label}
        start, end = phase.starts_at, phase.ends_at
        uids = _uid("cycle", cycle.pk, phase.code, "begin"), _uid("cycle", cycle.pk, phase.code, "end")
        events.append(CalendarEvent(uids[0], sequence, start, start + SHOWN, begins, moment_words(start), url))
        events.append(CalendarEvent(uids[1], sequence, end - SHOWN, end, ends, moment_words(end), url, ALARMS))
    return calendar_file(name=str(cycle), events=events, stamp=timezone.now())
