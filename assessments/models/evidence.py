"""Evidence (data dukung): files, known by their SHA-256, and the answers they support."""

import uuid
from collections.abc import Collection
from typing import Any

from django.conf import settings
from django.db import models
from django.db.models import Exists, F, OuterRef, Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from accounts.models import Role
from assessments.models.answer import Answer
from assessments.models.assessment import Assessment
from assessments.models.assignment import Assignment
from assessments.models.scan import Scanned
from indicators.models import Indicator, IndicatorLink
from regions.models import Region

# A framework lasts for years; evidence from before the third last one is the coordinator's to look for.
FRAMEWORKS_BACK = 3


def stored_name(instance: "EvidenceFile", filename: str) -> str:
    """Name in the storage: never what the person typed, so that nothing can be guessed or run."""
    return f"evidence/{instance.region.code}/{uuid.uuid4().hex}"


def _asked_of(units: Collection[int]) -> Q:
    """Condition on evidence: put forward for an indicator assigned to one of the OPDs, or for what that one follows."""
    step: Any = Assignment.objects.filter(work_unit__in=units).values("indicator")
    found = Q(answer__indicator__in=step)
    for _framework in range(FRAMEWORKS_BACK):
        step = IndicatorLink.objects.filter(successor__in=step).order_by().values("predecessor")
        found |= Q(answer__indicator__in=step)
    return found


class EvidenceFileQuerySet(models.QuerySet["EvidenceFile"]):
    """Questions about stored files."""

    def visible_to(self, user: Any) -> "EvidenceFileQuerySet":
        """Those of regions whose assessments `user` may see; what supports practice only is the region's own.

        Of these a contributor sees the files they uploaded themselves, those put forward in any year for an indicator
        assigned to their OPD or for one of an older framework that it follows, and those of the practice cycle, where
        everybody may try everything.
        """
        visible = Assessment.objects.visible_to(user).filter(region=OuterRef("region"))
        uses = Evidence.objects.filter(file=OuterRef("pk")).order_by()
        practised = uses.filter(answer__assessment__cycle__is_practice=True)
        counting = uses.filter(answer__assessment__cycle__is_practice=False)
        own = [membership.region_id for membership in getattr(user, "active_memberships", ()) if membership.region_id]
        found = self.filter(Exists(visible)).filter(Q(region__in=own) | ~Exists(practised) | Exists(counting))
        memberships = getattr(user, "active_memberships", ())
        units = [membership.work_unit_id for membership in memberships if membership.role == Role.OPD_CONTRIBUTOR]
        if not units:
            return found
        others = Assessment.objects.covered_by(membership for membership in memberships if membership.role != Role.OPD_CONTRIBUTOR)
        theirs = Q(uploaded_by=user) | Exists(uses.filter(_asked_of(units))) | Exists(practised)
        return found.filter(Exists(others.filter(region=OuterRef("region"))) | theirs)


class EvidenceFile(Scanned):
    """A file of a region, stored once whatever the number of answers it supports."""

    region = models.ForeignKey(Region, on_delete=models.PROTECT, related_name="evidence_files")
    sha256 = models.CharField(_("SHA-256"), max_length=64)
    size = models.PositiveBigIntegerField(_("size in bytes"))
    media_type = models.CharField(_("type"), max_length=100)
    original_name = models.CharField(_("file name"), max_length=255)
    file = models.FileField(upload_to=stored_name, max_length=255)
    uploaded_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, blank=True, related_name="+")
    uploaded_at = models.DateTimeField(_("uploaded"), auto_now_add=True)
    page_count = models.PositiveIntegerField(_("pages"), null=True, blank=True)
    document_year = models.PositiveSmallIntegerField(_("year the document is of"), null=True, blank=True)
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


class EvidenceLink(models.Model):
    """A regulation on a JDIH (or another official page) put forward for one answer by its address."""

    answer = models.ForeignKey(Answer, on_delete=models.CASCADE, related_name="links")
    url = models.URLField(_("address"), max_length=500)
    title = models.CharField(_("title"), max_length=200)
    caption = models.CharField(_("what it shows"), max_length=200, blank=True)
    pages = models.CharField(_("pages"), max_length=60, blank=True)
    added_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, blank=True, related_name="+")
    added_at = models.DateTimeField(_("added"), auto_now_add=True)

    class Meta:
        verbose_name = _("link as evidence")
        verbose_name_plural = _("links as evidence")
        ordering = ["answer", "pk"]
        constraints = [models.UniqueConstraint(fields=["answer", "url"], name="evidence_link_once_per_answer")]

    def __str__(self) -> str:
        return self.title


class Upload(models.Model):
    """A file on its way, received in parts. `received` bytes are on disk; it goes when the file is whole or given up.

    `outcome` is what became of the whole file, kept for a day for whoever did not hear it because the link broke.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    assessment = models.ForeignKey(Assessment, on_delete=models.CASCADE, related_name="uploads")
    indicator = models.ForeignKey(Indicator, on_delete=models.PROTECT, related_name="+")
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="+")
    name = models.CharField(_("file name"), max_length=255)
    size = models.PositiveBigIntegerField(_("size in bytes"))
    received = models.PositiveBigIntegerField(_("received bytes"), default=0)
    started_at = models.DateTimeField(_("started"), auto_now_add=True)
    touched_at = models.DateTimeField(_("last part"), default=timezone.now)
    outcome = models.JSONField(_("outcome"), default=dict, blank=True)

    class Meta:
        verbose_name = _("upload")
        verbose_name_plural = _("uploads")
        ordering = ["-started_at"]
        constraints = [models.CheckConstraint(condition=Q(received__lte=F("size")), name="upload_received_within_size")]

    def __str__(self) -> str:
        return self.name
