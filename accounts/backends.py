"""Django's own model permissions, for the administration only."""

from typing import Any

from django.contrib.auth.backends import BaseBackend

from accounts.access import allowed

MODEL_ACTIONS = ("add_", "change_", "delete_", "view_")


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
