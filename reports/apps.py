"""Django app configuration of `reports`."""

from django.apps import AppConfig


class ReportsConfig(AppConfig):
    """The `reports` floor of the portal."""

    name = "reports"
