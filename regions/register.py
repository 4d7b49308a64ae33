"""The register of regions in files: reads provinces.csv, regions.csv and kanwil.csv and names every fault with its line."""

import csv
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from decimal import Decimal, InvalidOperation
from pathlib import Path

from regions.models import CoverageStatus, RegionKind
from regions.models.place import TimeZone

DATA = Path(__file__).resolve().parent / "data"
PROVINCES_TOTAL = 38
REGIONS_TOTAL = 514
FIRST_KOTA = 71  # Kemendagri: 01-69 number the kabupaten of a province, 71-99 its kota.
# Indonesia lies within these degrees; a point outside is a slip of the pen.
DEGREES = {"latitude": (Decimal("-11.1"), Decimal("6.1")), "longitude": (Decimal("94.9"), Decimal("141.1"))}
COUNTS = ("kecamatan_count", "kelurahan_count", "desa_count")

PROVINCE_COLUMNS = [
    *("code", "name", "official_name", "capital", "bps_code", "latitude", "longitude", "timezone", "iana_timezone"),
    *("kabupaten_count", "kota_count", *COUNTS, "area_km2", "population", "population_year"),
]
REGION_COLUMNS = [
    *("code", "name", "kind", "province_code", "province_name", "capital", "bps_code", "latitude", "longitude", "timezone"),
    *("autonomous", "area_km2", "population", "population_year", "capital_source", *COUNTS, "aliases"),
]
OFFICE_COLUMNS = ["name", "seat", "province_codes", "coverage_status", "source"]


@dataclass(slots=True)
class Row:
    """A line of a file with its checked values, named as the models name them."""

    line: int
    values: dict[str, object]
    province: str = ""


@dataclass(slots=True)
class Office:
    """A Kanwil and the codes of the provinces it is known to serve."""

    name: str
    values: dict[str, str]
    provinces: list[str]


@dataclass(slots=True)
class Register:
    """The three files, read; `faults` is empty when they can be loaded."""

    provinces: dict[str, Row] = field(default_factory=dict)
    regions: dict[str, Row] = field(default_factory=dict)
    offices: list[Office] = field(default_factory=list)
    faults: list[str] = field(default_factory=list)


