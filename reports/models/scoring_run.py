"""A national scoring run and the frozen results it writes."""

from decimal import ROUND_HALF_UP, Decimal

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils.formats import localize
from django.utils.translation import gettext_lazy as _

from assessments.models import Assessment, Cycle
from jobs.models import Job
from regions.models import Region


class RunState(models.TextChoices):
    """Life of a run. A new run never overwrites an older one; it supersedes it."""

    QUEUED = "queued", _("Waiting")
    RUNNING = "running", _("Running")
    COMPUTED = "computed", _("Computed, waiting for approval")
    APPROVED = "approved", _("Approved")
    FAILED = "failed", _("Failed")
    SUPERSEDED = "superseded", _("Superseded")


class ScoringRun(models.Model):
    """One computation of the scores of all regions of a cycle."""

    cycle = models.ForeignKey(Cycle, on_delete=models.PROTECT, related_name="scoring_runs")
    sequence = models.PositiveSmallIntegerField(_("number"))
    state = models.CharField(_("state"), max_length=12, choices=RunState, default=RunState.QUEUED)
    job = models.OneToOneField(Job, on_delete=models.SET_NULL, null=True, blank=True, related_name="scoring_run")
    run_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+", verbose_name=_("run by"))
    created_at = models.DateTimeField(_("started"), auto_now_add=True)
    computed_at = models.DateTimeField(_("computed"), null=True, blank=True)
    approved_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("approved by")
    )
    approved_at = models.DateTimeField(_("approved"), null=True, blank=True)
    totals = models.JSONField(_("totals"), default=dict, blank=True)

    class Meta:
        verbose_name = _("scoring run")
        verbose_name_plural = _("scoring runs")
        ordering = ["cycle", "-sequence"]
        constraints = [
            models.UniqueConstraint(fields=["cycle", "sequence"], name="scoring_run_sequence_once"),
            models.CheckConstraint(
                condition=Q(approved_by__isnull=True) | ~Q(approved_by=F("run_by")), name="scoring_run_approved_by_a_second_person"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.cycle} #{self.sequence}"

    @property
    def badge(self) -> str:
        """The state among those every badge of the portal knows."""
        known = {RunState.COMPUTED: "reviewed", RunState.APPROVED: "done", RunState.SUPERSEDED: "draft"}
        return str(known.get(RunState(self.state), self.state))

    @property
    def mean_words(self) -> str:
        """Mean of the raw scores as people read it, two places half up."""
        mean = Decimal(self.totals.get("mean_raw", "0"))
        return localize(mean.quantize(Decimal("0.01"), rounding=ROUND_HALF_UP))


class Result(models.Model):
    """What a run found for a region: numbers unrounded to 12 places, with the explanation tree."""

    run = models.ForeignKey(ScoringRun, on_delete=models.CASCADE, related_name="results")
    assessment = models.ForeignKey(Assessment, on_delete=models.PROTECT, related_name="results")
    region = models.ForeignKey(Region, on_delete=models.PROTECT, related_name="results")
    is_assessed = models.BooleanField(_("assessed"), default=True)
    raw = models.DecimalField(_("raw score"), max_digits=16, decimal_places=12)
    addition = models.DecimalField(_("addition"), max_digits=16, decimal_places=12, default=0)
    final = models.DecimalField(_("final score"), max_digits=16, decimal_places=12)
    predicate = models.SlugField(_("predicate"), max_length=30)
    is_awarded = models.BooleanField(_("gets a certificate"), default=False)
    rank = models.PositiveSmallIntegerField(_("rank"), null=True, blank=True)
    gates = models.JSONField(_("gates not passed"), default=list, blank=True)
    explanation = models.JSONField(_("explanation"))

    class Meta:
        verbose_name = _("result")
        verbose_name_plural = _("results")
        ordering = ["run", "rank", "region"]
        constraints = [models.UniqueConstraint(fields=["run", "region"], name="result_once_per_run")]

    def __str__(self) -> str:
        return f"{self.region} {self.run}"
