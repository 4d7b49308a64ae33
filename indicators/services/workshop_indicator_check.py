"""What is wrong with an indicator as typed, what it weighs, and what an answer would earn: writes nothing."""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from decimal import Decimal
from fractions import Fraction
from typing import Any

from django.utils.text import capfirst
from django.utils.translation import gettext as _

from indicators.bilingual import Bilingual
from indicators.catalogue import FrameworkEntry, IndicatorEntry
from indicators.catalogue.rule_faults import rule_fault_text
from indicators.models import ChangedPart, Indicator
from indicators.scoring import AnswerValue, RuleError, rule_faults, rule_from_dict
from indicators.scoring.rules import Bands, Levels, Linear, Progress, Rule, YesNo
from indicators.services.entries import TEXTS, entry_faults
from indicators.services.field_words import LANGUAGES, field_label
from indicators.services.rule_words import RuleWords, rule_words
from indicators.services.workshop_indicator_drawing import Drawing, drawing

HUNDRED = Decimal(100)


@dataclass(frozen=True, slots=True)
class FieldFault:
    """Something to mend: the field's name (``definition_en``, ``rule``; empty: the whole indicator), its label, the reason."""

    field: str
    label: str
    reason: str


@dataclass(frozen=True, slots=True)
class Share:
    """What an indicator weighs: percent of its component, points of the right's 100 and of the 100 of the whole; None where nothing says."""

    of_component: Decimal | None
    of_right: Decimal | None
    of_total: Decimal | None


@dataclass(frozen=True, slots=True)
class Tried:
    """What an answer would earn: percent of the indicator's points, points of the right's 100, the reason in words."""

    percent: Decimal
    of_right: Decimal | None
    reason: str


@dataclass(frozen=True, slots=True)
class IndicatorCheck:
    """All that the panel beside the form shows."""

    faults: tuple[FieldFault, ...]
    words: RuleWords | None
    drawing: Drawing | None
    share: Share
    tried: Tried | None


def indicator_check(whole: FrameworkEntry, entry: IndicatorEntry, *, number: Decimal | None = None, choice: str = "") -> IndicatorCheck:
    """Check an indicator as it is or as typed, in the framework it stands in (two queries)."""
    whole, rule = with_indicator(whole, entry), readable_rule(entry)
    share = indicator_share(whole, entry)
    faults = tuple(field_faults(whole, entry))
    if rule is None:
        return IndicatorCheck(faults, None, None, share, None)
    answer = answer_for(rule, number=number, choice=choice)
    picture = drawing(rule, tried=answer, unit=str(Bilingual(entry.unit)))
    return IndicatorCheck(faults, _words(entry), picture, share, try_out(rule, share, answer))


def with_indicator(whole: FrameworkEntry, entry: IndicatorEntry) -> FrameworkEntry:
    """The framework with this version of the indicator of the same code."""

    def taken(rows: Iterable[IndicatorEntry]) -> tuple[IndicatorEntry, ...]:
        return tuple(entry if row.code == entry.code else row for row in rows)

    criteria = tuple(
        replace(criterion, rights=tuple(replace(right, indicators=taken(right.indicators)) for right in criterion.rights))
        for criterion in whole.criteria
    )
    return replace(whole, criteria=criteria)


def readable_rule(entry: IndicatorEntry) -> Rule | None:
    """The rule, when it can be read and earns anything at all."""
    try:
        rule = rule_from_dict(entry.rule)
    except (RuleError, TypeError, AttributeError):
        return None
    return rule if rule.maximum > 0 else None


def _words(entry: IndicatorEntry) -> RuleWords:
    return rule_words(Indicator(rule=entry.rule, unit=Bilingual(entry.unit), level_labels=entry.level_labels))


def field_faults(whole: FrameworkEntry, entry: IndicatorEntry) -> list[FieldFault]:
    """Faults of this indicator, by the checks of the whole framework, told by the field they are mended in."""
    told = _told(entry)
    found = [told.get(fault.reason, FieldFault("", "", fault.reason)) for fault in entry_faults(whole) if fault.file == entry.place.file]
    order = {name: position for position, name in enumerate(_FIELDS)}
    return sorted(dict.fromkeys(found), key=lambda fault: order.get(fault.field.removesuffix("_id").removesuffix("_en"), len(order)))


_FIELDS = (*TEXTS, "weight", "rule", "not_applicable_by", "usual_work_unit", "bases")


