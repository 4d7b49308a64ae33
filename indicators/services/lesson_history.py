"""Versions of a lesson side by side: text by text, word by word."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django.utils.functional import Promise
from django.utils.text import format_lazy
from django.utils.translation import gettext_lazy as _

from indicators.models import Lesson, LessonVersion
from indicators.services.field_words import LANGUAGES
from indicators.services.lesson_page import LABELS
from indicators.services.word_differences import Pieces, word_differences

Key = tuple[str, str]


@dataclass(frozen=True, slots=True)
class TextChange:
    """A text before and after; `language` is empty for codes."""

    label: str
    language: str
    before: Pieces
    after: Pieces


@dataclass(frozen=True, slots=True)
class ToldVersion:
    """A version with what it changed."""

    version: LessonVersion
    fields: tuple[TextChange, ...]


def flat(content: Mapping[str, Any]) -> dict[Key, str]:
    """All texts of a lesson by label and language, in the order of the form."""
    found: dict[Key, str] = {}
    for name, label in LABELS.items():
        _add(found, label, content.get(name) or {})
    found[str(_("Legal bases")), ""] = ", ".join(content.get("bases") or [])
    found[str(_("Indicators")), ""] = ", ".join(content.get("indicators") or [])
    for number, question in enumerate(content.get("questions") or [], start=1):
        asked = format_lazy("{} {}", _("Question"), number)
        _add(found, asked, question["text"])
        for position, option in enumerate(question["options"], start=1):
            here = format_lazy("{}, {} {}", asked, _("option"), position)
            _add(found, here, option["text"])
            _add(found, format_lazy("{}, {}", here, _("explanation")), option["explanation"])
            if option["is_right"]:
                found[str(format_lazy("{}, {}", asked, _("right answer"))), ""] = str(position)
    return found


def _add(found: dict[Key, str], label: str | Promise, text: Mapping[str, str]) -> None:
    for language, _words in LANGUAGES:
        found[str(label), language] = text.get(language, "")


def text_changes(before: Mapping[str, Any], after: Mapping[str, Any]) -> tuple[TextChange, ...]:
    """What differs between two contents."""
    old, new = flat(before), flat(after)
    names = {language: str(words) for language, words in LANGUAGES}
    return tuple(
        TextChange(f"{label}, {names[language]}" if language else label, language, *word_differences(old.get((label, language), ""), text))
        for (label, language), text in new.items()
        if old.get((label, language), "") != text
    )


def told_versions(lesson: Lesson, versions: list[LessonVersion]) -> list[ToldVersion]:
    """Versions, newest first, each with its difference to the one before (one query for those before)."""
    before = LessonVersion.objects.filter(lesson=lesson, number__in=[row.number - 1 for row in versions])
    contents = {row.number: row.content for row in before}
    return [ToldVersion(row, text_changes(contents[row.number - 1], row.content) if row.number - 1 in contents else ()) for row in versions]


def sides(saved: Mapping[str, Any], typed: Mapping[str, Any]) -> tuple[list[tuple[str, str, bool]], list[tuple[str, str, bool]]]:
    """Two versions for components/compare.html, only the texts that differ."""
    theirs, mine = flat(saved), flat(typed)
    names = {language: str(words) for language, words in LANGUAGES}
    keys = [key for key in dict.fromkeys([*mine, *theirs]) if theirs.get(key, "") != mine.get(key, "")]
    labels = {key: f"{key[0]}, {names[key[1]]}" if key[1] else key[0] for key in keys}
    return [(labels[key], theirs.get(key, ""), True) for key in keys], [(labels[key], mine.get(key, ""), True) for key in keys]
