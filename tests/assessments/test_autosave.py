"""Saving while somebody types: every outcome in words, words without a value kept, the log not flooded, few queries."""

from datetime import timedelta
from decimal import Decimal
from unittest import mock

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from assessments.models import Answer, Assessment, AssessmentState, Assignment, Event, PhaseCode
from assessments.services.events import broken_links, chain_of
from tests.factories import PASSWORD, answer, close_phase, fill

HOME = "/kerja/2026/34.04/"
ASKS = {"Accept": "application/json"}
# PostgreSQL writes answer, assessment and event in one statement; SQLite, in the same process, in three.
MORE_ON_SQLITE = 0 if connection.vendor == "postgresql" else 2


def send(browser, code="INFORMASI-S1", **data):
    return browser.post(f"{HOME}{code}/simpan/", {"version": 0, "note": ""} | data, headers=ASKS)


@pytest.fixture
def browser(stage, sign_in):
    client = sign_in(stage.coordinator)
    client.cookies["django_language"] = "en"
    return client


def saved(stage, code="INFORMASI-S1"):
    return Answer.objects.filter(assessment=stage.assessment, indicator__code=code).first()


def events(stage):
    return list(Event.objects.filter(assessment=stage.assessment, code="answered").order_by("sequence"))


def test_what_is_typed_is_saved_with_its_version_the_clock_and_the_points(stage, browser):
    answer(stage.assessment, "INFORMASI-S1", choice="no", note="lama")
    response = send(browser, choice="yes", note="Perda 3/2024", version=1)
    found = response.json()
    assert (response.status_code, found["state"], found["version"], found["missing"]) == (200, "saved", 2, [])
    assert found["words"].startswith("Saved at ")
    assert "5.00" in found["points"]
    assert (saved(stage).choice, saved(stage).note, saved(stage).updated_by) == ("yes", "Perda 3/2024", stage.coordinator)
    stage.assessment.refresh_from_db()
    assert stage.assessment.self_score == Decimal(5)


def test_the_text_alone_brings_no_points_anew(stage, browser):
    answer(stage.assessment, "INFORMASI-S1", choice="yes")
    found = send(browser, choice="yes", note="satu kata", version=1).json()
    assert (found["version"], "points" in found) == (2, False)


def test_words_are_kept_before_there_is_a_value(stage, browser):
    found = send(browser, note="baru catatan").json()
    assert (found["state"], found["version"]) == ("saved", 1)
    assert [fault["field"] for fault in found["missing"]] == ["choice"]
    row = saved(stage)
    assert (row.note, row.has_value) == ("baru catatan", False)
    stage.assessment.refresh_from_db()
    assert (stage.assessment.answered_count, stage.assessment.self_score) == (0, Decimal(0))
    assert send(browser, choice="yes", note="baru catatan", version=1).json()["version"] == 2
    stage.assessment.refresh_from_db()
    assert stage.assessment.answered_count == 1


def test_one_of_two_figures_keeps_the_words_and_names_what_is_missing(stage, browser):
    found = send(browser, code="INFORMASI-H1", numerator="12", note="dari Dinas").json()
    assert [fault["field"] for fault in found["missing"]] == ["denominator"]
    row = saved(stage, "INFORMASI-H1")
    assert (row.note, row.numerator, row.has_value) == ("dari Dinas", None, False)


def test_nothing_at_all_makes_no_row(stage, browser):
    found = send(browser, code="INFORMASI-H1", numerator="12").json()
    assert (found["state"], found["version"], found["words"]) == ("saved", 0, "")
    assert saved(stage, "INFORMASI-H1") is None
    assert events(stage) == []


def test_a_field_just_emptied_does_not_take_the_saved_value_away(stage, browser):
    answer(stage.assessment, "INFORMASI-H1", numerator=Decimal(5), denominator=Decimal(10))
    response = send(browser, code="INFORMASI-H1", numerator="5", denominator="", note="sedang diketik", version=1)
    assert (response.status_code, response.json()["state"]) == (422, "invalid")
    assert (saved(stage, "INFORMASI-H1").denominator, saved(stage, "INFORMASI-H1").note) == (Decimal(10), "")


