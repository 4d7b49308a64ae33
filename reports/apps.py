"""Django app configuration of `reports`."""

from django.apps import AppConfig


class ReportsConfig(AppConfig):
    """The `reports` floor of the portal."""

    name = "reports"

    def ready(self) -> None:
        """Tell the pages of frameworks and law how the regions did."""
        from reports import figures  # noqa: F401 - it registers itself
