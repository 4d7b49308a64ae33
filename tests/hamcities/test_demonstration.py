"""The demonstration: complete, marked, the same every time, and never beside real cycles."""

from collections import Counter
from collections.abc import Iterator
from io import StringIO
from typing import Any

import pytest
from django.core.management import call_command
from django.db import transaction
from django.test import override_settings
from django.utils import timezone

from accounts.models import Membership, Role, User
from assessments.models import Answer, Assessment, AssessmentState, Cycle, CycleState, Event, PhaseCode, Submission
from assessments.services.events import broken_links
from assessments.services.submission import is_intact
from hamcities.demonstration.cycles import STAGED
from hamcities.demonstration.people import ACCOUNTS
from hamcities.demonstration.revision import CODE
from indicators.models import Framework, FrameworkChange, FrameworkState
from indicators.services.entries import draft_faults
from indicators.services.mapping import lineage
from jobs.models import Job
from regions.models import Region
from reports.models import Certificate, PublishedCommitment, PublishedResult, PublishedYear, ScoringRun, Simulation

THIS_YEAR = timezone.localdate().year


def create() -> str:
    output = StringIO()
    call_command("create_demonstration", stdout=output)
    return output.getvalue()


@pytest.fixture(scope="module")
def demonstration(django_db_setup: None, django_db_blocker: Any, tmp_path_factory: pytest.TempPathFactory) -> Iterator[None]:
    """Made once for all tests here, of every seventeenth region and those it names; each test's own changes are rolled back before."""
    files = override_settings(MEDIA_ROOT=tmp_path_factory.mktemp("media"), PASSWORD_HASHERS=["django.contrib.auth.hashers.MD5PasswordHasher"])
    with django_db_blocker.unblock(), files, transaction.atomic():
        call_command("load_regions", stdout=StringIO())
        call_command("load_catalogue", stdout=StringIO())
        codes = list(Region.objects.order_by("code").values_list("code", flat=True))
        Region.objects.exclude(code__in={*codes[::17], *STAGED}).delete()
        create()
        yield
        transaction.set_rollback(True)


def test_everything_is_marked_as_demonstration(demonstration: None, db: Any) -> None:
    assert set(Cycle.objects.counting().values_list("award_year", "is_demonstration")) == {(THIS_YEAR - 1, True), (THIS_YEAR, True)}
    assert set(PublishedYear.objects.filter(award_year=THIS_YEAR - 1).values_list("is_demonstration", flat=True)) == {True}
    assert all("contoh" in name for name in User.objects.values_list("full_name", flat=True))


def test_this_year_has_regions_in_every_state_and_last_year_is_published(demonstration: None, db: Any) -> None:
    this_year = Counter(Assessment.objects.filter(cycle__award_year=THIS_YEAR).values_list("state", flat=True))
    assert set(this_year) == set(AssessmentState.values) - {AssessmentState.PUBLISHED}
    assert this_year.total() == Region.objects.count()
    last_year = Cycle.objects.get(award_year=THIS_YEAR - 1)
    assert last_year.state == CycleState.PUBLISHED
    assert PublishedResult.objects.filter(year__award_year=last_year.award_year).count() == Region.objects.count()


def test_the_regions_of_the_accounts_are_where_the_tour_expects_them(demonstration: None, db: Any) -> None:
    states = dict(Assessment.objects.filter(cycle__award_year=THIS_YEAR, region__code__in=STAGED).values_list("region__code", "state"))
    assert states == {code: state for code, (state, _share) in STAGED.items()}


def test_last_years_certificates_are_left_to_the_worker(demonstration: None, db: Any) -> None:
    awarded = PublishedResult.objects.filter(year__award_year=THIS_YEAR - 1, is_awarded=True).count()
    assert Certificate.objects.count() == awarded > 0
    assert not Certificate.objects.filter(made_at__isnull=False).exists()
    queued = Job.objects.filter(kind="certificates", state="queued")
    assert sum(len(job.payload["certificates"]) for job in queued) == awarded


