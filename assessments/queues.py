"""Filters of the queues of verifiers and reviewers."""

from typing import Any

import django_filters
from django.db.models import Q, QuerySet
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

from assessments.models import Assessment, Cycle, CycleState
from regions.models import Province

ALL = "semua"


def chosen_cycle(request: HttpRequest) -> tuple[Cycle | None, list[Cycle]]:
    """The cycle named in the address, else the newest open one, else the newest; and all that were opened (two queries)."""
    cycles = list(Cycle.objects.counting().exclude(state=CycleState.DRAFT).select_related("framework").prefetch_related("phases"))
    year = request.GET.get("tahun", "")
    found = next((cycle for cycle in cycles if str(cycle.award_year) == year), None)
    found = found or next((cycle for cycle in cycles if cycle.state == CycleState.OPEN), None)
    return found or (cycles[0] if cycles else None), cycles


class QueueFilter(django_filters.FilterSet):
    """Region by name or code, province, state; the queue's own state unless another is chosen."""

    cari = django_filters.CharFilter(method="search", label=_("Region"))
    provinsi = django_filters.ModelChoiceFilter(
        field_name="region__province", queryset=Province.objects.none(), to_field_name="code", label=_("Province"), empty_label=_("All provinces")
    )
    keadaan = django_filters.ChoiceFilter(method="by_state", label=_("State"), empty_label=None)

    class Meta:
        model = Assessment
        fields: list[str] = []

    def __init__(self, data: Any, *, queryset: QuerySet[Assessment], states: Any, default: str) -> None:
        given = data.copy()
        given.setdefault("keadaan", default)
        if given["keadaan"] not in {ALL, *states.values}:
            given["keadaan"] = default
        super().__init__(given, queryset=queryset)
        self.filters["keadaan"].extra["choices"] = [*states.choices, (ALL, _("All states"))]
        self.filters["provinsi"].queryset = self._provinces(queryset)

    @staticmethod
    def _provinces(queryset: QuerySet[Assessment]) -> QuerySet[Province]:
        return Province.objects.filter(pk__in=queryset.order_by().values("region__province"))

    def search(self, queryset: QuerySet[Assessment], name: str, value: str) -> QuerySet[Assessment]:
        """By part of the name, or by code."""
        return queryset.filter(Q(region__full_name__icontains=value) | Q(region__code__startswith=value))

    def by_state(self, queryset: QuerySet[Assessment], name: str, value: str) -> QuerySet[Assessment]:
        """Those in the state; all of them when “all” is chosen."""
        return queryset if value == ALL else queryset.filter(state=value)
