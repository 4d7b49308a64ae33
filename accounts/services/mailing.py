"""Mail leaves through a table: queued with the change it tells of, sent by the worker, each once."""

from datetime import datetime

from django.utils import timezone

from accounts.models import OutgoingMail

SUBJECT_LIMIT = 200


def queue_mail(*, key: str, to: str, subject: str, body: str, due_at: datetime | None = None) -> bool:
    """Queue a mail in the caller's transaction; False when a mail of this key was queued before.

    `due_at` is the earliest moment to send it (now when None).
    """
    row = OutgoingMail(key=key, to=to, subject=" ".join(subject.split())[:SUBJECT_LIMIT], body=body, due_at=due_at or timezone.now())
    known = OutgoingMail.objects.filter(key=key).exists()
    OutgoingMail.objects.bulk_create([row], ignore_conflicts=True)
    return not known
