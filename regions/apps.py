"""Django app configuration of `regions`."""

from django.apps import AppConfig


class RegionsConfig(AppConfig):
    """The `regions` floor of the portal."""

    name = "regions"