@dataclass(slots=True)
class _File:
    """One file being read; the parsing methods note a fault and return None."""

    path: Path
    columns: list[str]
    faults: list[str]
    line: int = 1
    seen: dict[tuple[str, str], int] = field(default_factory=dict)

    def fault(self, reason: str) -> None:
        self.faults.append(f"{self.path.name}:{self.line}: {reason}")

    def rows(self) -> Iterator[dict[str, str]]:
        try:
            text = self.path.read_text(encoding="utf-8")
        except (OSError, UnicodeDecodeError) as error:
            self.fault(f"cannot be read: {getattr(error, 'strerror', None) or error}")
            return
        reader = csv.DictReader(text.splitlines(keepends=True), strict=True)
        try:
            if not self._columns_fit(list(reader.fieldnames or [])):
                return
            for cells in reader:
                self.line = reader.line_num
                if None in cells or None in cells.values():
                    self.fault(f"wrong number of cells, expected {len(self.columns)}")
                    continue
                yield cells
        except csv.Error as error:
            self.line = reader.line_num
            self.fault(f"not CSV: {error}")

    def _columns_fit(self, found: list[str]) -> bool:
        missing = [name for name in self.columns if name not in found]
        unknown = [name for name in found if name not in self.columns]
        twice = [name for name, times in Counter(found).items() if times > 1]
        for word, names in (("missing", missing), ("unknown", unknown), ("repeated", twice)):
            if names:
                self.fault(f"{word} column(s): {', '.join(names)}")
        return not (missing or unknown or twice)

    def once(self, column: str, value: str) -> bool:
        first = self.seen.setdefault((column, value), self.line)
        if first != self.line:
            self.fault(f"{column} {value!r} stands already in line {first}")
        return first == self.line

    def text(self, cells: dict[str, str], column: str) -> str:
        value = cells[column]
        if not value or value != value.strip():
            self.fault(f"{column} is empty or has spaces around it: {value!r}")
        return value

    def whole(self, cells: dict[str, str], column: str) -> int:
        value = cells[column]
        if not (value.isascii() and value.isdigit()):
            self.fault(f"{column} is not a whole number: {value!r}")
            return 0
        return int(value)

    def decimal(self, cells: dict[str, str], column: str) -> Decimal:
        try:
            value = Decimal(cells[column])
        except InvalidOperation:
            value = Decimal("NaN")
        if not value.is_finite():
            self.fault(f"{column} is not a number: {cells[column]!r}")
            return Decimal(0)
        low, high = DEGREES.get(column, (Decimal("0.001"), Decimal(10**8)))
        if not low <= value <= high:
            self.fault(f"{column} {value} is not between {low} and {high}")
        return value

    def digits(self, cells: dict[str, str], column: str, shape: str) -> str:
        value = cells[column]
        fits = len(value) == len(shape) and all(c.isdigit() if s == "0" else c == s for c, s in zip(value, shape, strict=True))
        if not fits or not value.isascii():
            self.fault(f"{column} does not look like {shape}: {value!r}")
        return value if fits else ""

    def time_zone(self, cells: dict[str, str]) -> str:
        value = cells["timezone"]
        if value not in TimeZone.labels:
            self.fault(f"unknown time zone {value!r}, expected one of {', '.join(TimeZone.labels)}")
            return ""
        return str(TimeZone[value].value)

    def place(self, cells: dict[str, str]) -> dict[str, object]:
        """Return what a province and a region have in common."""
        numbers = {column: self.decimal(cells, column) for column in ("latitude", "longitude", "area_km2")}
        wholes = {column: self.whole(cells, column) for column in ("population", "population_year")}
        return {"name": self.text(cells, "name"), "time_zone": self.time_zone(cells), **numbers, **wholes}


def read_register(path: Path = DATA) -> Register:
    """Read the files of a folder and check them against each other."""
    register = Register()
    stated = _read_provinces(_File(path / "provinces.csv", PROVINCE_COLUMNS, register.faults), register)
    regions = _File(path / "regions.csv", REGION_COLUMNS, register.faults)
    _read_regions(regions, register)
    _read_offices(_File(path / "kanwil.csv", OFFICE_COLUMNS, register.faults), register)
    # Totals of files with broken lines would only repeat what is said above.
    if not register.faults:
        _check_totals(register, stated)
    return register


def _read_provinces(file: _File, register: Register) -> dict[str, dict[str, int]]:
    stated: dict[str, dict[str, int]] = {}
    for cells in file.rows():
        code = file.digits(cells, "code", "00")
        bps_code = file.digits(cells, "bps_code", "00")
        is_new = file.once("code", code) & file.once("bps_code", bps_code) & file.once("name", cells["name"])
        values = file.place(cells)
        values |= {"code": code, "bps_code": bps_code, "official_name": file.text(cells, "official_name"), "capital": file.text(cells, "capital")}
        if values["time_zone"] and cells["iana_timezone"] != values["time_zone"]:
            file.fault(f"{cells['timezone']} is {values['time_zone']}, the file says {cells['iana_timezone']!r}")
        counts = {column: file.whole(cells, column) for column in ("kabupaten_count", "kota_count", *COUNTS)}
        if is_new and code:
            register.provinces[code] = Row(file.line, values)
            stated[code] = counts
    return stated


def _read_regions(file: _File, register: Register) -> None:
    for cells in file.rows():
        code = file.digits(cells, "code", "00.00")
        bps_code = file.digits(cells, "bps_code", "0000")
        is_new = file.once("code", code) & file.once("bps_code", bps_code)
        values = file.place(cells)
        values |= {column: file.whole(cells, column) for column in COUNTS}
        values |= {column: cells[column] for column in ("kind", "capital", "capital_source", "aliases")}
        values |= {"code": code, "bps_code": bps_code, "is_autonomous": cells["autonomous"] == "true"}
        if cells["autonomous"] not in {"true", "false"}:
            file.fault(f"autonomous is neither true nor false: {cells['autonomous']!r}")
        _check_kind(file, cells, code, values)
        _check_province(file, cells, code, values, register)
        if is_new and code:
            register.regions[code] = Row(file.line, values, province=code[:2])


