"""`manage.py send_due_mail`: what the worker does every half minute, for an installation without one (a timer may call it)."""

from typing import Any

from django.core.management.base import BaseCommand

from accounts.services import mailing
from assessments.services import deadlines, digest


class Command(BaseCommand):
    """Tell of near deadlines, make the mails that are due, send them; running it again does nothing twice."""

    help = "Tell of near deadlines, make the mails that are due and send them."

    def handle(self, *args: Any, **options: Any) -> None:
        """Do it and say how much there was."""
        told, made, sent = deadlines.tell_deadlines(), digest.sweep(), mailing.sweep()
        self.stdout.write(f"{told} notices of deadlines, {made} mails made of notices, {sent} mails handed over.")
