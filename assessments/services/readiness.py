"""How far an assessment is from being sent: answers, OPDs, the signed statement, the signatory's word."""

from collections.abc import Collection
from dataclasses import dataclass, field
from itertools import groupby

from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from accounts.models import WorkUnit
from assessments.models import Assessment, AssessmentState, Assignment
from assessments.services.checklist import Checklist, checklist
from assessments.services.manifest import Entry, entries
from assessments.services.statement import StatementState, statement_state
from indicators.models import Indicator, Right

DONE, CURRENT, TODO, PROBLEM = "done", "current", "todo", "problem"

BLOCKS, COSTS = "blocks", "warns"
# Lists of the check list: whether they stop the submission, heading, what to do.
KINDS: tuple[tuple[str, str, Promise, Promise], ...] = (
    (
        "uncorrected",
        BLOCKS,
        gettext_lazy("Corrections the Kanwil asked for and that were not made"),
        gettext_lazy("Change the answer, its evidence, or say in the explanation why it stands."),
    ),
    (
        "unexplained",
        BLOCKS,
        gettext_lazy("“Does not apply” without an explanation"),
        gettext_lazy("Say in the explanation why the indicator does not apply to your region; whoever rules on it reads this."),
    ),
    (
        "without_evidence",
        COSTS,
        gettext_lazy("Without evidence"),
        gettext_lazy("You can submit like this, but an answer without evidence earns nothing when it is scored."),
    ),
    ("unanswered", COSTS, gettext_lazy("Not answered"), gettext_lazy("You can submit like this, but what is not answered earns nothing.")),
)


@dataclass(frozen=True, slots=True)
class Finding:
    """Something the check list found, with the indicators it is about, right by right."""

    code: str
    kind: str
    heading: str
    text: str
    groups: list[tuple[Right, list[Indicator]]]

    @property
    def count(self) -> int:
        """How many indicators."""
        return sum(len(indicators) for _right, indicators in self.groups)

    @property
    def blocks(self) -> bool:
        """Whether it has to be mended first."""
        return self.kind == BLOCKS


def findings(found: Checklist, *, only: Collection[int] | None = None) -> list[Finding]:
    """What the check list found: first what stops the submission, then what costs points; of some indicators (keys) only, where given."""
    told = []
    for code, kind, heading, text in KINDS:
        indicators: list[Indicator] = [row for row in getattr(found, code) if only is None or row.pk in only]
        ordered = sorted(indicators, key=lambda row: (row.right.order, row.right_id, row.order))
        groups = [(rows[0].right, rows) for _key, group in groupby(ordered, key=lambda row: row.right_id) if (rows := list(group))]
        if groups:
            told.append(Finding(code, kind, str(heading), str(text), groups))
    return told


@dataclass(slots=True)
class Unfinished:
    """An OPD that has not said it is done, and with how many of its indicators."""

    work_unit: WorkUnit
    left: int = 0
    total: int = 0


@dataclass(frozen=True, slots=True)
class Stage:
    """One step of the way to the Kanwil, as `components/steps.html` draws it."""

    code: str
    label: str
    state: str
    detail: str = ""

    @property
    def is_open(self) -> bool:
        """Whether its section of the page is unfolded."""
        return self.state in {CURRENT, PROBLEM}


@dataclass(frozen=True, slots=True)
class Readiness:
    """Everything the check list says."""

    assessment: Assessment
    checklist: Checklist
    statement: StatementState
    unfinished: list[Unfinished] = field(default_factory=list)

    @property
    def blocks(self) -> bool:
        """Whether the assessment cannot be sent as it is."""
        return self.checklist.blocks or self.statement.is_missing

    @property
    def is_sent(self) -> bool:
        """Whether it has been sent and not come back."""
        return self.assessment.state not in {AssessmentState.FILLING, AssessmentState.RETURNED}

    def stages(self) -> list[Stage]:
        """The steps in their order; the first that is not done is the current one."""
        steps = [self._answers(), self._work_units(), *self._statement(), Stage("send", _("Submit"), DONE if self.is_sent else TODO)]
        if self.is_sent:
            return steps
        first = next((n for n, step in enumerate(steps) if step.state in {TODO, PROBLEM} and step.code != "work_units"), len(steps) - 1)
        current = steps[first]
        if current.state == TODO:
            steps[first] = Stage(current.code, current.label, CURRENT, current.detail)
        return steps

    def stage(self, code: str) -> Stage:
        """One of the steps."""
        return next(step for step in self.stages() if step.code == code)

    def _answers(self) -> Stage:
        found = self.checklist
        detail = _("%(answered)s of %(asked)s") % {"answered": found.answered, "asked": found.asked}
        return Stage("answers", _("Answers and evidence"), PROBLEM if found.blocks else DONE, detail)

    def _work_units(self) -> Stage:
        count = len(self.unfinished)
        if not count:
            return Stage("work_units", _("OPDs"), DONE, _("none still at work"))
        words = ngettext("%(count)s OPD not done", "%(count)s OPDs not done", count) % {"count": count}
        return Stage("work_units", _("OPDs"), TODO, words)

    def _statement(self) -> list[Stage]:
        state = self.statement
        signed = state.valid is not None or state.waits
        if not state.is_required and not signed and state.newest is None:
            return [Stage("statement", _("Statement of the head of region"), DONE, _("not demanded in this cycle"))]
        if signed:
            paper = Stage("statement", _("Statement of the head of region"), DONE, _("uploaded"))
        elif state.is_infected:
            paper = Stage("statement", _("Statement of the head of region"), PROBLEM if state.is_required else TODO, _("virus found"))
        elif state.is_outdated:
            paper = Stage("statement", _("Statement of the head of region"), PROBLEM if state.is_required else TODO, _("answers changed since"))
        else:
            paper = Stage("statement", _("Statement of the head of region"), TODO, _("to be signed and uploaded"))
        if state.valid is not None:
            return [paper, Stage("signatory", _("Confirmation by the signatory"), DONE, state.valid.confirmed_by_name)]
        return [paper, Stage("signatory", _("Confirmation by the signatory"), TODO, _("waits") if state.waits else "")]


def unfinished_work(assessment: Assessment) -> list[Unfinished]:
    """OPDs with assigned indicators they have not said to be done (one query)."""
    by_unit: dict[int, Unfinished] = {}
    for row in Assignment.objects.filter(assessment=assessment).select_related("work_unit").order_by("work_unit__name"):
        unit = by_unit.setdefault(row.work_unit_id, Unfinished(row.work_unit))
        unit.total += 1
        unit.left += row.finished_at is None
    return [unit for unit in by_unit.values() if unit.left]


def readiness(assessment: Assessment, found: dict[int, Entry] | None = None) -> Readiness:
    """How far the assessment is; `found` are its entries where the caller has read them."""
    found = entries(assessment) if found is None else found
    return Readiness(assessment, checklist(assessment, found), statement_state(assessment, found), unfinished_work(assessment))