def _check_kind(file: _File, cells: dict[str, str], code: str, values: dict[str, object]) -> None:
    kind = cells["kind"]
    if kind not in RegionKind.values:
        file.fault(f"unknown kind {kind!r}, expected one of {', '.join(RegionKind.values)}")
        return
    values["full_name"] = f"{RegionKind(kind).label} {values['name']}"
    file.once("kind and name", str(values["full_name"]))
    if code and (int(code[3:]) >= FIRST_KOTA) != kind.startswith("kota"):
        file.fault(f"{code} is the code of a {'kota' if int(code[3:]) >= FIRST_KOTA else 'kabupaten'}, the kind is {kind}")


def _check_province(file: _File, cells: dict[str, str], code: str, values: dict[str, object], register: Register) -> None:
    if not code:
        return
    if cells["province_code"] != code[:2]:
        file.fault(f"code {code} does not begin with its province_code {cells['province_code']!r}")
        return
    province = register.provinces.get(code[:2])
    if province is None:
        file.fault(f"province {code[:2]} is not in provinces.csv")
        return
    if cells["province_name"] != province.values["name"]:
        file.fault(f"province {code[:2]} is {province.values['name']!r}, the file says {cells['province_name']!r}")
    if values["time_zone"] and values["time_zone"] != province.values["time_zone"]:
        file.fault(f"time zone {cells['timezone']} is not that of province {code[:2]}")
    if values["bps_code"] and str(values["bps_code"])[:2] != province.values["bps_code"]:
        file.fault(f"bps_code {values['bps_code']} does not begin with {province.values['bps_code']}, the BPS code of province {code[:2]}")


def _read_offices(file: _File, register: Register) -> None:
    served: set[str] = set()
    for cells in file.rows():
        name = file.text(cells, "name")
        codes = cells["province_codes"].split(";") if cells["province_codes"] else []
        for code in codes:
            if code not in register.provinces:
                file.fault(f"province {code!r} is not in provinces.csv")
            elif code in served:
                file.fault(f"province {code} is served by two offices")
            served.add(code)
        if cells["coverage_status"] not in CoverageStatus.values:
            file.fault(f"unknown coverage_status {cells['coverage_status']!r}, expected one of {', '.join(CoverageStatus.values)}")
        if file.once("name", name):
            values = {column: cells[column] for column in ("seat", "coverage_status", "source")}
            register.offices.append(Office(name, values, codes))


def _check_totals(register: Register, stated: dict[str, dict[str, int]]) -> None:
    faults = register.faults
    if len(register.provinces) != PROVINCES_TOTAL:
        faults.append(f"provinces.csv:{len(register.provinces) + 1}: {len(register.provinces)} provinces, expected {PROVINCES_TOTAL}")
    if len(register.regions) != REGIONS_TOTAL:
        faults.append(f"regions.csv:{len(register.regions) + 1}: {len(register.regions)} regions, expected {REGIONS_TOTAL}")
    counted: dict[str, Counter[str]] = {code: Counter() for code in register.provinces}
    for row in register.regions.values():
        of_province = counted[row.province]
        of_province["kota_count" if str(row.values["kind"]).startswith("kota") else "kabupaten_count"] += 1
        for column in COUNTS:
            of_province[column] += int(str(row.values[column]))
    for code, counts in stated.items():
        for column, count in counts.items():
            if counted[code][column] != count:
                line = register.provinces[code].line
                faults.append(f"provinces.csv:{line}: {column} of {code} is {count}, regions.csv has {counted[code][column]}")
