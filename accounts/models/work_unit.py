"""OPD: the agencies of a region that own its data."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from regions.models import Region


class WorkUnit(models.Model):
    """An OPD (organisasi perangkat daerah) of one region, such as its Dinas Kesehatan."""

    region = models.ForeignKey(Region, verbose_name=_("region"), on_delete=models.PROTECT, related_name="work_units")
    name = models.CharField(_("name"), max_length=120)

    class Meta:
        verbose_name = _("work unit (OPD)")
        verbose_name_plural = _("work units (OPD)")
        ordering = ["region", "name"]
        constraints = [models.UniqueConstraint(fields=["region", "name"], name="work_unit_once_per_region")]

    def __str__(self) -> str:
        return self.name
