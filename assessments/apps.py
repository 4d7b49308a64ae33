"""Django app configuration of `assessments`."""

from django.apps import AppConfig


class AssessmentsConfig(AppConfig):
    """The `assessments` floor of the portal."""

    name = "assessments"
