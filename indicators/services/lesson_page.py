"""What the pages of lessons show: sections, law, indicators, questions with their explanations, reading time."""

from dataclasses import dataclass
from math import ceil
from typing import Any

from django.utils.functional import Promise
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from indicators.catalogue.lesson_file import TEXTS
from indicators.models import Framework, FrameworkState, Lesson, Provision, RightGroup
from indicators.services.catalogue import RightOutline, framework_outline
from indicators.services.lessons import Attempt, right_answers

WORDS_A_MINUTE = 130
LABELS: dict[str, str | Promise] = {
    "title": _("Title"),
    "summary": _("In one sentence"),
    "meaning": _("What the right means"),
    "law": _("The law it rests on"),
    "practice": _("What good practice looks like"),
    "reading": _("How its indicators are read"),
}


@dataclass(frozen=True, slots=True)
class Option:
    """One option of a question; `is_chosen` once the reader has answered."""

    number: int
    text: dict[str, str]
    explanation: dict[str, str]
    is_right: bool
    is_chosen: bool


@dataclass(frozen=True, slots=True)
class Question:
    """A question as the page shows it."""

    number: int
    text: dict[str, str]
    options: tuple[Option, ...]
    is_open: bool

    @property
    def is_right(self) -> bool:
        """Whether the right option was chosen."""
        return any(option.is_right and option.is_chosen for option in self.options)


@dataclass(frozen=True, slots=True)
class LessonLine:
    """A lesson in the list."""

    lesson: Lesson
    minutes: int


def minutes(lesson: Lesson) -> int:
    """Minutes a calm reader needs in the language of the page, questions included."""
    language = (get_language() or "id")[:2]
    return max(1, ceil(sum(len(text.split()) for text in _texts(lesson.content, language)) / WORDS_A_MINUTE))


def _texts(value: Any, language: str) -> list[str]:
    """All texts in one language, however deep they lie."""
    if isinstance(value, dict):
        own = [value[language]] if isinstance(value.get(language), str) else []
        return own + [text for item in value.values() for text in _texts(item, language)]
    return [text for item in value for text in _texts(item, language)] if isinstance(value, list) else []


def lessons_by_group() -> list[tuple[str, list[LessonLine]]]:
    """All lessons by the group of their right, in order (one query)."""
    found = [LessonLine(lesson, minutes(lesson)) for lesson in Lesson.objects.all()]
    groups = [(str(group.label), [line for line in found if line.lesson.group == group]) for group in RightGroup]
    return [(title, lines) for title, lines in groups if lines]


def questions(lesson: Lesson, given: Attempt | None) -> list[Question]:
    """The questions with what was chosen, if anything was."""
    chosen = given.chosen if given else (None,) * len(lesson.questions)
    return [
        Question(
            number,
            question["text"],
            tuple(
                Option(position, option["text"], option["explanation"], option["is_right"], is_chosen=position == answer)
                for position, option in enumerate(question["options"])
            ),
            is_open=answer is None,
        )
        for number, (question, answer) in enumerate(zip(lesson.questions, chosen, strict=True))
    ]


def lesson_context(lesson: Lesson, given: Attempt | None) -> dict[str, Any]:
    """Everything the page of a lesson shows; with complete answers also their explanations."""
    is_answered = given is not None and given.is_complete
    framework, right, indicators = _asked(lesson)
    provisions = Provision.objects.filter(code__in=lesson.content["bases"]).select_related("instrument")
    order = {code: position for position, code in enumerate(lesson.content["bases"])}
    return {
        "lesson": lesson,
        "minutes": minutes(lesson),
        "sections": [(name, LABELS[name], lesson.content[name]) for name in TEXTS if name not in {"title", "summary"}],
        "provisions": sorted(provisions, key=lambda row: order[row.code]),
        "framework": framework,
        "right": right,
        "indicators": indicators,
        "questions": questions(lesson, given),
        "is_answered": is_answered,
        "right_answers": right_answers(lesson, given) if given is not None and is_answered else None,
        "following": Lesson.objects.filter(order__gt=lesson.order).first(),
    }


def _asked(lesson: Lesson) -> tuple[Framework | None, RightOutline | None, list[dict[str, Any]]]:
    """The framework, the right in it, and the indicators the lesson reads; a code the framework lost stands without a link."""
    framework = Framework.objects.filter(code=lesson.framework_code, state=FrameworkState.ADOPTED).first()
    outline = framework_outline(framework) if framework else None
    found = []
    for code in lesson.content["indicators"]:
        row = outline.indicator(code) if outline else None
        found.append({"code": code, "statement": row.statement if row else "", "url": row.url if row else ""})
    return framework, (outline.right(lesson.code) if outline else None), found
