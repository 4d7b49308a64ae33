"""Django app configuration of `indicators`."""

from django.apps import AppConfig


class IndicatorsConfig(AppConfig):
    """The `indicators` floor of the portal."""

    name = "indicators"
