"""The administration: what administrators can do there, and what nobody can."""

import re
from typing import Any

import pytest
from axes.models import AccessAttempt
from django.contrib.admin.models import LogEntry
from django.core import mail
from django.test import Client
from django.urls import reverse

from accounts.models import Invitation, Membership, Role, User
from accounts.services.invitations import Person, invite_contributors
from assessments.models import Assignment, Cycle
from jobs.models import Job
from tests.factories import RegionFactory, Stage, UserFactory, fill, person
from tests.factories_statement import sign

pytestmark = pytest.mark.django_db


@pytest.fixture
def browser(sign_in: Any) -> Client:
    return sign_in(person(Role.ADMINISTRATOR))


def no_roles(number: int = 0, **rows: str) -> dict[str, str]:
    return {"memberships-TOTAL_FORMS": str(number), "memberships-INITIAL_FORMS": "0", **rows}


def test_an_account_is_made_with_its_role_and_the_person_gets_the_link(browser: Client, django_capture_on_commit_callbacks: Any) -> None:
    role = {
        "memberships-0-role": Role.REGIONAL_COORDINATOR,
        "memberships-0-region": str(RegionFactory().pk),
        "memberships-0-valid_from": "2026-01-01",
    }
    data = {"email": "Baru@contoh.go.id", "full_name": "Orang Baru", "phone": ""} | no_roles(1, **role)
    with django_capture_on_commit_callbacks(execute=True):
        response = browser.post(reverse("admin:accounts_user_add"), data)
    assert response.status_code == 302
    user = User.objects.get(email="baru@contoh.go.id")
    assert [membership.role for membership in user.active_memberships] == [Role.REGIONAL_COORDINATOR]
    assert [message.to for message in mail.outbox] == [["baru@contoh.go.id"]]
    assert LogEntry.objects.filter(object_id=str(user.pk), action_flag=1).count() == 1


def test_an_address_taken_in_other_letters_is_refused_on_the_page(browser: Client) -> None:
    UserFactory(email="ada@contoh.go.id")
    response = browser.post(reverse("admin:accounts_user_add"), {"email": "ADA@contoh.go.id", "full_name": "Lain"} | no_roles())
    assert response.status_code == 200
    assert response.context["adminform"].form.errors
    assert not User.objects.filter(full_name="Lain").exists()


def test_a_role_whose_office_does_not_fit_is_refused_on_the_page(browser: Client) -> None:
    data = {"user": str(UserFactory().pk), "role": Role.KANWIL_VERIFIER, "region": str(RegionFactory().pk), "valid_from": "2026-01-01"}
    response = browser.post(reverse("admin:accounts_membership_add"), data)
    assert response.status_code == 200
    assert response.context["adminform"].form.errors
    assert not Membership.objects.filter(role=Role.KANWIL_VERIFIER).exists()


def test_nobody_becomes_superuser_through_the_form(browser: Client) -> None:
    user = UserFactory()
    data = {"email": user.email, "full_name": "Nama", "is_active": "on", "is_superuser": "on", "is_staff": "on"} | no_roles()
    assert browser.post(reverse("admin:accounts_user_change", args=[user.pk]), data).status_code == 302
    user.refresh_from_db()
    assert (user.full_name, user.is_superuser, user.is_staff) == ("Nama", False, False)


def test_a_person_is_closed_not_deleted(browser: Client, sign_in: Any) -> None:
    user = UserFactory()
    assert browser.get(reverse("admin:accounts_user_delete", args=[user.pk])).status_code == 403
    theirs = sign_in(user)
    browser.post(reverse("admin:accounts_user_change", args=[user.pk]), {"email": user.email, "full_name": "Nama"} | no_roles())
    assert theirs.get("/akun/profil/").status_code == 302


