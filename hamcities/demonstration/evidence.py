"""One sample document a year serves as evidence everywhere; it says on its face that it is a sample."""

import hashlib
from dataclasses import dataclass

from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from weasyprint import HTML

from assessments.models import EvidenceFile, ScanState
from regions.models import Region

NAME = "evidence/demonstrasi/contoh-data-dukung-{year}.pdf"
PAGE = """<!doctype html><html lang="id"><head><meta charset="utf-8"><title>Contoh data dukung</title>
<style>@page{{size:A4;margin:25mm}}body{{font:12pt/1.5 sans-serif}}h1{{font-size:20pt}}p.note{{border:1pt solid;padding:4mm}}</style></head>
<body><h1>Contoh data dukung, tahun data {year}</h1><p class="note">Dokumen ini dibuat untuk demonstrasi. Isinya bukan data daerah mana pun.</p>
<p>Pada asesmen sesungguhnya, di sini terdapat salinan peraturan, laporan, tabel data, atau surat keterangan yang mendukung
jawaban daerah.</p></body></html>"""


@dataclass(frozen=True, slots=True)
class Sample:
    """The stored sample document."""

    name: str
    sha256: str
    size: int


def store_sample(data_year: int) -> Sample:
    """Make and store the sample document of a year once."""
    name = NAME.format(year=data_year)
    if not default_storage.exists(name):
        default_storage.save(name, ContentFile(HTML(string=PAGE.format(year=data_year)).write_pdf()))
    with default_storage.open(name) as file:
        content = file.read()
    return Sample(name, hashlib.sha256(content).hexdigest(), len(content))


def sample_files(regions: list[Region], *, data_year: int) -> dict[int, EvidenceFile]:
    """A row of the year's sample for every region; return them by the region's key."""
    sample = store_sample(data_year)
    rows = [
        EvidenceFile(
            region=region,
            sha256=sample.sha256,
            size=sample.size,
            media_type="application/pdf",
            original_name=f"contoh-data-dukung-{data_year}.pdf",
            document_year=data_year,
            file=sample.name,
            page_count=1,
            scan_state=ScanState.UNCHECKED,
        )
        for region in regions
    ]
    EvidenceFile.objects.bulk_create(rows, ignore_conflicts=True)
    return {file.region_id: file for file in EvidenceFile.objects.filter(sha256=sample.sha256)}
