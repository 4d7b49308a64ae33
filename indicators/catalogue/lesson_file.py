"""Reads the files of lessons: one right each, in both languages, with three questions."""

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from django.utils.translation import gettext as _

from indicators.catalogue.document import read_document
from indicators.catalogue.faults import Faults, FaultyCatalogueError
from indicators.catalogue.reader import Reader
from indicators.catalogue.shapes import Place, Reference, Text

GROUPS = ("sipol", "ekosob")
QUESTIONS = 3
OPTIONS = 3
# Texts of a lesson in the order they are read.
TEXTS = ("title", "summary", "meaning", "law", "practice", "reading")
_LARGEST_ORDER = 1000


@dataclass(frozen=True, slots=True)
class LessonEntry:
    """The lesson of one right; `content` is what the ministry may change."""

    place: Place
    right: str
    framework: str
    group: str
    order: int
    content: dict[str, Any]


def read_lessons(paths: Iterable[Path], *, known_provisions: Collection[str], known_indicators: Collection[str]) -> tuple[LessonEntry, ...]:
    """Return the lessons of all files, in the order of the rights.

    Raises FaultyCatalogueError with every fault of every file, each with its line.
    """
    faults = Faults()
    found: list[LessonEntry] = []
    for path in paths:
        root = read_document(path, faults)
        if root is not None:
            found.append(_lesson(Reader(root, faults), known_provisions, known_indicators))
    _once_each(found, faults)
    if len(faults):
        raise FaultyCatalogueError(faults)
    return tuple(sorted(found, key=lambda entry: entry.order))


def _lesson(reader: Reader, known_provisions: Collection[str], known_indicators: Collection[str]) -> LessonEntry:
    entry = LessonEntry(
        place=reader.place,
        right=reader.code("right"),
        framework=reader.code("framework"),
        group=reader.choice("group", GROUPS, required=True),
        order=reader.whole("order", largest=_LARGEST_ORDER) or 0,
        content={name: reader.text(name, required=True) for name in TEXTS},
    )
    entry.content["bases"] = _known(reader, "bases", known_provisions)
    entry.content["indicators"] = _known(reader, "indicators", known_indicators)
    entry.content["questions"] = _questions(reader)
    reader.finish()
    return entry


def _known(reader: Reader, key: str, known: Collection[str]) -> list[str]:
    """Codes that exist."""
    references: tuple[Reference, ...] = reader.references(key, required=True)
    for reference in references:
        if reference.code not in known:
            reason = _("“%(code)s” in “%(key)s” is not known.") % {"code": reference.code, "key": key}
            reader.faults.add(reference.place.file, reference.place.line, reason)
    return [reference.code for reference in references]


def _questions(reader: Reader) -> list[dict[str, Any]]:
    questions = [_question(child) for child in reader.children("questions", required=True)]
    if len(questions) != QUESTIONS:
        place = reader.place_of("questions")
        reader.faults.add(place.file, place.line, _("A lesson has exactly %(count)s questions.") % {"count": QUESTIONS})
    return questions


def _question(reader: Reader) -> dict[str, Any]:
    text: Text = reader.text("text", required=True)
    options = [_option(child) for child in reader.children("options", required=True)]
    if len(options) != OPTIONS:
        reader.fault(_("A question has exactly %(count)s options.") % {"count": OPTIONS})
    if sum(option["is_right"] for option in options) != 1:
        reader.fault(_("Exactly one option of a question must be right."))
    reader.finish()
    return {"text": text, "options": options}


def _option(reader: Reader) -> dict[str, Any]:
    option = {
        "text": reader.text("text", required=True),
        "is_right": reader.flag("is_right"),
        "explanation": reader.text("explanation", required=True),
    }
    reader.finish()
    return option


def _once_each(lessons: Iterable[LessonEntry], faults: Faults) -> None:
    """No right has two lessons."""
    first: dict[str, Place] = {}
    for lesson in lessons:
        place = first.setdefault(lesson.right, lesson.place)
        if lesson.right and place is not lesson.place:
            values = {"code": lesson.right, "file": Path(place.file).name, "line": place.line}
            faults.add(lesson.place.file, lesson.place.line, _("The code “%(code)s” is used twice; first in %(file)s, line %(line)s.") % values)
