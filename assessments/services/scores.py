"""The self score: the region's own answers through the one engine."""

from collections import defaultdict
from decimal import Decimal

from django.db.models import Exists, OuterRef

from assessments.models import Answer, Assessment, Cycle, Evidence
from assessments.services.values import answer_value, previous_values
from indicators.scoring import AnswerValue, ScoreResult, score
from indicators.services.definition import compiled_framework


def self_values(assessment: Assessment) -> dict[str, AnswerValue]:
    """The region's answers by indicator code (two queries)."""
    previous = previous_values(assessment.cycle, region_id=assessment.region_id)
    rows = (
        Answer.objects.filter(assessment=assessment)
        .select_related("indicator")
        .only(*_COLUMNS, "indicator__code")
        .annotate(has_evidence=Exists(Evidence.objects.filter(answer=OuterRef("pk"))))
    )
    return {
        row.indicator.code: answer_value(row, has_evidence=row.has_evidence, previous=previous.get((assessment.region_id, row.indicator.code)))
        for row in rows
    }


_COLUMNS = ("assessment_id", "choice", "number", "numerator", "denominator", "not_applicable")


def self_score(assessment: Assessment) -> ScoreResult:
    """Score of the region's own answers, without addition and gates: those are judged by the ministry."""
    return score(compiled_framework(assessment.cycle.framework), self_values(assessment))


def write_self_scores(*, cycle: Cycle) -> int:
    """Compute the self score of every assessment of a cycle; return how many were written."""
    compiled = compiled_framework(cycle.framework)
    previous = previous_values(cycle)
    values: dict[int, dict[str, AnswerValue]] = defaultdict(dict)
    codes = dict(cycle.framework.indicators.values_list("pk", "code"))
    assessments = {assessment.pk: assessment for assessment in Assessment.objects.filter(cycle=cycle).only("region_id", "self_score")}
    rows = (
        Answer.objects.filter(assessment__cycle=cycle)
        .only(*_COLUMNS, "indicator_id")
        .annotate(has_evidence=Exists(Evidence.objects.filter(answer=OuterRef("pk"))))
    )
    for row in rows.iterator(chunk_size=5000):
        code = codes[row.indicator_id]
        region_id = assessments[row.assessment_id].region_id
        values[row.assessment_id][code] = answer_value(row, has_evidence=row.has_evidence, previous=previous.get((region_id, code)))
    for assessment in assessments.values():
        found = values.get(assessment.pk)
        assessment.self_score = score(compiled, found).raw if found else Decimal(0)
    Assessment.objects.bulk_update(assessments.values(), ["self_score"], batch_size=200)
    return len(assessments)
