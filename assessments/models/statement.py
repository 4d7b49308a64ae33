"""The statement of the head of region (surat pernyataan): signed on paper, uploaded, confirmed by the signatory."""

import uuid

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from assessments.models.assessment import Assessment
from assessments.models.scan import Scanned


def statement_name(instance: "Statement", filename: str) -> str:
    """Name in the storage: never what the person typed."""
    return f"statements/{instance.assessment.region.code}/{uuid.uuid4().hex}"


class Statement(Scanned):
    """A signed statement about the answers as they were.

    `content_digest` is the SHA-256 of the answers it speaks of (`assessments.services.statement`): when they change,
    it no longer holds and is signed anew. `answers` has the SHA-256 of each answer by indicator code, to tell which changed.
    """

    assessment = models.ForeignKey(Assessment, on_delete=models.CASCADE, related_name="statements")
    content_digest = models.CharField(_("SHA-256 of the answers"), max_length=64)
    answers = models.JSONField(_("SHA-256 of each answer"), default=dict, blank=True)
    file = models.FileField(upload_to=statement_name, max_length=255)
    original_name = models.CharField(_("file name"), max_length=255)
    media_type = models.CharField(_("type"), max_length=100)
    size = models.PositiveBigIntegerField(_("size in bytes"))
    sha256 = models.CharField(_("SHA-256"), max_length=64)
    uploaded_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, blank=True, related_name="+")
    uploaded_at = models.DateTimeField(_("uploaded"), auto_now_add=True)
    confirmed_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, blank=True, related_name="+")
    confirmed_by_name = models.CharField(_("confirmed by"), max_length=120, blank=True)
    confirmed_at = models.DateTimeField(_("confirmed"), null=True, blank=True)

    class Meta:
        verbose_name = _("statement")
        verbose_name_plural = _("statements")
        ordering = ["assessment", "-uploaded_at"]
        constraints = [
            models.CheckConstraint(
                condition=Q(confirmed_at__isnull=True, confirmed_by_name="") | (Q(confirmed_at__isnull=False) & ~Q(confirmed_by_name="")),
                name="statement_confirmed_by_somebody",
            )
        ]

    def __str__(self) -> str:
        return self.original_name
