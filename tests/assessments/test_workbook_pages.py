"""The pages of the offline workbook: download, upload, preview, acceptance; who may; how many queries."""

import io
from collections.abc import Callable
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from openpyxl import load_workbook

from assessments.models import Answer, PhaseCode, WorkbookImport
from assessments.services.outline import outline
from tests.assessments.workbooks import downloaded, filled, sent
from tests.factories import Stage, answer, close_phase, fill

HERE = "/kerja/2026/34.04/lembar-kerja/"


@pytest.fixture
def browser(stage: Stage, sign_in: Callable[[Any], Client]) -> Client:
    client = sign_in(stage.coordinator)
    client.cookies["django_language"] = "en"
    return client


def fetched(browser: Client, query: str = "") -> bytes:
    response = browser.get(f"{HERE}unduh/{query}")
    assert response.status_code == 200
    return bytes(response.content)


def upload(browser: Client, content: bytes, name: str = "lembar.xlsx") -> Any:
    return browser.post(HERE, {"file": sent(content, name)})


def test_the_download_is_a_workbook_with_a_sheet_per_right(stage: Stage, browser: Client) -> None:
    response = browser.get(f"{HERE}unduh/")
    assert response["Content-Disposition"] == 'attachment; filename="kkp-ham-2026-34.04.xlsx"'
    names = load_workbook(io.BytesIO(response.content)).sheetnames
    assert names == ["Instructions", "1. Hak atas informasi (en)", "2. Hak atas kesehatan (en)", "_daftar", "_portal"]


def test_one_right_alone(stage: Stage, browser: Client) -> None:
    names = load_workbook(io.BytesIO(fetched(browser, "?hak=kesehatan"))).sheetnames
    assert names == ["Instructions", "1. Hak atas kesehatan (en)", "_daftar", "_portal"]
    assert browser.get(f"{HERE}unduh/?hak=tidak-ada").status_code == 404


def test_the_words_are_in_the_readers_language(stage: Stage, browser: Client) -> None:
    fill(stage.assessment)
    english = load_workbook(io.BytesIO(fetched(browser))).worksheets[1]
    browser.cookies["django_language"] = "id"
    indonesian = load_workbook(io.BytesIO(fetched(browser))).worksheets[1]
    assert (english["E4"].value, indonesian["E4"].value) == ("Yes", "Ya")


def test_the_whole_path_without_scripts(stage: Stage, browser: Client) -> None:
    response = upload(
        browser, filled(fetched(browser), {"INFORMASI-S1": {"answer": "Yes", "note": "Perda 3"}, "INFORMASI-H1": {"numerator": "banyak"}})
    )
    found = WorkbookImport.objects.get()
    assert (response.status_code, response["Location"]) == (302, f"{HERE}{found.pk}/")
    page = browser.get(response["Location"]).content.decode()
    assert "Perda 3" in page
    assert "“banyak” is not a number" in page
    assert "1. Hak atas informasi (en)!F6" in page
    assert not Answer.objects.exists()
    seen = browser.get(response["Location"]).context["preview"].seen
    for _click in range(2):
        done = browser.post(f"{HERE}{found.pk}/", {"seen": seen}, follow=True)
        assert done.status_code == 200
        assert "1 answer was saved" in done.content.decode()
    assert Answer.objects.get().version == 1


def test_a_file_that_cannot_be_read_is_422_with_the_reason(stage: Stage, browser: Client) -> None:
    response = upload(browser, b"kode;jawaban", "jawaban.csv")
    assert response.status_code == 422
    assert "not an Excel workbook" in response.content.decode()


def test_no_file_and_an_empty_file_are_422(stage: Stage, browser: Client) -> None:
    assert browser.post(HERE, {}).status_code == 422
    assert upload(browser, b"").status_code == 422


def test_a_large_file_is_413(stage: Stage, browser: Client) -> None:
    assert upload(browser, b"PK\x03\x04" + b"\0" * (5 * 1024 * 1024)).status_code == 413


