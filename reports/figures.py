"""National figures of the last published year, for the pages of frameworks and law below. Only published tables are read."""

from collections.abc import Iterable
from decimal import Decimal

from django.urls import reverse

from indicators.figures import BestRegion, Figure, tells_figures
from reports.models import PublishedGroup, PublishedYear


def figure(row: PublishedGroup, year: PublishedYear) -> Figure:
    """A published group as pages show it."""
    return Figure(
        code=row.code,
        award_year=year.award_year,
        framework_code=year.framework_code,
        is_demonstration=year.is_demonstration,
        mean=row.mean,
        lowest=row.lowest,
        highest=row.highest,
        regions=row.regions,
        at_full=row.at_full,
        at_zero=row.at_zero,
        at_highest=row.at_highest,
        best=tuple(BestRegion(name, reverse("public:region", args=[code]), Decimal(share)) for code, name, share in row.best),
        indicators=tuple(row.indicators),
    )


@tells_figures
def last_figures(groups: Iterable[tuple[str, str]], framework_code: str) -> dict[tuple[str, str], Figure]:
    """Figures of groups in the last year that has any: of the framework, or of whichever was published last. One query."""
    asked = list(groups)
    years = PublishedYear.objects.filter(groups__isnull=False)
    last = (years.filter(framework_code=framework_code) if framework_code else years).order_by("-award_year").values("pk")[:1]
    rows = PublishedGroup.objects.filter(year=last, kind__in={kind for kind, _code in asked}, code__in={code for _kind, code in asked})
    return {(row.kind, row.code): figure(row, row.year) for row in rows.select_related("year")}


def figures_of(year: PublishedYear, kind: str) -> dict[str, Figure]:
    """All figures of a kind in a year by code: one query."""
    return {row.code: figure(row, year) for row in PublishedGroup.objects.filter(year=year, kind=kind)}
