"""What of an assessment is a person's: everything, or what is assigned to their OPD."""

from typing import Any

from accounts.models import Role
from accounts.rules import holds_role_for_region
from assessments.models import Assessment, Assignment
from regions.models import Region

SEES_EVERYTHING = tuple(role for role in Role if role != Role.OPD_CONTRIBUTOR)


def work_units_of(user: Any, region: Region) -> frozenset[int]:
    """Keys of the OPDs of a region that the person contributes for today."""
    return frozenset(
        membership.work_unit_id
        for membership in user.active_memberships
        if membership.role == Role.OPD_CONTRIBUTOR and membership.region_id == region.pk and membership.work_unit_id is not None
    )


def mine(user: Any, assessment: Assessment) -> frozenset[int] | None:
    """Keys of the indicators that are this person's part of an assessment; None for whoever sees all of it.

    No query for those who see everything, one for contributors.
    """
    if holds_role_for_region(user, assessment.region, *SEES_EVERYTHING):
        return None
    units = work_units_of(user, assessment.region)
    return frozenset(Assignment.objects.filter(assessment=assessment, work_unit__in=units).values_list("indicator_id", flat=True))
