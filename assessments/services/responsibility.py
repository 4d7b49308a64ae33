"""What of an assessment is a person's: everything, or what is assigned to their OPD."""

from typing import Any

from django.utils.translation import gettext as _

from accounts.models import Role
from accounts.rules import holds_role_for_region
from assessments.models import Assessment, Assignment
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


def mine(user: Any, assessment: Assessment) -> frozenset[int] | None:
    """Keys of the indicators that are this person's part of an assessment; None for whoever sees all of it.

    No query for those who see everything and in the practice cycle, where everybody may try everything; one for
    contributors, whose part is kept on this instance of the assessment, so that rules asked again cost nothing.
    `transitions.lock` gives a fresh instance: under the lock the part is read anew.
    """
    if holds_role_for_region(user, assessment.region, *SEES_EVERYTHING) or assessment.cycle.is_practice:
        return None
    kept: dict[int, frozenset[int]] = assessment.__dict__.setdefault("_parts", {})
    if user.pk not in kept:
        units = work_units_of(user, assessment.region)
        rows = Assignment.objects.filter(assessment=assessment, work_unit__in=units).values_list("indicator_id", flat=True)
        kept[user.pk] = frozenset(rows) if units else frozenset()
    return kept[user.pk]


def is_part(user: Any, place: Any) -> bool:
    """Predicate: the indicator of a place (`.assessment`, `.indicator`) is this person's part, or the person sees everything."""
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
