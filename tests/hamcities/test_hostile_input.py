"""What people with bad intentions send: markup, other regions' numbers, paths, tokens left out, signs no text holds."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings
from django.core import mail
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse

from assessments.models import Answer, Assessment, Evidence, EvidenceFile
from assessments.services.submission import submit_assessment
from tests.access_scenes import SCENES
from tests.access_table import TABLE
from tests.assessments.samples import pdf
from tests.factories import Stage, answer, evidence_file, fill

SCRIPT = "<script>alert(1)</script><img src=x onerror=alert(2)>"
HERE = "/kerja/2026/34.04/"
NUL = "\0"

pytestmark = pytest.mark.django_db


def upload(browser: Client, name: str, content: bytes | None = None, code: str = "INFORMASI-S1") -> Any:
    return browser.post(f"{HERE}{code}/data-dukung/", {"files": SimpleUploadedFile(name, content or pdf())})


class TestTokens:
    """A form of another site is refused everywhere."""

    @pytest.mark.parametrize("name", sorted(name for name, row in TABLE.items() if row.post is not None))
    def test_nothing_is_taken_without_its_token(self, stage: Stage, name: str) -> None:
        row = TABLE[name]
        ids = SCENES[row.scene](stage)
        browser = Client(enforce_csrf_checks=True)
        person = next((role for role in row.act or row.may if role in stage.people), None)
        if person is not None:
            browser.force_login(stage.people[person], backend="accounts.backends.MemberBackend")
        url = reverse(name, kwargs={key: ids.get(value, value) if isinstance(value, str) else value for key, value in row.kwargs.items()})
        response = browser.post(url, {key: value() if callable(value) else value for key, value in row.data.items()})
        assert response.status_code == 403
        assert "403_csrf.html" in [template.name for template in response.templates]

    def test_no_view_is_exempt(self) -> None:
        code = [path for path in settings.BASE_DIR.glob("*/**/*.py") if ".venv" not in path.parts and "tests" not in path.parts]
        assert len(code) > 100
        assert [path for path in code if "csrf_exempt" in path.read_text(encoding="utf-8")] == []


@pytest.mark.parametrize("elsewhere", ["https://jahat.example/", "//jahat.example", r"/\jahat.example", "javascript:alert(1)"])
def test_the_sign_in_leads_nobody_to_another_site(stage: Stage, elsewhere: str) -> None:
    from tests.factories import PASSWORD

    response = Client().post(f"/akun/masuk/?next={elsewhere}", {"username": stage.coordinator.email, "password": PASSWORD, "next": elsewhere})
    assert (response.status_code, response["Location"]) == (302, "/kerja/")


class TestMarkup:
    """Whatever people type is text, wherever it is shown."""

    def test_in_an_explanation(self, stage: Stage, sign_in: Callable[[Any], Client]) -> None:
        answer(stage.assessment, "INFORMASI-S1", choice="yes", note=SCRIPT, version=1, updated_by=stage.contributor)
        pages = [sign_in(stage.coordinator).get(f"{HERE}INFORMASI-S1/"), sign_in(stage.observer).get(f"{HERE}INFORMASI-S1/")]
        pages.append(sign_in(stage.coordinator).post(f"{HERE}INFORMASI-S1/", {"choice": "no", "note": SCRIPT, "version": 0}))
        assert [page.status_code for page in pages] == [200, 200, 409]
        for page in pages:
            assert "<script>alert" not in page.content.decode()
            assert "<img src=x" not in page.content.decode()
            assert "&lt;script&gt;alert(1)" in page.content.decode()

    def test_in_the_record_the_verification_and_the_receipt(self, stage: Stage, sign_in: Callable[[Any], Client]) -> None:
        fill(stage.assessment)
        Answer.objects.update(note=SCRIPT)
        submit_assessment(assessment=stage.assessment, by=stage.signatory)
        pages = [
            sign_in(stage.coordinator).get(f"{HERE}kiriman/1/"),
            sign_in(stage.verifier).get("/verifikasi/2026/34.04/INFORMASI-S1/"),
        ]
        for page in pages:
            assert page.status_code == 200
            assert "<script>alert" not in page.content.decode()
        assert sign_in(stage.coordinator).get(f"{HERE}kiriman/1/tanda-terima/").content.startswith(b"%PDF")

    @pytest.mark.parametrize(
        "address",
        [
            "/daerah/?cari={0}",
            "/daerah/?tahun={0}&urut={0}",
            "/daerah/{0}/",
            "/piagam/?kode={0}",
            "/piagam/{0}/",
            "/?tahun={0}",
            "/akun/masuk/?next={0}",
        ],
    )
    def test_in_an_address(self, stage: Stage, address: str) -> None:
        page = Client().get(address.format("%3Cscript%3Ealert(1)%3C%2Fscript%3E".replace("%2F", "%5C")))
        assert page.status_code in {200, 404}
        assert "<script>alert" not in page.content.decode()

    def test_in_a_search_of_officials(self, stage: Stage, sign_in: Callable[[Any], Client]) -> None:
        for person, address in ((stage.lead, "/kerja/"), (stage.verifier, "/verifikasi/"), (stage.reviewer, "/penilaian/")):
            page = sign_in(person).get(address, {"cari": SCRIPT, "provinsi": SCRIPT, "status": SCRIPT, "keadaan": SCRIPT, "tampil": SCRIPT})
            assert page.status_code == 200
            assert "<script>alert" not in page.content.decode()

    def test_in_the_texts_of_a_framework(self, stage: Stage, sign_in: Callable[[Any], Client]) -> None:
        from indicators.models import Framework
        from tests.factories_indicators import small_framework

        assert Framework.objects.exists()
        framework = small_framework(code="jahat", state="draft")
        indicator = framework.indicators.order_by("order").first()
        assert indicator is not None
        for name in ("statement", "definition", "rationale", "unit", "evidence"):
            setattr(indicator, name, {"id": SCRIPT, "en": SCRIPT})
        indicator.save()
        for address in ("/kerangka/jahat/", f"/kerangka/jahat/{indicator.code}/"):
            page = Client().get(address)
            assert "<script>alert" not in page.content.decode()

    @pytest.mark.parametrize(
        "name", [f"{SCRIPT}.pdf", "../../etc/cron.d/x.pdf", "..\\..\\win.ini.pdf", "a\r\nSet-Cookie: x=1.pdf", "a\u202efdp.exe.pdf", f"a{NUL}b.pdf"]
    )
    def test_in_the_name_of_a_file(self, stage: Stage, sign_in: Callable[[Any], Client], name: str) -> None:
        browser = sign_in(stage.coordinator)
        file = SimpleUploadedFile("x.pdf", pdf())
        file.name = name
        browser.post(f"{HERE}INFORMASI-S1/data-dukung/", {"files": file})
        stored = EvidenceFile.objects.get()
        assert not set(stored.original_name) & set('<>:"/\\|?*\r\n\0\u202e')
        assert Path(stored.file.path).resolve().is_relative_to(Path(settings.MEDIA_ROOT).resolve())
        assert "pdf" not in stored.file.name, "the storage knows nothing of the name"
        page = browser.get(f"{HERE}INFORMASI-S1/").content.decode()
        assert "<script>alert" not in page
        assert "<img src=x" not in page
        download = browser.get(reverse("assessments:evidence_file", args=[stored.pk]))
        assert download["Content-Disposition"].startswith("attachment")
        assert "Set-Cookie" not in download.headers


class TestOtherRegions:
    """Numbers can be guessed; what one may not see is not there."""

    def test_files_of_other_regions_are_not_found_by_counting(self, stage: Stage, sign_in: Callable[[Any], Client]) -> None:
        for region in (stage.region, stage.neighbour, stage.far_region):
            evidence_file(region)
        browser = sign_in(stage.far_coordinator)
        foreign = EvidenceFile.objects.exclude(region=stage.far_region).values_list("pk", flat=True)
        assert len(foreign) == 2
        assert {browser.get(reverse("assessments:evidence_file", args=[pk])).status_code for pk in foreign} == {404}
        assert browser.get(reverse("assessments:evidence_file", args=[2**70])).status_code == 404

    def test_evidence_of_another_region_is_not_removed_through_ones_own_page(self, stage: Stage, sign_in: Callable[[Any], Client]) -> None:
        theirs = answer(stage.assessment, "INFORMASI-S1", choice="yes").evidence.get()
        own = Assessment.objects.get(cycle=stage.cycle, region=stage.far_region)
        answer(own, "INFORMASI-S1", choice="yes")
        response = sign_in(stage.far_coordinator).post(f"/kerja/2026/91.03/INFORMASI-S1/data-dukung/{theirs.pk}/hapus/")
        assert response.status_code == 404
        assert Evidence.objects.filter(pk=theirs.pk).exists()

    def test_submissions_and_receipts_of_another_region_are_not_found(self, stage: Stage, sign_in: Callable[[Any], Client]) -> None:
        fill(stage.assessment)
        submit_assessment(assessment=stage.assessment, by=stage.signatory)
        for person in (stage.far_coordinator, stage.far_verifier):
            browser = sign_in(person)
            for part in ("kiriman/1/", "kiriman/1/tanda-terima/", "kirim/"):
                assert browser.get(f"{HERE}{part}").status_code == 404


class TestFiles:
    """A file is never what it says it is until its content was read, and never runs in the browser."""

    @pytest.mark.parametrize(
        ("name", "content"),
        [
            ("laporan.pdf", b"<html><script>alert(1)</script></html>"),
            ("foto.png", b'<svg xmlns="http://www.w3.org/2000/svg" onload="alert(1)"/>'),
            ("foto.jpg", b"GIF89a" + b"\0" * 60),
        ],
    )
    def test_markup_under_another_name_is_not_stored(self, stage: Stage, sign_in: Callable[[Any], Client], name: str, content: bytes) -> None:
        assert upload(sign_in(stage.coordinator), name, content).status_code == 422
        assert not EvidenceFile.objects.exists()

    def test_a_file_is_served_with_its_own_type_and_without_rights(self, stage: Stage, sign_in: Callable[[Any], Client]) -> None:
        browser = sign_in(stage.coordinator)
        browser.post(f"{HERE}INFORMASI-S1/data-dukung/", {"files": SimpleUploadedFile("halaman.html", pdf(), "text/html")})
        stored = EvidenceFile.objects.get()
        shown = browser.get(reverse("assessments:evidence_file", args=[stored.pk]), {"lihat": ""})
        assert shown["Content-Type"] == "application/pdf"
        assert shown["X-Content-Type-Options"] == "nosniff"
        assert shown["Content-Security-Policy"].startswith("sandbox;")
        assert stored.original_name.endswith(".pdf")


class TestStrangeSigns:
    """NUL is in no text of people and PostgreSQL takes none: such a request is refused, never a server error."""

    @pytest.mark.parametrize(
        "address", ["/kerja/2026/%00/", "/kerja/2026/34.04%00/kirim/", "/verifikasi/2026/%00/", "/penilaian/2026/%00/", "/penetapan/2026/1/%00/"]
    )
    def test_in_an_address_of_officials(self, stage: Stage, sign_in: Callable[[Any], Client], address: str) -> None:
        for person in (stage.coordinator, stage.verifier, stage.reviewer, stage.lead):
            assert sign_in(person).get(address).status_code == 404

    @pytest.mark.parametrize(
        "address", ["/daerah/%00/", "/piagam/%00/", "/piagam/%00/unduh/", "/daerah/?cari=%00", "/?tahun=%00", "/piagam/?kode=%00"]
    )
    def test_in_a_public_address(self, stage: Stage, address: str) -> None:
        assert Client().get(address).status_code in {200, 400, 404, 422}

    def test_in_a_search_of_officials(self, stage: Stage, sign_in: Callable[[Any], Client]) -> None:
        for person, address in (
            (stage.lead, "/kerja/"),
            (stage.verifier, "/verifikasi/"),
            (stage.reviewer, "/penilaian/"),
            (stage.lead, "/penetapan/"),
        ):
            page = sign_in(person).get(address, {"cari": NUL, "provinsi": NUL, "status": NUL, "keadaan": NUL, "tahun": NUL, "halaman": NUL})
            assert page.status_code < 500

    def test_in_a_form(self, stage: Stage, sign_in: Callable[[Any], Client]) -> None:
        browser = sign_in(stage.coordinator)
        assert browser.post(f"{HERE}INFORMASI-S1/", {"choice": "yes", "note": f"a{NUL}b", "version": 0}).status_code == 400
        caption = browser.post(f"{HERE}INFORMASI-S1/data-dukung/", {"files": SimpleUploadedFile("x.pdf", pdf()), "caption": f"a{NUL}b", "pages": NUL})
        assert caption.status_code == 400
        assert not EvidenceFile.objects.exists()
        assert Client().post("/akun/masuk/", {"username": NUL, "password": NUL}).status_code == 400

    def test_in_the_reason_for_opening_a_scoring_again(self, stage: Stage, sign_in: Callable[[Any], Client]) -> None:
        SCENES["reviewed"](stage)
        response = sign_in(stage.lead).post("/penilaian/2026/34.04/buka/", {"reason": f"a{NUL}b"})
        assert response.status_code == 400

    @pytest.mark.parametrize("address", ["/kerja/99999999999999999999/34.04/", "/siklus/99999999999999999999/", "/pekerjaan/99999999999999999999/"])
    def test_numbers_no_column_holds_are_not_found(self, stage: Stage, sign_in: Callable[[Any], Client], address: str) -> None:
        assert sign_in(stage.lead).get(address).status_code == 404


def test_no_line_can_be_added_to_a_letter(stage: Stage, mailoutbox: Any, django_capture_on_commit_callbacks: Any) -> None:
    stage.coordinator.full_name = "Nama\r\nBcc: korban@contoh.go.id"
    stage.coordinator.save()
    with django_capture_on_commit_callbacks(execute=True):
        Client().post("/akun/kata-sandi/lupa/", {"email": stage.coordinator.email})
        Client().post("/akun/kata-sandi/lupa/", {"email": f"{stage.coordinator.email}\r\nBcc: korban@contoh.go.id"})
    (letter,) = mail.outbox
    assert "\n" not in letter.subject
    assert letter.recipients() == [stage.coordinator.email]
    assert "Bcc" not in letter.message()
