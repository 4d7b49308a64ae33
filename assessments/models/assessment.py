"""A region's assessment in a cycle; its state changes only through `assessments.services.transitions`."""

from collections.abc import Iterable
from datetime import datetime
from typing import Any

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from accounts.models import Membership, Role
from accounts.models.membership import NATIONAL_ROLES
from assessments.models.cycle import Cycle, CycleState, PhaseCode
from regions.models import Region


class AssessmentState(models.TextChoices):
    """Where an assessment stands. The table of transitions is in `assessments.services.transitions`."""

    FILLING = "filling", _("Being filled in")
    SUBMITTED = "submitted", _("Submitted, with the Kanwil")
    RETURNED = "returned", _("Returned for correction")
    FORWARDED = "forwarded", _("Forwarded to Ditjen HAM")
    REVIEWED = "reviewed", _("Scored")
    PUBLISHED = "published", _("Published")


class AssessmentQuerySet(models.QuerySet["Assessment"]):
    """Questions about assessments."""

    def counting(self) -> "AssessmentQuerySet":
        """All but those of the practice cycle, which never count."""
        return self.filter(cycle__is_practice=False)

    def visible_to(self, user: Any) -> "AssessmentQuerySet":
        """Those `user` may see: of their region, their province, their Kanwil's provinces, or all for the ministry.

        What a region does for practice is seen by its own people only (`assessments.rules.acts_for` says the same).
        """
        if not user.is_authenticated:
            return self.none()
        return self.covered_by(user.active_memberships)

    def covered_by(self, memberships: Iterable[Membership]) -> "AssessmentQuerySet":
        """Those of the offices of these memberships."""
        own, watched, sees_all = Q(pk__in=[]), Q(pk__in=[]), False
        for membership in memberships:
            if membership.role in NATIONAL_ROLES:
                sees_all |= membership.role in (Role.DITJEN_REVIEWER, Role.DITJEN_LEAD, Role.ADMINISTRATOR)
            elif membership.region_id:
                own |= Q(region=membership.region_id)
            elif membership.province_id:
                watched |= Q(region__province=membership.province_id)
            else:
                watched |= Q(region__province__regional_office=membership.regional_office_id)
        if sees_all:
            return self.filter(Q(cycle__is_practice=False) | own)
        return self.filter(own | Q(watched, cycle__is_practice=False)) if watched != Q(pk__in=[]) else self.filter(own)


class Assessment(models.Model):
    """One region in one cycle. `round` counts how often it was submitted to the Kanwil."""

    cycle = models.ForeignKey(Cycle, on_delete=models.PROTECT, related_name="assessments", verbose_name=_("cycle"))
    region = models.ForeignKey(Region, on_delete=models.PROTECT, related_name="assessments", verbose_name=_("region"))
    state = models.CharField(_("state"), max_length=12, choices=AssessmentState, default=AssessmentState.FILLING, editable=False)
    round = models.PositiveSmallIntegerField(_("round"), default=1)
    answered_count = models.PositiveSmallIntegerField(_("answered"), default=0)
    self_score = models.DecimalField(_("self score"), max_digits=16, decimal_places=12, null=True, blank=True)
    last_saved_at = models.DateTimeField(_("last saved"), null=True, blank=True)
    submitted_at = models.DateTimeField(_("submitted"), null=True, blank=True)
    addition_points = models.DecimalField(_("points of the additional component"), max_digits=6, decimal_places=2, default=0)
    addition_note = models.TextField(_("note on the additional component"), blank=True)
    failed_gates = models.JSONField(_("gates not passed"), default=list, blank=True)
    gates_note = models.TextField(_("note on the gates"), blank=True)
    filling_until = models.DateTimeField(_("filling in extended until"), null=True, blank=True)
    correction_until = models.DateTimeField(_("correction extended until"), null=True, blank=True)
    reviewed_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, blank=True, related_name="+")

    objects = AssessmentQuerySet.as_manager()

    class Meta:
        verbose_name = _("assessment")
        verbose_name_plural = _("assessments")
        ordering = ["cycle", "region"]
        constraints = [
            models.UniqueConstraint(fields=["cycle", "region"], name="assessment_once_per_cycle"),
            models.CheckConstraint(condition=Q(addition_points__gte=0), name="assessment_addition_not_negative"),
        ]
        indexes = [models.Index(fields=["cycle", "state"], name="assessment_cycle_state")]

    def __str__(self) -> str:
        return f"{self.region} {self.cycle}"

    def ends_at(self, code: str) -> datetime | None:
        """When a phase ends for this region: the cycle's date, or the later one it was given (decision 0029)."""
        phase = self.cycle.phase(code)
        if phase is None:
            return None
        extended = {PhaseCode.FILLING: self.filling_until, PhaseCode.CORRECTION: self.correction_until}.get(PhaseCode(code))
        return max(phase.ends_at, extended) if extended else phase.ends_at

    def is_phase_open(self, code: str, at: datetime | None = None) -> bool:
        """Whether the cycle is open and the phase holds for this region at the moment (now when None)."""
        phase, end = self.cycle.phase(code), self.ends_at(code)
        if self.cycle.state != CycleState.OPEN or phase is None or end is None:
            return False
        return phase.starts_at <= (at or timezone.now()) < end
