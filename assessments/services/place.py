"""Find the assessment of an address, with everything its rules ask about, in one query."""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from typing import Any

from django.db.models import F, Model
from django.http import Http404
from django.utils.translation import gettext as _

from accounts.access import Refused, allowed, require
from assessments.models import Assessment, Cycle, Phase
from assessments.services.outline import Outline, RightOutline, outline
from assessments.services.prepared import PreparedRows
from assessments.services.responsibility import mine
from indicators.models import Framework, Indicator
from regions.models import Province, Region


def find_assessment(user: Any, *, year: int, region: str, lock: bool = False) -> Assessment:
    """The assessment of a year and a region among those `user` may see; raises Http404.

    One query brings region, cycle, framework and the cycle's phases (a row per phase). With `lock` the assessment's
    row is locked until the end of the transaction, and only what saving asks is read.
    """
    if lock:
        return _locked(user, year, region)
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
    found = list(rows)
    if not found:
        raise Http404
    assessment = found[0]
    _keep_phases(assessment.cycle, [(row.phase_pk, row.phase_code, row.starts, row.ends) for row in found if row.phase_pk])
    return assessment


# What saving an answer asks of the rows it locks, in the order of the models' columns (as `from_db` wants them);
# a page that is shown after all fetches the rest when it asks.
_ASSESSMENT = (
    "id",
    "cycle_id",
    "region_id",
    "state",
    "round",
    "answered_count",
    "self_score",
    "last_saved_at",
    "submitted_at",
    "filling_until",
    "correction_until",
)
_REGION = ("id", "code", "full_name", "province_id")
_PROVINCE = ("id", "regional_office_id")
_CYCLE = ("id", "award_year", "data_year", "framework_id", "state", "is_practice", "requires_statement", "is_demonstration")
_FRAMEWORK = ("id", "code", "state", "adopted_at", "content_hash")
_PHASE = ("id", "code", "starts_at", "ends_at")
_PARTS: tuple[tuple[str, type[Model], tuple[str, ...]], ...] = (
    ("", Assessment, _ASSESSMENT),
    ("region__", Region, _REGION),
    ("region__province__", Province, _PROVINCE),
    ("cycle__", Cycle, _CYCLE),
    ("cycle__framework__", Framework, _FRAMEWORK),
)


def _to_save(year: int, region: str) -> Any:
    columns = [prefix + name for prefix, _kind, names in _PARTS for name in names]
    rows = Assessment.objects.filter(cycle__award_year=year, region__code=region).order_by("cycle__phases__starts_at", "cycle__phases__pk")
    return rows.values_list(*columns, *(f"cycle__phases__{name}" for name in _PHASE))


_TO_SAVE = PreparedRows(_to_save, int, str, lock=Assessment._meta.db_table)  # noqa: SLF001 - Django's documented way to a table's name


def _locked(user: Any, year: int, region: str) -> Assessment:
    """Find and lock in one query; who may see the assessment is asked of the rules, which say what `visible_to` says."""
    rows = _TO_SAVE.fetch(year, region)
    if not rows:
        raise Http404
    made: dict[str, Any] = {}
    start = 0
    for prefix, model, names in _PARTS:
        made[prefix] = model.from_db(None, names, rows[0][start : start + len(names)])
        start += len(names)
    assessment: Assessment = made[""]
    assessment.region, assessment.region.province = made["region__"], made["region__province__"]
    assessment.cycle, assessment.cycle.framework = made["cycle__"], made["cycle__framework__"]
    if not allowed(user, "assessments.view_assessment", assessment):
        raise Http404
    _keep_phases(assessment.cycle, [row[start:] for row in rows if row[start] is not None])
    return assessment


def _keep_phases(cycle: Any, rows: Iterable[tuple[Any, ...]]) -> None:
    """`cycle.phases.all()` answers from these rows (key, code, begin, end), as after prefetch_related."""
    phases = [Phase(pk=pk, cycle=cycle, code=code, starts_at=starts, ends_at=ends) for pk, code, starts, ends in rows]
    queryset = cycle.phases.all()
    queryset._result_cache = phases  # noqa: SLF001 - as prefetch_related does
    queryset._prefetch_done = True  # noqa: SLF001
    cycle._prefetched_objects_cache = {"phases": queryset}  # noqa: SLF001


@dataclass(frozen=True, slots=True)
class Place:
    """Where a person is in the workspace: an assessment with its questions.

    `outline` holds the questions this person sees: all of them, or a contributor's own.
    """

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

    @property
    def is_part(self) -> bool:
        """Whether this is only a contributor's part of the assessment."""
        return self.outline.is_part


@dataclass(frozen=True, slots=True)
class RightPlace(Place):
    """At one right of it."""

    right: RightOutline


@dataclass(frozen=True, slots=True)
class IndicatorPlace(RightPlace):
    """At one indicator of it."""

    indicator: Indicator


def seen_outline(user: Any, assessment: Assessment) -> Outline:
    """The questions of an assessment that a person sees: all, or a contributor's own."""
    whole, theirs = outline(assessment.cycle.framework), mine(user, assessment)
    return whole if theirs is None else whole.part(theirs)


def find_place(user: Any, *, year: int, region: str) -> Place:
    """The assessment of an address; raises Http404."""
    assessment = find_assessment(user, year=year, region=region)
    return Place(assessment, seen_outline(user, assessment))


def find_right(user: Any, *, year: int, region: str, right: str) -> RightPlace:
    """The right of an address; raises Http404, and `Refused` when none of its indicators is this contributor's."""
    place = find_place(user, year=year, region=region)
    found = next((part for part in place.outline.rights if part.right.code == right), None)
    if found is None:
        _right_of(outline(place.cycle.framework), right)
        raise Refused("assessments.view_right", _("No indicator of this right is assigned to your OPD. Ask the coordinator of your region."))
    return RightPlace(place.assessment, place.outline, found)


def find_indicator(user: Any, *, year: int, region: str, indicator: str, lock: bool = False) -> IndicatorPlace:
    """The indicator of an address; raises Http404, and `Refused` when it is not this contributor's.

    With `lock` the assessment's row is locked, and whose indicator it is is left to the rule that the service asks
    under that lock (`assessments.answer_indicator`); its neighbours are those of the whole until `as_seen`.
    """
    assessment = find_assessment(user, year=year, region=region, lock=lock)
    whole = outline(assessment.cycle.framework)
    asked = whole.by_code.get(indicator)
    if asked is None:
        raise Http404
    place = IndicatorPlace(assessment, whole, _right_of(whole, asked.right.code), asked)
    if lock:
        return place
    require(user, "assessments.view_indicator", place)
    return as_seen(user, place)


def as_seen(user: Any, place: IndicatorPlace) -> IndicatorPlace:
    """The place among the indicators that are this person's part (one query for contributors)."""
    theirs = mine(user, place.assessment)
    if theirs is None or place.indicator.pk not in theirs:
        return place
    seen = place.outline.part(theirs)
    return replace(place, outline=seen, right=_right_of(seen, place.right.right.code))


def _right_of(questions: Outline, code: str) -> RightOutline:
    found = next((part for part in questions.rights if part.right.code == code), None)
    if found is None:
        raise Http404
    return found
