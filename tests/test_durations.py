"""Lengths of time: read as ISO 8601 has them, added by the calendar, compared and said in words."""

from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cdmanual.durations import Duration, add, parse_duration


@pytest.mark.parametrize(
    ("text", "length"),
    [
        ("P3M", Duration(months=3)),
        ("P12M", Duration(months=12)),
        ("P1Y6M", Duration(years=1, months=6)),
        ("P2W", Duration(weeks=2)),
        ("P10D", Duration(days=10)),
        ("PT24H", Duration(hours=24)),
        ("P1DT2H30M", Duration(days=1, hours=2, minutes=30)),
        ("PT90M", Duration(minutes=90)),
        ("P0D", Duration()),
    ],
)
def test_durations_are_read_in_the_units_that_were_written(text: str, length: Duration) -> None:
    assert parse_duration(text) == length


@pytest.mark.parametrize("text", ["", "P", "PT", "3M", "P3", "P1DT", "PM", "P3M\n", "p3m", "P-1D", "P1.5D", "3 months"])
def test_what_is_no_duration_is_refused(text: str) -> None:
    with pytest.raises(ValueError, match="is not an ISO 8601 duration"):
        parse_duration(text)


@pytest.mark.parametrize(
    ("day", "length", "end"),
    [
        ("2026-01-31", "P1M", "2026-02-28"),
        ("2028-01-31", "P1M", "2028-02-29"),
        ("2028-02-29", "P1Y", "2029-02-28"),
        ("2026-11-30", "P3M", "2027-02-28"),
        ("2026-12-31", "P12M", "2027-12-31"),
        ("2026-12-15", "P2W3D", "2027-01-01"),
        ("2026-11-21", "PT23H", "2026-11-21"),
        ("2026-11-21", "PT48H", "2026-11-23"),
        ("2026-11-21", "P9999Y", "9999-12-31"),
        ("2026-11-21", f"P{'9' * 9999}D", "9999-12-31"),
    ],
)
def test_a_length_is_added_by_the_calendar(day: str, length: str, end: str) -> None:
    assert add(date.fromisoformat(day), parse_duration(length)) == date.fromisoformat(end)


@pytest.mark.parametrize(
    ("length", "words"),
    [
        ("P1M", "1 month"),
        ("P3M", "3 months"),
        ("P1Y6M", "1 year 6 months"),
        ("PT24H", "24 hours"),
        ("P0D", "0 days"),
    ],
)
def test_a_length_in_words(length: str, words: str) -> None:
    assert str(parse_duration(length)) == words


@pytest.mark.parametrize(
    ("longer", "shorter"),
    [("P3M", "P2M"), ("P2M", "P30D"), ("P61D", "P1M"), ("P1Y1M", "P12M"), ("PT49H", "P2D"), ("P25M", "P2Y")],
)
def test_the_longer_one_is_known(longer: str, shorter: str) -> None:
    assert parse_duration(longer).is_longer_than(parse_duration(shorter))
    assert not parse_duration(shorter).is_longer_than(parse_duration(longer))


@pytest.mark.parametrize(("one", "other"), [("P1M", "P30D"), ("P1Y", "P12M"), ("P1D", "PT24H"), ("P1Y", "P365D")])
def test_neither_is_longer_where_the_calendar_decides(one: str, other: str) -> None:
    assert not parse_duration(one).is_longer_than(parse_duration(other))
    assert not parse_duration(other).is_longer_than(parse_duration(one))


@given(st.dates(), st.builds(Duration, *[st.integers(0, 20_000)] * 6))
def test_no_length_leads_into_the_past_or_out_of_the_calendar(day: date, length: Duration) -> None:
    assert day <= add(day, length) <= date.max
