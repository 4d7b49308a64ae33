"""Demonstration accounts: one or more for every role."""

from dataclasses import dataclass
from typing import Any

from django.conf import settings
from django.contrib.auth.hashers import make_password

from accounts.models import Membership, Role, User, WorkUnit
from regions.models import Region

DOMAIN = "demo.kkpham.id"
SLEMAN, JAYAPURA, MAKASSAR = "34.04", "91.03", "73.71"


@dataclass(frozen=True, slots=True)
class Account:
    """An account of the demonstration: local part of the address, name, role, code of its region."""

    local_part: str
    full_name: str
    role: Role
    region: str = ""

    @property
    def email(self) -> str:
        """Sign-in name."""
        return f"{self.local_part}@{DOMAIN}"


ACCOUNTS = (
    Account("koordinator", "Koordinator Kab. Sleman (contoh)", Role.REGIONAL_COORDINATOR, SLEMAN),
    Account("koordinator.jayapura", "Koordinator Kab. Jayapura (contoh)", Role.REGIONAL_COORDINATOR, JAYAPURA),
    Account("koordinator.makassar", "Koordinator Kota Makassar (contoh)", Role.REGIONAL_COORDINATOR, MAKASSAR),
    Account("opd", "Petugas Dinas Kesehatan Sleman (contoh)", Role.OPD_CONTRIBUTOR, SLEMAN),
    Account("penandatangan", "Bupati Sleman (contoh)", Role.REGIONAL_SIGNATORY, SLEMAN),
    Account("pengamat", "Biro Hukum Provinsi DIY (contoh)", Role.PROVINCIAL_OBSERVER, SLEMAN),
    Account("kanwil", "Verifikator Kanwil Jawa Tengah (contoh)", Role.KANWIL_VERIFIER, SLEMAN),
    Account("penilai", "Penilai Ditjen HAM (contoh)", Role.DITJEN_REVIEWER),
    Account("pimpinan", "Pimpinan Ditjen HAM I (contoh)", Role.DITJEN_LEAD),
    Account("pimpinan2", "Pimpinan Ditjen HAM II (contoh)", Role.DITJEN_LEAD),
    Account("kerangka", "Penyusun Kerangka (contoh)", Role.FRAMEWORK_EDITOR),
    Account("admin", "Administrator (contoh)", Role.ADMINISTRATOR),
)


def _office(account: Account) -> dict[str, Any]:
    """The office of an account, in the columns of a membership."""
    if not account.region:
        return {}
    region = Region.objects.select_related("province__regional_office").get(code=account.region)
    match account.role:
        case Role.PROVINCIAL_OBSERVER:
            return {"province": region.province}
        case Role.KANWIL_VERIFIER:
            return {"regional_office": region.province.regional_office}
        case Role.OPD_CONTRIBUTOR:
            return {"region": region, "work_unit": WorkUnit.objects.get_or_create(region=region, name="Dinas Kesehatan")[0]}
        case _:
            return {"region": region}


def create_people() -> dict[str, User]:
    """Create the accounts that do not exist yet; return them by the local part of their address."""
    people = {}
    password = ""
    for account in ACCOUNTS:
        user = User.objects.filter(email=account.email).first()
        if user is None:
            # One password for all, so it is hashed once: hashing is slow on purpose.
            password = password or make_password(settings.PORTAL_DEMO_PASSWORD)
            staff = account.role == Role.ADMINISTRATOR
            user = User.objects.create(email=account.email, password=password, full_name=account.full_name, is_staff=staff)
        Membership.objects.get_or_create(user=user, role=account.role, **_office(account))
        people[account.local_part] = user
    return people
