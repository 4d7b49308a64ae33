"""Giving roles and ending them."""

from datetime import date, timedelta

from django.contrib.admin.models import ADDITION, CHANGE
from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.access import require
from accounts.models import Membership, Role, User, WorkUnit
from accounts.services.journal import note
from regions.models import Province, Region, RegionalOffice

OFFICE_FIELDS = ("user", "region", "province", "regional_office", "work_unit")
Office = Region | WorkUnit | Province | RegionalOffice


def _columns(office: Office | None) -> dict[str, Region | WorkUnit | Province | RegionalOffice]:
    """The columns of a membership that name the office; none for the ministry itself."""
    match office:
        case WorkUnit():
            return {"region": office.region, "work_unit": office}
        case Region():
            return {"region": office}
        case Province():
            return {"province": office}
        case RegionalOffice():
            return {"regional_office": office}
    return {}


def grant_membership(
    *, user: User, role: Role, by: User, office: Office | None = None, valid_from: date | None = None, valid_until: date | None = None
) -> Membership:
    """Give a person a role for an office from a day (today when None) until a day (open when None).

    Raises `Refused` unless `by` manages accounts, ValidationError when the office does not fit the
    role or the person holds the same role at that time already.
    """
    require(by, "accounts.manage_accounts")
    with transaction.atomic():
        User.objects.select_for_update().get(pk=user.pk)
        membership = Membership(user=user, role=role, valid_from=valid_from or timezone.localdate(), valid_until=valid_until, **_columns(office))
        membership.full_clean()
        if membership.overlapping().exists():
            raise ValidationError(_("The person holds this role for this office at that time already."))
        membership.save()
        note(by=by, about=user, flag=CHANGE, message=f"Role given: {membership.role}, {membership.office_name}")
        note(by=by, about=membership, flag=ADDITION, message="Role given")
    return membership


def end_membership(*, membership: Membership, by: User, on: date | None = None) -> Membership:
    """End a role; `on` is its last day (yesterday when None, so that it ends at once).

    A role that would end before it began is deleted: it never held. The log keeps that it was there.
    """
    require(by, "accounts.manage_accounts")
    last_day = on or timezone.localdate() - timedelta(days=1)
    with transaction.atomic():
        row = Membership.objects.select_for_update(of=("self",)).select_related(*OFFICE_FIELDS).get(pk=membership.pk)
        note(by=by, about=row, flag=CHANGE, message=f"Role ends on {last_day.isoformat()}")
        note(by=by, about=row.user, flag=CHANGE, message=f"Role ends on {last_day.isoformat()}: {row.role}, {row.office_name}")
        if last_day < row.valid_from:
            row.delete()
            return row
        row.valid_until = last_day
        row.full_clean()
        row.save(update_fields=["valid_until"])
    return row
