"""Notices: told once, listed to their person, mailed at the right time, each in one mail."""

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from celery.beat import Scheduler
from django.core import mail
from django.urls import reverse
from django.utils import timezone, translation

from accounts.models import MailRhythm, Membership, OutgoingMail, Role, User
from assessments.models import Notice, NoticeCode
from assessments.services import digest
from assessments.services.notice_words import ICONS, title, words
from assessments.services.notices import URGENT, mail_time, next_morning, notify, people_of, unread_count
from assessments.tasks import mail_notices
from hamcities.celery import app
from tests.factories import Stage, UserFactory, person

pytestmark = pytest.mark.django_db
LIST = "/pemberitahuan/"


def tell(stage: Stage, to: Any, code: str = NoticeCode.COMMENTED, key: str = "", **values: Any) -> Notice:
    key = key or f"{code}:{Notice.objects.count()}"
    notify(code=code, to=[to], key=key, assessment=stage.assessment, **values)
    return Notice.objects.get(recipient=to, key=key)


def due_now() -> None:
    Notice.objects.exclude(mail_due_at=None).update(mail_due_at=timezone.now())


@pytest.fixture
def letters(django_capture_on_commit_callbacks: Any) -> Any:
    """Make and send what is due; gives the mails sent by it."""

    def send() -> list[Any]:
        before = len(mail.outbox)
        with django_capture_on_commit_callbacks(execute=True):
            mail_notices()
        return mail.outbox[before:]

    return send


class TestTelling:
    def test_nobody_is_told_the_same_twice_nor_what_they_did_themselves(self, stage: Stage) -> None:
        people = [stage.coordinator, stage.signatory, stage.coordinator]
        told = {"code": NoticeCode.RETURNED, "key": "kembali:1", "assessment": stage.assessment, "by": stage.signatory}
        assert notify(to=people, **told) == 1
        assert notify(to=people, **told) == 0
        assert Notice.objects.get().recipient == stage.coordinator

    def test_a_closed_account_is_not_told(self, stage: Stage) -> None:
        stage.coordinator.is_active = False
        assert notify(code=NoticeCode.RETURNED, to=[stage.coordinator], key="x", assessment=stage.assessment) == 0

    def test_people_of_a_region_are_its_own_its_provinces_and_its_kanwils(self, stage: Stage) -> None:
        roles = (Role.REGIONAL_COORDINATOR, Role.OPD_CONTRIBUTOR, Role.PROVINCIAL_OBSERVER, Role.KANWIL_VERIFIER)
        found = people_of(stage.assessment, *roles)
        assert set(found) == {stage.coordinator, stage.contributor, stage.observer, stage.verifier}
        unit = Membership.objects.get(user=stage.contributor).work_unit_id
        assert people_of(stage.assessment, Role.OPD_CONTRIBUTOR, work_unit=unit) == [stage.contributor]
        assert people_of(stage.assessment, Role.OPD_CONTRIBUTOR, work_unit=0) == []

    @pytest.mark.parametrize("code", NoticeCode.values)
    def test_every_code_has_words_an_icon_and_a_page(self, stage: Stage, sign_in: Any, code: str) -> None:
        notice = tell(stage, stage.coordinator, code, data={"phase": "filling", "until": timezone.now().isoformat(), "count": 3})
        assert words(notice).title
        assert code in ICONS
        assert sign_in(stage.coordinator).get(words(notice).url, follow=True).status_code == 200


class TestTime:
    NOW = datetime(2026, 12, 14, 23, 30, tzinfo=UTC)  # 06.30 WIB, 08.30 WIT of the next day

    def test_what_cannot_wait_is_mailed_at_once_whatever_the_rhythm(self) -> None:
        assert {mail_time(code, rhythm, "", self.NOW) for code in URGENT for rhythm in MailRhythm.values} == {self.NOW}

    def test_the_rest_goes_by_the_rhythm(self) -> None:
        code = NoticeCode.COMMENTED
        assert mail_time(code, MailRhythm.NEVER, "", self.NOW) is None
        assert mail_time(code, MailRhythm.AT_ONCE, "", self.NOW) == self.NOW + timedelta(minutes=10)
        assert mail_time(code, MailRhythm.DAILY, "", self.NOW) == self.NOW + timedelta(minutes=30)

    @pytest.mark.parametrize(("zone", "hour"), [("Asia/Jakarta", 0), ("Asia/Makassar", 23), ("Asia/Jayapura", 22)])
    def test_the_morning_is_seven_in_the_readers_zone(self, zone: str, hour: int) -> None:
        found = next_morning(zone, self.NOW)
        assert found > self.NOW
        assert (found.astimezone(UTC).hour, found.hour, found.minute) == (hour, 7, 0)
        assert found - self.NOW <= timedelta(days=1)

    def test_a_notice_waits_for_the_morning_of_its_persons_office(self, stage: Stage) -> None:
        notify(
            code=NoticeCode.COMMENTED, to=[stage.coordinator, stage.far_coordinator, stage.verifier, stage.lead], key="x", assessment=stage.assessment
        )
        hours = {row.recipient.pk: row.mail_due_at.astimezone(UTC).hour for row in Notice.objects.all() if row.mail_due_at}
        assert hours == {stage.coordinator.pk: 0, stage.far_coordinator.pk: 22, stage.verifier.pk: 0, stage.lead.pk: 0}


