"""Rules prepared for speed: the same judgement as `Rule.judge`, with what does not depend on the answer done once."""

from collections.abc import Callable
from fractions import Fraction

from indicators.scoring.bands import closed
from indicators.scoring.faults import Fault, RuleError
from indicators.scoring.rules import NO_ANSWER, Bands, Judged, Levels, Linear, Rule, YesNo, plain, quantity
from indicators.scoring.values import AnswerValue

Judge = Callable[[AnswerValue], Judged]


def judge_of(rule: Rule) -> Judge:
    """The rule's judgement; choices are looked up, proportions and bands use whole numbers prepared once."""
    if isinstance(rule, YesNo | Levels):
        return _choice_judge(rule)
    if isinstance(rule, Linear):
        return _linear_judge(rule)
    if isinstance(rule, Bands):
        return _bands_judge(rule)
    return rule.judge


def _choice_judge(rule: YesNo | Levels) -> Judge:
    choices = rule.levels if isinstance(rule, Levels) else ("yes", "no")
    keys = [(choice, has_evidence) for choice in choices for has_evidence in (True, False)]
    known = {key: rule.judge(AnswerValue(choice=key[0], has_evidence=key[1])) for key in keys}

    def by_choice(value: AnswerValue) -> Judged:
        return known.get((value.choice, value.has_evidence)) or rule.judge(value)  # type: ignore[arg-type]

    return by_choice


def _bands_judge(rule: Bands) -> Judge:
    """Bands with their gaps closed; the last one has no upper edge."""
    per = rule.per
    maximum = Fraction(rule.maximum)
    edges = [
        (top, below, inclusive, (*(Fraction(points) / maximum).as_integer_ratio(), "band", None)) for top, below, inclusive, points in closed(rule)
    ]

    def by_band(value: AnswerValue) -> Judged:
        found = quantity(value, per)
        if found is None:
            return NO_ANSWER
        top, below = found
        for edge_top, edge_below, inclusive, judged in edges:
            if edge_top is None or top * edge_below < edge_top * below or (inclusive and top * edge_below == edge_top * below):
                return judged
        raise RuleError([Fault("value_outside_bands", {"value": plain(found)})])

    return by_band


def _linear_judge(rule: Linear) -> Judge:
    span = rule.full_at - rule.zero_at
    sign = 1 if span > 0 else -1
    zero_top, zero_below = rule.zero_at.numerator, rule.zero_at.denominator
    over_factor, under_factor = span.denominator * sign, zero_below * span.numerator * sign
    per = rule.per
    nothing: Judged = (0, 1, "linear", None)
    everything: Judged = (1, 1, "linear", None)

    def proportion(value: AnswerValue) -> Judged:
        number = value.number
        if number is not None:
            top, below = number.as_integer_ratio()
        elif value.numerator is None or value.denominator is None or value.denominator <= 0:
            return NO_ANSWER
        else:
            first, first_below = value.numerator.as_integer_ratio()
            second, second_below = value.denominator.as_integer_ratio()
            top, below = first * second_below * per, first_below * second
        over = (top * zero_below - zero_top * below) * over_factor
        if over <= 0:
            return nothing
        under = below * under_factor
        return everything if over >= under else (over, under, "linear", None)

    return proportion
