"""Writing a calendar file (RFC 5545): lines, folding, escaping; only what a list of deadlines needs."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

PRODUCT = "-//Ditjen HAM//KKP HAM//ID"
LINE_OCTETS = 75


@dataclass(frozen=True, slots=True)
class CalendarEvent:
    """An entry: what happens when. `uid` never changes, `sequence` grows with every change of the dates."""

    uid: str
    sequence: int
    start: datetime
    end: datetime
    summary: str
    description: str
    url: str
    alarms: Sequence[timedelta] = ()


def escape(text: str) -> str:
    """A TEXT value (3.3.11); control characters other than the line break are left out."""
    kept = "".join(sign for sign in text.replace("\r\n", "\n").replace("\r", "\n") if sign == "\n" or sign.isprintable())
    return kept.replace("\\", "\\\\").replace(";", "\\;").replace(",", "\\,").replace("\n", "\\n")


def fold(line: str) -> str:
    """A content line of at most 75 octets each, never cut within a character (3.1)."""
    parts, current, room = [], "", LINE_OCTETS
    for sign in line:
        size = len(sign.encode())
        if size > room:
            parts.append(current)
            current, room = "", LINE_OCTETS - 1  # the space a continued line begins with
        current += sign
        room -= size
    return "\r\n ".join([*parts, current])


def moment(value: datetime) -> str:
    """A DATE-TIME in UTC (3.3.5)."""
    return f"{value.astimezone(UTC):%Y%m%dT%H%M%SZ}"


def _alarm(before: timedelta, summary: str) -> Iterator[str]:
    hours = int(before / timedelta(hours=1))
    trigger = f"-P{hours // 24}D" if hours % 24 == 0 else f"-PT{hours}H"
    yield from ("BEGIN:VALARM", "ACTION:DISPLAY", f"DESCRIPTION:{escape(summary)}", f"TRIGGER;RELATED=END:{trigger}", "END:VALARM")


def _event(event: CalendarEvent, stamp: datetime) -> Iterator[str]:
    yield "BEGIN:VEVENT"
    yield f"UID:{event.uid}"
    yield f"SEQUENCE:{event.sequence}"
    yield f"DTSTAMP:{moment(stamp)}"
    yield f"DTSTART:{moment(event.start)}"
    yield f"DTEND:{moment(event.end)}"
    yield f"SUMMARY:{escape(event.summary)}"
    yield f"DESCRIPTION:{escape(event.description)}"
    yield f"URL:{event.url}"
    yield "TRANSP:TRANSPARENT"
    for before in event.alarms:
        yield from _alarm(before, event.summary)
    yield "END:VEVENT"


def calendar_file(*, name: str, events: Iterable[CalendarEvent], stamp: datetime) -> bytes:
    """The whole file in UTF-8 with CRLF. `name` is what calendar programs call it."""
    lines = ["BEGIN:VCALENDAR", "VERSION:2.0", f"PRODID:{PRODUCT}", "CALSCALE:GREGORIAN", "METHOD:PUBLISH", f"X-WR-CALNAME:{escape(name)}"]
    for event in events:
        lines += _event(event, stamp)
    lines.append("END:VCALENDAR")
    return ("\r\n".join(map(fold, lines)) + "\r\n").encode()
