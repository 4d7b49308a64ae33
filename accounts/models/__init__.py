"""Who: people, the offices they act for, their roles."""

from accounts.models.membership import Membership, Role
from accounts.models.user import User
from accounts.models.work_unit import WorkUnit

__all__ = ["Membership", "Role", "User", "WorkUnit"]
