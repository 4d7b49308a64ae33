"""Sending one mail: claimed by one worker, tried again later when the server does not take it."""

import hashlib
import logging
import smtplib
from datetime import timedelta
from urllib.parse import urlsplit

from django.conf import settings
from django.core.mail import EmailMessage
from django.db import transaction
from django.utils import timezone

from accounts.models import MailState, OutgoingMail

logger = logging.getLogger(__name__)

# How long to wait after each try that failed; after the last one a mail has failed for good.
PAUSES = tuple(timedelta(minutes=minutes) for minutes in (1, 5, 15, 60, 4 * 60, 12 * 60, 24 * 60))
# Answers of a mail server from here on mean: never (RFC 5321, 4.2.1).
PERMANENT = 500
ERROR_LIMIT = 500


def message_id(key: str) -> str:
    """The Message-ID of the mail of a key, always the same: a second copy after a crash is known as one by mail programs."""
    host = urlsplit(settings.PORTAL_PUBLIC_URL).hostname or "localhost"
    return f"<{hashlib.sha256(key.encode()).hexdigest()[:40]}@{host}>"


def claim(mail_id: int) -> OutgoingMail | None:
    """Take a mail for this worker; None when it was sent, is not due, is gone or is in another worker's hands.

    The claim is committed before anything is sent, so that two workers never send the same mail. `attempts` then is the
    claim's number: a worker that was given up for dead can no longer write to the row.
    """
    with transaction.atomic(durable=True):
        mail = OutgoingMail.objects.due().select_for_update(skip_locked=True).filter(pk=mail_id).first()
        if mail is None:
            return None
        if mail.attempts > len(PAUSES):
            # A mail that was in the hands of so many workers that died is left to an administrator.
            logger.error("Mail %s is given up after %s lost workers", mail.pk, mail.attempts)
            OutgoingMail.objects.filter(pk=mail.pk).update(state=MailState.FAILED, error=f"{mail.attempts} workers stopped", claimed_at=None)
            return None
        mail.state = MailState.SENDING
        mail.attempts += 1
        mail.claimed_at = timezone.now()
        mail.save(update_fields=["state", "attempts", "claimed_at"])
    return mail


def deliver(mail_id: int) -> bool:
    """Send the mail of this number if it is still to be sent; return whether this call sent it."""
    mail = claim(mail_id)
    if mail is None:
        logger.info("Mail %s is sent, gone or taken; nothing to do", mail_id)
        return False
    try:
        _send(mail)
    except (smtplib.SMTPException, OSError) as error:
        _failed(mail, error, for_good=_is_permanent(error))
        return False
    except ValueError as error:  # an address or a subject that no mail can have (UnicodeError is one of them)
        logger.exception("Mail %s cannot be written", mail.pk)
        _failed(mail, error, for_good=True)
        return False
    _update(mail, state=MailState.SENT, sent_at=timezone.now(), body="", error="")
    return True


def _send(mail: OutgoingMail) -> None:
    headers = {"Message-ID": message_id(mail.key), "Auto-Submitted": "auto-generated"}
    EmailMessage(mail.subject, mail.body, None, [mail.to], headers=headers).send()


def _is_permanent(error: Exception) -> bool:
    """Whether the server said that it will never take a mail to this address."""
    if isinstance(error, smtplib.SMTPRecipientsRefused):
        return all(code >= PERMANENT for code, _words in error.recipients.values())
    return False


def _failed(mail: OutgoingMail, error: Exception, *, for_good: bool) -> None:
    words = f"{type(error).__name__}: {error}"[:ERROR_LIMIT].replace("\0", "")
    if for_good or mail.attempts > len(PAUSES):
        logger.error("Mail %s could not be sent after %s tries: %s", mail.pk, mail.attempts, words)
        _update(mail, state=MailState.FAILED, error=words, claimed_at=None)
        return
    pause = PAUSES[mail.attempts - 1]
    logger.warning("Mail %s is tried again in %s: %s", mail.pk, pause, words)
    _update(mail, state=MailState.WAITING, error=words, claimed_at=None, due_at=timezone.now() + pause)


def _update(mail: OutgoingMail, **values: object) -> None:
    """Write to the row as long as this claim holds."""
    held = OutgoingMail.objects.filter(pk=mail.pk, state=MailState.SENDING, attempts=mail.attempts)
    if not held.update(**values):
        logger.warning("Mail %s was taken over by another worker", mail.pk)
