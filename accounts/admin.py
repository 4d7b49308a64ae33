"""The administration of people, offices and roles, and what other floors' administrations are built from."""

from typing import Any, cast

from axes.admin import AccessAttemptAdmin, AccessFailureLogAdmin, AccessLogAdmin
from axes.models import AccessAttempt, AccessFailureLog, AccessLog
from django.contrib import admin, messages
from django.contrib.admin.models import LogEntry
from django.contrib.auth import admin as _auth_admin  # noqa: F401 - registers Group, which is taken back below
from django.contrib.auth.models import Group
from django.db.models import QuerySet
from django.forms import ModelForm
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from accounts.access import allowed
from accounts.administration import PERMISSION
from accounts.models import Invitation, Membership, OutgoingMail, User, WorkUnit
from accounts.services import create_account
from accounts.services.mailing import send_again


class ReadOnlyAdmin(admin.ModelAdmin):
    """Rows that services write and administrators only read."""

    actions: Any = None

    def has_add_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """Nobody."""
        return False

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """Nobody."""
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """Nobody."""
        return False


class MembershipInline(admin.StackedInline):
    """A person's roles."""

    model = Membership
    extra = 0
    autocomplete_fields = ["region", "work_unit", "province", "regional_office"]


@admin.register(User)
class UserAdmin(admin.ModelAdmin):
    """People. A person is never deleted (the events name them): the account is made inactive."""

    list_display = ["full_name", "email", "is_active", "last_login"]
    list_filter = ["is_active", "memberships__role"]
    search_fields = ["full_name", "email"]
    fields = ["email", "full_name", "phone", "is_active", "last_login", "date_joined"]
    readonly_fields = ["last_login", "date_joined"]
    inlines = [MembershipInline]

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """Nobody."""
        return False

    def get_fields(self, request: HttpRequest, obj: User | None = None) -> Any:
        """A new account gets its password from the person, by mail; there is nothing else to say yet."""
        return self.fields if obj else ["email", "full_name", "phone"]

    def save_model(self, request: HttpRequest, obj: User, form: ModelForm, change: bool) -> None:
        """A new account comes from the service, which mails the person the link for the password."""
        if change:
            obj.email = obj.email.lower()
            super().save_model(request, obj, form, change)
            return
        made = create_account(email=obj.email, name=obj.full_name, phone=obj.phone, by=cast("User", request.user))
        obj.pk, obj.email, obj.password = made.pk, made.email, made.password
        obj._state.adding = False  # noqa: SLF001 - the row is there; Django's own admin needs to know

    def log_addition(self, request: HttpRequest, obj: User, message: Any) -> Any:
        """Nothing: the service has written it."""


@admin.register(Membership)
class MembershipAdmin(admin.ModelAdmin):
    """Roles of all people."""

    list_display = ["user", "role", "region", "work_unit", "province", "regional_office", "valid_from", "valid_until"]
    list_filter = ["role", "province", "regional_office"]
    list_select_related = ["user", "region", "work_unit", "province", "regional_office"]
    search_fields = ["user__full_name", "user__email", "region__full_name", "region__code"]
    autocomplete_fields = ["user", "region", "work_unit", "province", "regional_office"]
    date_hierarchy = "valid_from"


@admin.register(WorkUnit)
class WorkUnitAdmin(admin.ModelAdmin):
    """Agencies of the regions."""

    list_display = ["name", "region"]
    list_select_related = ["region"]
    search_fields = ["name", "region__full_name", "region__code"]
    autocomplete_fields = ["region"]


@admin.register(Invitation)
class InvitationAdmin(ReadOnlyAdmin):
    """Invitations of OPD contributors; coordinators send them and take them back. What is kept of the link's secret is shown to nobody."""

    list_display = ["email", "full_name", "work_unit", "invited_by", "invited_at", "expires_at", "accepted_at", "revoked_at"]
    list_select_related = ["work_unit__region", "invited_by"]
    search_fields = ["email", "full_name", "work_unit__name", "work_unit__region__full_name", "work_unit__region__code"]
    date_hierarchy = "invited_at"
    exclude = ["secret_hash"]


@admin.register(LogEntry)
class LogEntryAdmin(ReadOnlyAdmin):
    """Who changed what here."""

    list_display = ["action_time", "user", "content_type", "object_repr", "action_flag", "change_message"]
    list_filter = ["action_flag", "content_type"]
    list_select_related = ["user", "content_type"]
    search_fields = ["object_repr", "change_message", "user__email"]
    date_hierarchy = "action_time"


@admin.action(description=_("Send again what could not be sent"))
def try_again(modeladmin: Any, request: HttpRequest, queryset: QuerySet[OutgoingMail]) -> None:
    """Send the chosen mails that failed once more."""
    count = send_again(mails=queryset, by=request.user)
    words = ngettext("%(count)s mail is sent again.", "%(count)s mails are sent again.", count) % {"count": count}
    modeladmin.message_user(request, words if count else _("None of these could be sent again."), messages.SUCCESS if count else messages.WARNING)


@admin.register(OutgoingMail)
class OutgoingMailAdmin(ReadOnlyAdmin):
    """Mails and what became of them. Their text is shown to nobody: it may hold a link that opens an account."""

    list_display = ["created_at", "to", "subject", "state", "attempts", "due_at", "sent_at", "error"]
    list_filter = ["state"]
    search_fields = ["to", "subject"]
    date_hierarchy = "created_at"
    fields = ["to", "subject", "state", "attempts", "created_at", "due_at", "sent_at", "error"]
    actions = [try_again]


for _model in (Group, AccessAttempt, AccessLog, AccessFailureLog):
    if admin.site.is_registered(_model):
        admin.site.unregister(_model)


@admin.register(AccessAttempt)
class WrongPasswordsAdmin(ReadOnlyAdmin, AccessAttemptAdmin):
    """Wrong passwords; deleting a row opens the way in again."""

    actions = ["delete_selected"]

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """Let a person in again before the waiting is over."""
        return allowed(request.user, PERMISSION)


@admin.register(AccessLog)
class SignInLogAdmin(ReadOnlyAdmin, AccessLogAdmin):
    """Who signed in when and from where."""


@admin.register(AccessFailureLog)
class FailureLogAdmin(ReadOnlyAdmin, AccessFailureLogAdmin):
    """Each wrong password, where this is kept."""
