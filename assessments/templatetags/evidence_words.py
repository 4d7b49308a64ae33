"""What stands beside an answer that is judged: official figures, what the region says of last year, old evidence."""

from collections.abc import Iterable
from dataclasses import dataclass

from django import template

from assessments.models import Answer, Evidence, EvidenceFile
from assessments.services.before import Before
from assessments.services.evidence_age import Age, ages
from assessments.services.figures import Official, official
from assessments.services.last_year import Offer
from indicators.models import Indicator

register = template.Library()


@register.simple_tag
def official_of(answer: Answer, indicator: Indicator) -> Official | None:
    """The official figure beside an answer, with the region's contest."""
    return official(answer.assessment, indicator, answer)


@dataclass(frozen=True, slots=True)
class SinceLast:
    """What a region says about the year before, and whether its answer says something else."""

    words: str
    is_contradicted: bool


@register.simple_tag
def since_last_of(answer: Answer, indicator: Indicator, earlier: Before | None) -> SinceLast:
    """What the region says about last year's answer; empty words where it says nothing."""
    if not answer.since_last:
        return SinceLast("", is_contradicted=False)
    contradicted = earlier is not None and Offer(indicator, earlier, answer).is_contradicted
    return SinceLast(str(answer.get_since_last_display()), is_contradicted=contradicted)


@register.simple_tag
def too_old_of(answer: Answer, indicator: Indicator, evidence: Iterable[Evidence]) -> list[tuple[EvidenceFile, Age]]:
    """Files put forward that are older than the indicator allows (a query where a file's year is not known)."""
    if indicator.evidence_valid_years is None:
        return []
    files = [piece.file for piece in evidence]
    found = ages(files, indicator=indicator, data_year=answer.assessment.cycle.data_year)
    return [(file, found[file.pk]) for file in files if found[file.pk].is_too_old]
