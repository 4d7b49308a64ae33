"""Find the assessment of an address, with everything its rules ask about, in one query."""

from dataclasses import dataclass
from typing import Any

from django.db.models import F
from django.http import Http404

from assessments.models import Assessment, Cycle, Phase
from assessments.services.outline import Outline, RightOutline, outline
from indicators.models import Indicator
from regions.models import Region

# What saving an answer asks of the rows it locks; a page that is shown after all fetches the rest when it asks.
_SAVED = (
    *("state", "round", "answered_count", "self_score", "last_saved_at", "submitted_at"),
    *("region__code", "region__full_name", "region__province__regional_office"),
    *("cycle__award_year", "cycle__data_year", "cycle__state", "cycle__is_demonstration"),
    *("cycle__framework__code", "cycle__framework__state", "cycle__framework__adopted_at", "cycle__framework__content_hash"),
)


def find_assessment(user: Any, *, year: int, region: str, lock: bool = False) -> Assessment:
    """The assessment of a year and a region among those `user` may see; raises Http404.

    One query brings region, cycle, framework and the cycle's phases (a row per phase), so that saving an
    answer stays cheap. With `lock` the assessment's row is locked until the end of the transaction.
    """
    rows = (
        Assessment.objects.visible_to(user)
        .filter(cycle__award_year=year, region__code=region)
        .select_related("region__province", "cycle__framework")
        .annotate(
            phase_pk=F("cycle__phases__pk"),
            phase_code=F("cycle__phases__code"),
            starts=F("cycle__phases__starts_at"),
            ends=F("cycle__phases__ends_at"),
        )
        .order_by("cycle__phases__starts_at", "cycle__phases__pk")
    )
    found = list(rows.only(*_SAVED).select_for_update(of=("self",)) if lock else rows)
    if not found:
        raise Http404
    assessment = found[0]
    phases = [
        Phase(pk=row.phase_pk, cycle=assessment.cycle, code=row.phase_code, starts_at=row.starts, ends_at=row.ends) for row in found if row.phase_pk
    ]
    # `cycle.phases.all()` answers from here, as after prefetch_related.
    _keep_phases(assessment.cycle, phases)
    return assessment


def _keep_phases(cycle: Any, phases: list[Phase]) -> None:
    queryset = cycle.phases.all()
    queryset._result_cache = phases  # noqa: SLF001 - as prefetch_related does
    queryset._prefetch_done = True  # noqa: SLF001
    cycle._prefetched_objects_cache = {"phases": queryset}  # noqa: SLF001


@dataclass(frozen=True, slots=True)
class Place:
    """Where a person is in the workspace: an assessment with its questions."""

    assessment: Assessment
    outline: Outline

    @property
    def region(self) -> Region:
        """The region, which the rules ask about."""
        return self.assessment.region

    @property
    def cycle(self) -> Cycle:
        """The cycle."""
        return self.assessment.cycle


@dataclass(frozen=True, slots=True)
class RightPlace(Place):
    """At one right of it."""

    right: RightOutline


@dataclass(frozen=True, slots=True)
class IndicatorPlace(RightPlace):
    """At one indicator of it."""

    indicator: Indicator


def find_place(user: Any, *, year: int, region: str) -> Place:
    """The assessment of an address; raises Http404."""
    assessment = find_assessment(user, year=year, region=region)
    return Place(assessment, outline(assessment.cycle.framework))


def find_right(user: Any, *, year: int, region: str, right: str) -> RightPlace:
    """The right of an address; raises Http404."""
    place = find_place(user, year=year, region=region)
    return RightPlace(place.assessment, place.outline, _right_of(place.outline, right))


def find_indicator(user: Any, *, year: int, region: str, indicator: str, lock: bool = False) -> IndicatorPlace:
    """The indicator of an address; raises Http404. With `lock` the assessment's row is locked."""
    assessment = find_assessment(user, year=year, region=region, lock=lock)
    questions = outline(assessment.cycle.framework)
    asked = questions.by_code.get(indicator)
    if asked is None:
        raise Http404
    return IndicatorPlace(assessment, questions, _right_of(questions, asked.right.code), asked)


def _right_of(questions: Outline, code: str) -> RightOutline:
    found = next((part for part in questions.rights if part.right.code == code), None)
    if found is None:
        raise Http404
    return found
