"""Who a person is: the predicates other floors build their permissions from."""

from collections.abc import Callable
from typing import Any

from django.utils.translation import gettext_lazy as _

from accounts.access import Condition, permission
from accounts.models import Role
from regions.models import Region

Predicate = Callable[[Any, Any], bool]


def holds_role(*roles: Role) -> Predicate:
    """Predicate: the person holds one of the roles today, for whichever office."""

    def predicate(user: Any, obj: Any = None) -> bool:
        return any(membership.role in roles for membership in user.active_memberships)

    return predicate


def holds_role_for_region(user: Any, region: Region, *roles: Role) -> bool:
    """Answer whether one of the person's roles covers `region` (its own, its province's, its Kanwil's, or national)."""
    for membership in user.active_memberships:
        if membership.role not in roles:
            continue
        if membership.region_id is not None:
            if membership.region_id == region.pk:
                return True
        elif membership.province_id is not None:
            if membership.province_id == region.province_id:
                return True
        elif membership.regional_office_id is not None:
            if membership.regional_office_id == region.province.regional_office_id:
                return True
        else:
            return True
    return False


def administers(user: Any, obj: Any = None) -> bool:
    """Predicate: an administrator, or the technical first account that appoints the first administrator."""
    return user.is_superuser or holds_role(Role.ADMINISTRATOR)(user, obj)


IS_ADMINISTRATOR = Condition(administers, _("Only administrators can manage accounts."))


def coordinates_region_of(user: Any, found: Any = None) -> bool:
    """Predicate: the person coordinates the region that an OPD, or a membership, belongs to."""
    return found is not None and found.region_id is not None and holds_role_for_region(user, found.region, Role.REGIONAL_COORDINATOR)


def is_contribution(user: Any, membership: Any = None) -> bool:
    """Predicate: the membership is a contributor's."""
    return membership is not None and membership.role == Role.OPD_CONTRIBUTOR


COORDINATES = Condition(coordinates_region_of, _("Only the coordinator of the region can invite people of its OPDs and end their membership."))
permission("accounts.invite_contributor", COORDINATES)
permission(
    "accounts.end_contribution",
    COORDINATES,
    Condition(is_contribution, _("Only the membership of OPD contributors can be ended here. Ask an administrator for the others.")),
)
permission(
    "accounts.use_workspace",
    Condition(lambda user, obj: bool(user.active_memberships), _("Your account has no active role. Ask your coordinator or the administrator.")),
)
permission("accounts.manage_own_account")
permission("accounts.manage_accounts", IS_ADMINISTRATOR)
