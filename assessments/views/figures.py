"""Official figures: contested by a region on the page of an indicator, loaded by the ministry from a file."""

from typing import Any

from django.contrib import messages
from django.db.models import Count, Max
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods, require_POST

from accounts.access import Refused, requires
from assessments.forms.figures import ContestForm, FiguresForm
from assessments.models import FigureContest, OfficialFigure
from assessments.services.figure_file import FigureRow, Reading, read_figures
from assessments.services.figure_loading import Comparison, compared, load_figures
from assessments.services.figure_upload import forget, keep, kept
from assessments.services.figures import contest_figure, withdraw_contest
from assessments.services.place import IndicatorPlace
from assessments.views.answer import address, find_indicator_place, show_page
from indicators.models import Indicator
from regions.models import Region

FORBIDDEN, TOO_LARGE, UNPROCESSABLE = 403, 413, 422
FAULTS_SHOWN, ROWS_SHOWN, CONTESTS_SHOWN = 200, 50, 50
# What the session remembers of an uploaded file until it is accepted.
WAITING = "official_figures"


@require_POST
@requires("assessments.view_indicator", find=find_indicator_place)
def figure_contest(request: HttpRequest, place: IndicatorPlace) -> HttpResponse:
    """Contest the official figure, change the reason, or take the contest back."""
    form = ContestForm(request.POST)
    try:
        if "withdraw" in request.POST:
            withdraw_contest(assessment=place.assessment, indicator=place.indicator, by=request.user)
            messages.success(request, _("You no longer contest the official figure."))
            return HttpResponseRedirect(f"{address(place)}#angka-resmi")
        if not form.is_valid():
            return show_page(request, place, status=UNPROCESSABLE, contest_form=form)
        contest_figure(assessment=place.assessment, indicator=place.indicator, reason=form.cleaned_data["reason"], by=request.user)
    except Refused as refused:
        typed = str(request.POST.get("reason", ""))
        return show_page(request, place, status=FORBIDDEN, refused_save=refused.reason, typed_rows=[(form.fields["reason"].label, typed)])
    messages.success(request, _("Your reason is saved. Kanwil and reviewers read it beside both figures."))
    return HttpResponseRedirect(f"{address(place)}#angka-resmi")


def _page(request: HttpRequest, form: FiguresForm | None = None, *, status: int = 200, **extra: Any) -> HttpResponse:
    """The page where a file is chosen, with what is loaded and what is contested (three queries)."""
    loaded = OfficialFigure.objects.values("data_year", "indicator__framework__code", "is_demonstration").order_by(
        "-data_year", "indicator__framework__code"
    )
    contests = FigureContest.objects.select_related("figure__indicator__framework", "assessment__region", "assessment__cycle")
    context = {
        "form": form or FiguresForm(),
        "loaded": loaded.annotate(count=Count("pk"), regions=Count("region", distinct=True), last=Max("loaded_at")),
        "contests": contests.order_by("-at")[:CONTESTS_SHOWN],
        "contest_count": FigureContest.objects.count(),
    }
    return render(request, "assessments/figures/figures.html", context | extra, status=status)


@require_http_methods(["GET", "HEAD", "POST"])
@requires("assessments.load_figures")
def figures(request: HttpRequest) -> HttpResponse:
    """Choose a file (GET); read it, and show its faults or what it would change (POST)."""
    if request.method != "POST":
        return _page(request)
    form = FiguresForm(request.POST, request.FILES)
    if not form.is_valid():
        too_large = form.has_error("file", "too_large")
        return _page(request, form, status=TOO_LARGE if too_large else UNPROCESSABLE)
    file = form.cleaned_data["file"]
    reading = read_figures(file.read())
    if reading.faults:
        return _page(request, status=UNPROCESSABLE, **_faults(reading, file.name))
    file.seek(0)
    forget(request.session.get(WAITING, {}).get("path", ""))
    request.session[WAITING] = {"path": keep(file), "name": file.name[:200]}
    return redirect("assessments:figures_preview")


def _faults(reading: Reading, name: str) -> dict[str, Any]:
    return {
        "faults": reading.faults[:FAULTS_SHOWN],
        "fault_count": len(reading.faults),
        "more_faults": max(0, len(reading.faults) - FAULTS_SHOWN),
        "file_name": name,
    }


@require_http_methods(["GET", "HEAD", "POST"])
@requires("assessments.load_figures")
def figures_preview(request: HttpRequest) -> HttpResponse:
    """What the file would change (GET); write it (POST). A second press finds it written."""
    waiting = request.session.get(WAITING, {})
    content = kept(waiting.get("path", ""))
    if content is None:
        messages.info(request, _("No file waits to be accepted. If you have just accepted one, it is written."))
        return redirect("assessments:figures")
    reading = read_figures(content)
    if reading.faults:
        return _page(request, status=UNPROCESSABLE, **_faults(reading, waiting["name"]))
    if request.method != "POST":
        found = compared(reading.rows)
        context = {"comparison": found, "file_name": waiting["name"], "total": len(reading.rows), "rows": _shown(found), "most": ROWS_SHOWN}
        return render(request, "assessments/figures/preview.html", context)
    done = load_figures(rows=reading.rows, by=request.user, file_name=waiting["name"])
    forget(waiting["path"])
    request.session.pop(WAITING, None)
    messages.success(request, _written(done))
    return redirect("assessments:figures")


def _written(done: Comparison) -> str:
    """What was written, in words."""
    said = ngettext("%(count)s figure was written.", "%(count)s figures were written.", done.writes) % {"count": done.writes}
    if not done.contested:
        return said
    left = ngettext(
        "%(count)s is contested by its region and was left as it is.",
        "%(count)s are contested by their regions and were left as they are.",
        len(done.contested),
    ) % {"count": len(done.contested)}
    return f"{said} {left}"


def _shown(found: Comparison) -> list[tuple[str, FigureRow, Region, Indicator]]:
    """The first lines that would be written or left alone, with names (two queries)."""
    parts = [("contested", row) for row in found.contested] + [("changed", row) for row in found.changed] + [("new", row) for row in found.new]
    parts = parts[:ROWS_SHOWN]
    regions = Region.objects.in_bulk({row.region for _kind, row in parts})
    indicators = Indicator.objects.in_bulk({row.indicator for _kind, row in parts})
    return [(kind, row, regions[row.region], indicators[row.indicator]) for kind, row in parts]
