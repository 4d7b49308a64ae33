"""Sentences for the engine's reason codes: why an indicator earned what it earned."""

from collections.abc import Mapping
from decimal import ROUND_HALF_UP, Decimal
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

from indicators.services.rule_words import number_words

CENT = Decimal("0.01")
SENTENCES = {
    "yes": gettext_noop("Yes, with evidence."),
    "no": gettext_noop("The answer is no."),
    "no_answer": gettext_noop("No answer that counts."),
    "unsupported": gettext_noop("The reviewer found nothing that supports the answer."),
    "no_evidence": gettext_noop("No evidence was attached."),
    "level": gettext_noop("Points of the level reached."),
    "unknown_level": gettext_noop("The level “%(level)s” is not part of the rubric."),
    "band": gettext_noop("Points of the band the figure lies in."),
    "linear": gettext_noop("In proportion to the figure."),
    "progress_target": gettext_noop("%(value)s is %(made)s%% of the target of %(measure)s."),
    "progress_previous": gettext_noop("From %(measure)s in the year before to %(value)s: a change of %(made)s."),
    "no_target": gettext_noop("There is no target to compare with."),
    "no_previous": gettext_noop("There is no figure of the year before to compare with."),
    "not_applicable": gettext_noop("Does not apply here; its weight goes to the others."),
    "not_applicable_refused": gettext_noop("“Does not apply” is not accepted for this indicator."),
}


def reason_sentence(code: str, params: Mapping[str, Any] | None = None) -> str:
    """The sentence of a reason; an unknown code is shown as it is, so that nothing is hidden."""
    sentence = SENTENCES.get(code)
    if sentence is None:
        return code
    if not params:
        return _(sentence)
    words = {key: _value(value) for key, value in params.items()}
    if code == "progress_previous" and not words["made"].startswith("-") and words["made"] != "0":
        words["made"] = f"+{words['made']}"
    return _(sentence) % words


def _value(value: Any) -> str:
    """Numbers in the reader's language, to two places; words as they are."""
    try:
        number = Decimal(str(value))
        return number_words(number.quantize(CENT, ROUND_HALF_UP) if number.is_finite() else value)
    except ArithmeticError:
        return str(value)
