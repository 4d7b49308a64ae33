"""A finished simulation as its page and its download tell it: rows and summary put into groups and words."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from indicators.bilingual import Bilingual
from indicators.scoring.statistics import FEWEST
from indicators.services.catalogue import FrameworkOutline, framework_outline, predicate_titles
from regions.models import RegionKind
from reports.models import Simulation, SimulationRow
from reports.record import PREDICATE_TITLES
from reports.services.simulation_plan import Reason

SHOWN = 10
# From here on an indicator is said not to tell regions apart: part of the regions at its end, or without answer; correlation with another.
NEARLY_ALL = 0.9
MOST = 0.5
ALIKE = 0.9


@dataclass(frozen=True, slots=True)
class Group:
    """Regions of a province or a kind together; means of the final scores."""

    name: str
    code: str
    regions: int
    before: Decimal
    after: Decimal
    gain: int
    lose: int
    predicates: int
    before_awarded: int
    after_awarded: int

    @property
    def change(self) -> Decimal:
        """By how much the mean moves."""
        return self.after - self.before


@dataclass(frozen=True, slots=True)
class Cell:
    """Regions that go from one predicate to another; `way` is same, up, down, or other where the two cannot be compared."""

    before: str
    after: str
    count: int
    way: str


@dataclass(frozen=True, slots=True)
class MatrixRow:
    """All regions that hold a predicate before. `title` is empty for a predicate whose badge has words of its own."""

    code: str
    title: str
    cells: tuple[Cell, ...]
    total: int


@dataclass(frozen=True, slots=True)
class RightChange:
    """A right's mean by both frameworks, of 100. `before_title` is set where the right before had another name."""

    code: str
    title: Bilingual
    before_title: str
    before: Decimal | None
    after: Decimal | None

    @property
    def change(self) -> Decimal | None:
        """By how much the mean moves, where both are known."""
        return self.after - self.before if self.before is not None and self.after is not None else None


@dataclass(frozen=True, slots=True)
class IndicatorReport:
    """How well an indicator of the framework tried out tells regions with a figure apart; shares in percent, `flags` in words.

    `unanswered`: regions with figures in the cycle, but none for this indicator, in percent.
    """

    code: str
    statement: str
    counted: int
    mean: float
    ceiling: float
    floor: float
    twin: str
    twin_statement: str
    correlation: float
    unanswered: float
    flags: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class LeftOutReport:
    """Indicators without figures for one reason: code, statement and the codes they follow."""

    reason: str
    indicators: tuple[tuple[str, str, str], ...]


@dataclass(frozen=True, slots=True)
class SimulationReport:
    """Everything the page shows beside the list of regions."""

    simulation: Simulation
    rows: list[SimulationRow]
    sentence: str
    before_titles: dict[str, Bilingual]
    after_titles: dict[str, Bilingual]
    matrix: tuple[MatrixRow, ...]
    columns: tuple[tuple[str, str], ...]
    provinces: tuple[Group, ...]
    kinds: tuple[Group, ...]
    rights: tuple[RightChange, ...]
    indicators: tuple[IndicatorReport, ...]
    left_out: tuple[LeftOutReport, ...]
    ended: tuple[tuple[str, str], ...]

    @property
    def before_mean(self) -> Decimal:
        """Mean of the final scores by the cycle's framework."""
        return Decimal(self.simulation.summary["mean"][0])

    @property
    def after_mean(self) -> Decimal:
        """Mean of the final scores by the framework tried out."""
        return Decimal(self.simulation.summary["mean"][1])

    @property
    def gainers(self) -> list[SimulationRow]:
        """Those that gain most."""
        return sorted((row for row in self.rows if row.shown_change > 0), key=lambda row: (-row.change, row.region.code))[:SHOWN]

    @property
    def losers(self) -> list[SimulationRow]:
        """Those that lose most."""
        return sorted((row for row in self.rows if row.shown_change < 0), key=lambda row: (row.change, row.region.code))[:SHOWN]

    @property
    def climbers(self) -> list[SimulationRow]:
        """Those that move furthest in the ranking, either way."""
        return [row for row in sorted(self.rows, key=lambda row: (-abs(row.rank_change), row.region.code))[:SHOWN] if row.rank_change]

    @property
    def flagged(self) -> list[IndicatorReport]:
        """Indicators that an editor should look at."""
        return [row for row in self.indicators if row.flags]

    @property
    def agreement_words(self) -> str:
        """What the rank correlation means."""
        return _agreement(self.simulation.summary["agreement"])


