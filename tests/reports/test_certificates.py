"""Certificates: the PDF, its making, and their verification by anyone."""

import hashlib
from io import BytesIO
from pathlib import Path
from typing import Any
from unittest.mock import patch

import pikepdf
import pytest
from django.core.files.storage import default_storage
from django.test import Client
from django.urls import reverse

from jobs.models import Job, JobState
from jobs.services import run as run_job
from reports.models import Certificate
from reports.services import certificates as service
from reports.services.certificates import CertificateChangedError, certificate_content, make_certificate, render_certificate, with_its_result
from tests.reports.conftest import DECREE, Year

pytestmark = pytest.mark.django_db


@pytest.fixture
def certificate(published_year: Year) -> Certificate:
    return with_its_result().get()


@pytest.fixture
def reader(client: Client) -> Client:
    client.cookies["django_language"] = "en"
    return client


def made(certificate: Certificate) -> Certificate:
    return make_certificate(certificate=certificate, publication=certificate.result.year.publication)


class TestPaper:
    @pytest.fixture
    def pdf(self, certificate: Certificate) -> bytes:
        return render_certificate(certificate=certificate, publication=certificate.result.year.publication)

    def test_one_landscape_page_of_a4_tagged_in_indonesian_and_archivable(self, pdf: bytes) -> None:
        with pikepdf.open(BytesIO(pdf)) as document:
            assert len(document.pages) == 1
            _, _, width, height = [float(edge) for edge in document.pages[0].mediabox]
            assert (round(width), round(height)) == (842, 595)
            assert document.Root.MarkInfo.Marked
            assert str(document.Root.Lang) == "id"
            metadata = document.open_metadata()
            assert (metadata["pdfaid:part"], metadata["pdfaid:conformance"]) == ("3", "A")

    def test_the_same_certificate_is_the_same_file(self, certificate: Certificate, pdf: bytes) -> None:
        assert render_certificate(certificate=certificate, publication=certificate.result.year.publication) == pdf

    def test_it_says_what_the_register_says(self, certificate: Certificate) -> None:
        page = service.certificate_page(certificate=certificate, publication=certificate.result.year.publication)
        for words in (
            "Kabupaten Sleman",
            "Kabupaten/Kota Peduli HAM Tahun 2026",
            certificate.number,
            certificate.token,
            DECREE.number,
            "14 November 2026",
        ):
            assert words in page, words
        assert DECREE.signatory_name in page
        assert "Contoh demonstrasi" not in page

    def test_the_code_leads_to_the_verification(self, certificate: Certificate, settings: Any) -> None:
        settings.PORTAL_PUBLIC_URL = "https://kkpham.contoh.go.id/"
        assert service.verification_url(certificate) == f"https://kkpham.contoh.go.id/piagam/{certificate.token}/"
        assert f"<title>Kode QR menuju https://kkpham.contoh.go.id/piagam/{certificate.token}/</title>" in service.certificate_page(
            certificate=certificate, publication=certificate.result.year.publication
        )

    def test_a_demonstration_is_marked_on_the_paper(self, certificate: Certificate) -> None:
        certificate.result.year.is_demonstration = True
        assert "Contoh demonstrasi" in service.certificate_page(certificate=certificate, publication=certificate.result.year.publication)

    def test_markup_in_a_decree_is_text(self, certificate: Certificate) -> None:
        certificate.result.year.publication.signatory_name = "<script>alert(1)</script>"
        page = service.certificate_page(certificate=certificate, publication=certificate.result.year.publication)
        assert "<script>" not in page


