"""Django app configuration of `jobs`."""

from django.apps import AppConfig


class JobsConfig(AppConfig):
    """The `jobs` floor of the portal."""

    name = "jobs"