class TestMail:
    def test_what_cannot_wait_leaves_after_the_commit(self, stage: Stage, django_capture_on_commit_callbacks: Any) -> None:
        with django_capture_on_commit_callbacks(execute=True):
            tell(stage, stage.coordinator, NoticeCode.RETURNED, by=stage.verifier, data={"needs_correction": 4})
        (letter,) = mail.outbox
        assert letter.to == [stage.coordinator.email]
        assert "Kabupaten Sleman, KKP HAM 2026" in letter.subject
        notice = Notice.objects.get()
        assert f"/pemberitahuan/{notice.pk}/" in letter.body
        for part in (stage.coordinator.full_name, stage.verifier.full_name, "WIB", "/akun/profil/", "Kabupaten Sleman"):
            assert part in letter.body
        assert notice.mail is not None
        assert notice.mail_due_at is None

    def test_times_in_a_mail_are_in_the_zone_of_the_readers_office(self, stage: Stage, letters: Any) -> None:
        assert Membership.objects.filter(user=stage.far_coordinator).update(region=stage.far_region) == 1
        end = datetime(2026, 12, 18, 16, 59, tzinfo=UTC)
        data = {"phase": "filling", "until": end.isoformat()}
        notify(
            code=NoticeCode.THREE_DAYS,
            to=[stage.far_coordinator],
            key="x",
            assessment=stage.cycle.assessments.get(region=stage.far_region),
            data=data,
        )
        (letter,) = letters()
        assert "01.59 WIT" in letter.body

    def test_several_make_one_mail_and_each_notice_is_in_one(self, stage: Stage, letters: Any) -> None:
        for _ in range(5):
            tell(stage, stage.coordinator)
        assert letters() == []
        due_now()
        (letter,) = letters()
        assert letter.body.count("/pemberitahuan/") == 6  # five and the list
        assert letters() == []
        assert Notice.objects.values("mail").distinct().count() == 1

    def test_an_urgent_mail_takes_along_what_waits(self, stage: Stage, letters: Any) -> None:
        waiting = tell(stage, stage.coordinator)
        urgent = tell(stage, stage.coordinator, NoticeCode.RETURNED)
        (letter,) = letters()
        assert letter.body.index(f"/pemberitahuan/{urgent.pk}/") < letter.body.index(f"/pemberitahuan/{waiting.pk}/")
        due_now()
        assert letters() == []

    def test_several_within_ten_minutes_are_bundled_for_who_wants_mail_at_once(self, stage: Stage, letters: Any) -> None:
        User.objects.filter(pk=stage.coordinator.pk).update(mail_rhythm=MailRhythm.AT_ONCE)
        stage.coordinator.refresh_from_db()
        first = tell(stage, stage.coordinator)
        tell(stage, stage.coordinator)
        assert letters() == []
        Notice.objects.filter(pk=first.pk).update(mail_due_at=timezone.now())
        assert len(letters()) == 1
        assert not Notice.objects.filter(mail=None).exists()

    def test_what_was_read_is_not_mailed(self, stage: Stage, sign_in: Any, letters: Any) -> None:
        notice = tell(stage, stage.coordinator)
        sign_in(stage.coordinator).get(f"{LIST}{notice.pk}/")
        due_now()
        assert letters() == []

    def test_who_wants_no_mail_gets_only_what_is_urgent(self, stage: Stage, letters: Any) -> None:
        tell(stage, stage.coordinator)
        User.objects.filter(pk=stage.coordinator.pk).update(mail_rhythm=MailRhythm.NEVER)
        due_now()
        assert letters() == []
        tell(stage, stage.coordinator, NoticeCode.LAST_DAY)
        assert len(letters()) == 1

    def test_who_no_longer_acts_for_the_region_is_not_written_to(self, stage: Stage, letters: Any) -> None:
        tell(stage, stage.coordinator, NoticeCode.RETURNED)
        Membership.objects.filter(user=stage.coordinator).delete()
        assert letters() == []

    def test_a_mail_about_a_week_ago_is_not_sent(self, stage: Stage, letters: Any) -> None:
        tell(stage, stage.coordinator, NoticeCode.RETURNED)
        Notice.objects.update(created_at=timezone.now() - digest.TOO_LATE - timedelta(hours=1))
        assert letters() == []

    def test_very_many_are_counted_not_listed(self, stage: Stage, letters: Any) -> None:
        for _ in range(digest.NAMED + 7):
            tell(stage, stage.coordinator)
        due_now()
        (letter,) = letters()
        assert letter.body.count("/pemberitahuan/") == digest.NAMED + 1
        assert "7" in letter.body
        assert not Notice.objects.filter(mail=None).exists()

    def test_names_and_texts_cannot_add_lines_to_the_head(self, stage: Stage, letters: Any) -> None:
        tell(stage, stage.coordinator, NoticeCode.RETURNED, data={"text": "x\r\nBcc: a@contoh.go.id"})
        (letter,) = letters()
        assert "Bcc" not in letter.message()
        assert "\n" not in letter.subject

    def test_the_number_of_queries_of_a_mail_is_fixed(self, stage: Stage, django_assert_max_num_queries: Any) -> None:
        for _ in range(12):
            tell(stage, stage.coordinator, NoticeCode.RETURNED)
        with django_assert_max_num_queries(18):
            assert digest.assemble(stage.coordinator.pk) is not None
        assert OutgoingMail.objects.count() == 1


