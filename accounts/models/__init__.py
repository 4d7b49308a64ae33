"""Who: people, the offices they act for, their roles."""

from accounts.models.invitation import Invitation
from accounts.models.mail import MailState, OutgoingMail
from accounts.models.membership import Membership, Role
from accounts.models.user import MailRhythm, User
from accounts.models.work_unit import WorkUnit

__all__ = ["Invitation", "MailRhythm", "MailState", "Membership", "OutgoingMail", "Role", "User", "WorkUnit"]
