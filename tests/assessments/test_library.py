"""The files of a region: found, used again with their pages, described, shown page by page."""

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test.utils import CaptureQueriesContext

from accounts.models import WorkUnit
from assessments.models import Assignment, Event, Evidence, EvidenceFile
from assessments.services.library import files_for, library_rows
from assessments.services.stray_files import sweep_stray_files
from tests.assessments.samples import office, pdf, picture
from tests.factories import answer, evidence_file

HOME = "/kerja/2026/34.04/"
LIBRARY = f"{HOME}berkas/"


@pytest.fixture
def browser(stage, sign_in):
    client = sign_in(stage.coordinator)
    client.cookies["django_language"] = "en"
    return client


def upload(browser, name, content, code="INFORMASI-S1"):
    browser.post(f"{HOME}{code}/data-dukung/", {"files": SimpleUploadedFile(name, content)})
    return EvidenceFile.objects.get(original_name=name)


def names(response):
    return [row.file.original_name for row in response.context["rows"]]


def test_one_file_supports_several_answers_each_with_its_pages(stage, browser):
    file = upload(browser, "laporan.pdf", pdf(pages=9))
    used = browser.post(f"{HOME}KESEHATAN-S1/data-dukung/pakai/", {"file": file.pk, "pages": "3-5", "caption": "Tabel 2"})
    assert used.status_code == 302
    second = Evidence.objects.get(answer__indicator__code="KESEHATAN-S1")
    assert (second.file, second.pages, second.caption, second.added_by) == (file, "3-5", "Tabel 2", stage.coordinator)
    assert EvidenceFile.objects.count() == 1
    # A second click adds nothing.
    browser.post(f"{HOME}KESEHATAN-S1/data-dukung/pakai/", {"file": file.pk})
    assert (Evidence.objects.count(), Event.objects.filter(code="evidence_reused").count()) == (2, 1)


def test_files_of_other_regions_and_none_at_all_are_refused(stage, browser):
    foreign = evidence_file(stage.far_region, "asing")
    for data in ({"file": foreign.pk}, {}, {"file": "x"}, {"file": "9" * 30}, {"sha256": foreign.sha256}):
        assert browser.post(f"{HOME}INFORMASI-S1/data-dukung/pakai/", data).status_code == 422
    assert not Evidence.objects.exists()


def test_the_browser_asks_for_a_file_by_its_fingerprint(stage, browser):
    file = upload(browser, "laporan.pdf", pdf())
    ask = f"{HOME}KESEHATAN-S1/data-dukung/ada/?sha256="
    assert browser.get(f"{ask}{file.sha256}").json()["file"] == file.pk
    assert browser.get(f"{HOME}INFORMASI-S1/data-dukung/ada/?sha256={file.sha256}").json()["here"] is True
    for unknown in ("0" * 64, "x", "", "%00", "A" * 5000):
        assert browser.get(f"{ask}{unknown}").json() == {"known": False}
    EvidenceFile.objects.update(scan_state="infected")
    assert "refused" in browser.get(f"{ask}{file.sha256}").json()


def test_files_are_found_by_word_kind_and_use(stage, browser):
    upload(browser, "laporan.pdf", pdf())
    upload(browser, "foto.png", picture("PNG"))
    unused = evidence_file(stage.region, "lama")
    Evidence.objects.filter(file__original_name="foto.png").update(caption="Ramp di sekolah")
    assert set(names(browser.get(LIBRARY))) == {"laporan.pdf", "foto.png", "lama.pdf"}
    assert names(browser.get(LIBRARY, {"cari": "sekolah ramp"})) == ["foto.png"]
    assert names(browser.get(LIBRARY, {"jenis": "gambar"})) == ["foto.png"]
    assert names(browser.get(LIBRARY, {"belum": "on"})) == [unused.original_name]
    assert names(browser.get(LIBRARY, {"cari": "tidak ada"})) == []
    for odd in ({"jenis": "x"}, {"halaman": "x"}, {"untuk": "TIDAK-ADA"}, {"cari": "x" * 5000}):
        assert browser.get(LIBRARY, odd).status_code == 200


