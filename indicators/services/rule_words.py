"""How an indicator is scored, in words and rows a reader can check by hand."""

from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal
from fractions import Fraction
from typing import Any

from django.utils.formats import number_format
from django.utils.translation import gettext as _

from indicators.bilingual import Bilingual
from indicators.scoring import Rule, rule_from_dict
from indicators.scoring.bands import Band
from indicators.scoring.rules import Bands, Levels, Linear, Progress, YesNo

HUNDRED = 100


@dataclass(frozen=True, slots=True)
class RuleRow:
    """One line of the table: when it applies, what it earns, and its share of the points in whole percent (for a bar)."""

    condition: str
    points: str
    share: int


@dataclass(frozen=True, slots=True)
class RuleWords:
    """A rule for people. `kind` is the rule's type; `is_scale` marks a proportion, whose rows are its two ends."""

    kind: str
    sentence: str
    rows: tuple[RuleRow, ...]
    notes: tuple[str, ...] = ()
    is_scale: bool = False


def number_words(value: Any) -> str:
    """A number as the reader's language writes it, without trailing zeros."""
    number = Decimal(str(value)) if not hasattr(value, "numerator") or isinstance(value, int) else Decimal(value.numerator) / value.denominator
    text = f"{number:f}"
    places = len(text.partition(".")[2].rstrip("0"))
    return number_format(round(number, places), decimal_pos=places, force_grouping=True)


def rule_words(indicator: Any) -> RuleWords:
    """Say the rule of an indicator (a model or an outline: anything with `rule`, `unit` and `level_labels`)."""
    rule = rule_from_dict(indicator.rule)
    unit = str(indicator.unit or "")
    match rule:
        case YesNo():
            return _yes_no(rule)
        case Levels():
            return _levels(rule, indicator.level_labels)
        case Bands():
            return _bands(rule, unit)
        case Linear():
            return _linear(rule, unit)
        case Progress():
            return _progress(rule, unit)
    raise TypeError(rule)


def _points(earned: Decimal, rule: Rule) -> tuple[str, int]:
    """Points in words and as whole percent: percent of the indicator's points, or points where the rule counts them."""
    share = int(earned * HUNDRED / rule.maximum)
    if rule.maximum == 1:
        return _("%(percent)s%% of the points") % {"percent": number_words(earned * HUNDRED)}, share
    return _("%(points)s points") % {"points": number_words(earned)}, share


def _row(condition: str, earned: Decimal, rule: Rule) -> RuleRow:
    return RuleRow(condition, *_points(earned, rule))


def measured(value: Any, unit: str) -> str:
    """A figure with its unit; percent is written as a sign."""
    if unit.lower() in {"persen", "percent", "%"}:
        return f"{number_words(value)}%"
    return f"{number_words(value)} {unit}".strip()


def _yes_no(rule: YesNo) -> RuleWords:
    yes = _("Yes, with evidence") if rule.evidence_required else _("Yes")
    notes = (_("A yes without evidence earns nothing."),) if rule.evidence_required else ()
    return RuleWords(rule.type, _("All points or none."), (_row(yes, rule.maximum, rule), _row(_("No"), Decimal(0), rule)), notes)


def _levels(rule: Levels, labels: dict[str, Any]) -> RuleWords:
    levels = sorted(rule.levels.items(), key=lambda pair: pair[1], reverse=True)
    rows = tuple(_row(str(Bilingual(labels.get(code) or {"id": code})), points, rule) for code, points in levels)
    return RuleWords(rule.type, _("Points by the level reached."), rows, (_("A level above the lowest counts only with evidence."),))


def _band_condition(band: Band, unit: str) -> str:
    low, high = band.low, band.high
    if low is None and high is None:
        return _("Any figure")
    if low is None:
        words = _("%(high)s or less") if band.high_included else _("less than %(high)s")
    elif high is None:
        words = _("%(low)s or more") if band.low_included else _("more than %(low)s")
    elif low == high:
        words = _("exactly %(low)s")
    elif band.low_included:
        words = _("%(low)s to %(high)s") if band.high_included else _("%(low)s to less than %(high)s")
    else:
        words = _("more than %(low)s, up to %(high)s") if band.high_included else _("between %(low)s and %(high)s")
    values = {"low": "" if low is None else measured(low, "%" * ("%" in measured(0, unit))), "high": "" if high is None else measured(high, unit)}
    if high is None:
        values["low"] = measured(low, unit)
    return words % values


def _bands(rule: Bands, unit: str) -> RuleWords:
    rows = tuple(_row(_band_condition(band, unit), band.points, rule) for band in rule.bands)
    notes = []
    if rule.gap_policy == "worse":
        notes.append(_("A figure between two bands takes the points of the worse one."))
    elif rule.gap_policy == "better":
        notes.append(_("A figure between two bands takes the points of the better one."))
    return RuleWords(rule.type, _("Points by the band the figure falls into; the figure is not rounded."), rows, tuple(notes))


def _scale_rows(rule: Linear | Progress, zero: str, full: str) -> tuple[RuleRow, ...]:
    rising = rule.full_at > rule.zero_at
    nothing = _("%(figure)s or less") if rising else _("%(figure)s or more")
    everything = _("%(figure)s or more") if rising else _("%(figure)s or less")
    return (_row(nothing % {"figure": zero}, Decimal(0), rule), _row(everything % {"figure": full}, rule.maximum, rule))


def _linear(rule: Linear, unit: str) -> RuleWords:
    rows = _scale_rows(rule, measured(rule.zero_at, unit), measured(rule.full_at, unit))
    middle = (rule.zero_at + rule.full_at) / 2
    note = _("Example: %(figure)s earns half of the points.") % {"figure": measured(middle, unit)}
    return RuleWords(rule.type, _("In proportion between two figures."), rows, (note,), is_scale=True)


def _progress(rule: Progress, unit: str) -> RuleWords:
    if rule.against == "target":
        sentence, notes, edges = _against_target(rule, unit)
    else:
        sentence = _("By the change from the year before.")
        edges = [_("a change of %(figure)s") % {"figure": measured(edge, unit)} for edge in (rule.zero_at, rule.full_at)]
        notes = (_("Without a figure of the year before nothing is earned."),)
    return RuleWords(rule.type, sentence, _scale_rows(rule, *edges), notes, is_scale=True)


def _against_target(rule: Progress, unit: str) -> tuple[str, tuple[str, ...], list[str]]:
    """Sentence, notes and the two edges; where the rule names the target, each edge says its figure too."""
    edges = (rule.zero_at, rule.full_at)
    if rule.target is None:
        words = [_("%(figure)s%% of the target") % {"figure": number_words(edge)} for edge in edges]
        return _("By how much of the target was reached."), (_("Without a target nothing is earned."),), words
    target, reached = rule.target, _("%(figure)s%% of the target (%(amount)s)")
    words = [reached % {"figure": number_words(edge), "amount": measured(_part(target, edge), unit)} for edge in edges]
    sentence = _("By how much of the target of %(target)s was reached.") % {"target": measured(target, unit)}
    return sentence, (_("The target is the same for every region."),), words


def _part(target: Decimal, percent: Fraction) -> Decimal:
    """So many per cent of the target, to two places."""
    return (target * percent.numerator / (percent.denominator * HUNDRED)).quantize(Decimal("0.01"), ROUND_HALF_UP)
