"""Lessons: loading those shipped with the portal, the ministry's own words, going back, checking oneself."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from django.db import transaction

from accounts.access import require
from accounts.models.membership import REGIONAL_ROLES
from indicators.catalogue import LessonEntry, read_lessons
from indicators.models import Indicator, Lesson, LessonAction, LessonPassed, LessonVersion
from indicators.services.load import DATA, provision_codes
from indicators.services.store import LoadReport
from indicators.services.workshop import refuse_stale

Content = dict[str, Any]


def shipped_lessons() -> list[Path]:
    """Files of lessons that come with the portal."""
    return sorted((DATA / "lessons").glob("*.yaml"))


@transaction.atomic
def load_lessons(*, paths: Sequence[Path] | None = None) -> LoadReport:
    """Create lessons, or bring those up to date that the ministry has not rewritten; its own words always stay.

    The frameworks must be loaded. Raises FaultyCatalogueError with every fault; nothing is changed then.
    """
    known_indicators = set(Indicator.objects.values_list("code", flat=True))
    files = shipped_lessons() if paths is None else paths
    entries = read_lessons(files, known_provisions=provision_codes(), known_indicators=known_indicators)
    existing = {lesson.code: lesson for lesson in Lesson.objects.select_for_update()}
    report = LoadReport()
    for entry in entries:
        _load(entry, existing.get(entry.right), report)
    return report


def _load(entry: LessonEntry, lesson: Lesson | None, report: LoadReport) -> None:
    place = {"framework_code": entry.framework, "group": entry.group, "order": entry.order}
    if lesson is None:
        lesson = Lesson.objects.create(code=entry.right, content=entry.content, shipped=entry.content, **place)
        _keep(lesson, LessonAction.SHIPPED)
        report.created += 1
        return
    before = {name: getattr(lesson, name) for name in place}
    if lesson.shipped == entry.content and before == place:
        report.unchanged += 1
        return
    takes_over = not lesson.is_edited and lesson.shipped != entry.content
    lesson.shipped = entry.content
    for name, value in place.items():
        setattr(lesson, name, value)
    if takes_over:
        lesson.content = entry.content
        lesson.version += 1
    lesson.save()
    if takes_over:
        _keep(lesson, LessonAction.SHIPPED)
    report.updated += 1


def _keep(lesson: Lesson, action: LessonAction, by: Any = None) -> None:
    """Remember the lesson as it now stands."""
    LessonVersion.objects.create(
        lesson=lesson, number=lesson.version, action=action, content=lesson.content, by=by, by_name=str(by)[:160] if by is not None else ""
    )


@transaction.atomic
def change_lesson(*, code: str, content: Content, seen: str, by: Any) -> bool:
    """Put the ministry's words in the place of the lesson's; False when nothing was different.

    Raises Refused, and StaleDraftError when somebody else changed the lesson meanwhile.
    """
    require(by, "indicators.edit_lessons")
    lesson = Lesson.objects.select_for_update().get(code=code)
    refuse_stale(lesson.content, seen)
    return _write(lesson, content, LessonAction.EDITED, by)


@transaction.atomic
def reset_lesson(*, code: str, by: Any) -> bool:
    """Go back to the text shipped with the portal; the version before stays in the history. False when it already stands there."""
    require(by, "indicators.edit_lessons")
    lesson = Lesson.objects.select_for_update().get(code=code)
    return _write(lesson, lesson.shipped, LessonAction.RESET, by)


def _write(lesson: Lesson, content: Content, action: LessonAction, by: Any) -> bool:
    if lesson.content == content:
        return False
    lesson.content = content
    lesson.version += 1
    lesson.save(update_fields=["content", "version", "changed_at"])
    _keep(lesson, action, by)
    return True


@dataclass(frozen=True, slots=True)
class Attempt:
    """The answers given to a lesson's questions: the number of the chosen option for each, or None."""

    chosen: tuple[int | None, ...]

    @property
    def is_complete(self) -> bool:
        """Whether every question is answered."""
        return None not in self.chosen


def attempt(lesson: Lesson, typed: Mapping[str, Any]) -> Attempt:
    """The answers in a form's fields ``question-0`` and so on; what is no option counts as not answered."""
    return Attempt(tuple(_option(typed.get(f"question-{number}"), len(question["options"])) for number, question in enumerate(lesson.questions)))


def attempt_of_words(lesson: Lesson, words: str) -> Attempt | None:
    """The answers of an address, such as ``0-2-1``; None when they are not all there."""
    parts = words.split("-")
    if len(parts) != len(lesson.questions):
        return None
    found = attempt(lesson, {f"question-{number}": part for number, part in enumerate(parts)})
    return found if found.is_complete else None


def _option(typed: Any, count: int) -> int | None:
    return int(typed) if typed is not None and str(typed) in {str(number) for number in range(count)} else None


def right_answers(lesson: Lesson, given: Attempt) -> int:
    """How many of the questions were answered rightly."""
    pairs = zip(lesson.questions, given.chosen, strict=True)
    return sum(number is not None and question["options"][number]["is_right"] for question, number in pairs)


@transaction.atomic
def pass_lesson(*, lesson: Lesson, given: Attempt, by: Any) -> int:
    """Note that a person who acts for a region has been through the lesson, once for each region and OPD.

    Returns how many rows were written: none for visitors, for other roles, and while an answer is missing.
    """
    if not by.is_authenticated or not given.is_complete:
        return 0
    offices = {(row.region_id, row.work_unit_id) for row in by.active_memberships if row.role in REGIONAL_ROLES}
    count = right_answers(lesson, given)
    LessonPassed.objects.bulk_create(
        LessonPassed(
            lesson=lesson,
            version=lesson.version,
            user=by,
            region_id=region_id,
            work_unit_id=work_unit_id,
            right_answers=count,
            questions=len(lesson.questions),
        )
        for region_id, work_unit_id in offices
    )
    return len(offices)