def read_report(simulation: Simulation) -> SimulationReport:
    """Read a finished simulation; the number of queries does not grow with regions or indicators."""
    framework, older = simulation.framework, simulation.cycle.framework
    outline, older_outline = framework_outline(framework), framework_outline(older)
    before_titles, after_titles = predicate_titles(older), predicate_titles(framework)
    rows = list(rows_of(simulation))
    summary = simulation.summary
    return SimulationReport(
        simulation=simulation,
        rows=rows,
        sentence=_sentence(summary),
        before_titles=before_titles,
        after_titles=after_titles,
        matrix=_matrix(summary["matrix"], before_titles, after_titles),
        columns=tuple((code, _own_title(code, after_titles[code])) for code in _columns(summary["matrix"], after_titles)),
        provinces=tuple(_groups(rows, lambda row: (row.region.province.code, row.region.province.name))),
        kinds=tuple(_groups(rows, _kind)),
        rights=tuple(_rights(summary["rights"], outline, older_outline)),
        indicators=tuple(_indicators(summary, outline)),
        left_out=tuple(_left_out(summary["left_out"], outline)),
        ended=tuple((code, _statement(older_outline, code)) for code in summary["ended"]),
    )


def rows_of(simulation: Simulation) -> Any:
    """Rows with the names of their regions (one query)."""
    names = ("code", "full_name", "kind", "province__code", "province__name")
    return (
        SimulationRow.objects.filter(simulation=simulation)
        .select_related("region__province")
        .only(
            *("source", "before_raw", "after_raw", "before_final", "after_final", "change", "before_predicate", "after_predicate"),
            *("before_awarded", "after_awarded", "before_rank", "after_rank", "rank_change", "simulation_id"),
            *(f"region__{name}" for name in names),
        )
        .order_by("after_rank", "region__code")
    )


def _sentence(summary: dict[str, Any]) -> str:
    """The whole in one sentence."""
    total, gain, lose = summary["regions"], summary["gain"], summary["lose"]
    same = total - gain - lose
    if same == total:
        first = ngettext("The one region would keep its final score", "All %(total)s regions would keep their final score", total)
    else:
        first = ngettext(
            "Of %(total)s region %(gain)s would gain, %(lose)s would lose and %(same)s would keep its final score",
            "Of %(total)s regions %(gain)s would gain, %(lose)s would lose and %(same)s would keep their final score",
            total,
        )
    changed = summary["predicates"]
    second = (
        ngettext("%(changed)s would hold another predicate.", "%(changed)s would hold another predicate.", changed)
        if changed
        else _("no predicate would change.")
    )
    return f"{first}; {second}" % {"total": total, "gain": gain, "lose": lose, "same": same, "changed": changed}


def _agreement(value: float | None) -> str:
    """Spearman's coefficient in words."""
    if value is None:
        return _("Too few regions to compare the two rankings.")
    steps = (
        (0.995, _("The ranking stays practically as it is.")),
        (0.95, _("The ranking stays much the same.")),
        (0.8, _("The ranking moves noticeably.")),
        (0.5, _("The ranking changes a great deal.")),
    )
    return next((words for least, words in steps if value >= least), _("The two rankings have little in common."))


def _matrix(counts: list[list[Any]], before: dict[str, Bilingual], after: dict[str, Bilingual]) -> tuple[MatrixRow, ...]:
    """Predicates before by predicates after, best first; those no region holds are left out."""
    found = {(one, other): count for one, other, count in counts}
    order = {code: position for position, code in enumerate(after)}
    columns = _columns(counts, after)
    rows = []
    for code, title in before.items():
        cells = tuple(Cell(code, other, found.get((code, other), 0), _way(code, other, order)) for other in columns)
        total = sum(cell.count for cell in cells)
        if total:
            rows.append(MatrixRow(code, _own_title(code, title), cells, total))
    return tuple(rows)


def _columns(counts: list[list[Any]], after: dict[str, Bilingual]) -> list[str]:
    """Predicates after that some region holds then, or held before."""
    held = {code for before, now, count in counts if count for code in (before, now)}
    return [code for code in after if code in held]


def _own_title(code: str, title: Bilingual) -> str:
    return "" if code in PREDICATE_TITLES else str(title)


def _way(before: str, after: str, order: dict[str, int]) -> str:
    if before == after:
        return "same"
    if before not in order:
        return "other"
    return "up" if order[after] < order[before] else "down"


