"""Forms of the simulation: what to work out, and which regions to show."""

from typing import Any

import django_filters as filters
from crispy_forms.helper import FormHelper
from crispy_forms.layout import Layout, Submit
from django import forms
from django.db.models import F, QuerySet
from django.utils.translation import gettext_lazy as _

from assessments.models import Cycle
from regions.models import Province
from reports.models import SimulationRow, Unasked
from reports.search import search_regions
from reports.services.simulation import usable_cycles


class CycleChoice(forms.ModelChoiceField):
    """A cycle with the framework it was answered by."""

    def label_from_instance(self, obj: Cycle) -> str:
        """Year, framework, and whether its data are invented."""
        label = f"{obj} · {obj.framework.title}"
        return f"{label} · {_('demonstration data')}" if obj.is_demonstration else label


class SimulationForm(forms.Form):
    """On which answers to try the framework out."""

    cycle = CycleChoice(
        label=_("Answers of"), queryset=None, empty_label=None, help_text=_("The scores before are computed by this cycle's own framework.")
    )
    unasked = forms.ChoiceField(
        label=_("Indicators the cycle has no figures for"), choices=Unasked.choices, initial=Unasked.OMIT, widget=forms.RadioSelect
    )
    only_reviewed = forms.BooleanField(
        label=_("Only regions that were scored by the reviewers"),
        required=False,
        help_text=_("Otherwise the others count with their own answers, which nobody has judged."),
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["cycle"].queryset = usable_cycles()
        self.helper = FormHelper()
        self.helper.form_tag = False
        self.helper.disable_csrf = True
        self.helper.layout = Layout("cycle", "unasked", "only_reviewed", Submit("start", _("Simulate")))


WAYS = [
    ("naik", _("Gain")),
    ("turun", _("Lose")),
    ("predikat", _("Another predicate")),
    ("piagam", _("Gain a certificate")),
    ("tanpa-piagam", _("Lose the certificate")),
]
ORDERS = {
    "naik": ("-change", "region__code"),
    "turun": ("change", "region__code"),
    "peringkat": ("-rank_change", "region__code"),
    "jatuh": ("rank_change", "region__code"),
    "nama": ("region__name", "region__code"),
}
ORDER_LABELS = [
    ("naik", _("Largest gain")),
    ("turun", _("Largest loss")),
    ("peringkat", _("Most places gained")),
    ("jatuh", _("Most places lost")),
    ("nama", _("Name")),
]
CONDITIONS: dict[str, dict[str, Any]] = {
    # As shown: half a hundredth is nothing.
    "naik": {"change__gte": "0.005"},
    "turun": {"change__lte": "-0.005"},
    "piagam": {"before_awarded": False, "after_awarded": True},
    "tanpa-piagam": {"before_awarded": True, "after_awarded": False},
}


class SimulationFilter(filters.FilterSet):
    """Regions of a simulation by name, province, kind, what happens to them; and their order."""

    cari = filters.CharFilter(label=_("Name or code"), method="named")
    provinsi = filters.ModelChoiceFilter(
        label=_("Province"), field_name="region__province", queryset=Province.objects.all(), to_field_name="code", empty_label=_("All provinces")
    )
    jenis = filters.ChoiceFilter(
        label=_("Kind"), method="of_kind", choices=[("kabupaten", "Kabupaten"), ("kota", "Kota")], empty_label=_("Kabupaten and kota")
    )
    arah = filters.ChoiceFilter(label=_("What happens"), method="moved", choices=WAYS, empty_label=_("All"))
    dari = filters.ChoiceFilter(label=_("Predicate before"), field_name="before_predicate", empty_label=_("All predicates"))
    ke = filters.ChoiceFilter(label=_("Predicate after"), field_name="after_predicate", empty_label=_("All predicates"))
    urut = filters.ChoiceFilter(label=_("Order"), method="ordered", choices=ORDER_LABELS, empty_label=_("Rank after"))

    class Meta:
        model = SimulationRow
        fields: list[str] = []

    def __init__(self, *args: Any, before: list[tuple[str, str]], after: list[tuple[str, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.filters["dari"].extra["choices"] = before
        self.filters["ke"].extra["choices"] = after

    def named(self, queryset: QuerySet[SimulationRow], name: str, value: str) -> QuerySet[SimulationRow]:
        """Match the name, other spellings, the capital or the code."""
        return search_regions(queryset, value, prefix="region__")

    def of_kind(self, queryset: QuerySet[SimulationRow], name: str, value: str) -> QuerySet[SimulationRow]:
        """Administrative kabupaten and kota count with their kind."""
        return queryset.filter(region__kind__startswith=value)

    def moved(self, queryset: QuerySet[SimulationRow], name: str, value: str) -> QuerySet[SimulationRow]:
        """Regions that gain, lose, or change their predicate or certificate."""
        if value == "predikat":
            return queryset.exclude(before_predicate=F("after_predicate"))
        return queryset.filter(**CONDITIONS[value])

    def ordered(self, queryset: QuerySet[SimulationRow], name: str, value: str) -> QuerySet[SimulationRow]:
        """Another order than by rank."""
        return queryset.order_by(*ORDERS[value])
