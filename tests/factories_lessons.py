"""Lessons of the small framework, and files of lessons."""

from pathlib import Path
from typing import Any

from indicators.models import Lesson, LessonAction, LessonVersion
from tests.factories_indicators import text

# The right option of each question.
RIGHT = (1, 0, 2)


def lesson_content(word: str = "Isi", *, right: str = "informasi") -> dict[str, Any]:
    """A lesson's content: three questions whose right options are `RIGHT`."""
    texts = {name: text(f"{word} {name}", f"{word} {name} EN") for name in ("title", "summary", "meaning", "law", "practice", "reading")}
    return texts | {
        "bases": [f"ketentuan-{right}"],
        "indicators": [f"{right.upper()}-S1", f"{right.upper()}-H1"],
        "questions": [
            {
                "text": text(f"Tanya {number}", f"Ask {number}"),
                "options": [
                    {
                        "text": text(f"Pilihan {number}-{position}", f"Choice {number}-{position}"),
                        "is_right": position == right_one,
                        "explanation": text(f"Sebab {number}-{position}", f"Because {number}-{position}"),
                    }
                    for position in range(3)
                ],
            }
            for number, right_one in enumerate(RIGHT)
        ],
    }


def lesson(right: str = "informasi", *, order: int = 1, framework: str = "kecil", group: str = "sipol") -> Lesson:
    """A lesson as a load leaves it; the framework need not be there."""
    content = lesson_content(right=right)
    row = Lesson.objects.create(code=right, framework_code=framework, group=group, order=order, content=content, shipped=content)
    LessonVersion.objects.create(lesson=row, number=1, action=LessonAction.SHIPPED, content=content)
    return row


def lesson_file(path: Path, *, right: str = "informasi", title: str = "Judul", extra: str = "", **changed: str) -> Path:
    """Write a file of a lesson about the small framework; `changed` replaces words in it."""
    question = """
  - text: {id: "Tanya", en: "Ask"}
    options:
      - {text: {id: "a", en: "a"}, is_right: true, explanation: {id: "ya", en: "yes"}}
      - {text: {id: "b", en: "b"}, explanation: {id: "tidak", en: "no"}}
      - {text: {id: "c", en: "c"}, explanation: {id: "tidak", en: "no"}}"""
    texts = "\n".join(f'{name}: {{id: "{name}", en: "{name}"}}' for name in ("summary", "meaning", "law", "practice", "reading"))
    content = f"""right: {right}
framework: kecil
group: sipol
order: 1
title: {{id: "{title}", en: "Title"}}
{texts}
bases: [ketentuan-informasi]
indicators: [INFORMASI-S1]
questions:{question * 3}
{extra}
"""
    for old, new in changed.items():
        content = content.replace(old, new)
    path.write_text(content, encoding="utf-8")
    return path
