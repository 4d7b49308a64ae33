"""Handing over: what a successor in the coordinator's office should know, on one page."""

from collections import defaultdict
from dataclasses import dataclass
from decimal import Decimal
from functools import cached_property
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from accounts.access import require
from accounts.models import Membership, Role
from accounts.models.membership import REGIONAL_ROLES
from assessments.models import Assessment, Comment, Event
from assessments.services.before import Before, all_before
from assessments.services.division import DividedWork, Doer, who_did_what
from assessments.services.events import log
from assessments.services.place import Place
from assessments.services.transitions import lock
from assessments.services.workspace import Overview
from indicators.models import Indicator

NOTE_LIMIT = 2000
LESSONS_SHOWN = 15
EVENTS_SHOWN = 60


@dataclass(frozen=True, slots=True)
class Lesson:
    """An indicator that lost points last year, with what was found."""

    indicator: Indicator
    before: Before

    @property
    def lost(self) -> Decimal:
        """Points of the whole that were lost."""
        return self.before.lost

    @property
    def findings(self) -> list[tuple[str, str]]:
        """What the reviewers found, with their reasons."""
        reviews = [asked.review for asked in self.before.asked if asked.review is not None]
        return [(review.get_outcome_display(), review.note) for review in reviews]


@dataclass(frozen=True, slots=True)
class Talk:
    """The comments on an indicator: how many, and the last."""

    indicator: Indicator
    count: int
    last: Comment


class HandOver:
    """Everything the page shows; each thing is read once."""

    def __init__(self, place: Place) -> None:
        self.place = place
        self.assessment: Assessment = place.assessment
        self.work = DividedWork(place)

    @property
    def whole(self) -> Overview:
        """The answers."""
        return self.work.whole

    @cached_property
    def people(self) -> list[Membership]:
        """Coordinators and signatories of the region (one query); the OPDs' people are with their OPDs."""
        held = Membership.objects.active().filter(region=self.assessment.region_id, role__in=REGIONAL_ROLES)
        return list(held.exclude(role=Role.OPD_CONTRIBUTOR).select_related("user").order_by("role", "user__full_name"))

    @cached_property
    def doers(self) -> list[Doer]:
        """Who did what."""
        return who_did_what(self.assessment)

    @cached_property
    def talks(self) -> list[Talk]:
        """Indicators with comments, those talked about last first (one query)."""
        by_pk = self.place.outline.by_pk
        found: dict[int, list[Comment]] = defaultdict(list)
        for comment in Comment.objects.filter(assessment=self.assessment, withdrawn_at=None).order_by("written_at", "pk"):
            found[comment.indicator_id].append(comment)
        talks = [Talk(by_pk[pk], len(comments), comments[-1]) for pk, comments in found.items() if pk in by_pk]
        return sorted(talks, key=lambda talk: talk.last.written_at, reverse=True)

    @cached_property
    def lessons(self) -> list[Lesson]:
        """Where last year lost the most points (two queries)."""
        before = all_before(self.assessment, self.place.outline.indicators)
        by_pk = self.place.outline.by_pk
        found = [Lesson(by_pk[pk], told) for pk, told in before.items() if told.lost > 0]
        return sorted(found, key=lambda lesson: (-lesson.lost, lesson.indicator.order))[:LESSONS_SHOWN]

    @cached_property
    def notes(self) -> list[Event]:
        """Notes left for the successor, newest first (one query)."""
        return list(Event.objects.filter(assessment=self.assessment, code="note_left").order_by("-sequence"))

    @cached_property
    def events(self) -> list[Event]:
        """What happened last (one query)."""
        return list(Event.objects.filter(assessment=self.assessment).order_by("-sequence")[:EVENTS_SHOWN])


def leave_note(*, assessment: Assessment, text: str, by: Any) -> bool:
    """Write a note for whoever takes over the coordination, in the log, where it stays; False when it is the last one again.

    Raises `Refused`, ValidationError for an empty or too long text.
    """
    words = text.strip()
    if not words:
        raise ValidationError(_("Write something first."))
    if len(words) > NOTE_LIMIT:
        over = len(words) - NOTE_LIMIT
        raise ValidationError(
            ngettext("The note is %(count)s character too long.", "The note is %(count)s characters too long.", over) % {"count": over}
        )
    if "\0" in words:
        raise ValidationError(_("The note has a character that cannot be stored. Type it again."))
    with transaction.atomic():
        held = lock(assessment)
        require(by, "assessments.leave_note", held)
        last = Event.objects.filter(assessment=held, code="note_left").order_by("-sequence").first()
        # The same note sent twice, as by a second press of the button.
        if last is not None and last.actor_id == by.pk and last.data.get("text") == words:
            return False
        log(subject=held, code="note_left", by=by, data={"text": words})
        return True
