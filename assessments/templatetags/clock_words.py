"""The clock of an assessment: when answers close, in the reader's zone and, where it differs, in the region's."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django import template
from django.utils import timezone

from accounts.access import allowed
from assessments.models import Assessment, Event
from assessments.services.extension import FIELDS, reason_of
from assessments.services.workspace import answering_phase, deadline
from regions.clock import last_day, left_words, moment_words, zone, zone_name

register = template.Library()
NEAR = timedelta(days=3)


@dataclass(frozen=True, slots=True)
class Clock:
    """A deadline in words. `urgency` is over, today (the region's last day), near (three days) or far."""

    assessment: Assessment
    end: datetime
    now: datetime

    @property
    def is_over(self) -> bool:
        """Whether the moment has passed."""
        return self.end <= self.now

    @property
    def urgency(self) -> str:
        """How near it is."""
        if self.is_over:
            return "over"
        here = zone(self.assessment.region.time_zone)
        if timezone.localtime(self.now, here) >= last_day(self.end, here):
            return "today"
        return "near" if self.end - self.now <= NEAR else "far"

    @property
    def words(self) -> str:
        """The moment in the reader's zone."""
        return moment_words(self.end)

    @property
    def there(self) -> str:
        """The moment in the region's zone; empty where it is the reader's."""
        here = zone(self.assessment.region.time_zone)
        return "" if zone_name(self.end) == zone_name(self.end, here) else moment_words(self.end, here)

    @property
    def left(self) -> str:
        """How much time is left."""
        return left_words(self.end - self.now)

    @property
    def is_correction(self) -> bool:
        """Whether it is the end of correction."""
        phase = answering_phase(self.assessment)
        return phase is not None and phase.code == "correction"

    @property
    def is_extended(self) -> bool:
        """Whether the region was given more time than the others."""
        phase = answering_phase(self.assessment)
        return phase is not None and getattr(self.assessment, FIELDS[phase.code]) is not None and self.end > phase.ends_at  # type: ignore[index]

    @property
    def extension(self) -> Event | None:
        """Who extended it and why (one query, none for a region without an extension)."""
        phase = answering_phase(self.assessment)
        return reason_of(self.assessment, phase.code) if phase is not None and self.is_extended else None


@register.simple_tag
def clock_of(assessment: Assessment, end: datetime | None) -> Clock | None:
    """The clock of an assessment; None where nothing closes."""
    return Clock(assessment, end, timezone.now()) if end is not None else None


@register.simple_tag
def clock_now(assessment: Assessment) -> Clock | None:
    """The clock of an assessment for pages that do not know the deadline."""
    return clock_of(assessment, deadline(assessment))


@register.simple_tag
def moment_in(moment: datetime | None, place: str = "") -> str:
    """A moment in words: in the reader's zone, or in that of an IANA name."""
    return moment_words(moment, zone(place) if place else None) if moment is not None else ""


@register.simple_tag(takes_context=True)
def may_extend(context: dict[str, Any], assessment: Assessment) -> bool:
    """Whether the reader may give this region more time."""
    return allowed(context["user"], "assessments.extend_deadline", assessment)
