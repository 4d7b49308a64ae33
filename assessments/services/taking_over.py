"""Taking over answers and evidence of last year: first what would come of it, then in one transaction."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass, field, replace
from typing import Any

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.access import refusal, require
from assessments.models import Answer, Assessment, Evidence, EvidenceLink, SinceLast
from assessments.services.answer_input import AnswerInput
from assessments.services.events import log
from assessments.services.evidence_age import Target
from assessments.services.last_year import Offer, OfferedFile, OfferedLink, columns_of, holds, offers
from assessments.services.outline import outline
from assessments.services.scores import standing, write_standing
from assessments.services.transitions import lock
from indicators.models import Indicator

CAPTION_LIMIT = 200


@dataclass(frozen=True, slots=True)
class Wish:
    """What a person chose for an indicator: same, changed, ended or only evidence; `version` is the one they saw.

    `files` and `links` are keys of last year's pieces of evidence; others than those offered are left out.
    """

    code: str
    stance: str = ""
    version: int = 0
    files: frozenset[int] = frozenset()
    links: frozenset[int] = frozenset()


@dataclass(frozen=True, slots=True)
class Step:
    """What taking over does to one indicator. `value` is None where this year's answer stays as it is."""

    offer: Offer
    stance: str
    value: AnswerInput | None
    files: tuple[OfferedFile, ...]
    links: tuple[OfferedLink, ...]

    @property
    def indicator(self) -> Indicator:
        """The indicator."""
        return self.offer.indicator

    @property
    def is_marked(self) -> bool:
        """Whether what the region says about the year before is written."""
        return bool(self.stance) and self.stance != self.offer.since_last

    @property
    def does_something(self) -> bool:
        """Whether anything is written."""
        return self.value is not None or self.is_marked or bool(self.files) or bool(self.links)

    @property
    def warnings(self) -> list[str]:
        """What the person should know first."""
        found = [f"{offered.file.original_name}: {offered.age.words}. {offered.age.warning}" for offered in self.files if offered.age.is_too_old]
        if self.value is not None and self.stance == SinceLast.SAME and self.offer.is_figure and not self.value.not_applicable:
            found.append(_("This is the figure of another year. Take it over only if it really is the same."))
        return found

    @property
    def stays_open(self) -> bool:
        """Whether the indicator still waits for its answer afterwards."""
        return self.value is None and not self.offer.is_answered


@dataclass(frozen=True, slots=True)
class Skipped:
    """An indicator left as it is, with the reason in words."""

    indicator: Indicator
    reason: str


@dataclass(slots=True)
class Plan:
    """What would be written, what is left out and why, and what is so already."""

    steps: list[Step] = field(default_factory=list)
    skipped: list[Skipped] = field(default_factory=list)
    done: list[Indicator] = field(default_factory=list)

    @property
    def answers(self) -> list[Step]:
        """Steps that give an answer."""
        return [step for step in self.steps if step.value is not None]

    @property
    def marks(self) -> list[Step]:
        """Steps after which the indicator still waits for its answer, or that only add evidence."""
        return [step for step in self.steps if step.value is None]

    @property
    def file_count(self) -> int:
        """How many pieces of evidence are used again."""
        return sum(len(step.files) + len(step.links) for step in self.steps)


def plan(assessment: Assessment, wishes: Collection[Wish], *, by: Any) -> Plan:
    """What the wishes come to now; writes nothing (at most eight queries)."""
    by_code = outline(assessment.cycle.framework).by_code
    wanted = {wish.code: wish for wish in wishes if wish.code in by_code and (wish.stance or wish.files or wish.links)}
    found = Plan()
    offered = {offer.indicator.code: offer for offer in offers(assessment, [by_code[code] for code in wanted])}
    for code, wish in wanted.items():
        _weigh(found, by_code[code], wish, offered.get(code), refusal(by, "assessments.answer_indicator", Target(assessment, by_code[code])))
    return found


def _weigh(found: Plan, indicator: Indicator, wish: Wish, offer: Offer | None, refused: str | None) -> None:
    """Put one wish where it belongs."""
    if refused is not None:
        found.skipped.append(Skipped(indicator, refused))
        return
    if offer is None:
        found.skipped.append(Skipped(indicator, _("There is no answer of last year to start from.")))
        return
    value, reason = _value(offer, wish)
    if reason:
        found.skipped.append(Skipped(indicator, reason))
        return
    files = tuple(row for row in offer.files if row.evidence.pk in wish.files and row.may_be_used)
    links = tuple(row for row in offer.links if row.link.pk in wish.links and not row.is_used)
    step = Step(offer, wish.stance, value, files, links)
    if step.does_something:
        found.steps.append(step)
    else:
        found.done.append(indicator)


