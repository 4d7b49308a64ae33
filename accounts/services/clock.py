"""The clock of the office a person acts for: WIB, WITA or WIT."""

from typing import Any

from django.http import HttpRequest

from accounts.models import User
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


def set_clock(sender: Any, request: HttpRequest, user: User, **kwargs: Any) -> None:
    """Keep the time zone in the session, where `hamcities.middleware.ReaderTimeZoneMiddleware` reads it."""
    request.session[SESSION_KEY] = time_zone_of(user)
