"""What became of the indicators of the framework before."""

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from indicators.bilingual import BilingualField
from indicators.models.framework import Framework
from indicators.models.indicator import Indicator


class IndicatorLink(models.Model):
    """An indicator of the framework before and one that follows it; without a successor it ends.

    Whether an indicator continues, splits or merges is read from all links together (`indicators.services.mapping`).
    """

    framework = models.ForeignKey(Framework, on_delete=models.CASCADE, related_name="links", verbose_name=_("newer framework"))
    predecessor = models.ForeignKey(Indicator, on_delete=models.CASCADE, related_name="successor_links", verbose_name=_("indicator before"))
    successor = models.ForeignKey(
        Indicator, on_delete=models.CASCADE, null=True, blank=True, related_name="predecessor_links", verbose_name=_("indicator that follows")
    )
    is_comparable = models.BooleanField(_("figures can be compared"), default=False)
    note = BilingualField(_("note"), blank=True)

    class Meta:
        verbose_name = _("link between indicators")
        verbose_name_plural = _("links between indicators")
        ordering = ["framework", "predecessor__order", "successor__order"]
        constraints = [
            models.UniqueConstraint(fields=["framework", "predecessor", "successor"], name="indicator_link_once"),
            models.UniqueConstraint(fields=["framework", "predecessor"], condition=Q(successor__isnull=True), name="indicator_ends_once"),
            models.CheckConstraint(condition=~Q(predecessor=F("successor")), name="indicator_follows_another"),
        ]

    def __str__(self) -> str:
        return f"{self.predecessor_id} → {self.successor_id or '–'}"
