"""`manage.py make_hexmap`: compute the hexagon map anew from the label points of regions.csv."""

from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from regions.hexmap.atlas import HEXMAP, cells_to_json
from regions.hexmap.islands import SILHOUETTES, read_silhouettes
from regions.hexmap.layout import Point, make_layout
from regions.register import DATA, read_register


def label_points(path: Path = DATA) -> dict[str, Point]:
    """Label points by region code, y growing to the south as on a screen."""
    register = read_register(path)
    if register.faults:
        raise CommandError("\n".join(register.faults))
    return {code: (float(str(row.values["longitude"])), -float(str(row.values["latitude"]))) for code, row in register.regions.items()}


class Command(BaseCommand):
    """Write regions/data/hexmap.json; ``--check`` only says whether it would change."""

    help = "Compute the hexagon map from the label points and the islands' silhouettes (some seconds)."

    def add_arguments(self, parser: CommandParser) -> None:
        """Declare ``--check``."""
        parser.add_argument("--check", action="store_true", help="Fail if the committed map is not the computed one; write nothing.")

    def handle(self, *args: Any, **options: Any) -> None:
        """Compute and write, or compare."""
        try:
            layout = make_layout(label_points(), read_silhouettes(SILHOUETTES.read_text(encoding="utf-8")))
        except ValueError as error:
            raise CommandError(str(error)) from error
        text = cells_to_json(layout)
        if options["check"]:
            if not HEXMAP.exists() or HEXMAP.read_text(encoding="utf-8") != text:
                raise CommandError("regions/data/hexmap.json is not what the data give: run manage.py make_hexmap.")
            return
        HEXMAP.write_text(text, encoding="utf-8")
        self.stdout.write(f"{len(layout)} regions written to {HEXMAP.name}.")
