"""Answers, findings and events in words."""

from collections.abc import Callable, Mapping
from decimal import Decimal
from typing import Any

from django import template
from django.utils.dateparse import parse_datetime
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from assessments.models import AssessmentState, Event, PhaseCode, ReviewOutcome, VerificationOutcome
from assessments.services.answer_input import choices_of
from assessments.services.applicability import claim_words
from assessments.services.before import Before
from indicators.models import AnswerType, Indicator
from indicators.services.mapping import Relation
from indicators.services.rule_words import measured, number_words
from regions.clock import moment_words

register = template.Library()


def _read(source: Any, name: str) -> Any:
    return source.get(name) if isinstance(source, Mapping) else getattr(source, name)


def value_words(source: Any, indicator: Indicator) -> str:
    """The value of an answer, a finding or an entry of a manifest: ``Yes``, ``81 of 90 = 90 %``, ``12.5 per cent``."""
    if _read(source, "not_applicable"):
        return claim_words(source)
    choice = _read(source, "choice")
    if choice:
        return str(dict(choices_of(indicator)).get(choice, choice))
    number, numerator, denominator = (_read(source, name) for name in ("number", "numerator", "denominator"))
    if number is not None:
        return f"{number_words(number)} {indicator.unit}".strip()
    if numerator is None or denominator is None:
        return ""
    return _parts_words(Decimal(numerator), Decimal(denominator), indicator)


def _parts_words(numerator: Decimal, denominator: Decimal, indicator: Indicator) -> str:
    words = {"part": number_words(numerator), "whole": number_words(denominator)}
    if not denominator:
        return _("%(part)s of %(whole)s") % words
    quantity = number_words((numerator * int(indicator.rule.get("per", 100)) / denominator).quantize(Decimal("0.01")))
    if indicator.answer_type == AnswerType.PERCENTAGE:
        return _("%(part)s of %(whole)s = %(share)s%%") % (words | {"share": quantity})
    return _("%(numerator)s of %(denominator)s = %(quantity)s %(unit)s") % {
        "numerator": words["part"],
        "denominator": words["whole"],
        "quantity": quantity,
        "unit": indicator.unit,
    }


register.filter("value_words", value_words)


@register.filter
def figure_words(figure: Decimal, indicator: Indicator) -> str:
    """A figure with the indicator's unit; percent is written as a sign."""
    return measured(figure, str(indicator.unit or ""))


def _relation_words(earlier: Before) -> str | Promise:
    """How an indicator stands to what was asked then, with places for the year, the code and the number of questions."""
    part = earlier.relation == Relation.SPLITS
    if earlier.carried is not None:
        return (
            _("In %(year)s this was part of %(code)s; its figure can be compared.")
            if part
            else _("In %(year)s this was asked as %(code)s; the figures can be compared.")
        )
    if earlier.differs_in_type:
        return _("In %(year)s this was asked as %(code)s, for another kind of answer; it cannot be taken over.")
    if part:
        return _("In %(year)s this was part of %(code)s; the figures cannot be compared.")
    return _("In %(year)s this was asked as %(code)s; the figures cannot be compared.")


@register.filter
def earlier_words(earlier: Before) -> str:
    """How an indicator stands to what was asked then; empty within one framework."""
    if earlier.is_same:
        return ""
    if not earlier.asked:
        return _("Asked for the first time: the framework of %(year)s had no such indicator.") % {"year": earlier.year}
    if len(earlier.asked) > 1:
        return _("In %(year)s this was asked as %(count)s indicators; their figures cannot be compared with this one.") % {
            "year": earlier.year,
            "count": len(earlier.asked),
        }
    return str(_relation_words(earlier)) % {"year": earlier.year, "code": earlier.asked[0].indicator.code}


