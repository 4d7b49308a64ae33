"""Sentences for the faults of rules that the engine knows by code."""

from collections.abc import Mapping
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

SENTENCES = {
    "not_a_number": gettext_noop("“%(value)s” is not a number."),
    "maximum_not_positive": gettext_noop("the highest number of points must be greater than 0."),
    "not_a_flag": gettext_noop("“%(value)s” must be true or false."),
    "per_not_whole": gettext_noop("“per” must be a whole number greater than 0, not “%(value)s”."),
    "wrong_shape": gettext_noop("“%(value)s” is not in the form expected."),
    "two_edges": gettext_noop("a band has either “%(one)s” or “%(other)s”, not both."),
    "band_upside_down": gettext_noop("no figure lies in the band from %(low)s to %(high)s."),
    "too_few_levels": gettext_noop("a rubric needs at least two levels."),
    "no_level_earns_nothing": gettext_noop("one level must earn 0 points."),
    "negative_points": gettext_noop("points must not be negative."),
    "edges_equal": gettext_noop("“zero_at” and “full_at” must differ."),
    "unknown_measure": gettext_noop("“%(value)s” is neither “target” nor “previous”."),
    "target_out_of_place": gettext_noop("“target” (%(value)s) must be above 0 and stands only beside against: target."),
    "unknown_type": gettext_noop("“%(value)s” is not a type of rule."),
    "unknown_key": gettext_noop("unknown key “%(value)s”."),
    "rule_does_not_fit_answer_type": gettext_noop("the rule “%(rule)s” does not fit the answer type “%(answer_type)s”."),
    "too_few_bands": gettext_noop("at least two bands are needed."),
    "unknown_gap_policy": gettext_noop("“%(value)s” is not a gap policy (worse, better, error)."),
    "bands_open_below": gettext_noop("no band covers values below %(low)s."),
    "bands_open_above": gettext_noop("no band covers values above %(high)s."),
    "bands_overlap": gettext_noop("two bands overlap at %(at)s."),
    "bands_gap": gettext_noop("there is a gap between %(low)s and %(high)s and no gap policy."),
    "bands_not_monotone": gettext_noop("points must only rise or only fall from band to band."),
}


def rule_fault_text(code: str, params: Mapping[str, Any]) -> str:
    """The sentence of a fault; an unknown code is shown as it is, so that nothing is hidden."""
    sentence = SENTENCES.get(code)
    return _(sentence) % params if sentence else f"{code} {dict(params)}"
