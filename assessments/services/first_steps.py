"""The guided first visit: a short list of first steps for each role, ticked off from what was really done."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.models import Role, User
from assessments.models import Answer, Assessment, Assignment, Event, Review, Statement, Verification
from assessments.models.answer import SinceLast
from assessments.services.responsibility import work_units_of
from indicators.models import LessonPassed


@dataclass(frozen=True, slots=True)
class FirstStep:
    """One step: what to do, why, where, and whether it is done."""

    title: str
    text: str
    url: str
    is_done: bool = False


@dataclass(frozen=True, slots=True)
class FirstSteps:
    """The list of one person."""

    steps: tuple[FirstStep, ...]

    @property
    def done(self) -> int:
        """How many are done."""
        return sum(step.is_done for step in self.steps)

    @property
    def total(self) -> int:
        """How many there are."""
        return len(self.steps)


def first_steps(user: Any) -> FirstSteps | None:
    """The first steps of a person who has not put them away; None for others (seven queries at most)."""
    if user.guided_at is not None:
        return None
    roles = {membership.role for membership in user.active_memberships}
    builder = next((build for role, build in _BUILDERS.items() if role in roles), None)
    return FirstSteps(tuple(builder(_Visitor(user)))) if builder else None


def put_away(user: User, *, away: bool) -> None:
    """Put the first steps away, or call them back."""
    User.objects.filter(pk=user.pk).update(guided_at=timezone.now() if away else None)


class _Visitor:
    """What is known of a person: each question asks the database when a step wants it."""

    def __init__(self, user: Any) -> None:
        self.user = user
        regions = [membership.region_id for membership in user.active_memberships if membership.region_id]
        newest = (
            Assessment.objects.counting().filter(region__in=regions).select_related("region", "cycle").order_by("-cycle__award_year", "region__code")
        )
        self.assessment = newest.first() if regions else None

    def here(self, name: str = "assessment") -> str:
        """A page of the newest assessment, or the workspace where there is none."""
        if self.assessment is None:
            return reverse("assessments:workspace")
        return reverse(f"assessments:{name}", args=[self.assessment.cycle.award_year, self.assessment.region.code])

    def guide(self) -> FirstStep:
        return FirstStep(
            _("Read how the year goes"), _("Who does what and when, and what the words mean: five minutes."), reverse("assessments:guide")
        )

    def practise(self, text: str) -> FirstStep:
        done = Event.objects.filter(actor=self.user, assessment__cycle__is_practice=True).exclude(code="practice_opened").exists()
        return FirstStep(_("Practise"), text, reverse("assessments:workspace") + "#practising", done)

    def lesson(self) -> FirstStep:
        done = LessonPassed.objects.filter(user=self.user).exists()
        return FirstStep(
            _("Go through a lesson"), _("What a right is, and how its indicators are read: ten minutes."), reverse("lessons:lessons"), done
        )

    def answered(self) -> bool:
        return Answer.objects.filter(assessment=self.assessment, updated_by=self.user, version__gt=0).exists()


def _coordinator(visitor: _Visitor) -> list[FirstStep]:
    mine = visitor.assessment
    assigned = mine is not None and Assignment.objects.filter(assessment=mine).exists()
    return [
        visitor.guide(),
        visitor.practise(_("Answer an indicator and send it where nothing counts.")),
        FirstStep(_("Divide the work"), _("Say which OPD answers what, and invite its people."), visitor.here("division"), assigned),
        *_taking_over(visitor),
        FirstStep(
            _("Answer the first indicator"),
            _("Everything you need stands on its page. It is saved while you type."),
            visitor.here(),
            bool(mine and mine.answered_count),
        ),
        visitor.lesson(),
    ]


def _taking_over(visitor: _Visitor) -> list[FirstStep]:
    """A step where there is a year before."""
    mine = visitor.assessment
    if mine is None:
        return []
    before = Assessment.objects.counting().filter(region=mine.region_id, cycle__award_year__lt=mine.cycle.award_year, answered_count__gt=0)
    if not before.exists():
        return []
    taken = Answer.objects.filter(assessment=mine, since_last__in=SinceLast.values).exists()
    text = _("Answers and files are offered; you say what changed.")
    return [FirstStep(_("Take over what still holds from last year"), text, visitor.here("last_year"), taken)]


def _contributor(visitor: _Visitor) -> list[FirstStep]:
    mine = visitor.assessment
    units = work_units_of(visitor.user, mine.region) if mine else ()
    assigned = bool(units) and Assignment.objects.filter(assessment=mine, work_unit__in=units).exists()
    return [
        visitor.guide(),
        visitor.practise(_("Answer an indicator where nothing counts.")),
        FirstStep(_("Look at what your OPD answers"), _("The coordinator at the Bagian Hukum assigns the indicators."), visitor.here(), assigned),
        FirstStep(
            _("Answer the first indicator"),
            _("With the file that shows it. It is saved while you type."),
            visitor.here(),
            bool(mine) and visitor.answered(),
        ),
        visitor.lesson(),
    ]


def _signatory(visitor: _Visitor) -> list[FirstStep]:
    confirmed = Statement.objects.filter(assessment=visitor.assessment, confirmed_by=visitor.user).exists()
    return [
        visitor.guide(),
        visitor.practise(_("See what the coordinator and the OPD do, where nothing counts.")),
        FirstStep(_("See how far your region is"), _("What is answered, what is missing, what would raise the score most."), visitor.here()),
        FirstStep(
            _("Confirm the signed statement"),
            _("When everything is answered, from your own account: it says that the answers are true."),
            visitor.here("submit"),
            confirmed,
        ),
        visitor.lesson(),
    ]


def _observer(visitor: _Visitor) -> list[FirstStep]:
    return [
        visitor.guide(),
        FirstStep(_("See how far your regions are"), _("On one page: who is stuck, and who never signed in."), reverse("assessments:monitoring")),
        visitor.lesson(),
    ]


def _verifier(visitor: _Visitor) -> list[FirstStep]:
    verdict = Verification.objects.filter(by=visitor.user).exists()
    return [
        visitor.guide(),
        FirstStep(_("See how far your regions are"), _("On one page: who is stuck, and who never signed in."), reverse("assessments:monitoring")),
        FirstStep(
            _("Give the first verdict"),
            _("Does the file show what the answer says? Every correction asks for a reason."),
            reverse("assessments:verification_queue"),
            verdict,
        ),
        visitor.lesson(),
    ]


def _reviewer(visitor: _Visitor) -> list[FirstStep]:
    found = Review.objects.filter(by=visitor.user).exists()
    return [
        visitor.guide(),
        FirstStep(
            _("Write the first finding"),
            _("Which value does the evidence prove? The score follows from it."),
            reverse("assessments:review_queue"),
            found,
        ),
        visitor.lesson(),
    ]


def _lead(visitor: _Visitor) -> list[FirstStep]:
    return [
        visitor.guide(),
        FirstStep(_("See how far the regions are"), _("On one page: who is stuck, and who never signed in."), reverse("assessments:monitoring")),
        FirstStep(
            _("Prepare the next year"),
            _("The framework and the dates of every phase; opening it makes an assessment for every region."),
            reverse("assessments:cycles"),
        ),
        visitor.lesson(),
    ]


_BUILDERS: dict[str, Callable[[_Visitor], list[FirstStep]]] = {
    Role.REGIONAL_COORDINATOR: _coordinator,
    Role.REGIONAL_SIGNATORY: _signatory,
    Role.OPD_CONTRIBUTOR: _contributor,
    Role.KANWIL_VERIFIER: _verifier,
    Role.PROVINCIAL_OBSERVER: _observer,
    Role.DITJEN_LEAD: _lead,
    Role.DITJEN_REVIEWER: _reviewer,
}
