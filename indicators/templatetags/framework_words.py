"""Filters that put an indicator's rule and its legal bases into words."""

from typing import Any

from django import template

from indicators.services import bases, rule_words

register = template.Library()
register.filter("rule_words", rule_words.rule_words)
register.filter("number_words", rule_words.number_words)


@register.filter
def bases_by_root(owner: Any) -> list[bases.BasesOfRoot]:
    """Legal bases of a right or an indicator by the four roots."""
    return bases.bases_by_root(owner)


@register.filter
def provision_name(provision: Any) -> str:
    """The provision with its instrument, in the reader's language."""
    return bases.provision_name(str(provision.label), str(provision.instrument.short_title))
