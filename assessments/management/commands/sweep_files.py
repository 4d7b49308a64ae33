"""What Celery beat does every hour with files, by hand: for installations without a worker."""

from typing import Any

from django.core.management.base import BaseCommand

from assessments.services.scanning import sweep_scans
from assessments.services.stray_files import sweep_stray_files
from assessments.services.uploads import sweep_uploads


class Command(BaseCommand):
    """Give up old uploads, delete stray files, scan what waits."""

    help = "Give up uploads nobody went on with, delete stored files that belong to nothing, scan what waits for the virus scan."

    def handle(self, *args: Any, **options: Any) -> None:
        """Do all three and say how much there was."""
        uploads, strays, waiting = sweep_uploads(), sweep_stray_files(), sweep_scans()
        self.stdout.write(f"Uploads given up: {uploads}. Stray files deleted: {strays}. Files that waited for the scan: {waiting}.")
