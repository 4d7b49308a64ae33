"""Two people press “save” at the same moment (PostgreSQL)."""

from concurrent.futures import ThreadPoolExecutor
from threading import Barrier

import pytest
from django.db import connection, transaction
from django.test import Client
from django.urls import reverse

from assessments.models import Answer, Assessment, Event
from assessments.services.answer_input import AnswerInput
from assessments.services.answers import StaleAnswerError, save_answer
from assessments.services.events import broken_links, chain_of
from assessments.services.place import find_indicator
from tests.factories import make_stage

pytestmark = [pytest.mark.postgresql, pytest.mark.django_db(transaction=True)]


def in_two_threads(work):
    barrier = Barrier(2)

    def one(number):
        try:
            barrier.wait(timeout=10)
            return work(number)
        finally:
            connection.close()

    with ThreadPoolExecutor(2) as pool:
        return list(pool.map(one, range(2)))


def test_of_two_saves_upon_the_same_version_one_wins_and_one_is_stale():
    stage = make_stage()
    people = [stage.coordinator, stage.contributor]

    def save(number):
        place = None
        try:
            with transaction.atomic():
                place = find_indicator(people[number], year=2026, region="34.04", indicator="INFORMASI-S1", lock=True)
                save_answer(
                    assessment=place.assessment,
                    indicator=place.indicator,
                    value=AnswerInput(choice="yes", note=f"orang {number}"),
                    version=0,
                    by=people[number],
                    locked=True,
                )
        except StaleAnswerError as stale:
            return ("stale", stale.current.note)
        return ("saved", f"orang {number}")

    outcomes = in_two_threads(save)
    row = Answer.objects.get(assessment=stage.assessment)
    assert sorted(outcome for outcome, _ in outcomes) == ["saved", "stale"]
    assert {note for _, note in outcomes} == {row.note}, "the one who lost sees what the other saved"
    assert row.version == 1
    assert Event.objects.filter(assessment=stage.assessment).count() == 1


def test_saves_to_different_indicators_both_count():
    stage = make_stage()
    codes = ["INFORMASI-S1", "KESEHATAN-S1"]

    def save(number):
        asked = stage.framework.indicators.select_related("right").get(code=codes[number])
        return save_answer(assessment=stage.assessment, indicator=asked, value=AnswerInput(choice="yes"), version=0, by=stage.coordinator).version

    assert in_two_threads(save) == [1, 1]
    assert Assessment.objects.get(pk=stage.assessment.pk).answered_count == 2
    assert Event.objects.filter(assessment=stage.assessment).count() == 2
    assert list(broken_links(chain_of(stage.assessment))) == []


def test_of_a_save_while_typing_and_one_by_the_button_one_wins_and_the_other_sees_both():
    stage = make_stage()
    address = reverse("assessments:answer", args=[2026, "34.04", "INFORMASI-S1"])

    def save(number):
        client = Client()
        client.force_login([stage.coordinator, stage.contributor][number], backend="accounts.backends.MemberBackend")
        sent = {"choice": "yes", "note": f"orang {number}", "version": 0}
        if number:
            return client.post(address, sent).status_code
        return client.post(f"{address}simpan/", sent, headers={"Accept": "application/json"}).status_code

    by_itself, by_button = in_two_threads(save)
    row = Answer.objects.get(assessment=stage.assessment)
    assert (by_itself, by_button) in {(200, 409), (409, 302)}
    assert (row.note, row.version) == ("orang 0" if by_itself == 200 else "orang 1", 1)
    assert Event.objects.filter(assessment=stage.assessment).count() == 1


def test_the_same_words_sent_twice_at_once_are_one_version():
    stage = make_stage()
    address = reverse("assessments:autosave", args=[2026, "34.04", "INFORMASI-S1"])

    def save(_number):
        client = Client()
        client.force_login(stage.coordinator, backend="accounts.backends.MemberBackend")
        return client.post(address, {"note": "catatan tanpa nilai", "version": 0}, headers={"Accept": "application/json"}).json()["version"]

    assert in_two_threads(save) == [1, 1]
    assert Answer.objects.get(assessment=stage.assessment).note == "catatan tanpa nilai"
    assert list(broken_links(chain_of(stage.assessment))) == []
