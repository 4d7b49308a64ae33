"""The receipt (tanda terima) of a submission, printed from its frozen content and from nothing else."""

import zoneinfo
from datetime import datetime
from typing import Any

from django.template.loader import render_to_string
from django.utils import translation

from assessments.models import Submission
from assessments.pdf.press import press
from assessments.services.submission import is_intact

STYLE = "receipt"


def _context(submission: Submission) -> dict[str, Any]:
    manifest = submission.manifest
    region = submission.assessment.region
    rows = [{"indicator": answer["indicator"], **file} for answer in manifest["answers"] for file in answer["files"]]
    links = [{"indicator": answer["indicator"], **link} for answer in manifest["answers"] for link in answer.get("links", [])]
    zone = zoneinfo.ZoneInfo(region.time_zone)
    return {
        "submission": submission,
        "manifest": manifest,
        "statement": _statement(manifest, zone),
        "region": region,
        "cycle": submission.assessment.cycle,
        "files": rows,
        "links": links,
        "distinct_files": len({row["sha256"] for row in rows}),
        "submitted_at": datetime.fromisoformat(manifest["submitted_at"]).astimezone(zone),
        "zone": region.get_time_zone_display(),
        "withdrawn_at": submission.withdrawn_at.astimezone(zone) if submission.withdrawn_at else None,
        "is_intact": is_intact(submission),
        "demonstration": submission.assessment.cycle.is_demonstration,
    }


def _statement(manifest: dict[str, Any], zone: zoneinfo.ZoneInfo) -> dict[str, Any] | None:
    """The statement as the manifest names it; older manifests and cycles without one name none."""
    named = manifest.get("statement")
    return named | {"at": datetime.fromisoformat(named["confirmed_at"]).astimezone(zone)} if named else None


def receipt_html(*, submission: Submission) -> str:
    """The receipt as HTML, always in Indonesian and in the region's zone."""
    with translation.override("id"):
        return render_to_string("assessments/receipt.pdf.html", _context(submission))


def render_receipt(*, submission: Submission) -> bytes:
    """Return the receipt as PDF. The same rows give the same page."""
    return press(STYLE).render(receipt_html(submission=submission))
