"""Learning: a lesson per right, its versions, and who has been through it."""

from typing import Any

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from accounts.models import WorkUnit
from indicators.bilingual import Bilingual
from indicators.models.framework import RightGroup
from regions.models import Region


class Lesson(models.Model):
    """The lesson of one right, by the right's code, so that it serves every framework with that right.

    `content` holds the texts, the codes of legal bases and indicators, and the questions (`indicators.catalogue.lesson_file`);
    `shipped` the same as the portal last brought it. Where the two differ, the ministry has written.
    """

    code = models.SlugField(_("code of the right"), max_length=40, unique=True)
    framework_code = models.SlugField(_("framework of the indicators"), max_length=40)
    group = models.CharField(_("group"), max_length=10, choices=RightGroup)
    order = models.PositiveSmallIntegerField(_("order"))
    content = models.JSONField(_("content"))
    shipped = models.JSONField(_("content as shipped"))
    version = models.PositiveIntegerField(_("version"), default=1)
    changed_at = models.DateTimeField(_("changed"), auto_now=True)

    class Meta:
        verbose_name = _("lesson")
        verbose_name_plural = _("lessons")
        ordering = ["order", "code"]

    def __str__(self) -> str:
        return str(self.title)

    @property
    def title(self) -> Bilingual:
        """Its title in the reader's language."""
        return Bilingual(self.content.get("title") or {})

    @property
    def summary(self) -> Bilingual:
        """One sentence that says what it is about."""
        return Bilingual(self.content.get("summary") or {})

    @property
    def questions(self) -> list[dict[str, Any]]:
        """The questions to check oneself."""
        return list(self.content.get("questions") or [])

    @property
    def is_edited(self) -> bool:
        """Whether the ministry's words stand here instead of the shipped ones."""
        return bool(self.content != self.shipped)


class LessonAction(models.TextChoices):
    """Where a version of a lesson came from."""

    SHIPPED = "shipped", _("Shipped with the portal")
    EDITED = "edited", _("Edited by the ministry")
    RESET = "reset", _("Reset to the shipped text")


class LessonVersion(models.Model):
    """A lesson as it stood from one moment on; written once, and nothing in the portal changes it."""

    lesson = models.ForeignKey(Lesson, on_delete=models.CASCADE, related_name="versions", verbose_name=_("lesson"))
    number = models.PositiveIntegerField(_("version"))
    action = models.CharField(_("action"), max_length=10, choices=LessonAction)
    content = models.JSONField(_("content"))
    at = models.DateTimeField(_("time"), auto_now_add=True)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("by"))
    by_name = models.CharField(_("name"), max_length=160, blank=True)

    class Meta:
        verbose_name = _("version of a lesson")
        verbose_name_plural = _("versions of lessons")
        ordering = ["lesson", "-number"]
        constraints = [models.UniqueConstraint(fields=["lesson", "number"], name="lesson_version_once")]

    def __str__(self) -> str:
        return f"{self.lesson_id} {self.number}"


class LessonPassed(models.Model):
    """A person answered the questions of a lesson while acting for a region; each time is a row of its own."""

    lesson = models.ForeignKey(Lesson, on_delete=models.CASCADE, related_name="passed", verbose_name=_("lesson"))
    version = models.PositiveIntegerField(_("version"))
    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="lessons_passed", verbose_name=_("person"))
    region = models.ForeignKey(Region, on_delete=models.PROTECT, related_name="+", verbose_name=_("region"))
    work_unit = models.ForeignKey(WorkUnit, on_delete=models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("work unit (OPD)"))
    right_answers = models.PositiveSmallIntegerField(_("right answers"))
    questions = models.PositiveSmallIntegerField(_("questions"))
    at = models.DateTimeField(_("time"), auto_now_add=True)

    class Meta:
        verbose_name = _("lesson gone through")
        verbose_name_plural = _("lessons gone through")
        ordering = ["-at", "-pk"]
        indexes = [models.Index(fields=["region", "lesson"], name="lesson_passed_in_region")]
        constraints = [models.CheckConstraint(condition=Q(right_answers__lte=F("questions")), name="lesson_no_more_right_than_asked")]

    def __str__(self) -> str:
        return f"{self.lesson_id} {self.user_id} {self.right_answers}/{self.questions}"
