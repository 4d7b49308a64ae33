"""``manage.py load_framework PATH``: a framework from a YAML file."""

from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.utils.translation import gettext as _

from indicators.catalogue import FaultyCatalogueError
from indicators.services.load import AdoptedFrameworkError, check_framework_file, load_framework


class Command(BaseCommand):
    """Load, or with ``--check`` only check, one framework file."""

    help = "Load a framework from a YAML file; every fault is named with file and line."

    def add_arguments(self, parser: CommandParser) -> None:
        """Declare the path and ``--check``."""
        parser.add_argument("path", type=Path)
        parser.add_argument("--check", action="store_true", help="Check the file only; write nothing.")

    def handle(self, *args: Any, **options: Any) -> None:
        """Load or check; any fault ends with its file and line and exit status 1."""
        try:
            if options["check"]:
                entry = check_framework_file(path=options["path"])
                self.stdout.write(_("%(code)s: no faults.") % {"code": entry.code})
                return
            report = load_framework(path=options["path"])
        except (FaultyCatalogueError, AdoptedFrameworkError) as error:
            raise CommandError(str(error)) from error
        outcome = _("Framework loaded.") if report.changed_anything else _("The framework is already loaded; nothing changed.")
        self.stdout.write(outcome)
