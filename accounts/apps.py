"""Django app configuration of `accounts`, and of the administration that administrators use."""

from django.apps import AppConfig
from django.contrib.admin import apps as admin
from django.utils.translation import gettext_lazy as _


class AccountsConfig(AppConfig):
    """The `accounts` floor of the portal."""

    name = "accounts"
    verbose_name = _("accounts and roles")
    default = True

    def ready(self) -> None:
        """Set the clock of the office whenever somebody signs in."""
        from django.contrib.auth.signals import user_logged_in

        from accounts.services.clock import set_clock

        user_logged_in.connect(set_clock, dispatch_uid="accounts.set_clock")


class AdministrationConfig(admin.AdminConfig):
    """Django's administration, opened by the role `administrator` instead of ``is_staff``."""

    default = False
    default_site = "accounts.administration.Administration"
