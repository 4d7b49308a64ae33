"""What the pages of the workspace show: reading only, a fixed number of queries."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from itertools import islice
from typing import Any

from django.db.models import Count, Max, Q

from assessments.models import Assessment, AssessmentState, Event, Phase, PhaseCode, Submission, Verification, VerificationOutcome
from assessments.rules import FILLABLE
from assessments.services.outline import RightOutline
from assessments.services.place import Place
from assessments.services.scores import Row, Standing, standing
from assessments.services.transitions import TRANSITIONS
from indicators.models import Indicator
from indicators.scoring import ScoreNode, ScoreResult

EVENTS_SHOWN = 15
EVENTS_AT_MOST = 500


@dataclass(frozen=True, slots=True)
class Verdict:
    """The Kanwil's last word on an answer; `is_dealt_with` when answer or files changed since."""

    outcome: str
    label: str
    reason: str
    at: datetime
    is_dealt_with: bool

    @property
    def asks_for_correction(self) -> bool:
        """Whether something is still to be corrected."""
        return self.outcome != VerificationOutcome.FIT and not self.is_dealt_with


def verdicts(assessment: Assessment, *, indicator: Indicator | None = None) -> dict[int, Verdict]:
    """The last verdict of the Kanwil by indicator key (one query).

    While the Kanwil is still at work (submitted), the verdicts of the present round are not shown: they may change.
    """
    rows = Verification.objects.filter(answer__assessment=assessment)
    if indicator is not None:
        rows = rows.filter(answer__indicator=indicator)
    if assessment.state == AssessmentState.SUBMITTED:
        rows = rows.filter(round__lt=assessment.round)
    rows = rows.annotate(last_file=Max("answer__evidence__added_at")).order_by("round", "pk")
    found: dict[int, Verdict] = {}
    for key, outcome, reason, at, saved, last_file in rows.values_list(
        "answer__indicator_id", "outcome", "reason", "at", "answer__updated_at", "last_file"
    ):
        changed = saved > at or (last_file is not None and last_file > at)
        found[key] = Verdict(outcome, str(VerificationOutcome(outcome).label), reason, at, is_dealt_with=changed)
    return found


@dataclass(frozen=True, slots=True)
class IndicatorLine:
    """An indicator in a list: where it stands and what it earns."""

    indicator: Indicator
    row: Row | None
    verdict: Verdict | None
    node: ScoreNode | None

    @property
    def state(self) -> str:
        """correction, open, evidence (missing), not_applicable or answered: what asks most for attention first."""
        if self.verdict is not None and self.verdict.asks_for_correction:
            return "correction"
        if self.row is None or not self.row.has_value:
            return "open"
        if self.row.value.not_applicable:
            return "not_applicable"
        return "evidence" if self.lacks_evidence else "answered"

    @property
    def lacks_evidence(self) -> bool:
        """Whether there is an answer that claims something but no file."""
        row = self.row
        return row is not None and row.has_value and not row.value.has_evidence and row.value.choice != "no"


@dataclass(frozen=True, slots=True)
class RightLine:
    """A right in a list, with its indicators."""

    right: RightOutline
    lines: list[IndicatorLine]
    node: ScoreNode | None

    def _count(self, *states: str) -> int:
        return sum(1 for line in self.lines if line.state in states)

    @property
    def total(self) -> int:
        """How many indicators."""
        return len(self.lines)

    @property
    def answered(self) -> int:
        """How many have an answer."""
        return sum(1 for line in self.lines if line.row is not None and line.row.has_value)

    @property
    def without_evidence(self) -> int:
        """How many answers lack a file."""
        return sum(1 for line in self.lines if line.lacks_evidence)

    @property
    def to_correct(self) -> int:
        """How many the Kanwil wants corrected."""
        return self._count("correction")


