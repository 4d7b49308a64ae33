"""Coordinators of all regions, so that the overviews of provinces and Kanwil show who signed in; nobody can sign in as them."""

import random
from datetime import timedelta

from django.utils import timezone

from accounts.models import Membership, Role, User
from hamcities.demonstration.people import DOMAIN
from regions.models import Region

# Share of the regions where somebody has an account, and of those who ever signed in.
WITH_ACCOUNT, SIGNED_IN = 0.97, 0.94


def create_coordinators() -> int:
    """Make a coordinator for every region without one; return how many were made."""
    served = set(Membership.objects.filter(role=Role.REGIONAL_COORDINATOR).values_list("region_id", flat=True))
    now = timezone.now()
    people = []
    for region in Region.objects.exclude(pk__in=served).order_by("code"):
        luck = random.Random(f"koordinator {region.code}")
        if luck.random() >= WITH_ACCOUNT:
            continue
        person = User(email=f"koordinator.{region.code}@{DOMAIN}", full_name=f"Koordinator {region.full_name} (contoh)")
        person.set_unusable_password()
        person.last_login = now - timedelta(days=luck.randint(0, 30)) if luck.random() < SIGNED_IN else None
        people.append((region, person))
    made = User.objects.bulk_create([person for _region, person in people], ignore_conflicts=True)
    keys = dict(User.objects.filter(email__in=[person.email for person in made]).values_list("email", "pk"))
    Membership.objects.bulk_create(
        Membership(user_id=keys[person.email], role=Role.REGIONAL_COORDINATOR, region=region) for region, person in people if person.email in keys
    )
    return len(made)
