"""Checks a scoring rule with the engine itself and says in words what is wrong."""

from django.utils.translation import gettext as _

from indicators.catalogue.faults import Faults
from indicators.catalogue.rule_faults import rule_fault_text
from indicators.catalogue.shapes import IndicatorEntry
from indicators.scoring.rules import rule_faults


def check_rule(indicator: IndicatorEntry, faults: Faults) -> None:
    """Note every fault of the rule, and levels without wording or wording without a level."""
    if not indicator.rule:
        return
    place = indicator.rule_place
    for fault in rule_faults(indicator.rule, indicator.answer_type):
        values = {"code": indicator.code, "reason": rule_fault_text(fault.code, fault.params)}
        faults.add(place.file, place.line, _("The rule of “%(code)s”: %(reason)s") % values)
    if indicator.rule.get("type") == "progress" and indicator.rule.get("against", "target") == "target" and "target" not in indicator.rule:
        faults.add(place.file, place.line, _("The rule of “%(code)s” measures against a target and names none.") % {"code": indicator.code})
    levels = indicator.rule.get("levels")
    named = set(levels) if isinstance(levels, dict) else set()
    for level in sorted(named - set(indicator.level_labels)):
        faults.add(place.file, place.line, _("The level “%(level)s” of “%(code)s” has no wording.") % {"level": level, "code": indicator.code})
    for level in sorted(set(indicator.level_labels) - named):
        faults.add(place.file, place.line, _("The rule of “%(code)s” has no level “%(level)s”.") % {"level": level, "code": indicator.code})
