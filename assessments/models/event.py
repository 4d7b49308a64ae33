"""The log: append-only, each event carrying the hash of the one before it in its chain."""

from typing import Any, NoReturn

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from assessments.models.assessment import Assessment


class AppendOnlyError(Exception):
    """Raised when somebody tries to change or delete an event."""


class Event(models.Model):
    """Something that happened. One chain per assessment or cycle, so that nobody waits for another region.

    `hash` is the SHA-256 over the previous hash and the canonical JSON of this event
    (`assessments.services.events`). Triggers in the database refuse UPDATE and DELETE.
    """

    chain = models.CharField(_("chain"), max_length=40)
    sequence = models.PositiveIntegerField(_("sequence"))
    assessment = models.ForeignKey(Assessment, on_delete=models.PROTECT, null=True, blank=True, related_name="events")
    code = models.CharField(_("what happened"), max_length=40)
    actor = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    actor_name = models.CharField(_("who"), max_length=120, blank=True)
    at = models.DateTimeField(_("when"))
    data = models.JSONField(_("details"), default=dict, blank=True)
    previous_hash = models.CharField(max_length=64, blank=True)
    hash = models.CharField(max_length=64)

    class Meta:
        verbose_name = _("event")
        verbose_name_plural = _("events")
        ordering = ["chain", "sequence"]
        constraints = [models.UniqueConstraint(fields=["chain", "sequence"], name="event_once_per_sequence")]

    def __str__(self) -> str:
        return f"{self.chain} #{self.sequence} {self.code}"

    def save(self, *args: Any, **kwargs: Any) -> None:
        """Write a new event; an existing one cannot be written again."""
        if not self._state.adding:
            raise AppendOnlyError(self)
        super().save(*args, **kwargs)

    def delete(self, *args: Any, **kwargs: Any) -> NoReturn:
        """Refuse: the log is append-only."""
        raise AppendOnlyError(self)
