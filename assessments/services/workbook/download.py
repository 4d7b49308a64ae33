"""The workbook of an assessment or of one of its rights, as it stands now."""

from django.utils.formats import date_format
from django.utils.timezone import localtime
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from assessments.models import Answer
from assessments.services.answer_input import AnswerInput, input_of
from assessments.services.outline import RightOutline
from assessments.services.place import Place
from assessments.services.workbook.identity import identity_of
from assessments.services.workbook.writer import Part, Question, write_workbook
from assessments.services.workspace import IndicatorLine, deadline, overview


def workbook_of(place: Place, *, right: RightOutline | None = None) -> bytes:
    """The workbook in the reader's language, one sheet per right (a fixed number of queries)."""
    assessment = place.assessment
    saved = {row.indicator_id: row for row in Answer.objects.filter(assessment=assessment)}
    parts = [
        Part(str(line.right.right.title), [_question(item, saved.get(item.indicator.pk)) for item in line.lines])
        for line in overview(place).rights
        if right is None or line.right is right
    ]
    identity = identity_of(assessment, scope=right.right.code if right else "", language=(get_language() or "id")[:2])
    heading = _("%(region)s, KKP HAM %(year)s") % {"region": place.region.full_name, "year": place.cycle.label}
    return write_workbook(identity, heading=heading, instructions=_instructions(place), parts=parts)


def file_name(place: Place, right: RightOutline | None) -> str:
    """Name of the download."""
    scope = f"-{right.right.code}" if right else ""
    return f"kkp-ham-{place.cycle.award_year}-{place.region.code}{scope}.xlsx"


def _question(line: IndicatorLine, saved: Answer | None) -> Question:
    value = input_of(saved) if saved is not None else AnswerInput()
    return Question(line.indicator, value, saved.version if saved else 0, _state(line))


def _state(line: IndicatorLine) -> str:
    words = {
        "correction": _("Needs correction"),
        "open": _("Not answered"),
        "evidence": _("Evidence missing"),
        "not_applicable": _("Does not apply"),
    }.get(line.state, _("Answered"))
    reason = line.verdict.reason if line.verdict is not None and line.state == "correction" else ""
    return f"{words}: {reason}" if reason else words


def _instructions(place: Place) -> list[str]:
    ends = deadline(place.assessment)
    framework = place.cycle.framework
    lines = [
        _("Data of %(year)s; framework: %(framework)s.") % {"year": place.cycle.data_year, "framework": framework.title},
        _("Reference catalogue, not the official text") if framework.is_reference else "",
        _("Demonstration data") if place.cycle.is_demonstration else "",
        _("Answers can be given until %(when)s.") % {"when": date_format(localtime(ends), "j F Y, H:i")} if ends else "",
        "",
        _("How to fill in"),
        _("1. Fill in the yellow cells only. All others are locked so that nothing is changed by mistake; grey cells are not asked."),
        _("2. Where there is a list, choose from it. Type numbers without unit and without percent sign. If there is nothing to report, type 0."),
        _("3. Where the part and the whole are asked, type both; the portal computes the result."),
        _("4. If an indicator does not apply to your region, choose why in that column and name the rule that says so in the column beside it."),
        _("5. Cells left empty change nothing: an answer that is saved stays."),
        _("6. Files of evidence are not put into this workbook. Upload them on the page of each indicator."),
        _("7. Save as Excel workbook (.xlsx), without macros, and upload it on the page where you downloaded it."),
        _("8. Before anything is saved you see what would change. If somebody answered online meanwhile, you choose which answer stands."),
    ]
    return [line for number, line in enumerate(lines) if line or number == 4]  # noqa: PLR2004 - the blank line before the steps
