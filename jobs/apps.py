"""Django app configuration of `jobs`."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class JobsConfig(AppConfig):
    """The `jobs` floor of the portal."""

    name = "jobs"
    verbose_name = _("long work")
