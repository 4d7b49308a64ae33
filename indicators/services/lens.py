"""Lenses: the indicators of a framework gathered by SDG goal, by SPM field or by article of DUHAM.

The framework adds up by rights; a lens only looks at the same indicators in another order. One that rests on several
articles stands in several groups, so groups of a lens do not add up to anything.
"""

import re
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass

from django.db import models
from django.urls import reverse
from django.utils.functional import Promise
from django.utils.text import slugify
from django.utils.translation import gettext_lazy as _

from indicators.bilingual import Bilingual
from indicators.models import LegalRoot, Provision
from indicators.services.catalogue import FrameworkOutline

# The number of a service within its field: SPM Kesehatan 12.
_NUMBER = re.compile(r"\s+\d+$")
_SPM = re.compile(r"\bSPM\b")
SPM = Bilingual({"id": "SPM", "en": "SPM"})


class GroupKind(models.TextChoices):
    """What indicators can be gathered by."""

    INDICATOR = "indicator", _("Indicator")
    RIGHT = "right", _("Right")
    PROVISION = "provision", _("Provision")
    GOAL = "goal", _("SDG goal")
    FIELD = "field", _("SPM field")


@dataclass(frozen=True, slots=True)
class Lens:
    """A way to look at results; `kind` is what its groups are."""

    code: str
    kind: GroupKind
    root: LegalRoot
    title: str | Promise
    lead: str | Promise


LENSES: dict[str, Lens] = {
    lens.code: lens
    for lens in (
        Lens(
            "duham", GroupKind.PROVISION, LegalRoot.DUHAM, _("By article of DUHAM"), _("What the answers say about each article of the Declaration.")
        ),
        Lens("spm", GroupKind.FIELD, LegalRoot.SPM, _("By field of SPM"), _("What the answers say about each field of the minimum services.")),
        Lens("tpb", GroupKind.GOAL, LegalRoot.SDG, _("By SDG goal"), _("What the answers say about each of the seventeen goals.")),
    )
}


@dataclass(frozen=True, slots=True)
class LensGroup:
    """A goal, a field or an article, with the codes of the indicators that rest on it, in the framework's order."""

    code: str
    label: Bilingual
    title: Bilingual
    url: str
    indicators: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class LensView:
    """A framework through a lens: groups asked about, groups nothing asks about, indicators that rest on none of them."""

    lens: Lens
    groups: tuple[LensGroup, ...]
    silent: tuple[LensGroup, ...]
    outside: tuple[str, ...]


def goal_of(code: str) -> str:
    """The goal of a target: ``sdg-3`` of ``sdg-3-1``; codes of targets begin with that of their goal."""
    return "-".join(code.split("-")[:2])


def field_of(label: Bilingual) -> tuple[str, Bilingual]:
    """Code and title of an SPM field, told by the label of a service: ``SPM Kesehatan 3``, ``Health SPM 3``."""
    title = Bilingual({language: " ".join(_SPM.sub(" ", _NUMBER.sub("", words)).split()) or words for language, words in label.items()})
    return slugify(title.indonesian), title


def memberships(outline: FrameworkOutline) -> dict[GroupKind, dict[str, tuple[str, ...]]]:
    """Every group of the framework with the codes of its indicators: one query, for the fields of SPM."""
    services = dict(Provision.objects.filter(instrument__root=LegalRoot.SPM).values_list("code", "label"))
    found: dict[GroupKind, dict[str, list[str]]] = {kind: defaultdict(list) for kind in GroupKind}
    for indicator in outline.indicators:
        found[GroupKind.INDICATOR][indicator.code].append(indicator.code)
        found[GroupKind.RIGHT][indicator.right_code].append(indicator.code)
        for basis in indicator.bases:
            found[GroupKind.PROVISION][basis.code].append(indicator.code)
        for goal in dict.fromkeys(goal_of(basis.code) for basis in indicator.bases if basis.root == LegalRoot.SDG):
            found[GroupKind.GOAL][goal].append(indicator.code)
        for field in dict.fromkeys(field_of(services[basis.code])[0] for basis in indicator.bases if basis.code in services):
            found[GroupKind.FIELD][field].append(indicator.code)
    return {kind: {code: tuple(codes) for code, codes in groups.items()} for kind, groups in found.items()}


def lens_view(outline: FrameworkOutline, lens: Lens) -> LensView:
    """A framework through a lens: one query."""
    provisions = list(
        Provision.objects.filter(instrument__root=lens.root)
        .select_related("instrument")
        .order_by("instrument__year", "instrument__code", "order", "code")
    )
    groups = list(_groups(provisions, lens))
    resting = _resting(outline, provisions, lens)
    placed = [LensGroup(group.code, group.label, group.title, group.url, tuple(resting.get(group.code, ()))) for group in groups]
    inside = {code for codes in resting.values() for code in codes}
    outside = tuple(indicator.code for indicator in outline.indicators if indicator.code not in inside)
    return LensView(lens, tuple(row for row in placed if row.indicators), tuple(row for row in placed if not row.indicators), outside)


def _group_code(provision: Provision, lens: Lens) -> str:
    if lens.kind == GroupKind.GOAL:
        return goal_of(provision.code)
    return field_of(provision.label)[0] if lens.kind == GroupKind.FIELD else provision.code


def _groups(provisions: Iterable[Provision], lens: Lens) -> Iterable[LensGroup]:
    """Groups of a lens in the order of the law, without indicators yet. A goal is a provision itself, a field is not."""
    seen = set()
    for provision in provisions:
        code = _group_code(provision, lens)
        if code in seen or (lens.kind == GroupKind.GOAL and provision.code != code):
            continue
        seen.add(code)
        if lens.kind == GroupKind.FIELD:
            url = reverse("indicators:instrument", args=[provision.instrument.code])
            yield LensGroup(code, SPM, field_of(provision.label)[1], url, ())
        else:
            yield LensGroup(code, provision.label, provision.title, reverse("indicators:provision", args=[provision.code]), ())


def _resting(outline: FrameworkOutline, provisions: Iterable[Provision], lens: Lens) -> dict[str, list[str]]:
    groups = {provision.code: _group_code(provision, lens) for provision in provisions}
    found: dict[str, list[str]] = defaultdict(list)
    for indicator in outline.indicators:
        for code in dict.fromkeys(groups[basis.code] for basis in indicator.bases if basis.code in groups):
            found[code].append(indicator.code)
    return found
