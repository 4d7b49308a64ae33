"""An invitation by e-mail: a coordinator asks somebody of an OPD to answer for it."""

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from accounts.models.work_unit import WorkUnit


class InvitationQuerySet(models.QuerySet["Invitation"]):
    """Questions about invitations."""

    def awaiting(self) -> "InvitationQuerySet":
        """Those that can still be accepted."""
        return self.filter(accepted_at=None, revoked_at=None, expires_at__gt=timezone.now())


class Invitation(models.Model):
    """A link that makes whoever holds it a contributor of one OPD, once, until it expires.

    Only the SHA-256 of the link's secret is kept, so that nobody who reads the table can use it.
    """

    email = models.EmailField(_("e-mail address"))
    full_name = models.CharField(_("full name"), max_length=120)
    work_unit = models.ForeignKey(WorkUnit, on_delete=models.CASCADE, related_name="invitations", verbose_name=_("work unit (OPD)"))
    secret_hash = models.CharField(max_length=64, unique=True)
    invited_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, related_name="+", verbose_name=_("invited by"))
    invited_at = models.DateTimeField(_("invited"), default=timezone.now)
    expires_at = models.DateTimeField(_("expires"))
    accepted_at = models.DateTimeField(_("accepted"), null=True, blank=True)
    accepted_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, blank=True, related_name="+")
    revoked_at = models.DateTimeField(_("taken back"), null=True, blank=True)

    objects = InvitationQuerySet.as_manager()

    class Meta:
        verbose_name = _("invitation")
        verbose_name_plural = _("invitations")
        ordering = ["-invited_at"]
        constraints = [models.CheckConstraint(condition=Q(expires_at__gt=F("invited_at")), name="invitation_expires_later")]

    def __str__(self) -> str:
        return f"{self.email} – {self.work_unit}"
