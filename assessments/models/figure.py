"""Official figures (BPS, ministries) of a region, loaded from CSV, offered as the answer and open to contest."""

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from assessments.models.assessment import Assessment
from indicators.models import Indicator
from regions.models import Region


class OfficialFigure(models.Model):
    """What an office publishes about a region for an indicator and a year: a figure, or its two parts."""

    indicator = models.ForeignKey(Indicator, on_delete=models.PROTECT, related_name="official_figures")
    region = models.ForeignKey(Region, on_delete=models.PROTECT, related_name="official_figures")
    data_year = models.PositiveSmallIntegerField(_("year of the data"))
    number = models.DecimalField(_("number"), max_digits=20, decimal_places=6, null=True, blank=True)
    numerator = models.DecimalField(_("numerator"), max_digits=20, decimal_places=6, null=True, blank=True)
    denominator = models.DecimalField(_("denominator"), max_digits=20, decimal_places=6, null=True, blank=True)
    source = models.CharField(_("source"), max_length=300)
    source_url = models.URLField(_("address of the source"), max_length=500, blank=True)
    is_demonstration = models.BooleanField(_("demonstration"), default=False)
    loaded_at = models.DateTimeField(_("loaded"), default=timezone.now)
    loaded_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, blank=True, related_name="+")

    class Meta:
        verbose_name = _("official figure")
        verbose_name_plural = _("official figures")
        ordering = ["indicator", "region", "data_year"]
        constraints = [
            models.UniqueConstraint(fields=["indicator", "region", "data_year"], name="official_figure_once_per_year"),
            models.CheckConstraint(
                condition=Q(number__isnull=False, numerator__isnull=True, denominator__isnull=True)
                | Q(number__isnull=True, numerator__isnull=False, denominator__isnull=False),
                name="official_figure_number_or_parts",
            ),
            models.CheckConstraint(condition=Q(denominator__isnull=True) | Q(denominator__gt=0), name="official_figure_denominator_positive"),
        ]

    def __str__(self) -> str:
        return f"{self.indicator_id} {self.region_id} {self.data_year}"


class FigureContest(models.Model):
    """A region's objection to an official figure, with its reason; the reviewer sees both figures."""

    assessment = models.ForeignKey(Assessment, on_delete=models.CASCADE, related_name="contests")
    figure = models.ForeignKey(OfficialFigure, on_delete=models.PROTECT, related_name="contests")
    reason = models.TextField(_("reason"))
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, blank=True, related_name="+")
    by_name = models.CharField(_("who"), max_length=120)
    at = models.DateTimeField(_("when"), default=timezone.now)

    class Meta:
        verbose_name = _("contest of a figure")
        verbose_name_plural = _("contests of figures")
        ordering = ["-at"]
        constraints = [
            models.UniqueConstraint(fields=["assessment", "figure"], name="figure_contested_once"),
            models.CheckConstraint(condition=~Q(reason=""), name="figure_contest_has_reason"),
        ]

    def __str__(self) -> str:
        return f"{self.figure_id}: {self.reason[:40]}"
