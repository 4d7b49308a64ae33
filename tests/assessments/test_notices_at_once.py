"""Several workers make mails of the same notices: each notice is in one mail, each mail is sent once."""

from datetime import UTC, datetime, timedelta

import pytest
from django.core import mail

from accounts.models import OutgoingMail
from assessments.models import Notice, NoticeCode, Phase, PhaseCode
from assessments.services import digest
from assessments.services.deadlines import tell_deadlines
from assessments.services.notices import notify
from tests.accounts.test_mailing_at_once import at_once
from tests.factories import make_stage

pytestmark = [pytest.mark.postgresql, pytest.mark.django_db(transaction=True)]


def test_four_workers_make_one_digest_of_a_persons_notices(monkeypatch: pytest.MonkeyPatch) -> None:
    stage = make_stage()
    monkeypatch.setattr("assessments.services.notices.wake", lambda: True)
    for number in range(5):
        notify(code=NoticeCode.RETURNED, to=[stage.coordinator, stage.signatory], key=f"uji:{number}", assessment=stage.assessment)
    assert sum(at_once(digest.sweep)) == 2
    assert OutgoingMail.objects.count() == len(mail.outbox) == 2
    assert Notice.objects.filter(mail=None).count() == 0
    assert Notice.objects.values("recipient", "mail").distinct().count() == 2


def test_four_who_tell_of_deadlines_at_once_tell_each_person_once() -> None:
    make_stage()
    end = datetime(2026, 12, 18, 16, 59, tzinfo=UTC)
    Phase.objects.filter(code=PhaseCode.FILLING).update(starts_at=end - timedelta(days=60), ends_at=end)
    told = at_once(lambda: tell_deadlines(end - timedelta(hours=8)))
    assert all(isinstance(count, int) for count in told)
    keys = list(Notice.objects.values_list("recipient", "key"))
    assert len(keys) == len(set(keys)) == 4  # the region's three and the far coordinator
    assert len(mail.outbox) == 4