def test_two_leads_were_needed_for_last_years_results(demonstration: None, db: Any) -> None:
    run = ScoringRun.objects.get(cycle__award_year=THIS_YEAR - 1)
    assert run.approved_by != run.run_by
    assert run.job.state == "done"


def test_some_regions_earn_points_for_aksi_ham(demonstration: None, db: Any) -> None:
    points = Assessment.objects.filter(cycle__award_year=THIS_YEAR - 1, addition_points__gt=0)
    assert points.exists()
    assert not points.filter(addition_note="").exists()


def test_every_role_has_an_account_that_acts_for_an_office(demonstration: None, db: Any) -> None:
    assert set(Membership.objects.values_list("role", flat=True)) == set(Role.values)
    verifier = Membership.objects.get(role=Role.KANWIL_VERIFIER)
    assert verifier.regional_office == Region.objects.get(code="34.04").province.regional_office
    assert User.objects.get(email=ACCOUNTS[0].email).check_password("peduli-ham-2026")


def test_phases_stand_around_today_and_last_years_are_over(demonstration: None, db: Any) -> None:
    now = timezone.now()
    filling = Cycle.objects.get(award_year=THIS_YEAR).phases.get(code=PhaseCode.FILLING)
    assert filling.starts_at < now < filling.ends_at
    last_year = Cycle.objects.get(award_year=THIS_YEAR - 1)
    assert {phase.starts_at.year for phase in last_year.phases.all()} == {THIS_YEAR - 1}
    assert last_year.phases.count() == len(PhaseCode)


def test_what_was_sent_has_an_intact_submission(demonstration: None, db: Any) -> None:
    sent = Assessment.objects.exclude(state=AssessmentState.FILLING)
    assert Submission.objects.values("assessment").distinct().count() == sent.count()
    assert all(is_intact(submission) for submission in Submission.objects.all())
    assert not sent.filter(submitted_at__isnull=True).exists()


def test_the_log_of_the_demonstration_holds_together(demonstration: None, db: Any) -> None:
    chains = set(Event.objects.values_list("chain", flat=True))
    assert len(chains) > Assessment.objects.count()
    assert [event for chain in chains for event in broken_links(chain)] == []


def test_running_it_again_changes_nothing(demonstration: None, db: Any) -> None:
    before = (User.objects.count(), Membership.objects.count(), Answer.objects.count(), Event.objects.count(), Job.objects.count())
    assert create() == "The demonstration is complete.\n"
    assert before == (User.objects.count(), Membership.objects.count(), Answer.objects.count(), Event.objects.count(), Job.objects.count())


def test_a_draft_of_the_next_framework_is_at_work_and_simulated_on_last_year(demonstration: None, db: Any) -> None:
    draft = Framework.objects.get(code=CODE)
    assert draft.state == FrameworkState.DRAFT
    assert "contoh" in draft.title.indonesian
    assert draft_faults(draft) == []
    assert lineage(draft, draft.follows).ended == ("IN-P4",)  # type: ignore[arg-type, union-attr]
    assert FrameworkChange.objects.filter(framework=draft, by__email__startswith="kerangka@").exists()
    assert draft.comments.filter(resolved_at__isnull=True).count() == 1
    simulation = Simulation.objects.get(framework=draft)
    assert simulation.cycle.award_year == THIS_YEAR - 1
    assert simulation.cycle.is_demonstration


def test_regions_may_practise_and_begin_with_nothing(demonstration: None, db: Any) -> None:
    practice = Cycle.objects.get(is_practice=True)
    assert practice.framework.code == "revisi-2026"
    assert not practice.assessments.exists()


def test_commitments_say_that_they_are_examples_and_some_are_told_of(demonstration: None, db: Any) -> None:
    published = PublishedCommitment.objects.filter(award_year=THIS_YEAR - 1)
    assert published.count() >= 5
    assert all(row.is_demonstration and "(contoh)" in row.text and "contoh" in row.head_name for row in published)
    assert all("(contoh)" in action["text"] for row in published for action in row.actions)
    sleman = published.get(region__code="34.04")
    assert [action["fulfilment"] for action in sleman.actions] == ["done", "partly", "open"]
    assert published.filter(followed_up_at__isnull=True).exists()
