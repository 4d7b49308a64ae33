"""People sign in with their e-mail address."""

from functools import cached_property
from typing import TYPE_CHECKING, Any

from django.contrib.auth.base_user import AbstractBaseUser, BaseUserManager
from django.contrib.auth.models import PermissionsMixin
from django.db import models
from django.db.models.functions import Lower
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

if TYPE_CHECKING:
    from accounts.models.membership import Membership


class MailRhythm(models.TextChoices):
    """How often the portal writes about what can wait; what cannot wait always comes at once."""

    DAILY = "daily", _("Once a day, in one mail")
    AT_ONCE = "at_once", _("At once")
    NEVER = "never", _("Only what is urgent")


class UserAccounts(BaseUserManager["User"]):
    """Makes users; e-mail addresses are compared without regard to case."""

    def create_user(self, email: str, password: str | None = None, **fields: Any) -> "User":
        """Create an active person with a hashed password (unusable when None)."""
        user = self.model(email=self.normalize_email(email).lower(), **fields)
        user.set_password(password)
        user.save(using=self._db)
        return user

    def create_superuser(self, email: str, password: str | None = None, **fields: Any) -> "User":
        """Create the technical first account of an installation."""
        return self.create_user(email, password, is_superuser=True, is_staff=True, **fields)

    def get_by_natural_key(self, username: str | None) -> "User":
        """Find a person by e-mail, whatever its case."""
        return self.get(email__iexact=username)


class User(AbstractBaseUser, PermissionsMixin):
    """A person. What a person may do follows from memberships only, never from the person."""

    email = models.EmailField(_("e-mail address"), unique=True)
    full_name = models.CharField(_("full name"), max_length=120)
    phone = models.CharField(_("telephone"), max_length=30, blank=True)
    is_active = models.BooleanField(_("active"), default=True)
    is_staff = models.BooleanField(_("may open the administration"), default=False)
    mail_rhythm = models.CharField(_("mails about what can wait"), max_length=8, choices=MailRhythm, default=MailRhythm.DAILY)
    guided_at = models.DateTimeField(_("put the guide away"), null=True, blank=True)
    date_joined = models.DateTimeField(_("joined"), default=timezone.now)

    objects = UserAccounts()

    EMAIL_FIELD = "email"
    USERNAME_FIELD = "email"
    REQUIRED_FIELDS = ["full_name"]

    class Meta:
        verbose_name = _("user")
        verbose_name_plural = _("users")
        ordering = ["full_name"]
        constraints = [models.UniqueConstraint(Lower("email"), name="user_email_once_whatever_case")]

    def __str__(self) -> str:
        return self.full_name or self.email

    @cached_property
    def active_memberships(self) -> "list[Membership]":
        """Memberships that hold today, read once per request.

        The rules ask their roles and keys only. Offices, whose names the menu shows, are fetched when asked for,
        those of all memberships at once (a fetch mode of Django 6.1).
        """
        return list(self.memberships.active().fetch_mode(models.FETCH_PEERS))
