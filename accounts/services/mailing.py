"""Mail leaves through a table: queued with the change it tells of, sent by the worker, each once.

The row is written in the transaction of what it tells; the broker gets its number after the commit. Whatever gets lost on
the way (a broker that is down, a worker that died), a sweep every half minute finds the row (decision 0026).
"""

from collections.abc import Iterable
from datetime import datetime, timedelta
from functools import partial
from typing import Any

from django.contrib.admin.models import CHANGE
from django.db import transaction
from django.db.models import Q
from django.utils import timezone

from accounts.access import require
from accounts.models import MailState, OutgoingMail
from accounts.services.broker import hand_over
from accounts.services.journal import note

SUBJECT_LIMIT = 200
# A mail that was handed to a worker and is still waiting: its message got lost.
HANDED_OVER_LASTS = timedelta(minutes=2)
SWEPT_AT_ONCE = 500
# Links of a mail that could not be sent work for three days; its text is no use to anybody much longer.
FAILED_BODY_KEPT = timedelta(days=14)


def queue_mail(*, key: str, to: str, subject: str, body: str, due_at: datetime | None = None) -> bool:
    """Queue a mail in the caller's transaction; False when a mail of this key was queued before.

    `due_at` is the earliest moment to send it (now when None). The text is deleted from the row once it was sent, so that
    links with a secret do not stay there.
    """
    now = timezone.now()
    values = {"to": to, "subject": " ".join(subject.split())[:SUBJECT_LIMIT], "body": body, "due_at": due_at or now}
    mail, is_new = OutgoingMail.objects.get_or_create(key=key, defaults=values)
    if is_new and mail.due_at <= now:
        transaction.on_commit(partial(send, mail.pk), robust=True)
    return is_new


def send(mail_id: int) -> bool:
    """Hand a mail's number to the broker; False when it does not answer."""
    from accounts.tasks import send_mail  # the tasks call the services, so this stays local

    return hand_over(send_mail, mail_id)


def sweep() -> int:
    """Hand over the mails that are due and in no worker's hands; return how many.

    Each is handed over at most once in two minutes, however often the sweep runs; a message too many does no harm either,
    since a mail is claimed by one worker only.
    """
    now = timezone.now()
    with transaction.atomic():
        waiting = Q(state=MailState.SENDING) | Q(claimed_at=None) | Q(claimed_at__lt=now - HANDED_OVER_LASTS)
        due = OutgoingMail.objects.due().filter(waiting).select_for_update(skip_locked=True).order_by("due_at")
        rows = list(due.values_list("pk", "state")[:SWEPT_AT_ONCE])
        # A worker's claim stays as it is: whether it is over is asked again by whoever takes the mail.
        OutgoingMail.objects.filter(pk__in=[pk for pk, state in rows if state == MailState.WAITING]).update(claimed_at=now)
    OutgoingMail.objects.filter(state=MailState.FAILED, created_at__lt=now - FAILED_BODY_KEPT).exclude(body="").update(body="")
    return sum(send(pk) for pk, _state in rows)


@transaction.atomic
def send_again(*, mails: Iterable[OutgoingMail], by: Any) -> int:
    """Try mails that could not be sent once more, from the beginning; return how many there were.

    A mail whose text was deleted since is left as it is. Raises `Refused` unless `by` manages accounts.
    """
    require(by, "accounts.manage_accounts")
    keys = [mail.pk for mail in mails]
    failed = list(OutgoingMail.objects.select_for_update().filter(pk__in=keys, state=MailState.FAILED).exclude(body=""))
    for mail in failed:
        mail.state, mail.attempts, mail.due_at, mail.claimed_at = MailState.WAITING, 0, timezone.now(), None
        mail.save(update_fields=["state", "attempts", "due_at", "claimed_at"])
        note(by=by, about=mail, flag=CHANGE, message="Sent again")
        transaction.on_commit(partial(send, mail.pk), robust=True)
    return len(failed)
