"""Whose indicator it is: what a contributor sees, answers and opens, and what a coordinator may always do."""

from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import translation

from accounts.access import allowed, refusal
from accounts.models import Membership, Role, User, WorkUnit
from assessments.models import Assessment, Assignment, Evidence, EvidenceFile
from assessments.services.place import find_indicator
from assessments.services.responsibility import mine
from assessments.services.transitions import lock
from assessments.services.workspace import overview
from tests.factories import answer, assign, evidence_file, fill, open_cycle, person

pytestmark = pytest.mark.django_db

MINE, OTHERS = "INFORMASI-S1", "INFORMASI-P1"


@pytest.fixture
def divided(stage: Any) -> Any:
    """Of the small framework one indicator is the contributor's; the first of the others is the Dinas Sosial's."""
    Assignment.objects.all().delete()
    unit = WorkUnit.objects.get(region=stage.region)
    other = WorkUnit.objects.create(region=stage.region, name="Dinas Sosial")
    assign(stage.assessment, unit, MINE)
    assign(stage.assessment, other, OTHERS)
    stage.people["other"] = person(Role.OPD_CONTRIBUTOR, office=other)
    return stage


def place(stage: Any, by: User, code: str = MINE) -> Any:
    return find_indicator(by, year=2026, region="34.04", indicator=code, lock=True)


def fresh(user: User) -> User:
    return User.objects.get(pk=user.pk)


def browser(user: User) -> Client:
    client = Client()
    client.force_login(user, backend="accounts.backends.MemberBackend")
    return client


def address(name: str, *args: str) -> str:
    return reverse(f"assessments:{name}", args=["2026", "34.04", *args])


def test_a_contributor_answers_what_is_assigned_to_their_opd_only(divided: Any) -> None:
    by = divided.contributor
    assert allowed(by, "assessments.answer_indicator", place(divided, by))
    with translation.override("en"):
        reason = refusal(by, "assessments.answer_indicator", place(divided, by, OTHERS))
    assert reason is not None
    assert "Dinas Sosial" in reason
    assert "ask the coordinator" in reason


def test_an_indicator_of_nobody_is_the_coordinators(divided: Any) -> None:
    with translation.override("en"):
        reason = refusal(divided.contributor, "assessments.answer_indicator", place(divided, divided.contributor, "INFORMASI-H1"))
    assert reason is not None
    assert "coordinator of your region keeps it" in reason


def test_a_coordinator_answers_everything_without_a_query(divided: Any, django_assert_num_queries: Any) -> None:
    by = fresh(divided.coordinator)
    places = [place(divided, by, code) for code in (MINE, OTHERS)]
    with django_assert_num_queries(0):
        assert all(allowed(by, "assessments.answer_indicator", found) for found in places)


def test_asking_again_for_a_contributor_costs_no_further_query(divided: Any, django_assert_num_queries: Any) -> None:
    by = fresh(divided.contributor)
    assert by.active_memberships
    assessment = lock(divided.assessment)
    with django_assert_num_queries(1):
        mine(by, assessment)
        mine(by, assessment)


def test_a_taken_over_indicator_is_refused_under_the_lock(divided: Any) -> None:
    by = divided.contributor
    assert mine(by, divided.assessment)
    Assignment.objects.all().delete()
    assert mine(by, lock(divided.assessment)) == frozenset()


@pytest.mark.parametrize("name", ["signatory", "coordinator", "observer", "verifier", "reviewer", "lead", "administrator"])
def test_other_roles_see_all_of_it(divided: Any, name: str) -> None:
    assert mine(getattr(divided, name), divided.assessment) is None


def test_a_coordinator_who_also_contributes_sees_all_of_it(divided: Any) -> None:
    Membership.objects.create(user=divided.contributor, role=Role.REGIONAL_COORDINATOR, region=divided.region)
    assert mine(fresh(divided.contributor), divided.assessment) is None


def test_a_framework_editor_who_contributes_sees_their_part(divided: Any) -> None:
    Membership.objects.create(user=divided.contributor, role=Role.FRAMEWORK_EDITOR)
    assert mine(fresh(divided.contributor), divided.assessment) is not None


def test_the_membership_of_another_region_gives_no_part(divided: Any) -> None:
    unit = WorkUnit.objects.create(region=divided.neighbour, name="Dinas Kesehatan")
    stranger = person(Role.OPD_CONTRIBUTOR, office=unit)
    assert mine(stranger, divided.assessment) == frozenset()


def test_everybody_may_try_everything_in_practice(divided: Any) -> None:
    divided.assessment.cycle.is_practice = True
    assert mine(divided.contributor, divided.assessment) is None


def test_the_indicator_of_another_opd_answers_403_and_names_it(divided: Any) -> None:
    client = browser(divided.contributor)
    assert client.get(address("answer", MINE)).status_code == 200
    with translation.override("en"):
        refused = client.get(address("answer", OTHERS), headers={"accept-language": "en"})
    assert refused.status_code == 403
    assert "Dinas Sosial" in refused.content.decode()


def test_the_indicator_of_another_region_answers_404(divided: Any) -> None:
    url = reverse("assessments:answer", args=[2026, "91.03", MINE])
    assert browser(divided.contributor).get(url).status_code == 404


def test_a_right_without_own_indicators_answers_403_and_an_unknown_one_404(divided: Any) -> None:
    client = browser(divided.contributor)
    codes = list(divided.framework.rights.values_list("code", flat=True))
    statuses = {code: client.get(address("right", code)).status_code for code in [*codes, "tidak-ada"]}
    assert statuses == {"informasi": 200, **dict.fromkeys(set(codes) - {"informasi"}, 403), "tidak-ada": 404}


def test_a_contributor_counts_and_walks_through_their_part_only(divided: Any) -> None:
    fill(divided.assessment)
    found = find_indicator(divided.contributor, year=2026, region="34.04", indicator=MINE)
    assert found.outline.neighbours(found.indicator) == (None, None)
    whole = overview(found)
    assert (whole.total, whole.answered, [line.indicator.code for line in whole.lines]) == (1, 1, [MINE])
    assert whole.is_part


def test_a_contributor_sees_the_files_of_their_part_and_their_own(divided: Any) -> None:
    answer(divided.assessment, MINE)
    answer(divided.assessment, OTHERS)
    own = evidence_file(divided.region, "sendiri")
    EvidenceFile.objects.filter(pk=own.pk).update(uploaded_by=divided.contributor)
    evidence_file(divided.region, "lepas")
    names = set(EvidenceFile.objects.visible_to(divided.contributor).values_list("original_name", flat=True))
    assert names == {f"{MINE}-0.pdf", "sendiri.pdf"}
    assert EvidenceFile.objects.visible_to(divided.coordinator).count() == 4
    hidden = Evidence.objects.get(answer__indicator__code=OTHERS).file
    assert not allowed(divided.contributor, "assessments.view_evidence", hidden)
    assert allowed(divided.coordinator, "assessments.view_evidence", hidden)


def test_a_contributor_sees_the_files_of_their_indicator_of_last_year(divided: Any) -> None:
    earlier = Assessment.objects.create(cycle=open_cycle(divided.framework, award_year=2025), region=divided.region)
    answer(earlier, MINE)
    assert EvidenceFile.objects.visible_to(divided.contributor).count() == 1
