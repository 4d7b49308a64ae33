"""What administrators do with accounts and roles."""

from accounts.services.accounts import create_account
from accounts.services.memberships import end_membership, grant_membership

__all__ = ["create_account", "end_membership", "grant_membership"]
