"""Starting from last year: what the cycle before offers for an indicator, and what taking it over would write."""

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, field, fields
from decimal import Decimal
from typing import Any

from django.utils.functional import cached_property

from accounts.access import allowed
from assessments.models import Answer, Assessment, Evidence, EvidenceFile, EvidenceLink, ScanState, SinceLast, Verification, VerificationOutcome
from assessments.services.answer_input import AnswerInput, input_of
from assessments.services.before import Before, all_before
from assessments.services.evidence_age import Age, age_of, first_years
from assessments.services.outline import outline
from assessments.services.responsibility import mine
from indicators.models import AnswerType, Indicator

CHOSEN = (AnswerType.YES_NO, AnswerType.LEVEL)


@dataclass(frozen=True, slots=True)
class OfferedFile:
    """A file put forward last year. `is_used` when this year's answer has it already."""

    evidence: Evidence
    age: Age
    is_used: bool

    @property
    def file(self) -> EvidenceFile:
        """The stored file."""
        return self.evidence.file

    @property
    def may_be_used(self) -> bool:
        """Whether it can be put forward again: a file found infected cannot."""
        return not self.is_used and self.file.scan_state != ScanState.INFECTED

    @property
    def is_preselected(self) -> bool:
        """Whether it is offered ticked: not when it is too old."""
        return self.may_be_used and not self.age.is_too_old


@dataclass(frozen=True, slots=True)
class OfferedLink:
    """An address put forward last year."""

    link: EvidenceLink
    is_used: bool


@dataclass(frozen=True)
class Offer:
    """What last year offers for one indicator of this year, beside this year's answer as it stands."""

    indicator: Indicator
    before: Before
    answer: Answer | None
    files: tuple[OfferedFile, ...] = ()
    links: tuple[OfferedLink, ...] = ()
    remarks: tuple[Verification, ...] = ()

    @property
    def version(self) -> int:
        """The version of this year's answer."""
        return self.answer.version if self.answer else 0

    @property
    def is_answered(self) -> bool:
        """Whether this year's answer holds something."""
        return self.answer is not None and self.answer.has_value

    @property
    def since_last(self) -> str:
        """What the region has said about it."""
        return self.answer.since_last if self.answer else ""

    @property
    def last(self) -> Answer | None:
        """The one answer of then that may be compared."""
        return self.before.carried.answer if self.before.carried else None

    @cached_property
    def same(self) -> AnswerInput | None:
        """This year's answer if nothing has changed; None when it cannot be given."""
        return self.before.starts(self.indicator)

    @cached_property
    def ended(self) -> AnswerInput | None:
        """This year's answer if it is no longer so: no, or the lowest level; None for figures, and where it was so already."""
        lowest = lowest_choice(self.indicator)
        if self.last is None or not lowest or self.last.not_applicable or self.last.choice == lowest:
            return None
        return AnswerInput(choice=lowest)

    @property
    def may_end(self) -> bool:
        """Whether “no longer” says something: not of what was “no” already."""
        return self.last is not None and (self.ended is not None or self.last.not_applicable or self.indicator.answer_type not in CHOSEN)

    @property
    def is_takeable(self) -> bool:
        """Whether the answer of then can become this year's with one press."""
        return self.same is not None and not self.is_answered

    @property
    def is_figure(self) -> bool:
        """Whether a figure is asked, which is seldom the same in two years."""
        return self.indicator.answer_type not in CHOSEN

    @property
    def stances(self) -> list[tuple[str, str]]:
        """What can be said, with its wording."""
        possible = {SinceLast.SAME: self.same is not None, SinceLast.CHANGED: self.last is not None, SinceLast.ENDED: self.may_end}
        return [(stance.value, str(stance.label)) for stance, may in possible.items() if may]

    @property
    def choices(self) -> list[tuple[str, str]]:
        """What is offered to be said: what would overwrite an answer of this year is not."""
        values = {SinceLast.SAME.value: self.same, SinceLast.ENDED.value: self.ended}
        kept = {stance for stance, value in values.items() if value is not None and self.is_answered and not holds(self.answer, value)}
        return [(stance, label) for stance, label in self.stances if stance not in kept]

    @property
    def too_old(self) -> list[OfferedFile]:
        """Files older than the indicator allows."""
        return [offered for offered in self.files if offered.age.is_too_old]

    @property
    def has_papers(self) -> bool:
        """Whether there is evidence to put forward again."""
        return any(offered.may_be_used for offered in self.files) or any(not offered.is_used for offered in self.links)

    @property
    def is_contradicted(self) -> bool:
        """Whether the answer was said to be the same and is another one now."""
        return self.since_last == SinceLast.SAME and self.same is not None and not holds(self.answer, self.same)

    @property
    def lost(self) -> Decimal:
        """Points of the whole that were lost then."""
        return self.before.lost


def lowest_choice(indicator: Indicator) -> str:
    """The choice that earns least: no, or the lowest level; empty for figures."""
    if indicator.answer_type == AnswerType.YES_NO:
        return "no"
    levels = indicator.ordered_levels if indicator.answer_type == AnswerType.LEVEL else []
    return levels[0][0] if levels else ""


