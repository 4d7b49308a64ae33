"""Load the published results of 2013-2022 from the project's data files: all rows or none."""

import csv
from collections.abc import Iterable
from dataclasses import dataclass, field
from decimal import Decimal, InvalidOperation
from pathlib import Path

from django.db import transaction
from django.utils.translation import gettext as _

from regions.models import Region
from reports.models import PublishedResult, PublishedYear, ResultOrigin

DATA = Path(__file__).resolve().parent.parent / "data"
RESULT_COLUMNS = ["award_year", "region_code", "region_name", "predicate", "score", "source"]
YEAR_COLUMNS = [
    *("award_year", "data_year", "framework_code", "was_held", "participants"),
    *("peduli", "cukup", "mulai", "kurang", "note_id", "note_en"),
]
PREDICATES = {
    "Peduli HAM": "peduli",
    "Cukup Peduli HAM": "cukup",
    "Mulai Peduli HAM": "mulai",
    "Kurang Peduli HAM": "kurang",
}
AWARDED = {"peduli"}
HIGHEST_SCORE = 100
YEAR_FIELDS = ["data_year", "framework_code", "was_held", "participants", "predicate_totals", "note"]
RESULT_FIELDS = ["predicate", "is_awarded", "final", "source", "source_note"]


class PublishedDataError(Exception):
    """The data files cannot be loaded; `faults` name file, line and reason."""

    def __init__(self, faults: list[str]) -> None:
        super().__init__("\n".join(faults))
        self.faults = faults


@dataclass(slots=True)
class Loaded:
    """What a load wrote."""

    years: int = 0
    created: int = 0
    corrected: int = 0
    unchanged: int = 0


@dataclass(slots=True)
class _Reader:
    path: Path
    columns: list[str]
    faults: list[str] = field(default_factory=list)

    def rows(self) -> Iterable[tuple[int, dict[str, str]]]:
        with self.path.open(encoding="utf-8", newline="") as file:
            reader = csv.DictReader(file)
            if reader.fieldnames != self.columns:
                self.fault(1, _("columns are %(found)s, expected %(columns)s") % {"found": reader.fieldnames, "columns": self.columns})
                return
            for row in reader:
                if None in row or None in row.values():
                    self.fault(reader.line_num, _("wrong number of cells, expected %(count)s") % {"count": len(self.columns)})
                    continue
                yield reader.line_num, row

    def fault(self, line: int, reason: str) -> None:
        self.faults.append(f"{self.path.name}:{line}: {reason}")


def _whole(reader: _Reader, line: int, name: str, text: str) -> int | None:
    if text == "":
        return None
    if not (text.isascii() and text.isdigit()):
        reader.fault(line, _("%(column)s is not a whole number: %(value)r") % {"column": name, "value": text})
        return None
    return int(text)


def _years(reader: _Reader) -> dict[int, PublishedYear]:
    years: dict[int, PublishedYear] = {}
    for line, row in reader.rows():
        award_year = _whole(reader, line, "award_year", row["award_year"])
        if award_year is None or award_year in years:
            reader.fault(line, _("award_year missing or given twice: %(value)r") % {"value": row["award_year"]})
            continue
        totals = {code: _whole(reader, line, code, row[code]) for code in ("peduli", "cukup", "mulai", "kurang")}
        years[award_year] = PublishedYear(
            award_year=award_year,
            data_year=_whole(reader, line, "data_year", row["data_year"]),
            framework_code=row["framework_code"],
            was_held=row["was_held"] == "true",
            participants=_whole(reader, line, "participants", row["participants"]),
            predicate_totals={code: total for code, total in totals.items() if total is not None},
            note={"id": row["note_id"], "en": row["note_en"]} if row["note_id"] else {},
        )
    return years


def _letters(name: str) -> str:
    return "".join(letter for letter in name.casefold() if letter.isalnum())


def _spellings(region: Region) -> set[str]:
    """Letters of the names an announcement may use: other spellings, and "Kota Jakarta Barat" without "Administrasi"."""
    kinds = {region.get_kind_display(), region.get_kind_display().removesuffix(" Administrasi")}
    names = [region.name, *filter(None, region.aliases.split(";"))]
    return {_letters(f"{kind} {name}") for kind in kinds for name in names}


