"""How far the regions are: for the Biro Hukum of a province, the Kanwil and the ministry."""

from dataclasses import dataclass
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render

from accounts.access import requires
from assessments.models import Cycle, PhaseCode
from assessments.progress_map import progress_map
from assessments.services.monitoring import UNREACHED, ProvinceLine, RegionProgress, by_province, progress_of, watched_cycles
from regions.models import Province

ALL, STUCK, UNREACHED_ONLY, UNSENT = "", "macet", "belum-masuk", "belum-kirim"


@dataclass(frozen=True, slots=True)
class Watch:
    """A cycle and what of it is watched."""

    cycle: Cycle
    cycles: list[Cycle]
    province: Province | None = None


def _find_cycle(year: int | None) -> Watch:
    cycles = watched_cycles()
    if year is None:
        if not cycles:
            raise Http404
        return Watch(cycles[0], cycles)
    cycle = next((cycle for cycle in cycles if cycle.award_year == year), None)
    if cycle is None:
        raise Http404
    return Watch(cycle, cycles)


def find_year(request: HttpRequest, *, year: int) -> Watch:
    """The cycle of the address, or 404."""
    return _find_cycle(year)


def find_province(request: HttpRequest, *, year: int, province: str) -> Watch:
    """A province of the address, or 404."""
    watch = _find_cycle(year)
    return Watch(watch.cycle, watch.cycles, get_object_or_404(Province.objects.select_related("regional_office"), code=province))


@requires("assessments.monitor")
def monitoring(request: HttpRequest) -> HttpResponse:
    """To the newest cycle; a plain page where there is none yet."""
    cycles = watched_cycles()
    if not cycles:
        return render(request, "assessments/monitoring/nothing.html")
    return redirect("assessments:monitoring_year", year=cycles[0].award_year)


@requires("assessments.monitor", find=find_year)
def monitoring_year(request: HttpRequest, watch: Watch) -> HttpResponse:
    """All regions the person watches, by province; whoever watches one province is shown that one."""
    rows = progress_of(request.user, watch.cycle)
    lines = by_province(rows)
    if len(lines) == 1:
        return redirect("assessments:monitoring_province", year=watch.cycle.award_year, province=lines[0].province.code)
    context = _surroundings(watch, rows) | {
        "lines": lines,
        "stuck": [row for row in rows if row.trouble is not None][:STUCK_SHOWN],
    }
    return render(request, "assessments/monitoring/year.html", context)


STUCK_SHOWN = 30


@requires("assessments.monitor", find=find_province)
def monitoring_province(request: HttpRequest, watch: Watch) -> HttpResponse:
    """The regions of a province: state, progress, where they are stuck, who never signed in."""
    rows = progress_of(request.user, watch.cycle, province=watch.province)
    if not rows:
        raise Http404
    asked = request.GET.get("hanya", ALL)
    only = asked if asked in (STUCK, UNREACHED_ONLY, UNSENT) else ALL
    context = _surroundings(watch, rows) | {
        "province": watch.province,
        "rows": [row for row in rows if _is_asked(row, only)],
        "only": only,
        "choices": [(code, sum(_is_asked(row, code) for row in rows)) for code in (ALL, STUCK, UNREACHED_ONLY, UNSENT)],
        "unreached": [row for row in rows if row.trouble is not None and row.trouble.code in UNREACHED],
    }
    return render(request, "assessments/monitoring/province.html", context)


def _is_asked(row: RegionProgress, only: str) -> bool:
    match only:
        case "macet":
            return row.trouble is not None
        case "belum-masuk":
            return row.trouble is not None and row.trouble.code in UNREACHED
        case "belum-kirim":
            return not row.is_sent
    return True


def _surroundings(watch: Watch, rows: list[RegionProgress]) -> dict[str, Any]:
    total = rows[0].total if rows else 0
    whole = ProvinceLine(rows[0].assessment.region.province, rows, asked=total) if rows else None
    return {
        "cycle": watch.cycle,
        "cycles": watch.cycles,
        "whole": whole,
        "total": total,
        "map": progress_map(rows, year=watch.cycle.award_year),
        "filling": watch.cycle.phase(PhaseCode.FILLING),
        "demonstration": watch.cycle.is_demonstration,
    }
