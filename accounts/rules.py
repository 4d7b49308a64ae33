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

permission(
    "accounts.use_workspace",
    Condition(lambda user, obj: bool(user.active_memberships), _("Your account has no active role. Ask your coordinator or the administrator.")),
)
permission("accounts.manage_own_account")
permission("accounts.manage_accounts", IS_ADMINISTRATOR)
