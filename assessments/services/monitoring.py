"""How far the regions of a province or a Kanwil are, who is stuck and where, and who never signed in."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

from django.conf import settings
from django.db.models import Count, F
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from accounts.models import Membership
from accounts.models.membership import REGIONAL_ROLES
from assessments.models import Answer, Assessment, AssessmentState, Cycle, CycleState, PhaseCode, Verification, VerificationOutcome
from assessments.rules import FILLABLE
from assessments.services.outline import Outline, RightOutline, outline
from indicators.bilingual import Bilingual
from regions.models import Province

NOBODY, NEVER, NOTHING, QUIET, UNSENT, CORRECTION_OVER, MISSED, WAITING = (
    "nobody", "never", "nothing", "quiet", "unsent", "correction_over", "missed", "waiting",
)  # fmt: skip
# Regions in this much trouble have nobody who could read a message of the portal.
UNREACHED = frozenset({NOBODY, NEVER})


@dataclass(frozen=True, slots=True)
class People:
    """Who acts for a region today."""

    names: tuple[tuple[str, str], ...] = ()
    last_sign_in: datetime | None = None

    @property
    def have_signed_in(self) -> bool:
        """Whether any of them ever signed in."""
        return self.last_sign_in is not None


@dataclass(frozen=True, slots=True)
class Trouble:
    """Why a region does not get on, and for how many days."""

    code: str
    days: int = 0

    @property
    def label(self) -> str:
        """In words."""
        words = {
            NOBODY: _("Nobody has an account"),
            NEVER: _("Nobody has signed in yet"),
            NOTHING: _("Signed in, nothing answered"),
            UNSENT: _("Everything answered, not sent"),
            CORRECTION_OVER: _("Correction is over, not sent again"),
            MISSED: _("The deadline has passed, not sent"),
            QUIET: ngettext("Nothing saved for %(days)s day", "Nothing saved for %(days)s days", self.days),
            WAITING: ngettext("With the Kanwil for %(days)s day", "With the Kanwil for %(days)s days", self.days),
        }
        return words[self.code] % {"days": self.days}


@dataclass(frozen=True, slots=True)
class Weakest:
    """The right a region is furthest behind with."""

    title: Bilingual
    answered: int
    total: int


@dataclass(frozen=True, slots=True)
class RegionProgress:
    """One region in the overview."""

    assessment: Assessment
    total: int
    people: People
    trouble: Trouble | None
    weakest: Weakest | None = None
    to_correct: int = 0

    @property
    def is_sent(self) -> bool:
        """Whether the assessment has left the region."""
        return self.assessment.state not in FILLABLE

    @property
    def stage(self) -> str:
        """How the map shows it: empty, begun, half, returned or sent."""
        if self.is_sent:
            return "sent"
        if self.assessment.state == AssessmentState.RETURNED:
            return "returned"
        if not self.assessment.answered_count:
            return "empty"
        return "half" if self.assessment.answered_count * 2 >= self.total else "begun"


@dataclass(slots=True)
class ProvinceLine:
    """A province in the overview of several."""

    province: Province
    rows: list[RegionProgress] = field(default_factory=list)
    asked: int = 0

    @property
    def total(self) -> int:
        """How many regions."""
        return len(self.rows)

    @property
    def sent(self) -> int:
        """How many have sent their assessment."""
        return sum(row.is_sent for row in self.rows)

    @property
    def answered_share(self) -> int:
        """Percentage of all questions of all its regions that have an answer."""
        asked = self.asked * len(self.rows)
        return 100 * sum(row.assessment.answered_count for row in self.rows) // asked if asked else 0

    @property
    def stuck(self) -> int:
        """How many do not get on."""
        return sum(row.trouble is not None for row in self.rows)

    @property
    def unreached(self) -> int:
        """How many have nobody who ever signed in."""
        return sum(row.trouble is not None and row.trouble.code in UNREACHED for row in self.rows)


def watched_cycles() -> list[Cycle]:
    """Cycles that regions take part in, newest first (two queries)."""
    return list(Cycle.objects.counting().exclude(state=CycleState.DRAFT).select_related("framework").prefetch_related("phases"))


def progress_of(user: Any, cycle: Cycle, *, province: Province | None = None) -> list[RegionProgress]:
    """The regions a person may see, in the order of their codes; with the weakest right for those of one province.

    Four queries for a province, two for more than one, whatever the number of regions.
    """
    visible = Assessment.objects.visible_to(user).filter(cycle=cycle)
    if province is not None:
        visible = visible.filter(region__province=province)
    assessments = list(visible.select_related("region__province").order_by("region__code"))
    for assessment in assessments:
        assessment.cycle = cycle
    questions = outline(cycle.framework)
    people = _people(assessments)
    behind = _answered_by_right(assessments) if province is not None else {}
    corrections = _to_correct(assessments) if province is not None else {}
    now = timezone.now()
    return [
        RegionProgress(
            assessment=assessment,
            total=len(questions.indicators),
            people=(found := people.get(assessment.region_id, People())),
            trouble=trouble_of(assessment, total=len(questions.indicators), people=found, now=now),
            weakest=_weakest(assessment, questions, behind),
            to_correct=corrections.get(assessment.pk, 0),
        )
        for assessment in assessments
    ]


def by_province(rows: Iterable[RegionProgress]) -> list[ProvinceLine]:
    """The regions by province, in the order of the provinces' codes."""
    lines: dict[str, ProvinceLine] = {}
    for row in rows:
        province = row.assessment.region.province
        line = lines.setdefault(province.code, ProvinceLine(province, asked=row.total))
        line.rows.append(row)
    return [lines[code] for code in sorted(lines)]


