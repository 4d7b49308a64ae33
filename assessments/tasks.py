"""Celery's entry points to notices and deadlines; a message may come twice without harm."""

from celery import shared_task
from django.conf import settings

from accounts.services import mailing
from assessments.services import deadlines, digest, scanning, stray_files, uploads


@shared_task(name="assessments.mail_notices")
def mail_notices() -> int:
    """Make mails of the notices that are due; Celery beat calls it every half minute."""
    made = digest.sweep()
    if settings.CELERY_TASK_ALWAYS_EAGER:
        mailing.sweep()  # nobody else does without a broker
    return made


@shared_task(name="assessments.tell_deadlines")
def tell_deadlines() -> int:
    """Tell regions that have not sent yet that the end is near; Celery beat calls it every quarter of an hour."""
    return deadlines.tell_deadlines()


@shared_task(name="assessments.sweep_scans")
def sweep_scans() -> int:
    """Scan what still waits for the virus scan; Celery beat calls it every two minutes."""
    return scanning.sweep_scans()


@shared_task(name="assessments.sweep_files")
def sweep_files() -> int:
    """Give up old uploads and throw away stored files that belong to nothing; Celery beat calls it every hour."""
    return uploads.sweep_uploads() + stray_files.sweep_stray_files()
