"""Some notices for the accounts of the demonstration, and one region that was given more time."""

from datetime import timedelta

from django.db import transaction

from accounts.models import User
from assessments.models import Assessment, Cycle, Event, Notice, NoticeCode, PhaseCode
from assessments.services.extension import extend_deadline
from assessments.services.notices import notify

EXTENDED_REGION = "73.71"
REASON = "Kantor Bagian Hukum terendam banjir selama empat hari (contoh)."


@transaction.atomic
def create_notices(*, cycle: Cycle, people: dict[str, User]) -> None:
    """Tell a few people something and extend one region's deadline, in Indonesian; running it again changes nothing.

    The accounts have invented addresses, so that no mail is made of the notices.
    """
    rows = Assessment.objects.filter(cycle=cycle).select_related("region__province", "cycle__framework").prefetch_related("cycle__phases")
    of_region = {assessment.region.code: assessment for assessment in rows.filter(region__code__in=["34.04", "34.71", EXTENDED_REGION])}
    sleman, city = of_region["34.04"], of_region["34.71"]
    indicator = cycle.framework.indicators.order_by("pk").first()
    told = {"koordinator": people["koordinator"], "opd": people["opd"], "kanwil": people["kanwil"]}
    notify(
        code=NoticeCode.COMMENTED,
        to=[told["koordinator"], told["opd"]],
        key="demonstration:commented",
        assessment=sleman,
        indicator=indicator,
        by=people["kanwil"],
        data={"text": "Mohon lampirkan halaman penetapan perda, bukan hanya drafnya (contoh)."},
    )
    notify(code=NoticeCode.FINISHED, to=[told["koordinator"]], key="demonstration:finished", assessment=sleman, by=people["opd"])
    notify(code=NoticeCode.SUBMITTED, to=[told["kanwil"]], key="demonstration:submitted", assessment=city)
    late = of_region[EXTENDED_REGION]
    end = late.ends_at(PhaseCode.FILLING)
    if end is not None and not Event.objects.filter(assessment=late, code="extended").exists():
        extend_deadline(assessment=late, phase=PhaseCode.FILLING, until=end + timedelta(days=7), reason=REASON, by=people["pimpinan"])
    Notice.objects.filter(assessment__cycle=cycle, recipient__in=people.values()).update(mail_due_at=None)
