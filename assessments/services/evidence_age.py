"""How old a piece of evidence is, counted from the year of the data, and whether its indicator allows that."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import Min
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from accounts.access import require
from assessments.models import Evidence, EvidenceFile
from assessments.services.events import log
from assessments.services.transitions import lock
from indicators.models import Indicator

# The oldest law still in force that a region could put forward is older than the republic; nothing sensible is older than this.
OLDEST_YEAR = 1900


@dataclass(frozen=True, slots=True)
class Age:
    """A document's year beside the year of the data, and the indicator's rule (None: as long as in force; 0: of the data year).

    `year` is None where it is not known. `is_assumed` when nobody has said it: then it is the data year of the first cycle
    in which the region used the file. A document too old earns a warning, never a refusal: the reviewers judge.
    """

    year: int | None
    data_year: int
    valid_years: int | None
    is_assumed: bool = False

    @property
    def years(self) -> int | None:
        """How many years older than the data; negative when newer, None where the year is not known."""
        return None if self.year is None else self.data_year - self.year

    @property
    def is_too_old(self) -> bool:
        """Whether the document is older than its indicator allows."""
        years = self.years
        return self.valid_years is not None and years is not None and years > self.valid_years

    @property
    def words(self) -> str:
        """The age in words: “of 2023, two years older than the data”."""
        years = self.years
        if years is None:
            return _("year not known")
        if years == 0:
            said = _("of %(year)s, the year of the data") % {"year": self.year}
        elif years < 0:
            said = ngettext("of %(year)s, %(count)s year newer than the data", "of %(year)s, %(count)s years newer than the data", -years) % {
                "year": self.year,
                "count": -years,
            }
        else:
            said = ngettext("of %(year)s, %(count)s year older than the data", "of %(year)s, %(count)s years older than the data", years) % {
                "year": self.year,
                "count": years,
            }
        return f"{said} {_('(assumed: the year it was first used)')}" if self.is_assumed else said

    @property
    def rule_words(self) -> str:
        """What the indicator allows, in words."""
        if self.valid_years is None:
            return _("Evidence is valid as long as it is in force.")
        if self.valid_years == 0:
            return _("Evidence must be of %(year)s, the year of the data.") % {"year": self.data_year}
        return _("Evidence must be of %(year)s or later.") % {"year": self.data_year - self.valid_years}

    @property
    def warning(self) -> str:
        """What is told where the document is too old; else empty."""
        return _("Too old for this indicator. %(rule)s The reviewers may not accept it.") % {"rule": self.rule_words} if self.is_too_old else ""


def first_years(files: Iterable[EvidenceFile]) -> dict[int, int]:
    """The data year of the first cycle in which files were used, by their keys; practice does not count (one query)."""
    keys = {file.pk for file in files}
    if not keys:
        return {}
    uses = Evidence.objects.filter(file__in=keys, answer__assessment__cycle__is_practice=False)
    return dict(uses.order_by().values("file").annotate(first=Min("answer__assessment__cycle__data_year")).values_list("file", "first"))


def age_of(file: EvidenceFile, *, indicator: Indicator, data_year: int, first: Mapping[int, int]) -> Age:
    """The age of one file as evidence for an indicator. `first` is what `first_years` gave."""
    if file.document_year is not None:
        return Age(file.document_year, data_year, indicator.evidence_valid_years)
    year = first.get(file.pk)
    return Age(year, data_year, indicator.evidence_valid_years, is_assumed=year is not None)


def ages(files: Iterable[EvidenceFile], *, indicator: Indicator, data_year: int) -> dict[int, Age]:
    """The ages of files as evidence for one indicator, by their keys (one query; none where every file's year is known)."""
    known = list(files)
    first = first_years(file for file in known if file.document_year is None)
    return {file.pk: age_of(file, indicator=indicator, data_year=data_year, first=first) for file in known}


def why_no_year(year: int | None) -> str:
    """Why a number cannot be the year of a document; empty when it can. None takes the year back."""
    if year is None or OLDEST_YEAR <= year <= timezone.localdate().year:
        return ""
    return _("The year of a document lies between %(oldest)s and this year.") % {"oldest": OLDEST_YEAR}


@transaction.atomic
def set_document_year(*, evidence: Evidence, year: int | None, by: Any) -> EvidenceFile:
    """Say of which year the document behind a piece of evidence is; it holds wherever the region uses the file.

    Writes the event ``document_year_set``; saying the same again writes nothing. Raises `Refused`, ValidationError.
    """
    held = lock(evidence.answer.assessment)
    require(by, "assessments.answer_indicator", evidence_place(evidence, held))
    fault = why_no_year(year)
    if fault:
        raise ValidationError({"year": fault})
    file = EvidenceFile.objects.select_for_update().get(pk=evidence.file_id)
    if file.document_year == year:
        return file
    before, file.document_year = file.document_year, year
    file.save(update_fields=["document_year"])
    data = {"indicator": evidence.answer.indicator.code, "name": file.original_name, "sha256": file.sha256, "before": before, "year": year}
    log(subject=held, code="document_year_set", by=by, data=data)
    return file


@dataclass(frozen=True, slots=True)
class Target:
    """An indicator of an assessment, as the rules ask about it."""

    assessment: Any
    indicator: Indicator

    @property
    def region(self) -> Any:
        """The region, which the rules ask about."""
        return self.assessment.region


def evidence_place(evidence: Evidence, assessment: Any) -> Target:
    """What a piece of evidence belongs to."""
    return Target(assessment, evidence.answer.indicator)
