"""The pages of the divided work, as their people see them."""

from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import translation

from accounts.models import Invitation, Membership, Role, WorkUnit
from assessments.models import Assignment, Event
from tests.factories import answer, assign, fill, person

pytestmark = pytest.mark.django_db

FIRST, SECOND = "INFORMASI-S1", "INFORMASI-P1"
HERE = ["2026", "34.04"]


@pytest.fixture
def work(stage: Any) -> Any:
    Assignment.objects.all().delete()
    stage.people["unit"] = WorkUnit.objects.get(region=stage.region)
    stage.people["other"] = WorkUnit.objects.create(region=stage.region, name="Dinas Sosial")
    return stage


def browser(user: Any) -> Client:
    client = Client(headers={"accept-language": "en"})
    client.force_login(user, backend="accounts.backends.MemberBackend")
    return client


def url(name: str, *args: Any) -> str:
    return reverse(f"assessments:{name}", args=[*HERE, *args])


def key(stage: Any, code: str) -> int:
    return int(stage.framework.indicators.get(code=code).pk)


def held() -> dict[str, str]:
    return dict(Assignment.objects.values_list("indicator__code", "work_unit__name"))


def sent(stage: Any, rows: dict[str, Any], **more: Any) -> dict[str, Any]:
    """The table as a browser sends it: every row that is shown, and what the page showed."""
    shown = {row.indicator_id: row for row in Assignment.objects.filter(assessment=stage.assessment)}
    data: dict[str, Any] = {"terlihat": ""}
    for indicator in stage.framework.indicators.all():
        row = shown.get(indicator.pk)
        unit = str(row.work_unit_id) if row else ""
        data["terlihat"] += f"{indicator.pk}:{unit}: "
        data[f"opd-{indicator.pk}"] = str(rows[indicator.code].pk) if indicator.code in rows else unit
        data[f"tanggal-{indicator.pk}"] = ""
    return data | {"lakukan": "simpan"} | more


def test_the_table_is_saved_in_one_form(work: Any) -> None:
    client = browser(work.coordinator)
    answer = client.post(url("division"), sent(work, {FIRST: work.unit, SECOND: work.other}))
    assert answer.status_code == 302
    assert held() == {FIRST: "Dinas Kesehatan", SECOND: "Dinas Sosial"}
    assert client.get(url("division")).status_code == 200


def test_a_whole_right_goes_to_an_opd_and_what_was_typed_is_saved_too(work: Any) -> None:
    right = work.framework.rights.exclude(code="informasi").first()
    data = sent(work, {FIRST: work.unit}, hak=right.code, **{f"hak-{right.code}": str(work.other.pk)})
    assert browser(work.coordinator).post(url("division"), data).status_code == 302
    found = held()
    assert found.pop(FIRST) == "Dinas Kesehatan"
    assert len(found) == right.indicators.count()
    assert set(found.values()) == {"Dinas Sosial"}


def test_ticked_indicators_are_assigned_and_taken_over(work: Any) -> None:
    client = browser(work.coordinator)
    ticked = {"pilih": [key(work, FIRST), key(work, SECOND)]}
    given = {"lakukan": "pilihan", "opd-pilihan": str(work.unit.pk), "tanggal-pilihan": "2026-12-01"}
    client.post(url("division"), sent(work, {}) | ticked | given)
    assert set(Assignment.objects.values_list("indicator__code", "due_on")) == {
        (FIRST, Assignment.objects.first().due_on),
        (SECOND, Assignment.objects.first().due_on),
    }
    assert str(Assignment.objects.first().due_on) == "2026-12-01"
    data = {"terlihat": "", "pilih": [key(work, FIRST)], "lakukan": "ambil"}
    client.post(url("division"), data)
    assert held() == {SECOND: "Dinas Kesehatan"}


@pytest.mark.parametrize(
    "changes",
    [
        {"lakukan": "pilihan"},
        {"lakukan": "pilihan", "pilih": ["x", "999999999999999999999"]},
        {"hak": "informasi", "hak-informasi": ""},
        {"tanggal": "kemarin"},
        {"tanggal": "2026-02-31"},
        {"opd": "-1"},
        {"opd": "99999999999999999999"},
        {"opd": "999999"},
    ],
)
def test_what_cannot_be_saved_says_why_and_keeps_what_was_typed(work: Any, changes: dict[str, Any]) -> None:
    pk = key(work, SECOND)
    rows = {f"{name}-{pk}" if name in {"opd", "tanggal"} else name: value for name, value in changes.items()}
    data = sent(work, {FIRST: work.unit}) | {f"opd-{pk}": str(work.other.pk)} | rows
    response = browser(work.coordinator).post(url("division"), data)
    assert response.status_code == 422
    assert f'<option value="{work.unit.pk}" selected>' in response.content.decode()
    assert held() == {}


def test_the_table_is_narrowed_by_opd_right_and_state(work: Any) -> None:
    assign(work.assessment, work.unit, FIRST)
    answer(work.assessment, SECOND, choice="full")
    client = browser(work.coordinator)

    def shown(query: str) -> list[str]:
        rights = client.get(url("division") + query).context["rights"]
        return [line.indicator.code for right in rights for line in right.lines]

    assert shown(f"?opd={work.unit.pk}") == [FIRST]
    assert FIRST not in shown("?opd=-")
    assert shown("?status=answered") == [SECOND]
    assert {code.split("-")[0] for code in shown("?hak=informasi")} == {"INFORMASI"}
    assert shown("?opd=x%00&hak=tidak-ada") == []


