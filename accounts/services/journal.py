"""Who changed which account: rows of Django's admin log, which administrators can read."""

from django.contrib.admin.models import LogEntry
from django.db.models import Model

from accounts.models import User


def note(*, by: User, about: Model, flag: int, message: str) -> None:
    """Write that `by` did something with the row `about` (flags: ADDITION, CHANGE)."""
    LogEntry.objects.log_actions(by.pk, [about], flag, message)
