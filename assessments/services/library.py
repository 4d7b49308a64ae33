"""The files of a region, whatever the year: what they are, how old, where they are used."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any

from django.db.models import Exists, F, OuterRef, Q, QuerySet

from assessments.models import Answer, Evidence, EvidenceFile
from assessments.services.evidence_age import Age, age_of, first_years
from assessments.services.evidence_check import DOCX, JPEG, PDF, PNG, XLSX
from indicators.models import Indicator
from regions.models import Region

KINDS = {"pdf": (PDF,), "gambar": (JPEG, PNG), "dokumen": (DOCX,), "tabel": (XLSX,)}


def files_for(user: Any, region: Region) -> QuerySet[EvidenceFile]:
    """The files of a region that a person may see; contributors their part's."""
    return EvidenceFile.objects.visible_to(user).filter(region=region)


def found_files(files: QuerySet[EvidenceFile], *, words: str = "", kind: str = "", unused: bool = False) -> QuerySet[EvidenceFile]:
    """Those that match: each word in the name or in a caption, a kind, used for nothing."""
    for word in words.split()[:6]:
        captions = Evidence.objects.filter(file=OuterRef("pk"), caption__icontains=word)
        files = files.filter(Q(original_name__icontains=word) | Exists(captions))
    if kind in KINDS:
        files = files.filter(media_type__in=KINDS[kind])
    if unused:
        files = files.filter(~Exists(Evidence.objects.filter(file=OuterRef("pk"))))
    return files.select_related("uploaded_by").order_by("-uploaded_at", "-pk")


@dataclass(frozen=True, slots=True)
class Use:
    """Where a file is used."""

    year: int
    label: str
    code: str
    caption: str
    pages: str


@dataclass(slots=True)
class LibraryRow:
    """A file with its uses, newest first, and its age where it is offered for an indicator."""

    file: EvidenceFile
    uses: list[Use] = field(default_factory=list)
    age: Age | None = None
    is_used_here: bool = False


def library_rows(
    files: Iterable[EvidenceFile], *, answer: Answer | None = None, indicator: Indicator | None = None, data_year: int = 0
) -> list[LibraryRow]:
    """Rows of the library (at most two queries); with an indicator, how old each file is for it and whether `answer` has it already."""
    found = {file.pk: LibraryRow(file) for file in files}
    uses = uses_of(found)
    for pk, row in found.items():
        row.uses = [use for use, _answer in uses[pk]]
        row.is_used_here = answer is not None and any(key == answer.pk for _use, key in uses[pk])
    if indicator is not None:
        first = first_years(row.file for row in found.values() if row.file.document_year is None)
        for row in found.values():
            row.age = age_of(row.file, indicator=indicator, data_year=data_year, first=first)
    return list(found.values())


def uses_of(files: Iterable[int]) -> dict[int, list[tuple[Use, int]]]:
    """Uses of files by their keys, each with the key of its answer, newest cycle first (one query)."""
    rows = (
        Evidence.objects.filter(file__in=list(files))
        .annotate(year=F("answer__assessment__cycle__award_year"), code=F("answer__indicator__code"))
        .select_related("answer__assessment__cycle")
        .order_by("-year", "answer__indicator__order", "pk")
    )
    found: dict[int, list[tuple[Use, int]]] = defaultdict(list)
    for row in rows:
        cycle = row.answer.assessment.cycle
        found[row.file_id].append((Use(cycle.award_year, str(cycle.label), row.code, row.caption, row.pages), row.answer_id))
    return found
