"""The statement of the head of region as a PDF to print and sign, in Indonesian, about the answers as they are now."""

import zoneinfo
from typing import Any

from django.template.loader import render_to_string
from django.utils import timezone, translation

from assessments.models import Assessment
from assessments.pdf.press import press
from assessments.services.checklist import checklist
from assessments.services.manifest import entries
from assessments.services.scores import self_score
from assessments.services.statement import answers_digest, code_of
from indicators.scoring import displayed
from regions.models import Region, RegionKind

STYLE = "statement"
OFFICES = {
    RegionKind.KABUPATEN: "Bupati",
    RegionKind.KABUPATEN_ADMINISTRASI: "Bupati Administrasi",
    RegionKind.KOTA: "Wali Kota",
    RegionKind.KOTA_ADMINISTRASI: "Wali Kota Administrasi",
}


def office_of(region: Region) -> str:
    """The office of the head of a region: ``Bupati Sleman``."""
    return f"{OFFICES[RegionKind(region.kind)]} {region.name}"


def _context(assessment: Assessment) -> dict[str, Any]:
    region, cycle = assessment.region, assessment.cycle
    found = entries(assessment)
    counted = checklist(assessment, found)
    content = answers_digest(found)
    return {
        "assessment": assessment,
        "region": region,
        "cycle": cycle,
        "office": office_of(region),
        "answered": counted.answered,
        "asked": counted.asked,
        "files": counted.files,
        "score": displayed(self_score(assessment).raw),
        "digest": content,
        "code": code_of(content),
        "printed_at": timezone.now().astimezone(zoneinfo.ZoneInfo(region.time_zone)),
        "zone": region.get_time_zone_display(),
        "demonstration": cycle.is_demonstration,
    }


def statement_html(*, assessment: Assessment) -> str:
    """The statement as HTML, always in Indonesian and in the region's zone."""
    with translation.override("id"):
        return render_to_string("assessments/statement.pdf.html", _context(assessment))


def render_statement(*, assessment: Assessment) -> bytes:
    """Return the statement as PDF."""
    return press(STYLE).render(statement_html(assessment=assessment))
