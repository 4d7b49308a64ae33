"""Bad input, item by item, as a reader in Indonesia meets it: the right status, a clear sentence, nothing lost."""

import shutil
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.core.management import CommandError, call_command
from django.test import Client
from django.utils import timezone

from assessments.models import Answer, Event, PhaseCode
from regions.models import Region
from regions.register import DATA as REGIONS
from reports.models import PublishedResult
from reports.services.published import DATA as PUBLISHED
from tests.assessments.samples import pdf
from tests.factories import Stage, answer, close_phase

HERE = "/kerja/2026/34.04/"
NOTE = "Perda 3/2024 pasal 7, dua sanksi"


@pytest.fixture
def coordinator(stage: Stage, sign_in: Callable[[Any], Client]) -> Client:
    return sign_in(stage.coordinator)


def save(browser: Client, code: str = "INFORMASI-S1", **data: Any) -> Any:
    return browser.post(f"{HERE}{code}/", {"version": 0, "note": NOTE} | data)


def saved(stage: Stage, code: str = "INFORMASI-S1") -> Answer | None:
    return Answer.objects.filter(assessment=stage.assessment, indicator__code=code).first()


@pytest.mark.parametrize(
    ("typed", "sentence"),
    [
        ({"numerator": "banyak", "denominator": "10"}, "“banyak” bukan angka. Tulis misalnya 1234,5 atau 1.234,5."),
        ({"numerator": "1.2.3", "denominator": "10"}, "“1.2.3” bukan angka."),
        ({"numerator": "-5", "denominator": "10"}, "Angka tidak boleh negatif."),
        ({"numerator": "11", "denominator": "10"}, "Bagian (pembilang) lebih besar daripada keseluruhan (penyebut)."),
        ({"numerator": "5", "denominator": "0"}, "(penyebut) tidak boleh 0"),
        ({"numerator": "5", "denominator": ""}, "Isikan angka. Bila nihil, isikan 0."),
        ({"numerator": "9" * 15, "denominator": "9" * 16}, "Angka terlalu besar."),
    ],
)
def test_a_wrong_type_or_a_wrong_number(stage: Stage, coordinator: Client, typed: dict[str, str], sentence: str) -> None:
    response = save(coordinator, "INFORMASI-H1", **typed)
    page = response.content.decode()
    assert response.status_code == 422
    assert sentence in page
    assert NOTE in page
    assert all(f'value="{value}"' in page for value in typed.values() if value)
    assert saved(stage, "INFORMASI-H1") is None


@pytest.mark.parametrize(("choice", "sentence"), [("", "Pilih jawaban."), ("barangkali", "barangkali")])
def test_no_choice_or_one_that_does_not_exist(stage: Stage, coordinator: Client, choice: str, sentence: str) -> None:
    response = save(coordinator, choice=choice)
    assert response.status_code == 422
    assert sentence in response.content.decode()
    assert NOTE in response.content.decode()
    assert saved(stage) is None


def test_a_date_in_the_past(stage: Stage, sign_in: Callable[[Any], Client]) -> None:
    data = {}
    for phase in stage.cycle.phases.all():
        data[f"{phase.code}_starts_at"] = timezone.localtime(phase.starts_at).strftime("%Y-%m-%dT%H:%M")
        data[f"{phase.code}_ends_at"] = timezone.localtime(phase.ends_at).strftime("%Y-%m-%dT%H:%M")
    yesterday = (timezone.localtime() - timedelta(days=1)).strftime("%Y-%m-%dT%H:%M")
    response = sign_in(stage.lead).post("/siklus/2026/ubah/", data | {"filling_ends_at": yesterday})
    page = response.content.decode()
    assert response.status_code == 422
    assert "tenggat tidak dapat dimundurkan ke waktu yang telah lewat" in page
    assert f'value="{yesterday}"' in page
    assert stage.cycle.phases.get(code=PhaseCode.FILLING).ends_at > timezone.now()


def test_a_stale_form(stage: Stage, coordinator: Client) -> None:
    answer(stage.assessment, "INFORMASI-S1", choice="yes", note="Tulisan rekan", version=3, updated_by=stage.contributor)
    response = save(coordinator, choice="no", version=2)
    page = response.content.decode()
    assert response.status_code == 409
    assert "Tulisan rekan" in page
    assert NOTE in page
    assert "ketika Anda mengetik" in page or "saat Anda mengetik" in page
    assert saved(stage).note == "Tulisan rekan"  # type: ignore[union-attr]
    assert save(coordinator, choice="no", version=3).status_code == 302
    assert saved(stage).note == NOTE  # type: ignore[union-attr]


