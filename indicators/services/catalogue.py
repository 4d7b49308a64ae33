"""Words of a framework for pages of other floors, kept in memory once a framework is adopted."""

from collections import defaultdict
from dataclasses import dataclass, field
from decimal import Decimal
from functools import lru_cache
from typing import Any, cast

from django.urls import reverse

from indicators.bilingual import Bilingual
from indicators.models import Framework, Indicator, LegalRoot, Right
from indicators.services.bases import provision_name
from indicators.services.definition import AdoptedKey, adopted_key

ROOT_ORDER = {root: position for position, root in enumerate(LegalRoot.values)}
UNASSESSED = "belum-dinilai"
UNASSESSED_TITLE = Bilingual({"id": "Belum dinilai", "en": "Not assessed"})


@dataclass(frozen=True, slots=True)
class IndicatorOutline:
    """What lists and explanations say of an indicator. `url` is its public page, `bases` the short labels of its legal bases."""

    pk: int
    code: str
    order: int
    right_code: str
    kind: str
    statement: Bilingual
    answer_type: str
    unit: Bilingual
    numerator: Bilingual
    denominator: Bilingual
    rule: dict[str, Any]
    level_labels: dict[str, Bilingual]
    weight: Decimal
    may_be_not_applicable: bool
    is_reconstruction: bool
    usual_work_unit: str
    url: str
    bases: tuple["BasisOutline", ...] = ()


@dataclass(frozen=True, slots=True)
class BasisOutline:
    """A legal basis in short: `label` is such as ‘Pasal 25 DUHAM’."""

    code: str
    root: str
    label: Bilingual


@dataclass(frozen=True, slots=True)
class RightOutline:
    """A right with its indicators in order."""

    pk: int
    code: str
    group: str
    title: Bilingual
    summary: Bilingual
    icon: str
    criterion_code: str
    url: str
    indicators: tuple[IndicatorOutline, ...]


@dataclass(frozen=True, slots=True)
class CriterionOutline:
    """A criterion with its rights in order."""

    code: str
    title: Bilingual
    weight: Decimal
    rights: tuple[RightOutline, ...]


@dataclass(frozen=True, slots=True)
class FrameworkOutline:
    """A framework as a tree of words; `indicator` and `right` find a part by its code."""

    pk: int
    code: str
    title: Bilingual
    note: Bilingual
    is_reference: bool
    rollup: str
    criteria: tuple[CriterionOutline, ...]
    rights: tuple[RightOutline, ...]
    indicators: tuple[IndicatorOutline, ...]
    _rights: dict[str, RightOutline] = field(default_factory=dict, repr=False)
    _indicators: dict[str, IndicatorOutline] = field(default_factory=dict, repr=False)

    def right(self, code: str) -> RightOutline | None:
        """The right with this code."""
        return self._rights.get(code)

    def indicator(self, code: str) -> IndicatorOutline | None:
        """The indicator with this code."""
        return self._indicators.get(code)


def framework_by_code(code: str) -> Framework | None:
    """The framework with this code, or None when the portal does not have it."""
    return Framework.objects.filter(code=code).first() if code else None


def predicate_titles(framework: Framework) -> dict[str, Bilingual]:
    """Titles of the framework's predicates by code, best first, the not assessed last."""
    titles = {band.code: band.title for band in framework.predicate_bands.all()}
    return titles | {UNASSESSED: UNASSESSED_TITLE}


def framework_outline(framework: Framework) -> FrameworkOutline:
    """The framework's rights and indicators as plain data (four queries, none when an adopted one was read before)."""
    if framework.is_adopted:
        return _adopted(adopted_key(framework))
    return _read(framework)


@lru_cache(maxsize=8)
def _adopted(key: AdoptedKey) -> FrameworkOutline:
    return _read(cast("Framework", key.framework))


def _read(framework: Framework) -> FrameworkOutline:
    bases: dict[int, list[BasisOutline]] = defaultdict(list)
    rows = Indicator.provisions.through.objects.filter(indicator__framework=framework).order_by("provision__instrument__year", "provision__order")
    columns = ("indicator_id", "provision__code", "provision__instrument__root", "provision__label", "provision__instrument__short_title")
    # The roots in the order of the law: DUHAM, treaties, national law, SPM, SDGs.
    for indicator_id, code, root, label, short_title in sorted(rows.values_list(*columns), key=lambda row: ROOT_ORDER[row[2]]):
        joined = {language: provision_name(label.get(language, ""), short_title.get(language, "")) for language in ("id", "en")}
        bases[indicator_id].append(BasisOutline(code, root, Bilingual(joined)))
    rights = _rights(framework, bases)
    criteria = tuple(
        CriterionOutline(code, title, weight, tuple(right for right in rights if right.criterion_code == code))
        for code, title, weight in framework.criteria.order_by("order").values_list("code", "title", "weight")
    )
    ordered = tuple(right for criterion in criteria for right in criterion.rights)
    indicators = tuple(indicator for right in ordered for indicator in right.indicators)
    return FrameworkOutline(
        framework.pk,
        framework.code,
        framework.title,
        framework.note,
        framework.is_reference,
        framework.rollup,
        criteria,
        ordered,
        indicators,
        {right.code: right for right in ordered},
        {indicator.code: indicator for indicator in indicators},
    )


def _rights(framework: Framework, bases: dict[int, list[BasisOutline]]) -> list[RightOutline]:
    rights = list(framework.rights.order_by("order").select_related("criterion"))
    codes = {right.pk: right.code for right in rights}
    indicators: dict[int, list[IndicatorOutline]] = defaultdict(list)
    for row in framework.indicators.order_by("order"):
        indicators[row.right_id].append(_indicator(framework.code, codes[row.right_id], row, bases[row.pk]))
    return [_right(framework.code, right, indicators[right.pk]) for right in rights]


def _right(framework_code: str, right: Right, indicators: list[IndicatorOutline]) -> RightOutline:
    url = reverse("indicators:right", args=[framework_code, right.code])
    return RightOutline(right.pk, right.code, right.group, right.title, right.summary, right.icon, right.criterion.code, url, tuple(indicators))


def _indicator(framework_code: str, right_code: str, row: Indicator, bases: list[BasisOutline]) -> IndicatorOutline:
    return IndicatorOutline(
        pk=row.pk,
        code=row.code,
        order=row.order,
        right_code=right_code,
        kind=row.kind,
        statement=row.statement,
        answer_type=row.answer_type,
        unit=row.unit,
        numerator=row.numerator,
        denominator=row.denominator,
        rule=row.rule,
        level_labels=dict(row.ordered_levels),
        weight=row.weight,
        may_be_not_applicable=row.may_be_not_applicable,
        is_reconstruction=row.is_reconstruction,
        usual_work_unit=row.usual_work_unit,
        url=reverse("indicators:indicator", args=[framework_code, row.code]),
        bases=tuple(bases),
    )
