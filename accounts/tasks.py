"""Celery's entry points to the mail; a message may come twice without harm."""

from celery import shared_task

from accounts.services import delivery, mailing


@shared_task(name="accounts.send_mail")
def send_mail(mail_id: int) -> None:
    """Send the mail of this number."""
    delivery.deliver(mail_id)


@shared_task(name="accounts.sweep_mail")
def sweep_mail() -> int:
    """Hand over what is due; Celery beat calls it every half minute."""
    return mailing.sweep()
