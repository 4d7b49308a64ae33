"""``manage.py load_lessons``: the lessons of rights shipped with the portal."""

from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.utils.translation import gettext as _

from indicators.catalogue import FaultyCatalogueError
from indicators.services.lessons import load_lessons


class Command(BaseCommand):
    """Load the shipped lessons; may be run again without harm, and never overwrites what the ministry has written."""

    help = "Load the lessons of rights shipped with the portal."

    def handle(self, *args: Any, **options: Any) -> None:
        """Load; any fault ends with its file and line and exit status 1."""
        try:
            report = load_lessons()
        except FaultyCatalogueError as error:
            raise CommandError(str(error)) from error
        self.stdout.write(
            _("Lessons: %(created)s new, %(updated)s changed, %(unchanged)s unchanged.")
            % {"created": report.created, "updated": report.updated, "unchanged": report.unchanged}
        )
