"""Who of a region has been through which lesson."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass

from accounts.models import Membership, User
from accounts.models.membership import REGIONAL_ROLES
from indicators.models import Lesson, LessonPassed
from regions.models import Region


@dataclass(frozen=True, slots=True)
class Mark:
    """What a person has done with one lesson; `best` is the time with most right answers, None when never taken."""

    lesson: Lesson
    best: LessonPassed | None
    is_of_older_version: bool

    @property
    def is_passed(self) -> bool:
        """Whether the person has been through it."""
        return self.best is not None

    @property
    def is_all_right(self) -> bool:
        """Whether every question was answered rightly."""
        return self.best is not None and self.best.right_answers == self.best.questions


@dataclass(frozen=True, slots=True)
class LearnerLine:
    """One person of an office with a mark for each lesson."""

    person: User
    role: str
    marks: tuple[Mark, ...]

    @property
    def done(self) -> int:
        """How many lessons the person has been through."""
        return sum(mark.is_passed for mark in self.marks)


@dataclass(frozen=True, slots=True)
class OfficeLearning:
    """An OPD, or the people who act for the whole region (`name` empty), with its people."""

    name: str
    lines: tuple[LearnerLine, ...]
    lessons: int

    @property
    def done(self) -> int:
        """How many lessons at least one of its people has been through."""
        return sum(any(line.marks[position].is_passed for line in self.lines) for position in range(self.lessons))


@dataclass(frozen=True, slots=True)
class RegionLearning:
    """All offices of a region with an active person."""

    lessons: tuple[Lesson, ...]
    offices: tuple[OfficeLearning, ...]
    taken: int

    @property
    def possible(self) -> int:
        """Lessons times people."""
        return len(self.lessons) * sum(len(office.lines) for office in self.offices)


def region_learning(region: Region) -> RegionLearning:
    """The active people of a region by office, each with what they have been through (three queries)."""
    lessons = tuple(Lesson.objects.all())
    memberships = Membership.objects.active().filter(region=region, role__in=REGIONAL_ROLES).select_related("user", "work_unit")
    passed = _best(LessonPassed.objects.filter(region=region))
    offices: dict[tuple[str, int], list[LearnerLine]] = defaultdict(list)
    for row in memberships.order_by("work_unit__name", "user__full_name", "pk"):
        unit = row.work_unit
        key = (unit.name, unit.pk) if unit else ("", 0)
        offices[key].append(_line(row, lessons, passed))
    found = tuple(OfficeLearning(name, tuple(lines), len(lessons)) for (name, _pk), lines in sorted(offices.items(), key=lambda item: item[0]))
    return RegionLearning(lessons, found, sum(line.done for office in found for line in office.lines))


def _best(rows: Iterable[LessonPassed]) -> dict[tuple[int, int | None, int], LessonPassed]:
    """The best time of each person, office and lesson: the newest version first, then most right answers."""
    best: dict[tuple[int, int | None, int], LessonPassed] = {}
    for row in rows:
        key = (row.user_id, row.work_unit_id, row.lesson_id)
        kept = best.get(key)
        if kept is None or (row.version, row.right_answers) > (kept.version, kept.right_answers):
            best[key] = row
    return best


def _line(row: Membership, lessons: tuple[Lesson, ...], passed: dict[tuple[int, int | None, int], LessonPassed]) -> LearnerLine:
    marks = []
    for lesson in lessons:
        best = passed.get((row.user_id, row.work_unit_id, lesson.pk))
        marks.append(Mark(lesson, best, is_of_older_version=best is not None and best.version < lesson.version))
    return LearnerLine(row.user, row.get_role_display(), tuple(marks))


def own_passed(user: User) -> dict[int, LessonPassed]:
    """The lessons a signed-in person has been through, by the lesson's key; for any office."""
    best: dict[int, LessonPassed] = {}
    for row in LessonPassed.objects.filter(user=user):
        kept = best.get(row.lesson_id)
        if kept is None or (row.version, row.right_answers) > (kept.version, kept.right_answers):
            best[row.lesson_id] = row
    return best
