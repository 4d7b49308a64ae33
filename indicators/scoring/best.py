"""The answer that earns all points of a rule: what “full points here” would mean."""

from decimal import Decimal
from fractions import Fraction

from indicators.scoring.bands import Band
from indicators.scoring.rules import Bands, Levels, Linear, Progress, Rule, YesNo
from indicators.scoring.values import AnswerValue


def best_value(rule: Rule, *, previous: Decimal | None = None) -> AnswerValue | None:
    """An answer, with evidence, that earns all the rule's points; None where no answer can (progress from an unknown figure)."""
    if isinstance(rule, YesNo):
        return AnswerValue(choice="yes", has_evidence=True, previous=previous)
    if isinstance(rule, Levels):
        best = max(rule.levels, key=lambda code: rule.levels[code])
        return AnswerValue(choice=best, has_evidence=True, previous=previous)
    number = _best_number(rule, previous)
    if number is None or number < 0:
        return None
    value = AnswerValue(number=number, has_evidence=True, previous=previous)
    return value if rule.share(value) == 1 else None


def _best_number(rule: Rule, previous: Decimal | None) -> Decimal | None:
    if isinstance(rule, Bands):
        return _inside(max(rule.bands, key=lambda band: band.points))
    if isinstance(rule, Linear):
        return _decimal(rule.full_at)
    if not isinstance(rule, Progress):
        return None
    if rule.against == "previous":
        return None if previous is None else max(Decimal(0), previous + _decimal(rule.full_at))
    return None if rule.target is None else _decimal(Fraction(rule.target) * rule.full_at / 100)


def _decimal(value: Fraction) -> Decimal:
    return Decimal(value.numerator) / Decimal(value.denominator)


def _inside(band: Band) -> Decimal:
    """A quantity within the band, at its edge where the edge belongs to it."""
    if band.low is not None and band.low_included:
        return band.low
    if band.high is not None and band.high_included:
        return band.high
    if band.low is not None and band.high is not None:
        return (band.low + band.high) / 2
    if band.low is not None:
        return band.low + 1
    return Decimal(0) if band.high is None else max(Decimal(0), min(band.high - 1, band.high / 2))
