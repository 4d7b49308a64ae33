"""Which OPD usually answers an indicator, as the framework names it, and the region's OPD of that name."""

import re
from collections.abc import Iterable

from accounts.models import WorkUnit

# What a further office in a list of several begins with; “Pemberdayaan Masyarakat dan Desa” is one office.
_ANOTHER = (
    r"(?:Dinas|Bagian|Badan|Biro|Sekretariat|Kantor|Satpol|Satuan|Inspektorat|Kesbangpol|Bappeda|Disdukcapil|Dalduk|Rumah Sakit|"
    r"[Kk]ecamatan|[Kk]elurahan|[Pp]emerintah|[A-Z][A-Z0-9]{2,})\b"
)
_SEVERAL = re.compile(rf",\s+(?:dan\s+)?(?={_ANOTHER})|\s+dan\s+(?={_ANOTHER})")
_ASIDE = re.compile(r"\s*\([^)]*\)")
# The coordinator's own office: what it usually answers stays with the coordinator.
COORDINATOR = "bagian hukum"


def fold(name: str) -> str:
    """A name for comparing: without regard to case, spaces and what stands in brackets."""
    return " ".join(_ASIDE.sub("", name).split()).casefold()


def lead_office(usual: str) -> str:
    """The first of the offices that a framework names for an indicator; empty when it names none."""
    return _ASIDE.sub("", _SEVERAL.split(usual.strip(), maxsplit=1)[0]).strip() if usual.strip() else ""


def is_coordinators(office: str) -> bool:
    """Whether an office is the coordinator's own (Bagian Hukum)."""
    return fold(office).startswith(COORDINATOR)


def by_name(units: Iterable[WorkUnit]) -> dict[str, WorkUnit]:
    """A region's OPDs by their folded name; of two that differ in case only, the older."""
    found: dict[str, WorkUnit] = {}
    for unit in sorted(units, key=lambda unit: unit.pk):
        found.setdefault(fold(unit.name), unit)
    return found
