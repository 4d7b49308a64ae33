"""The talk about one answer between coordinator, OPD and Kanwil."""

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from assessments.models.assessment import Assessment
from indicators.models import Indicator


class Comment(models.Model):
    """A remark on an indicator of an assessment. Its words stay; its author may take them back, which shows.

    `author_name` and `author_office` are as they were when it was written: people change their offices.
    """

    assessment = models.ForeignKey(Assessment, on_delete=models.CASCADE, related_name="comments")
    indicator = models.ForeignKey(Indicator, on_delete=models.PROTECT, related_name="+")
    text = models.TextField(_("comment"))
    author = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, blank=True, related_name="+")
    author_name = models.CharField(_("who"), max_length=120)
    author_office = models.CharField(_("office"), max_length=250, blank=True)
    written_at = models.DateTimeField(_("when"), default=timezone.now)
    withdrawn_at = models.DateTimeField(_("taken back"), null=True, blank=True)

    class Meta:
        verbose_name = _("comment")
        verbose_name_plural = _("comments")
        ordering = ["written_at", "pk"]
        constraints = [models.CheckConstraint(condition=~Q(text=""), name="assessment_comment_says_something")]
        indexes = [models.Index(fields=["assessment", "indicator"], name="comment_on_indicator")]

    def __str__(self) -> str:
        return f"{self.author_name}: {self.text[:40]}"
