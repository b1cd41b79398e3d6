"""Lengths of time after ISO 8601, as records write them (``P3M``, ``PT24H``): read, add to a date, say in words.

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

    @property
    def length(self) -> tuple[int, int]:
        """(months, minutes), by which durations compare: calendar units first, clock units second."""
        return self.years * 12 + self.months, ((self.weeks * 7 + self.days) * 24 + self.hours) * 60 + self.minutes

    def __str__(self) -> str:
        """In words: ``3 months``, ``24 hours``."""
        parts = [(getattr(self, unit), unit) for unit in _UNITS]
        return " ".join(f"{n} {unit if n != 1 else unit[:-1]}" for n, unit in parts if n) or "0 days"


def parse_duration(text: str) -> Duration:
    """Read an ISO 8601 duration; ValueError when it is none."""
    match = _FORM.match(text)
    if match is None:
        raise ValueError(f"{text!r} is not an ISO 8601 duration")
    return Duration(**{unit: int(found) for unit, found in match.groupdict().items() if found})


def add(day: date, length: Duration) -> date:
    """The day that lies the length after the given one; parts of a day count as nothing."""
    month = day.year * 12 + day.month - 1 + length.years * 12 + length.months
    year, month = divmod(month, 12)
    last = calendar.monthrange(year, month + 1)[1]
    return date(year, month + 1, min(day.day, last)) + timedelta(days=length.weeks * 7 + length.days)
