"""A region with two cycles of the small framework: last year's answers with evidence, this year's still empty."""

from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from assessments.models import Answer, Assessment, Cycle, Evidence, EvidenceLink, Review, Verification
from indicators.models import FrameworkState
from tests.factories import Stage, answer, assign, open_cycle
from tests.factories_indicators import adopted, small_framework

LAST, YEAR = 2026, 2027
HERE = f"/kerja/{YEAR}/34.04/"


@dataclass(slots=True)
class Years:
    """The stage, with last year's assessment and this year's."""

    stage: Stage
    last: Assessment
    now: Assessment

    def row(self, code: str) -> Answer | None:
        """This year's answer."""
        return Answer.objects.filter(assessment=self.now, indicator__code=code).first()

    def evidence(self, code: str) -> Evidence:
        """Last year's piece of evidence."""
        return Evidence.objects.get(answer__assessment=self.last, answer__indicator__code=code)


def make_years(stage: Stage, *, usual: str = "Bagian Hukum Setda") -> Years:
    """Sleman in 2026: yes, the full level, 40 of 100, each with a file; the law by its address too. 2027 is open and empty.

    Evidence of the figure must be of the data year itself; that of the level may be one year older; the law holds as long as in force.
    `usual` is the OPD that usually answers for the right to health.
    """
    framework = small_framework("berumur", state=FrameworkState.DRAFT)
    framework.indicators.filter(code="INFORMASI-H1").update(evidence_valid_years=0)
    framework.indicators.filter(code="INFORMASI-P1").update(evidence_valid_years=1)
    framework.indicators.filter(right__code="kesehatan").update(usual_work_unit=usual)
    framework = adopted(framework)
    Cycle.objects.filter(pk=stage.cycle.pk).update(award_year=2020, data_year=2019)
    last = Assessment.objects.create(cycle=open_cycle(framework, award_year=LAST), region=stage.region)
    answer(last, "INFORMASI-S1", choice="yes", note="Perda 3/2020")
    answer(last, "INFORMASI-P1", choice="full")
    figure = answer(last, "INFORMASI-H1", numerator=Decimal(40), denominator=Decimal(100))
    answer(last, "KESEHATAN-S1", choice="no", files=0)
    law = Answer.objects.get(assessment=last, indicator__code="INFORMASI-S1")
    EvidenceLink.objects.create(answer=law, url="https://jdih.contoh.go.id/perda-3-2020", title="Perda 3/2020")
    Verification.objects.create(answer=figure, round=1, outcome="needs_correction", reason="Tahun data belum disebut.", by=stage.verifier)
    Review.objects.create(answer=figure, outcome="adjusted", note="Tabel 3 menyebut 30.", numerator=Decimal(30), denominator=Decimal(100))
    now = Assessment.objects.create(cycle=open_cycle(framework, award_year=YEAR), region=stage.region)
    return Years(stage, last, now)


def give_to_contributor(years: Years, *codes: str) -> None:
    """Assign indicators of this year to the contributor's OPD."""
    unit: Any = years.stage.contributor.memberships.get().work_unit
    assign(years.now, unit, *codes)