def _people(assessments: list[Assessment]) -> dict[int, People]:
    """Who acts for each region today (one query)."""
    regions = [assessment.region_id for assessment in assessments]
    rows = Membership.objects.active().filter(region__in=regions, role__in=REGIONAL_ROLES, user__is_active=True)
    named: dict[int, dict[str, str]] = {}
    last: dict[int, datetime] = {}
    for region, name, email, signed_in in rows.order_by("role", "user__full_name").values_list(
        "region_id", "user__full_name", "user__email", "user__last_login"
    ):
        named.setdefault(region, {})[email] = name
        if signed_in is not None:
            last[region] = max(signed_in, last.get(region, signed_in))
    return {region: People(tuple((name, email) for email, name in people.items()), last.get(region)) for region, people in named.items()}


def trouble_of(assessment: Assessment, *, total: int, people: People, now: datetime) -> Trouble | None:
    """What keeps a region from getting on; None while all is well. Asks nothing of the database."""
    quiet, waiting = timedelta(days=settings.MONITORING_QUIET_DAYS), timedelta(days=settings.MONITORING_WAITING_DAYS)
    since = assessment.submitted_at
    if assessment.state == AssessmentState.SUBMITTED:
        return Trouble(WAITING, (now - since).days) if since and now - since >= waiting else None
    if assessment.state not in FILLABLE:
        return None
    code = PhaseCode.CORRECTION if assessment.state == AssessmentState.RETURNED else PhaseCode.FILLING
    end = assessment.ends_at(code)
    if end is not None and end <= now:
        return Trouble(CORRECTION_OVER if code == PhaseCode.CORRECTION else MISSED)
    if not people.names:
        return Trouble(NOBODY)
    if not people.have_signed_in:
        return Trouble(NEVER)
    return _trouble_while_filling(assessment, total=total, now=now, quiet=quiet)


def _trouble_while_filling(assessment: Assessment, *, total: int, now: datetime, quiet: timedelta) -> Trouble | None:
    saved = assessment.last_saved_at
    if not assessment.answered_count:
        return Trouble(NOTHING)
    if saved is None or now - saved < quiet:
        return None
    if assessment.state == AssessmentState.FILLING and assessment.answered_count >= total:
        return Trouble(UNSENT)
    return Trouble(QUIET, (now - saved).days)


def _answered_by_right(assessments: list[Assessment]) -> dict[tuple[int, int], int]:
    """How many indicators of each right are answered (one query)."""
    filling = [row.pk for row in assessments if row.state in FILLABLE and row.answered_count]
    rows = Answer.objects.answered().filter(assessment__in=filling).order_by().values_list("assessment_id", "indicator__right_id")
    return {(assessment, right): count for assessment, right, count in rows.annotate(count=Count("pk"))}


def _weakest(assessment: Assessment, questions: Outline, behind: Mapping[tuple[int, int], int]) -> Weakest | None:
    """The right with the smallest share answered, where the region has begun and is not through."""
    if assessment.state != AssessmentState.FILLING or not assessment.answered_count or not behind:
        return None

    def answered(part: RightOutline) -> int:
        return behind.get((assessment.pk, part.right.pk), 0)

    part = min(questions.rights, key=lambda part: (answered(part) * 1000 // len(part.indicators), part.right.order))
    found = Weakest(part.right.title, answered(part), len(part.indicators))
    return found if found.answered < found.total else None


def _to_correct(assessments: list[Assessment]) -> dict[int, int]:
    """How many answers sent back still say the same (one query)."""
    returned = [row.pk for row in assessments if row.state == AssessmentState.RETURNED]
    rows = Verification.objects.filter(
        answer__assessment__in=returned,
        round=F("answer__assessment__round"),
        outcome=VerificationOutcome.NEEDS_CORRECTION,
        answer__updated_at__lte=F("at"),
    )
    return dict(rows.order_by().values_list("answer__assessment_id").annotate(count=Count("pk")))