def test_a_locked_address_is_let_in_again_by_deleting_its_row(browser: Client, settings: Any) -> None:
    settings.AXES_ENABLED = True
    user = UserFactory()
    for _ in range(9):
        last = Client().post("/akun/masuk/", {"username": user.email, "password": "salah"})
    assert last.status_code == 429
    row = AccessAttempt.objects.get(username=user.email)
    assert b"salah" not in browser.get(reverse("admin:axes_accessattempt_change", args=[row.pk])).content
    browser.post(reverse("admin:axes_accessattempt_delete", args=[row.pk]), {"post": "yes"})
    assert Client().post("/akun/masuk/", {"username": user.email, "password": "rahasia-uji-123"}).status_code == 302


def test_jobs_are_only_read(browser: Client) -> None:
    job = Job.objects.create(kind="scoring_run")
    address = reverse("admin:jobs_job_change", args=[job.pk])
    assert browser.get(address).status_code == 200
    assert browser.post(address, {"state": "done"}).status_code == 403
    browser.post(reverse("admin:jobs_job_changelist"), {"action": "delete_selected", "_selected_action": [job.pk], "post": "yes"})
    job.refresh_from_db()
    assert job.state == "queued"


def test_the_work_of_a_region_is_only_read_and_no_secret_of_a_link_shown(browser: Client, stage: Stage) -> None:
    unit = stage.contributor.memberships.get().work_unit
    invite_contributors(work_unit=unit, people=[Person("ani@contoh.go.id", "Ani")], by=stage.coordinator)
    fill(stage.assessment)
    rows = {
        "accounts_invitation": Invitation.objects.get(),
        "assessments_assignment": Assignment.objects.filter(assessment=stage.assessment)[0],
        "assessments_statement": sign(stage.assessment, by=stage.coordinator),
    }
    for name, row in rows.items():
        page = browser.get(reverse(f"admin:{name}_change", args=[row.pk]))
        assert page.status_code == 200
        assert browser.get(reverse(f"admin:{name}_changelist"), {"q": "ani"}).status_code == 200
        assert browser.post(reverse(f"admin:{name}_change", args=[row.pk]), {}).status_code == 403
        assert browser.get(reverse(f"admin:{name}_add")).status_code == 403
    secret = browser.get(reverse("admin:accounts_invitation_change", args=[rows["accounts_invitation"].pk])).content.decode()
    assert Invitation.objects.get().secret_hash not in secret
    Cycle.objects.filter(pk=stage.cycle.pk).update(is_practice=True, award_year=0)
    for name in ("assessments_assignment", "assessments_statement"):
        assert browser.get(reverse(f"admin:{name}_change", args=[rows[name].pk])).status_code == 302, "practice is the region's own"


def test_the_technical_first_account_may_open_it(sign_in: Any) -> None:
    first = User.objects.create_superuser("pertama@contoh.go.id", full_name="Pertama")
    assert sign_in(first).get(reverse("admin:accounts_user_changelist")).status_code == 200


def test_an_ended_role_opens_it_no_more(sign_in: Any) -> None:
    user = person(Role.ADMINISTRATOR, is_staff=True)
    client = sign_in(user)
    user.memberships.update(valid_from="2025-01-01", valid_until="2025-12-31")
    assert client.get(reverse("admin:index")).status_code == 403


def test_inline_styles_of_the_administration_carry_the_nonce_of_the_page(browser: Client) -> None:
    response = browser.get(reverse("admin:accounts_user_changelist"))
    policy = response.headers["Content-Security-Policy"]
    nonce = re.search(r"style-src 'self' 'nonce-([^']+)'", policy)
    assert nonce
    assert "unsafe-inline" not in policy
    inline = re.findall(rb"<(?:style|script)(?![^>]*\bsrc=)([^>]*)>", response.content)
    assert all(nonce.group(1).encode() in attributes or b"application/json" in attributes for attributes in inline)


def test_it_speaks_indonesian(browser: Client) -> None:
    assert b'lang="id"' in browser.get(reverse("admin:index")).content
