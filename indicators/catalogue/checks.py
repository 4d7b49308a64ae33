"""Checks of a framework as a whole: codes, weights, components, predicates, legal bases, rules."""

from collections.abc import Iterable
from decimal import Decimal
from pathlib import Path

from django.utils.translation import gettext as _

from indicators.catalogue.faults import Faults
from indicators.catalogue.rule_check import check_rule
from indicators.catalogue.shapes import CriterionEntry, FrameworkEntry, IndicatorEntry, Place, Reference, RightEntry

_COMPONENT_KINDS = ("struktur", "proses", "hasil")
_HUNDRED = Decimal(100)


def check_framework(framework: FrameworkEntry, known_provisions: frozenset[str], faults: Faults) -> None:
    """Note everything in the framework that does not fit together."""
    _check_codes(framework, faults)
    _check_weights(framework, faults)
    _check_rollup(framework, faults)
    _check_predicates(framework, faults)
    _check_bases(framework, known_provisions, faults)
    _check_statements(framework, faults)
    for indicator in framework.indicators:
        _check_parts(indicator, faults)
        _check_not_applicable(indicator, faults)
        check_rule(indicator, faults)


def _note(faults: Faults, place: Place, reason: str) -> None:
    faults.add(place.file, place.line, reason)


def _check_codes(framework: FrameworkEntry, faults: Faults) -> None:
    """No code twice within its kind."""
    _codes_once(((entry.code, entry.place) for entry in framework.criteria), faults)
    _codes_once(((entry.code, entry.place) for entry in framework.rights), faults)
    _codes_once(((entry.code, entry.place) for entry in framework.indicators), faults)
    _codes_once(((entry.code, entry.place) for entry in framework.predicates), faults)
    _codes_once(((entry.code, entry.place) for entry in framework.gates), faults)


def _codes_once(entries: Iterable[tuple[str, Place]], faults: Faults) -> None:
    """Note the second use of a code; codes are addresses, so upper and lower case count as the same."""
    seen: dict[str, Place] = {}
    for code, place in entries:
        first = seen.setdefault(code.lower(), place)
        if code and first is not place:
            values = {"code": code, "file": Path(first.file).name, "line": first.line}
            _note(faults, place, _("The code “%(code)s” is used twice; first in %(file)s, line %(line)s.") % values)


def _check_weights(framework: FrameworkEntry, faults: Faults) -> None:
    """Weights are shares and must be more than nothing."""
    weighed: list[CriterionEntry | IndicatorEntry] = [*framework.criteria, *framework.indicators]
    for entry in weighed:
        if entry.weight <= 0:
            _note(faults, entry.place, _("The weight of “%(code)s” must be greater than 0.") % {"code": entry.code})
    if framework.addition_maximum < 0:
        _note(faults, framework.place_of("addition"), _("The maximum of the additional component must not be negative."))
    if framework.cap <= 0:
        _note(faults, framework.place_of("cap"), _("The cap must be greater than 0."))


def _check_rollup(framework: FrameworkEntry, faults: Faults) -> None:
    """Components of 100 in all and every kind in every right; or items only."""
    if framework.rollup == "components":
        total = sum(framework.components.values(), Decimal(0))
        if total != _HUNDRED:
            _note(faults, framework.place_of("components"), _("The components add up to %(total)s, not to 100.") % {"total": total})
        for right in framework.rights:
            _check_kinds(right, faults)
    else:
        if framework.components:
            _note(faults, framework.place_of("components"), _("A framework that sums items has no components."))
        for indicator in framework.indicators:
            if indicator.kind != "item":
                _note(faults, indicator.place, _("“%(code)s” must be of the kind “item” here.") % {"code": indicator.code})


def _check_kinds(right: RightEntry, faults: Faults) -> None:
    """A right asks at least one indicator of each kind, and no item."""
    kinds = {indicator.kind for indicator in right.indicators}
    for kind in _COMPONENT_KINDS:
        if kind not in kinds:
            _note(faults, right.place, _("The right “%(code)s” has no indicator of the kind “%(kind)s”.") % {"code": right.code, "kind": kind})
    for indicator in right.indicators:
        if indicator.kind == "item":
            _note(faults, indicator.place, _("“%(code)s” must be struktur, proses or hasil.") % {"code": indicator.code})


def _check_predicates(framework: FrameworkEntry, faults: Faults) -> None:
    """Predicates cover 0 to the cap without gap or overlap: each begins where the one below ends."""
    seen: set[Decimal] = set()
    for predicate in framework.predicates:
        if predicate.minimum in seen:
            _note(faults, predicate.place, _("Two predicates begin at %(minimum)s.") % {"minimum": predicate.minimum})
        if not 0 <= predicate.minimum <= framework.cap:
            _note(faults, predicate.place, _("The predicate “%(code)s” begins outside 0 and the cap.") % {"code": predicate.code})
        seen.add(predicate.minimum)
    if framework.predicates and Decimal(0) not in seen:
        _note(faults, framework.place_of("predicates"), _("No predicate begins at 0: low scores would have none."))


def _check_bases(framework: FrameworkEntry, known: frozenset[str], faults: Faults) -> None:
    """Every legal basis named is a known provision, named once."""
    resting: list[RightEntry | IndicatorEntry] = [*framework.rights, *framework.indicators]
    for entry in resting:
        seen: set[str] = set()
        for reference in entry.bases:
            _check_basis(reference, seen, known, faults)


def _check_basis(reference: Reference, seen: set[str], known: frozenset[str], faults: Faults) -> None:
    if reference.code not in known:
        _note(faults, reference.place, _("Unknown provision “%(code)s”.") % {"code": reference.code})
    elif reference.code in seen:
        _note(faults, reference.place, _("The provision “%(code)s” is named twice.") % {"code": reference.code})
    seen.add(reference.code)


def _check_parts(indicator: IndicatorEntry, faults: Faults) -> None:
    """A number needs its unit, a percentage or ratio its two parts."""
    if indicator.answer_type in ("percentage", "ratio"):
        for key, text in (("numerator", indicator.numerator), ("denominator", indicator.denominator)):
            if not text:
                _note(faults, indicator.place, _("“%(key)s” is missing.") % {"key": key})
    elif indicator.numerator or indicator.denominator:
        _note(faults, indicator.place, _("Only percentages and ratios have a numerator and a denominator."))
    if indicator.answer_type in ("count", "number", "percentage", "ratio") and not indicator.unit:
        _note(faults, indicator.place, _("“%(key)s” is missing.") % {"key": "unit"})


def _check_not_applicable(indicator: IndicatorEntry, faults: Faults) -> None:
    """What may not apply says when and who rules on it; what always applies says neither."""
    place = indicator.place
    if indicator.may_be_not_applicable:
        for key, value in (("not_applicable_when", indicator.not_applicable_when), ("not_applicable_by", indicator.not_applicable_by)):
            if not value:
                _note(faults, place, _("“%(key)s” is missing.") % {"key": key})
    elif indicator.not_applicable_when or indicator.not_applicable_by:
        _note(faults, place, _("“%(code)s” always applies, yet says when it does not.") % {"code": indicator.code})


def _check_statements(framework: FrameworkEntry, faults: Faults) -> None:
    """No two indicators ask the same."""
    seen: dict[str, IndicatorEntry] = {}
    for indicator in framework.indicators:
        words = " ".join(indicator.statement.get("id", "").casefold().split())
        first = seen.setdefault(words, indicator)
        if words and first is not indicator and first.code != indicator.code:
            values = {"code": indicator.code, "other": first.code}
            _note(faults, indicator.place, _("“%(code)s” asks the same as “%(other)s”.") % values)
