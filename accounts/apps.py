"""Django app configuration of `accounts`."""

from django.apps import AppConfig


class AccountsConfig(AppConfig):
    """The `accounts` floor of the portal."""

    name = "accounts"
