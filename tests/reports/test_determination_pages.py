"""The leads' pages: runs, approval, publication."""

from decimal import Decimal
from typing import Any

import pytest
from django.urls import reverse

from assessments.models import Assessment, Review
from jobs.models import JobState
from reports.models import Certificate, Publication, PublishedResult, RunState, ScoringRun
from reports.services.scoring import approve_run, start_run
from tests.factories import Stage
from tests.reports.conftest import DECREE, Year, crowd, judged

pytestmark = pytest.mark.django_db
FORM = {
    "decree_number": DECREE.number,
    "decree_date": "2026-01-14",
    "signatory_name": "Nama Menteri",
    "signatory_title": "Menteri Hak Asasi Manusia",
    "confirmed": "on",
}


def address(name: str, **more: Any) -> str:
    return reverse(f"reports:{name}", kwargs={"year": 2026} | more)


@pytest.fixture
def lead(stage: Stage, sign_in: Any) -> Any:
    client = sign_in(stage.lead)
    client.cookies["django_language"] = "en"
    return client


def test_the_overview_leads_to_each_cycle_and_its_newest_run(scored_stage: Stage, lead: Any, run_at_once: Any) -> None:
    run_at_once(scored_stage)
    run_at_once(scored_stage)
    page = lead.get(reverse("reports:determination")).content.decode()
    assert address("cycle_runs") in page
    assert address("run", sequence=2) in page
    assert address("run", sequence=1) not in page


def test_starting_a_run_leads_to_its_progress(scored_stage: Stage, lead: Any) -> None:
    answer = lead.post(address("run_start"))
    run = ScoringRun.objects.get()
    assert (answer.status_code, answer["Location"]) == (302, address("run", sequence=1))
    page = lead.get(answer["Location"]).content.decode()
    assert f'data-progress-url="{reverse("jobs:progress", args=[run.job_id])}"' in page


def test_a_failed_run_says_why(scored_stage: Stage, lead: Any) -> None:
    run = start_run(cycle=scored_stage.cycle, by=scored_stage.lead)
    ScoringRun.objects.update(state=RunState.FAILED)
    type(run.job).objects.update(state=JobState.FAILED, error="It broke there.")
    page = lead.get(address("run", sequence=1)).content.decode()
    assert "It broke there." in page
    assert address("cycle_runs") in page


def test_a_run_shows_results_in_order_of_rank(scored_stage: Stage, lead: Any, run_at_once: Any) -> None:
    run_at_once(scored_stage)
    page = lead.get(address("run", sequence=1))
    assert [row.region.code for row in page.context["page"]] == ["34.04", "34.71", "91.03"]
    assert [(code, count) for code, _title, count in page.context["tallies"]] == [("peduli", 1), ("cukup", 1), ("belum-dinilai", 1)]
    assert "79.00" in page.content.decode()


@pytest.mark.parametrize(
    ("question", "codes"),
    [({"cari": "yogya"}, ["34.71"]), ({"predikat": "peduli"}, ["34.04"]), ({"provinsi": "91"}, ["91.03"]), ({"cari": "tidak ada"}, [])],
)
def test_results_can_be_filtered(scored_stage: Stage, lead: Any, run_at_once: Any, question: dict[str, str], codes: list[str]) -> None:
    run_at_once(scored_stage)
    page = lead.get(address("run", sequence=1), question)
    assert [row.region.code for row in page.context["page"]] == codes


def test_results_come_in_pages_and_cost_the_same_queries(
    scored_stage: Stage, lead: Any, run_at_once: Any, django_assert_max_num_queries: Any
) -> None:
    crowd(scored_stage.cycle, 60)
    run_at_once(scored_stage)
    with django_assert_max_num_queries(16):
        page = lead.get(address("run", sequence=1))
    assert (len(page.context["page"]), page.context["page"].paginator.count) == (50, 63)
    assert len(lead.get(address("run", sequence=1), {"halaman": "2"}).context["page"]) == 13


def test_who_started_the_run_reads_why_they_cannot_approve(scored_stage: Stage, lead: Any, sign_in: Any, run_at_once: Any) -> None:
    run_at_once(scored_stage)
    page = lead.get(address("run", sequence=1))
    assert "second lead" in page.context["approve_refusal"]
    assert address("run_approve", sequence=1) not in page.content.decode()
    other = sign_in(scored_stage.second_lead).get(address("run", sequence=1)).content.decode()
    assert f'action="{address("run_approve", sequence=1)}"' in other


