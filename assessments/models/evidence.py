"""Evidence (data dukung): files, known by their SHA-256, and the answers they support."""

import uuid
from typing import Any

from django.conf import settings
from django.db import models
from django.db.models import Exists, OuterRef, Q
from django.utils.translation import gettext_lazy as _

from assessments.models.answer import Answer
from assessments.models.assessment import Assessment
from regions.models import Region


class ScanState(models.TextChoices):
    """Virus scan; a file that was not scanned is never called clean."""

    UNCHECKED = "unchecked", _("Not checked")
    CLEAN = "clean", _("Clean")
    INFECTED = "infected", _("Infected")


def stored_name(instance: "EvidenceFile", filename: str) -> str:
    """Name in the storage: never what the person typed, so that nothing can be guessed or run."""
    return f"evidence/{instance.region.code}/{uuid.uuid4().hex}"


class EvidenceFileQuerySet(models.QuerySet["EvidenceFile"]):
    """Questions about stored files."""

    def visible_to(self, user: Any) -> "EvidenceFileQuerySet":
        """Those of regions whose assessments `user` may see."""
        return self.filter(Exists(Assessment.objects.visible_to(user).filter(region=OuterRef("region"))))


class EvidenceFile(models.Model):
    """A file of a region, stored once whatever the number of answers it supports."""

    region = models.ForeignKey(Region, on_delete=models.PROTECT, related_name="evidence_files")
    sha256 = models.CharField(_("SHA-256"), max_length=64)
    size = models.PositiveBigIntegerField(_("size in bytes"))
    media_type = models.CharField(_("type"), max_length=100)
    original_name = models.CharField(_("file name"), max_length=255)
    file = models.FileField(upload_to=stored_name, max_length=255)
    uploaded_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, blank=True, related_name="+")
    uploaded_at = models.DateTimeField(_("uploaded"), auto_now_add=True)
    scan_state = models.CharField(_("virus scan"), max_length=10, choices=ScanState, default=ScanState.UNCHECKED)
    is_public = models.BooleanField(_("public"), default=False)

    objects = EvidenceFileQuerySet.as_manager()

    class Meta:
        verbose_name = _("evidence file")
        verbose_name_plural = _("evidence files")
        ordering = ["-uploaded_at"]
        constraints = [
            models.UniqueConstraint(fields=["region", "sha256"], name="evidence_file_once_per_region"),
            models.CheckConstraint(condition=Q(size__gt=0), name="evidence_file_not_empty"),
        ]

    def __str__(self) -> str:
        return self.original_name


class Evidence(models.Model):
    """A file put forward for one answer."""

    answer = models.ForeignKey(Answer, on_delete=models.CASCADE, related_name="evidence")
    file = models.ForeignKey(EvidenceFile, on_delete=models.PROTECT, related_name="uses")
    caption = models.CharField(_("what it shows"), max_length=200, blank=True)
    pages = models.CharField(_("pages"), max_length=60, blank=True)
    added_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, blank=True, related_name="+")
    added_at = models.DateTimeField(_("added"), auto_now_add=True)

    class Meta:
        verbose_name = _("evidence")
        verbose_name_plural = _("evidence")
        ordering = ["answer", "pk"]
        constraints = [models.UniqueConstraint(fields=["answer", "file"], name="evidence_file_once_per_answer")]

    def __str__(self) -> str:
        return str(self.file)