SENTENCES: dict[str, str | Promise] = {
    "submitted": gettext_lazy("Submitted to the Kanwil"),
    "withdrawn": gettext_lazy("Submission withdrawn"),
    "statement_uploaded": gettext_lazy("Signed statement uploaded"),
    "statement_confirmed": gettext_lazy("Statement confirmed by the signatory"),
    "statement_demand_changed": gettext_lazy("Demand of a signed statement changed"),
    "returned": gettext_lazy("Returned to the region for correction"),
    "forwarded": gettext_lazy("Forwarded to Ditjen HAM"),
    "reviewed": gettext_lazy("Scoring finished"),
    "reopened": gettext_lazy("Scoring opened again"),
    "published": gettext_lazy("Result published"),
    "demonstration": gettext_lazy("Put into this state by the demonstration"),
    "answered": gettext_lazy("Answer saved"),
    "commented": gettext_lazy("Comment written"),
    "comment_withdrawn": gettext_lazy("Comment taken back"),
    "work_divided": gettext_lazy("Work divided among the OPDs"),
    "office_added": gettext_lazy("OPD added"),
    "office_reminded": gettext_lazy("OPD reminded"),
    "part_finished": gettext_lazy("An OPD says its part is done"),
    "part_reopened": gettext_lazy("Part of an OPD opened again"),
    "note_left": gettext_lazy("Note for the successor"),
    "workbook_accepted": gettext_lazy("Answers taken over from a workbook"),
    "evidence_added": gettext_lazy("Evidence added"),
    "evidence_removed": gettext_lazy("Evidence removed"),
    "evidence_reused": gettext_lazy("Files of the region used as evidence"),
    "evidence_described": gettext_lazy("What is said of a file changed"),
    "evidence_infected": gettext_lazy("The virus scan found something in a file; it does not count"),
    "link_added": gettext_lazy("Link to a regulation added"),
    "link_changed": gettext_lazy("Link to a regulation changed"),
    "link_removed": gettext_lazy("Link to a regulation removed"),
    "last_year_taken": gettext_lazy("Taken over from last year"),
    "document_year_set": gettext_lazy("Year of a document given"),
    "figure_contested": gettext_lazy("Official figure contested"),
    "contest_withdrawn": gettext_lazy("Contest of an official figure taken back"),
    "figures_loaded": gettext_lazy("Official figures loaded"),
    "verdict_given": gettext_lazy("Verdict of the Kanwil"),
    "rest_marked_fit": gettext_lazy("Remaining answers of a right marked as fit"),
    "finding_recorded": gettext_lazy("Finding of a reviewer"),
    "fit_accepted": gettext_lazy("Answers the Kanwil found fit accepted"),
    "addition_set": gettext_lazy("Additional points and gates entered"),
    "commitment_saved": gettext_lazy("Commitment drafted"),
    "commitment_published": gettext_lazy("Commitment published"),
    "commitment_told": gettext_lazy("Said what became of the commitment"),
    "commitment_followed_up": gettext_lazy("Published what became of the commitment"),
    "practice_created": gettext_lazy("Practice set up"),
    "practice_opened": gettext_lazy("Practice begun"),
    "practice_reset": gettext_lazy("Practice begun anew: everything was removed"),
    "practice_moved": gettext_lazy("Practice begun anew with another framework"),
    "extended": gettext_lazy("Deadline extended"),
    "extension_ended": gettext_lazy("Extension taken back"),
    "cycle_created": gettext_lazy("Cycle prepared"),
    "cycle_opened": gettext_lazy("Cycle opened"),
    "phases_changed": gettext_lazy("Dates of phases changed"),
    "scoring_started": gettext_lazy("National scoring started"),
    "scoring_computed": gettext_lazy("National scoring computed"),
    "scoring_approved": gettext_lazy("National scoring approved"),
}
ICONS = {
    "submitted": "send",
    "withdrawn": "arrow-counterclockwise",
    "statement_uploaded": "file-earmark-arrow-up",
    "statement_confirmed": "patch-check",
    "returned": "arrow-return-left",
    "forwarded": "arrow-right-circle",
    "reviewed": "clipboard2-check",
    "reopened": "unlock",
    "published": "patch-check",
    "extended": "calendar-check",
    "extension_ended": "calendar-check",
}


@register.filter
def event_title(event: Event) -> str:
    """What happened, in a few words."""
    return str(SENTENCES.get(event.code, event.code))


def _outcome(data: dict[str, Any]) -> str:
    labels = dict(VerificationOutcome.choices) | dict(ReviewOutcome.choices)
    words = f"{data.get('indicator', '')}: {labels.get(data.get('outcome', ''), '')}"
    reason = data.get("reason") or data.get("note")
    return f"{words}. {reason}" if reason else words


def _phases(data: dict[str, Any]) -> str:
    return ", ".join(str(PhaseCode(code).label) for code in data.get("phases", {}))


