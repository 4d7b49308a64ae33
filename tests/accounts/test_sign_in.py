"""Signing in and out."""

from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from accounts.models import Role, User
from regions.models.place import TimeZone
from tests.factories import PASSWORD, ProvinceFactory, RegionalOfficeFactory, RegionFactory, UserFactory, person

pytestmark = pytest.mark.django_db
LOGIN = "/akun/masuk/"


def sign_in_as(email: str, password: str = PASSWORD, client: Client | None = None, **data: str) -> Any:
    return (client or Client()).post(LOGIN, {"username": email, "password": password, **data})


def is_signed_in(client: Client) -> bool:
    return "_auth_user_id" in client.session


@pytest.fixture
def coordinator() -> User:
    return person(Role.REGIONAL_COORDINATOR, office=RegionFactory(), email="koordinator@contoh.go.id")


def test_a_person_signs_in_and_lands_in_the_workspace(coordinator: User) -> None:
    response = sign_in_as(coordinator.email)
    assert (response.status_code, response["Location"]) == (302, reverse("assessments:workspace"))


def test_the_case_of_the_address_does_not_matter(coordinator: User) -> None:
    client = Client()
    assert sign_in_as("Koordinator@Contoh.GO.ID", client=client).status_code == 302
    assert is_signed_in(client)


def test_after_signing_in_the_person_is_where_they_wanted_to_be(coordinator: User) -> None:
    page = Client().get(LOGIN, {"next": "/kerja/?hak=kesehatan"})
    assert b'name="next" value="/kerja/?hak=kesehatan"' in page.content
    assert sign_in_as(coordinator.email, next="/kerja/?hak=kesehatan")["Location"] == "/kerja/?hak=kesehatan"


@pytest.mark.parametrize(
    "elsewhere", ["https://jahat.example/", "//jahat.example/", "javascript:alert(1)", "http:\\\\jahat.example", "\t//jahat.example"]
)
def test_nobody_is_led_out_of_the_portal(coordinator: User, elsewhere: str) -> None:
    assert sign_in_as(coordinator.email, next=elsewhere)["Location"] == reverse("assessments:workspace")


def test_a_person_without_a_role_lands_on_a_page_that_says_what_to_do() -> None:
    client = Client()
    response = sign_in_as(UserFactory().email, client=client)
    assert response["Location"] == reverse("accounts:profile")
    assert b'id="no-role"' in client.get(response["Location"]).content


def test_the_first_account_lands_in_the_administration() -> None:
    User.objects.create_superuser("pertama@contoh.go.id", PASSWORD, full_name="Pertama")
    assert sign_in_as("pertama@contoh.go.id")["Location"] == reverse("admin:index")


def error_text(response: Any) -> list[str]:
    return response.context["form"].non_field_errors()


def test_a_wrong_password_an_unknown_address_and_a_closed_account_get_the_same_answer(coordinator: User) -> None:
    closed = UserFactory(is_active=False)
    answers = [sign_in_as(coordinator.email, "salah"), sign_in_as("tidak.ada@contoh.go.id"), sign_in_as(closed.email)]
    assert [answer.status_code for answer in answers] == [422, 422, 422]
    assert len({str(error_text(answer)) for answer in answers}) == 1
    assert error_text(answers[0])


def test_a_wrong_password_leaves_the_address_typed(coordinator: User) -> None:
    assert f'value="{coordinator.email}"'.encode() in sign_in_as(coordinator.email, "salah").content


def test_whoever_is_signed_in_is_led_away_from_the_sign_in_page(coordinator: User, sign_in: Any) -> None:
    assert sign_in(coordinator).get(LOGIN).status_code == 302


def test_signing_in_changes_the_session_key(coordinator: User) -> None:
    client = Client()
    session = client.session
    session["seen"] = True
    session.save()
    before = session.session_key
    client.cookies["sessionid"] = before
    sign_in_as(coordinator.email, client=client)
    assert client.session.session_key != before


def test_signing_out_ends_the_session_and_takes_a_post(coordinator: User, sign_in: Any) -> None:
    client = sign_in(coordinator)
    assert client.get("/akun/keluar/").status_code == 405
    assert is_signed_in(client)
    assert client.post("/akun/keluar/")["Location"] == reverse("public:home")
    assert not is_signed_in(client)


@pytest.mark.parametrize("zone", list(TimeZone))
def test_the_clock_is_that_of_the_office(zone: str) -> None:
    office = RegionalOfficeFactory()
    province = ProvinceFactory(time_zone=zone, regional_office=office)
    region = RegionFactory(province=province)
    for user in (
        person(Role.REGIONAL_COORDINATOR, office=region),
        person(Role.PROVINCIAL_OBSERVER, office=province),
        person(Role.KANWIL_VERIFIER, office=office),
    ):
        client = Client()
        sign_in_as(user.email, client=client)
        assert client.session["time_zone"] == zone


def test_the_ministry_keeps_the_time_of_jakarta(sign_in: Any) -> None:
    client = Client()
    sign_in_as(person(Role.DITJEN_LEAD).email, client=client)
    assert client.session["time_zone"] == ""


class TestLockOut:
    """django-axes: eight wrong passwords for one address from one place."""

    @pytest.fixture(autouse=True)
    def turned_on(self, settings: Any) -> None:
        settings.AXES_ENABLED = True

    def test_after_eight_wrong_passwords_even_the_right_one_waits(self, coordinator: User) -> None:
        statuses = [sign_in_as(coordinator.email, "salah").status_code for _ in range(8)]
        assert statuses == [422] * 7 + [429]
        locked = sign_in_as(coordinator.email)
        assert locked.status_code == 429
        assert "accounts/locked_out.html" in [template.name for template in locked.templates]
        assert reverse("accounts:password_reset").encode() in locked.content

    def test_writing_the_address_otherwise_does_not_start_the_count_anew(self, coordinator: User) -> None:
        for number in range(8):
            name = coordinator.email
            sign_in_as(name[:number] + name[number:].upper(), "salah")
        assert sign_in_as(coordinator.email).status_code == 429

    def test_an_address_without_an_account_is_locked_in_the_same_way(self) -> None:
        statuses = [sign_in_as("tidak.ada@contoh.go.id", "salah").status_code for _ in range(9)]
        assert statuses == [422] * 7 + [429] * 2

    def test_others_at_the_same_office_can_still_sign_in(self, coordinator: User) -> None:
        for _ in range(8):
            sign_in_as(coordinator.email, "salah")
        assert sign_in_as(UserFactory().email).status_code == 302

    def test_a_right_password_in_between_does_not_unlock_anything(self, coordinator: User) -> None:
        for _ in range(7):
            sign_in_as(coordinator.email, "salah")
        assert sign_in_as(coordinator.email).status_code == 302
