"""The administration of frameworks and the law: frameworks are read only; of the law, addresses and replacements are kept by hand."""

from typing import Any

from django.contrib import admin
from django.db.models import QuerySet
from django.http import HttpRequest

from accounts.admin import ReadOnlyAdmin
from indicators.models import Framework, Indicator, Instrument, Provision


@admin.register(Framework)
class FrameworkAdmin(ReadOnlyAdmin):
    """Frameworks; drafts are loaded from YAML, adopted ones are frozen in the database."""

    list_display = ["code", "title", "regulation", "regulation_date", "state", "adopted_at", "is_reference"]
    list_filter = ["state", "is_reference", "rollup"]
    search_fields = ["code", "regulation"]


@admin.register(Indicator)
class IndicatorAdmin(ReadOnlyAdmin):
    """Indicators of all frameworks."""

    list_display = ["code", "framework", "right", "kind", "answer_type", "statement"]
    list_filter = ["framework", "kind", "answer_type"]
    list_select_related = ["framework", "right"]
    search_fields = ["code", "statement"]


class LawAdmin(admin.ModelAdmin):
    """Texts come from the catalogue's files; where they are found and what replaced them is kept here."""

    actions: Any = None
    autocomplete_fields = ["replaced_by"]
    kept_by_hand = frozenset({"url", "replaced_by"})

    def get_readonly_fields(self, request: HttpRequest, obj: Any = None) -> list[str]:
        """Everything but the address and the replacement."""
        return [field.name for field in self.model._meta.fields if field.name not in self.kept_by_hand and field.name != "id"]  # noqa: SLF001

    def has_add_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """Nobody: the catalogue's files add."""
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """Nobody: adopted indicators rest on them."""
        return False


@admin.register(Instrument)
class InstrumentAdmin(LawAdmin):
    """Texts of law."""

    list_display = ["code", "root", "short_title", "year", "url", "replaced_by"]
    list_filter = ["root"]
    list_select_related = ["replaced_by"]
    search_fields = ["code", "short_title", "title"]


@admin.register(Provision)
class ProvisionAdmin(LawAdmin):
    """Articles, services and targets."""

    list_display = ["code", "instrument", "label", "title", "url", "replaced_by"]
    list_filter = ["instrument__root"]
    list_select_related = ["instrument", "replaced_by__instrument"]
    search_fields = ["code", "label", "title"]

    def get_queryset(self, request: HttpRequest) -> QuerySet[Provision]:
        """With the instrument, which is part of the name."""
        return super().get_queryset(request).select_related("instrument")