class TestWithoutABroker:
    def test_the_digest_leaves_when_beat_alone_goes(self, stage: Stage, settings: Any, django_capture_on_commit_callbacks: Any) -> None:
        settings.CELERY_TASK_ALWAYS_EAGER = True  # as the settings say where no broker is named
        tell(stage, stage.coordinator, key="a")
        tell(stage, stage.coordinator, key="b")
        due_now()
        clock = Scheduler(app=app, lazy=True)
        entry = clock.Entry(app=app, name="mail-notices", **settings.CELERY_BEAT_SCHEDULE["mail-notices"])
        with django_capture_on_commit_callbacks(execute=True):
            clock.apply_async(entry)
        assert [letter.to for letter in mail.outbox] == [[stage.coordinator.email]]
        assert not Notice.objects.filter(mail=None, recipient=stage.coordinator).exists()


class TestList:
    def test_unread_come_first_then_the_newest(self, stage: Stage, sign_in: Any) -> None:
        old, read, new = (tell(stage, stage.coordinator) for _ in range(3))
        Notice.objects.filter(pk=read.pk).update(read_at=timezone.now())
        page = sign_in(stage.coordinator).get(LIST)
        assert [line.notice.pk for line in page.context["lines"]] == [new.pk, old.pk, read.pk]
        assert page.context["unread"] == 2

    def test_opening_marks_as_read_and_leads_to_the_page(self, stage: Stage, sign_in: Any) -> None:
        indicator = stage.framework.indicators.get(code="INFORMASI-S1")
        notice = tell(stage, stage.coordinator, indicator=indicator, data={"comment": 7})
        browser = sign_in(stage.coordinator)
        assert browser.head(f"{LIST}{notice.pk}/").status_code == 302
        notice.refresh_from_db()
        assert notice.read_at is None, "a program that looks ahead reads nothing"
        response = browser.get(f"{LIST}{notice.pk}/")
        assert response["Location"] == "/kerja/2026/34.04/INFORMASI-S1/#comment-7"
        notice.refresh_from_db()
        assert notice.read_at is not None
        assert browser.get(response["Location"]).status_code == 200

    def test_the_kanwil_is_led_to_the_verification(self, stage: Stage, sign_in: Any) -> None:
        notice = tell(stage, stage.verifier, NoticeCode.SUBMITTED)
        assert sign_in(stage.verifier).get(f"{LIST}{notice.pk}/")["Location"] == "/verifikasi/2026/34.04/"

    def test_all_are_marked_as_read_but_nobody_elses(self, stage: Stage, sign_in: Any) -> None:
        tell(stage, stage.coordinator)
        tell(stage, stage.coordinator)
        tell(stage, stage.signatory)
        assert sign_in(stage.coordinator).post(f"{LIST}dibaca/").status_code == 302
        assert Notice.objects.filter(read_at=None).count() == 1
        assert sign_in(stage.coordinator).post(f"{LIST}dibaca/").status_code == 302

    def test_another_persons_notice_is_not_found(self, stage: Stage, sign_in: Any) -> None:
        notice = tell(stage, stage.coordinator)
        assert sign_in(stage.signatory).get(f"{LIST}{notice.pk}/").status_code == 404
        assert sign_in(stage.signatory).get(f"{LIST}{10**20}/").status_code == 404

    def test_notices_of_a_region_one_no_longer_acts_for_are_gone(self, stage: Stage, sign_in: Any) -> None:
        notice = tell(stage, stage.coordinator)
        Membership.objects.filter(user=stage.coordinator).delete()
        browser = sign_in(stage.coordinator)
        assert browser.get(LIST).context["lines"] == []
        assert browser.get(f"{LIST}{notice.pk}/").status_code == 404
        assert unread_count(User.objects.get(pk=stage.coordinator.pk)) == 0

    def test_nothing_is_said_to_be_nothing(self, sign_in: Any) -> None:
        page = sign_in(UserFactory()).get(LIST)
        assert page.status_code == 200
        assert b"empty-title" in page.content

    @pytest.mark.parametrize("asked", ["2", "99", "x", "-1", "0"])
    def test_pages(self, stage: Stage, sign_in: Any, asked: str) -> None:
        for _ in range(21):
            tell(stage, stage.coordinator)
        page = sign_in(stage.coordinator).get(LIST, {"halaman": asked})
        assert page.status_code == 200
        assert page.context["page"].paginator.num_pages == 2

    def test_many_cost_no_more_queries(self, stage: Stage, sign_in: Any, django_assert_max_num_queries: Any) -> None:
        indicator = stage.framework.indicators.get(code="INFORMASI-S1")
        for _ in range(25):
            tell(stage, stage.coordinator, indicator=indicator, by=stage.signatory)
        browser = sign_in(stage.coordinator)
        with django_assert_max_num_queries(7):
            browser.get(LIST)

    def test_words_of_others_are_text_not_markup(self, stage: Stage, sign_in: Any) -> None:
        tell(stage, stage.coordinator, data={"text": "<script>alert(1)</script>"})
        assert b"<script>alert" not in sign_in(stage.coordinator).get(LIST).content


