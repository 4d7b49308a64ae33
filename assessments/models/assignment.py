"""Who in the region answers what: an indicator is assigned to one OPD, or stays with the coordinator."""

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from accounts.models import WorkUnit
from assessments.models.assessment import Assessment
from indicators.models import Indicator


class Assignment(models.Model):
    """An indicator of an assessment that an OPD answers; an indicator without one is the coordinator's own.

    `finished_at` is the OPD's word that it is done; the coordinator may open it again. `reminded_at` is the last reminder.
    """

    assessment = models.ForeignKey(Assessment, on_delete=models.CASCADE, related_name="assignments")
    indicator = models.ForeignKey(Indicator, on_delete=models.PROTECT, related_name="+")
    work_unit = models.ForeignKey(WorkUnit, on_delete=models.PROTECT, related_name="assignments", verbose_name=_("work unit (OPD)"))
    due_on = models.DateField(_("wanted by"), null=True, blank=True)
    assigned_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, blank=True, related_name="+")
    assigned_at = models.DateTimeField(_("assigned"), default=timezone.now)
    finished_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, blank=True, related_name="+")
    finished_at = models.DateTimeField(_("said to be done"), null=True, blank=True)
    reminded_at = models.DateTimeField(_("reminded"), null=True, blank=True)

    class Meta:
        verbose_name = _("assignment")
        verbose_name_plural = _("assignments")
        ordering = ["assessment", "indicator"]
        constraints = [
            models.UniqueConstraint(fields=["assessment", "indicator"], name="assignment_once_per_indicator"),
            models.CheckConstraint(condition=Q(finished_by__isnull=True) | Q(finished_at__isnull=False), name="assignment_finished_at_some_time"),
        ]
        indexes = [models.Index(fields=["assessment", "work_unit"], name="assignment_by_work_unit")]

    def __str__(self) -> str:
        return f"{self.indicator_id} – {self.work_unit_id}"
