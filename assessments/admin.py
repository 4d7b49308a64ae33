"""The administration of the yearly cycle: everything is written by services, administrators only read."""

from typing import Any

from django.contrib import admin, messages
from django.db.models import QuerySet
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

from accounts.admin import ReadOnlyAdmin
from assessments.models import Assessment, Assignment, Cycle, Event, EvidenceFile, FigureContest, OfficialFigure, Phase, Statement, Submission
from assessments.services.events import broken_links
from assessments.services.submission import is_intact


@admin.action(description=_("Check the chains of these events"))
def check_chains(modeladmin: Any, request: HttpRequest, queryset: QuerySet[Event]) -> None:
    """Say for the chains of the chosen events whether anything was altered or removed."""
    chains = sorted(set(queryset.order_by().values_list("chain", flat=True)))
    broken = [event for chain in chains for event in broken_links(chain)]
    for event in broken:
        modeladmin.message_user(
            request, _("%(chain)s: event %(number)s was altered, or events before it were removed.") % _named(event), messages.ERROR
        )
    if not broken:
        modeladmin.message_user(request, _("%(count)s chains checked; every event fits.") % {"count": len(chains)}, messages.SUCCESS)


def _named(event: Event) -> dict[str, Any]:
    return {"chain": event.chain, "number": event.sequence}


@admin.register(Event)
class EventAdmin(ReadOnlyAdmin):
    """The log."""

    list_display = ["at", "code", "assessment", "actor_name", "chain", "sequence"]
    list_filter = ["code"]
    list_select_related = ["assessment__region", "assessment__cycle"]
    search_fields = ["chain", "actor_name", "assessment__region__full_name", "assessment__region__code"]
    date_hierarchy = "at"
    ordering = ["-pk"]
    actions = [check_chains]


class PhaseInline(admin.TabularInline):
    """Dates of a cycle, for reading."""

    model = Phase
    extra = 0
    can_delete = False

    def has_add_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """Nobody: leads change dates on the cycle's page."""
        return False

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """Nobody: leads change dates on the cycle's page."""
        return False


@admin.register(Cycle)
class CycleAdmin(ReadOnlyAdmin):
    """Cycles."""

    list_display = ["award_year", "data_year", "framework", "state", "is_demonstration", "opened_at"]
    list_select_related = ["framework"]
    inlines = [PhaseInline]


@admin.register(Assessment)
class AssessmentAdmin(ReadOnlyAdmin):
    """Assessments; their state moves only by the table of transitions."""

    list_display = ["region", "cycle", "state", "round", "answered_count", "self_score", "submitted_at"]
    list_filter = ["cycle", "state", "region__province"]
    list_select_related = ["region", "cycle"]
    search_fields = ["region__full_name", "region__code"]

    def get_queryset(self, request: HttpRequest) -> QuerySet[Assessment]:
        """Without practice, which is the region's own."""
        return super().get_queryset(request).filter(cycle__is_practice=False)


@admin.register(Submission)
class SubmissionAdmin(ReadOnlyAdmin):
    """Submissions and whether they are as they were sent."""

    list_display = ["number", "assessment", "submitted_by_name", "submitted_at", "withdrawn_at"]
    list_select_related = ["assessment__region", "assessment__cycle"]
    search_fields = ["number", "assessment__region__full_name"]
    date_hierarchy = "submitted_at"
    readonly_fields = ["intact"]

    def get_queryset(self, request: HttpRequest) -> QuerySet[Submission]:
        """Without practice, which is the region's own."""
        return super().get_queryset(request).filter(assessment__cycle__is_practice=False)

    @admin.display(description=_("content fits its fingerprint"), boolean=True)
    def intact(self, submission: Submission) -> bool:
        """Whether the frozen content still has its fingerprint."""
        return is_intact(submission)


@admin.register(Assignment)
class AssignmentAdmin(ReadOnlyAdmin):
    """Which OPD answers what; coordinators divide the work."""

    list_display = ["indicator", "work_unit", "assessment", "due_on", "assigned_at", "finished_at", "reminded_at"]
    list_select_related = ["indicator", "work_unit__region", "assessment__region", "assessment__cycle"]
    search_fields = ["indicator__code", "work_unit__name", "assessment__region__full_name", "assessment__region__code"]

    def get_queryset(self, request: HttpRequest) -> QuerySet[Assignment]:
        """Without practice, which is the region's own."""
        return super().get_queryset(request).filter(assessment__cycle__is_practice=False)


@admin.register(Statement)
class StatementAdmin(ReadOnlyAdmin):
    """Signed statements by their fingerprint; the scans are read on the pages of their assessments."""

    list_display = ["assessment", "original_name", "uploaded_at", "confirmed_by_name", "confirmed_at", "scan_state"]
    list_filter = ["scan_state"]
    list_select_related = ["assessment__region", "assessment__cycle"]
    search_fields = ["sha256", "assessment__region__full_name", "assessment__region__code"]
    exclude = ["file", "answers"]

    def get_queryset(self, request: HttpRequest) -> QuerySet[Statement]:
        """Without practice, which is the region's own."""
        return super().get_queryset(request).filter(assessment__cycle__is_practice=False)


@admin.register(OfficialFigure)
class OfficialFigureAdmin(ReadOnlyAdmin):
    """Official figures as they were loaded; they come from files (decision 0020)."""

    list_display = ["indicator", "region", "data_year", "number", "numerator", "denominator", "source", "loaded_at"]
    list_filter = ["data_year", "is_demonstration"]
    list_select_related = ["indicator", "region"]
    search_fields = ["indicator__code", "region__full_name", "region__code", "source"]


@admin.register(FigureContest)
class FigureContestAdmin(ReadOnlyAdmin):
    """Which figures regions contest, and why."""

    list_display = ["figure", "assessment", "by_name", "at"]
    list_select_related = ["figure", "assessment__region", "assessment__cycle"]
    search_fields = ["figure__indicator__code", "assessment__region__full_name", "reason"]


@admin.register(EvidenceFile)
class EvidenceFileAdmin(ReadOnlyAdmin):
    """Stored files by their fingerprint; the files themselves are read on the pages of their answers."""

    list_display = ["original_name", "region", "size", "media_type", "scan_state", "uploaded_at"]
    list_filter = ["scan_state", "media_type"]
    list_select_related = ["region"]
    search_fields = ["original_name", "sha256", "region__full_name", "region__code"]
    exclude = ["file"]