def _kind(row: SimulationRow) -> tuple[str, str]:
    """Kabupaten or kota; administrative ones count with their kind."""
    kind = RegionKind.KOTA if row.region.kind.startswith(RegionKind.KOTA) else RegionKind.KABUPATEN
    return kind.value, str(kind.label)


def _groups(rows: Iterable[SimulationRow], key: Any) -> list[Group]:
    """Regions by a key, in the order of the keys."""
    found: dict[tuple[str, str], list[SimulationRow]] = defaultdict(list)
    for row in rows:
        found[key(row)].append(row)
    return [
        Group(
            name=name,
            code=code,
            regions=len(members),
            before=sum((row.before_final for row in members), Decimal(0)) / len(members),
            after=sum((row.after_final for row in members), Decimal(0)) / len(members),
            gain=sum(row.shown_change > 0 for row in members),
            lose=sum(row.shown_change < 0 for row in members),
            predicates=sum(row.is_predicate_changed for row in members),
            before_awarded=sum(row.before_awarded for row in members),
            after_awarded=sum(row.after_awarded for row in members),
        )
        for (code, name), members in sorted(found.items())
    ]


def _rights(rows: list[list[Any]], outline: FrameworkOutline, older: FrameworkOutline) -> Iterable[RightChange]:
    for code, before_code, before, after in rows:
        right, earlier = outline.right(code), older.right(before_code) if before_code else None
        title = right.title if right else Bilingual({"id": code, "en": code})
        other = str(earlier.title) if earlier and str(earlier.title) != str(title) else ""
        yield RightChange(code, title, other, _decimal(before), _decimal(after))


def _decimal(text: str | None) -> Decimal | None:
    return None if text is None else Decimal(text)


def _statement(outline: FrameworkOutline, code: str) -> str:
    found = outline.indicator(code)
    return str(found.statement) if found else ""


def _indicators(summary: dict[str, Any], outline: FrameworkOutline) -> Iterable[IndicatorReport]:
    for code, counted, mean, ceiling, floor, twin, correlation, silent in summary["indicators"]:
        unanswered = silent / summary["regions"]
        yield IndicatorReport(
            code=code,
            statement=_statement(outline, code),
            counted=counted,
            mean=mean * 100,
            ceiling=ceiling * 100,
            floor=floor * 100,
            twin=twin,
            twin_statement=_statement(outline, twin) if abs(correlation) >= ALIKE else "",
            correlation=correlation,
            unanswered=unanswered * 100,
            flags=(*_ends(counted, ceiling, floor, unanswered), *_likeness(counted, twin, correlation)),
        )


def _ends(counted: int, ceiling: float, floor: float, unanswered: float) -> Iterable[str]:
    """Where nearly all regions stand at one end or say nothing, in words; too few regions tell nothing."""
    if unanswered >= MOST:
        yield _("%(share)s%% of the regions gave no answer: what it would do cannot be told from this cycle.") % {"share": int(unanswered * 100)}
    if counted < FEWEST:
        return
    if ceiling >= NEARLY_ALL:
        share = {"share": int(ceiling * 100)}
        yield _("%(share)s%% of those with a figure earn all points: it no longer tells them apart. Ask for more, or drop it.") % share
    if floor >= NEARLY_ALL:
        yield _("%(share)s%% of those with a figure earn nothing: it is out of reach, or nobody could prove it.") % {"share": int(floor * 100)}


def _likeness(counted: int, twin: str, correlation: float) -> Iterable[str]:
    """Which indicator it runs like, in words, where that is nearly always so."""
    if counted < FEWEST:
        return
    words = {"code": twin, "number": f"{correlation:.2f}"}
    if correlation >= ALIKE:
        yield _("It rises and falls with %(code)s (correlation %(number)s): both measure nearly the same, so it counts twice.") % words
    elif correlation <= -ALIKE:
        yield _("It falls where %(code)s rises (correlation %(number)s): what a region gains in one it loses in the other.") % words


def _left_out(rows: list[list[Any]], outline: FrameworkOutline) -> Iterable[LeftOutReport]:
    """Indicators without figures, by reason in the order of the reasons."""
    for reason in Reason:
        found = tuple((code, _statement(outline, code), ", ".join(sources)) for code, why, sources in rows if why == reason)
        if found:
            yield LeftOutReport(str(reason.label), found)