def _result(reader: _Reader, line: int, row: dict[str, str], regions: dict[str, Region]) -> PublishedResult | None:
    region = regions.get(row["region_code"])
    predicate = PREDICATES.get(row["predicate"])
    # A note may follow the address, such as "(source says 'belum peduli')".
    source, _space, note = row["source"].partition(" ")
    score = None
    if row["score"]:
        try:
            score = Decimal(row["score"])
        except InvalidOperation:
            score = Decimal("NaN")
        if not (score.is_finite() and 0 <= score <= HIGHEST_SCORE):
            reader.fault(line, _("score is not a number from 0 to %(highest)s: %(value)r") % {"highest": HIGHEST_SCORE, "value": row["score"]})
    if region is None:
        reader.fault(line, _("unknown region code %(value)r") % {"value": row["region_code"]})
    elif _letters(row["region_name"]) not in _spellings(region):
        names = {"what": row["region_code"], "known": region.full_name, "found": row["region_name"]}
        reader.fault(line, _("%(what)s is %(known)r, the file says %(found)r") % names)
    if predicate is None:
        reader.fault(line, _("unknown predicate %(value)r") % {"value": row["predicate"]})
    if not source.startswith(("http://", "https://")):
        reader.fault(line, _("no source address"))
    if region is None or predicate is None:
        return None
    return PublishedResult(
        region=region,
        predicate=predicate,
        is_awarded=predicate in AWARDED,
        final=score,
        origin=ResultOrigin.ANNOUNCEMENT,
        source=source,
        source_note=note.strip("() "),
    )


def _results(reader: _Reader, years: dict[int, PublishedYear]) -> dict[tuple[int, str], PublishedResult]:
    regions = {region.code: region for region in Region.objects.all()}
    found: dict[tuple[int, str], PublishedResult] = {}
    for line, row in reader.rows():
        year = _whole(reader, line, "award_year", row["award_year"])
        if year not in years:
            reader.fault(line, _("award_year %(value)r is not in published_years.csv") % {"value": row["award_year"]})
            continue
        key = (int(row["award_year"]), row["region_code"])
        if key in found:
            reader.fault(line, _("%(code)s stands twice for %(year)s") % {"code": row["region_code"], "year": year})
            continue
        result = _result(reader, line, row, regions)
        if result is not None:
            found[key] = result
    return found


@transaction.atomic
def load_published(*, results_path: Path = DATA / "published_results.csv", years_path: Path = DATA / "published_years.csv") -> Loaded:
    """Load years and announced results; running it again corrects what differs and leaves the rest.

    Raises `PublishedDataError` with every fault (file, line, reason) and writes nothing.
    Results published by decree through the portal are never touched.
    """
    year_reader, result_reader = _Reader(years_path, YEAR_COLUMNS), _Reader(results_path, RESULT_COLUMNS)
    years = _years(year_reader)
    results = _results(result_reader, years)
    faults = year_reader.faults + result_reader.faults
    if faults:
        raise PublishedDataError(faults)
    loaded = Loaded()
    _write_years(years, loaded)
    _write_results(results, years, loaded)
    return loaded


def _write_years(years: dict[int, PublishedYear], loaded: Loaded) -> None:
    """Write the years; one that was published through the portal is complete and stays as it is."""
    complete = {year.award_year: year for year in PublishedYear.objects.filter(is_complete=True)}
    for award_year, year in years.items():
        if award_year in complete:
            years[award_year] = complete[award_year]
            continue
        values = {name: getattr(year, name) for name in YEAR_FIELDS}
        years[award_year], _created = PublishedYear.objects.update_or_create(award_year=award_year, defaults=values)
        loaded.years += 1


def _write_results(results: dict[tuple[int, str], PublishedResult], years: dict[int, PublishedYear], loaded: Loaded) -> None:
    """Write new announcements and correct changed ones; nothing of a decree is touched (the database refuses too)."""
    rows = PublishedResult.objects.filter(year__award_year__in=years).select_related("year", "region").defer("explanation", "answers")
    present = {(row.year.award_year, row.region.code): row for row in rows}
    new, changed = [], []
    for key, result in results.items():
        row = present.get(key)
        if row is None:
            if not years[key[0]].is_complete:
                result.year = years[key[0]]
                new.append(result)
            continue
        differing = [name for name in RESULT_FIELDS if getattr(row, name) != getattr(result, name)]
        if row.origin == ResultOrigin.DECREE or not differing:
            loaded.unchanged += 1
            continue
        for name in differing:
            setattr(row, name, getattr(result, name))
        changed.append(row)
    PublishedResult.objects.bulk_create(new)
    PublishedResult.objects.bulk_update(changed, RESULT_FIELDS)
    loaded.created, loaded.corrected = len(new), len(changed)
