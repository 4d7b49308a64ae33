"""Sentences for the engine's reason codes: why an indicator earned what it earned."""

from collections.abc import Mapping
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

from indicators.services.rule_words import number_words

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
    "progress_target": gettext_noop("%(made)s%% of the target of %(measure)s was reached."),
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
    return _(sentence) % {key: _value(value) for key, value in (params or {}).items()} if params else _(sentence)


def _value(value: Any) -> str:
    """Numbers in the reader's language, words as they are."""
    try:
        return number_words(value)
    except ArithmeticError:
        return str(value)
