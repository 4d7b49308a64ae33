"""What would change if a workbook were accepted now, indicator by indicator."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, replace

from django.utils.translation import gettext as _

from assessments.models import Answer, Assessment, Exemption, WorkbookImport
from assessments.services.answer_input import AnswerInput, asks_for_parts, input_of
from assessments.services.applicability import exemptions_of
from assessments.services.events import digest
from assessments.services.outline import outline
from assessments.services.place import seen_outline
from assessments.services.workbook.cells import RawRow, row_from
from assessments.services.workbook.entries import CellFault, Entry, entry_of, missing
from assessments.services.workbook.values import fingerprint, plain
from indicators.models import Indicator

SAME, CHANGE, CONFLICT, FAULT, EMPTY = "same", "change", "conflict", "fault", "empty"


@dataclass(frozen=True, slots=True)
class Line:
    """One indicator: what is saved, what the workbook says, and what follows.

    `state` is same (nothing to do), change, conflict (saved by somebody since the download), fault (cannot be taken) or
    empty (an answer is saved, the workbook has none: the saved one stays).
    """

    indicator: Indicator
    state: str
    answer: Answer | None
    value: AnswerInput | None
    place: str
    faults: tuple[CellFault, ...] = ()

    @property
    def version(self) -> int:
        """The version saved now."""
        return self.answer.version if self.answer else 0

    @property
    def has_saved(self) -> bool:
        """Whether an answer is saved now."""
        return self.answer is not None and self.answer.has_value


@dataclass(frozen=True, slots=True)
class Preview:
    """All indicators of a workbook, and rows that belong to none."""

    lines: list[Line]
    strays: list[CellFault]
    absent: list[Indicator]

    def of(self, *states: str) -> list[Line]:
        """Lines in one of the states."""
        return [line for line in self.lines if line.state in states]

    @property
    def changes(self) -> list[Line]:
        """What would be saved without a question."""
        return self.of(CHANGE)

    @property
    def conflicts(self) -> list[Line]:
        """What the person has to decide."""
        return self.of(CONFLICT)

    @property
    def faulty(self) -> list[Line]:
        """What cannot be taken."""
        return self.of(FAULT)

    @property
    def unchanged(self) -> list[Line]:
        """What stays as it is."""
        return self.of(SAME, EMPTY)

    @property
    def seen(self) -> str:
        """Fingerprint of what is saved now beside the workbook: the person accepts what they saw, nothing else."""
        return digest([[line.indicator.code, line.state, line.version] for line in self.lines])


def preview_of(found: WorkbookImport, assessment: Assessment) -> Preview:
    """Compare a workbook with what is saved now (one query, whatever the number of indicators).

    Of a contributor's workbook only the indicators of their OPD count (one query more).
    """
    whole = outline(assessment.cycle.framework).by_code
    questions = seen_outline(found.uploaded_by, assessment)
    others = {code.casefold() for code in whole} - {code.casefold() for code in questions.by_code}
    by_code = {code.casefold(): indicator for code, indicator in questions.by_code.items()}
    saved = {row.indicator_id: row for row in Answer.objects.filter(assessment=assessment).select_related("updated_by")}
    mark = "." if found.language.startswith("en") else ","
    rows: dict[str, list[RawRow]] = defaultdict(list)
    strays: list[CellFault] = []
    for row in map(row_from, found.rows):
        if row.code.casefold() in by_code:
            rows[row.code.casefold()].append(row)
        elif row.code.casefold() in others:
            strays.append(CellFault(row.place("code"), _("%(code)s is not assigned to your OPD; it is left out.") % {"code": row.code}))
        elif row.cells:
            said = (
                _("“%(code)s” is no indicator of this framework.") % {"code": row.code}
                if row.code
                else _("The code of the indicator is missing in this row.")
            )
            strays.append(CellFault(row.place("code"), said))
    lines = [
        _line(indicator, rows[code], saved.get(indicator.pk), mark) for code, indicator in _ordered(by_code, questions.in_page_order) if code in rows
    ]
    scope = [part for part in questions.rights if found.scope in {"", part.right.code}]
    absent = [indicator for part in scope for indicator in part.indicators if indicator.code.casefold() not in rows]
    return Preview(lines, strays, absent)


def _ordered(by_code: dict[str, Indicator], order: Iterable[Indicator]) -> Iterable[tuple[str, Indicator]]:
    return ((indicator.code.casefold(), by_code[indicator.code.casefold()]) for indicator in order)


def _line(indicator: Indicator, rows: list[RawRow], answer: Answer | None, mark: str) -> Line:
    row = rows[0]
    place = row.place("numerator" if asks_for_parts(indicator) else "answer")
    if any(_content(other) != _content(row) for other in rows[1:]):
        said = _("The indicator stands in the workbook several times with different answers: %(places)s.") % {
            "places": ", ".join(other.place("code") for other in rows)
        }
        return Line(indicator, FAULT, answer, None, place, (CellFault(row.place("code"), said),))
    theirs = plain(input_of(answer)) if answer is not None else AnswerInput()
    entry = entry_of(indicator, row, decimal_mark=mark)
    if entry.is_empty and entry.value is not None and entry.value.note not in {"", theirs.note}:
        entry = missing(indicator, row)
    return _judged(indicator, entry, answer, theirs, place)


def _judged(indicator: Indicator, entry: Entry, answer: Answer | None, theirs: AnswerInput, place: str) -> Line:
    if entry.value is None:
        return Line(indicator, FAULT, answer, None, place, entry.faults)
    if entry.is_empty:
        return Line(indicator, EMPTY if theirs.has_value else SAME, answer, None, place)
    mine = plain(entry.value)
    version, _colon, base = entry.row.base.partition(":")
    # Not touched since the download: whatever was saved meanwhile stands.
    if mine == theirs or fingerprint(mine) == base:
        return Line(indicator, SAME, answer, mine, place)
    mine = _with_kind(indicator, mine)
    is_current = version == str(answer.version if answer else 0) or fingerprint(theirs) == base
    return Line(indicator, CHANGE if is_current or not theirs.has_value else CONFLICT, answer, mine, place)


def _with_kind(indicator: Indicator, value: AnswerInput) -> AnswerInput:
    """A claim by a box merely ticked, as in workbooks of before there were kinds: what is asked about does not exist here."""
    if not value.not_applicable or value.exemption or Exemption.NOT_HERE not in exemptions_of(indicator):
        return value
    return replace(value, exemption=Exemption.NOT_HERE.value)


def _content(row: RawRow) -> list[tuple[str, str, str]]:
    return sorted((name, cell.kind, cell.text) for name, cell in row.cells.items())
