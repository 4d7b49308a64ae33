"""From the rows of a framework back to the reader's entries: for export, comparison and the checks of a draft."""

from collections import defaultdict
from decimal import Decimal
from typing import Any

from indicators.catalogue import (
    BandEntry,
    CriterionEntry,
    Fault,
    Faults,
    FrameworkEntry,
    GateEntry,
    IndicatorEntry,
    LinkEntry,
    Place,
    Reference,
    RightEntry,
    check_framework,
    check_links,
    missing_texts,
)
from indicators.models import Criterion, Framework, Indicator, Right
from indicators.services.load import indicator_codes, provision_codes


def place_of(part: str, code: str = "") -> Place:
    """The place of a part of a framework in the database, such as ``indicator:KS-H1``; the line is always 0."""
    return Place(f"{part}:{code}" if code else part, 0)


def framework_entry(framework: Framework) -> FrameworkEntry:
    """Read a framework's rows as an entry (ten queries). Parts stand in their order, legal bases in that of the law."""
    rights: dict[int, list[RightEntry]] = defaultdict(list)
    indicators = _indicators(framework)
    bases = _bases(Right.provisions.through, "right", framework)
    for right in framework.rights.order_by("order", "pk"):
        rights[right.criterion_id].append(_right(right, tuple(indicators[right.pk]), bases[right.pk]))
    criteria = tuple(_criterion(criterion, tuple(rights[criterion.pk])) for criterion in framework.criteria.order_by("order", "pk"))
    return FrameworkEntry(
        place=place_of("framework"),
        code=framework.code,
        title=dict(framework.title),
        summary=dict(framework.summary),
        note=dict(framework.note),
        is_reference=framework.is_reference,
        regulation=framework.regulation,
        regulation_date=framework.regulation_date,
        state=str(framework.state),
        rollup=framework.rollup,
        components=dict(framework.ordered_components),
        addition_code=framework.addition_code,
        addition_title=dict(framework.addition_title),
        addition_maximum=framework.addition_maximum,
        cap=framework.cap,
        minimum_per_right=framework.minimum_per_right,
        criteria=criteria,
        predicates=tuple(
            BandEntry(place_of("predicate", band.code), band.code, dict(band.title), band.minimum, band.is_awarded)
            for band in framework.predicate_bands.order_by("-minimum")
        ),
        gates=tuple(
            GateEntry(place_of("gate", gate.code), gate.code, dict(gate.title), dict(gate.text), gate.effect)
            for gate in framework.gates.order_by("code")
        ),
        follows=framework.follows.code if framework.follows else "",
        links=_links(framework),
    )


def draft_faults(framework: Framework) -> list[Fault]:
    """Everything that keeps a draft from being adopted; `file` of a fault is its part, such as ``indicator:KS-H1``."""
    return entry_faults(framework_entry(framework))


def entry_faults(entry: FrameworkEntry) -> list[Fault]:
    """The same checks as those of a file, for an entry in memory."""
    faults = Faults()
    missing_texts(entry, faults)
    check_framework(entry, frozenset(provision_codes()), faults)
    check_links(entry, indicator_codes, faults)
    return list(faults)


def _criterion(criterion: Criterion, rights: tuple[RightEntry, ...]) -> CriterionEntry:
    return CriterionEntry(place_of("criterion", criterion.code), criterion.code, dict(criterion.title), Decimal(criterion.weight), rights)


def _right(right: Right, indicators: tuple[IndicatorEntry, ...], bases: list[str]) -> RightEntry:
    place = place_of("right", right.code)
    references = tuple(Reference(place, code) for code in bases)
    return RightEntry(place, right.code, right.group, dict(right.title), dict(right.summary), right.icon, references, indicators)


def _indicators(framework: Framework) -> dict[int, list[IndicatorEntry]]:
    bases = _bases(Indicator.provisions.through, "indicator", framework)
    found: dict[int, list[IndicatorEntry]] = defaultdict(list)
    for indicator in framework.indicators.order_by("order", "pk"):
        found[indicator.right_id].append(indicator_entry(indicator, bases[indicator.pk]))
    return found


def indicator_entry(indicator: Indicator, bases: list[str]) -> IndicatorEntry:
    """An indicator's row as an entry, with the codes of its legal bases."""
    place = place_of("indicator", indicator.code)
    return IndicatorEntry(
        place=place,
        code=indicator.code,
        kind=indicator.kind,
        **{name: dict(getattr(indicator, name)) for name in TEXTS},
        is_own_authority=indicator.is_own_authority,
        answer_type=indicator.answer_type,
        rule=indicator.rule,
        rule_place=place,
        level_labels={code: dict(label) for code, label in indicator.level_labels.items()},
        weight=Decimal(indicator.weight),
        may_be_not_applicable=indicator.may_be_not_applicable,
        not_applicable_by=indicator.not_applicable_by,
        evidence_valid_years=indicator.evidence_valid_years,
        usual_work_unit=indicator.usual_work_unit,
        is_reconstruction=indicator.is_reconstruction,
        bases=tuple(Reference(place, code) for code in bases),
    )


# Bilingual texts of an indicator that stand under the same name in its row and its entry.
TEXTS = (
    *("statement", "rationale", "definition", "unit", "numerator", "denominator", "period", "data_source", "data_owner"),
    *("not_applicable_when", "evidence", "evidence_example", "evidence_rejected", "nil_case"),
)


def _bases(through: Any, owner: str, framework: Framework) -> dict[int, list[str]]:
    """Codes of the legal bases by owner, in the order of the law (one query)."""
    rows = through.objects.filter(**{f"{owner}__framework": framework})
    ordered = rows.order_by("provision__instrument__root", "provision__instrument__year", "provision__instrument__code", "provision__order")
    found: dict[int, list[str]] = defaultdict(list)
    for owner_id, code in ordered.values_list(f"{owner}_id", "provision__code"):
        found[owner_id].append(code)
    return found


def _links(framework: Framework) -> tuple[LinkEntry, ...]:
    """Links gathered by the indicator before (one query)."""
    found: dict[str, LinkEntry] = {}
    rows = framework.links.order_by("predecessor__order", "predecessor__code", "successor__order", "successor__code")
    for before, after, is_comparable, note in rows.values_list("predecessor__code", "successor__code", "is_comparable", "note"):
        earlier = found[before].successors if before in found else ()
        successors = (*earlier, after) if after else earlier
        found[before] = LinkEntry(place_of("link", before), before, successors, is_comparable, dict(note))
    return tuple(found.values())
