"""Reading a year of the public record. Only published tables are read."""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, field
from decimal import Decimal

from django.utils.formats import localize
from django.utils.functional import Promise
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


@dataclass(slots=True)
class YearRecord:
    """A published year with its results by region."""

    year: PublishedYear
    results: dict[int, PublishedResult] = field(default_factory=dict)

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
    """Read a year's results without the heavy columns: one query."""
    rows = PublishedResult.objects.filter(year=year).defer("explanation", "answers")
    return YearRecord(year, {row.region_id: row for row in rows})


@dataclass(frozen=True, slots=True)
class ListRow:
    """A region in the list of a year."""

    code: str
    name: str
    province: str
    predicate: str
    title: str
    score: str


def list_rows(regions: Iterable[Region], record: YearRecord | None, *, order: str) -> list[ListRow]:
    """Rows of the list of regions; the words are made once for each predicate, not for each row. One query, for the provinces."""
    provinces = dict(Province.objects.values_list("pk", "name"))
    titles = {code: predicate_title(code) for code in (*PREDICATE_TITLES, NO_RESULT)}
    results = record.results if record else {}
    ordered = list(regions)
    if order == "nama":
        ordered.sort(key=lambda region: region.name)
    elif order == "nilai":
        ordered.sort(key=lambda region: _worth(results.get(region.pk)), reverse=True)
    rows = []
    for region in ordered:
        result = results.get(region.pk)
        code = result.predicate if result else NO_RESULT
        score = localize(displayed(result.final)) if result and result.final is not None else ""
        rows.append(ListRow(region.code, region.full_name, provinces[region.province_id], code, titles.get(code) or code, score))
    return rows


def _worth(result: PublishedResult | None) -> tuple[bool, Decimal, bool, bool]:
    """Highest score first; then, without a score, the awarded ones, those with another result, those with none."""
    if result is None:
        return False, Decimal(0), False, False
    return result.final is not None, result.final or Decimal(0), result.is_awarded, True