def test_an_indicators_own_files_are_marked_and_old_ones_warned_of(stage, browser):
    file = upload(browser, "laporan.pdf", pdf())
    EvidenceFile.objects.filter(pk=file.pk).update(document_year=2001)
    here = browser.get(LIBRARY, {"untuk": "INFORMASI-S1"}).context["rows"][0]
    there = browser.get(LIBRARY, {"untuk": "KESEHATAN-S1"}).context["rows"][0]
    assert (here.is_used_here, there.is_used_here) == (True, False)
    strict = stage.framework.indicators.get(code="KESEHATAN-S1")
    strict.evidence_valid_years = 2
    [row] = library_rows(EvidenceFile.objects.all(), indicator=strict, data_year=2025)
    assert (row.age.is_too_old, [use.code for use in row.uses]) == (True, ["INFORMASI-S1"])


def test_a_contributor_finds_the_files_of_their_part_and_their_own(stage, sign_in, browser):
    upload(browser, "informasi.pdf", pdf())
    upload(browser, "kesehatan.pdf", pdf(pages=2), code="KESEHATAN-S1")
    other = WorkUnit.objects.create(region=stage.region, name="Dinas Kominfo")
    Assignment.objects.filter(indicator__code="INFORMASI-S1").update(work_unit=other)
    assert [file.original_name for file in files_for(stage.contributor, stage.region)] == ["kesehatan.pdf"]
    page = sign_in(stage.contributor).get(LIBRARY, {"untuk": "INFORMASI-S1"})
    assert (names(page), page.context["indicator"]) == (["kesehatan.pdf"], None)
    informasi = EvidenceFile.objects.get(original_name="informasi.pdf")
    assert sign_in(stage.contributor).get(f"/data-dukung/{informasi.pk}/").status_code in {403, 404}
    assert sign_in(stage.contributor).post(f"{HOME}INFORMASI-S1/data-dukung/pakai/", {"file": informasi.pk}).status_code == 403


def test_a_fingerprint_alone_opens_no_file_of_another_opd(stage, sign_in, browser):
    content = pdf(pages=2)
    theirs = upload(browser, "informasi.pdf", content)
    other = WorkUnit.objects.create(region=stage.region, name="Dinas Kominfo")
    Assignment.objects.filter(indicator__code="INFORMASI-S1").update(work_unit=other)
    contributor = sign_in(stage.contributor)
    mine = f"{HOME}KESEHATAN-S1/data-dukung/"
    assert contributor.get(f"{mine}ada/?sha256={theirs.sha256}").json() == {"known": False}
    used = contributor.post(f"{mine}pakai/", {"sha256": theirs.sha256}, headers={"Accept": "application/json"})
    assert (used.status_code, Evidence.objects.count()) == (422, 1)
    # Whoever has the file itself sends it; it is stored once, and is theirs to see from then on.
    assert contributor.post(mine, {"files": SimpleUploadedFile("salinan.pdf", content)}).status_code == 302
    assert (EvidenceFile.objects.count(), Evidence.objects.count()) == (1, 2)
    assert contributor.get(f"/data-dukung/{theirs.pk}/").status_code == 200
    # The coordinator sees the files of all and needs not send any twice.
    assert browser.get(f"{mine}ada/?sha256={theirs.sha256}").json()["file"] == theirs.pk


def test_a_file_known_to_be_infected_is_refused_by_the_plain_form_too(stage, browser):
    content = pdf()
    known = upload(browser, "laporan.pdf", content)
    EvidenceFile.objects.update(scan_state="infected")
    again = browser.post(
        f"{HOME}KESEHATAN-S1/data-dukung/", {"files": [SimpleUploadedFile("b.pdf", content), SimpleUploadedFile("c.png", picture("PNG"))]}
    )
    assert again.status_code == 422
    assert [file.name for file in again.context["refused_files"]] == ["b.pdf"]
    assert "virus" in again.context["refused_files"][0].reason
    saved = browser.post(f"{HOME}KESEHATAN-S1/", {"choice": "yes", "version": 0, "files": SimpleUploadedFile("b.pdf", content)})
    assert saved.status_code == 422
    assert not Evidence.objects.filter(file=known, answer__indicator__code="KESEHATAN-S1").exists()
    assert Evidence.objects.filter(answer__indicator__code="KESEHATAN-S1").count() == 1


