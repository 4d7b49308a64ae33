"""The offline workbook of 120 indicators: download, upload and preview, through Django's test client."""

from io import BytesIO
from typing import Any

from benchmarks.run import Figure, at_most, median_ms, queries_of


def _changed(content: bytes) -> bytes:
    """The workbook with another explanation in every row."""
    from openpyxl import load_workbook

    book = load_workbook(BytesIO(content))
    for sheet in book:
        for cell in sheet["I"][3:] if sheet.sheet_state == "visible" and sheet.max_column > 1 else ():
            cell.value = f"catatan baris {cell.row}"
    out = BytesIO()
    book.save(out)
    return out.getvalue()


def measure_workbook(coordinator: Any, cycle: Any) -> list[Figure]:
    """Request to response, with every one of the answers changed in the workbook."""
    from django.core.files.uploadedfile import SimpleUploadedFile
    from django.test import Client

    from assessments.models import Assessment, AssessmentState

    Assessment.objects.filter(cycle=cycle, region__code="34.04").update(state=AssessmentState.FILLING)
    client = Client()
    client.force_login(coordinator, backend="accounts.backends.MemberBackend")
    here = f"/kerja/{cycle.award_year}/34.04/lembar-kerja/"

    def download() -> bytes:
        response = client.get(f"{here}unduh/")
        if response.status_code != 200:
            raise RuntimeError(f"the download answered {response.status_code}")
        return bytes(response.content)

    filled = _changed(download())

    def upload_and_preview() -> Any:
        response = client.post(here, {"file": SimpleUploadedFile("lembar.xlsx", filled)}, follow=True)
        if response.status_code != 200 or b'<th scope="row"' not in response.content:
            raise RuntimeError(f"the preview answered {response.status_code}")
        return response

    return [
        at_most("Workbook of 120 indicators: download", median_ms(download), "ms", 500),
        at_most("Workbook of 120 indicators: download, queries", queries_of(download), "queries", 12),
        at_most("Workbook of 120 indicators: upload and preview", median_ms(upload_and_preview), "ms", 1000),
        at_most("Workbook of 120 indicators: upload and preview, queries", queries_of(upload_and_preview), "queries", 24),
        at_most("Workbook of 120 indicators: preview, size", len(upload_and_preview().content) / 1000, "KB", 200),
    ]