@dataclass(frozen=True, slots=True)
class Overview:
    """An assessment as its pages show it."""

    place: Place
    standing: Standing
    result: ScoreResult
    rights: list[RightLine]

    @property
    def assessment(self) -> Assessment:
        """The assessment."""
        return self.place.assessment

    @property
    def is_part(self) -> bool:
        """Whether these are only a contributor's own indicators; `standing` and `result` are of the whole."""
        return self.place.is_part

    @property
    def lines(self) -> list[IndicatorLine]:
        """All indicators that this person sees."""
        return [line for right in self.rights for line in right.lines]

    @property
    def total(self) -> int:
        """How many indicators there are."""
        return len(self.lines)

    @property
    def answered(self) -> int:
        """How many have an answer."""
        return sum(right.answered for right in self.rights)

    @property
    def without_evidence(self) -> int:
        """How many answers lack a file."""
        return sum(right.without_evidence for right in self.rights)

    @property
    def corrections(self) -> list[IndicatorLine]:
        """What the Kanwil wants corrected."""
        return [line for line in self.lines if line.state == "correction"]

    @property
    def next_open(self) -> IndicatorLine | None:
        """The first indicator that waits for something."""
        return next((line for line in [*self.corrections, *self.lines] if line.state in {"correction", "open", "evidence"}), None)


def overview(place: Place) -> Overview:
    """Everything about an assessment's answers (two queries, two more where the framework measures progress)."""
    stands = standing(place.assessment)
    result = stands.result()
    leaves = {node.code: node for node in result.tree.walk("indicator")}
    nodes = {node.code: node for node in result.tree.walk("right")}
    found = verdicts(place.assessment)
    rights = [_right_line(right, stands, found, leaves, nodes) for right in place.outline.rights]
    return Overview(place, stands, result, rights)


def _right_line(
    right: RightOutline, stands: Standing, found: Mapping[int, Verdict], leaves: Mapping[str, ScoreNode], nodes: Mapping[str, ScoreNode]
) -> RightLine:
    lines = [
        IndicatorLine(indicator, stands.rows.get(indicator.pk), found.get(indicator.pk), leaves.get(indicator.code)) for indicator in right.indicators
    ]
    return RightLine(right, lines, nodes.get(right.right.code))


def answering_phase(assessment: Assessment) -> Phase | None:
    """The phase whose end is the deadline for answers: correction for a returned assessment, else filling."""
    code = PhaseCode.CORRECTION if assessment.state == AssessmentState.RETURNED else PhaseCode.FILLING
    return assessment.cycle.phase(code)


def deadline(assessment: Assessment) -> datetime | None:
    """Until when answers can be given; None when the state does not allow answering, and in practice."""
    phase = answering_phase(assessment)
    if phase is None or assessment.state not in FILLABLE or assessment.cycle.is_practice:
        return None
    return assessment.ends_at(phase.code)


def history(place: Place, *, reader: Any, everything: bool = False) -> list[Event]:
    """What happened, newest first (one query).

    Of a contributor's history: what they did themselves, what concerns their indicators, and where the assessment went.
    """
    shown = EVENTS_AT_MOST if everything else EVENTS_SHOWN + 1
    events = Event.objects.filter(assessment=place.assessment).order_by("-sequence")
    if not place.is_part:
        return list(events[:shown])
    codes = place.outline.by_code
    found = (event for event in events[:EVENTS_AT_MOST] if event.actor_id == reader.pk or event.code in TRANSITIONS or _concerns(event, codes))
    return list(islice(found, shown))


def _concerns(event: Event, codes: Mapping[str, Indicator]) -> bool:
    return isinstance(event.data, dict) and event.data.get("indicator") in codes


def latest_submission(assessment: Assessment) -> Submission | None:
    """What was submitted last, without its content (one query)."""
    return assessment.submissions.defer("manifest").order_by("-sequence").first()


@dataclass(frozen=True, slots=True)
class Tally:
    """How many assessments of a list stand in a state."""

    state: str
    label: str
    count: int


def tallies(assessments: Any) -> list[Tally]:
    """Assessments by state, in the order of the path (one query)."""
    counts = dict(assessments.order_by().values_list("state").annotate(number=Count("pk")))
    return [Tally(state.value, str(state.label), counts[state.value]) for state in AssessmentState if counts.get(state.value)]


def found_assessments(assessments: Any, *, text: str = "", state: str = "", province: str = "") -> Any:
    """Narrow a list of assessments by name or code, state and province."""
    if text:
        assessments = assessments.filter(Q(region__full_name__icontains=text) | Q(region__code__startswith=text))
    if state:
        assessments = assessments.filter(state=state)
    if province:
        assessments = assessments.filter(region__province__code=province)
    return assessments
