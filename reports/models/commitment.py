"""The commitment of the head of region: a public promise, and the actions taken from what would raise the score most."""

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from assessments.models import Assessment
from indicators.models import Indicator
from regions.models import Region


class Fulfilment(models.TextChoices):
    """What became of an action, as the region says in the next cycle."""

    OPEN = "open", _("Not told yet")
    DONE = "done", _("Done")
    PARTLY = "partly", _("Partly done")
    NOT_DONE = "not_done", _("Not done")


class Commitment(models.Model):
    """What the head of a region promises for the year after an assessment; a draft until it is published.

    Public pages read `PublishedCommitment` only.
    """

    assessment = models.OneToOneField(Assessment, on_delete=models.PROTECT, related_name="commitment")
    head_name = models.CharField(_("name of the head of region"), max_length=120, blank=True)
    head_title = models.CharField(_("office of the head of region"), max_length=120, blank=True)
    text = models.TextField(_("commitment"), blank=True)
    version = models.PositiveIntegerField(_("version"), default=1)
    updated_at = models.DateTimeField(_("saved"), auto_now=True)
    updated_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, blank=True, related_name="+")
    published_at = models.DateTimeField(_("published"), null=True, blank=True)

    class Meta:
        verbose_name = _("commitment")
        verbose_name_plural = _("commitments")
        ordering = ["assessment"]

    def __str__(self) -> str:
        return f"{self.assessment}"


class CommitmentAction(models.Model):
    """One action for the coming year, taken from an indicator; the next cycle asks what became of it."""

    commitment = models.ForeignKey(Commitment, on_delete=models.CASCADE, related_name="actions")
    order = models.PositiveSmallIntegerField(_("order"))
    indicator = models.ForeignKey(Indicator, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    text = models.CharField(_("action"), max_length=400)
    work_unit = models.CharField(_("OPD in charge"), max_length=120, blank=True)
    target = models.CharField(_("how it will be seen"), max_length=200, blank=True)
    possible_gain = models.DecimalField(_("points it may bring"), max_digits=16, decimal_places=12, null=True, blank=True)
    fulfilment = models.CharField(_("what became of it"), max_length=8, choices=Fulfilment, default=Fulfilment.OPEN)
    fulfilment_note = models.TextField(_("in words"), blank=True)
    told_at = models.DateTimeField(_("told"), null=True, blank=True)
    told_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, blank=True, related_name="+")

    class Meta:
        verbose_name = _("action of a commitment")
        verbose_name_plural = _("actions of a commitment")
        ordering = ["commitment", "order"]
        constraints = [
            models.UniqueConstraint(fields=["commitment", "order"], name="commitment_action_order_once"),
            models.CheckConstraint(condition=~Q(text=""), name="commitment_action_says_something"),
        ]

    def __str__(self) -> str:
        return self.text


class PublishedCommitment(models.Model):
    """What the public reads of a commitment. `actions` holds them as they were published, with what became of them."""

    region = models.ForeignKey(Region, on_delete=models.PROTECT, related_name="published_commitments")
    award_year = models.PositiveSmallIntegerField(_("award year"))
    head_name = models.CharField(_("name of the head of region"), max_length=120)
    head_title = models.CharField(_("office of the head of region"), max_length=120)
    text = models.TextField(_("commitment"))
    actions = models.JSONField(_("actions"), default=list)
    is_demonstration = models.BooleanField(_("demonstration"), default=False)
    published_at = models.DateTimeField(_("published"), default=timezone.now)
    followed_up_at = models.DateTimeField(_("followed up"), null=True, blank=True)

    class Meta:
        verbose_name = _("published commitment")
        verbose_name_plural = _("published commitments")
        ordering = ["-award_year", "region"]
        constraints = [models.UniqueConstraint(fields=["region", "award_year"], name="commitment_once_per_year")]

    def __str__(self) -> str:
        return f"{self.region} {self.award_year}"
