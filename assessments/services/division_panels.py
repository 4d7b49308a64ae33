"""What the dashboard and the page of an indicator tell of the divided work; nothing for people outside the region."""

from dataclasses import dataclass
from functools import cached_property
from typing import Any

from accounts.access import allowed
from accounts.models import WorkUnit
from accounts.rules import holds_role_for_region
from assessments.models import Assignment
from assessments.rules import REGIONAL
from assessments.services.assignments import Part
from assessments.services.division import DividedWork, Office, OwnOffice, Tally, coordinators_of, own_offices
from assessments.services.place import IndicatorPlace, Place
from assessments.services.workspace import Overview


class DashboardDivision:
    """The panel of the dashboard: all OPDs for a coordinator, their own part for a contributor."""

    def __init__(self, user: Any, place: Place, whole: Overview) -> None:
        self.user = user
        self.place = place
        self.work = DividedWork(place, whole)
        self.is_coordinator = allowed(user, "assessments.open_division", place.assessment)

    @cached_property
    def offices(self) -> list[Office]:
        """OPDs that have indicators, those with the most open first."""
        found = [Office(unit, self.work.by_unit.get(unit.pk, Tally())) for unit in self.work.units]
        return sorted((office for office in found if office.tally.total), key=lambda office: -len(office.tally.waiting))

    @cached_property
    def parts(self) -> list[OwnOffice]:
        """The person's own OPDs."""
        return own_offices(self.user, self.work)

    @cached_property
    def may_finish(self) -> bool:
        """Whether a part can be said to be done now."""
        return bool(self.parts) and allowed(self.user, "assessments.finish_part", Part(self.place.assessment, self.parts[0].unit))

    @cached_property
    def coordinators(self) -> list[Any]:
        """Whom to ask."""
        return coordinators_of(self.place.assessment)


@dataclass(frozen=True, slots=True)
class IndicatorDivision:
    """Who has an indicator, and what this person may do about it; `units` are the OPDs to choose from."""

    assignment: Assignment | None
    may_divide: bool
    may_finish: bool
    units: list[WorkUnit]


def dashboard_division(user: Any, place: Place, whole: Overview) -> DashboardDivision | None:
    """The panel for people of the region (queries when shown: one for the OPDs, one for who has what); None for others."""
    if not holds_role_for_region(user, place.region, *REGIONAL):
        return None
    panel = DashboardDivision(user, place, whole)
    # In practice everybody may try everything: nobody's part is missing.
    return panel if panel.is_coordinator or not place.cycle.is_practice else None


def indicator_division(user: Any, place: IndicatorPlace) -> IndicatorDivision | None:
    """Who has the indicator (one query, one more for a coordinator); None for people outside the region."""
    if not holds_role_for_region(user, place.region, *REGIONAL):
        return None
    rows = Assignment.objects.filter(assessment=place.assessment, indicator=place.indicator).select_related("work_unit")
    found = rows.order_by("pk").first()
    may_divide = allowed(user, "assessments.divide_work", place.assessment)
    may_finish = found is not None and allowed(user, "assessments.finish_part", Part(place.assessment, found.work_unit))
    units = sorted(WorkUnit.objects.filter(region=place.region).order_by(), key=lambda unit: unit.name.casefold()) if may_divide else []
    return IndicatorDivision(found, may_divide, may_finish and not may_divide, units)
