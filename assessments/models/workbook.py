"""A workbook that was uploaded: what its cells say, kept from the preview until it is accepted."""

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from assessments.models.assessment import Assessment


class WorkbookImport(models.Model):
    """An upload of one person. `rows` holds the cells as they were typed; once accepted, only what was saved is kept."""

    assessment = models.ForeignKey(Assessment, on_delete=models.CASCADE, related_name="workbook_imports")
    uploaded_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="+")
    uploaded_at = models.DateTimeField(_("uploaded"), auto_now_add=True)
    file_name = models.CharField(_("file name"), max_length=255)
    language = models.CharField(_("language"), max_length=10)
    scope = models.CharField(_("right"), max_length=60, blank=True)
    rows = models.JSONField(default=list)
    saved = models.JSONField(default=list, blank=True)
    accepted_at = models.DateTimeField(_("accepted"), null=True, blank=True)

    class Meta:
        verbose_name = _("uploaded workbook")
        verbose_name_plural = _("uploaded workbooks")
        ordering = ["-uploaded_at"]

    def __str__(self) -> str:
        return self.file_name