def test_the_pages_take_a_fixed_number_of_queries(work: Any, django_assert_max_num_queries: Any) -> None:
    fill(work.assessment)
    for number in range(5):
        unit = WorkUnit.objects.create(region=work.region, name=f"Dinas {number}")
        person(Role.OPD_CONTRIBUTOR, office=unit)
    assign(work.assessment, work.unit)
    client = browser(work.coordinator)
    client.get(url("division"))
    for name, limit in (("division", 16), ("offices", 20), ("division_usual", 14), ("handover", 26)):
        with django_assert_max_num_queries(limit):
            assert client.get(url(name)).status_code == 200


def test_a_contributor_sees_their_dashboard_list_and_part(work: Any) -> None:
    fill(work.assessment)
    assign(work.assessment, work.unit, FIRST)
    client = browser(work.contributor)
    page = client.get(url("assessment"))
    text = page.content.decode()
    assert page.status_code == 200
    assert SECOND not in text
    assert reverse("assessments:office_finish", args=[*HERE, work.unit.pk]) in text
    card = client.get(reverse("assessments:workspace")).context["own"][0]
    assert (card["answered"], card["total"]) == (1, 1)
    assert [line.indicator.code for line in client.get(url("right", "informasi")).context["line"].lines] == [FIRST]
    assert SECOND not in client.get(url("submit")).content.decode()
    for name in ("division", "offices", "handover"):
        assert client.get(url(name)).status_code == 403


def test_nothing_assigned_names_the_coordinator_with_the_address(work: Any) -> None:
    page = browser(work.contributor).get(url("assessment"))
    assert page.status_code == 200
    assert f"mailto:{work.coordinator.email}" in page.content.decode()


def test_people_are_invited_from_the_page_of_their_opd(work: Any) -> None:
    client = browser(work.coordinator)
    lines = "Ani Wijaya, ani@contoh.go.id\n\nBudi <budi@contoh.go.id>\ncici@contoh.go.id"
    assert client.post(url("office_invite", work.unit.pk), {"people": lines}).status_code == 302
    found = set(Invitation.objects.values_list("full_name", "email"))
    assert found == {("Ani Wijaya", "ani@contoh.go.id"), ("Budi", "budi@contoh.go.id"), ("", "cici@contoh.go.id")}
    wrong = client.post(url("office_invite", work.unit.pk), {"people": "Dedi, dedi@contoh.go.id\nEka tanpa alamat"})
    assert wrong.status_code == 422
    assert "Eka tanpa alamat" in wrong.content.decode()
    assert Invitation.objects.count() == 3


def test_invitations_and_people_of_another_region_are_not_found(work: Any) -> None:
    foreign = WorkUnit.objects.create(region=work.far_region, name="Dinas Sosial")
    member = person(Role.OPD_CONTRIBUTOR, office=foreign)
    client = browser(work.coordinator)
    membership = Membership.objects.get(user=member)
    assert client.post(url("contributor_end", membership.pk)).status_code == 404
    assert client.get(url("office", foreign.pk)).status_code == 404
    assert client.post(url("office_invite", foreign.pk), {"people": "a@contoh.go.id"}).status_code == 404
    assert client.get(f"/kerja/2026/34.04/pembagian/opd/{'9' * 30}/").status_code == 404


def test_one_indicator_is_assigned_finished_and_taken_over_from_its_page(work: Any) -> None:
    client = browser(work.coordinator)
    client.post(url("indicator_division", FIRST), {"lakukan": "beri", "opd": work.unit.pk, "tanggal": "2026-12-01"})
    assert held() == {FIRST: "Dinas Kesehatan"}
    answer(work.assessment, FIRST, choice="yes")
    browser(work.contributor).post(url("indicator_division", FIRST), {"lakukan": "selesai"})
    assert Assignment.objects.get().finished_by == work.contributor
    assert "Dinas Kesehatan" in client.get(url("answer", FIRST)).content.decode()
    client.post(url("indicator_division", FIRST), {"lakukan": "buka"})
    assert Assignment.objects.get().finished_at is None
    client.post(url("indicator_division", FIRST), {"lakukan": "ambil"})
    assert held() == {}


def test_a_save_after_the_indicator_was_taken_over_is_refused(work: Any) -> None:
    assign(work.assessment, work.unit, FIRST)
    client = browser(work.contributor)
    assert client.get(url("answer", FIRST)).status_code == 200
    Assignment.objects.all().delete()
    response = client.post(url("answer", FIRST), {"choice": "yes", "version": "0", "note": "Kalimat yang diketik."})
    assert response.status_code == 403
    assert "Kalimat yang diketik." in response.content.decode()


def test_an_empty_region_is_offered_the_usual_opds(work: Any) -> None:
    WorkUnit.objects.filter(pk=work.other.pk).delete()
    Membership.objects.filter(work_unit=work.unit).delete()
    work.unit.delete()
    page = browser(work.coordinator).get(url("offices"))
    assert reverse("assessments:division_usual", args=HERE) in page.content.decode()


def test_the_events_of_dividing_are_told_in_words(work: Any) -> None:
    client = browser(work.coordinator)
    client.post(url("division"), sent(work, {FIRST: work.unit}))
    client.post(url("office_remind", work.unit.pk))
    client.post(url("handover"), {"text": "Berkas di lemari."})
    codes = set(Event.objects.values_list("code", flat=True))
    assert {"work_divided", "office_reminded", "note_left"} <= codes
    with translation.override("en"):
        text = client.get(url("handover")).content.decode()
    assert not any(code in text for code in codes)
    assert "Berkas di lemari." in text
