"""Publication: from an approved run to the public record."""

from decimal import Decimal
from typing import Any

import pytest

from accounts.access import Refused
from assessments.models import Answer, Assessment, AssessmentState, CycleState, Event, Review, ReviewOutcome
from assessments.services.events import broken_links, chain_of, log
from jobs.models import Job
from reports.models import Certificate, Publication, PublishedResult, PublishedYear, Result, ResultOrigin, RunState
from reports.rules import JUDGING
from reports.services.publication import CERTIFICATES_PER_JOB, AlreadyPublishedError, publish_run
from reports.services.scoring import approve_run, start_run
from tests.factories import Stage, close_phase
from tests.reports.conftest import DECREE, Year, crowd, judged

pytestmark = pytest.mark.django_db


def approved(stage: Stage, run_at_once: Any) -> Any:
    return approve_run(run=run_at_once(stage), by=stage.second_lead)


def published(region: Any) -> PublishedResult:
    return PublishedResult.objects.get(region=region)


def test_the_public_copy_says_what_the_run_found(published_year: Year) -> None:
    for result in Result.objects.filter(run=published_year.run, is_assessed=True):
        copy = published(result.region)
        for name in ("raw", "addition", "final", "predicate", "is_awarded", "rank", "gates", "explanation"):
            assert getattr(copy, name) == getattr(result, name), name
        assert copy.origin == ResultOrigin.DECREE


def test_the_year_is_described_from_the_run(published_year: Year) -> None:
    year = PublishedYear.objects.get(award_year=2026)
    assert (year.data_year, year.framework_code, year.participants, year.is_complete) == (2025, "kecil", 2, True)
    assert year.predicate_totals == {"peduli": 1, "cukup": 1, "belum-dinilai": 1}
    assert published_year.publication.decree_number == DECREE.number


def test_a_region_that_was_not_assessed_has_no_numbers_in_public(published_year: Year) -> None:
    copy = published(published_year.stage.far_region)
    assert copy.predicate == "belum-dinilai"
    assert (copy.raw, copy.final, copy.rank, copy.explanation, copy.answers) == (None, None, None, None, {})


def test_only_awarded_regions_get_a_certificate(published_year: Year) -> None:
    certificate = Certificate.objects.get()
    assert certificate.result.region == published_year.stage.region
    assert certificate.number == "KKPHAM-2026-34.04"
    assert len(certificate.token) >= 16
    assert certificate.made_at is None


def test_without_aksi_ham_no_certificate_is_made(scored_stage: Stage, run_at_once: Any) -> None:
    Assessment.objects.filter(pk=scored_stage.assessment.pk).update(failed_gates=["aksi-ham"])
    publish_run(run=approved(scored_stage, run_at_once), decree=DECREE, by=scored_stage.lead)
    copy = published(scored_stage.region)
    assert (copy.predicate, copy.gates, copy.is_awarded) == ("belum-dinilai", ["aksi-ham"], False)
    assert not Certificate.objects.exists()


def test_equal_scores_are_published_with_the_same_rank(scored_stage: Stage, run_at_once: Any) -> None:
    judged(Assessment.objects.get(region=scored_stage.far_region), number=Decimal(80))
    publish_run(run=approved(scored_stage, run_at_once), decree=DECREE, by=scored_stage.lead)
    assert sorted(PublishedResult.objects.values_list("rank", flat=True)) == [1, 1, 3]


def test_the_public_sees_the_finding_not_the_claim(scored_stage: Stage, run_at_once: Any) -> None:
    Review.objects.filter(answer__assessment=scored_stage.assessment, answer__indicator__code="INFORMASI-H1").update(
        outcome=ReviewOutcome.ADJUSTED, numerator=Decimal(40), note="Sesuai tabel 3"
    )
    publish_run(run=approved(scored_stage, run_at_once), decree=DECREE, by=scored_stage.lead)
    answers = published(scored_stage.region).answers
    assert answers["INFORMASI-H1"] == {"numerator": "40", "denominator": "100", "outcome": "adjusted"}
    assert answers["INFORMASI-S1"] == {"choice": "yes", "outcome": "accepted"}
    # Notes, evidence and people of the working tables do not leave them.
    assert all(
        set(values) <= {"choice", "number", "numerator", "denominator", "not_applicable", "outcome", "exemption", "exemption_basis"}
        for values in answers.values()
    )


def test_later_work_does_not_reach_the_public_record(published_year: Year) -> None:
    before = PublishedResult.objects.filter(region=published_year.stage.region).values().get()
    Answer.objects.filter(assessment=published_year.stage.assessment).update(choice="no")
    Review.objects.filter(answer__assessment=published_year.stage.assessment).update(choice="no")
    Result.objects.filter(run=published_year.run).update(raw=1, final=1, predicate="kurang")
    assert PublishedResult.objects.filter(region=published_year.stage.region).values().get() == before


