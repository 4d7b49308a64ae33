"""Versions of an assessment: what was sent at a time, or the answers as they are, and what differs between two of them."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import datetime
from decimal import Decimal
from typing import Any

from django.utils import timezone
from django.utils.translation import gettext as _

from assessments.models import Assessment, Submission
from assessments.services.manifest import Entry, entries
from assessments.services.outline import outline
from assessments.services.values import previous_values
from indicators.models import Indicator, Right
from indicators.scoring import AnswerValue, ScoreNode, ScoreResult, score
from indicators.services.definition import compiled_framework

NOW = "kini"
ADDED, REMOVED, CHANGED = "added", "removed", "changed"
VALUE = ("choice", "number", "numerator", "denominator", "not_applicable")
EXEMPTION = ("exemption", "exemption_basis")


@dataclass(frozen=True, slots=True)
class Version:
    """All answers at a time, by indicator code, with the score the one engine gives them; `submission` is None for now."""

    assessment: Assessment
    submission: Submission | None
    at: datetime
    entries: dict[str, Entry]
    result: ScoreResult

    @property
    def files(self) -> int:
        """How many files were put forward."""
        return sum(len(entry["files"]) for entry in self.entries.values())

    @property
    def answered(self) -> int:
        """How many answers have a value."""
        return sum(1 for entry in self.entries.values() if entry_value(entry) is not None)


def _number(text: str | None) -> Decimal | None:
    return None if text is None else Decimal(text)


def entry_value(found: Entry, *, previous: Decimal | None = None) -> AnswerValue | None:
    """The value of an entry for the engine; None when it holds none. A link counts as evidence like a file."""
    choice, number, numerator = found["choice"] or None, _number(found["number"]), _number(found["numerator"])
    if not choice and number is None and numerator is None and not found["not_applicable"]:
        return None
    supported = bool(found["files"] or found.get("links"))
    return AnswerValue(choice, number, numerator, _number(found["denominator"]), found["not_applicable"], supported, previous)


def _version(assessment: Assessment, submission: Submission | None, rows: Iterable[Entry], previous: dict[str, Decimal]) -> Version:
    by_code = {row["indicator"]: row for row in rows}
    values = {code: value for code, row in by_code.items() if (value := entry_value(row, previous=previous.get(code))) is not None}
    result = score(compiled_framework(assessment.cycle.framework), values)
    return Version(assessment, submission, submission.submitted_at if submission else timezone.now(), by_code, result)


def versions_of(assessment: Assessment, submissions: Iterable[Submission], names: tuple[str, str]) -> tuple[Version, Version]:
    """The two versions named: the number of a submission, or `NOW` for the answers as they are (two queries then)."""
    previous = {code: figure for (_region, code), figure in previous_values(assessment.cycle, region_id=assessment.region_id).items()}
    by_name = {str(submission.sequence): submission for submission in submissions}

    def version(name: str) -> Version:
        submission = by_name.get(name)
        rows = submission.manifest["answers"] if submission else entries(assessment).values()
        return _version(assessment, submission, rows, previous)

    return version(names[0]), version(names[1])


def chosen(submissions: list[Submission], before: str, after: str, *, with_kanwil: bool) -> tuple[str, str] | None:
    """Which two versions to compare; what does not exist is replaced by the usual choice. None where nothing was sent.

    The usual choice: with the Kanwil the last submission, else the answers as they are, against the submission before it
    that was not withdrawn: what the Kanwil had read last.
    """
    if not submissions:
        return None
    known = {str(submission.sequence) for submission in submissions}
    last = str(submissions[-1].sequence)
    if after not in known | {NOW}:
        after = last if with_kanwil and len(submissions) > 1 else NOW
    if before not in known or before == after:
        earlier = [row for row in submissions if after == NOW or row.sequence < int(after)] or submissions
        read = [row for row in earlier if row.withdrawn_at is None] or earlier
        before = str(read[-1].sequence)
    return (before, after) if before != after else (before, NOW)


@dataclass(frozen=True, slots=True)
class FileChange:
    """A file or a link that came, went, or is put forward otherwise (pages, what it shows)."""

    name: str
    how: str
    before: str = ""
    after: str = ""


@dataclass(frozen=True, slots=True)
class IndicatorDiff:
    """One indicator in two versions."""

    indicator: Indicator
    before: Entry | None
    after: Entry | None
    node_before: ScoreNode
    node_after: ScoreNode
    files: list[FileChange] = field(default_factory=list)
    links: list[FileChange] = field(default_factory=list)

    def _differs(self, names: tuple[str, ...]) -> bool:
        return any(_read(self.before, name) != _read(self.after, name) for name in names)

    @property
    def value_changed(self) -> bool:
        """Whether it answers something else."""
        return self._differs(VALUE)

    @property
    def note_changed(self) -> bool:
        """Whether the explanation is another."""
        return self._differs(("note",))

    @property
    def exemption_changed(self) -> bool:
        """Whether the reason why it does not apply is another."""
        return self._differs(EXEMPTION)

    @property
    def is_changed(self) -> bool:
        """Whether anything the region says is different."""
        return bool(self.value_changed or self.note_changed or self.exemption_changed or self.files or self.links)

    @property
    def points(self) -> Decimal:
        """Points of the whole gained or lost."""
        return self.node_after.contribution - self.node_before.contribution


@dataclass(frozen=True, slots=True)
class RightDiff:
    """A right in two versions, each of 100."""

    right: Right
    before: ScoreNode
    after: ScoreNode
    rows: list[IndicatorDiff]

    @property
    def points(self) -> Decimal:
        """What the right gained or lost, of 100."""
        return self.after.earned - self.before.earned

    @property
    def changed(self) -> list[IndicatorDiff]:
        """The indicators that changed."""
        return [row for row in self.rows if row.is_changed]


@dataclass(frozen=True, slots=True)
class Comparison:
    """Two versions beside each other."""

    before: Version
    after: Version
    rights: list[RightDiff]

    @property
    def changed(self) -> int:
        """How many indicators changed."""
        return sum(len(right.changed) for right in self.rights)

    @property
    def points(self) -> Decimal:
        """What the self score gained or lost."""
        return self.after.result.raw - self.before.result.raw


def _read(found: Entry | None, name: str) -> Any:
    """A field of an entry; what an older manifest does not have yet is empty."""
    return (found.get(name) if found is not None else None) or None


def _listed(found: Entry | None, name: str, key: str) -> dict[str, Entry]:
    return {row[key]: row for row in (found or {}).get(name) or []}


def _use(row: Entry) -> str:
    """How a file is put forward: pages and what it shows."""
    pages = _("pages %(pages)s") % {"pages": row["pages"]} if row.get("pages") else ""
    return " · ".join(part for part in (pages, row.get("caption", "")) if part)


def _attached(before: Entry | None, after: Entry | None, *, of: str, key: str, title: str) -> list[FileChange]:
    old, new = _listed(before, of, key), _listed(after, of, key)
    found = [FileChange(str(row.get(title) or mark), ADDED, after=_use(row)) for mark, row in new.items() if mark not in old]
    found += [FileChange(str(row.get(title) or mark), REMOVED, before=_use(row)) for mark, row in old.items() if mark not in new]
    both = [(old[mark], row) for mark, row in new.items() if mark in old]
    return found + [FileChange(str(row.get(title)), CHANGED, _use(was), _use(row)) for was, row in both if _use(was) != _use(row)]


def compared(before: Version, after: Version, *, only: frozenset[int] | None = None) -> Comparison:
    """What differs, right by right; `only` narrows it to some indicators (a contributor's own)."""
    leaves = [{node.code: node for node in version.result.tree.walk("indicator")} for version in (before, after)]
    nodes = [{node.code: node for node in version.result.tree.walk("right")} for version in (before, after)]
    rights = []
    for part in outline(before.assessment.cycle.framework).rights:
        rows = []
        for indicator in part.indicators:
            if only is not None and indicator.pk not in only:
                continue
            old, new = before.entries.get(indicator.code), after.entries.get(indicator.code)
            files = _attached(old, new, of="files", key="sha256", title="name")
            links = _attached(old, new, of="links", key="url", title="title")
            rows.append(IndicatorDiff(indicator, old, new, leaves[0][indicator.code], leaves[1][indicator.code], files, links))
        if rows:
            code = part.right.code
            rights.append(RightDiff(part.right, nodes[0][code], nodes[1][code], rows))
    return Comparison(before, after, rights)