class TestBell:
    def test_the_header_counts_what_is_unread(self, stage: Stage, sign_in: Any) -> None:
        browser = sign_in(stage.coordinator)
        assert b'class="bell-count"' not in browser.get("/tentang/").content
        tell(stage, stage.coordinator)
        tell(stage, stage.coordinator)
        page = browser.get(reverse("public:about")).content.decode()
        assert '<span class="bell-count" aria-hidden="true">2</span>' in page

    def test_strangers_have_no_bell(self, client: Any, db: Any) -> None:
        assert b'class="bell' not in client.get(reverse("public:about")).content

    def test_the_count_costs_one_query(self, stage: Stage, django_assert_num_queries: Any) -> None:
        user = person(Role.DITJEN_LEAD)
        assert user.active_memberships
        with django_assert_num_queries(1):
            unread_count(user)


def test_titles_say_how_many_and_until_when(stage: Stage) -> None:
    end = datetime(2026, 12, 18, 16, 59, tzinfo=UTC)
    cases: dict[str, tuple[dict[str, Any], str]] = {
        NoticeCode.ASSIGNED: ({"count": 3}, "3 indicators were assigned to your OPD"),
        NoticeCode.FINISHED: ({"work_unit": "Dinas Kesehatan", "count": 4}, "Dinas Kesehatan says its part is done"),
        NoticeCode.REMINDED: ({"indicators": ["A", "B"]}, "A reminder: 2 indicators are still open"),
        NoticeCode.LAST_DAY: (
            {"phase": "filling", "until": end.isoformat()},
            "The last day: filling in closes on Friday 18 December 2026 at 23:59 WIB",
        ),
        NoticeCode.EXTENDED: ({"phase": "correction"}, "The extension was taken back"),
    }
    with translation.override("en"):
        said = {code: title(tell(stage, stage.coordinator, code, data=data)) for code, (data, _words) in cases.items()}
    assert said == {code: expected for code, (_data, expected) in cases.items()}
