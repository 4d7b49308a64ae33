"""A simulation: what a draft would change, worked out on the answers of a cycle. Never a result."""

from decimal import Decimal

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from assessments.models import Cycle
from indicators.models import Framework
from indicators.scoring import displayed
from jobs.models import Job, JobState
from regions.models import Region


class Unasked(models.TextChoices):
    """What becomes of the indicators that the cycle's answers say nothing about."""

    OMIT = "omit", _("Leave them out; the others carry their weight")
    ZERO = "zero", _("Count them as zero points")


class Source(models.TextChoices):
    """Where a region's figures come from."""

    REVIEW = "review", _("Findings of the reviewers")
    ANSWERS = "answers", _("The region's own answers")


class Simulation(models.Model):
    """A framework, draft or adopted, tried out on a cycle.

    `draft_digest` names what the framework was when it was computed, as far as scores depend on it. `summary` holds
    everything that is not a row: means, statistics, what was left out; empty until it is finished.
    """

    framework = models.ForeignKey(Framework, on_delete=models.CASCADE, related_name="simulations", verbose_name=_("framework"))
    cycle = models.ForeignKey(Cycle, on_delete=models.PROTECT, related_name="simulations", verbose_name=_("cycle"))
    unasked = models.CharField(_("indicators without figures"), max_length=4, choices=Unasked, default=Unasked.OMIT)
    only_reviewed = models.BooleanField(_("only regions that were scored"), default=False)
    job = models.OneToOneField(Job, on_delete=models.SET_NULL, null=True, blank=True, related_name="simulation")
    requested_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+", verbose_name=_("requested by"))
    created_at = models.DateTimeField(_("started"), auto_now_add=True)
    finished_at = models.DateTimeField(_("finished"), null=True, blank=True)
    draft_digest = models.CharField(_("fingerprint of the draft"), max_length=64, blank=True)
    summary = models.JSONField(_("summary"), default=dict, blank=True)

    class Meta:
        verbose_name = _("simulation")
        verbose_name_plural = _("simulations")
        ordering = ["-pk"]
        indexes = [models.Index(fields=["framework", "-id"], name="simulation_of_framework")]

    def __str__(self) -> str:
        return f"{self.framework} · {self.cycle}"

    @property
    def is_finished(self) -> bool:
        """Whether there is something to show."""
        return self.finished_at is not None

    @property
    def is_failed(self) -> bool:
        """Whether its work ended without a result."""
        return not self.is_finished and (self.job is None or self.job.state == JobState.FAILED)

    @property
    def badge(self) -> str:
        """The state among those every badge of the portal knows."""
        return "done" if self.is_finished else "failed" if self.is_failed else "running"

    @property
    def state_words(self) -> str:
        """The state as people read it."""
        if self.is_finished:
            return str(JobState.DONE.label)
        return str((JobState.FAILED if self.job is None else JobState(self.job.state)).label)


class SimulationRow(models.Model):
    """What became of a region: scores unrounded to 12 places, `change` and `rank_change` positive where it gains."""

    simulation = models.ForeignKey(Simulation, on_delete=models.CASCADE, related_name="rows")
    region = models.ForeignKey(Region, on_delete=models.PROTECT, related_name="+", verbose_name=_("region"))
    source = models.CharField(_("figures from"), max_length=7, choices=Source)
    before_raw = models.DecimalField(_("raw score before"), max_digits=16, decimal_places=12)
    after_raw = models.DecimalField(_("raw score after"), max_digits=16, decimal_places=12)
    before_final = models.DecimalField(_("final score before"), max_digits=16, decimal_places=12)
    after_final = models.DecimalField(_("final score after"), max_digits=16, decimal_places=12)
    change = models.DecimalField(_("change of the final score"), max_digits=16, decimal_places=12)
    before_predicate = models.SlugField(_("predicate before"), max_length=30)
    after_predicate = models.SlugField(_("predicate after"), max_length=30)
    before_awarded = models.BooleanField(_("certificate before"))
    after_awarded = models.BooleanField(_("certificate after"))
    before_rank = models.PositiveSmallIntegerField(_("rank before"))
    after_rank = models.PositiveSmallIntegerField(_("rank after"))
    rank_change = models.SmallIntegerField(_("places gained"))

    class Meta:
        verbose_name = _("region in a simulation")
        verbose_name_plural = _("regions in a simulation")
        ordering = ["simulation", "after_rank", "region"]
        constraints = [models.UniqueConstraint(fields=["simulation", "region"], name="simulation_row_once_per_region")]

    def __str__(self) -> str:
        return f"{self.region} {self.simulation_id}"

    @property
    def is_predicate_changed(self) -> bool:
        """Whether the region would hold another predicate."""
        return self.before_predicate != self.after_predicate

    @property
    def shown_change(self) -> Decimal:
        """The change as people read it: the difference of what is shown, so that both numbers and it agree."""
        return displayed(self.after_final) - displayed(self.before_final)
