"""Outgoing mail is a row: Celery carries its number, never its text."""

from datetime import timedelta

from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

# After so long without an end a worker that took a mail counts as dead.
CLAIM_LASTS = timedelta(minutes=5)


class MailState(models.TextChoices):
    """Life of a mail."""

    WAITING = "waiting", _("Waiting")
    SENDING = "sending", _("Being sent")
    SENT = "sent", _("Sent")
    FAILED = "failed", _("Could not be sent")


class MailQuerySet(models.QuerySet["OutgoingMail"]):
    """Questions about mails."""

    def due(self) -> "MailQuerySet":
        """Those to be sent now: waiting ones whose time has come, and those whose worker died."""
        now = timezone.now()
        return self.filter(Q(state=MailState.WAITING, due_at__lte=now) | Q(state=MailState.SENDING, claimed_at__lt=now - CLAIM_LASTS))


class OutgoingMail(models.Model):
    """One mail to one person. `key` names what it tells, so that the same is never queued twice."""

    key = models.CharField(max_length=160, unique=True)
    to = models.EmailField(_("to"))
    subject = models.CharField(_("subject"), max_length=200)
    body = models.TextField(_("text"))
    state = models.CharField(_("state"), max_length=8, choices=MailState, default=MailState.WAITING)
    attempts = models.PositiveSmallIntegerField(_("attempts"), default=0)
    created_at = models.DateTimeField(_("created"), default=timezone.now)
    due_at = models.DateTimeField(_("not before"), default=timezone.now)
    claimed_at = models.DateTimeField(null=True, blank=True)
    sent_at = models.DateTimeField(_("sent"), null=True, blank=True)
    error = models.TextField(_("error"), blank=True)

    objects = MailQuerySet.as_manager()

    class Meta:
        verbose_name = _("mail")
        verbose_name_plural = _("mails")
        ordering = ["-pk"]
        indexes = [models.Index(fields=["state", "due_at"], name="mail_state_due")]

    def __str__(self) -> str:
        return f"{self.to}: {self.subject}"
