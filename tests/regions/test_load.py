import csv
import shutil
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from django.core.management import CommandError, call_command
from django.utils import translation

from regions.models import CoverageStatus, Province, Region, RegionalOffice
from regions.register import DATA
from regions.services.load import RegionDataError, load_regions

Change = Callable[[list[list[str]]], None]


@pytest.fixture(autouse=True)
def english() -> Iterator[None]:
    """Faults are compared in English; tests/test_bad_input.py reads them in Indonesian."""
    with translation.override("en"):
        yield


@pytest.fixture
def files(tmp_path: Path) -> Path:
    for name in ("regions.csv", "provinces.csv", "kanwil.csv"):
        shutil.copyfile(DATA / name, tmp_path / name)
    return tmp_path


def edit(folder: Path, name: str, change: Change) -> None:
    with (folder / name).open(encoding="utf-8", newline="") as file:
        rows = list(csv.reader(file))
    change(rows)
    with (folder / name).open("w", encoding="utf-8", newline="") as file:
        csv.writer(file, lineterminator="\n").writerows(rows)


def cell(line: int, column: str, value: str) -> Change:
    def change(rows: list[list[str]]) -> None:
        rows[line - 1][rows[0].index(column)] = value

    return change


def faults_of(folder: Path) -> list[str]:
    with pytest.raises(RegionDataError) as caught:
        load_regions(path=folder)
    assert not Province.objects.exists()
    assert not Region.objects.exists()
    assert not RegionalOffice.objects.exists()
    return caught.value.faults


def test_the_real_files_load_once_and_then_change_nothing(db: Any, capsys: Any) -> None:
    call_command("load_regions", verbosity=0)
    assert capsys.readouterr().out == ""
    assert (Province.objects.count(), Region.objects.count(), RegionalOffice.objects.count()) == (38, 514, 20)
    assert Region.objects.filter(kind__startswith="kota").count() == 98
    assert Region.objects.filter(is_autonomous=False).count() == 6
    bandung = Region.objects.get(code="32.73")
    assert (bandung.full_name, bandung.province.name, bandung.time_zone) == ("Kota Bandung", "Jawa Barat", "Asia/Jakarta")
    again = load_regions()
    assert (again.created, again.changed, again.unchanged, again.strangers) == (0, 0, 552, [])


def test_unknown_kanwil_coverage_stays_empty(db: Any) -> None:
    load_regions()
    assert set(Province.objects.filter(regional_office=None).values_list("code", flat=True)) == {"51", "52", "65"}
    assert Province.objects.get(code="81").regional_office.name == "Kanwil Kementerian HAM Papua Barat"


def test_what_an_administrator_decided_about_kanwil_survives_the_next_load(db: Any) -> None:
    load_regions()
    own = RegionalOffice.objects.create(name="Kanwil Kementerian HAM Bali", coverage_status=CoverageStatus.CONFIRMED)
    Province.objects.filter(code="51").update(regional_office=own)
    Province.objects.filter(code="34").update(regional_office=None)
    RegionalOffice.objects.filter(name="Kanwil Kementerian HAM Aceh").update(name="Kanwil Aceh", seat="Banda Aceh")
    load_regions()
    assert Province.objects.get(code="51").regional_office == own
    assert Province.objects.get(code="34").regional_office is None
    assert Province.objects.get(code="11").regional_office.seat == "Banda Aceh"
    assert RegionalOffice.objects.count() == 21


def test_a_changed_row_is_written_and_counted(db: Any, files: Path) -> None:
    load_regions()
    edit(files, "regions.csv", cell(2, "capital", "Tapaktuan Baru"))
    loaded = load_regions(path=files)
    assert (loaded.created, loaded.changed) == (0, 1)
    assert Region.objects.get(code="11.01").capital == "Tapaktuan Baru"


def test_a_region_that_no_file_names_is_told_and_kept(db: Any, capsys: Any) -> None:
    load_regions()
    stranger = Region.objects.get(code="11.01")
    stranger.pk, stranger.code, stranger.bps_code, stranger.name, stranger.full_name = None, "11.69", "1169", "Baru", "Kabupaten Baru"
    stranger.save(force_insert=True)
    call_command("load_regions")
    assert "11.69" in capsys.readouterr().out
    assert Region.objects.filter(code="11.69").exists()