def test_approving_and_publishing_through_the_pages(scored_stage: Stage, lead: Any, sign_in: Any, run_at_once: Any) -> None:
    run_at_once(scored_stage)
    assert lead.post(address("run_approve", sequence=1)).status_code == 403
    assert sign_in(scored_stage.second_lead).post(address("run_approve", sequence=1)).status_code == 302
    page = lead.get(address("run", sequence=1)).content.decode()
    assert f'action="{address("run_publish", sequence=1)}"' in page
    assert lead.post(address("run_publish", sequence=1), FORM).status_code == 302
    assert Publication.objects.get().decree_number == DECREE.number
    assert DECREE.number in lead.get(address("run", sequence=1)).content.decode()


@pytest.mark.parametrize(
    ("change", "field"),
    [
        ({"decree_number": ""}, "decree_number"),
        ({"decree_date": "2099-01-01"}, "decree_date"),
        ({"decree_date": "kemarin"}, "decree_date"),
        ({"confirmed": ""}, "confirmed"),
        ({"signatory_name": ""}, "signatory_name"),
    ],
)
def test_a_wrong_decree_publishes_nothing_and_keeps_what_was_typed(
    scored_stage: Stage, lead: Any, run_at_once: Any, change: dict[str, str], field: str
) -> None:
    approve_run(run=run_at_once(scored_stage), by=scored_stage.second_lead)
    answer = lead.post(address("run_publish", sequence=1), FORM | change)
    assert answer.status_code == 422
    assert list(answer.context["form"].errors) == [field]
    assert "Menteri Hak Asasi Manusia" in answer.content.decode()
    assert not PublishedResult.objects.exists()


def test_a_second_publication_is_refused(published_year: Year, lead: Any) -> None:
    assert lead.post(address("run_publish", sequence=1), FORM).status_code == 403
    assert Publication.objects.count() == 1


def test_the_next_run_shows_who_changed(scored_stage: Stage, lead: Any, run_at_once: Any) -> None:
    run_at_once(scored_stage)
    assert lead.get(address("run", sequence=1)).context["comparison"] is None
    Review.objects.filter(answer__assessment__region=scored_stage.neighbour, answer__indicator__code__endswith="H1").update(numerator=Decimal(70))
    Assessment.objects.filter(pk=scored_stage.assessment.pk).update(addition_points=Decimal(2))
    run_at_once(scored_stage)
    comparison = lead.get(address("run", sequence=2)).context["comparison"]
    found = [(change.region.code, change.before.final, change.after.final, change.is_predicate_changed) for change in comparison.changes]
    assert found == [("34.71", 70, 82, True), ("34.04", 88, 90, False)]
    assert comparison.predicate_changes == 1


def test_a_run_after_the_same_answers_changes_nobody(scored_stage: Stage, lead: Any, run_at_once: Any) -> None:
    run_at_once(scored_stage)
    run_at_once(scored_stage)
    assert lead.get(address("run", sequence=2)).context["comparison"].changes == []


def test_a_regions_result_is_taken_apart(scored_stage: Stage, lead: Any, run_at_once: Any) -> None:
    Assessment.objects.filter(pk=scored_stage.assessment.pk).update(failed_gates=["aksi-ham"], gates_note="Laporan tidak ada")
    run_at_once(scored_stage)
    page = lead.get(address("run_result", sequence=1, code="34.04"))
    text = page.content.decode()
    assert 'id="hak-kesehatan"' in text
    assert "Laporan tidak ada" in text
    assert "Syarat aksi-ham" in text
    assert lead.get(address("run_result", sequence=1, code="91.03")).status_code == 200
    assert lead.get(address("run_result", sequence=1, code="99.99")).status_code == 404


def test_progress_of_certificates(published_year: Year, lead: Any) -> None:
    progress = lead.get(address("certificates_progress")).json()
    assert (progress["done"], progress["total"], progress["finished"]) == (0, 1, False)
    Certificate.objects.update(made_at="2026-11-14T00:00:00Z", file="x.pdf", sha256="1" * 64)
    progress = lead.get(address("certificates_progress")).json()
    assert (progress["done"], progress["percentage"], progress["finished"]) == (1, 100, True)


def test_demonstration_is_marked(scored_stage: Stage, lead: Any, run_at_once: Any) -> None:
    type(scored_stage.cycle).objects.update(is_demonstration=True)
    run_at_once(scored_stage)
    for path in (
        reverse("reports:determination"),
        address("cycle_runs"),
        address("run", sequence=1),
        address("run_result", sequence=1, code="34.04"),
    ):
        assert "demonstration-banner" in lead.get(path).content.decode(), path


def test_cycles_page_counts_what_is_ready(stage: Stage, lead: Any) -> None:
    judged(stage.assessment)
    page = lead.get(address("cycle_runs"))
    assert (page.context["ready"], page.context["missing"]) == (1, 2)
    assert f'action="{address("run_start")}"' in page.content.decode()
