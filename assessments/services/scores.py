"""The self score: the region's own answers through the one engine."""

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from decimal import Decimal
from typing import Any

from django.db.models import Subquery
from django.utils import timezone

from assessments.models import Answer, Assessment, Assignment, Cycle, Event
from assessments.services.events import ChainEnd, chain_of
from assessments.services.outline import outline
from assessments.services.prepared import PreparedRows
from assessments.services.proof import has_proof
from assessments.services.together import Statement, updating, write_together
from assessments.services.values import answer_value, previous_values
from indicators.models import Indicator
from indicators.scoring import AnswerValue, ScoreResult, score
from indicators.services.definition import compiled_framework

_COLUMNS = ("assessment_id", "choice", "number", "numerator", "denominator", "not_applicable")
_VALUE = ("answers__choice", "answers__number", "answers__numerator", "answers__denominator", "answers__not_applicable")


@dataclass(frozen=True, slots=True)
class Row:
    """One answer as it stands: its key, its version, its value for the engine."""

    pk: int
    version: int
    value: AnswerValue

    @property
    def has_value(self) -> bool:
        """Whether anything was answered."""
        value = self.value
        return bool(value.choice) or value.number is not None or value.numerator is not None or value.not_applicable


@dataclass(frozen=True, slots=True)
class Standing:
    """All answers of an assessment by indicator key, the end of its chain of events, and last year's figures by indicator code."""

    assessment: Assessment
    rows: Mapping[int, Row]
    end: ChainEnd
    previous: Mapping[str, Decimal] = field(default_factory=dict)
    # Key of the OPD that the indicator asked about is assigned to.
    unit: int | None = None

    def values(self) -> dict[str, AnswerValue]:
        """Values by indicator code, as the engine takes them."""
        by_pk = outline(self.assessment.cycle.framework).by_pk
        return {by_pk[pk].code: row.value for pk, row in self.rows.items() if pk in by_pk}

    def with_value(self, indicator: Indicator, value: AnswerValue) -> "Standing":
        """The same with another value for one indicator; whether there is evidence and last year's figure stay."""
        before = self.rows.get(indicator.pk)
        value = value._replace(has_evidence=before.value.has_evidence if before else False, previous=self.previous.get(indicator.code))
        row = Row(before.pk if before else 0, before.version if before else 0, value)
        return replace(self, rows={**self.rows, indicator.pk: row})

    def with_evidence(self, indicator: Indicator, *, has_evidence: bool) -> "Standing":
        """The same with or without evidence for one indicator."""
        before = self.rows.get(indicator.pk)
        row = replace(before, value=before.value._replace(has_evidence=has_evidence)) if before else Row(0, 0, AnswerValue(has_evidence=has_evidence))
        return replace(self, rows={**self.rows, indicator.pk: row})

    def result(self) -> ScoreResult:
        """The score of these answers."""
        return score(compiled_framework(self.assessment.cycle.framework), self.values())

    @property
    def answered_count(self) -> int:
        """How many indicators have an answer."""
        return sum(1 for row in self.rows.values() if row.has_value)


def _answers_and_end(assessment: int, chain: str, indicator: int) -> Any:
    last = Event.objects.filter(chain=chain).order_by("-sequence")
    return (
        Assessment.objects.filter(pk=assessment)
        .order_by()
        .annotate(
            has_evidence=has_proof("answers__pk"),
            end_sequence=Subquery(last.values("sequence")[:1]),
            end_hash=Subquery(last.values("hash")[:1]),
            unit=Subquery(Assignment.objects.filter(assessment=assessment, indicator=indicator).values("work_unit_id")[:1]),
        )
        .values_list("answers__pk", "answers__indicator_id", "answers__version", "has_evidence", "end_sequence", "end_hash", "unit", *_VALUE)
    )


_STANDING = PreparedRows(_answers_and_end, int, str, int)


def standing(assessment: Assessment, *, asked: Indicator | None = None) -> Standing:
    """Read all answers with the end of the log, and whose `asked` is: one query, two more where a rule looks at the year before."""
    rows = _STANDING.fetch(assessment.pk, chain_of(assessment), asked.pk if asked else 0)
    questions = outline(assessment.cycle.framework)
    previous = {code: figure for (_region, code), figure in previous_values(assessment.cycle, region_id=assessment.region_id).items()}
    found: dict[int, Row] = {}
    end: ChainEnd = (0, "")
    unit = None
    for pk, indicator, version, has_evidence, sequence, last_hash, whose, choice, number, numerator, denominator, not_applicable in rows:
        end, unit = (sequence or 0, last_hash or ""), whose
        if pk is None:
            continue
        before = previous.get(questions.by_pk[indicator].code) if previous and indicator in questions.by_pk else None
        found[indicator] = Row(pk, version, AnswerValue(choice or None, number, numerator, denominator, not_applicable, has_evidence, before))
    return Standing(assessment, found, end, previous, unit)


def standing_written(after: Standing, result: ScoreResult) -> Statement:
    """The statement that writes the counts and the self score that follow from the answers; the assessment at hand has them already."""
    assessment = after.assessment
    assessment.answered_count = after.answered_count
    assessment.self_score = result.raw
    assessment.last_saved_at = timezone.now()
    values = {name: getattr(assessment, name) for name in ("answered_count", "self_score", "last_saved_at")}
    return updating(Assessment.objects.filter(pk=assessment.pk), values)


def write_standing(after: Standing) -> None:
    """Write the counts and the self score that follow from the answers."""
    write_together(standing_written(after, after.result()))


def self_values(assessment: Assessment) -> dict[str, AnswerValue]:
    """The region's answers by indicator code."""
    return standing(assessment).values()


def self_score(assessment: Assessment) -> ScoreResult:
    """Score of the region's own answers, without addition and gates: those are judged by the ministry."""
    return standing(assessment).result()


def write_self_scores(*, cycle: Cycle) -> int:
    """Compute the self score of every assessment of a cycle; return how many were written."""
    compiled = compiled_framework(cycle.framework)
    previous = previous_values(cycle)
    values: dict[int, dict[str, AnswerValue]] = defaultdict(dict)
    codes = dict(cycle.framework.indicators.values_list("pk", "code"))
    assessments = {assessment.pk: assessment for assessment in Assessment.objects.filter(cycle=cycle).only("region_id", "self_score")}
    rows = Answer.objects.filter(assessment__cycle=cycle).only(*_COLUMNS, "indicator_id").annotate(has_evidence=has_proof())
    for row in rows.iterator(chunk_size=5000):
        code = codes[row.indicator_id]
        region_id = assessments[row.assessment_id].region_id
        values[row.assessment_id][code] = answer_value(row, has_evidence=row.has_evidence, previous=previous.get((region_id, code)))
    for assessment in assessments.values():
        found = values.get(assessment.pk)
        assessment.self_score = score(compiled, found).raw if found else Decimal(0)
    Assessment.objects.bulk_update(assessments.values(), ["self_score"], batch_size=200)
    return len(assessments)
