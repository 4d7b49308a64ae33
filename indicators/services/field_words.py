"""Fields of a framework's parts in words: what they are called, and what changed in them."""

import json
from collections.abc import Iterator, Mapping
from contextlib import suppress
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from django.core.exceptions import FieldDoesNotExist
from django.db.models import Field, Model
from django.utils.functional import Promise
from django.utils.text import capfirst
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from indicators.bilingual import Bilingual
from indicators.models import ChangedPart, Criterion, Framework, Gate, Indicator, IndicatorLink, PredicateBand, Provision, Right
from indicators.scoring.faults import RuleError
from indicators.services.bases import provision_name
from indicators.services.rule_words import number_words, rule_words
from indicators.services.word_differences import Pieces, word_differences

MODELS: dict[str, type[Model]] = {
    ChangedPart.FRAMEWORK: Framework,
    ChangedPart.CRITERION: Criterion,
    ChangedPart.RIGHT: Right,
    ChangedPart.INDICATOR: Indicator,
    ChangedPart.PREDICATE: PredicateBand,
    ChangedPart.GATE: Gate,
    ChangedPart.LINK: IndicatorLink,
}
# Fields of entries that are no column of the part's table.
NAMES: dict[str, str | Promise] = {
    "bases": gettext_lazy("legal bases"),
    "rights": gettext_lazy("rights in their order"),
    "indicators": gettext_lazy("indicators in their order"),
    "successors": gettext_lazy("indicators that follow"),
    "predecessors": gettext_lazy("indicators before"),
    "reason": gettext_lazy("reason"),
}
LANGUAGES: tuple[tuple[str, str | Promise], ...] = (("id", gettext_lazy("Indonesian")), ("en", gettext_lazy("English")))


@dataclass(frozen=True, slots=True)
class FieldChange:
    """A field before and after, its words marked; `language` is set for one language of a text."""

    name: str
    label: str
    language: str
    before: Pieces
    after: Pieces


class BasisNames:
    """Names of legal bases by their codes, read when the first is asked for (one query)."""

    @cached_property
    def _names(self) -> dict[str, str]:
        found = Provision.objects.select_related("instrument")
        return {row.code: provision_name(str(row.label), str(row.instrument)) for row in found}

    def words(self, codes: Any) -> str:
        """The names of some, one after the other; a code the portal does not know stands as it is."""
        return "; ".join(self._names.get(code, str(code)) for code in codes) if isinstance(codes, list) and codes else ""


def field_label(part: str, name: str) -> str:
    """What a field of a part is called."""
    if name in NAMES:
        return capfirst(str(NAMES[name]))
    field = _column(part, name)
    return capfirst(str(field.verbose_name)) if field is not None else name


def _column(part: str, name: str) -> "Field[Any, Any] | None":
    try:
        field = MODELS[part]._meta.get_field(name)  # noqa: SLF001 - Django's documented way to a field
    except (FieldDoesNotExist, KeyError):
        return None
    return field if isinstance(field, Field) else None


def field_changes(
    part: str, before: Mapping[str, Any], after: Mapping[str, Any], names: list[str] | None = None, bases: BasisNames | None = None
) -> tuple[FieldChange, ...]:
    """What differs between two versions of a part (values as JSON holds them), a change for each language of a text.

    `names` are the fields to tell, all that differ when left out; pages with many changes share one `bases`.
    """
    known = bases or BasisNames()
    asked = names if names is not None else [name for name in after if before.get(name) != after.get(name)]
    return tuple(change for name in asked for change in _of_field(part, name, before, after, known))


def _of_field(part: str, name: str, before: Mapping[str, Any], after: Mapping[str, Any], bases: BasisNames) -> Iterator[FieldChange]:
    old, new = before.get(name), after.get(name)
    label = field_label(part, name)
    if name == "level_labels" and _are_texts(old) and _are_texts(new):
        for code in dict.fromkeys([*(new or {}), *(old or {})]):
            yield from _languages(name, f"{label}, {code}", (old or {}).get(code), (new or {}).get(code))
    elif _is_text(old) and _is_text(new) and (old or new):
        yield from _languages(name, label, old, new)
    elif name == "bases":
        yield FieldChange(name, label, "", *word_differences(bases.words(old), bases.words(new)))
    else:
        sides = word_differences(value_words(part, name, old, before), value_words(part, name, new, after))
        yield FieldChange(name, label, "", *sides)


def _is_text(value: Any) -> bool:
    return value is None or (isinstance(value, Mapping) and set(value) <= {"id", "en"})


def _are_texts(value: Any) -> bool:
    return value is None or (isinstance(value, Mapping) and all(_is_text(text) for text in value.values()))


def _languages(name: str, label: str, old: Mapping[str, str] | None, new: Mapping[str, str] | None) -> Iterator[FieldChange]:
    for language, language_name in LANGUAGES:
        earlier, later = (old or {}).get(language, ""), (new or {}).get(language, "")
        if earlier != later:
            yield FieldChange(name, f"{label}, {language_name}", language, *word_differences(earlier, later))


def value_words(part: str, name: str, value: Any, whole: Mapping[str, Any] | None = None) -> str:
    """A value (as JSON holds it) for a person; `whole` is the part it stands in, for rules that need their unit."""
    if value in (None, "", {}, []):
        return ""
    if isinstance(value, bool):
        return _("Yes") if value else _("No")
    if name == "rule" and isinstance(value, Mapping):
        return _rule(value, whole or {})
    if isinstance(value, Mapping):
        return "\n".join(f"{key}: {value_words(part, '', item)}" for key, item in value.items())
    return ", ".join(str(item) for item in value) if isinstance(value, list) else _scalar(_column(part, name), value)


def _scalar(field: "Field[Any, Any] | None", value: Any) -> str:
    """A choice by its label, a number as the language writes it, anything else as it stands."""
    choices = dict(field.flatchoices) if field is not None and field.choices else {}
    if value in choices:
        return str(choices[value])
    if field is not None and field.get_internal_type() == "DecimalField":
        with suppress(ArithmeticError, ValueError):
            return number_words(value)
    return str(value)


def _rule(rule: Mapping[str, Any], whole: Mapping[str, Any]) -> str:
    """A rule in words, a line for each row of its table; one that cannot be read as it stands."""
    row = Indicator(rule=rule, unit=Bilingual(whole.get("unit") or {}), level_labels=whole.get("level_labels") or {})
    try:
        words = rule_words(row)
    except (RuleError, ArithmeticError, TypeError, ValueError):
        return json.dumps(rule, ensure_ascii=False)
    return "\n".join([words.sentence, *(f"{line.condition}: {line.points}" for line in words.rows), *words.notes])
