"""Legal bases of rights and indicators, gathered by the four roots of the revision."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from indicators.models import LegalRoot, Provision

# DUHAM and the treaties are one root: international human-rights law (domain.md, section 1).
ROOTS: tuple[tuple[str, str | Promise, frozenset[str]], ...] = (
    ("international", _("DUHAM and international treaties"), frozenset({LegalRoot.DUHAM, LegalRoot.TREATY})),
    ("national", _("National law"), frozenset({LegalRoot.NATIONAL})),
    ("spm", _("Minimum service standards (SPM)"), frozenset({LegalRoot.SPM})),
    ("sdg", _("Sustainable Development Goals (TPB/SDGs)"), frozenset({LegalRoot.SDG})),
)


@dataclass(frozen=True, slots=True)
class BasesOfRoot:
    """The bases of one root; an empty list says that the root does not apply."""

    code: str
    title: str | Promise
    provisions: tuple[Provision, ...]


def grouped(provisions: Iterable[Provision]) -> list[BasesOfRoot]:
    """Gather provisions (with their instruments) by the four roots; roots without any are left out."""
    found = sorted(provisions, key=_place)
    groups = [BasesOfRoot(code, title, tuple(provision for provision in found if provision.instrument.root in roots)) for code, title, roots in ROOTS]
    return [group for group in groups if group.provisions]


def provision_name(label: str, instrument: str) -> str:
    """How a provision is called: ``Pasal 25 DUHAM``; ``TPB 3.1`` needs no second TPB."""
    return label if instrument.casefold() in label.casefold() or label.split(" ", maxsplit=1)[0] in instrument else f"{label} {instrument}"


def _place(provision: Provision) -> tuple[int, int, str, int]:
    """DUHAM before the treaties, older instruments first, articles in order."""
    instrument = provision.instrument
    return (list(LegalRoot).index(LegalRoot(instrument.root)), instrument.year or 0, instrument.code, provision.order)


def bases_by_root(owner: Any) -> list[BasesOfRoot]:
    """The legal bases of a right or an indicator by root; one query unless they were prefetched with their instruments."""
    prefetched = "provisions" in getattr(owner, "_prefetched_objects_cache", {})
    return grouped(owner.provisions.all() if prefetched else owner.provisions.select_related("instrument"))
