"""The figures a simulation works with, read in batches of regions so that memory stays flat however many there are."""

from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import batched
from typing import Any

from assessments.models import Answer, Assessment, Review
from assessments.services.proof import has_proof
from assessments.services.values import finding_value
from indicators.scoring import AnswerValue
from reports.models import Source
from reports.services.scoring import SCORED_STATES
from reports.services.simulation_plan import Plan
from reports.simulation import Candidate

BATCH = 64
VALUE = ("choice", "number", "numerator", "denominator", "not_applicable")


@dataclass(frozen=True, slots=True)
class Sourced:
    """A region ready to be scored, and where its figures come from."""

    candidate: Candidate
    source: Source


def assessments_of(plan: Plan, *, only_reviewed: bool) -> list[Assessment]:
    """The assessments of the cycle a simulation may use, in the order of the regions' codes (one query)."""
    found: Any = Assessment.objects.filter(cycle=plan.cycle)
    if only_reviewed:
        found = found.filter(state__in=SCORED_STATES)
    return list(found.only("region_id", "state", "addition_points", "failed_gates").order_by("region__code"))


def read_batches(plan: Plan, assessments: list[Assessment]) -> Iterator[list[Sourced]]:
    """The regions batch by batch with the figures of both frameworks; two queries a batch.

    A region that was not scored counts with its own answers; one without any answer is left out.
    """
    for batch in batched(assessments, BATCH):
        yield list(_read(plan, batch))


def _read(plan: Plan, batch: tuple[Assessment, ...]) -> Iterator[Sourced]:
    reviewed = [row.pk for row in batch if row.state in SCORED_STATES]
    others = [row.pk for row in batch if row.state not in SCORED_STATES]
    findings = _findings(reviewed) if reviewed else {}
    answers = _answers(others) if others else {}
    for assessment in batch:
        is_reviewed = assessment.state in SCORED_STATES
        values = (findings if is_reviewed else answers).get(assessment.pk, [])
        if is_reviewed or values:
            yield Sourced(_candidate(plan, assessment, values), Source.REVIEW if is_reviewed else Source.ANSWERS)


Found = dict[int, list[tuple[int, AnswerValue]]]


def _findings(assessments: list[int]) -> Found:
    """What the reviewers found, by assessment: indicator and value. Equal findings share one value."""
    rows = Review.objects.filter(answer__assessment__in=assessments).order_by()
    known: dict[tuple[Any, ...], AnswerValue] = {}
    found: Found = defaultdict(list)
    for assessment, indicator, *finding in rows.values_list("answer__assessment_id", "answer__indicator_id", "outcome", *VALUE):
        key = tuple(finding)
        value = known.get(key)
        if value is None:
            value = known[key] = finding_value(*key)
        found[assessment].append((indicator, value))
    return found


def _answers(assessments: list[int]) -> Found:
    """What the regions answered themselves."""
    rows = Answer.objects.filter(assessment__in=assessments).order_by().annotate(proven=has_proof())
    found: Found = defaultdict(list)
    for assessment, indicator, choice, number, numerator, denominator, not_applicable, proven in rows.values_list(
        "assessment_id", "indicator_id", *VALUE, "proven"
    ):
        if choice or number is not None or numerator is not None or not_applicable:
            value = AnswerValue(choice or None, number, numerator, denominator, not_applicable, proven)
            found[assessment].append((indicator, value))
    return found


def _candidate(plan: Plan, assessment: Assessment, values: list[tuple[int, AnswerValue]]) -> Candidate:
    region = assessment.region_id
    before: dict[str, AnswerValue] = {}
    after: dict[str, AnswerValue] = {}
    for indicator, value in values:
        code = plan.codes[indicator]
        before[code] = value._replace(previous=plan.before_previous.get((region, code))) if plan.before_previous else value
        for newer in plan.carried.get(code, ()):
            after[newer] = value._replace(previous=plan.after_previous.get((region, newer))) if plan.after_previous else value
    gates = frozenset(assessment.failed_gates) & set(plan.before.effects)
    return Candidate(region, before, after, assessment.addition_points, gates)
