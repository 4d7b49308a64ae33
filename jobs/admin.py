"""Long work, to be read only: it is started and retried by services."""

from django.contrib import admin

from accounts.admin import ReadOnlyAdmin
from jobs.models import Job


@admin.register(Job)
class JobAdmin(ReadOnlyAdmin):
    """What runs, what waits, what went wrong."""

    list_display = ["pk", "kind", "state", "done", "total", "attempts", "created_by", "created_at", "heartbeat_at"]
    list_filter = ["state", "kind"]
    list_select_related = ["created_by"]
    search_fields = ["kind", "error"]
    date_hierarchy = "created_at"
