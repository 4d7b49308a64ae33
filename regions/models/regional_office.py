"""Kanwil: the ministry's regional offices and the provinces they serve."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class CoverageStatus(models.TextChoices):
    """How sure we are of the list of provinces an office serves (regions/data/SOURCES.md, part 3)."""

    CONFIRMED = "confirmed", _("Confirmed by a source")
    INDIRECT = "indirect", _("Concluded from an event")
    OWN_PROVINCE_ONLY = "own-province-only-known", _("Only its own province is known")


class RegionalOffice(models.Model):
    """A Kanwil. Which provinces it serves is data an administrator can change (`Province.regional_office`)."""

    name = models.CharField(_("name"), max_length=120, unique=True)
    seat = models.CharField(_("seat"), max_length=80, blank=True)
    coverage_status = models.CharField(_("coverage"), max_length=30, choices=CoverageStatus)
    source = models.CharField(_("source"), max_length=120, blank=True)

    class Meta:
        verbose_name = _("regional office (Kanwil)")
        verbose_name_plural = _("regional offices (Kanwil)")
        ordering = ["name"]

    def __str__(self) -> str:
        return self.name