def test_an_upload_after_the_deadline_is_403_with_the_reason(stage: Stage, browser: Client) -> None:
    content = downloaded(stage.assessment)
    close_phase(stage.cycle, PhaseCode.FILLING)
    response = upload(browser, content)
    assert response.status_code == 403
    assert "deadline has passed" in response.content.decode()
    assert "Download" in response.content.decode()


def test_acceptance_after_the_deadline_is_403_and_shows_the_workbook_still(stage: Stage, browser: Client) -> None:
    address = upload(browser, filled(fetched(browser), {"INFORMASI-S1": {"answer": "Yes", "note": "Perda 3"}}))["Location"]
    seen = browser.get(address).context["preview"].seen
    close_phase(stage.cycle, PhaseCode.FILLING)
    response = browser.post(address, {"seen": seen})
    assert response.status_code == 403
    assert "Perda 3" in response.content.decode()
    assert not Answer.objects.exists()


def test_somebody_saving_meanwhile_is_409_and_then_a_conflict_is_decided(stage: Stage, browser: Client) -> None:
    address = upload(browser, filled(fetched(browser), {"INFORMASI-S1": {"answer": "Yes", "note": "luring"}}))["Location"]
    seen = browser.get(address).context["preview"].seen
    answer(stage.assessment, "INFORMASI-S1", choice="no", note="daring", version=1, updated_by=stage.contributor)
    response = browser.post(address, {"seen": seen})
    page = response.content.decode()
    assert response.status_code == 409
    assert "daring" in page
    assert "luring" in page
    seen = response.context["preview"].seen
    undecided = browser.post(address, {"seen": seen})
    assert undecided.status_code == 422
    assert "INFORMASI-S1" in str(undecided.context["problem"])
    assert browser.post(address, {"seen": seen, "pilih-INFORMASI-S1": "workbook"}).status_code == 302
    assert Answer.objects.get().note == "luring"


def test_an_upload_is_seen_by_its_own_person_only(stage: Stage, browser: Client, sign_in: Callable[[Any], Client]) -> None:
    address = upload(browser, fetched(browser))["Location"]
    assert browser.get(address).status_code == 200
    assert sign_in(stage.contributor).get(address).status_code == 404
    assert sign_in(stage.lead).get(address).status_code == 404


def test_what_cells_say_is_never_markup(stage: Stage, browser: Client) -> None:
    address = upload(browser, filled(fetched(browser), {"INFORMASI-S1": {"answer": "<script>1</script>", "note": "<b>x"}}))["Location"]
    page = browser.get(address).content.decode()
    assert "<script>1" not in page
    assert "&lt;script&gt;1" in page


def test_the_pages_lead_to_the_workbook(stage: Stage, browser: Client) -> None:
    assert HERE in browser.get("/kerja/2026/34.04/").content.decode()
    assert f"{HERE}unduh/?hak=informasi" in browser.get("/kerja/2026/34.04/hak/informasi/").content.decode()


def queries(browser: Client, method: str, url: str, data: Any = None) -> int:
    with CaptureQueriesContext(connection) as captured:
        response = browser.get(url) if method == "get" else browser.post(url, data() if callable(data) else data)
    assert response.status_code in {200, 302}
    return len(captured)


def test_download_upload_and_preview_read_no_more_with_more_answers(stage: Stage, browser: Client) -> None:
    outline(stage.framework)
    counts = []
    for answered in (False, True):
        if answered:
            fill(stage.assessment)
        content = filled(fetched(browser), {"INFORMASI-S1": {"answer": "No"}} if answered else {})
        down = queries(browser, "get", f"{HERE}unduh/")
        up = queries(browser, "post", HERE, lambda content=content: {"file": sent(content)})
        shown = queries(browser, "get", f"{HERE}{WorkbookImport.objects.get().pk}/")
        counts.append((down, up, shown))
    # The second upload deletes the first.
    assert counts[0][0] == counts[1][0] <= 8
    assert counts[1][1] <= counts[0][1] + 1 <= 10
    assert counts[0][2] == counts[1][2] <= 9