@pytest.mark.parametrize(
    ("code", "data", "field"),
    [
        ("INFORMASI-P1", {"choice": "nonsense"}, "choice"),
        ("INFORMASI-H1", {"numerator": "banyak", "denominator": "10"}, "numerator"),
        ("INFORMASI-H1", {"numerator": "11", "denominator": "10"}, "numerator"),
        ("INFORMASI-H1", {"numerator": "-1"}, "numerator"),
        ("INFORMASI-S1", {"choice": "yes", "note": "x" * 4001}, "note"),
    ],
)
def test_something_wrong_is_named_and_nothing_is_written(stage, browser, code, data, field):
    response = send(browser, code, **({"note": "catatan"} | data))
    assert response.status_code == 422
    assert [fault["field"] for fault in response.json()["faults"]] == [field]
    assert all(fault["text"] for fault in response.json()["faults"])
    assert saved(stage, code) is None


def test_another_version_brings_both_by_part_and_what_the_fields_would_hold(stage, browser):
    answer(
        stage.assessment, "INFORMASI-H1", numerator=Decimal(5), denominator=Decimal(10), note="punya rekan", version=3, updated_by=stage.contributor
    )
    response = send(browser, code="INFORMASI-H1", numerator="5", denominator="20", note="punya saya", version=2)
    found = response.json()
    assert (response.status_code, found["state"], found["version"]) == (409, "stale", 3)
    assert {name: found["theirs"][name] for name in ("numerator", "denominator", "note")} == {
        "numerator": ["5"],
        "denominator": ["10"],
        "note": ["punya rekan"],
    }
    for text in ("punya rekan", "punya saya", str(stage.contributor), 'value="both"'):
        assert text in found["html"]
    assert saved(stage, "INFORMASI-H1").note == "punya rekan"
    assert send(browser, code="INFORMASI-H1", numerator="5", denominator="20", note="punya saya", version=3).json()["version"] == 4


def test_only_what_differs_is_asked_and_another_window_is_called_so(stage, browser):
    answer(stage.assessment, "INFORMASI-S1", choice="yes", note="di jendela lain", version=2, updated_by=stage.coordinator)
    found = send(browser, choice="yes", note="di sini", version=1).json()
    assert "another window" in found["html"]
    assert found["html"].count("<fieldset") == 1
    assert found["theirs"]["choice"] == ["yes"]


def test_the_same_text_sent_twice_is_no_conflict(stage, browser):
    first = send(browser, choice="yes", note="sama").json()
    again = send(browser, choice="yes", note="sama")
    assert (first["version"], again.status_code, again.json()["version"]) == (1, 200, 1)
    assert saved(stage).version == 1


def test_a_deadline_that_passed_is_said_in_words(stage, browser):
    close_phase(stage.cycle, PhaseCode.FILLING)
    response = send(browser, choice="yes")
    assert (response.status_code, response.json()["state"]) == (403, "refused")
    assert "deadline has passed" in response.json()["words"]
    assert saved(stage) is None


def test_a_submission_meanwhile_is_said_in_words(stage, browser):
    Assessment.objects.filter(pk=stage.assessment.pk).update(state=AssessmentState.SUBMITTED)
    assert "submitted" in send(browser, choice="yes").json()["words"]


def test_an_indicator_taken_from_the_opd_is_refused_and_the_coordinators_still(stage, sign_in, browser):
    Assignment.objects.filter(assessment=stage.assessment, indicator__code="INFORMASI-S1").delete()
    response = send(sign_in(stage.contributor), choice="yes")
    assert (response.status_code, response.json()["state"]) == (403, "refused")
    assert send(browser, choice="yes").status_code == 200


