"""Find the assessment of an address, with everything its rules ask about, in one query."""

from dataclasses import dataclass
from typing import Any

from django.db.models import F
from django.http import Http404

from assessments.models import Assessment, Phase
from assessments.services.outline import Outline, RightOutline, outline
from indicators.models import Indicator


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
    found = list(rows.select_for_update(of=("self",)) if lock else rows)
    if not found:
        raise Http404
    assessment = found[0]
    phases = [
        Phase(pk=row.phase_pk, cycle=assessment.cycle, code=row.phase_code, starts_at=row.starts, ends_at=row.ends) for row in found if row.phase_pk
    ]
    # `cycle.phases.all()` answers from here, as after prefetch_related.
    assessment.cycle._prefetched_objects_cache = {"phases": _as_result(assessment, phases)}  # noqa: SLF001 - as prefetch_related does
    return assessment


def _as_result(assessment: Assessment, phases: list[Phase]) -> Any:
    queryset = assessment.cycle.phases.all()
    queryset._result_cache = phases  # noqa: SLF001 - as prefetch_related does
    queryset._prefetch_done = True  # noqa: SLF001
    return queryset


@dataclass(frozen=True, slots=True)
class Place:
    """Where a person is in the workspace: an assessment, perhaps one of its rights or indicators."""

    assessment: Assessment
    outline: Outline
    right: RightOutline | None = None
    indicator: Indicator | None = None

    @property
    def region(self) -> Any:
        """The region, which the rules ask about."""
        return self.assessment.region

    @property
    def cycle(self) -> Any:
        """The cycle."""
        return self.assessment.cycle


def find_place(user: Any, *, year: int, region: str, right: str = "", indicator: str = "", lock: bool = False) -> Place:
    """The assessment and the right or indicator of an address; raises Http404."""
    assessment = find_assessment(user, year=year, region=region, lock=lock)
    questions = outline(assessment.cycle.framework)
    if indicator:
        asked = questions.by_code.get(indicator)
        if asked is None:
            raise Http404
        return Place(assessment, questions, _right_of(questions, asked.right.code), asked)
    return Place(assessment, questions, _right_of(questions, right) if right else None)


def _right_of(questions: Outline, code: str) -> RightOutline:
    found = next((part for part in questions.rights if part.right.code == code), None)
    if found is None:
        raise Http404
    return found