def _extension(data: dict[str, Any]) -> str:
    label = str(PhaseCode(data["phase"]).label) if data.get("phase") in PhaseCode.values else ""
    until = parse_datetime(data.get("until") or "")
    words = _("%(phase)s until %(moment)s") % {"phase": label, "moment": moment_words(until)} if until else label
    return f"{words}. {data.get('reason', '')}"


def _counted(data: dict[str, Any]) -> str:
    return f"{data.get('right', '')}: {', '.join(data.get('indicators', []))}"


def _divided(data: dict[str, Any]) -> str:
    parts = [f"{unit}: {', '.join(codes)}" for unit, codes in data.get("assigned", {}).items()]
    if data.get("taken_over"):
        parts += [_("taken from %(unit)s: %(codes)s") % {"unit": unit, "codes": ", ".join(codes)} for unit, codes in data["taken_over"].items()]
    if data.get("due"):
        parts.append(_("new day: %(codes)s") % {"codes": ", ".join(data["due"])})
    return "; ".join(parts)


def _office(data: dict[str, Any]) -> str:
    codes = ", ".join(data.get("indicators", []))
    return f"{data.get('work_unit', '')}: {codes}" if codes else str(data.get("work_unit", ""))


DETAILS: dict[str, Callable[[dict[str, Any]], str]] = {
    "submitted": lambda data: _("Receipt %(number)s") % data if data.get("number") else "",
    "withdrawn": lambda data: _("Receipt %(number)s") % data if data.get("number") else "",
    "statement_uploaded": lambda data: str(data.get("name", "")),
    "returned": lambda data: _("%(count)s answers need correction") % {"count": data.get("needs_correction", 0)},
    "reopened": lambda data: str(data.get("reason", "")),
    "demonstration": lambda data: str(AssessmentState(data["to"]).label) if data.get("to") in AssessmentState.values else "",
    "verdict_given": _outcome,
    "finding_recorded": _outcome,
    "rest_marked_fit": _counted,
    "fit_accepted": _counted,
    "work_divided": _divided,
    "office_added": _office,
    "office_reminded": _office,
    "part_finished": _office,
    "part_reopened": _office,
    "note_left": lambda data: str(data.get("text", "")),
    "answered": lambda data: str(data.get("indicator", "")),
    "commented": lambda data: str(data.get("indicator", "")),
    "comment_withdrawn": lambda data: str(data.get("indicator", "")),
    "workbook_accepted": lambda data: f"{data.get('file', '')}: {', '.join(data.get('indicators', []))}",
    "evidence_added": lambda data: str(data.get("indicator", "")),
    "evidence_removed": lambda data: str(data.get("indicator", "")),
    "evidence_reused": lambda data: str(data.get("indicator", "")),
    "evidence_described": lambda data: f"{data.get('indicator', '')}: {data.get('name', '')}",
    "evidence_infected": lambda data: str(data.get("name", "")),
    "link_added": lambda data: f"{data.get('indicator', '')}: {data.get('title', '')}",
    "link_changed": lambda data: f"{data.get('indicator', '')}: {data.get('title', '')}",
    "link_removed": lambda data: f"{data.get('indicator', '')}: {data.get('title', '')}",
    "last_year_taken": lambda data: ", ".join(str(entry.get("indicator", "")) for entry in data.get("answers", ())),
    "document_year_set": lambda data: f"{data.get('name', '')}: {data.get('year') or '–'}",
    "figure_contested": lambda data: f"{data.get('indicator', '')}. {data.get('reason', '')}",
    "contest_withdrawn": lambda data: str(data.get("indicator", "")),
    "figures_loaded": lambda data: _("%(new)s new, %(changed)s changed") % {"new": data.get("new", 0), "changed": data.get("changed", 0)},
    "addition_set": lambda data: _("%(points)s points") % data.get("after", {"points": "0"}),
    "phases_changed": _phases,
    "extended": _extension,
    "extension_ended": _extension,
    "cycle_opened": lambda data: _("%(count)s assessments") % {"count": data.get("assessments", 0)},
}


@register.filter
def event_detail(event: Event) -> str:
    """What the event is about; empty when the title says it all."""
    tell = DETAILS.get(event.code)
    return tell(event.data) if tell else ""


@register.filter
def event_icon(event: Event) -> str:
    """Icon of an event."""
    return ICONS.get(event.code, "pencil")


@register.filter
def finding_words(outcome: str) -> str:
    """A reviewer's finding in words."""
    return str(dict(ReviewOutcome.choices).get(outcome, outcome))
