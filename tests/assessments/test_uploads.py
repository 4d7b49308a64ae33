"""Uploads in parts, request by request: begun, gone on with, taken in, given up."""

import base64
import hashlib
import uuid
from datetime import timedelta
from pathlib import Path

import pytest
from django.utils import timezone

from assessments.models import Event, Evidence, EvidenceFile, PhaseCode, Upload
from assessments.services import upload_parts
from assessments.services.uploads import OPEN_LIMIT, sweep_uploads
from tests.assessments.samples import pdf
from tests.factories import close_phase

BEGIN = "/kerja/2026/34.04/INFORMASI-S1/unggah/"
TUS = {"Tus-Resumable": "1.0.0", "Accept": "application/json"}
PART = "application/offset+octet-stream"


@pytest.fixture(autouse=True)
def parts(settings, tmp_path) -> Path:
    settings.UPLOADS_DIR = tmp_path / "uploads"
    return settings.UPLOADS_DIR


@pytest.fixture
def browser(stage, sign_in):
    client = sign_in(stage.coordinator)
    client.cookies["django_language"] = "en"
    return client


def begin(browser, size, name="Perda 3.pdf", **headers):
    meta = f"filename {base64.b64encode(name.encode()).decode()},filetype YXBwbGljYXRpb24vcGRm"
    return browser.post(BEGIN, headers=TUS | {"Upload-Length": str(size), "Upload-Metadata": meta} | headers)


def send(browser, url, content, offset, **headers):
    return browser.patch(url, content, content_type=PART, headers=TUS | {"Upload-Offset": str(offset)} | headers)


def offset(browser, url):
    return int(browser.head(url, headers=TUS)["Upload-Offset"])


def send_all(browser, content, name="Perda 3.pdf"):
    url = begin(browser, len(content), name)["Location"]
    send(browser, url, content, 0)
    return url, browser.post(url, headers=TUS)


def test_a_file_arrives_in_parts_and_is_taken_in(stage, browser, django_capture_on_commit_callbacks):
    content = pdf(pages=7)
    begun = begin(browser, len(content))
    url = begun["Location"]
    assert (begun.status_code, begun["Tus-Resumable"], offset(browser, url)) == (201, "1.0.0", 0)
    middle = len(content) // 2
    first = send(browser, url, content[:middle], 0)
    assert (first.status_code, first["Upload-Offset"]) == (204, str(middle))
    assert offset(browser, url) == middle
    assert browser.get(BEGIN).json()["unfinished"] == [{"url": url, "name": "Perda 3.pdf", "size": len(content), "received": middle}]
    send(browser, url, content[middle:], middle)
    with django_capture_on_commit_callbacks(execute=True):
        told = browser.post(url, headers=TUS)
    assert (told.status_code, told.json()["outcome"]) == (200, "stored")
    file = Evidence.objects.get(answer__indicator__code="INFORMASI-S1").file
    assert (file.sha256, file.page_count, file.uploaded_by) == (hashlib.sha256(content).hexdigest(), 7, stage.coordinator)
    with file.file.open() as stored:
        assert stored.read() == content
    assert upload_parts.arrived(Upload.objects.get().pk) == 0
    # Whoever did not hear the answer asks again.
    assert browser.post(url, headers=TUS).json() == told.json()
    assert offset(browser, url) == len(content)
    assert Event.objects.filter(code="evidence_added").count() == 1


def test_what_the_protocol_offers_is_told(browser, settings):
    told = browser.options(BEGIN, headers=TUS)
    assert (told["Tus-Version"], told["Tus-Extension"], told["Tus-Max-Size"]) == ("1.0.0", "creation,termination", str(settings.EVIDENCE_MAX_BYTES))


def test_a_file_too_large_is_refused_before_a_byte_is_sent(browser, settings):
    refused = begin(browser, settings.EVIDENCE_MAX_BYTES + 1)
    assert refused.status_code == 413
    assert "at most" in refused.content.decode()
    assert not Upload.objects.exists()


@pytest.mark.parametrize(
    ("headers", "status"),
    [
        ({"Tus-Resumable": "0.2.2"}, 412),
        ({"Upload-Length": "0"}, 400),
        ({"Upload-Length": "-1"}, 400),
        ({"Upload-Length": "9" * 40}, 400),
        ({"Upload-Length": "²"}, 400),
        ({"Upload-Metadata": "filename %%%"}, 400),
        ({"Upload-Metadata": "filename /w=="}, 400),
        ({"Upload-Metadata": "filename AGE="}, 400),
    ],
)
def test_a_beginning_that_cannot_be_read_is_refused(browser, headers, status):
    assert begin(browser, 10, **headers).status_code == status
    assert not Upload.objects.exists()


def test_parts_are_taken_only_where_they_belong(browser):
    url = begin(browser, 10)["Location"]
    send(browser, url, b"12345", 0)
    wrong = send(browser, url, b"12345", 0)
    assert (wrong.status_code, wrong["Upload-Offset"]) == (409, "5")
    assert send(browser, url, b"67890", 6).status_code == 409
    assert send(browser, url, b"678901", 5).status_code == 413
    assert send(browser, url, b"67890", "x").status_code == 400
    assert browser.patch(url, b"67890", content_type="text/plain", headers=TUS | {"Upload-Offset": "5"}).status_code == 415
    assert browser.patch(url, b"67890", content_type=PART, headers={"Upload-Offset": "5"}).status_code == 412
    assert browser.post(url, headers=TUS).status_code == 409
    assert offset(browser, url) == 5


def test_the_length_on_disk_is_the_truth(browser, parts):
    url = begin(browser, 10)["Location"]
    upload = Upload.objects.get()
    upload_parts.path_of(upload.pk).write_bytes(b"1234567")
    assert offset(browser, url) == 7
    upload_parts.discard(upload.pk)
    assert offset(browser, url) == 0
    assert send(browser, url, b"1234567890", 0).status_code == 204


