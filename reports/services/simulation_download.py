"""A simulation as a workbook and as a table of regions."""

import csv
from collections.abc import Iterable, Iterator
from io import BytesIO, StringIO
from typing import Any

from django.utils.translation import gettext as _
from openpyxl import Workbook
from openpyxl.styles import Font
from openpyxl.utils import get_column_letter

from reports.models import SimulationRow
from reports.services.simulation_report import Group, SimulationReport
from reports.sheets import safe_cell

WIDEST = 60
TWO_PLACES = "0.00"

Rows = Iterable[Iterable[Any]]


def region_rows(report: SimulationReport) -> Iterator[list[Any]]:
    """Head and one row a region; scores in their exact digits."""
    yield [
        *(_("Code"), _("Region"), _("Province"), _("Kind"), _("Figures from")),
        *(_("Raw score before"), _("Raw score after"), _("Final score before"), _("Final score after"), _("Change of score")),
        *(_("Predicate before"), _("Predicate after"), _("Certificate before"), _("Certificate after")),
        *(_("Rank before"), _("Rank after"), _("Places gained")),
    ]
    for row in report.rows:
        yield _region(row, report)


def _region(row: SimulationRow, report: SimulationReport) -> list[Any]:
    before, after = report.before_titles.get(row.before_predicate), report.after_titles.get(row.after_predicate)
    return [
        *(row.region.code, row.region.full_name, row.region.province.name, row.region.get_kind_display(), row.get_source_display()),
        *(row.before_raw, row.after_raw, row.before_final, row.after_final, row.change),
        *(before or row.before_predicate, after or row.after_predicate, _truth(row.before_awarded), _truth(row.after_awarded)),
        *(row.before_rank, row.after_rank, row.rank_change),
    ]


def _truth(value: bool) -> str:
    return _("yes") if value else _("no")


def csv_of(report: SimulationReport) -> str:
    """The regions as comma-separated values, with the mark that lets spreadsheets read the letters."""
    out = StringIO()
    writer = csv.writer(out)
    for row in region_rows(report):
        writer.writerow([safe_cell(value) for value in row])
    return "\ufeff" + out.getvalue()


def workbook_of(report: SimulationReport) -> bytes:
    """All parts of a simulation, a sheet each."""
    book = Workbook()
    book.remove(book.active)
    _sheet(book, _("Summary"), _summary(report))
    _sheet(book, _("Regions"), region_rows(report))
    _sheet(book, _("Indicators"), _indicators(report))
    _sheet(book, _("Provinces"), _groups(_("Province"), report.provinces))
    _sheet(book, _("Kind"), _groups(_("Kind"), report.kinds))
    _sheet(book, _("Left out"), _left_out(report))
    out = BytesIO()
    book.save(out)
    return out.getvalue()


def _sheet(book: Workbook, title: str, rows: Rows) -> None:
    """Write a sheet: head bold and fixed, text never a formula, columns as wide as their words."""
    sheet = book.create_sheet(title[:31])
    widths: dict[int, int] = {}
    for number, row in enumerate(rows, start=1):
        for column, value in enumerate(row, start=1):
            cell = sheet.cell(number, column)
            cell.value = safe_cell(value)
            if isinstance(cell.value, str):
                cell.data_type = "s"
            elif not isinstance(value, int):
                cell.number_format = TWO_PLACES
            if number == 1:
                cell.font = Font(bold=True)
            widths[column] = max(widths.get(column, 8), min(len(str(value if value is not None else "")) + 2, WIDEST))
    for column, width in widths.items():
        sheet.column_dimensions[get_column_letter(column)].width = min(width, 18) if column > 2 else width  # noqa: PLR2004 - code and name
    sheet.freeze_panes = "A2"


def _summary(report: SimulationReport) -> Iterator[list[Any]]:
    simulation, summary = report.simulation, report.simulation.summary
    yield [_("What"), _("Value")]
    yield [_("Note"), _("Calculation on a framework, not a result")]
    if simulation.framework.is_reference:
        yield [_("Note"), _("Reference catalogue, not the official text")]
    if simulation.cycle.is_demonstration:
        yield [_("Data"), _("Demonstration data")]
    yield [_("In short"), report.sentence]
    yield [_("Framework tried out"), f"{simulation.framework.title} ({simulation.framework.code})"]
    yield [_("Fingerprint of the framework"), simulation.draft_digest]
    yield [_("Answers of the cycle"), str(simulation.cycle)]
    yield [_("Framework before"), f"{simulation.cycle.framework.title} ({simulation.cycle.framework.code})"]
    yield [_("Indicators without figures"), simulation.get_unasked_display()]
    yield [_("Computed"), simulation.finished_at.isoformat(timespec="minutes") if simulation.finished_at else ""]
    yield [_("Regions"), summary["regions"]]
    yield [_("Regions with findings of the reviewers"), summary["sources"]["review"]]
    yield [_("Regions with their own answers"), summary["sources"]["answers"]]
    yield [_("Regions without answers, left out"), summary["without_answers"]]
    yield [_("Regions that gain"), summary["gain"]]
    yield [_("Regions that lose"), summary["lose"]]
    yield [_("Regions with another predicate"), summary["predicates"]]
    yield [_("Certificates before"), summary["awarded"][0]]
    yield [_("Certificates after"), summary["awarded"][1]]
    yield [_("Rank correlation (Spearman)"), summary["agreement"]]
    for row in report.rights:
        yield [_("Mean of “%(right)s” before") % {"right": row.title}, row.before]
        yield [_("Mean of “%(right)s” after") % {"right": row.title}, row.after]


def _indicators(report: SimulationReport) -> Iterator[list[Any]]:
    yield [
        *(_("Code"), _("Statement"), _("Regions with a figure"), _("Mean share (%)"), _("Earn all (%)"), _("Earn nothing (%)")),
        *(_("No answer (%)"), _("Most alike"), _("Correlation"), _("Remarks")),
    ]
    for row in report.indicators:
        yield [row.code, row.statement, row.counted, row.mean, row.ceiling, row.floor, row.unanswered, row.twin, row.correlation, " ".join(row.flags)]


def _groups(title: str, groups: Iterable[Group]) -> Iterator[list[Any]]:
    yield [
        *(_("Code"), title, _("Regions"), _("Mean before"), _("Mean after"), _("Change of score"), _("Gain"), _("Lose")),
        *(_("Another predicate"), _("Certificates before"), _("Certificates after")),
    ]
    for row in groups:
        yield [
            *(row.code, row.name, row.regions, row.before, row.after, row.change, row.gain, row.lose),
            *(row.predicates, row.before_awarded, row.after_awarded),
        ]


def _left_out(report: SimulationReport) -> Iterator[list[Any]]:
    yield [_("Code"), _("Statement"), _("Reason"), _("Follows")]
    for group in report.left_out:
        for code, statement, sources in group.indicators:
            yield [code, statement, group.reason, sources]
    for code, statement in report.ended:
        yield [code, statement, _("Ended: the framework tried out no longer asks for it."), ""]