class TestMaking:
    def test_file_fingerprint_and_time_are_kept(self, certificate: Certificate) -> None:
        done = made(certificate)
        content = default_storage.open(done.file.name).read()
        assert done.made_at is not None
        assert done.sha256 == hashlib.sha256(content).hexdigest()
        assert certificate.token in done.file.name

    def test_making_twice_keeps_the_first(self, certificate: Certificate) -> None:
        first = made(certificate)
        second = made(certificate)
        assert (second.sha256, second.made_at, second.file.name) == (first.sha256, first.made_at, first.file.name)
        assert len(list(Path(default_storage.path("certificates/2026")).iterdir())) == 1

    def test_a_job_makes_its_certificates_and_shows_its_progress(self, certificate: Certificate) -> None:
        job = Job.objects.get(kind="certificates")
        run_job(job.pk)
        job.refresh_from_db()
        certificate.refresh_from_db()
        assert (job.state, job.done, job.total) == (JobState.DONE, 1, 1)
        assert certificate.made_at is not None

    def test_a_job_run_again_makes_nothing_twice(self, certificate: Certificate) -> None:
        made(certificate)
        job = Job.objects.get(kind="certificates")
        with patch.object(service, "render_certificate") as render:
            run_job(job.pk)
        job.refresh_from_db()
        assert job.state == JobState.DONE
        render.assert_not_called()


class TestLostFile:
    def test_it_is_printed_again_with_the_same_fingerprint(self, certificate: Certificate) -> None:
        done = made(certificate)
        default_storage.delete(done.file.name)
        content = certificate_content(with_its_result().get()).read()
        assert hashlib.sha256(content).hexdigest() == done.sha256
        assert default_storage.exists(done.file.name)

    def test_one_that_would_look_different_is_not_passed_off_as_the_old_one(self, certificate: Certificate) -> None:
        default_storage.delete(made(certificate).file.name)
        with patch.object(service, "render_certificate", return_value=b"%PDF-1.7 other"), pytest.raises(CertificateChangedError):
            certificate_content(with_its_result().get())


class TestVerification:
    def test_the_page_says_what_the_register_says(self, certificate: Certificate, reader: Client) -> None:
        made(certificate)
        page = reader.get(reverse("public:certificate", args=[certificate.token])).content.decode()
        certificate.refresh_from_db()
        for words in ("Kabupaten Sleman", certificate.number, DECREE.number, DECREE.signatory_name, "88.00", certificate.sha256):
            assert words in page, words

    def test_the_file_can_be_had_at_once(self, certificate: Certificate, reader: Client) -> None:
        answer = reader.get(reverse("public:certificate_file", args=[certificate.token]))
        content = b"".join(answer.streaming_content)
        certificate.refresh_from_db()
        assert answer["Content-Type"] == "application/pdf"
        assert answer["Content-Disposition"] == 'attachment; filename="KKPHAM-2026-34.04.pdf"'
        assert "immutable" in answer["Cache-Control"]
        assert hashlib.sha256(content).hexdigest() == certificate.sha256

    @pytest.mark.parametrize(
        "path", ["/piagam/tidak-ada/", "/piagam/tidak-ada/unduh/", "/piagam/?kode=tidak-ada", "/piagam/%00/", "/piagam/%3Cscript%3E/"]
    )
    def test_a_wrong_code_gets_a_page_that_helps(self, certificate: Certificate, reader: Client, path: str) -> None:
        page = reader.get(path)
        assert page.status_code == 404
        assert 'name="kode"' in page.content.decode()
        assert "<script>alert" not in page.content.decode()

    def test_an_empty_question_is_asked_again(self, reader: Client) -> None:
        page = reader.get("/piagam/", {"kode": " "})
        assert (page.status_code, list(page.context["form"].errors)) == (422, ["kode"])

    @pytest.mark.parametrize("typed", ["KKPHAM-2026-34.04", "kkpham-2026-34.04", " KKPHAM-2026-34.04 "])
    def test_number_leads_to_the_certificate(self, certificate: Certificate, reader: Client, typed: str) -> None:
        target = reverse("public:certificate", args=[certificate.token])
        assert reader.get("/piagam/", {"kode": typed})["Location"] == target
        assert reader.get(f"/piagam/{typed.strip()}/")["Location"] == target

    def test_code_is_found_exactly(self, certificate: Certificate, reader: Client) -> None:
        assert reader.get("/piagam/", {"kode": certificate.token}).status_code == 302
        assert reader.get("/piagam/", {"kode": certificate.token.swapcase()}).status_code == 404

    def test_verification_costs_few_queries(self, certificate: Certificate, reader: Client, django_assert_max_num_queries: Any) -> None:
        with django_assert_max_num_queries(2):
            reader.get(reverse("public:certificate", args=[certificate.token]))
