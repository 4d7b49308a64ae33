"""Reminding an OPD of what is open, at most once a day."""

from dataclasses import dataclass, field
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.access import require
from assessments.models import Assessment, Assignment, NoticeCode
from assessments.services.division import DividedWork, Office
from assessments.services.events import log
from assessments.services.notices import notify
from assessments.services.outline import outline
from assessments.services.place import Place
from assessments.services.transitions import lock


@dataclass(slots=True)
class Reminded:
    """What became of reminding: names of OPDs."""

    told: list[str] = field(default_factory=list)
    told_today: list[str] = field(default_factory=list)
    without_people: list[str] = field(default_factory=list)


def remind(*, assessment: Assessment, unit: int, by: Any) -> str:
    """Remind the people of one OPD of what is open; return its name.

    Raises `Refused`, ValidationError when it was reminded today, has nobody to tell, or nothing open.
    """
    with transaction.atomic():
        work = _work(assessment, by)
        office = work.office(unit)
        if office is None:
            raise ValidationError(_("This is not an OPD of this region. Load the page again."))
        if not office.lags:
            raise ValidationError(_("Nothing is open at %(unit)s: there is nothing to remind of.") % {"unit": office.unit.name})
        if office.reminded_today:
            raise ValidationError(_("%(unit)s was reminded today already. Remind again tomorrow, or call.") % {"unit": office.unit.name})
        if not _reachable(office):
            raise ValidationError(_("Nobody of %(unit)s has an account yet: invite somebody first.") % {"unit": office.unit.name})
        _remind(work.assessment, office, by)
        return office.unit.name


def remind_all(*, assessment: Assessment, by: Any) -> Reminded:
    """Remind every OPD where something is open and that was not reminded today. Raises `Refused`."""
    with transaction.atomic():
        work = _work(assessment, by)
        found = Reminded()
        for office in work.offices:
            if not office.lags:
                continue
            if office.reminded_today:
                found.told_today.append(office.unit.name)
            elif not _reachable(office):
                found.without_people.append(office.unit.name)
            else:
                _remind(work.assessment, office, by)
                found.told.append(office.unit.name)
        return found


def _work(assessment: Assessment, by: Any) -> DividedWork:
    held = lock(assessment)
    require(by, "assessments.remind_offices", held)
    return DividedWork(Place(held, outline(held.cycle.framework)))


def _reachable(office: Office) -> list[Any]:
    return [row.user for row in office.people if row.user.is_active]


def _remind(held: Assessment, office: Office, by: Any) -> None:
    codes = [line.indicator.code for line in office.tally.waiting]
    Assignment.objects.filter(assessment=held, work_unit=office.unit).update(reminded_at=timezone.now())
    event = log(subject=held, code="office_reminded", by=by, data={"work_unit": office.unit.name, "indicators": codes})
    told = {"work_unit": office.unit.name, "indicators": codes, "count": len(codes), "text": ", ".join(codes)}
    notify(code=NoticeCode.REMINDED, to=_reachable(office), key=f"reminded:{event.pk}", assessment=held, by=by, data=told)
