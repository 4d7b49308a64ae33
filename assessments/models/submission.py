"""Submissions: what was sent, when, by whom, with the fingerprint of every file."""

from django.conf import settings
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from assessments.models.assessment import Assessment
from assessments.models.statement import Statement


class Submission(models.Model):
    """A frozen copy of what a region submitted; the receipt is printed from it.

    `manifest` holds the answers and files as they were: a list of indicators with value, note and
    files (name, size, SHA-256); `digest` is the SHA-256 of the manifest's canonical JSON.
    """

    assessment = models.ForeignKey(Assessment, on_delete=models.PROTECT, related_name="submissions")
    sequence = models.PositiveSmallIntegerField(_("number in the year"))
    number = models.CharField(_("receipt number"), max_length=40, unique=True)
    submitted_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, related_name="+")
    submitted_by_name = models.CharField(_("submitted by"), max_length=120)
    submitted_at = models.DateTimeField(_("submitted"), default=timezone.now)
    manifest = models.JSONField(_("content"))
    digest = models.CharField(_("SHA-256"), max_length=64)
    # Sent again without a change, the same statement still holds.
    statement = models.ForeignKey(Statement, on_delete=models.PROTECT, null=True, blank=True, related_name="submissions")
    withdrawn_at = models.DateTimeField(_("withdrawn"), null=True, blank=True)

    class Meta:
        verbose_name = _("submission")
        verbose_name_plural = _("submissions")
        ordering = ["assessment", "sequence"]
        constraints = [models.UniqueConstraint(fields=["assessment", "sequence"], name="submission_sequence_once")]

    def __str__(self) -> str:
        return self.number
