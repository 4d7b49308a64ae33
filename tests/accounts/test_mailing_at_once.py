"""Several workers at the same mail, and a broker that is away."""

import threading
from typing import Any

import pytest
from django.core import mail
from django.db import connection

from accounts.models import MailState, OutgoingMail
from accounts.services.delivery import deliver
from accounts.services.mailing import queue_mail, sweep
from tests.jobs.conftest import celery_options  # noqa: F401 - a fixture

WORKERS = 4


def at_once(call: Any) -> list[Any]:
    """Run the call in four threads started together."""
    start, results = threading.Barrier(WORKERS), []

    def run() -> None:
        start.wait()
        try:
            results.append(call())
        finally:
            connection.close()

    threads = [threading.Thread(target=run) for _ in range(WORKERS)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return results


def rows(number: int) -> list[int]:
    made = OutgoingMail.objects.bulk_create(OutgoingMail(key=f"uji:{n}", to="a@contoh.go.id", subject="Uji", body="Isi") for n in range(number))
    return [row.pk for row in made]


@pytest.mark.postgresql
@pytest.mark.django_db(transaction=True)
def test_four_workers_send_each_mail_once() -> None:
    keys = rows(6)
    sent = at_once(lambda: sum(deliver(key) for key in keys))
    assert sum(sent) == len(keys)
    assert len(mail.outbox) == len(keys)


@pytest.mark.postgresql
@pytest.mark.django_db(transaction=True)
def test_four_sweeps_at_once_hand_each_mail_over_once() -> None:
    rows(6)
    assert sum(at_once(sweep)) == 6
    assert len(mail.outbox) == 6


@pytest.mark.postgresql
@pytest.mark.django_db(transaction=True)
def test_four_who_queue_the_same_write_one_row() -> None:
    made = at_once(lambda: queue_mail(key="uji", to="a@contoh.go.id", subject="Uji", body="Isi"))
    assert sorted(made) == [False, False, False, True]
    assert len(mail.outbox) == 1


@pytest.mark.django_db(transaction=True)
def test_with_the_broker_away_the_mail_waits_for_a_sweep(celery_options: Any, monkeypatch: pytest.MonkeyPatch, caplog: Any) -> None:  # noqa: F811
    nowhere = "redis://127.0.0.1:1/0"
    monkeypatch.setenv("CELERY_BROKER_URL", nowhere)
    celery_options(broker_url=nowhere, task_always_eager=False)
    assert queue_mail(key="uji", to="a@contoh.go.id", subject="Uji", body="Isi")
    assert sweep() == 0
    assert OutgoingMail.objects.get().state == MailState.WAITING
    assert "the broker does not answer" in caplog.text
    celery_options(task_always_eager=True)
    OutgoingMail.objects.update(claimed_at=None)
    assert sweep() == 1
    assert len(mail.outbox) == 1
