"""Loading official figures: faults by line, all or nothing, running again, contested figures, the page of the ministry."""

import io
from collections.abc import Callable
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.core.management import CommandError, call_command
from django.test import Client
from django.utils import translation

from assessments.models import Event, FigureContest, OfficialFigure
from assessments.services.figure_file import COLUMNS, LARGEST_FILE, read_figures
from assessments.services.figure_loading import load_figures
from regions.models import Region
from tests.factories import Stage

HEAD = ",".join(COLUMNS)
PAGE, PREVIEW = "/siklus/angka-resmi/", "/siklus/angka-resmi/pratinjau/"
GOOD = "34.04,2025,kecil,INFORMASI-H1,,45,100,BPS,https://bps.go.id/a"


def csv_of(*lines: str, head: str = HEAD) -> bytes:
    return "\n".join([head, *lines]).encode()


def faults(*lines: str, head: str = HEAD) -> list[str]:
    with translation.override("en"):
        return [str(fault) for fault in read_figures(csv_of(*lines, head=head)).faults]


@pytest.mark.parametrize(
    ("line", "fault"),
    [
        ("99.99,2025,kecil,INFORMASI-H1,45,,,BPS,", "There is no region with the code “99.99”."),
        ("34.04,25,kecil,INFORMASI-H1,45,,,BPS,", "“25” is not a year of data between 2000 and"),
        ("34.04,2999,kecil,INFORMASI-H1,45,,,BPS,", "“2999” is not a year of data"),
        ("34.04,2025,besar,INFORMASI-H1,45,,,BPS,", "There is no adopted framework “besar”."),
        ("34.04,2025,kecil,INFORMASI-H9,45,,,BPS,", "The framework kecil has no indicator “INFORMASI-H9”."),
        ("34.04,2025,kecil,INFORMASI-S1,45,,,BPS,", "Indicator INFORMASI-S1 asks for no figure."),
        ("34.04,2025,kecil,INFORMASI-H1,,,,BPS,", "The figure is missing"),
        ("34.04,2025,kecil,INFORMASI-H1,,45,,BPS,", "The figure is missing"),
        ("34.04,2025,kecil,INFORMASI-H1,45,45,100,BPS,", "Give either the number, or numerator and denominator."),
        ("34.04,2025,kecil,INFORMASI-H1,,45,0,BPS,", "The denominator is 0."),
        ("34.04,2025,kecil,INFORMASI-H1,banyak,,,BPS,", "“banyak” is not a number."),
        ("34.04,2025,kecil,INFORMASI-H1,-4,,,BPS,", "“-4” is negative."),
        ("34.04,2025,kecil,INFORMASI-H1,101,,,BPS,", "The figure is above 100 %."),
        ("34.04,2025,kecil,INFORMASI-H1,,101,100,BPS,", "The figure is above 100 %."),
        ("34.04,2025,kecil,INFORMASI-H1,0.1234567,,,BPS,", "has more than six digits"),
        ("34.04,2025,kecil,INFORMASI-H1,45,,,,", "The source is missing."),
        ("34.04,2025,kecil,INFORMASI-H1,45,,,BPS,bps.go.id", "“bps.go.id” is not an address"),
        ("34.04,2025,kecil,INFORMASI-H1,45,,,BPS,javascript:alert(1)", "is not an address"),
        (f"{GOOD}\n3404,2025,kecil,INFORMASI-H1,45,,,BPS,", "Line 3: Region, year and indicator stand in line 2 already."),
    ],
)
def test_every_fault_is_told_by_its_line(stage: Stage, line: str, fault: str) -> None:
    found = faults(line)
    assert len(found) == 1
    assert fault in found[0]
    assert found[0].startswith(f"Line {2 + line.count(chr(10))}: ")


@pytest.mark.parametrize(
    ("head", "fault"),
    [
        ("region_code,data_year,framework,indicator_code,number", "The column “source” is missing."),
        (f"{HEAD},wilayah", "The column “wilayah” is not known."),
        (f"{HEAD},source", "The column “source” stands there twice."),
        ("region_code,data_year,framework,indicator_code,source", "There is neither a column “number”"),
    ],
)
def test_a_wrong_head_is_told_once(stage: Stage, head: str, fault: str) -> None:
    found = faults(GOOD, GOOD, head=head)
    assert len(found) == 1
    assert found[0].startswith(f"Line 1: {fault}")


@pytest.mark.parametrize("content", [b"", b"\xff\xfe\x00", b"PK\x03\x04\x00\x00", HEAD.encode(), b'"' + b"a" * 200_000])
def test_what_is_no_file_of_figures_is_refused_in_words(stage: Stage, content: bytes) -> None:
    reading = read_figures(content)
    assert reading.rows == []
    assert reading.faults


def test_a_line_is_counted_where_it_begins(stage: Stage) -> None:
    assert faults('34.04,2025,kecil,INFORMASI-H1,45,,,"BPS\nSusenas",', "99.99,2025,kecil,INFORMASI-H1,45,,,BPS,")[0].startswith("Line 4: ")


def test_semicolons_decimal_commas_and_bps_codes(stage: Stage) -> None:
    bps = Region.objects.get(code="34.04").bps_code
    content = "\ufeff" + HEAD.replace(",", ";") + f"\n{bps};2025;kecil;INFORMASI-H1;12,345;;;BPS;\n;;;;;;;;\n"
    reading = read_figures(content.encode())
    assert reading.faults == []
    assert [(row.number, row.region) for row in reading.rows] == [(Decimal("12.345"), stage.region.pk)]


