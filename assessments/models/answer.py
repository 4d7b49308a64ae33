"""One answer is one row; the unique constraint and the version hold it."""

from typing import Self

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from assessments.models.assessment import Assessment
from indicators.models import Indicator


class AnswerValueFields(models.Model):
    """The value of an answer; the same shape for what the region says and what the reviewer finds.

    `choice` holds ``yes``/``no`` or the code of a rubric level, `number` a count, number or percentage,
    `numerator` and `denominator` the parts a percentage or ratio is computed from.
    """

    choice = models.CharField(_("choice"), max_length=40, blank=True)
    number = models.DecimalField(_("number"), max_digits=20, decimal_places=6, null=True, blank=True)
    numerator = models.DecimalField(_("numerator"), max_digits=20, decimal_places=6, null=True, blank=True)
    denominator = models.DecimalField(_("denominator"), max_digits=20, decimal_places=6, null=True, blank=True)
    not_applicable = models.BooleanField(_("does not apply to this region"), default=False)

    class Meta:
        abstract = True

    @property
    def has_value(self) -> bool:
        """Whether anything was answered."""
        return bool(self.choice) or self.number is not None or self.numerator is not None or self.not_applicable


class Exemption(models.TextChoices):
    """Why an indicator does not apply; each asks for a legal reason, and a reviewer rules on it."""

    NOT_AUTHORITY = "authority", _("Not our authority")
    NOT_HERE = "not_here", _("Does not apply here")


class SinceLast(models.TextChoices):
    """How this year's answer stands to the one of the cycle before, as the region says."""

    SAME = "same", _("The same as last year")
    CHANGED = "changed", _("Changed since last year")
    ENDED = "ended", _("No longer so")


class AnswerQuerySet(models.QuerySet["Answer"]):
    """Questions to the answers."""

    def answered(self) -> Self:
        """Those with a value, as `AnswerValueFields.has_value` says of one."""
        return self.filter(~Q(choice="") | Q(number__isnull=False) | Q(numerator__isnull=False) | Q(not_applicable=True))


class Answer(AnswerValueFields):
    """What the region answers to one indicator."""

    assessment = models.ForeignKey(Assessment, on_delete=models.CASCADE, related_name="answers")
    indicator = models.ForeignKey(Indicator, on_delete=models.PROTECT, related_name="answers")
    note = models.TextField(_("explanation"), blank=True)
    exemption = models.CharField(_("why it does not apply"), max_length=10, choices=Exemption, blank=True)
    exemption_basis = models.CharField(_("legal reason"), max_length=300, blank=True)
    since_last = models.CharField(_("compared with last year"), max_length=8, choices=SinceLast, blank=True)
    version = models.PositiveIntegerField(_("version"), default=1)
    updated_at = models.DateTimeField(_("saved"), auto_now=True)
    updated_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, blank=True, related_name="+")

    objects = AnswerQuerySet.as_manager()

    class Meta:
        verbose_name = _("answer")
        verbose_name_plural = _("answers")
        ordering = ["assessment", "indicator"]
        constraints = [
            models.UniqueConstraint(fields=["assessment", "indicator"], name="answer_once_per_indicator"),
            models.CheckConstraint(condition=Q(denominator__isnull=True) | Q(denominator__gt=0), name="answer_denominator_positive"),
            models.CheckConstraint(
                condition=Q(not_applicable=True) | Q(exemption="", exemption_basis=""), name="answer_exemption_only_if_not_applicable"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.assessment} {self.indicator_id}"
