"""Lengths of time after ISO 8601, as records write them (``P3M``, ``PT24H``): read, compare, add, say in words.

Knows nothing of records; months are added by the calendar (31 January + 1 month = 28 or 29 February).
"""

from __future__ import annotations

import calendar
import re
from dataclasses import dataclass
from datetime import date, timedelta

_FORM = re.compile(
    r"P(?=[0-9T])(?:(?P<years>\d+)Y)?(?:(?P<months>\d+)M)?(?:(?P<weeks>\d+)W)?(?:(?P<days>\d+)D)?"
    r"(?:T(?=\d)(?:(?P<hours>\d+)H)?(?:(?P<minutes>\d+)M)?)?\Z"
)
_UNITS = ("years", "months", "weeks", "days", "hours", "minutes")


@dataclass(frozen=True, slots=True)
class Duration:
    """A length of time in the units that were written; ``P12M`` stays twelve months."""

    years: int = 0
    months: int = 0
    weeks: int = 0
    days: int = 0
    hours: int = 0
    minutes: int = 0

    def is_longer_than(self, other: Duration) -> bool:
        """Whether it is the longer one in whatever month it begins; one month and thirty days are neither."""
        return all(_end(date(2025, month, 1), self) > _end(date(2025, month, 1), other) for month in range(1, 13))

    def __str__(self) -> str:
        """In words: ``3 months``, ``24 hours``."""
        parts = [(getattr(self, unit), unit) for unit in _UNITS]
        return " ".join(f"{n} {unit if n != 1 else unit[:-1]}" for n, unit in parts if n) or "0 days"


def parse_duration(text: str) -> Duration:
    """Read an ISO 8601 duration; ValueError when it is none."""
    match = _FORM.match(text)
    if match is None:
        raise ValueError(f"{text!r} is not an ISO 8601 duration")
    # Forty digits outlast every calendar, and Python declines to read thousands.
    return Duration(**{unit: int(found[:40]) for unit, found in match.groupdict().items() if found})


def add(day: date, length: Duration) -> date:
    """The day that lies the length after the given one; parts of a day count as nothing, the calendar ends in 9999."""
    return _end(day, length)[0]


def _end(day: date, length: Duration) -> tuple[date, int]:
    """The day after the length, and the minutes of the next one."""
    month = day.year * 12 + day.month - 1 + length.years * 12 + length.months
    year, month = divmod(month, 12)
    days, minutes = divmod(length.hours * 60 + length.minutes, 24 * 60)
    try:
        last = calendar.monthrange(year, month + 1)[1]
        start = date(year, month + 1, min(day.day, last))
        return start + timedelta(days=length.weeks * 7 + length.days + days), minutes
    except (ValueError, OverflowError):
        return date.max, minutes
