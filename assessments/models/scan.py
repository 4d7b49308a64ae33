"""The virus scan of stored files: where it stands and what it found."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class ScanState(models.TextChoices):
    """Virus scan; a file that was not scanned is never called clean."""

    UNCHECKED = "unchecked", _("Not checked")
    PENDING = "pending", _("Waiting for the scan")
    CLEAN = "clean", _("Clean")
    INFECTED = "infected", _("Infected")


UNSCANNED = (ScanState.PENDING, ScanState.UNCHECKED)


class Scanned(models.Model):
    """A stored file that the virus scan looks at (`assessments.services.scanning`): evidence, and the scan of a statement."""

    scan_state = models.CharField(_("virus scan"), max_length=10, choices=ScanState, default=ScanState.UNCHECKED)
    scanned_at = models.DateTimeField(_("scanned"), null=True, blank=True)
    scan_note = models.CharField(_("finding of the scan"), max_length=200, blank=True)

    class Meta:
        abstract = True
