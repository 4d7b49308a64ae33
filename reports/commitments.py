"""Commitments in the public's words. Only published tables are read."""

from collections import Counter
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from django import forms
from django.db.models import QuerySet
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from indicators.bilingual import Bilingual
from indicators.models import Framework
from indicators.scoring import ScoreNode
from indicators.services.mapping import lineage
from regions.models import Province
from reports.models import Fulfilment, PublishedCommitment, PublishedResult
from reports.search import search_regions


@dataclass(frozen=True, slots=True)
class Change:
    """The share of an indicator's points in the year of the promise and in the next one that is public."""

    year: int
    before: Decimal
    later_year: int
    after: Decimal

    @property
    def difference(self) -> Decimal:
        """Percentage points gained or lost."""
        return self.after - self.before


@dataclass(frozen=True, slots=True)
class ShownAction:
    """One action as the public reads it."""

    order: int
    text: str
    work_unit: str
    target: str
    code: str
    statement: Bilingual
    url: str
    gain: Decimal | None
    fulfilment: str
    note: str
    change: Change | None = None

    @property
    def is_told(self) -> bool:
        """Whether the region has said what became of it."""
        return self.fulfilment != Fulfilment.OPEN

    @property
    def label(self) -> str:
        """What became of it, in words."""
        return str(Fulfilment(self.fulfilment).label) if self.fulfilment in Fulfilment.values else self.fulfilment


def shown_actions(commitment: PublishedCommitment) -> list[ShownAction]:
    """The actions of a commitment, with how the scores changed where both results are public (four queries at most)."""
    changes = _changes(commitment)
    return [_shown(action, changes.get(action.get("indicator", ""))) for action in commitment.actions]


def _shown(action: dict[str, Any], change: Change | None) -> ShownAction:
    code, framework, gain = action.get("indicator", ""), action.get("framework", ""), action.get("gain")
    return ShownAction(
        order=action["order"],
        text=action["text"],
        work_unit=action.get("work_unit", ""),
        target=action.get("target", ""),
        code=code,
        statement=Bilingual(action.get("statement") or {}),
        url=reverse("indicators:indicator", args=[framework, code]) if code and framework else "",
        gain=Decimal(gain) if gain is not None else None,
        fulfilment=action.get("fulfilment", Fulfilment.OPEN),
        note=action.get("note", ""),
        change=change,
    )


def _changes(commitment: PublishedCommitment) -> dict[str, Change]:
    """How the indicators of the actions stood in the year of the promise and in the next public result of the region."""
    codes = {action["indicator"] for action in commitment.actions if action.get("indicator")}
    if not codes:
        return {}
    rows = PublishedResult.objects.filter(region=commitment.region_id, year__award_year__gte=commitment.award_year, explanation__isnull=False)
    results = list(rows.select_related("year").only("explanation", "year").order_by("year__award_year")[:2])
    if not results or results[0] is results[-1] or results[0].year.award_year != commitment.award_year:
        return {}
    first, then = results
    successors = _successors(first.year.framework_code, then.year.framework_code)
    before, after = _shares(first), _shares(then)
    return {
        code: Change(first.year.award_year, before[code], then.year.award_year, after[later])
        for code in codes
        if code in before and (later := successors.get(code, code) if successors is not None else "") in after
    }


def _successors(older: str, newer: str) -> dict[str, str] | None:
    """Older code to newer code where the two ask for the same; None where no way leads from one framework to the other."""
    if older == newer:
        return {}
    frameworks = {framework.code: framework for framework in Framework.objects.filter(code__in=[older, newer])}
    way = lineage(frameworks[newer], frameworks[older]) if len(frameworks) > 1 else None
    if way is None:
        return None
    return {before: after for after, before in way.carried.items()}


def _shares(result: PublishedResult) -> dict[str, Decimal]:
    """Per cent of the points of each counted indicator."""
    leaves = ScoreNode.from_dict(result.explanation or []).walk("indicator")
    return {node.code: 100 * node.earned / node.maximum for node in leaves if node.maximum_ticks}


@dataclass(frozen=True, slots=True)
class Tally:
    """How many actions of a commitment came to what."""

    code: str
    label: str
    count: int


def tally(commitment: PublishedCommitment) -> list[Tally]:
    """What became of the actions, counted; empty while nothing is told."""
    if commitment.followed_up_at is None:
        return []
    counts = Counter(action.get("fulfilment", Fulfilment.OPEN) for action in commitment.actions)
    return [Tally(value, str(Fulfilment(value).label), counts[value]) for value in ("done", "partly", "not_done", "open") if counts[value]]


class FindCommitmentsForm(forms.Form):
    """Find commitments by region, province, year and whether it was told what became of them."""

    STATES = (("", gettext_lazy("All")), ("kisah", gettext_lazy("Told what became of it")), ("terbuka", gettext_lazy("Not told yet")))

    cari = forms.CharField(label=gettext_lazy("Region"), required=False, max_length=80, widget=forms.TextInput(attrs={"type": "search"}))
    provinsi = forms.ChoiceField(label=gettext_lazy("Province"), required=False)
    tahun = forms.ChoiceField(label=gettext_lazy("Award year"), required=False)
    keadaan = forms.ChoiceField(label=gettext_lazy("What became of it"), required=False, choices=STATES)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        provinces = Province.objects.order_by("code").values_list("code", "name")
        years = PublishedCommitment.objects.order_by("-award_year").values_list("award_year", flat=True).distinct()
        self.fields["provinsi"].choices = [("", _("All provinces")), *provinces]  # type: ignore[attr-defined]
        self.fields["tahun"].choices = [("", _("All years")), *((str(year), str(year)) for year in years)]  # type: ignore[attr-defined]

    def found(self) -> QuerySet[PublishedCommitment]:
        """What matches; a filter that is no filter is ignored."""
        self.full_clean()
        asked = getattr(self, "cleaned_data", {})
        rows = PublishedCommitment.objects.select_related("region__province").order_by("-award_year", "region__code")
        if asked.get("cari"):
            rows = search_regions(rows, asked["cari"], prefix="region__")
        if asked.get("provinsi"):
            rows = rows.filter(region__province__code=asked["provinsi"])
        if asked.get("tahun"):
            rows = rows.filter(award_year=asked["tahun"])
        if asked.get("keadaan"):
            rows = rows.filter(followed_up_at__isnull=asked["keadaan"] == "terbuka")
        return rows