def test_two_connections_never_mix_their_bytes(parts):
    upload = uuid.uuid4()
    with upload_parts.open_part(upload) as first, upload_parts.open_part(upload) as second:
        assert upload_parts.append(first, b"abc", at=0) == 3
        with pytest.raises(upload_parts.WrongPlaceError):
            upload_parts.append(second, b"abcd", at=0)
        assert upload_parts.append(second, b"def", at=3) == 6
        with pytest.raises(upload_parts.WrongPlaceError):
            upload_parts.append(first, b"x", at=3)
    assert upload_parts.path_of(upload).read_bytes() == b"abcdef"


def test_a_file_that_is_no_evidence_is_refused_with_its_reason(browser, django_capture_on_commit_callbacks):
    with django_capture_on_commit_callbacks(execute=True):
        _url, told = send_all(browser, b"MZ" + b"\0" * 500, "program.pdf")
    assert told.json()["outcome"] == "refused"
    assert "PDF" in told.json()["message"]
    assert not EvidenceFile.objects.exists()
    assert upload_parts.arrived(Upload.objects.get().pk) == 0


def test_a_pdf_with_too_many_pages_is_refused(browser, settings):
    settings.EVIDENCE_MAX_PAGES = 5
    _url, told = send_all(browser, pdf(pages=6))
    assert (told.json()["outcome"], "6 pages" in told.json()["message"]) == ("refused", True)


def test_a_file_the_region_has_is_used_again(stage, browser):
    content = pdf(text="sama")
    send_all(browser, content)
    assert send_all(browser, content)[1].json()["outcome"] == "reused"
    assert (EvidenceFile.objects.count(), Evidence.objects.count()) == (1, 1)


def test_an_upload_is_its_own_persons(stage, sign_in, browser):
    url = begin(browser, 10)["Location"]
    for person in ("contributor", "signatory", "verifier", "far_coordinator"):
        other = sign_in(getattr(stage, person))
        assert [other.head(url, headers=TUS).status_code, send(other, url, b"1", 0).status_code, other.delete(url, headers=TUS).status_code] == [
            404
        ] * 3
    assert Upload.objects.get().received == 0


def test_a_session_that_ended_is_told_and_the_upload_waits(stage, browser, client, sign_in):
    url = begin(browser, 10)["Location"]
    send(browser, url, b"12345", 0)
    assert send(client, url, b"67890", 5).status_code == 401
    assert client.head(url, headers=TUS).status_code == 401
    again = sign_in(stage.coordinator)
    assert offset(again, url) == 5
    assert send(again, url, b"67890", 5).status_code == 204


def test_without_the_forms_token_nothing_is_taken(stage, browser):
    from django.test import Client

    strict = Client(enforce_csrf_checks=True)
    strict.cookies = browser.cookies
    assert begin(strict, 10).status_code == 403
    assert not Upload.objects.exists()


def test_a_deadline_that_passes_on_the_way_is_told(stage, browser):
    url = begin(browser, 10)["Location"]
    close_phase(stage.cycle, PhaseCode.FILLING)
    refused = send(browser, url, b"12345", 0)
    assert refused.status_code == 403
    assert "deadline" in refused.content.decode()
    assert begin(browser, 10).status_code == 403


def test_an_upload_that_is_given_up_leaves_nothing(browser, parts):
    url = begin(browser, 10)["Location"]
    send(browser, url, b"12345", 0)
    assert browser.delete(url, headers=TUS).status_code == 204
    assert not Upload.objects.exists()
    assert list(parts.iterdir()) == []
    assert browser.head(url, headers=TUS).status_code == 404


def test_a_full_disk_is_told_and_what_has_arrived_is_kept(browser, monkeypatch):
    url = begin(browser, 10)["Location"]
    send(browser, url, b"12345", 0)

    def full(*args, **kwargs):
        raise OSError(28, "No space left on device")

    with monkeypatch.context() as patch:
        patch.setattr(upload_parts, "append", full)
        refused = send(browser, url, b"67890", 5)
    assert (refused.status_code, refused["Upload-Offset"]) == (507, "5")
    assert send(browser, url, b"67890", 5).status_code == 204


def test_nobody_begins_uploads_without_end(stage, browser):
    indicator = stage.framework.indicators.get(code="INFORMASI-S1")
    rows = [Upload(assessment=stage.assessment, indicator=indicator, by=stage.coordinator, name="a", size=9) for _number in range(OPEN_LIMIT)]
    Upload.objects.bulk_create(rows)
    assert begin(browser, 10).status_code == 429
    Upload.objects.filter(pk=rows[0].pk).update(touched_at=timezone.now() - timedelta(hours=2))
    assert begin(browser, 10).status_code == 201
    assert not Upload.objects.filter(pk=rows[0].pk).exists()


def test_what_nobody_goes_on_with_is_swept_away(browser, parts):
    import os

    old, new = begin(browser, 10)["Location"], begin(browser, 10)["Location"]
    key = uuid.UUID(old.split("/")[-2])
    days_ago = timezone.now() - timedelta(days=5)
    Upload.objects.filter(pk=key).update(touched_at=days_ago)
    stray = parts / f"{uuid.uuid4().hex}.part"
    stray.write_bytes(b"x")
    # A part written to a moment ago is alive, whatever its row says.
    assert sweep_uploads() == 0
    for path in (upload_parts.path_of(key), stray):
        os.utime(path, (days_ago.timestamp(), days_ago.timestamp()))
    assert sweep_uploads() == 2
    assert [Upload.objects.count(), len(list(parts.iterdir())), offset(browser, new)] == [1, 1, 0]