def test_cycle_and_scored_assessments_are_published_with_it(published_year: Year) -> None:
    stage = published_year.stage
    stage.cycle.refresh_from_db()
    states = dict(Assessment.objects.values_list("region__code", "state"))
    assert stage.cycle.state == CycleState.PUBLISHED
    assert states == {"34.04": AssessmentState.PUBLISHED, "34.71": AssessmentState.PUBLISHED, "91.03": AssessmentState.FILLING}
    for subject in (stage.cycle, stage.assessment):
        assert Event.objects.filter(chain=chain_of(subject)).last().code == "published"
        assert list(broken_links(chain_of(subject))) == []


def test_certificates_are_queued_in_jobs_of_sixteen(stage: Stage, run_at_once: Any) -> None:
    for row in crowd(stage.cycle, 20):
        Review.objects.filter(answer__assessment=row, answer__indicator__code__endswith="H1").update(numerator=Decimal(90))
    publish_run(run=approved(stage, run_at_once), decree=DECREE, by=stage.lead)
    jobs = list(Job.objects.filter(kind="certificates").order_by("pk"))
    assert [len(job.payload["certificates"]) for job in jobs] == [CERTIFICATES_PER_JOB, 4]
    assert sorted(key for job in jobs for key in job.payload["certificates"]) == sorted(Certificate.objects.values_list("pk", flat=True))


@pytest.mark.parametrize("state", [RunState.COMPUTED, RunState.SUPERSEDED])
def test_only_an_approved_run_is_published(scored_stage: Stage, run_at_once: Any, state: str) -> None:
    run = run_at_once(scored_stage)
    type(run).objects.filter(pk=run.pk).update(state=state)
    with pytest.raises(Refused):
        publish_run(run=run, decree=DECREE, by=scored_stage.lead)
    assert not PublishedResult.objects.exists()


def test_an_approval_that_was_superseded_meanwhile_publishes_nothing(scored_stage: Stage, run_at_once: Any) -> None:
    run = approved(scored_stage, run_at_once)
    start_run(cycle=scored_stage.cycle, by=scored_stage.lead)
    with pytest.raises(Refused):
        publish_run(run=run, decree=DECREE, by=scored_stage.lead)


@pytest.mark.parametrize("code", JUDGING)
def test_what_was_judged_after_the_run_began_needs_a_new_run(scored_stage: Stage, run_at_once: Any, code: str) -> None:
    run = approved(scored_stage, run_at_once)
    log(subject=scored_stage.assessment, code=code, by=scored_stage.reviewer)
    with pytest.raises(Refused, match="Compute a new run"):
        publish_run(run=run, decree=DECREE, by=scored_stage.lead)
    assert not PublishedResult.objects.exists()
    again = approved(scored_stage, run_at_once)
    assert publish_run(run=again, decree=DECREE, by=scored_stage.lead).run == again


def test_an_outdated_run_is_not_approved(scored_stage: Stage, run_at_once: Any) -> None:
    run = run_at_once(scored_stage)
    log(subject=scored_stage.assessment, code="finding_recorded", by=scored_stage.reviewer)
    with pytest.raises(Refused, match="Compute a new run"):
        approve_run(run=run, by=scored_stage.second_lead)


@pytest.mark.parametrize("role", ["coordinator", "verifier", "reviewer", "editor", "administrator"])
def test_nobody_but_a_lead_publishes(scored_stage: Stage, run_at_once: Any, role: str) -> None:
    run = approved(scored_stage, run_at_once)
    with pytest.raises(Refused):
        publish_run(run=run, decree=DECREE, by=getattr(scored_stage, role))
    assert not Publication.objects.exists()


def test_outside_plenary_and_publication_nothing_is_published(scored_stage: Stage, run_at_once: Any) -> None:
    run = approved(scored_stage, run_at_once)
    close_phase(scored_stage.cycle, "plenary", "publication")
    with pytest.raises(Refused) as refused:
        publish_run(run=run, decree=DECREE, by=scored_stage.lead)
    assert "plenary" in refused.value.reason


def test_a_published_cycle_is_not_published_again(published_year: Year) -> None:
    with pytest.raises(Refused):
        publish_run(run=published_year.run, decree=DECREE, by=published_year.stage.lead)


def test_a_year_that_is_in_the_record_is_never_overwritten(scored_stage: Stage, run_at_once: Any) -> None:
    PublishedYear.objects.create(award_year=2026)
    run = approved(scored_stage, run_at_once)
    with pytest.raises(AlreadyPublishedError):
        publish_run(run=run, decree=DECREE, by=scored_stage.lead)
    assert not PublishedResult.objects.exists()


def test_no_run_starts_after_publication(published_year: Year) -> None:
    with pytest.raises(Refused):
        start_run(cycle=published_year.stage.cycle, by=published_year.stage.lead)
