"""The register of regions in files: reads provinces.csv, regions.csv and kanwil.csv and names every fault with its line."""

import csv
from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from decimal import Decimal, InvalidOperation
from pathlib import Path

from django.utils.translation import gettext as _

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
            self.fault(_("cannot be read: %(error)s") % {"error": getattr(error, "strerror", None) or error})
            return
        reader = csv.DictReader(text.splitlines(keepends=True), strict=True)
        try:
            if not self._columns_fit(list(reader.fieldnames or [])):
                return
            for cells in reader:
                self.line = reader.line_num
                if None in cells or None in cells.values():
                    self.fault(_("wrong number of cells, expected %(count)s") % {"count": len(self.columns)})
                    continue
                yield cells
        except csv.Error as error:
            self.line = reader.line_num
            self.fault(_("not CSV: %(error)s") % {"error": error})

    def _columns_fit(self, found: list[str]) -> bool:
        missing = [name for name in self.columns if name not in found]
        unknown = [name for name in found if name not in self.columns]
        twice = [name for name, times in Counter(found).items() if times > 1]
        sentences = (
            (_("missing column(s): %(names)s"), missing),
            (_("unknown column(s): %(names)s"), unknown),
            (_("repeated column(s): %(names)s"), twice),
        )
        for sentence, names in sentences:
            if names:
                self.fault(sentence % {"names": ", ".join(names)})
        return not (missing or unknown or twice)

    def once(self, column: str, value: str) -> bool:
        first = self.seen.setdefault((column, value), self.line)
        if first != self.line:
            self.fault(_("%(column)s %(value)r stands already in line %(line)s") % {"column": column, "value": value, "line": first})
        return first == self.line

    def text(self, cells: dict[str, str], column: str) -> str:
        value = cells[column]
        if not value or value != value.strip():
            self.fault(_("%(column)s is empty or has spaces around it: %(value)r") % {"column": column, "value": value})
        return value

    def whole(self, cells: dict[str, str], column: str) -> int:
        value = cells[column]
        if not (value.isascii() and value.isdigit()):
            self.fault(_("%(column)s is not a whole number: %(value)r") % {"column": column, "value": value})
            return 0
        return int(value)

    def decimal(self, cells: dict[str, str], column: str) -> Decimal:
        try:
            value = Decimal(cells[column])
        except InvalidOperation:
            value = Decimal("NaN")
        if not value.is_finite():
            self.fault(_("%(column)s is not a number: %(value)r") % {"column": column, "value": cells[column]})
            return Decimal(0)
        low, high = DEGREES.get(column, (Decimal("0.001"), Decimal(10**8)))
        if not low <= value <= high:
            self.fault(_("%(column)s %(value)s is not between %(low)s and %(high)s") % {"column": column, "value": value, "low": low, "high": high})
        return value

    def digits(self, cells: dict[str, str], column: str, shape: str) -> str:
        value = cells[column]
        fits = len(value) == len(shape) and all(c.isdigit() if s == "0" else c == s for c, s in zip(value, shape, strict=True))
        if not fits or not value.isascii():
            self.fault(_("%(column)s does not look like %(shape)s: %(value)r") % {"column": column, "shape": shape, "value": value})
        return value if fits else ""

    def time_zone(self, cells: dict[str, str]) -> str:
        value = cells["timezone"]
        if value not in TimeZone.labels:
            self.unknown("timezone", value, TimeZone.labels)
            return ""
        return str(TimeZone[value].value)

    def unknown(self, column: str, value: str, known: Iterable[str]) -> None:
        """Note a value that is none of those a column may have."""
        self.fault(_("unknown %(column)s %(value)r, expected one of %(known)s") % {"column": column, "value": value, "known": ", ".join(known)})

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
            file.fault(_says(cells["timezone"], values["time_zone"], cells["iana_timezone"]))
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
            file.fault(_("autonomous is neither true nor false: %(value)r") % {"value": cells["autonomous"]})
        _check_kind(file, cells, code, values)
        _check_province(file, cells, code, values, register)
        if is_new and code:
            register.regions[code] = Row(file.line, values, province=code[:2])


def _check_kind(file: _File, cells: dict[str, str], code: str, values: dict[str, object]) -> None:
    kind = cells["kind"]
    if kind not in RegionKind.values:
        file.unknown("kind", kind, RegionKind.values)
        return
    values["full_name"] = f"{RegionKind(kind).label} {values['name']}"
    file.once("kind and name", str(values["full_name"]))
    if code and (int(code[3:]) >= FIRST_KOTA) != kind.startswith("kota"):
        of = "kota" if int(code[3:]) >= FIRST_KOTA else "kabupaten"
        file.fault(_("%(code)s is the code of a %(of)s, the kind is %(kind)s") % {"code": code, "of": of, "kind": kind})


def _check_province(file: _File, cells: dict[str, str], code: str, values: dict[str, object], register: Register) -> None:
    if not code:
        return
    if cells["province_code"] != code[:2]:
        file.fault(_("code %(code)s does not begin with its province_code %(value)r") % {"code": code, "value": cells["province_code"]})
        return
    province = register.provinces.get(code[:2])
    if province is None:
        file.fault(_("province %(code)r is not in provinces.csv") % {"code": code[:2]})
        return
    if cells["province_name"] != province.values["name"]:
        file.fault(_says(f"province {code[:2]}", province.values["name"], cells["province_name"]))
    if values["time_zone"] and values["time_zone"] != province.values["time_zone"]:
        file.fault(_("time zone %(zone)s is not that of province %(code)s") % {"zone": cells["timezone"], "code": code[:2]})
    if values["bps_code"] and str(values["bps_code"])[:2] != province.values["bps_code"]:
        names = {"value": values["bps_code"], "start": province.values["bps_code"], "code": code[:2]}
        file.fault(_("bps_code %(value)s does not begin with %(start)s, the BPS code of province %(code)s") % names)


def _read_offices(file: _File, register: Register) -> None:
    served: set[str] = set()
    for cells in file.rows():
        name = file.text(cells, "name")
        codes = cells["province_codes"].split(";") if cells["province_codes"] else []
        for code in codes:
            if code not in register.provinces:
                file.fault(_("province %(code)r is not in provinces.csv") % {"code": code})
            elif code in served:
                file.fault(_("province %(code)s is served by two offices") % {"code": code})
            served.add(code)
        if cells["coverage_status"] not in CoverageStatus.values:
            file.unknown("coverage_status", cells["coverage_status"], CoverageStatus.values)
        if file.once("name", name):
            values = {column: cells[column] for column in ("seat", "coverage_status", "source")}
            register.offices.append(Office(name, values, codes))


def _says(what: str, known: object, found: str) -> str:
    return _("%(what)s is %(known)r, the file says %(found)r") % {"what": what, "known": known, "found": found}


def _check_totals(register: Register, stated: dict[str, dict[str, int]]) -> None:
    faults = register.faults
    for name, found, total in (("provinces.csv", len(register.provinces), PROVINCES_TOTAL), ("regions.csv", len(register.regions), REGIONS_TOTAL)):
        if found != total:
            faults.append(f"{name}:{found + 1}: " + _("%(found)s rows, expected %(total)s") % {"found": found, "total": total})
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
                names = {"column": column, "code": code, "count": count, "found": counted[code][column]}
                faults.append(f"provinces.csv:{line}: " + _("%(column)s of %(code)s is %(count)s, regions.csv has %(found)s") % names)
