"""Reading official figures from a CSV: every fault by its line, in words for the person who made the file."""

import csv
import io
import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from decimal import Decimal
from functools import cache
from typing import Any

from django.core.exceptions import ValidationError
from django.core.validators import URLValidator
from django.utils import timezone
from django.utils.translation import gettext as _

from assessments.services.answer_input import HUNDRED, LARGEST, PLACES
from indicators.forms.numbers import AmbiguousNumberError, read_number
from indicators.models import AnswerType, FrameworkState, Indicator
from regions.models import Region

REQUIRED = ("region_code", "data_year", "framework", "indicator_code", "source")
OPTIONAL = ("number", "numerator", "denominator", "source_url")
COLUMNS = ("region_code", "data_year", "framework", "indicator_code", "number", "numerator", "denominator", "source", "source_url")
LARGEST_FILE = 20 * 1024 * 1024
MOST_ROWS = 200_000
SOURCE_LIMIT, URL_LIMIT = 300, 500
OLDEST_YEAR = 2000
YEAR = re.compile(r"[0-9]{4}")
SHOWN = 40


@dataclass(frozen=True, slots=True)
class LineFault:
    """What is wrong with one line of the file."""

    line: int
    reason: str

    def __str__(self) -> str:
        return _("Line %(line)s: %(reason)s") % {"line": self.line, "reason": self.reason}


@dataclass(frozen=True, slots=True)
class FigureRow:
    """One line understood."""

    line: int
    region: int
    indicator: int
    data_year: int
    number: Decimal | None
    numerator: Decimal | None
    denominator: Decimal | None
    source: str
    source_url: str

    @property
    def key(self) -> tuple[int, int, int]:
        """What a figure is known by."""
        return (self.indicator, self.region, self.data_year)

    @property
    def content(self) -> tuple[Any, ...]:
        """What it says."""
        return (self.number, self.numerator, self.denominator, self.source, self.source_url)


@dataclass(slots=True)
class Reading:
    """A file read: its figures, and what is wrong with it."""

    rows: list[FigureRow] = field(default_factory=list)
    faults: list[LineFault] = field(default_factory=list)


class FaultError(ValueError):
    """A line cannot be taken; the message says why."""


def read_figures(content: bytes) -> Reading:
    """Read a CSV with commas or semicolons, UTF-8 (two queries, whatever the number of lines)."""
    try:
        text = content.decode("utf-8-sig")
    except UnicodeDecodeError:
        return Reading(faults=[LineFault(1, _("The file is not text in UTF-8. Save it as “CSV UTF-8”."))])
    if "\x00" in text:
        return Reading(faults=[LineFault(1, _("The file is not a CSV: it holds characters that no text has."))])
    head = text.partition("\n")[0]
    delimiter = ";" if head.count(";") > head.count(",") else ","
    try:
        return _Reader(csv.reader(io.StringIO(text, newline=""), delimiter=delimiter), "," if delimiter == ";" else ".").read()
    except csv.Error as error:
        return Reading(faults=[LineFault(1, _("The file is not a CSV: %(error)s.") % {"error": error})])


