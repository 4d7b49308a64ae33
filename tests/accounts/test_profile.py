"""A person's own page."""

from datetime import timedelta
from typing import Any

import pytest
from django.utils import timezone

from accounts.models import Membership, Role
from tests.factories import RegionFactory, UserFactory, person

pytestmark = pytest.mark.django_db
PROFILE = "/akun/profil/"


def test_the_roles_are_shown_with_their_standing(sign_in: Any) -> None:
    today = timezone.localdate()
    user = person(Role.REGIONAL_COORDINATOR, office=RegionFactory())
    Membership.objects.create(user=user, role=Role.DITJEN_LEAD, valid_from=today + timedelta(days=3))
    Membership.objects.create(user=user, role=Role.DITJEN_REVIEWER, valid_from=today - timedelta(days=9), valid_until=today - timedelta(days=1))
    page = sign_in(user).get(PROFILE)
    assert [membership.standing for membership in page.context["memberships"]] == ["holds", "coming", "ended"]
    assert page.content.count(b"data-standing=") == 3
    assert b'id="no-role"' not in page.content


def test_name_and_telephone_can_be_changed_and_nothing_else(sign_in: Any) -> None:
    user = UserFactory(email="a@contoh.go.id")
    data = {"full_name": "Nama Baru", "phone": "0274 868405", "email": "lain@contoh.go.id", "is_superuser": "on", "is_staff": "on"}
    assert sign_in(user).post(PROFILE, data).status_code == 302
    user.refresh_from_db()
    assert (user.full_name, user.phone, user.email, user.is_superuser, user.is_staff) == ("Nama Baru", "0274 868405", "a@contoh.go.id", False, False)


@pytest.mark.parametrize(("field", "value"), [("full_name", ""), ("phone", "tidak punya"), ("phone", "1" * 31)])
def test_bad_input_is_kept_and_explained(sign_in: Any, field: str, value: str) -> None:
    response = sign_in(UserFactory()).post(PROFILE, {"full_name": "Nama", "phone": "", field: value})
    assert response.status_code == 422
    assert list(response.context["form"].errors) == [field]
    assert response.context["form"][field].value() == value


def test_a_name_is_text_not_markup(sign_in: Any) -> None:
    page = sign_in(UserFactory(full_name="<script>alert(1)</script>")).get(PROFILE)
    assert b"<script>alert" not in page.content


def test_many_roles_cost_no_more_queries(sign_in: Any, django_assert_max_num_queries: Any) -> None:
    user = UserFactory()
    for _ in range(12):
        Membership.objects.create(user=user, role=Role.REGIONAL_COORDINATOR, region=RegionFactory())
    client = sign_in(user)
    with django_assert_max_num_queries(6):  # with the notices the header counts
        client.get(PROFILE)


def test_a_person_chooses_how_often_the_portal_writes(sign_in: Any) -> None:
    user = UserFactory()
    browser = sign_in(user)
    data = {"full_name": "Nama", "phone": "", "mail_rhythm": "never"}
    assert browser.post(PROFILE, data).status_code == 302
    user.refresh_from_db()
    assert user.mail_rhythm == "never"
    assert browser.post(PROFILE, data | {"mail_rhythm": "hourly"}).status_code == 422
    assert browser.post(PROFILE, {"full_name": "Nama", "phone": ""}).status_code == 302
    user.refresh_from_db()
    assert user.mail_rhythm == "never", "a form without the question changes nothing"