def _told(entry: IndicatorEntry) -> dict[str, FieldFault]:
    """From the sentences of the checks, which name keys of the file, to fields and words of the page."""
    found: dict[str, FieldFault] = {}
    for name in _FIELDS:
        label = field_label(ChangedPart.INDICATOR, name)
        field = f"{name}_id" if name in TEXTS else name
        found[_("“%(key)s” is missing.") % {"key": name}] = FieldFault(field, label, _("Still missing."))
        for language, language_name in LANGUAGES:
            reason = _("“%(key)s” has no text in “%(language)s”.") % {"key": name, "language": language}
            found[reason] = FieldFault(f"{name}_{language}", label, _("Still missing in %(language)s.") % {"language": language_name})
    rule = field_label(ChangedPart.INDICATOR, "rule")
    for code in entry.level_labels:
        for language, language_name in LANGUAGES:
            reason = _("“%(key)s” has no text in “%(language)s”.") % {"key": code, "language": language}
            words = _("The level “%(level)s” has no wording in %(language)s.") % {"level": code, "language": language_name}
            found[reason] = FieldFault("rule", rule, words)
    for fault in rule_faults(entry.rule, entry.answer_type) if entry.rule else ():
        text = rule_fault_text(fault.code, fault.params)
        found[_("The rule of “%(code)s”: %(reason)s") % {"code": entry.code, "reason": text}] = FieldFault("rule", rule, capfirst(text))
    weight = _("The weight of “%(code)s” must be greater than 0.") % {"code": entry.code}
    return found | {weight: FieldFault("weight", field_label(ChangedPart.INDICATOR, "weight"), weight)}


def indicator_share(whole: FrameworkEntry, entry: IndicatorEntry) -> Share:
    """What the indicator weighs among those of its kind in its right, and in the whole."""
    for criterion in whole.criteria:
        for right in criterion.rights:
            if any(row.code == entry.code for row in right.indicators):
                return _share(whole, entry, right.indicators, criterion.weight / len(criterion.rights))
    return Share(None, None, None)


def _share(whole: FrameworkEntry, entry: IndicatorEntry, siblings: tuple[IndicatorEntry, ...], weight: Decimal) -> Share:
    if whole.rollup != "components":
        own, total = _maximum(entry), sum((_maximum(row) for row in whole.indicators), Decimal(0))
        return Share(None, None, HUNDRED * own / total if total else None)
    total = sum((row.weight for row in siblings if row.kind == entry.kind), Decimal(0))
    maximum = whole.components.get(entry.kind)
    if maximum is None or total <= 0 or entry.weight <= 0:
        return Share(None, None, None)
    of_right = maximum * entry.weight / total
    weights = sum((criterion.weight for criterion in whole.criteria), Decimal(0))
    return Share(HUNDRED * entry.weight / total, of_right, of_right * weight / weights if weights else None)


def _maximum(entry: IndicatorEntry) -> Decimal:
    rule = readable_rule(entry)
    return rule.maximum * entry.weight if rule else Decimal(0)


def try_out(rule: Rule, share: Share, answer: AnswerValue | None) -> Tried | None:
    """What an answer with evidence would earn; None when there is none, or the rule has a gap there."""
    if answer is None:
        return None
    try:
        earned = rule.share(answer)
    except (RuleError, ArithmeticError):
        return None
    exact = Decimal(earned.numerator) / Decimal(earned.denominator)
    of_right = None if share.of_right is None else share.of_right * exact
    return Tried(exact * HUNDRED, of_right, _reason(rule, earned))


def answer_for(rule: Rule, *, number: Decimal | None, choice: str) -> AnswerValue | None:
    """An answer with evidence; measured against last year's 0 where the rule asks for last year."""
    if isinstance(rule, YesNo):
        return AnswerValue(choice=choice, has_evidence=True) if choice in {"yes", "no"} else None
    if isinstance(rule, Levels):
        return AnswerValue(choice=choice, has_evidence=True) if choice in rule.levels else None
    if number is None or (isinstance(rule, Progress) and rule.against == "target" and rule.target is None):
        return None
    return AnswerValue(number=number, has_evidence=True, previous=Decimal(0))


def _reason(rule: Rule, earned: Fraction) -> str:
    """Where the points come from, for a person."""
    if isinstance(rule, Bands):
        return _("By the band it falls into.")
    if isinstance(rule, Linear | Progress):
        if isinstance(rule, Progress) and rule.against == "previous":
            return _("Taken as the change from last year.")
        return {Fraction(0): _("At or beyond the figure that earns nothing."), Fraction(1): _("At or beyond the figure that earns all.")}.get(
            earned, _("In proportion.")
        )
    return _("With evidence.") if earned else ""


def choices_of(entry: IndicatorEntry) -> list[tuple[str, str]]:
    """Answers that can be tried where the answer is no figure: codes and words."""
    rule: Any = readable_rule(entry)
    if isinstance(rule, YesNo):
        return [("yes", _("Yes")), ("no", _("No"))]
    if isinstance(rule, Levels):
        return [
            (code, str(Bilingual(entry.level_labels.get(code) or {})) or code) for code in sorted(rule.levels, key=lambda code: rule.levels[code])
        ]
    return []
