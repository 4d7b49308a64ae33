"""Saving through the page: addresses, statuses, nothing lost, few queries."""

from decimal import Decimal

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.test.utils import CaptureQueriesContext

from assessments.models import Answer, Assessment, AssessmentState, Event, PhaseCode
from tests.assessments.samples import pdf
from tests.factories import answer, close_phase, fill

HOME = "/kerja/2026/34.04/"


def post(browser, code="INFORMASI-S1", **data):
    return browser.post(f"{HOME}{code}/", {"version": 0, "note": ""} | data)


@pytest.fixture
def browser(stage, sign_in):
    client = sign_in(stage.coordinator)
    client.cookies["django_language"] = "en"
    return client


def saved(stage, code="INFORMASI-S1"):
    return Answer.objects.filter(assessment=stage.assessment, indicator__code=code).first()


def test_saving_returns_to_the_page_with_a_message_that_repeats_the_value(stage, browser):
    response = post(browser, choice="yes", note="Perda 3/2024", save="1")
    assert (response.status_code, response["Location"]) == (302, f"{HOME}INFORMASI-S1/")
    assert "Answer: Yes" in browser.get(response["Location"]).content.decode()


def test_save_and_next_goes_to_the_next_indicator(stage, browser):
    assert post(browser, choice="yes", next="1")["Location"] == f"{HOME}INFORMASI-P1/"
    assert post(browser, code="INFORMASI-H1", numerator="1", denominator="2", next="1")["Location"] == f"{HOME}KESEHATAN-S1/"
    assert post(browser, code="KESEHATAN-H1", numerator="1", denominator="2", next="1")["Location"] == f"{HOME}KESEHATAN-H1/"


def test_a_plain_save_takes_at_most_ten_queries(stage, browser, django_assert_max_num_queries):
    fill(stage.assessment)
    post(browser, choice="no", version=1)
    with django_assert_max_num_queries(10):
        response = post(browser, choice="yes", note="sekali lagi", version=2)
    assert response.status_code == 302


def test_the_first_save_takes_at_most_ten_queries_too(stage, browser, django_assert_max_num_queries):
    browser.get(f"{HOME}INFORMASI-S1/")
    with django_assert_max_num_queries(10):
        assert post(browser, choice="yes").status_code == 302


@pytest.mark.parametrize("typed", ["1.234,5", "1234.5", "1234,5", "1,234.5", " 1 234,5 "])
def test_both_ways_of_writing_numbers_are_understood(stage, browser, typed):
    assert post(browser, code="INFORMASI-H1", numerator=typed, denominator="2000").status_code == 302
    assert saved(stage, "INFORMASI-H1").numerator == Decimal("1234.5")


@pytest.mark.parametrize(
    ("code", "data"),
    [
        ("INFORMASI-S1", {}),
        ("INFORMASI-P1", {"choice": "nonsense"}),
        ("INFORMASI-H1", {"numerator": "banyak", "denominator": "10"}),
        ("INFORMASI-H1", {"numerator": "11", "denominator": "10"}),
        ("INFORMASI-H1", {"numerator": "-1", "denominator": "10"}),
        ("INFORMASI-H1", {"numerator": "1", "denominator": "0"}),
        ("INFORMASI-H1", {"numerator": "nan", "denominator": "inf"}),
        ("INFORMASI-H1", {"numerator": "1e400", "denominator": "1"}),
    ],
)
def test_a_wrong_value_is_422_with_everything_typed_kept(stage, browser, code, data):
    response = post(browser, code=code, note="catatan yang panjang", **data)
    page = response.content.decode()
    assert response.status_code == 422
    assert "catatan yang panjang" in page
    assert 'class="form-errors"' in page
    for name in ("numerator", "denominator"):
        if name in data:
            assert f'value="{data[name]}"' in page
    assert saved(stage, code) is None


def test_does_not_apply_is_saved_without_a_reason_and_the_page_asks_for_one(stage, browser):
    browser.cookies["django_language"] = "en"
    response = post(browser, code="INFORMASI-P1", exemption="not_here")
    assert response.status_code == 302
    assert saved(stage, "INFORMASI-P1").not_applicable
    asked = "name the rule by which the indicator does not apply"
    assert browser.get(response["Location"]).content.decode().count(asked) == 2, "in the message and on the page"
    post(browser, code="INFORMASI-P1", exemption="not_here", exemption_basis="Perda 5/2020 tentang RTRW", version=1)
    assert asked not in browser.get(response["Location"]).content.decode()


def test_a_stale_form_is_409_with_both_versions_and_can_be_saved_again(stage, browser):
    answer(stage.assessment, "INFORMASI-S1", choice="yes", note="punya rekan", version=3, updated_by=stage.contributor)
    response = post(browser, choice="no", note="punya saya", version=2)
    page = response.content.decode()
    assert response.status_code == 409
    assert page.count("punya rekan") == 1
    assert page.count("punya saya") == 2, "side by side and in the form"
    assert 'name="version" value="3"' in page.replace('type="hidden" ', "")
    assert saved(stage).note == "punya rekan"
    assert post(browser, choice="no", note="punya saya", version=3).status_code == 302
    assert (saved(stage).note, saved(stage).version) == ("punya saya", 4)


