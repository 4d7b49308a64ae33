"""Filters of result lists."""

from typing import Any

import django_filters as filters
from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from regions.models import Province, Region
from reports.models import Result
from reports.record import NO_RESULT, NO_RESULT_TITLE, PREDICATE_TITLES, YearRecord
from reports.search import search_regions


class ResultFilter(filters.FilterSet):
    """Results of a run by name, province, predicate."""

    cari = filters.CharFilter(label=_("Name or code"), method="named")
    provinsi = filters.ModelChoiceFilter(
        label=_("Province"), field_name="region__province", queryset=Province.objects.all(), to_field_name="code", empty_label=_("All provinces")
    )
    predikat = filters.ChoiceFilter(label=_("Predicate"), field_name="predicate", empty_label=_("All predicates"))

    class Meta:
        model = Result
        fields: list[str] = []

    def __init__(self, *args: Any, predicates: list[tuple[str, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.filters["predikat"].extra["choices"] = predicates

    def named(self, queryset: QuerySet[Result], name: str, value: str) -> QuerySet[Result]:
        """Match the name, other spellings, the capital or the code."""
        return search_regions(queryset, value, prefix="region__")


class RegionFilter(filters.FilterSet):
    """Regions by name, province, kind, and predicate of the chosen year."""

    cari = filters.CharFilter(label=_("Name or code"), method="named")
    provinsi = filters.ModelChoiceFilter(
        label=_("Province"), field_name="province", queryset=Province.objects.all(), to_field_name="code", empty_label=_("All provinces")
    )
    jenis = filters.ChoiceFilter(
        label=_("Kind"), method="of_kind", choices=[("kabupaten", "Kabupaten"), ("kota", "Kota")], empty_label=_("Kabupaten and kota")
    )
    predikat = filters.ChoiceFilter(
        label=_("Predicate"),
        method="with_predicate",
        choices=[*PREDICATE_TITLES.items(), (NO_RESULT, NO_RESULT_TITLE)],
        empty_label=_("All predicates"),
    )

    class Meta:
        model = Region
        fields: list[str] = []

    def __init__(self, *args: Any, record: YearRecord | None, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.record = record

    def named(self, queryset: QuerySet[Region], name: str, value: str) -> QuerySet[Region]:
        """Match the name, other spellings, the capital or the code."""
        return search_regions(queryset, value)

    def of_kind(self, queryset: QuerySet[Region], name: str, value: str) -> QuerySet[Region]:
        """Administrative kabupaten and kota count with their kind."""
        return queryset.filter(kind__startswith=value)

    def with_predicate(self, queryset: QuerySet[Region], name: str, value: str) -> QuerySet[Region]:
        """Regions holding the predicate in the year shown, or those without a result."""
        if self.record is None:
            return queryset.none()
        if value == NO_RESULT:
            return queryset.exclude(pk__in=self.record.results)
        return queryset.filter(pk__in=[key for key, result in self.record.results.items() if result.predicate == value])
