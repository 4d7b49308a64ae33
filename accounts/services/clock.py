"""The clock of the office a person acts for: WIB, WITA or WIT."""

from collections.abc import Iterable
from typing import Any

from django.http import HttpRequest

from accounts.models import Membership, User
from regions.models import Province

SESSION_KEY = "time_zone"


def time_zone_of(user: User) -> str:
    """IANA name of the time zone of the person's first office that has one; empty for the ministry.

    A Kanwil keeps the time of the first of the provinces it serves.
    """
    for membership in user.active_memberships:
        place = membership.region or membership.province
        if place is None and membership.regional_office_id is not None:
            place = Province.objects.filter(regional_office=membership.regional_office_id).first()
        if place is not None:
            return str(place.time_zone)
    return ""


def time_zones_of(users: Iterable[User]) -> dict[int, str]:
    """The same for many people in two queries at most; people of the ministry are not in the answer."""
    columns = ("user_id", "region__time_zone", "province__time_zone", "regional_office_id")
    rows = list(Membership.objects.active().filter(user__in=list(users)).order_by("role").values_list(*columns))
    offices = {office for _user, _region, _province, office in rows if office}
    served = Province.objects.filter(regional_office__in=offices).order_by("-code").values_list("regional_office_id", "time_zone") if offices else []
    of_office = dict(served)
    found: dict[int, str] = {}
    for user, region, province, office in rows:
        name = region or province or of_office.get(office)
        if name:
            found.setdefault(user, name)
    return found


def set_clock(sender: Any, request: HttpRequest, user: User, **kwargs: Any) -> None:
    """Keep the time zone in the session, where `hamcities.middleware.ReaderTimeZoneMiddleware` reads it."""
    request.session[SESSION_KEY] = time_zone_of(user)
