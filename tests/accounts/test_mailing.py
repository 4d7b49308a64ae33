"""Mail leaves through a table: each once, none lost."""

import re
import smtplib
from datetime import timedelta
from typing import Any

import pytest
from django.conf import settings
from django.contrib.admin.models import LogEntry
from django.core import mail
from django.core.mail import EmailMessage
from django.db import transaction
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from accounts.access import Refused
from accounts.models import MailState, OutgoingMail, Role
from accounts.models.mail import CLAIM_LASTS
from accounts.services.delivery import PAUSES, claim, deliver, message_id
from accounts.services.mailing import FAILED_BODY_KEPT, HANDED_OVER_LASTS, queue_mail, send_again, sweep
from accounts.tasks import send_mail, sweep_mail
from hamcities.celery import app
from tests.factories import UserFactory, person

pytestmark = pytest.mark.django_db
LETTER = {"key": "uji:1", "to": "siti@contoh.go.id", "subject": "Batas waktu", "body": "Rahasia: https://portal/tautan"}
Error = Exception


def row(**values: Any) -> OutgoingMail:
    return OutgoingMail.objects.create(**{"key": "uji:1", "to": "siti@contoh.go.id", "subject": "Batas", "body": "Isi"} | values)


def refuse(monkeypatch: pytest.MonkeyPatch, error: Error) -> None:
    def failing(*args: Any, **kwargs: Any) -> None:
        raise error

    monkeypatch.setattr(EmailMessage, "send", failing)


def test_a_mail_leaves_after_the_commit_and_its_text_is_deleted(django_capture_on_commit_callbacks: Any) -> None:
    with django_capture_on_commit_callbacks(execute=True):
        assert queue_mail(**LETTER)
        assert mail.outbox == []
    (letter,) = mail.outbox
    assert (letter.to, letter.subject, letter.body) == (["siti@contoh.go.id"], "Batas waktu", LETTER["body"])
    sent = OutgoingMail.objects.get()
    assert (sent.state, sent.body, sent.attempts) == (MailState.SENT, "", 1)
    assert sent.sent_at is not None


def test_the_same_key_is_queued_and_sent_once(django_capture_on_commit_callbacks: Any) -> None:
    with django_capture_on_commit_callbacks(execute=True):
        assert queue_mail(**LETTER)
        assert not queue_mail(**LETTER | {"body": "lain"})
    assert len(mail.outbox) == 1


@pytest.mark.django_db(transaction=True)
def test_a_mail_of_a_change_that_is_undone_is_never_sent() -> None:
    with pytest.raises(ZeroDivisionError), transaction.atomic():
        queue_mail(**LETTER)
        raise ZeroDivisionError
    assert mail.outbox == []
    assert not OutgoingMail.objects.exists()


def test_however_often_the_message_and_the_sweep_come_the_mail_is_sent_once() -> None:
    found = row()
    send_mail(found.pk)
    send_mail(found.pk)
    assert sweep_mail() == 0
    assert len(mail.outbox) == 1


def test_the_message_id_is_the_same_on_every_try_and_tells_no_secret() -> None:
    found = row(key="password:7:abc")
    deliver(found.pk)
    OutgoingMail.objects.update(state=MailState.WAITING)
    deliver(found.pk)
    ids = {letter.message()["Message-ID"] for letter in mail.outbox}
    assert ids == {message_id("password:7:abc")}
    assert "password:7" not in message_id("password:7:abc")
    assert mail.outbox[0].message()["Auto-Submitted"] == "auto-generated"


def test_a_mail_is_not_sent_before_its_time() -> None:
    later = timezone.now() + timedelta(hours=1)
    queue_mail(**LETTER, due_at=later)
    found = OutgoingMail.objects.get()
    assert not deliver(found.pk)
    assert sweep() == 0
    OutgoingMail.objects.update(due_at=timezone.now())
    assert sweep() == 1
    assert len(mail.outbox) == 1


@pytest.mark.parametrize("error", [smtplib.SMTPServerDisconnected("gone"), OSError("refused"), smtplib.SMTPRecipientsRefused({"a": (450, b"later")})])
def test_a_server_that_does_not_take_it_is_asked_again_later_and_in_the_end_no_more(monkeypatch: pytest.MonkeyPatch, error: Error) -> None:
    refuse(monkeypatch, error)
    found = row()
    for pause in PAUSES:
        before = timezone.now()
        assert not deliver(found.pk)
        found.refresh_from_db()
        assert found.state == MailState.WAITING
        assert pause <= found.due_at - before <= pause + timedelta(minutes=1)
        assert not deliver(found.pk), "not before its pause is over"
        OutgoingMail.objects.update(due_at=timezone.now())
    deliver(found.pk)
    found.refresh_from_db()
    assert (found.state, found.attempts) == (MailState.FAILED, len(PAUSES) + 1)
    assert type(error).__name__ in found.error
    assert found.body == "Isi"


