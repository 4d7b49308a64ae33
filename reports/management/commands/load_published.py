"""`manage.py load_published`: the announced results of 2013-2022."""

from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.utils.translation import gettext as _

from reports.services.published import DATA, PublishedDataError, load_published


class Command(BaseCommand):
    """Load the published results; faults are listed with their lines and nothing is changed."""

    help = "Load the published results of 2013-2022 (all rows or none)."

    def add_arguments(self, parser: ArgumentParser) -> None:
        """Take other files for a trial."""
        parser.add_argument("--results", type=Path, default=DATA / "published_results.csv")
        parser.add_argument("--years", type=Path, default=DATA / "published_years.csv")

    def handle(self, *args: Any, **options: Any) -> None:
        """Load, or stop with every fault."""
        try:
            loaded = load_published(results_path=options["results"], years_path=options["years"])
        except PublishedDataError as error:
            found = _("Nothing was changed. %(count)s fault(s):") % {"count": len(error.faults)}
            raise CommandError(f"{found}\n{error}") from error
        counts = {"years": loaded.years, "new": loaded.created, "corrected": loaded.corrected, "same": loaded.unchanged}
        self.stdout.write(_("%(years)s years, %(new)s results new, %(corrected)s corrected, %(same)s unchanged.") % counts)
