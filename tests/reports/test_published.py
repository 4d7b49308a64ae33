import csv
import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from django.core.management import CommandError, call_command
from django.utils import translation

from regions.services.load import load_regions
from reports.models import PublishedResult, PublishedYear, ResultOrigin
from reports.services.published import DATA, PublishedDataError, load_published


@pytest.fixture(autouse=True)
def english() -> Iterator[None]:
    """Faults are compared in English; tests/test_bad_input.py reads them in Indonesian."""
    with translation.override("en"):
        yield


@pytest.fixture
def register(db: Any) -> None:
    load_regions()


@pytest.fixture
def files(tmp_path: Path) -> dict[str, Path]:
    for name in ("published_results.csv", "published_years.csv"):
        shutil.copyfile(DATA / name, tmp_path / name)
    return {"results_path": tmp_path / "published_results.csv", "years_path": tmp_path / "published_years.csv"}


def rewrite(path: Path, line: int, column: str, value: str) -> None:
    with path.open(encoding="utf-8", newline="") as file:
        rows = list(csv.reader(file))
    rows[line - 1][rows[0].index(column)] = value
    with path.open("w", encoding="utf-8", newline="") as file:
        csv.writer(file, lineterminator="\n").writerows(rows)


def test_the_real_files_load_and_a_second_run_changes_nothing(register: None) -> None:
    first = load_published()
    assert (first.years, first.created) == (10, 280)
    assert PublishedResult.objects.exclude(source__startswith="http").count() == 0
    assert set(PublishedResult.objects.values_list("origin", flat=True)) == {ResultOrigin.ANNOUNCEMENT}
    again = load_published()
    assert (again.created, again.unchanged, PublishedResult.objects.count()) == (0, 280, 280)


def test_the_year_without_an_assessment_is_told_as_such(register: None) -> None:
    load_published()
    year = PublishedYear.objects.get(award_year=2021)
    assert not year.was_held
    assert not year.is_complete
    assert not year.results.exists()


def test_other_spellings_and_jakarta_without_administrasi_are_understood(register: None) -> None:
    load_published()
    codes = set(PublishedResult.objects.values_list("region__code", flat=True))
    assert {"21.72", "12.77", "72.04", "31.01", "31.71"} <= codes


@pytest.mark.parametrize(
    ("column", "value", "reason"),
    [
        ("region_code", "99.99", "unknown region code '99.99'"),
        ("region_name", "Kota Lain", "the file says 'Kota Lain'"),
        ("region_name", "Kota Kudus", "the file says 'Kota Kudus'"),
        ("predicate", "Sangat Peduli", "unknown predicate 'Sangat Peduli'"),
        ("score", "tinggi", "score is not a number"),
        ("score", "NaN", "score is not a number"),
        ("score", "100.5", "score is not a number"),
        ("source", "dari teman", "no source address"),
        ("award_year", "2012", "award_year '2012' is not in published_years.csv"),
        ("award_year", "²", "award_year is not a whole number: '²'"),
    ],
)
def test_a_fault_is_named_with_its_line_and_nothing_is_written(register: None, files: dict[str, Path], column: str, value: str, reason: str) -> None:
    rewrite(files["results_path"], 2, column, value)
    with pytest.raises(PublishedDataError) as caught:
        load_published(**files)
    assert any(fault.startswith("published_results.csv:2: ") and reason in fault for fault in caught.value.faults)
    assert not PublishedYear.objects.exists()
    assert not PublishedResult.objects.exists()


def test_a_row_given_twice_is_a_fault(register: None, files: dict[str, Path]) -> None:
    lines = files["results_path"].read_text(encoding="utf-8").splitlines()
    files["results_path"].write_text("\n".join([*lines, lines[1]]) + "\n", encoding="utf-8")
    with pytest.raises(PublishedDataError, match=r"published_results\.csv:282: 33\.19 stands twice for 2013"):
        load_published(**files)


def test_other_columns_and_missing_cells_are_faults(register: None, files: dict[str, Path]) -> None:
    rewrite(files["years_path"], 1, "participants", "peserta")
    with pytest.raises(PublishedDataError, match=r"published_years\.csv:1: columns are"):
        load_published(**files)
    text = files["results_path"].read_text(encoding="utf-8").splitlines()
    text[2] = "2013,33.08"
    files["results_path"].write_text("\n".join(text) + "\n", encoding="utf-8")
    with pytest.raises(PublishedDataError, match=r"published_results\.csv:3: wrong number of cells"):
        load_published(results_path=files["results_path"])


def test_the_command_stops_with_the_faults(register: None, files: dict[str, Path]) -> None:
    rewrite(files["results_path"], 5, "region_code", "00.00")
    with pytest.raises(CommandError, match="Nothing was changed"):
        call_command("load_published", results=files["results_path"], verbosity=0)
    assert not PublishedResult.objects.exists()
