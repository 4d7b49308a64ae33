"""The talk about an answer between coordinator, OPD, signatory and Kanwil; the ministry reads along."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import Count
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from accounts.access import Refused, allowed, refusal, require
from accounts.models import Role
from accounts.rules import holds_role_for_region
from assessments.models import Assessment, AssessmentState, Assignment, Comment, NoticeCode
from assessments.services.events import log
from assessments.services.evidence_age import Target
from assessments.services.notices import notify, people_of
from assessments.services.transitions import lock
from indicators.models import Indicator

LIMIT = 2000
EXCERPT = 200
# The same words by the same person within a minute are a second press of the button.
TWICE_WITHIN = timedelta(minutes=1)


@dataclass(frozen=True, slots=True)
class Thread:
    """The comments on an indicator, oldest first, as one person reads them. `refused`: why the person cannot write (None: they can)."""

    comments: list[Comment]
    refused: str | None
    reader: int

    @property
    def may_comment(self) -> bool:
        """Whether the person may write."""
        return self.refused is None

    @property
    def own(self) -> set[int]:
        """Keys of the comments that the person may take back."""
        return {row.pk for row in self.comments if row.author_id == self.reader and row.withdrawn_at is None} if self.may_comment else set()

    @property
    def count(self) -> int:
        """How many comments stand."""
        return sum(1 for row in self.comments if row.withdrawn_at is None)


def comments_on(assessment: Assessment, indicator: Indicator) -> list[Comment]:
    """All comments on an indicator, oldest first (one query)."""
    return list(Comment.objects.filter(assessment=assessment, indicator=indicator).order_by("written_at", "pk"))


def thread(place: Any, reader: Any) -> Thread | None:
    """The talk at a place (`.assessment`, `.region`, `.indicator`) for a person (one query); None for whoever may not read it."""
    if not allowed(reader, "assessments.read_comments", place):
        return None
    return Thread(comments_on(place.assessment, place.indicator), refusal(reader, "assessments.comment", place), reader.pk)


def comment_counts(assessment: Assessment) -> dict[int, int]:
    """How many comments stand, by the indicators' keys (one query)."""
    rows = Comment.objects.filter(assessment=assessment, withdrawn_at=None).order_by().values_list("indicator_id")
    return dict(rows.annotate(count=Count("pk")))


def office_of(person: Any, assessment: Assessment) -> str:
    """The office in which a person takes part in an assessment, as it is called today."""
    region = assessment.region
    for membership in person.active_memberships:
        covers = membership.region_id == region.pk or (
            membership.regional_office_id is not None and membership.regional_office_id == region.province.regional_office_id
        )
        if covers:
            role = "" if membership.work_unit_id else f"{membership.get_role_display()}, "
            return f"{role}{membership.office_name}"[:250]
    return ""


def _text_of(typed: str) -> str:
    """What was typed, fit to be kept; raises ValidationError by field."""
    text = typed.replace("\r\n", "\n").strip()
    if not text:
        raise ValidationError({"text": _("Write something first.")})
    if "\0" in text:
        raise ValidationError({"text": _("The text holds a sign that cannot be stored (NUL). Type it again.")})
    if len(text) > LIMIT:
        raise ValidationError({"text": _("A comment has at most 2,000 characters. Put long texts into a file of evidence.")})
    return text


@transaction.atomic
def add_comment(*, assessment: Assessment, indicator: Indicator, text: str, by: Any) -> Comment:
    """Write a comment on an indicator and tell those it concerns; a second press of the button writes nothing.

    Told are the coordinators, the OPD that has the indicator, whoever takes part in the talk, and the Kanwil while the
    assessment is with it or once it takes part. Writes the event ``commented`` (without the words). Raises `Refused`, ValidationError.
    """
    held = lock(assessment)
    require(by, "assessments.comment", Target(held, indicator))
    kept = _text_of(text)
    before = comments_on(held, indicator)
    now = timezone.now()
    for other in before:
        if (other.author_id, other.text, other.withdrawn_at) == (by.pk, kept, None) and now - other.written_at < TWICE_WITHIN:
            return other
    comment = Comment.objects.create(
        assessment=held, indicator=indicator, text=kept, author=by, author_name=str(by)[:120], author_office=office_of(by, held), written_at=now
    )
    log(subject=held, code="commented", by=by, data={"indicator": indicator.code, "comment": comment.pk})
    notify(
        code=NoticeCode.COMMENTED,
        to=_concerned(held, indicator, [*before, comment]),
        key=f"comment:{comment.pk}",
        assessment=held,
        indicator=indicator,
        by=by,
        data={"comment": comment.pk, "text": kept[:EXCERPT]},
    )
    return comment


def _concerned(assessment: Assessment, indicator: Indicator, comments: Iterable[Comment]) -> list[Any]:
    """Whom a comment concerns, each of them somebody who may read it today."""
    authors = {comment.author_id for comment in comments}
    found = people_of(assessment, Role.REGIONAL_COORDINATOR)
    unit = Assignment.objects.filter(assessment=assessment, indicator=indicator).values_list("work_unit_id", flat=True).first()
    if unit is not None:
        found += people_of(assessment, Role.OPD_CONTRIBUTOR, work_unit=unit)
    others = people_of(assessment, Role.REGIONAL_SIGNATORY, Role.KANWIL_VERIFIER)
    kanwil = [person for person in others if holds_role_for_region(person, assessment.region, Role.KANWIL_VERIFIER)]
    if assessment.state == AssessmentState.SUBMITTED or any(person.pk in authors for person in kanwil):
        found += kanwil
    return found + [person for person in others if person.pk in authors]


@transaction.atomic
def withdraw_comment(*, comment: Comment, by: Any) -> Comment:
    """Take one's own comment back: its words are no longer shown, that it was there is. A second click changes nothing.

    Writes the event ``comment_withdrawn``. Raises `Refused`.
    """
    held = lock(comment.assessment)
    row = Comment.objects.select_for_update(of=("self",)).select_related("indicator").get(pk=comment.pk)
    require(by, "assessments.comment", Target(held, row.indicator))
    if row.author_id != by.pk:
        raise Refused("assessments.comment", str(_("Only whoever wrote a comment can take it back.")))
    if row.withdrawn_at is None:
        row.withdrawn_at = timezone.now()
        row.save(update_fields=["withdrawn_at"])
        log(subject=held, code="comment_withdrawn", by=by, data={"indicator": row.indicator.code, "comment": row.pk})
    return row
