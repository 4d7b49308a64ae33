"""Invented but believable values: for each indicator the value whose points come near a wanted share.

The scoring engine itself is asked what a value is worth, so this works for every rule there is.
"""

import random
from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from indicators.models import AnswerType, Framework, Indicator
from indicators.scoring import AnswerValue, rule_from_dict

STEPS = 24
HUNDRED = Decimal(100)
BEFORE = Decimal(50)
"""What every region is taken to have had the year before, where a rule looks at the change."""


@dataclass(frozen=True, slots=True)
class Candidate:
    """A value and the share (0 to 1) of the indicator's points it earns."""

    share: float
    choice: str = ""
    number: Decimal | None = None


def _numbers(rule: Any) -> Iterator[Decimal]:
    """All numbers of a rule but its points: the edges of what is plausible."""
    for key, value in rule.items():
        if key in {"points", "maximum", "type", "per", "factor"} or value is None or isinstance(value, bool):
            continue
        if isinstance(value, dict):
            yield from _numbers(value)
        elif isinstance(value, list):
            for entry in value:
                if isinstance(entry, dict):
                    yield from _numbers(entry)
        else:
            try:
                yield Decimal(str(value))
            except ArithmeticError:
                continue


def _edges(rule: Any) -> list[Decimal]:
    """The figures a rule turns on, smallest first."""
    if rule["type"] != "progress":
        return sorted(_numbers(rule)) or [Decimal(0), HUNDRED]
    turns = [Decimal(str(rule.get(key, default))) for key, default in (("zero_at", 0), ("full_at", 100))]
    if rule.get("against") == "previous":
        return sorted(BEFORE + turn for turn in turns)
    target = Decimal(str(rule.get("target") or HUNDRED))
    return sorted(target * turn / HUNDRED for turn in turns)


def _possible(indicator: Indicator) -> list[tuple[str, Decimal | None]]:
    match indicator.answer_type:
        case AnswerType.YES_NO:
            return [("yes", None), ("no", None)]
        case AnswerType.LEVEL:
            return [(code, None) for code in indicator.rule["levels"]]
    edges = _edges(indicator.rule)
    low, high = edges[0], edges[-1]
    margin = (high - low) / 5 or Decimal(1)
    low, high = max(Decimal(0), low - margin), high + margin
    if indicator.answer_type == AnswerType.PERCENTAGE:
        high = min(high, Decimal(100))
    places = Decimal(1) if indicator.answer_type == AnswerType.COUNT else Decimal("0.1")
    return [("", (low + (high - low) * step / STEPS).quantize(places)) for step in range(STEPS + 1)]


def candidates(indicator: Indicator) -> list[Candidate]:
    """Possible values of an indicator with the share of points each earns."""
    rule = rule_from_dict(indicator.rule)
    found = []
    for choice, number in _possible(indicator):
        target = None if indicator.rule.get("target") else HUNDRED
        value = AnswerValue(choice=choice or None, number=number, has_evidence=True, previous=BEFORE, target=target)
        points = rule.points(value)
        found.append(Candidate(float(points) / float(rule.maximum), choice, number))
    return found


class Inventor:
    """Draws values for the indicators of a framework."""

    def __init__(self, framework: Framework) -> None:
        self.indicators = list(framework.indicators.select_related("right").order_by("order"))
        self._candidates = {indicator.pk: candidates(indicator) for indicator in self.indicators}

    def value(self, indicator: Indicator, quality: float, luck: random.Random) -> Candidate:
        """The candidate nearest to a share drawn around `quality` (0 to 1)."""
        wanted = min(1.0, max(0.0, luck.gauss(quality, 0.16)))
        options = self._candidates[indicator.pk]
        if indicator.answer_type == AnswerType.YES_NO:
            choice = "yes" if luck.random() < 0.35 + 0.62 * quality else "no"
            return next(option for option in options if option.choice == choice)
        nearest = min(abs(option.share - wanted) for option in options)
        return luck.choice([option for option in options if abs(option.share - wanted) <= nearest + 0.04])

    def quality(self, region_code: str, year: int) -> float:
        """How well a region does: its province, its own way, a little better every year."""
        province = random.Random(f"provinsi {region_code[:2]}").gauss(0, 0.07)
        own = random.Random(f"daerah {region_code}").gauss(0, 0.14)
        return min(0.97, max(0.12, 0.66 + province + own + 0.015 * (year - 2025)))
