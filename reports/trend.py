"""A region through the years: shares per right and per indicator, matched from framework to framework. Published tables only."""

from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal

from indicators.models import Framework
from indicators.scoring import ScoreNode
from indicators.services.catalogue import FrameworkOutline, IndicatorOutline, RightOutline, framework_outline
from indicators.services.mapping import Lineage, Relation, lineage
from regions.models import Region
from reports.lens import group_share
from reports.models import PublishedResult, PublishedYear

# No way from a year's framework to the newest one has been laid down.
UNKNOWN = ""


@dataclass(frozen=True, slots=True)
class TrendYear:
    """A published year of the region with its score; `lineage` is how the newest framework comes from this year's, if it does."""

    year: PublishedYear
    framework: Framework
    final: Decimal | None
    nodes: dict[tuple[str, str], ScoreNode]
    lineage: Lineage | None


@dataclass(frozen=True, slots=True)
class Point:
    """A share in a year. `is_comparable`: the figures ask the same; `sources` are codes where they differ from today's."""

    year: int
    share: Decimal | None
    is_comparable: bool = True
    sources: tuple[str, ...] = ()
    relation: str = Relation.SAME


@dataclass(frozen=True, slots=True)
class Line:
    """A right or an indicator of the newest framework through the years, oldest first."""

    code: str
    title: str
    url: str
    points: tuple[Point, ...]
    mark: str = ""

    @property
    def newest(self) -> Decimal | None:
        """The share of the newest year."""
        return self.points[-1].share

    @property
    def change(self) -> Decimal | None:
        """Percentage points since the year before, where the two can be compared."""
        before, now = self.points[-2:] if len(self.points) > 1 else (None, self.points[-1])
        if before is None or before.share is None or now.share is None or not before.is_comparable:
            return None
        return now.share - before.share

    @property
    def is_drawn(self) -> bool:
        """Whether there are two shares at least for a line to join."""
        return sum(point.share is not None for point in self.points) > 1

    @property
    def path(self) -> str:
        """The shares as points of a line in a field of 100 by 24, years evenly apart."""
        step = 96 // max(len(self.points) - 1, 1)
        known = [(position, point.share) for position, point in enumerate(self.points) if point.share is not None]
        return " ".join(f"{2 + position * step},{22 - int(share) // 5}" for position, share in known)


@dataclass(frozen=True, slots=True)
class RightTrend:
    """A right with its indicators."""

    line: Line
    indicators: tuple[Line, ...]


@dataclass(frozen=True, slots=True)
class Ended:
    """An indicator of an earlier framework that the newest does not ask any more, with its last share."""

    code: str
    title: str
    url: str
    year: int
    share: Decimal | None
    note: str


@dataclass(frozen=True, slots=True)
class Trend:
    """A region's published years, oldest first, and its rights through them."""

    years: tuple[TrendYear, ...]
    framework: Framework
    outline: FrameworkOutline
    rights: tuple[RightTrend, ...]
    ended: tuple[Ended, ...]


def read_trend(region: Region) -> Trend | None:
    """The years of a region that can be taken apart; None without any. Queries grow with frameworks, not with years."""
    rows = list(
        PublishedResult.objects.filter(region=region, explanation__isnull=False).select_related("year").defer("answers").order_by("year__award_year")
    )
    frameworks = {framework.code: framework for framework in Framework.objects.filter(code__in={row.year.framework_code for row in rows})}
    rows = [row for row in rows if row.year.framework_code in frameworks]
    if not rows:
        return None
    newest = frameworks[rows[-1].year.framework_code]
    ways = {code: lineage(newest, framework) for code, framework in frameworks.items()}
    years = tuple(_year(row, frameworks[row.year.framework_code], ways[row.year.framework_code]) for row in rows)
    outline = framework_outline(newest)
    rights = tuple(_right(right, years) for right in outline.rights)
    return Trend(years, newest, outline, rights, tuple(_ended(years)))


def _year(row: PublishedResult, framework: Framework, way: Lineage | None) -> TrendYear:
    nodes: dict[tuple[str, str], ScoreNode] = {
        (node.level, node.code): node for node in ScoreNode.from_dict(row.explanation or []).walk() if node.level in ("right", "indicator")
    }
    return TrendYear(row.year, framework, row.final, nodes, way)


def _right(right: RightOutline, years: tuple[TrendYear, ...]) -> RightTrend:
    indicators = tuple(_indicator(indicator, years) for indicator in right.indicators)
    points = tuple(_right_point(right, year) for year in years)
    return RightTrend(Line(right.code, str(right.title), right.url, points), indicators)


def _right_point(right: RightOutline, year: TrendYear) -> Point:
    """A right's share; another framework asks about a right of the same code with other questions."""
    node = year.nodes.get(("right", right.code))
    is_same = year.lineage is not None and year.lineage.is_identity
    share = group_share(node.walk("indicator")) if node is not None else None
    return Point(year.year.award_year, share, is_same)


def _indicator(indicator: IndicatorOutline, years: tuple[TrendYear, ...]) -> Line:
    points = tuple(_indicator_point(indicator.code, year) for year in years)
    marks = [point.relation for point in points if point.relation not in (Relation.SAME, UNKNOWN)]
    return Line(indicator.code, str(indicator.statement), indicator.url, points, marks[-1] if marks else Relation.SAME)


def _indicator_point(code: str, year: TrendYear) -> Point:
    """An indicator's share in a year: its own, or that of what it follows. Several are taken together by their points."""
    if year.lineage is None:
        return Point(year.year.award_year, None, is_comparable=False, relation=UNKNOWN)
    sources = year.lineage.sources.get(code, ())
    nodes = [node for source in sources if (node := year.nodes.get(("indicator", source.code))) is not None]
    names = tuple(source.code for source in sources if source.code != code or not year.lineage.is_identity)
    is_comparable = bool(sources) and all(source.is_comparable for source in sources)
    return Point(year.year.award_year, group_share(nodes), is_comparable, names, year.lineage.relation(code))


def _ended(years: tuple[TrendYear, ...]) -> Iterable[Ended]:
    """What earlier frameworks asked and the newest does not, once each, from the last year it was asked."""
    seen: set[tuple[str, str]] = set()
    for year in reversed(years):
        outline = framework_outline(year.framework) if year.lineage and year.lineage.ended else None
        for code in year.lineage.ended if year.lineage and outline else ():
            indicator = outline.indicator(code) if outline else None
            if indicator is None or (year.framework.code, code) in seen:
                continue
            seen.add((year.framework.code, code))
            node = year.nodes.get(("indicator", code))
            note = str(year.lineage.notes.get(code, "")) if year.lineage else ""
            share = group_share([node]) if node is not None else None
            yield Ended(code, str(indicator.statement), indicator.url, year.year.award_year, share, note)
