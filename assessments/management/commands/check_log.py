"""`manage.py check_log`: verify the hash chains of the log."""

from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from assessments.models import Event
from assessments.services.events import all_broken_links, broken_links


class Command(BaseCommand):
    """Report events that were altered, or stand where others were removed."""

    help = "Check that no event of the log was altered or removed."

    def add_arguments(self, parser: ArgumentParser) -> None:
        """Allow one chain to be checked."""
        parser.add_argument("--chain", default="", help="one chain, such as assessment:12; all when left out")

    def handle(self, *args: Any, **options: Any) -> None:
        """Print each broken event; fail when there is one."""
        broken = list(broken_links(options["chain"]) if options["chain"] else all_broken_links())
        for event in broken:
            self.stderr.write(f"Broken: {event.chain} #{event.sequence} {event.code} at {event.at.isoformat()}")
        if broken:
            raise CommandError(f"{len(broken)} events do not fit their chain: the log was changed outside the portal.")
        events = Event.objects.filter(chain=options["chain"]) if options["chain"] else Event.objects.all()
        self.stdout.write(f"{events.count()} events checked; every chain holds.")