@pytest.mark.parametrize(
    ("name", "line", "column", "value", "reason"),
    [
        ("regions.csv", 9, "population", "many", "population is not a whole number: 'many'"),
        ("regions.csv", 9, "latitude", "95.5", "latitude 95.5 is not between"),
        ("regions.csv", 9, "area_km2", "NaN", "area_km2 is not a number: 'NaN'"),
        ("regions.csv", 9, "timezone", "GMT", "unknown timezone 'GMT'"),
        ("regions.csv", 9, "timezone", "WIT", "time zone WIT is not that of province 11"),
        ("regions.csv", 9, "kind", "desa", "unknown kind 'desa'"),
        ("regions.csv", 9, "kind", "kota", "is the code of a kabupaten, the kind is kota"),
        ("regions.csv", 9, "code", "11-08", "code does not look like 00.00: '11-08'"),
        ("regions.csv", 9, "code", "11.01", "code '11.01' stands already in line 2"),
        ("regions.csv", 9, "province_code", "12", "does not begin with its province_code '12'"),
        ("regions.csv", 9, "province_name", "Atjeh", "province 11 is 'Aceh'"),
        ("regions.csv", 9, "autonomous", "yes", "autonomous is neither true nor false: 'yes'"),
        ("regions.csv", 9, "bps_code", "1208", "does not begin with 11"),
        ("regions.csv", 9, "name", "", "name is empty"),
        ("provinces.csv", 3, "code", "11", "code '11' stands already in line 2"),
        ("provinces.csv", 3, "iana_timezone", "Asia/Jayapura", "WIB is 'Asia/Jakarta'"),
        ("kanwil.csv", 3, "province_codes", "99", "province '99' is not in provinces.csv"),
        ("kanwil.csv", 3, "province_codes", "11", "province 11 is served by two offices"),
        ("kanwil.csv", 3, "coverage_status", "sure", "unknown coverage_status 'sure'"),
    ],
)
def test_a_fault_is_named_with_file_and_line_and_nothing_is_written(
    db: Any, files: Path, name: str, line: int, column: str, value: str, reason: str
) -> None:
    edit(files, name, cell(line, column, value))
    assert any(fault.startswith(f"{name}:{line}: ") and reason in fault for fault in faults_of(files))


def test_every_fault_is_told_at_once(db: Any, files: Path) -> None:
    edit(files, "regions.csv", cell(3, "population", "x"))
    edit(files, "regions.csv", cell(500, "longitude", "y"))
    edit(files, "kanwil.csv", cell(2, "coverage_status", "z"))
    assert [fault.split(": ")[0] for fault in faults_of(files)] == ["regions.csv:3", "regions.csv:500", "kanwil.csv:2"]


def test_unknown_and_missing_columns_stop_the_load(db: Any, files: Path) -> None:
    edit(files, "regions.csv", cell(1, "kind", "sort"))
    assert faults_of(files) == ["regions.csv:1: missing column(s): kind", "regions.csv:1: unknown column(s): sort"]


def test_a_row_with_a_cell_too_few_is_a_fault(db: Any, files: Path) -> None:
    edit(files, "regions.csv", lambda rows: rows[4].pop())
    assert faults_of(files) == ["regions.csv:5: wrong number of cells, expected 19"]


def test_wrong_counts_stop_the_load(db: Any, files: Path) -> None:
    edit(files, "regions.csv", lambda rows: rows.pop(1))
    faults = faults_of(files)
    assert "regions.csv:514: 513 rows, expected 514" in faults
    assert "provinces.csv:2: kabupaten_count of 11 is 18, regions.csv has 17" in faults


def test_files_that_are_missing_or_not_utf8_are_faults(db: Any, files: Path) -> None:
    (files / "kanwil.csv").unlink()
    (files / "provinces.csv").write_bytes(b"code\xff\n")
    found = {fault.split(": ")[0] for fault in faults_of(files)}
    assert {"kanwil.csv:1", "provinces.csv:1"} <= found


def test_the_command_lists_the_faults(db: Any, files: Path) -> None:
    edit(files, "regions.csv", cell(9, "timezone", "GMT"))
    with pytest.raises(CommandError, match=r"Nothing was changed\. 1 fault\(s\):\nregions\.csv:9: unknown timezone"):
        call_command("load_regions", path=files, verbosity=0)
    assert not Region.objects.exists()