def test_what_is_said_of_a_file_is_changed_afterwards(stage, browser):
    file = upload(browser, "laporan.pdf", pdf())
    evidence = Evidence.objects.get()
    page = f"{HOME}INFORMASI-S1/data-dukung/{evidence.pk}/"
    assert browser.get(page).status_code == 200
    said = {"caption": "Tabel 2", "pages": "3-5", "document_year": "2024", "is_public": "on"}
    assert browser.post(page, said).status_code == 302
    evidence.refresh_from_db()
    file.refresh_from_db()
    assert (evidence.caption, evidence.pages, file.document_year, file.is_public) == ("Tabel 2", "3-5", 2024, True)
    codes = ["evidence_added", "document_year_set", "evidence_described"]
    assert list(Event.objects.values_list("code", flat=True)) == codes
    browser.post(page, said)
    assert Event.objects.count() == len(codes)
    for wrong in ({"document_year": "3024"}, {"document_year": "dua"}, {"document_year": "-1"}, {"caption": "x" * 201}):
        assert browser.post(page, said | wrong).status_code == 422
    evidence.refresh_from_db()
    assert evidence.caption == "Tabel 2"


def test_files_are_internal_until_somebody_says_otherwise(browser):
    assert not upload(browser, "laporan.pdf", pdf()).is_public


def test_pages_and_pictures_are_drawn(stage, browser, sign_in):
    document, photo = upload(browser, "laporan.pdf", pdf(pages=3)), upload(browser, "foto.jpg", picture("JPEG", size=(2000, 1500)))
    for address in (f"/data-dukung/{document.pk}/halaman/3/", f"/data-dukung/{photo.pk}/halaman/1/"):
        drawn = sign_in(stage.reviewer).get(address)
        assert (drawn.status_code, drawn["Content-Type"], drawn.content[8:12]) == (200, "image/webp", b"WEBP")
    for number in ("0", "4", "99999999999"):
        assert browser.get(f"/data-dukung/{document.pk}/halaman/{number}/").status_code == 422
    page = browser.get(f"/data-dukung/{document.pk}/lihat/?halaman=2")
    assert (page.context["number"], page.context["before"], page.context["after"]) == (2, 1, 3)
    for odd in ("99", "0", "x", "9" * 40, "²"):
        assert browser.get(f"/data-dukung/{document.pk}/lihat/", {"halaman": odd}).status_code == 200


def test_what_cannot_be_shown_is_offered_for_download(browser):
    table = upload(browser, "tabel.xlsx", office("xlsx"))
    page = browser.get(f"/data-dukung/{table.pk}/lihat/")
    assert page.context["is_shown"] is False
    assert browser.get(f"/data-dukung/{table.pk}/halaman/1/").status_code == 422


def test_the_list_of_files_asks_as_often_for_many_as_for_few(stage, browser):
    def asked():
        with CaptureQueriesContext(connection) as queries:
            assert browser.get(LIBRARY, {"untuk": "INFORMASI-S1"}).status_code == 200
        return len(queries)

    answer(stage.assessment, "INFORMASI-S1", choice="yes", files=2)
    asked()
    few = asked()
    answer(stage.assessment, "KESEHATAN-S1", choice="yes", files=15)
    assert asked() == few
    assert few <= 16


def test_files_without_a_row_are_swept_away_after_a_day(browser, settings):
    import os
    import time
    from pathlib import Path

    file = upload(browser, "laporan.pdf", pdf())
    folder = Path(settings.MEDIA_ROOT) / "evidence" / "34.04"
    old, new = folder / "lama", folder / "baru"
    for stray in (old, new):
        stray.write_bytes(b"x")
    day_before = time.time() - 2 * 86400
    for path in (old, folder / Path(file.file.name).name):
        os.utime(path, (day_before, day_before))
    assert sweep_stray_files() == 1
    assert [old.exists(), new.exists(), (folder / Path(file.file.name).name).exists()] == [False, True, True]
