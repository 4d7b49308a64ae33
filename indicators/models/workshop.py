"""The workshop's memory: who changed what in a draft, and what was said about it."""

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from indicators.models.framework import Framework


class ChangeAction(models.TextChoices):
    """What was done to a part of a draft."""

    DRAFTED = "drafted", _("Drafted")
    ADDED = "added", _("Added")
    CHANGED = "changed", _("Changed")
    ENDED = "ended", _("Ended")
    IMPORTED = "imported", _("Imported")
    ADOPTED = "adopted", _("Adopted")


class ChangedPart(models.TextChoices):
    """Which kind of part."""

    FRAMEWORK = "framework", _("Framework")
    CRITERION = "criterion", _("Criterion")
    RIGHT = "right", _("Right")
    INDICATOR = "indicator", _("Indicator")
    PREDICATE = "predicate", _("Predicate")
    GATE = "gate", _("Gate")
    LINK = "link", _("Mapping")


class FrameworkChange(models.Model):
    """One field of one part of a draft, before and after; append-only in the database (`indicators.frozen`)."""

    framework = models.ForeignKey(Framework, on_delete=models.CASCADE, related_name="changes")
    at = models.DateTimeField(_("time"), auto_now_add=True)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+", verbose_name=_("by"))
    by_name = models.CharField(_("name"), max_length=160)
    action = models.CharField(_("action"), max_length=10, choices=ChangeAction)
    part = models.CharField(_("part"), max_length=10, choices=ChangedPart)
    code = models.CharField(_("code"), max_length=60, blank=True)
    field = models.CharField(_("field"), max_length=40, blank=True)
    before = models.JSONField(_("before"), null=True, blank=True)
    after = models.JSONField(_("after"), null=True, blank=True)

    class Meta:
        verbose_name = _("change of a draft")
        verbose_name_plural = _("changes of drafts")
        ordering = ["-pk"]
        indexes = [models.Index(fields=["framework", "part", "code"], name="framework_change_part")]

    def __str__(self) -> str:
        return f"{self.action} {self.part} {self.code} {self.field}"


class IndicatorComment(models.Model):
    """A remark on an indicator of a draft; kept by code, so that it outlives the indicator's row."""

    framework = models.ForeignKey(Framework, on_delete=models.CASCADE, related_name="comments")
    indicator_code = models.CharField(_("indicator"), max_length=40)
    at = models.DateTimeField(_("time"), auto_now_add=True)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+", verbose_name=_("by"))
    by_name = models.CharField(_("name"), max_length=160)
    text = models.TextField(_("comment"), max_length=4000)
    resolved_at = models.DateTimeField(_("resolved"), null=True, blank=True)
    resolved_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("resolved by")
    )

    class Meta:
        verbose_name = _("comment on an indicator")
        verbose_name_plural = _("comments on indicators")
        ordering = ["pk"]
        indexes = [models.Index(fields=["framework", "indicator_code"], name="indicator_comment_of")]

    def __str__(self) -> str:
        return f"{self.indicator_code} {self.by_name}"
