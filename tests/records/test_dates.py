"""Dates are such as the calendar has, and none says what nobody can know yet; a law alone may bear a date to come."""

from __future__ import annotations

from pathlib import Path

import pytest

from checking import change, new_problems, place_of, said

XA = "countries/xa"
WHERE = {
    "of an answer": (f"{XA}/procedure.yml", "as_of: ", "2025-05\n"),
    "of a contact": (f"{XA}/authorities.yml", "as_of: ", "2026-10\n"),
    "of a text of a law": (f"{XA}/legislation.yml", "text_as_of: ", "null\n"),
    "of a source": (f"{XA}/sources.yml", "date: ", "2026-03-14\n"),
}
PLACES = pytest.mark.parametrize("where", WHERE)


def with_date(home: Path, where: str, new: str) -> str:
    """Put another date in the place of one; where it stands."""
    file, key, old = WHERE[where]
    line, _, column = place_of(home, file, key + old).rpartition(":")
    change(home, file, key + old, f"{key}{new}\n")
    return f"{line}:{int(column) + len(key)}"


@PLACES
@pytest.mark.parametrize(
    ("typed", "words"),
    [
        ("2026-13", "the calendar has no such month: "),
        ("2026-00", "the calendar has no such month: "),
        ("2026-11-31", "the calendar has no such day: "),
        ("2026-02-29", "the calendar has no such day: "),
        ("2025-00-10", "the calendar has no such day: "),
        ("28.11.2026", ""),
        ("2026-1", ""),
        ("2026-01-1", ""),
        ("2026/01", ""),
        ("01-2026", ""),
    ],
)
def test_a_date_that_the_calendar_does_not_have_is_refused_once(
    copied: Path, where: str, typed: str, words: str
) -> None:
    place = with_date(copied, where, typed)
    problems = new_problems(copied)
    assert said(problems) == [f"{place} bad-date"]
    assert problems[0].message.endswith(f': {words}"{typed}" is not a date')
    assert ("the calendar" in problems[0].message) == bool(words)


@PLACES
@pytest.mark.parametrize("typed", ["2026", "2026-11", "2026-11-21", "2024-02-29", "2026-01-31", "2025-12"])
def test_a_year_a_month_and_a_day_until_today_pass(copied: Path, where: str, typed: str) -> None:
    with_date(copied, where, typed)
    assert new_problems(copied) == []


@PLACES
@pytest.mark.parametrize("typed", ["2027", "2099", "2026-12", "2027-05", "2026-11-22", "2027-05-01"])
def test_what_a_source_shows_does_not_lie_in_the_future(copied: Path, where: str, typed: str) -> None:
    place = with_date(copied, where, typed)
    problems = new_problems(copied)
    if where == "of a text of a law":
        assert problems == []
        return
    assert said(problems) == [f"{place} date-in-future"]
    assert f"{typed} is after today (2026-11-21)" in problems[0].message


@pytest.mark.parametrize(
    ("file", "old"),
    [
        ("sources.yml", "accessed: 2026-11-18"),
        ("country.yml", "on: 2026-11-21"),
        ("legislation.yml", "date: 2015-04-01"),
    ],
)
@pytest.mark.parametrize(("typed", "what"), [("28.11.2026", False), ("2026-11", False), ("2026-02-30", True)])
def test_a_day_in_the_wrong_form_gives_one_message(copied: Path, file: str, old: str, typed: str, what: bool) -> None:
    change(copied, f"{XA}/{file}", old, f"{old.split()[0]} {typed}")
    problems = new_problems(copied)
    assert [problem.code for problem in problems] == ["bad-date"]
    assert ("the calendar has no such" in problems[0].message) == what


def test_a_law_may_come_into_force_later(copied: Path) -> None:
    text = (copied / XA / "legislation.yml").read_text(encoding="utf-8")
    line = next(line for line in text.split("\n") if "in_force: 20" in line and text.count(line) == 1)
    change(copied, f"{XA}/legislation.yml", line, line.split(":")[0] + ": 2031-01-01")
    assert "date-in-future" not in [problem.code for problem in new_problems(copied)]
