"""Notices in words: what happened, where, and the page to go to."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.conf import settings
from django.urls import reverse
from django.utils.dateparse import parse_datetime
from django.utils.functional import Promise
from django.utils.text import Truncator
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from accounts.models.membership import REGIONAL_ROLES, Role
from assessments.models import Assessment, Notice, NoticeCode, PhaseCode
from regions.clock import moment_words

EXCERPT = 280
ICONS: dict[str, str] = {
    NoticeCode.ASSIGNED: "people",
    NoticeCode.TAKEN_OVER: "people",
    NoticeCode.REMINDED: "bell",
    NoticeCode.FINISHED: "check2-square",
    NoticeCode.COMMENTED: "chat-left-text",
    NoticeCode.STATEMENT_WAITS: "file-earmark-text",
    NoticeCode.STATEMENT_CONFIRMED: "file-earmark-check",
    NoticeCode.SUBMITTED: "send",
    NoticeCode.WITHDRAWN: "arrow-return-left",
    NoticeCode.RETURNED: "arrow-return-left",
    NoticeCode.FORWARDED: "arrow-right",
    NoticeCode.THREE_DAYS: "clock",
    NoticeCode.LAST_DAY: "exclamation-triangle",
    NoticeCode.EXTENDED: "calendar-check",
    NoticeCode.SCAN_FOUND: "exclamation-octagon",
}
WHAT_TO_DO: dict[str, str | Promise] = {
    NoticeCode.ASSIGNED: gettext_lazy("Open the page to see what your OPD answers."),
    NoticeCode.REMINDED: gettext_lazy("Please finish the indicators of your OPD."),
    NoticeCode.STATEMENT_WAITS: gettext_lazy("Read the statement and confirm it from your account."),
    NoticeCode.RETURNED: gettext_lazy("Correct the answers the Kanwil names, then send the assessment again."),
    NoticeCode.SCAN_FOUND: gettext_lazy("Nobody can open the file and it no longer counts. Check your computer, then upload a clean file."),
}


@dataclass(frozen=True, slots=True)
class Words:
    """A notice as lists and mails show it."""

    notice: Notice
    title: str
    place: str
    about: str
    text: str
    advice: str
    icon: str

    @property
    def url(self) -> str:
        """The address that marks the notice as read and leads on to the page."""
        return reverse("assessments:notice_open", args=[self.notice.pk])

    @property
    def address(self) -> str:
        """The same as a whole address, for a mail."""
        return settings.PORTAL_PUBLIC_URL.rstrip("/") + self.url


def _count(data: dict[str, Any]) -> int:
    """How many indicators a notice is about (0 when it does not say)."""
    for name in ("count", "open"):
        if isinstance(data.get(name), int):
            return int(data[name])
    return len(data["indicators"]) if isinstance(data.get("indicators"), list) else 0


def _moment(data: dict[str, Any], name: str = "until") -> datetime | None:
    return parse_datetime(str(data.get(name) or ""))


def _assigned(data: dict[str, Any]) -> str:
    count = _count(data)
    if data.get("reopened"):
        words = ngettext("Opened again for your OPD: %(count)s indicator", "Opened again for your OPD: %(count)s indicators", count)
        return words % {"count": count}
    return ngettext("%(count)s indicator was assigned to your OPD", "%(count)s indicators were assigned to your OPD", count) % {"count": count}


def _taken_over(data: dict[str, Any]) -> str:
    count = _count(data)
    words = ngettext("The coordinator has taken over %(count)s indicator", "The coordinator has taken over %(count)s indicators", count)
    return words % {"count": count}


def _reminded(data: dict[str, Any]) -> str:
    count = _count(data)
    return ngettext("A reminder: %(count)s indicator is still open", "A reminder: %(count)s indicators are still open", count) % {"count": count}


def _finished(data: dict[str, Any]) -> str:
    office = data.get("work_unit")
    return _("%(office)s says its part is done") % {"office": office} if office else ""


def _closes(data: dict[str, Any]) -> str:
    end = _moment(data)
    if end is None:
        return ""
    if data.get("phase") == PhaseCode.CORRECTION:
        return _("Correction closes on %(moment)s") % {"moment": moment_words(end)}
    return _("Filling in closes on %(moment)s") % {"moment": moment_words(end)}


def _closes_today(data: dict[str, Any]) -> str:
    closes = _closes(data)
    return _("The last day: %(closes)s") % {"closes": closes[:1].lower() + closes[1:]} if closes else ""


def _extended(data: dict[str, Any]) -> str:
    end = _moment(data)
    if end is None:
        return _("The extension was taken back")
    return _("The deadline was extended: %(closes)s") % {"closes": _closes(data)}


TITLES: dict[str, Callable[[dict[str, Any]], str]] = {
    NoticeCode.THREE_DAYS: _closes,
    NoticeCode.LAST_DAY: _closes_today,
    NoticeCode.EXTENDED: _extended,
    NoticeCode.FINISHED: _finished,
}
COUNTED: dict[str, Callable[[dict[str, Any]], str]] = {
    NoticeCode.ASSIGNED: _assigned,
    NoticeCode.TAKEN_OVER: _taken_over,
    NoticeCode.REMINDED: _reminded,
}


def title(notice: Notice) -> str:
    """What happened, in one line, times in the reader's zone."""
    if notice.code in COUNTED and _count(notice.data):
        return COUNTED[notice.code](notice.data)
    if notice.code in TITLES:
        return TITLES[notice.code](notice.data) or notice.get_code_display()
    return notice.get_code_display()


