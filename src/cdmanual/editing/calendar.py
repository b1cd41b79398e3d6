"""Reviews as an iCalendar (RFC 5545) that any calendar program can take in: one all-day event for each due date."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from datetime import UTC, date, datetime, timedelta

from cdmanual.editing.reminders import Reminder

# RFC 2606: a name under .invalid is nobody's, so that no other program makes the same identifier.
_HOST = "controlled-delivery-manual.invalid"
_PRODUCT = "-//Controlled-Delivery Manual//Reviews//EN"
_OCTETS = 75  # RFC 5545, 3.1: a line has at most so many, its break not counted
_WARNING = "-P7D"


def as_calendar(listed: Sequence[Reminder], epoch: int) -> str:
    """The calendar of all reviews.

    ``epoch`` is the time of the edition in seconds, never the clock's: the same records give the same calendar.
    """
    stamp = datetime.fromtimestamp(epoch, UTC).strftime("%Y%m%dT%H%M%SZ")
    rows = ["BEGIN:VCALENDAR", "VERSION:2.0", f"PRODID:{_PRODUCT}", "CALSCALE:GREGORIAN"]
    for each in listed:
        rows += _event(each, stamp)
    return "".join(f"{_folded(row)}\r\n" for row in [*rows, "END:VCALENDAR"])


def _event(each: Reminder, stamp: str) -> Iterator[str]:
    title = _text(f"Review {each.name}: {each.subject}")
    following = each.due + timedelta(days=1) if each.due < date.max else each.due
    yield "BEGIN:VEVENT"
    yield f"UID:{_identifier(each)}@{_HOST}"
    yield f"DTSTAMP:{stamp}"
    yield f"DTSTART;VALUE=DATE:{each.due.isoformat().replace('-', '')}"
    yield f"DTEND;VALUE=DATE:{following.isoformat().replace('-', '')}"
    yield f"SUMMARY:{title}"
    yield f"DESCRIPTION:{_text(f'{each.history}.{_how(each)}')}"
    if each.owners:
        yield f"CATEGORIES:{','.join(map(_text, each.owners))}"
    yield "TRANSP:TRANSPARENT"
    yield from ("BEGIN:VALARM", "ACTION:DISPLAY", f"DESCRIPTION:{title}", f"TRIGGER:{_WARNING}", "END:VALARM")
    yield "END:VEVENT"


def _how(each: Reminder) -> str:
    return f"\nHold it against the facts, then: {each.command}" if each.command else ""


def _identifier(each: Reminder) -> str:
    """The same for the same file and entry, whatever its date."""
    return re.sub(r"[^A-Za-z0-9]+", "-", f"review {each.file} {each.entry}").strip("-")


def _text(words: str) -> str:
    """RFC 5545, 3.3.11: what separates values is escaped, and a line break is two characters."""
    for char in "\\;,":
        words = words.replace(char, f"\\{char}")
    return words.replace("\r\n", "\n").replace("\n", "\\n")


def _folded(row: str) -> str:
    """RFC 5545, 3.1: a long line goes on in the next one behind a space; no letter is torn apart."""
    lines, room = [""], _OCTETS
    for char in row:
        size = len(char.encode())
        if size > room:
            lines.append("")
            room = _OCTETS - 1
        lines[-1] += char
        room -= size
    return "\r\n ".join(lines)