@pytest.mark.parametrize("error", [smtplib.SMTPRecipientsRefused({"a": (550, b"no such user")}), ValueError("Invalid address")])
def test_what_can_never_be_sent_fails_at_once(monkeypatch: pytest.MonkeyPatch, error: Error) -> None:
    refuse(monkeypatch, error)
    found = row()
    deliver(found.pk)
    found.refresh_from_db()
    assert (found.state, found.attempts) == (MailState.FAILED, 1)


def test_a_living_workers_mail_is_left_alone_and_a_dead_ones_is_sent() -> None:
    found = row()
    assert claim(found.pk) is not None
    assert claim(found.pk) is None
    assert sweep() == 0
    OutgoingMail.objects.update(claimed_at=timezone.now() - CLAIM_LASTS - timedelta(seconds=1))
    assert sweep() == 1
    found.refresh_from_db()
    assert (found.state, found.attempts) == (MailState.SENT, 2)


def test_a_worker_given_up_for_dead_cannot_write_to_the_row(monkeypatch: pytest.MonkeyPatch) -> None:
    found = row()

    def overtaken(*args: Any, **kwargs: Any) -> None:
        OutgoingMail.objects.update(attempts=5, claimed_at=timezone.now())

    monkeypatch.setattr(EmailMessage, "send", overtaken)
    deliver(found.pk)
    found.refresh_from_db()
    assert (found.state, found.attempts, found.body) == (MailState.SENDING, 5, "Isi")


def test_a_mail_that_kills_its_workers_is_given_up() -> None:
    found = row(state=MailState.SENDING, attempts=len(PAUSES) + 1, claimed_at=timezone.now() - CLAIM_LASTS - timedelta(seconds=1))
    assert not deliver(found.pk)
    found.refresh_from_db()
    assert found.state == MailState.FAILED
    assert mail.outbox == []


def test_while_no_worker_runs_a_mail_is_handed_over_once_in_two_minutes(monkeypatch: pytest.MonkeyPatch) -> None:
    handed: list[int] = []
    monkeypatch.setattr("accounts.services.mailing.send", lambda pk: handed.append(pk) or True)
    found = row()
    assert [sweep(), sweep(), sweep()] == [1, 0, 0]
    OutgoingMail.objects.update(claimed_at=timezone.now() - HANDED_OVER_LASTS - timedelta(seconds=1))
    assert sweep() == 1
    assert handed == [found.pk, found.pk]


def test_the_text_of_what_could_not_be_sent_is_deleted_after_two_weeks() -> None:
    old = row(state=MailState.FAILED, created_at=timezone.now() - FAILED_BODY_KEPT - timedelta(hours=1))
    new = row(key="uji:2", state=MailState.FAILED)
    sweep()
    assert [OutgoingMail.objects.get(pk=pk).body for pk in (old.pk, new.pk)] == ["", "Isi"]


def test_an_administrator_sends_again_what_failed(sign_in: Any, django_capture_on_commit_callbacks: Any) -> None:
    administrator = person(Role.ADMINISTRATOR)
    failed, gone = row(state=MailState.FAILED, attempts=8), row(key="uji:2", state=MailState.FAILED, body="")
    data = {"action": "try_again", "_selected_action": [failed.pk, gone.pk]}
    with django_capture_on_commit_callbacks(execute=True):
        response = sign_in(administrator).post(reverse("admin:accounts_outgoingmail_changelist"), data)
    assert response.status_code == 302
    assert len(mail.outbox) == 1
    failed.refresh_from_db()
    gone.refresh_from_db()
    assert (failed.state, gone.state) == (MailState.SENT, MailState.FAILED)
    assert LogEntry.objects.get().user == administrator


def test_nobody_else_sends_again() -> None:
    with pytest.raises(Refused):
        send_again(mails=[row(state=MailState.FAILED)], by=person(Role.DITJEN_LEAD))


def test_the_text_of_a_mail_is_shown_to_no_administrator(sign_in: Any) -> None:
    found = row(body="https://portal/tautan-rahasia")
    browser = sign_in(person(Role.ADMINISTRATOR))
    for name, args in (("changelist", []), ("change", [found.pk])):
        page = browser.get(reverse(f"admin:accounts_outgoingmail_{name}", args=args))
        assert page.status_code == 200
        assert b"tautan-rahasia" not in page.content


def test_a_link_for_a_password_does_not_stay_in_the_table(django_capture_on_commit_callbacks: Any) -> None:
    user = UserFactory()
    with django_capture_on_commit_callbacks(execute=True):
        Client().post("/akun/kata-sandi/lupa/", {"email": user.email})
    link = re.search(r"/akun/kata-sandi/baru/[^/\s]+/([^/\s]+)/", str(mail.outbox[0].body))
    assert link is not None
    kept = OutgoingMail.objects.get()
    assert link.group(1) not in f"{kept.key} {kept.subject} {kept.body} {kept.error}"


def test_whatever_beat_calls_by_the_clock_exists() -> None:
    app.loader.import_default_modules()
    assert {entry["task"] for entry in settings.CELERY_BEAT_SCHEDULE.values()} <= set(app.tasks)