def _value(offer: Offer, wish: Wish) -> tuple[AnswerInput | None, str]:
    """The value a wish gives, if any, or why it cannot be."""
    if wish.stance and wish.stance not in dict(offer.stances):
        return None, _("The answer of last year cannot be given any more; answer anew.")
    value = {SinceLast.SAME: offer.same, SinceLast.ENDED: offer.ended}.get(SinceLast(wish.stance)) if wish.stance else None
    if value is None or (offer.is_answered and holds(offer.answer, value)):
        return None, ""
    if offer.is_answered:
        return None, _("It has an answer of this year already; nothing is overwritten.")
    if offer.version != wish.version:
        return None, _("Somebody has saved it meanwhile; look at it first.")
    typed = offer.answer.note.strip() if offer.answer else ""
    return (replace(value, note=typed) if typed else value), ""


@transaction.atomic
def take_over(*, assessment: Assessment, wishes: Collection[Wish], by: Any) -> Plan:
    """Write what the wishes come to, all in one transaction; return what was written, left out and so already.

    No answer of this year is overwritten. Values are this year's where they may be given (`Before.starts`), files are used
    again without an upload. One event ``last_year_taken`` names every indicator. Raises `Refused`.
    """
    held = lock(assessment)
    require(by, "assessments.answer_assessment", held)
    found = plan(held, wishes, by=by)
    if not found.steps:
        return found
    rows = _write_answers(held, found.steps, by)
    _write_papers(rows, found.steps, by)
    after = standing(held)
    write_standing(after)
    log(
        subject=held, code="last_year_taken", by=by, data={"answers": [_logged(step, rows[step.indicator.pk]) for step in found.steps]}, end=after.end
    )
    return found


def _write_answers(held: Assessment, steps: Collection[Step], by: Any) -> Mapping[int, Answer]:
    """Rows by indicator key: new ones in one statement, those that were there one by one."""
    now = timezone.now()
    made, rows = [], {}
    for step in steps:
        written: dict[str, Any] = {"since_last": step.stance} if step.is_marked else {}
        if step.value is not None:
            written |= columns_of(step.value) | {"version": step.offer.version + 1, "updated_by": by, "updated_at": now}
        answer = step.offer.answer
        if answer is None:
            made.append(Answer(assessment=held, indicator=step.indicator, **({"version": 0, "updated_by": by} | written)))
            continue
        if written:
            Answer.objects.filter(pk=answer.pk).update(**written)
            for name, given in written.items():
                setattr(answer, name, given)
        rows[step.indicator.pk] = answer
    return rows | {answer.indicator_id: answer for answer in Answer.objects.bulk_create(made)}


def _write_papers(rows: Mapping[int, Answer], steps: Collection[Step], by: Any) -> None:
    files = [(rows[step.indicator.pk], offered.evidence) for step in steps for offered in step.files]
    Evidence.objects.bulk_create(
        (
            Evidence(answer=answer, file_id=last.file_id, caption=last.caption[:CAPTION_LIMIT], pages=last.pages, added_by=by)
            for answer, last in files
        ),
        ignore_conflicts=True,
    )
    links = [(rows[step.indicator.pk], offered.link) for step in steps for offered in step.links]
    EvidenceLink.objects.bulk_create(
        (EvidenceLink(answer=answer, url=last.url, title=last.title, caption=last.caption, pages=last.pages, added_by=by) for answer, last in links),
        ignore_conflicts=True,
    )


def _logged(step: Step, answer: Answer) -> dict[str, Any]:
    """One indicator as the log names it."""
    entry: dict[str, Any] = {"indicator": step.indicator.code, "year": step.offer.before.year}
    if step.stance:
        entry["since_last"] = step.stance
    if step.value is not None:
        value = {name: str(given) for name, given in step.value.value().items() if given not in ("", None, False)}
        entry |= {"version": answer.version, "value": value}
    if step.files:
        entry["files"] = [{"name": row.file.original_name, "sha256": row.file.sha256, "size": row.file.size} for row in step.files]
    if step.links:
        entry["links"] = [row.link.url for row in step.links]
    return entry
