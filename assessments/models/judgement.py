"""What the Kanwil and the reviewers say about an answer."""

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from assessments.models.answer import Answer, AnswerValueFields


class VerificationOutcome(models.TextChoices):
    """The Kanwil's verdict on an answer and its evidence."""

    FIT = "fit", _("Fit")
    NEEDS_CORRECTION = "needs_correction", _("Needs correction")
    NOT_FIT = "not_fit", _("Not fit")


class Verification(models.Model):
    """The Kanwil's verdict in one round; earlier rounds stay as they were.

    `content_digest` says what was judged (`assessments.services.manifest.content_digest`), so that a verdict
    is carried into the next round only while answer and files are the same.
    """

    answer = models.ForeignKey(Answer, on_delete=models.CASCADE, related_name="verifications")
    round = models.PositiveSmallIntegerField(_("round"))
    outcome = models.CharField(_("verdict"), max_length=16, choices=VerificationOutcome)
    reason = models.TextField(_("reason"), blank=True)
    content_digest = models.CharField(_("SHA-256 of what was judged"), max_length=64, blank=True)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, blank=True, related_name="+")
    at = models.DateTimeField(_("at"), auto_now=True)

    class Meta:
        verbose_name = _("verification")
        verbose_name_plural = _("verifications")
        ordering = ["answer", "round"]
        constraints = [
            models.UniqueConstraint(fields=["answer", "round"], name="verification_once_per_round"),
            models.CheckConstraint(condition=Q(outcome=VerificationOutcome.FIT) | ~Q(reason=""), name="verification_reason_unless_fit"),
        ]

    def __str__(self) -> str:
        return f"{self.answer} {self.get_outcome_display()}"


class ReviewOutcome(models.TextChoices):
    """What the reviewer finds."""

    ACCEPTED = "accepted", _("Answer accepted")
    ADJUSTED = "adjusted", _("Value adjusted to the evidence")
    UNSUPPORTED = "unsupported", _("Not supported by evidence: no points")


class Review(AnswerValueFields):
    """The value a reviewer finds proven; the verified score is computed from it by the same engine.

    With ``accepted`` the value fields repeat the region's answer, with ``unsupported`` they are empty.
    """

    answer = models.OneToOneField(Answer, on_delete=models.CASCADE, related_name="review")
    outcome = models.CharField(_("finding"), max_length=12, choices=ReviewOutcome)
    note = models.TextField(_("reason"), blank=True)
    version = models.PositiveIntegerField(_("version"), default=1)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, blank=True, related_name="+")
    at = models.DateTimeField(_("at"), auto_now=True)

    class Meta:
        verbose_name = _("review")
        verbose_name_plural = _("reviews")
        ordering = ["answer"]
        constraints = [
            models.CheckConstraint(condition=Q(outcome=ReviewOutcome.ACCEPTED) | ~Q(note=""), name="review_note_unless_accepted"),
            models.CheckConstraint(condition=Q(denominator__isnull=True) | Q(denominator__gt=0), name="review_denominator_positive"),
        ]

    def __str__(self) -> str:
        return f"{self.answer} {self.get_outcome_display()}"
