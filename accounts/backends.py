"""Who is signed in, and Django's own model permissions, which only the administration asks."""

from typing import Any

from django.contrib.auth.backends import BaseBackend, ModelBackend
from django.db import models

from accounts.access import allowed
from accounts.models import Membership, User

MODEL_ACTIONS = ("add_", "change_", "delete_", "view_")


class MemberBackend(ModelBackend):
    """Sign in by e-mail address and password; every request then reads the person with the memberships in one query."""

    def get_user(self, user_id: Any) -> User | None:
        """The person of a session, or None when the account is gone or closed."""
        held = list(Membership.objects.active().filter(user=user_id).select_related("user").fetch_mode(models.FETCH_PEERS))
        if not held:
            return super().get_user(user_id)
        user = held[0].user
        user.active_memberships = held
        return user if self.user_can_authenticate(user) else None


class AdministratorBackend(BaseBackend):
    """Administrators by role hold every model permission Django's admin asks for; nobody else holds any.

    The portal itself never asks these: its permissions are asked through `accounts.access`.
    """

    def has_perm(self, user_obj: Any, perm: str, obj: Any = None) -> bool:
        """Whether the person is an administrator and `perm` is one of a model."""
        return perm.partition(".")[2].startswith(MODEL_ACTIONS) and allowed(user_obj, "accounts.manage_accounts")

    def has_module_perms(self, user_obj: Any, app_label: str) -> bool:
        """Whether the administration shows the app."""
        return allowed(user_obj, "accounts.manage_accounts")