def test_a_session_that_ended_is_401_and_writes_nothing(stage):
    response = send(Client(), choice="yes", note="ketikan")
    assert response.status_code == 401
    assert "set-cookie" not in {name.lower() for name in response.headers}
    assert saved(stage) is None


def test_words_of_one_person_are_not_saved_under_another_name(stage, sign_in):
    client = sign_in(stage.contributor)
    response = send(client, choice="yes", note="punya koordinator", person=stage.coordinator.pk)
    assert (response.status_code, response.json()["state"]) == (403, "other_person")
    assert str(stage.contributor) in response.json()["words"]
    assert saved(stage) is None
    assert send(client, choice="yes", person=stage.contributor.pk).status_code == 200


def test_a_form_with_an_old_token_is_refused_in_a_sentence(stage):
    client = Client(enforce_csrf_checks=True)
    client.login(username=stage.coordinator.email, password=PASSWORD)
    response = send(client, choice="yes")
    assert (response.status_code, response["Content-Type"].split(";")[0]) == (403, "text/plain")
    token = client.get(reverse("accounts:login"), headers=ASKS).json()["token"]
    fresh = client.post(f"{HOME}INFORMASI-S1/simpan/", {"choice": "yes", "version": 0}, headers=ASKS | {"X-CSRFToken": token})
    assert fresh.json()["state"] == "saved"


@pytest.mark.parametrize("code", ["TIDAK-ADA", "x" * 300])
def test_an_indicator_that_does_not_exist_is_not_found(browser, code):
    assert send(browser, code).status_code == 404


def test_changes_of_the_text_leave_one_event_in_ten_minutes(stage, browser):
    for version, note in enumerate(["a", "ab", "abc"]):
        assert send(browser, choice="yes", note=note, version=version).status_code == 200
    assert saved(stage).version == 3
    assert [event.data["version"] for event in events(stage)] == [1]
    with mock.patch("assessments.services.answers.timezone.now", lambda now=timezone.now: now() + timedelta(minutes=11)):
        send(browser, choice="yes", note="abcd", version=3)
    assert [event.data["version"] for event in events(stage)] == [1, 4]
    assert list(broken_links(chain_of(stage.assessment))) == []


def test_each_change_of_the_value_and_each_person_leaves_an_event(stage, browser, sign_in):
    send(browser, choice="yes", note="a")
    send(browser, choice="no", note="a", version=1)
    send(sign_in(stage.contributor), choice="no", note="b", version=2)
    send(browser, code="KESEHATAN-S1", choice="no", note="c")
    assert [(event.data["indicator"], event.data["version"]) for event in events(stage)] == [
        ("INFORMASI-S1", 1),
        ("INFORMASI-S1", 2),
        ("INFORMASI-S1", 3),
        ("KESEHATAN-S1", 1),
    ]


def test_the_button_after_a_save_by_itself_changes_nothing(stage, browser):
    send(browser, choice="yes", note="sudah")
    assert browser.post(f"{HOME}INFORMASI-S1/", {"choice": "yes", "note": "sudah", "version": 1}).status_code == 302
    assert (saved(stage).version, len(events(stage))) == (1, 1)


@pytest.mark.parametrize(
    ("person", "changes", "limit"),
    [
        ("coordinator", {"choice": "no"}, 7),
        ("coordinator", {"note": "kata"}, 8),
        ("contributor", {"choice": "no"}, 7),
        ("contributor", {"note": "kata"}, 8),
    ],
)
def test_a_save_takes_few_queries_however_many_answers_there_are(stage, sign_in, person, changes, limit):
    fill(stage.assessment)
    client = sign_in(getattr(stage, person))
    send(client, choice="no", note="awal", version=1)
    send(client, choice="yes", note="awal", version=2)
    with CaptureQueriesContext(connection) as captured:
        response = send(client, **({"choice": "yes", "note": "awal", "version": 3} | changes))
    assert response.json()["version"] == 4
    assert len(captured) <= limit + MORE_ON_SQLITE, "\n".join(query["sql"][:300] for query in captured)