class _Reader:
    """Goes through the lines with the known regions and indicators at hand."""

    def __init__(self, lines: Any, mark: str) -> None:
        self.lines, self.mark = lines, mark
        self.regions: dict[str, int] = {}
        for pk, code, bps_code in Region.objects.values_list("pk", "code", "bps_code"):
            self.regions[code] = self.regions[bps_code] = pk
        adopted = Indicator.objects.filter(framework__state=FrameworkState.ADOPTED).select_related("framework")
        wanted = adopted.only("code", "answer_type", "rule", "framework__code")
        self.indicators = {(row.framework.code, row.code): row for row in wanted}
        self.frameworks = {framework for framework, _code in self.indicators}
        self.this_year = timezone.localdate().year
        self.seen: dict[tuple[int, int, int], int] = {}
        self.found = Reading()

    def read(self) -> Reading:
        """All lines; a wrong head ends it at once."""
        places = self._places(next(self.lines, []))
        if self.found.faults:
            return self.found
        for line, cells in self._numbered():
            if not any(cell.strip() for cell in cells):
                continue
            if len(self.found.rows) + len(self.found.faults) >= MOST_ROWS:
                self.found.faults.append(LineFault(line, _("The file has more than %(most)s lines. Split it.") % {"most": MOST_ROWS}))
                break
            try:
                self.found.rows.append(self._row(line, {name: cells[at].strip() if at < len(cells) else "" for name, at in places.items()}))
            except FaultError as error:
                self.found.faults.append(LineFault(line, str(error)))
        if not self.found.rows and not self.found.faults:
            self.found.faults.append(LineFault(2, _("The file holds no figures.")))
        return self.found

    def _numbered(self) -> Iterator[tuple[int, list[str]]]:
        """Lines with the number they begin at: text in quotes may go over several."""
        start = self.lines.line_num + 1
        for cells in self.lines:
            yield start, cells
            start = self.lines.line_num + 1

    def _places(self, head: list[str]) -> dict[str, int]:
        names = [cell.strip().lower() for cell in head]
        faults = [_("The column “%(name)s” is missing.") % {"name": name} for name in REQUIRED if name not in names]
        faults += [_("The column “%(name)s” is not known.") % {"name": name[:SHOWN]} for name in names if name and name not in COLUMNS]
        faults += [_("The column “%(name)s” stands there twice.") % {"name": name} for name in COLUMNS if names.count(name) > 1]
        if not faults and not {"number", "numerator"} & set(names):
            faults = [_("There is neither a column “number” nor columns “numerator” and “denominator”.")]
        self.found.faults += [LineFault(1, said) for said in faults]
        return {name: names.index(name) for name in COLUMNS if name in names}

    def _row(self, line: int, cells: dict[str, str]) -> FigureRow:
        region = self.regions.get(cells["region_code"])
        if region is None:
            raise FaultError(_("There is no region with the code “%(code)s”.") % {"code": cells["region_code"][:SHOWN]})
        year = self._year(cells["data_year"])
        indicator = self._indicator(cells["framework"], cells["indicator_code"])
        number, numerator, denominator = self._figure(indicator, cells)
        source, url = cells["source"], cells.get("source_url", "")
        if not source:
            raise FaultError(_("The source is missing."))
        if len(source) > SOURCE_LIMIT:
            raise FaultError(_("The source is longer than %(most)s characters.") % {"most": SOURCE_LIMIT})
        if url and not _is_address(url):
            raise FaultError(_("“%(url)s” is not an address that begins with https:// or http://.") % {"url": url[:SHOWN]})
        row = FigureRow(line, region, indicator.pk, year, number, numerator, denominator, source, url)
        first = self.seen.setdefault(row.key, line)
        if first != line:
            raise FaultError(_("Region, year and indicator stand in line %(first)s already.") % {"first": first})
        return row

    def _year(self, typed: str) -> int:
        if not (YEAR.fullmatch(typed) and OLDEST_YEAR <= int(typed) <= self.this_year):
            words = {"typed": typed[:SHOWN], "oldest": OLDEST_YEAR, "newest": self.this_year}
            raise FaultError(_("“%(typed)s” is not a year of data between %(oldest)s and %(newest)s.") % words)
        return int(typed)

    def _indicator(self, framework: str, code: str) -> Indicator:
        found = self.indicators.get((framework, code))
        if found is None:
            if framework not in self.frameworks:
                raise FaultError(_("There is no adopted framework “%(code)s”.") % {"code": framework[:SHOWN]})
            raise FaultError(_("The framework %(framework)s has no indicator “%(code)s”.") % {"framework": framework, "code": code[:SHOWN]})
        if found.answer_type in {AnswerType.YES_NO, AnswerType.LEVEL}:
            raise FaultError(_("Indicator %(code)s asks for no figure.") % {"code": code})
        return found

    def _figure(self, indicator: Indicator, cells: dict[str, str]) -> tuple[Decimal | None, Decimal | None, Decimal | None]:
        number, numerator, denominator = (self._number(cells.get(name, "")) for name in ("number", "numerator", "denominator"))
        if number is not None and (numerator is not None or denominator is not None):
            raise FaultError(_("Give either the number, or numerator and denominator."))
        if number is None and (numerator is None or denominator is None):
            raise FaultError(_("The figure is missing: give the number, or numerator and denominator."))
        if denominator == 0:
            raise FaultError(_("The denominator is 0."))
        is_percentage = indicator.answer_type == AnswerType.PERCENTAGE
        if is_percentage and ((number or 0) > HUNDRED or (denominator is not None and (numerator or 0) > denominator)):
            raise FaultError(_("The figure is above 100 %."))
        if indicator.answer_type == AnswerType.COUNT and (number is None or number != number.to_integral_value()):
            raise FaultError(_("Indicator %(code)s asks for a whole number.") % {"code": indicator.code})
        return number, numerator, denominator

    def _number(self, typed: str) -> Decimal | None:
        if not typed:
            return None
        try:
            found = read_number(typed, decimal_mark=self.mark)
        except AmbiguousNumberError:
            raise FaultError(_("“%(typed)s” is not a number.") % {"typed": typed[:SHOWN]}) from None
        if found < 0:
            raise FaultError(_("“%(typed)s” is negative.") % {"typed": typed[:SHOWN]})
        if found >= LARGEST or -int(found.as_tuple().exponent) > PLACES:
            raise FaultError(_("“%(typed)s” is too large, or has more than six digits after the decimal mark.") % {"typed": typed[:SHOWN]})
        return found


@cache
def _checker() -> URLValidator:
    return URLValidator(schemes=["https", "http"])


@cache
def _is_address(url: str) -> bool:
    if len(url) > URL_LIMIT:
        return False
    try:
        _checker()(url)
    except ValidationError:
        return False
    return True
