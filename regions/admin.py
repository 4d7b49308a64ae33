"""Regions, provinces and Kanwil in the administration. Kanwil coverage is the part that changes."""

from django.contrib import admin
from django.db.models import Count, QuerySet
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

from regions.models import Province, Region, RegionalOffice


@admin.register(RegionalOffice)
class RegionalOfficeAdmin(admin.ModelAdmin):
    """A Kanwil; the provinces it serves are chosen in the list of provinces."""

    list_display = ["name", "seat", "coverage_status", "province_count"]
    list_filter = ["coverage_status"]
    search_fields = ["name", "seat", "provinces__name"]

    def get_queryset(self, request: HttpRequest) -> QuerySet[RegionalOffice]:
        """Count the provinces with the offices, not one by one."""
        return super().get_queryset(request).annotate(province_total=Count("provinces"))

    @admin.display(description=_("provinces served"), ordering="province_total")
    def province_count(self, office: RegionalOffice) -> int:
        """How many provinces the office serves, as far as it is known."""
        return office.province_total  # type: ignore[attr-defined]


@admin.register(Province)
class ProvinceAdmin(admin.ModelAdmin):
    """A province; its Kanwil can be changed in the list itself."""

    list_display = ["code", "name", "capital", "time_zone", "regional_office"]
    list_display_links = ["code", "name"]
    list_editable = ["regional_office"]
    list_filter = ["time_zone", ("regional_office", admin.EmptyFieldListFilter), "regional_office"]
    list_select_related = ["regional_office"]
    search_fields = ["code", "name", "official_name", "capital"]


@admin.register(Region)
class RegionAdmin(admin.ModelAdmin):
    """A kabupaten or kota."""

    list_display = ["code", "full_name", "kind", "province", "capital", "population"]
    list_display_links = ["code", "full_name"]
    list_filter = ["kind", "is_autonomous", "time_zone", "province"]
    list_select_related = ["province"]
    search_fields = ["code", "full_name", "aliases", "bps_code", "capital"]
    autocomplete_fields = ["province"]
    list_per_page = 50
