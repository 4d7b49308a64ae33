"""`manage.py load_regions`: 38 provinces, 514 kabupaten/kota, the Kanwil."""

from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.utils.translation import gettext as _

from regions.register import DATA
from regions.services.load import RegionDataError, load_regions


class Command(BaseCommand):
    """Load the register of regions; faults are listed with their lines and nothing is changed."""

    help = "Load provinces, kabupaten/kota and Kanwil (all rows or none); may be run again without harm."

    def add_arguments(self, parser: CommandParser) -> None:
        """Take another folder for a trial."""
        parser.add_argument("--path", type=Path, default=DATA, help="Folder with provinces.csv, regions.csv and kanwil.csv.")

    def handle(self, *args: Any, **options: Any) -> None:
        """Load, or stop with every fault."""
        try:
            loaded = load_regions(path=options["path"])
        except RegionDataError as error:
            found = _("Nothing was changed. %(count)s fault(s):") % {"count": len(error.faults)}
            raise CommandError(f"{found}\n{error}") from error
        if options["verbosity"]:
            counts = {"new": loaded.created, "changed": loaded.changed, "same": loaded.unchanged}
            self.stdout.write(_("%(new)s new, %(changed)s changed, %(same)s unchanged.") % counts)
            if loaded.strangers:
                self.stdout.write(_("Not in the files and left alone: %(codes)s.") % {"codes": ", ".join(loaded.strangers)})
