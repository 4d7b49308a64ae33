"""Notices: what a person should know, in the portal and by mail."""

from django.conf import settings
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from accounts.models import OutgoingMail
from assessments.models.assessment import Assessment
from assessments.models.cycle import Cycle
from indicators.models import Indicator


class NoticeCode(models.TextChoices):
    """What a notice tells."""

    ASSIGNED = "assigned", _("Indicators were assigned to your OPD")
    TAKEN_OVER = "taken_over", _("The coordinator has taken indicators over")
    REMINDED = "reminded", _("The coordinator reminds you")
    FINISHED = "finished", _("An OPD says its part is done")
    COMMENTED = "commented", _("A comment on an answer")
    STATEMENT_WAITS = "statement_waits", _("A statement waits for your confirmation")
    STATEMENT_CONFIRMED = "statement_confirmed", _("The signatory has confirmed the statement")
    SUBMITTED = "submitted", _("The assessment was submitted")
    WITHDRAWN = "withdrawn", _("The submission was withdrawn")
    RETURNED = "returned", _("The Kanwil has returned the assessment")
    FORWARDED = "forwarded", _("The Kanwil has forwarded the assessment")
    THREE_DAYS = "three_days", _("Three days are left")
    LAST_DAY = "last_day", _("The last day")
    EXTENDED = "extended", _("Your deadline was extended")
    SCAN_FOUND = "scan_found", _("A file was refused by the virus scan")


class NoticeQuerySet(models.QuerySet["Notice"]):
    """Questions about notices."""

    def unread(self) -> "NoticeQuerySet":
        """Those the person has not opened."""
        return self.filter(read_at=None)


class Notice(models.Model):
    """Something told to one person. `key` names the occasion, so that nobody is told the same twice.

    `mail` is the mail it went out with; several notices may share one (the digest). `mail_due_at` is when it goes out at the
    latest; empty for notices that only stand in the portal.
    """

    recipient = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="notices")
    code = models.CharField(_("what"), max_length=20, choices=NoticeCode)
    key = models.CharField(max_length=120)
    assessment = models.ForeignKey(Assessment, on_delete=models.CASCADE, null=True, blank=True, related_name="notices")
    cycle = models.ForeignKey(Cycle, on_delete=models.CASCADE, null=True, blank=True, related_name="+")
    indicator = models.ForeignKey(Indicator, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    actor_name = models.CharField(_("who"), max_length=120, blank=True)
    data = models.JSONField(default=dict, blank=True)
    created_at = models.DateTimeField(_("when"), default=timezone.now)
    read_at = models.DateTimeField(_("read"), null=True, blank=True)
    mail_due_at = models.DateTimeField(null=True, blank=True)
    mail = models.ForeignKey(OutgoingMail, on_delete=models.SET_NULL, null=True, blank=True, related_name="notices")

    objects = NoticeQuerySet.as_manager()

    class Meta:
        verbose_name = _("notice")
        verbose_name_plural = _("notices")
        ordering = ["-created_at", "-pk"]
        constraints = [models.UniqueConstraint(fields=["recipient", "key"], name="notice_once_per_occasion")]
        indexes = [
            models.Index(fields=["recipient", "read_at"], name="notice_unread"),
            models.Index(fields=["mail_due_at"], name="notice_mail_due"),
        ]

    def __str__(self) -> str:
        return f"{self.get_code_display()} ({self.recipient_id})"
