"""Reading a year of the public record. Only published tables are read."""

from collections import Counter
from dataclasses import dataclass, field
from decimal import Decimal
from typing import NamedTuple

from django.db.models import QuerySet
from django.utils.formats import get_format
from django.utils.functional import Promise
from django.utils.html import escape
from django.utils.translation import gettext_lazy

from indicators.scoring import displayed
from regions.models import Province, Region
from reports.models import PublishedResult, PublishedYear

# How the list of regions can be put in order.
ORDERS: dict[str, Promise] = {"kode": gettext_lazy("Code"), "nama": gettext_lazy("Name"), "nilai": gettext_lazy("Score, highest first")}
# Predicates of all frameworks so far, best first (domain.md, section 2.1).
PREDICATE_TITLES: dict[str, str | Promise] = {
    "peduli": gettext_lazy("Peduli HAM"),
    "cukup": gettext_lazy("Cukup Peduli HAM"),
    "mulai": gettext_lazy("Mulai Peduli HAM"),
    "kurang": gettext_lazy("Kurang Peduli HAM"),
    "belum-dinilai": gettext_lazy("Not assessed"),
}
NO_RESULT = "none"
NO_RESULT_TITLE = gettext_lazy("No result in the register")


def predicate_title(code: str) -> str:
    """Words for a predicate; a region without a published result has none."""
    return str(PREDICATE_TITLES.get(code, NO_RESULT_TITLE))


@dataclass(frozen=True, slots=True)
class Tally:
    """How many regions hold a predicate; `share` is whole percent of all 514."""

    code: str
    title: str
    count: int
    share: int


class Standing(NamedTuple):
    """What the list and the map need of a region's result; five hundred of them are read for each page."""

    predicate: str
    is_awarded: bool
    final: Decimal | None


@dataclass(slots=True)
class YearRecord:
    """A published year with its results by region."""

    year: PublishedYear
    results: dict[int, Standing] = field(default_factory=dict)

    def predicate_of(self, region: Region) -> str:
        """Predicate code of a region in this year, or ``none``."""
        result = self.results.get(region.pk)
        return result.predicate if result else NO_RESULT

    def tallies(self, regions_total: int) -> list[Tally]:
        """Counted results by predicate, best first, then the regions without one."""
        counted = Counter(result.predicate for result in self.results.values())
        counted[NO_RESULT] = regions_total - len(self.results)
        codes = [*PREDICATE_TITLES, NO_RESULT]
        return [Tally(code, predicate_title(code), counted[code], round(100 * counted[code] / regions_total)) for code in codes if counted[code]]


def read_year(year: PublishedYear) -> YearRecord:
    """Read what the list and the map need of a year's results: one query."""
    rows = PublishedResult.objects.filter(year=year).order_by().values_list("region_id", "predicate", "is_awarded", "final")
    return YearRecord(year, {region_id: Standing(predicate, awarded, final) for region_id, predicate, awarded, final in rows})


@dataclass(frozen=True, slots=True)
class ListRow:
    """A region in the list of a year."""

    code: str
    name: str
    province: str
    predicate: str
    title: str
    score: str


def list_rows(regions: QuerySet[Region], record: YearRecord | None, *, order: str) -> list[ListRow]:
    """Rows of the list of regions: two queries. What many rows share is worded and escaped once."""
    provinces = {pk: escape(name) for pk, name in Province.objects.values_list("pk", "name")}
    titles = {code: escape(predicate_title(code)) for code in (*PREDICATE_TITLES, NO_RESULT)}
    separator = get_format("DECIMAL_SEPARATOR")
    results = record.results if record else {}
    ordered = list(regions.values_list("pk", "code", "name", "full_name", "province_id"))
    if order == "nama":
        ordered.sort(key=lambda region: region[2])
    elif order == "nilai":
        ordered.sort(key=lambda region: _worth(results.get(region[0])), reverse=True)
    rows = []
    for pk, code, _name, full_name, province_id in ordered:
        standing = results.get(pk)
        predicate = standing.predicate if standing else NO_RESULT
        score = str(displayed(standing.final)).replace(".", separator) if standing and standing.final is not None else ""
        rows.append(ListRow(code, full_name, provinces[province_id], predicate, titles.get(predicate) or predicate, score))
    return rows


def _worth(standing: Standing | None) -> tuple[bool, Decimal, bool, bool]:
    """Highest score first; then, without a score, the awarded ones, those with another result, those with none."""
    if standing is None:
        return False, Decimal(0), False, False
    return standing.final is not None, standing.final or Decimal(0), standing.is_awarded, True
