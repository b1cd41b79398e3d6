"""Rules on time: dates in order, none in the future, time zones that exist, reviews that are due."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import date, timedelta
from typing import Any
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from cdmanual.durations import add, parse_duration
from cdmanual.problems import Problem, error, warning
from cdmanual.records.load import Record
from cdmanual.records.rules.context import Context, group_of
from cdmanual.records.schemas import subject
from cdmanual.records.yamlfile import Path

SOON = timedelta(days=30)


def dates_are_in_order(context: Context) -> Iterator[Problem]:
    """Adopted, published, in force: in this order; valid from before valid until."""
    for record in context.all():
        for path, value in context.walk(record):
            if not isinstance(value, dict):
                continue
            published = value.get("published")
            if isinstance(published, dict):
                value = {**value, "published": published.get("date")}
            for first, second in (
                ("adopted", "published"),
                ("adopted", "in_force"),
                ("valid_from", "valid_until"),
                ("signed", "bound"),
                ("bound", "in_force"),
            ):
                one, two = value.get(first), value.get(second)
                if first == "adopted" and isinstance(one, dict):
                    one = one.get("on")
                if isinstance(one, str) and isinstance(two, str) and one > two:
                    yield error(
                        record.file.place((*path, second, "date") if second == "published" else (*path, second)),
                        "dates-out-of-order",
                        f"{subject(record.file, path)}: {second} ({two}) is before {first} ({one})",
                        "look the two dates up again",
                    )


def nothing_is_of_tomorrow(context: Context) -> Iterator[Problem]:
    """What was verified, read or shown by a source lies behind us; a law alone may bear a date to come."""
    today = context.today.isoformat()
    for record in context.all():
        for path, value in context.walk(record):
            hint = _hint_on_date(path)
            day = "" if value is None else str(value)
            if hint and day > today[: len(day)]:
                yield error(
                    record.file.place(path),
                    "date-in-future",
                    f"{subject(record.file, path)}: {day} is after today ({today})",
                    hint,
                )


def _hint_on_date(path: Path) -> str:
    """What to do with a date that may not lie in the future; nothing where it may, or where there is none."""
    if path[-1:] == ("accessed",) or (path[-1:] == ("on",) and path[-2:-1] != ("adopted",)):
        return "write the day on which it was really done"
    in_source = path[-3:-2] in (("sources",), ("bibliography",))
    if path[-1:] == ("as_of",) or (path[-1:] == ("date",) and in_source):
        return "write the date that the source bears or shows"
    return ""


def time_zones_exist(context: Context) -> Iterator[Problem]:
    """The time zone is in the IANA database."""
    for record in context.records.of_kind("country"):
        name = (record.sound or {}).get("time_zone")
        if name is None:
            continue
        try:
            ZoneInfo(name)
        except (ZoneInfoNotFoundError, ValueError, OSError):
            yield error(
                record.file.place(("time_zone",)),
                "bad-time-zone",
                f'time_zone: there is no "{name}" in the time-zone database',
                "write it as Europe/Zagreb",
            )


def reviews_are_current(context: Context) -> Iterator[Problem]:
    """A record, or a contact in it, whose review is overdue or due within thirty days."""
    hint = "hold it against the facts, then write the day on which you did; never change the date alone"
    for record in context.all():
        for path, due in reviews_of(record, context.walk(record)):
            what = "the review" if path == ("review",) else f"{subject(record.file, path)}: the review"
            place = record.file.place((*path, "verified", "on"))
            if due < context.today:
                yield warning(place, "review-overdue", f"{what} was due on {due}", hint)
            elif due <= context.today + SOON:
                yield warning(place, "review-due", f"{what} is due on {due}", hint)


def reviews_of(record: Record, walked: Iterable[tuple[Path, Any]]) -> Iterator[tuple[Path, date]]:
    """What in a record bears a date of verification, the whole (``review``) or an entry, and when it is due again.

    ``walked`` are the sound values of the record with their paths.
    """
    every = group_of(record, "review").get("every")
    if every is None:
        return
    for path, value in walked:
        if path[-1:] == ("verified",) and value and "on" in value:
            yield path[:-1], add(date.fromisoformat(value["on"]), parse_duration(every))