def test_the_deadline_passing_while_typing_shows_what_was_typed(stage, browser):
    close_phase(stage.cycle, PhaseCode.FILLING)
    response = post(browser, choice="yes", note="ketikan yang tidak boleh hilang", files=[SimpleUploadedFile("perda.pdf", pdf())])
    page = response.content.decode()
    assert response.status_code == 403
    assert "ketikan yang tidak boleh hilang" in page
    assert "deadline has passed" in page
    assert "not stored either; keep them on your computer: perda.pdf" in page
    assert saved(stage) is None


def test_a_submission_while_typing_shows_what_was_typed(stage, browser):
    Assessment.objects.filter(pk=stage.assessment.pk).update(state=AssessmentState.SUBMITTED)
    response = post(browser, code="INFORMASI-H1", numerator="12,5", denominator="abc", note="masih saya ketik")
    assert response.status_code == 403
    assert "masih saya ketik" in response.content.decode()
    assert "12,5" in response.content.decode()


def test_an_expired_session_leads_to_the_sign_in_and_back(stage):
    response = Client().post(f"{HOME}INFORMASI-S1/", {"choice": "yes", "version": 0}, headers={"Referer": f"http://testserver{HOME}INFORMASI-S1/"})
    assert response.status_code == 401
    assert response.context["next"] == f"{HOME}INFORMASI-S1/"
    assert response.context["typed"] == "yes"
    assert Client().post(f"{HOME}INFORMASI-S1/nilai/", {"choice": "yes"}, headers={"HX-Request": "true"}).status_code == 401


def test_the_form_keeps_its_text_in_the_browser_until_it_is_saved(stage, browser):
    assert 'data-guard="jawaban"' in browser.get(f"{HOME}INFORMASI-S1/").content.decode()


@pytest.mark.parametrize(("person", "status"), [("signatory", 403), ("observer", 403), ("verifier", 403), ("far_coordinator", 404), ("nobody", 403)])
def test_others_cannot_save(stage, sign_in, person, status):
    assert post(sign_in(getattr(stage, person)), choice="yes").status_code == status
    assert saved(stage) is None


def test_files_may_come_with_the_answer(stage, browser):
    response = post(browser, choice="yes", files=[SimpleUploadedFile("perda.pdf", pdf())])
    assert response.status_code == 302
    assert saved(stage).evidence.count() == 1
    stage.assessment.refresh_from_db()
    assert stage.assessment.self_score == Decimal(5)
    assert Event.objects.filter(assessment=stage.assessment).count() == 1


def test_files_sent_with_an_answer_somebody_saved_already_are_kept(stage, browser):
    answer(stage.assessment, "INFORMASI-S1", choice="yes", files=0)
    assert post(browser, choice="yes", version=0, files=[SimpleUploadedFile("perda.pdf", pdf())]).status_code == 302
    assert (saved(stage).version, saved(stage).evidence.count()) == (1, 1)
    stage.assessment.refresh_from_db()
    assert stage.assessment.self_score == Decimal(5)


def test_good_files_are_kept_when_the_answer_is_wrong(stage, browser):
    response = post(browser, note="nanti saya isi", files=[SimpleUploadedFile("perda.pdf", pdf())])
    assert response.status_code == 422
    assert saved(stage).evidence.count() == 1
    assert (saved(stage).version, saved(stage).has_value) == (0, False)
    assert post(browser, choice="yes").status_code == 302


def test_the_answer_is_saved_when_a_file_is_bad(stage, browser):
    response = post(browser, choice="yes", files=[SimpleUploadedFile("jahat.pdf", b"MZ" + b"\0" * 400)])
    assert response.status_code == 422
    assert "jahat.pdf" in response.content.decode()
    assert (saved(stage).choice, saved(stage).evidence.count()) == ("yes", 0)


def test_the_preview_scores_what_is_typed_and_writes_nothing(stage, browser):
    response = browser.post(f"{HOME}INFORMASI-H1/nilai/", {"numerator": "50", "denominator": "100", "version": 0})
    page = response.content.decode()
    assert response.status_code == 200
    assert "30.00" in page, "half of the 60 points of hasil"
    assert "+15.00" in page, "one of two criteria"
    assert "<html" not in page
    assert not Answer.objects.exists()


def test_the_preview_of_unreadable_text_shows_what_is_saved(stage, browser):
    response = browser.post(f"{HOME}INFORMASI-H1/nilai/", {"numerator": "abc", "denominator": "100"})
    assert response.status_code == 200
    assert "0.00" in response.content.decode()


def test_a_save_reads_no_more_with_more_answers(stage, browser):
    answer(stage.assessment, "INFORMASI-S1", choice="yes")
    post(browser, choice="no", version=1)
    counts = []
    for _ in range(2):
        from django.db import connection

        with CaptureQueriesContext(connection) as captured:
            post(browser, choice="yes" if saved(stage).choice == "no" else "no", version=saved(stage).version)
        counts.append(len(captured))
        for code in ("INFORMASI-H1", "KESEHATAN-H1", "KESEHATAN-S1"):
            if saved(stage, code) is None:
                answer(stage.assessment, code, choice="yes") if code.endswith("S1") else answer(stage.assessment, code, number=Decimal(3))
    assert counts[0] == counts[1]
