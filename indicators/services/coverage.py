"""What a framework covers of the law and what it leaves out: rights by provisions, for each root."""

from collections import defaultdict
from dataclasses import dataclass

from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from indicators.bilingual import Bilingual
from indicators.models import Framework, LegalRoot, Provision, Right
from indicators.services.bases import provision_name
from indicators.services.catalogue import FrameworkOutline, RightOutline
from indicators.services.lens import field_of, goal_of

ROOT_TITLES: dict[str, str | Promise] = {
    LegalRoot.DUHAM: _("DUHAM"),
    LegalRoot.TREATY: _("Treaties"),
    LegalRoot.NATIONAL: _("National law"),
    LegalRoot.SPM: _("SPM"),
    LegalRoot.SDG: _("SDGs"),
}
ROOT_NOUNS: dict[str, str | Promise] = {
    LegalRoot.DUHAM: _("articles"),
    LegalRoot.TREATY: _("provisions"),
    LegalRoot.NATIONAL: _("provisions"),
    LegalRoot.SPM: _("services"),
    LegalRoot.SDG: _("goals"),
}


@dataclass(frozen=True, slots=True)
class Cell:
    """How many indicators of a right rest on a provision. `is_named`: none does, but the right itself names it."""

    right: RightOutline
    count: int
    is_named: bool
    url: str


@dataclass(frozen=True, slots=True)
class Row:
    """A provision and, for each right in order, what rests on it; `count` is the number of different indicators."""

    code: str
    label: str
    title: Bilingual
    url: str
    count: int
    cells: tuple[Cell, ...]


@dataclass(frozen=True, slots=True)
class Section:
    """Provisions that belong together: an instrument, a field of SPM, a goal."""

    title: str
    rows: tuple[Row, ...]


@dataclass(frozen=True, slots=True)
class RootTotal:
    """How much of a root is asked about; of the SDGs the goals are counted, for targets are chosen."""

    root: str
    title: str | Promise
    noun: str | Promise
    covered: int
    total: int
    url: str


@dataclass(frozen=True, slots=True)
class Coverage:
    """A root of a framework: provisions asked about, by section, and those left out."""

    total: RootTotal
    rights: tuple[RightOutline, ...]
    sections: tuple[Section, ...]
    left_out: tuple[Row, ...]
    indicators: int


def coverage_totals(framework: Framework, outline: FrameworkOutline) -> list[RootTotal]:
    """How much of each root the framework asks about: one query."""
    asked = {basis.code for indicator in outline.indicators for basis in indicator.bases}
    all_codes: dict[str, set[str]] = defaultdict(set)
    for code, root in Provision.objects.filter(replaced_by__isnull=True).values_list("code", "instrument__root"):
        all_codes[root].add(code)
    return [_total(framework, root, all_codes[root], asked) for root in LegalRoot.values if all_codes[root]]


def coverage(framework: Framework, outline: FrameworkOutline, root: str) -> Coverage:
    """Rights by the provisions of a root: two queries."""
    provisions = list(
        Provision.objects.filter(instrument__root=root).select_related("instrument").order_by("instrument__year", "instrument__code", "order", "code")
    )
    table = _Table(framework, outline, root)
    rows = [(provision, table.row(provision)) for provision in provisions]
    sections: dict[str, list[Row]] = defaultdict(list)
    for provision, row in rows:
        if row.count:
            sections[_section(provision, root, provisions)].append(row)
    in_force = {provision.code for provision in provisions if provision.replaced_by_id is None}
    total = _total(framework, root, in_force, table.asked)
    left_out = tuple(row for provision, row in rows if not row.count and row.code in in_force and _is_counted(row.code, root, table.asked))
    found = tuple(Section(title, tuple(own)) for title, own in sections.items())
    return Coverage(total, outline.rights, found, left_out, len(table.indicators))


def _is_counted(code: str, root: str, asked: set[str]) -> bool:
    """Whether a provision nobody asks about is left out: a goal is asked about where one of its targets is, and targets are chosen."""
    if root != LegalRoot.SDG:
        return True
    return code == goal_of(code) and code not in {goal_of(other) for other in asked}


def _total(framework: Framework, root: str, codes: set[str], asked: set[str]) -> RootTotal:
    if root == LegalRoot.SDG:
        codes, asked = {goal_of(code) for code in codes}, {goal_of(code) for code in asked & codes}
    url = f"{reverse('indicators:coverage', args=[framework.code])}?akar={root}"
    return RootTotal(root, ROOT_TITLES[root], ROOT_NOUNS[root], len(codes & asked), len(codes), url)


def _section(provision: Provision, root: str, provisions: list[Provision]) -> str:
    if root == LegalRoot.SPM:
        return str(field_of(provision.label)[1])
    if root == LegalRoot.SDG:
        goal = next((row for row in provisions if row.code == goal_of(provision.code)), provision)
        return f"{goal.label} {goal.title}"
    return str(provision.instrument.title)


class _Table:
    """What rests on what, looked up once."""

    def __init__(self, framework: Framework, outline: FrameworkOutline, root: str) -> None:
        self.framework, self.outline = framework, outline
        self.resting: dict[tuple[str, str], int] = defaultdict(int)
        self.asked: set[str] = set()
        self.indicators: set[str] = set()
        for indicator in outline.indicators:
            for basis in indicator.bases:
                if basis.root == root:
                    self.resting[basis.code, indicator.right_code] += 1
                    self.asked.add(basis.code)
                    self.indicators.add(indicator.code)
        named = Right.provisions.through.objects.filter(right__framework=framework, provision__instrument__root=root)
        self.named = set(named.values_list("provision__code", "right__code"))

    def row(self, provision: Provision) -> Row:
        """A provision with what rests on it, by right."""
        url = reverse("indicators:provision", args=[provision.code])
        cells = []
        for right in self.outline.rights:
            count = self.resting.get((provision.code, right.code), 0)
            is_named = not count and (provision.code, right.code) in self.named
            cells.append(Cell(right, count, is_named, f"{url}#{anchor(self.framework.code, right.code)}"))
        label = provision_name(str(provision.label), str(provision.instrument.short_title))
        return Row(provision.code, label, provision.title, url, sum(cell.count for cell in cells), tuple(cells))


def anchor(framework_code: str, right_code: str) -> str:
    """Where a provision's page lists the indicators of a right."""
    return f"{framework_code}-{right_code}"
