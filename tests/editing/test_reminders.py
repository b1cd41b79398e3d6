"""What is due is said by owner, as a list, a checklist, a calendar and data; and no date is moved by it."""

from __future__ import annotations

import json
from datetime import date, timedelta
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from icalendar import Calendar

from builds import FICTITIOUS, ROOT
from cdmanual.editing.calendar import as_calendar
from cdmanual.editing.reminders import Reminder, reminders
from cdmanual.problems import visible
from cdmanual.records.load import read_overlay, read_records
from checking import OVERLAYS, change, schemas
from program import run


def review(*arguments: str | Path, home: Path = FICTITIOUS, today: str = "2026-11-21") -> tuple[str, str]:
    done = run("review", *arguments, "--records", home, "--today", today)
    is_due = not done.stderr.startswith("0 overdue, 0 due")
    assert done.exit_code == (is_due and "ics" not in arguments), done.stderr
    return done.stdout, done.stderr.strip()


def calendar(*arguments: str | Path, home: Path = FICTITIOUS, today: str = "2026-11-21") -> str:
    done = run("review", "--format", "ics", *arguments, "--records", home, "--today", today)
    assert done.exit_code == 0
    return done.stdout_bytes.decode()


def test_what_is_overdue_is_said_by_owner(copied: Path) -> None:
    change(copied, "countries/xb/country.yml", "sources: [", 'owners: ["@x-team/b", "@second"]\nsources: [')
    shown, tally = review(home=copied)
    assert shown.startswith("@second\n  overdue ")
    assert "\n@x-team/b\n  overdue " in shown
    listed = [line for line in shown.splitlines() if line.startswith("  overdue")]
    assert len(listed) % 2 == 0
    assert listed[: len(listed) // 2] == listed[len(listed) // 2 :], "both owners see the same"
    assert all("countries/xb/" in line for line in listed)
    assert tally.startswith(f"{len(listed) // 2} overdue, ")


def test_the_list_agrees_with_what_check_warns_of() -> None:
    for day in ("2026-11-21", "2027-02-01", "2027-06-01", "2030-01-01"):
        shown, _ = review("--format", "json", today=day)
        rows = [row for row in json.loads(shown)["reviews"] if row["standing"] != "fresh"]
        done = run("check", "--format", "json", "--records", FICTITIOUS, "--today", day)
        warned = [p for p in json.loads(done.stdout)["problems"] if p["code"].startswith("review-")]
        assert sorted((row["file"], row["line"]) for row in rows) == sorted((p["file"], p["line"]) for p in warned)
        for row in rows:
            code = next(p["code"] for p in warned if (p["file"], p["line"]) == (row["file"], row["line"]))
            assert code == f"review-{row['standing']}"


def test_posts_and_their_contacts_are_due_by_themselves() -> None:
    shown, _ = review("XA", today="2027-03-01")
    assert "countries/xa/officers.yml › duty-desk: was due on 2027-02-20" in shown
    assert "countries/xa/officers.yml › duty-desk › contacts › no. 1: was due on" in shown
    assert "contacts have no date of their own" in shown


def test_nothing_of_a_contact_but_its_place_is_said() -> None:
    for form in ("text", "markdown", "ics", "json"):
        shown, _ = review("--format", form, "--overlay", OVERLAYS["a"], today="2028-01-01")
        assert "canary" not in shown
        assert "+44" not in shown


def test_only_the_states_named_are_listed() -> None:
    shown, _ = review("xb", "--format", "json")
    assert {row["state"] for row in json.loads(shown)["reviews"]} == {"XB"}
    everything = json.loads(review("--format", "json")[0])["reviews"]
    assert {row["state"] for row in everything} == {"XA", "XB", None}


def test_an_unknown_state_is_wrong_use() -> None:
    done = run("review", "XQ", "--records", FICTITIOUS)
    assert done.exit_code == 2
    assert 'no state "XQ"' in done.stderr


def test_the_checklist_has_one_box_for_each_and_says_how_to_go_on() -> None:
    shown, tally = review("XB", "--format", "markdown")
    boxes = [line for line in shown.splitlines() if line.startswith("- [ ] ")]
    assert len(boxes) == int(tally.split()[0])
    assert shown.startswith("# Records to be held against the facts, 2026-11-21\n\n## No owner named\n\n### ")
    assert any("then `cdmanual verify XB " in box for box in boxes)
    assert shown.rstrip().endswith("Never the date alone.")


def test_when_nothing_is_due_it_says_so() -> None:
    shown, tally = review(home=ROOT, today="2026-11-22")
    assert shown == ""
    assert tally.startswith("0 overdue, 0 due within 30 days, ")
    shown, _ = review("--format", "markdown", home=ROOT, today="2026-11-22")
    assert "Nothing is due." in shown


def test_a_review_changes_no_file(copied: Path) -> None:
    before = {path: path.read_bytes() for path in copied.rglob("*") if path.is_file()}
    for form in ("text", "markdown", "ics", "json"):
        review("--format", form, home=copied, today="2030-01-01")
    assert {path: path.read_bytes() for path in copied.rglob("*") if path.is_file()} == before


# ---------------------------------------------------------------- the calendar


def test_a_calendar_program_reads_the_calendar() -> None:
    text = calendar()
    read = Calendar.from_ical(text)
    assert (read["VERSION"], read["PRODID"]) == ("2.0", "-//Controlled-Delivery Manual//Reviews//EN")
    events = read.walk("VEVENT")
    assert len(events) == len(reminders(read_records(FICTITIOUS, schemas()), None))
    for event in events:
        assert not event.errors
        assert event.decoded("DTEND") - event.decoded("DTSTART") == timedelta(days=1)
        alarm = event.walk("VALARM")[0]
        assert (alarm["ACTION"], alarm.decoded("TRIGGER")) == ("DISPLAY", timedelta(days=-7))
        assert event["SUMMARY"]
    assert len({str(event["UID"]) for event in events}) == len(events)


def test_lines_are_folded_at_75_octets_and_end_as_the_standard_wants() -> None:
    text = calendar("--overlay", OVERLAYS["a"])
    assert text.replace("\r\n", "").count("\n") == 0
    assert text.endswith("END:VCALENDAR\r\n")
    assert max(len(line.encode()) for line in text.split("\r\n")) <= 75


def test_identifiers_outlive_a_new_date_and_the_time_is_the_edition_s(copied: Path) -> None:
    def identifiers(home: Path) -> dict[str, date]:
        return {
            str(event["UID"]): event.decoded("DTSTART")
            for event in Calendar.from_ical(calendar(home=home)).walk("VEVENT")
        }

    before = identifiers(copied)
    dated = ("--on", "2026-11-21", "--by", "secretariat", "--method", "call", "--today", "2026-11-21")
    assert run("verify", "XA", "officers/duty-desk", *dated, "--records", copied).exit_code == 0
    after = identifiers(copied)
    assert before.keys() == after.keys()
    moved = [name for name in before if before[name] != after[name]]
    assert moved == ["review-countries-xa-officers-yml-duty-desk@controlled-delivery-manual.invalid"]


def test_the_same_records_give_the_same_calendar_on_any_day(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SOURCE_DATE_EPOCH", "1763683200")
    assert calendar(today="2026-11-21") == calendar(today="2031-01-01")
    stamps = {event["DTSTAMP"].dt.isoformat() for event in Calendar.from_ical(calendar()).walk("VEVENT")}
    assert stamps == {"2025-11-21T00:00:00+00:00"}


@given(st.text(max_size=200).filter(lambda text: "\r" not in text), st.dates())
def test_whatever_words_a_record_has_the_calendar_gives_them_back(words: str, due: date) -> None:
    each = Reminder("XA", words, (), "countries/xa/officers.yml", 1, "", "2026-11-21", "secretariat", "call", due)
    text = as_calendar([each], 0)
    assert max(len(line.encode("utf-8", "surrogatepass")) for line in text.split("\r\n")) <= 75
    if words == visible(words):
        event = Calendar.from_ical(text).walk("VEVENT")[0]
        assert str(event["SUMMARY"]) == f"Review {words}: countries/xa/officers.yml"


def test_an_overlay_s_posts_are_due_too() -> None:
    records, overlay = read_records(FICTITIOUS, schemas()), read_overlay(OVERLAYS["a"], schemas())
    files = {each.file for each in reminders(records, overlay)}
    assert "xa/officers.yml" in files
    assert len(reminders(records, overlay, ["XA"])) < len(reminders(records, overlay))
