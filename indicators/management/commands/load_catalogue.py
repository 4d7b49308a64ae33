"""``manage.py load_catalogue``: all instruments and frameworks shipped with the portal."""

from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.utils.translation import gettext as _

from indicators.catalogue import FaultyCatalogueError
from indicators.services.load import AdoptedFrameworkError, check_framework_file, load_catalogue, shipped_frameworks


class Command(BaseCommand):
    """Load, or with ``--check`` only check, the shipped catalogue; may be run again without harm."""

    help = "Load the instruments and frameworks shipped with the portal."

    def add_arguments(self, parser: CommandParser) -> None:
        """Declare ``--check``."""
        parser.add_argument("--check", action="store_true", help="Check the files only; write nothing.")

    def handle(self, *args: Any, **options: Any) -> None:
        """Load or check; any fault ends with its file and line and exit status 1."""
        try:
            if options["check"]:
                for path in shipped_frameworks():
                    entry = check_framework_file(path=path)
                    self.stdout.write(_("%(code)s: no faults.") % {"code": entry.code})
                return
            report = load_catalogue()
        except (FaultyCatalogueError, AdoptedFrameworkError) as error:
            raise CommandError(str(error)) from error
        self.stdout.write(
            _("Catalogue: %(created)s new, %(updated)s changed, %(removed)s removed, %(unchanged)s unchanged.")
            % {"created": report.created, "updated": report.updated, "removed": report.removed, "unchanged": report.unchanged}
        )
