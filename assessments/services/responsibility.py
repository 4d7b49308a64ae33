"""What of an assessment is a person's: everything, or what is assigned to their OPD."""

from collections import Counter
from collections.abc import Collection
from dataclasses import dataclass
from typing import Any

from django.db.models import Exists, OuterRef
from django.utils.translation import gettext as _

from accounts.models import Role
from accounts.rules import holds_role_for_region
from assessments.models import Answer, Assessment, Assignment
from regions.models import Region

# A framework editor sees no assessments at all (`Assessment.visible_to`).
SEES_EVERYTHING = tuple(role for role in Role if role not in (Role.OPD_CONTRIBUTOR, Role.FRAMEWORK_EDITOR))


def work_units_of(user: Any, region: Region) -> frozenset[int]:
    """Keys of the OPDs of a region that the person contributes for today."""
    return frozenset(
        membership.work_unit_id
        for membership in user.active_memberships
        if membership.role == Role.OPD_CONTRIBUTOR and membership.region_id == region.pk and membership.work_unit_id is not None
    )


def sees_everything(user: Any, assessment: Assessment) -> bool:
    """Whether a person sees all of an assessment they may see at all: everybody but contributors, in practice everybody."""
    return holds_role_for_region(user, assessment.region, *SEES_EVERYTHING) or assessment.cycle.is_practice


def mine(user: Any, assessment: Assessment) -> frozenset[int] | None:
    """Keys of the indicators that are this person's part of an assessment; None for whoever sees all of it.

    No query for those who see everything and in the practice cycle, where everybody may try everything; one for
    contributors, whose part is kept on this instance of the assessment, so that rules asked again cost nothing.
    `transitions.lock` gives a fresh instance: under the lock the part is read anew.
    """
    if sees_everything(user, assessment):
        return None
    kept: dict[int, frozenset[int]] = assessment.__dict__.setdefault("_parts", {})
    if user.pk not in kept:
        units = work_units_of(user, assessment.region)
        rows = Assignment.objects.filter(assessment=assessment, work_unit__in=units).values_list("indicator_id", flat=True)
        kept[user.pk] = frozenset(rows) if units else frozenset()
    return kept[user.pk]


@dataclass(frozen=True, slots=True)
class OwnPart:
    """How far a contributor's part of an assessment is."""

    answered: int
    total: int


def own_parts(user: Any, assessments: Collection[Assessment]) -> dict[int, OwnPart]:
    """A contributor's part of each assessment where they see only a part, by its key (one query, none for those who see everything)."""
    shown = [found for found in assessments if not sees_everything(user, found)]
    if not shown:
        return {}
    units = [unit for found in shown for unit in work_units_of(user, found.region)]
    has_answer = Answer.objects.answered().filter(assessment=OuterRef("assessment"), indicator=OuterRef("indicator"))
    rows = Assignment.objects.filter(assessment__in=shown, work_unit__in=units).order_by().annotate(answered=Exists(has_answer))
    answered: Counter[int] = Counter()
    total: Counter[int] = Counter()
    for pk, done in rows.values_list("assessment_id", "answered"):
        total[pk] += 1
        answered[pk] += done
    return {found.pk: OwnPart(answered[found.pk], total[found.pk]) for found in shown}


def answered_of(assessment: Assessment) -> frozenset[int]:
    """Keys of the indicators of an assessment that have an answer (one query)."""
    return frozenset(Answer.objects.answered().filter(assessment=assessment).values_list("indicator_id", flat=True))


def contributes_for(user: Any, part: Any) -> bool:
    """Predicate: the person contributes for the OPD of a part (`.region`, `.work_unit`), or coordinates its region."""
    return part.work_unit.pk in work_units_of(user, part.region) or holds_role_for_region(user, part.region, Role.REGIONAL_COORDINATOR)


def is_part(user: Any, place: Any) -> bool:
    """Predicate: the indicator of a place (`.assessment`, `.indicator`) is this person's part, or the person sees everything.

    A place that knows its OPD already (`.unit`, as a save does) spares the query.
    """
    if hasattr(place, "unit") and not sees_everything(user, place.assessment):
        return place.unit in work_units_of(user, place.region)
    theirs = mine(user, place.assessment)
    return theirs is None or place.indicator.pk in theirs


def whose(user: Any, place: Any) -> str:
    """Why a contributor is refused an indicator: who has it, and what to do (one query)."""
    unit = Assignment.objects.filter(assessment=place.assessment, indicator=place.indicator).values_list("work_unit__name", flat=True).first()
    if unit is None:
        return _("This indicator is not assigned to your OPD: the coordinator of your region keeps it. If it should be yours, ask the coordinator.")
    return _("This indicator is not assigned to your OPD: %(unit)s has it. If it should be yours, ask the coordinator of your region.") % {
        "unit": unit
    }
