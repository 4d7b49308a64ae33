"""``manage.py load_official_figures FILE``: official figures of regions from a CSV."""

from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.utils.translation import gettext as _

from assessments.services.figure_file import COLUMNS, LARGEST_FILE, read_figures
from assessments.services.figure_loading import compared, load_figures

SHOWN = 200


class Command(BaseCommand):
    """Load, or with ``--check`` only check, a file of official figures; nothing is written when any line is wrong."""

    help = f"Load official figures from a CSV with the columns {', '.join(COLUMNS)}; every fault is named with its line."

    def add_arguments(self, parser: CommandParser) -> None:
        """Declare the path and ``--check``."""
        parser.add_argument("path", type=Path)
        parser.add_argument("--check", action="store_true", help="Check the file only; write nothing.")

    def handle(self, *args: Any, **options: Any) -> None:
        """Read, check, write; any fault ends with its line and exit status 1."""
        path: Path = options["path"]
        try:
            if path.stat().st_size > LARGEST_FILE:
                raise CommandError(_("The file is larger than 20 MB. Split it."))
            reading = read_figures(path.read_bytes())
        except OSError as error:
            raise CommandError(str(error)) from error
        if reading.faults:
            faults = [str(fault) for fault in reading.faults[:SHOWN]]
            more = len(reading.faults) - len(faults)
            raise CommandError("\n".join([*faults, *([_("and %(count)s more") % {"count": more}] if more else [])]))
        found = compared(reading.rows) if options["check"] else load_figures(rows=reading.rows, file_name=path.name)
        counts = found.counts()
        self.stdout.write(
            _("%(new)s new, %(changed)s changed, %(unchanged)s unchanged, %(contested)s contested by regions and left as they are.") % counts
        )
        if options["check"]:
            self.stdout.write(_("Checked only: nothing was written."))
