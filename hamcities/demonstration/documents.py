"""Files and a link of Kabupaten Sleman, so that its list of files is worth looking at; each says on its face that it is a sample."""

from io import BytesIO
from typing import Any

from django.core.files.uploadedfile import SimpleUploadedFile
from django.utils import timezone
from PIL import Image, ImageDraw
from weasyprint import HTML

from accounts.models import User
from assessments.models import Answer, Assessment, Cycle, Evidence, EvidenceFile
from assessments.services.evidence import Description, add_evidence, describe_evidence, use_files
from assessments.services.evidence_check import inspect
from assessments.services.links import LinkInput, add_link
from hamcities.demonstration.people import SLEMAN

STYLE = "@page{size:A4;margin:25mm}body{font:12pt/1.5 sans-serif}h1{font-size:20pt}p.note{border:1pt solid;padding:4mm}section{break-after:page}"
NOTE = "Dokumen ini dibuat untuk demonstrasi. Isinya bukan data daerah mana pun."
REPORT, DECREE, PHOTO = "laporan-tahunan-contoh.pdf", "keputusan-bupati-contoh.pdf", "foto-papan-layanan-contoh.png"
LINK = LinkInput(
    "https://jdih.slemankab.go.id/contoh",
    "Peraturan Daerah tentang bantuan hukum (contoh)",
    "Tautan contoh; halamannya tidak ada.",
    "pasal 7",
)


def _pdf(title: str, pages: int) -> bytes:
    sections = "".join(
        f"<section><h1>{title}</h1><p class=note>{NOTE}</p><p>Halaman {number} dari {pages}.</p></section>" for number in range(1, pages + 1)
    )
    head = f'<meta charset="utf-8"><title>{title}</title><style>{STYLE}</style>'
    page = f'<!doctype html><html lang="id"><head>{head}</head><body>{sections}</body></html>'
    return bytes(HTML(string=page).write_pdf())


def _photo() -> bytes:
    picture = Image.new("RGB", (960, 640), "#dfe7ee")
    pen = ImageDraw.Draw(picture)
    pen.rectangle((160, 120, 800, 440), fill="#ffffff", outline="#34506b", width=6)
    pen.rectangle((460, 440, 500, 640), fill="#34506b")
    pen.text((220, 180), "Papan layanan (contoh)", fill="#1d1d1d", font_size=48)
    pen.text((220, 280), NOTE.split(".", maxsplit=1)[0] + ".", fill="#1d1d1d", font_size=24)
    out = BytesIO()
    picture.save(out, "PNG")
    return out.getvalue()


def _put(assessment: Assessment, answer: Answer, name: str, content: bytes, by: User) -> Evidence:
    fit = inspect(SimpleUploadedFile(name, content))
    return add_evidence(assessment=assessment, indicator=answer.indicator, files=[fit], by=by)[0]


def create_documents(*, cycle: Cycle, people: dict[str, User]) -> None:
    """Three files, one of them used twice, and a link, for answers of Sleman's coordinator; a second time nothing happens."""
    assessment = Assessment.objects.select_related("region").get(cycle=cycle, region__code=SLEMAN)
    if EvidenceFile.objects.filter(region=assessment.region, original_name=REPORT).exists():
        return
    by: Any = people["koordinator"]
    answers = list(Answer.objects.filter(assessment=assessment, evidence__isnull=False).select_related("indicator").order_by("indicator__order")[:3])
    year = timezone.localdate().year
    for answer, name, content, said in zip(
        answers,
        (REPORT, DECREE, PHOTO),
        (_pdf("Laporan tahunan (contoh)", 6), _pdf("Keputusan Bupati (contoh)", 2), _photo()),
        (
            Description("Tabel 2: jumlah layanan (contoh)", "3-4", year - 1, is_public=True),
            Description("Diktum kesatu (contoh)", "1", year - 4),
            Description("Papan layanan di loket (contoh)", "", year - 1),
        ),
        strict=False,
    ):
        describe_evidence(evidence=_put(assessment, answer, name, content, by), said=said, by=by)
    report = EvidenceFile.objects.get(region=assessment.region, original_name=REPORT)
    use_files(assessment=assessment, indicator=answers[1].indicator, files=[report], by=by, caption="Bab 3 (contoh)", pages="5")
    add_link(assessment=assessment, indicator=answers[0].indicator, said=LINK, by=by)