@pytest.mark.parametrize(
    ("content", "status", "sentence"),
    [
        (pdf() + b"\n%" + b"x" * 3000, 413, "paling besar 2,0"),
        (b"MZ\x90\x00" + b"\x00" * 400, 422, "Ini bukan berkas PDF, JPEG, PNG, DOCX, atau XLSX, apa pun namanya."),
        (b"", 422, "Berkas kosong."),
        (pdf()[:200], 422, "Berkas rusak"),
    ],
    ids=["too large", "lying type", "empty", "cut off"],
)
def test_a_file_that_cannot_serve(stage: Stage, coordinator: Client, settings: Any, content: bytes, status: int, sentence: str) -> None:
    settings.EVIDENCE_MAX_BYTES = 2048
    response = save(coordinator, choice="yes", files=[SimpleUploadedFile("perda.pdf", content, "application/pdf")])
    page = response.content.decode()
    assert response.status_code == status
    assert "perda.pdf" in page
    assert sentence in page.replace("\xa0", " ")
    assert saved(stage).note == NOTE, "the answer itself is saved"  # type: ignore[union-attr]
    assert not saved(stage).evidence.exists()  # type: ignore[union-attr]


def test_the_deadline_passes_while_typing(stage: Stage, coordinator: Client) -> None:
    coordinator.get(f"{HERE}INFORMASI-S1/")
    close_phase(stage.cycle, PhaseCode.FILLING)
    response = save(coordinator, choice="yes")
    page = response.content.decode()
    assert response.status_code == 403
    assert "Tenggat telah lewat: jawaban tidak dapat diubah lagi." in page
    assert NOTE in page
    assert saved(stage) is None


def test_the_session_ends_before_a_save(stage: Stage, coordinator: Client) -> None:
    coordinator.get(f"{HERE}INFORMASI-S1/")
    coordinator.session.flush()
    here = f"http://testserver{HERE}INFORMASI-S1/"
    response = coordinator.post(f"{HERE}INFORMASI-S1/", {"version": 0, "note": NOTE, "choice": "yes"}, headers={"Referer": here})
    assert response.status_code == 401
    assert response.context["next"] == f"{HERE}INFORMASI-S1/"
    assert NOTE in response.content.decode()
    assert "Sesi Anda telah berakhir. Silakan masuk kembali; isian Anda tidak hilang." in response.content.decode()
    script = coordinator.post(f"{HERE}INFORMASI-S1/nilai/", {"choice": "yes"}, headers={"HX-Request": "true"})
    assert script.status_code == 401
    assert "Sesi Anda telah berakhir." in script.content.decode()
    assert saved(stage) is None
    assert not Event.objects.exists()


@pytest.mark.parametrize(
    ("text", "line", "sentence"),
    [
        ("code: uji\n  title: {id: Uji\n", 2, "YAML rusak: "),
        ("code: uji\ntitle: {id: Uji, en: Test}\nrollup: entah\n", 3, "“entah” tidak diperbolehkan"),
        ("- hanya\n- daftar\n", 1, "Di sini diharapkan pasangan kunci dan nilai."),
    ],
    ids=["no YAML", "unknown value", "another shape"],
)
def test_broken_yaml(db: Any, tmp_path: Path, text: str, line: int, sentence: str) -> None:
    path = tmp_path / "uji.yaml"
    path.write_text(text, encoding="utf-8")
    with pytest.raises(CommandError) as caught:
        call_command("load_framework", path)
    assert any(fault.startswith(f"{path}:{line}: ") and sentence in fault for fault in str(caught.value).splitlines())


def copied(folder: Path, into: Path, *names: str) -> Path:
    for name in names:
        shutil.copyfile(folder / name, into / name)
    return into


def repeat_line(path: Path, line: int) -> int:
    """Append a line of a file to its end; the number of the new line."""
    lines = path.read_text(encoding="utf-8").splitlines()
    path.write_text("\n".join([*lines, lines[line - 1]]) + "\n", encoding="utf-8")
    return len(lines) + 1


def test_a_duplicate_row_of_regions(db: Any, tmp_path: Path) -> None:
    folder = copied(REGIONS, tmp_path, "regions.csv", "provinces.csv", "kanwil.csv")
    line = repeat_line(folder / "regions.csv", 9)
    with pytest.raises(CommandError) as caught:
        call_command("load_regions", path=folder, verbosity=0)
    assert str(caught.value).startswith("Tidak ada yang diubah.")
    assert f"regions.csv:{line}: code '11.08' sudah ada pada baris 9" in str(caught.value)
    assert not Region.objects.exists()


def test_a_duplicate_row_of_published_results(db: Any, tmp_path: Path) -> None:
    call_command("load_regions", verbosity=0)
    folder = copied(PUBLISHED, tmp_path, "published_results.csv", "published_years.csv")
    line = repeat_line(folder / "published_results.csv", 2)
    with pytest.raises(CommandError) as caught:
        call_command("load_published", results=folder / "published_results.csv", years=folder / "published_years.csv")
    assert "Tidak ada yang diubah. 1 kesalahan:" in str(caught.value)
    assert f"published_results.csv:{line}: 33.19 ditulis dua kali untuk 2013" in str(caught.value)
    assert not PublishedResult.objects.exists()