def holds(answer: Answer | None, value: AnswerInput) -> bool:
    """Whether an answer has this value, whatever its explanation."""
    return answer is not None and input_of(answer).value() == value.value()


def columns_of(value: AnswerInput) -> dict[str, Any]:
    """A value and its explanation in the columns of an answer."""
    return {column.name: getattr(value, column.name) for column in fields(value)}


@dataclass(slots=True)
class Papers:
    """Evidence, links and remarks by answer; the years files were first used in."""

    files: dict[int, list[Evidence]] = field(default_factory=lambda: defaultdict(list))
    links: dict[int, list[EvidenceLink]] = field(default_factory=lambda: defaultdict(list))
    remarks: dict[int, list[Verification]] = field(default_factory=lambda: defaultdict(list))
    first: Mapping[int, int] = field(default_factory=dict)


def papers_of(answers: Iterable[Answer]) -> Papers:
    """What hangs on answers (three queries, one more where the year of a file is not known)."""
    keys = {answer.pk for answer in answers}
    found = Papers()
    if not keys:
        return found
    for evidence in Evidence.objects.filter(answer__in=keys).select_related("file").order_by("pk"):
        found.files[evidence.answer_id].append(evidence)
    for link in EvidenceLink.objects.filter(answer__in=keys).order_by("pk"):
        found.links[link.answer_id].append(link)
    judged = Verification.objects.filter(answer__in=keys).exclude(outcome=VerificationOutcome.FIT)
    for remark in judged.order_by("-round", "-pk"):
        found.remarks[remark.answer_id].append(remark)
    known = {row.file_id: row.file for rows in found.files.values() for row in rows}
    found.first = first_years(file for file in known.values() if file.document_year is None)
    return found


def offer_of(assessment: Assessment, indicator: Indicator, earlier: Before | None, answer: Answer | None) -> Offer | None:
    """What last year offers for one indicator (three queries, four where the year of a file is not known)."""
    if earlier is None:
        return None
    papers = papers_of([*earlier.answers, *([answer] if answer else [])]) if earlier.has_answer else Papers()
    return _offer(assessment, indicator, earlier, answer, papers)


def offers_for(assessment: Assessment, *, by: Any) -> list[Offer]:
    """What last year offers for every indicator that is this person's, in the order of the pages (at most eight queries)."""
    theirs = mine(by, assessment)
    wanted = [row for row in outline(assessment.cycle.framework).in_page_order if theirs is None or row.pk in theirs]
    return offers(assessment, wanted)


def offers(assessment: Assessment, indicators: Collection[Indicator]) -> list[Offer]:
    """What last year offers for these indicators; those that the region did not answer are left out."""
    earlier = {key: told for key, told in all_before(assessment, indicators).items() if told.has_answer}
    saved = {row.indicator_id: row for row in Answer.objects.filter(assessment=assessment)}
    papers = papers_of([*(answer for told in earlier.values() for answer in told.answers), *saved.values()])
    return [_offer(assessment, row, earlier[row.pk], saved.get(row.pk), papers) for row in indicators if row.pk in earlier]


def _offer(assessment: Assessment, indicator: Indicator, earlier: Before, answer: Answer | None, papers: Papers) -> Offer:
    used = {row.file_id for row in papers.files.get(answer.pk, ())} if answer else set()
    addresses = {row.url for row in papers.links.get(answer.pk, ())} if answer else set()
    data_year = assessment.cycle.data_year
    # Two questions that were merged may have been answered with the same file.
    rows = {row.file_id: row for last in earlier.answers for row in papers.files.get(last.pk, ())}
    links = {row.url: row for last in earlier.answers for row in papers.links.get(last.pk, ())}
    return Offer(
        indicator,
        earlier,
        answer,
        tuple(
            OfferedFile(row, age_of(row.file, indicator=indicator, data_year=data_year, first=papers.first), row.file_id in used)
            for row in rows.values()
        ),
        tuple(OfferedLink(row, row.url in addresses) for row in links.values()),
        tuple(row for last in earlier.answers for row in papers.remarks.get(last.pk, ())),
    )


@dataclass(frozen=True, slots=True)
class Takeable:
    """How much of last year can still be taken over: answers, and of these the figures, which are seldom the same."""

    year: int
    count: int
    figures: int


def takeable(assessment: Assessment, *, by: Any) -> Takeable | None:
    """How many answers of last year the person can take over now (at most four queries); None where there are none, or they may not."""
    if not allowed(by, "assessments.answer_assessment", assessment):
        return None
    theirs = mine(by, assessment)
    saved = Answer.objects.filter(assessment=assessment)
    answered = {row.indicator_id for row in saved if row.has_value}
    wanted = [row for row in outline(assessment.cycle.framework).indicators if row.pk not in answered and (theirs is None or row.pk in theirs)]
    if not wanted:
        return None
    earlier = all_before(assessment, wanted)
    found = [Offer(row, earlier[row.pk], None) for row in wanted if row.pk in earlier]
    usable = [offer for offer in found if offer.same is not None]
    if not usable:
        return None
    return Takeable(max(offer.before.year for offer in usable), len(usable), sum(offer.is_figure for offer in usable))