def _still_open(data: dict[str, Any]) -> str:
    """What is open before a deadline."""
    count = _count(data)
    if data.get("phase") == PhaseCode.CORRECTION:
        return _("The corrected assessment has not been sent yet.")
    if not count:
        return _("Everything is answered, but the assessment has not been sent yet.") if data.get("whole") else ""
    if data.get("whole"):
        words = ngettext(
            "%(count)s indicator has no answer yet, and the assessment has not been sent.",
            "%(count)s indicators have no answer yet, and the assessment has not been sent.",
            count,
        )
    else:
        words = ngettext("%(count)s indicator of your OPD has no answer yet.", "%(count)s indicators of your OPD have no answer yet.", count)
    return words % {"count": count}


def _text(notice: Notice) -> str:
    """What is told beyond the title: words somebody wrote, or what is open."""
    data = notice.data
    if notice.code in (NoticeCode.THREE_DAYS, NoticeCode.LAST_DAY):
        return _still_open(data)
    if notice.code == NoticeCode.RETURNED and isinstance(data.get("needs_correction"), int):
        count = data["needs_correction"]
        return ngettext("%(count)s answer needs correction.", "%(count)s answers need correction.", count) % {"count": count}
    if notice.code == NoticeCode.SCAN_FOUND:
        return ": ".join(str(data[name]) for name in ("name", "found") if data.get(name))
    if notice.code == NoticeCode.FINISHED:
        count = _count(data)
        return ngettext("%(count)s indicator", "%(count)s indicators", count) % {"count": count} if count else ""
    found = next((str(data[name]) for name in ("text", "reason", "message", "note", "file", "name", "work_unit") if data.get(name)), "")
    return Truncator(" ".join(found.split())).chars(EXCERPT)


def _place(notice: Notice) -> str:
    """Region and year."""
    if notice.assessment is None:
        return str(notice.cycle) if notice.cycle else ""
    return f"{notice.assessment.region.full_name}, {notice.assessment.cycle}"


def words(notice: Notice) -> Words:
    """A notice in words, in the active language and zone."""
    indicator = notice.indicator
    return Words(
        notice=notice,
        title=title(notice),
        place=_place(notice),
        about=f"{indicator.code} {indicator.statement}" if indicator is not None else "",
        text=_text(notice),
        advice=str(WHAT_TO_DO.get(notice.code, "")),
        icon=ICONS.get(notice.code, "bell"),
    )


def target(notice: Notice, reader: Any) -> str:
    """Address of the page a notice is about, for this reader; the list of notices when there is none."""
    assessment = notice.assessment
    if assessment is None:
        return reverse("assessments:notices")
    where = [assessment.cycle.award_year, assessment.region.code]
    if not _acts_for_region(reader, assessment) and notice.code in (NoticeCode.SUBMITTED, NoticeCode.WITHDRAWN) and _verifies(reader):
        return reverse("assessments:verification", args=where)
    if notice.indicator is not None:
        comment = notice.data.get("comment")
        anchor = f"#comment-{comment}" if isinstance(comment, int) else "#comments" if notice.code == NoticeCode.COMMENTED else ""
        return reverse("assessments:answer", args=[*where, notice.indicator.code]) + anchor
    if notice.code in (NoticeCode.STATEMENT_WAITS, NoticeCode.STATEMENT_CONFIRMED):
        return reverse("assessments:statement", args=where)
    if notice.code == NoticeCode.FINISHED:
        return reverse("assessments:offices", args=where)
    return reverse("assessments:assessment", args=where)


def _acts_for_region(reader: Any, assessment: Assessment) -> bool:
    return any(row.role in REGIONAL_ROLES and row.region_id == assessment.region_id for row in reader.active_memberships)


def _verifies(reader: Any) -> bool:
    return any(row.role == Role.KANWIL_VERIFIER for row in reader.active_memberships)
