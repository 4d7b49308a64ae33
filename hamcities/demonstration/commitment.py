"""Commitments of ten regions after last year's result, some with what became of them; all say that they are examples."""

from datetime import UTC, datetime, timedelta

from django.db import transaction

from accounts.models import User
from assessments.models import Assessment, Cycle
from hamcities.demonstration.people import SLEMAN
from regions.models import Region, RegionKind
from reports.models import Commitment, CommitmentAction, Fulfilment, PublishedCommitment, PublishedResult
from reports.services.commitment import ACTIONS, frozen, offers

WORDS = (
    (
        "Hasil asesmen menunjukkan di mana layanan kami belum menjangkau semua orang. Tahun depan kami mendahulukan warga yang "
        "paling sering tertinggal: penyandang disabilitas, anak, dan keluarga miskin. Setahun dari sekarang kami akan menyampaikan "
        "secara terbuka apa yang berhasil dan apa yang belum. (contoh)"
    ),
    (
        "Kami berjanji menjadikan hak asasi manusia ukuran setiap kebijakan daerah. Tiga langkah di bawah ini kami pilih karena "
        "paling dibutuhkan warga, dan setiap langkah ada penanggung jawabnya. (contoh)"
    ),
    (
        "Nilai tahun ini belum memuaskan kami. Kami memilih tiga perbaikan yang dapat dilihat warga dalam satu tahun, lengkap "
        "dengan perangkat daerah yang bertanggung jawab. (contoh)"
    ),
)
ACTION = "Menuntaskan “{statement}” bersama perangkat daerah terkait. (contoh)"
TARGET = "Disampaikan dalam laporan triwulan di situs daerah (contoh)"
NOTES = {
    Fulfilment.DONE: "Peraturan dan anggarannya sudah ditetapkan, layanan berjalan sejak Maret. (contoh)",
    Fulfilment.PARTLY: "Baru berjalan di sebagian kecamatan; sisanya dianggarkan pada perubahan APBD. (contoh)",
    Fulfilment.NOT_DONE: "Tertunda karena pengadaan gagal dua kali; diulang tahun ini. (contoh)",
}
# How far the regions have told: what became of the first, the second and the third action.
TOLD: tuple[tuple[Fulfilment, ...], ...] = (
    (Fulfilment.DONE, Fulfilment.PARTLY),
    (),
    (Fulfilment.DONE, Fulfilment.DONE, Fulfilment.NOT_DONE),
    (),
    (Fulfilment.PARTLY, Fulfilment.NOT_DONE, Fulfilment.DONE),
)
REGIONS = 10
LIMIT = 400


@transaction.atomic
def create_commitments(*, cycle: Cycle, people: dict[str, User]) -> int:
    """Write and publish the commitments of a published cycle; return how many were made, none the second time."""
    if Commitment.objects.filter(assessment__cycle=cycle).exists():
        return 0
    made = 0
    for number, assessment in enumerate(_chosen(cycle)):
        commitment = _draft(assessment, WORDS[number % len(WORDS)], people)
        public = _publish(commitment, assessment)
        _tell(commitment, public, TOLD[number % len(TOLD)], people)
        made += 1
    return made


def _chosen(cycle: Cycle) -> list[Assessment]:
    """Sleman first, then one region of every third province, as far as their results can be taken apart."""
    results = PublishedResult.objects.filter(year__award_year=cycle.award_year, explanation__isnull=False)
    regions = list(results.order_by("region__code").values_list("region__code", flat=True))
    first_of: dict[str, str] = {}
    for code in regions:
        first_of.setdefault(code[:2], code)
    others = [code for code in list(first_of.values())[::3] if code != SLEMAN]
    wanted = [code for code in (SLEMAN, *others) if code in regions][:REGIONS]
    rows = Assessment.objects.filter(cycle=cycle, region__code__in=wanted).select_related("region", "cycle__framework")
    return sorted(rows, key=lambda row: wanted.index(row.region.code))


def _title(region: Region) -> str:
    office = "Bupati" if region.kind in (RegionKind.KABUPATEN, RegionKind.KABUPATEN_ADMINISTRASI) else "Wali Kota"
    return f"{office} {region.name}"


def _draft(assessment: Assessment, words: str, people: dict[str, User]) -> Commitment:
    title = _title(assessment.region)
    commitment = Commitment.objects.create(
        assessment=assessment, head_name=f"(nama {title}, contoh)", head_title=title, text=words, updated_by=people["koordinator"]
    )
    CommitmentAction.objects.bulk_create(
        CommitmentAction(
            commitment=commitment,
            order=order,
            indicator=offer.indicator,
            text=ACTION.format(statement=offer.indicator.statement.indonesian)[:LIMIT],
            work_unit=offer.indicator.usual_work_unit,
            target=TARGET,
            possible_gain=offer.gain,
        )
        for order, offer in enumerate(offers(assessment).rows[:ACTIONS], start=1)
    )
    return commitment


def _publish(commitment: Commitment, assessment: Assessment) -> PublishedCommitment:
    day = datetime(assessment.cycle.award_year, 12, 15, 3, 0, tzinfo=UTC)
    public = frozen(commitment, assessment)
    public.published_at = day
    public.save()
    Commitment.objects.filter(pk=commitment.pk).update(published_at=day, updated_at=day - timedelta(hours=2))
    return public


def _tell(commitment: Commitment, public: PublishedCommitment, told: tuple[Fulfilment, ...], people: dict[str, User]) -> None:
    """Say what became of the first actions, and show it to the public."""
    if not told:
        return
    day = datetime(public.award_year + 1, 3, 10, 3, 0, tzinfo=UTC)
    for action, fulfilment in zip(commitment.actions.all(), told, strict=False):
        action.fulfilment, action.fulfilment_note = fulfilment, NOTES[fulfilment]
        action.told_at, action.told_by = day, people["koordinator"]
        action.save(update_fields=["fulfilment", "fulfilment_note", "told_at", "told_by"])
    said = dict(enumerate(told, start=1))
    public.actions = [
        action | ({"fulfilment": said[action["order"]].value, "note": NOTES[said[action["order"]]]} if action["order"] in said else {})
        for action in public.actions
    ]
    public.followed_up_at = day
    public.save(update_fields=["actions", "followed_up_at"])