def loaded(stage: Stage, *lines: str) -> dict[str, int]:
    return load_figures(rows=read_figures(csv_of(*lines)).rows, by=stage.lead, file_name="bps.csv").counts()


def test_loading_again_updates_and_leaves_contested_figures(stage: Stage) -> None:
    assert loaded(stage, GOOD) == {"new": 1, "changed": 0, "unchanged": 0, "contested": 0}
    assert loaded(stage, GOOD) == {"new": 0, "changed": 0, "unchanged": 1, "contested": 0}
    changed = GOOD.replace(",45,", ",50,")
    assert loaded(stage, changed, "34.71,2025,kecil,INFORMASI-H1,40,,,BPS,") == {"new": 1, "changed": 1, "unchanged": 0, "contested": 0}
    row = OfficialFigure.objects.get(region=stage.region)
    assert (row.numerator, row.source, row.loaded_by) == (Decimal(50), "BPS", stage.lead)
    FigureContest.objects.create(assessment=stage.assessment, figure=row, reason="Lain.", by_name="Koordinator")
    assert loaded(stage, GOOD) == {"new": 0, "changed": 0, "unchanged": 0, "contested": 1}
    row.refresh_from_db()
    assert row.numerator == Decimal(50)
    assert [event.data["new"] for event in Event.objects.filter(code="figures_loaded")] == [1, 1]


def test_many_figures_cost_a_fixed_number_of_queries(stage: Stage, django_assert_max_num_queries: Any) -> None:
    lines = [
        f"{code},{year},kecil,{right}-H1,{year - 2000},,,BPS,"
        for code in ("34.04", "34.71", "91.03")
        for year in range(2005, 2026)
        for right in ("INFORMASI", "KESEHATAN")
    ]
    with django_assert_max_num_queries(12):
        assert loaded(stage, *lines)["new"] == len(lines)


def command(path: Path, *options: str) -> str:
    out = io.StringIO()
    with translation.override("en"):
        call_command("load_official_figures", str(path), *options, stdout=out)
    return out.getvalue()


def test_the_command_checks_loads_and_counts(stage: Stage, tmp_path: Path) -> None:
    path = tmp_path / "bps.csv"
    path.write_bytes(csv_of(GOOD))
    assert "1 new, 0 changed" in command(path, "--check")
    assert not OfficialFigure.objects.exists()
    assert "1 new, 0 changed" in command(path)
    assert "0 new, 0 changed, 1 unchanged" in command(path)


def test_the_command_writes_nothing_when_a_line_is_wrong(stage: Stage, tmp_path: Path) -> None:
    path = tmp_path / "bps.csv"
    path.write_bytes(csv_of(GOOD, "99.99,2025,kecil,INFORMASI-H1,45,,,BPS,"))
    with pytest.raises(CommandError, match="Line 3: There is no region"):
        command(path)
    assert not OfficialFigure.objects.exists()
    with pytest.raises(CommandError):
        command(tmp_path / "tidak-ada.csv")


@pytest.fixture
def browser(stage: Stage, sign_in: Callable[[Any], Client]) -> Client:
    client = sign_in(stage.editor)
    client.cookies["django_language"] = "en"
    return client


def upload(browser: Client, content: bytes) -> Any:
    return browser.post(PAGE, {"file": SimpleUploadedFile("bps.csv", content, "text/csv")})


def test_the_page_previews_and_writes_once(stage: Stage, browser: Client) -> None:
    response = upload(browser, csv_of(GOOD))
    assert (response.status_code, response["Location"]) == (302, PREVIEW)
    page = browser.get(PREVIEW).content.decode()
    assert "1 figure without fault" in page
    assert "Write 1 figure" in page
    assert not OfficialFigure.objects.exists()
    done = browser.post(PREVIEW, follow=True).content.decode()
    assert "1 figure was written." in done
    again = browser.post(PREVIEW, follow=True).content.decode()
    assert "No file waits to be accepted." in again
    assert OfficialFigure.objects.get().loaded_by == stage.editor


def test_the_page_tells_faults_by_line_and_keeps_nothing(stage: Stage, browser: Client) -> None:
    response = upload(browser, csv_of(GOOD, "99.99,2025,kecil,INFORMASI-H1,45,,,BPS,"))
    assert response.status_code == 422
    assert "Line 3: There is no region with the code “99.99”." in response.content.decode()
    assert browser.get(PREVIEW).status_code == 302


def test_no_file_an_empty_one_and_one_too_large(stage: Stage, browser: Client) -> None:
    assert browser.post(PAGE, {}).status_code == 422
    assert upload(browser, b"").status_code == 422
    response = upload(browser, b"x" * (LARGEST_FILE + 1))
    assert response.status_code == 413
    assert "larger than 20 MB" in response.content.decode()


def test_the_page_lists_what_is_loaded_and_contested_in_few_queries(stage: Stage, browser: Client, django_assert_max_num_queries: Any) -> None:
    loaded(stage, GOOD, "34.71,2025,kecil,INFORMASI-H1,40,,,BPS,")
    for row in OfficialFigure.objects.all():
        FigureContest.objects.create(assessment=stage.assessment, figure=row, reason="Cakupan berbeda.", by_name="Koordinator")
    with django_assert_max_num_queries(10):
        page = browser.get(PAGE).content.decode()
    assert page.count("Cakupan berbeda.") == 2
