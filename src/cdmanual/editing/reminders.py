"""``cdmanual review``: what is due to be held against the facts again, and whose it is; no date is ever moved here."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from itertools import groupby
from typing import Any

from cdmanual.problems import visible
from cdmanual.records.load import COUNTRY_KINDS, Record, Records
from cdmanual.records.rules.context import walk_tree
from cdmanual.records.rules.dates import SOON, reviews_of
from cdmanual.records.schemas import subject

NO_OWNER = "No owner named"
STANDINGS = ("overdue", "due", "fresh")


@dataclass(frozen=True, slots=True)
class Reminder:
    """One file, or an entry in it (``entry``), that bears a date of verification; ``state`` is empty for the region."""

    state: str
    name: str
    owners: tuple[str, ...]
    file: str
    line: int
    entry: str
    on: str
    by: str
    method: str
    due: date
    undated: int = 0

    def standing(self, today: date) -> str:
        """``overdue``, ``due`` within thirty days, or ``fresh``."""
        return "overdue" if self.due < today else "due" if self.due <= today + SOON else "fresh"

    def words(self, today: date) -> str:
        """When it is due and who verified it last."""
        when = {"overdue": "was due on", "due": "is due on", "fresh": "due on"}[self.standing(today)]
        return f"{when} {self.due}; {self.history}"

    @property
    def history(self) -> str:
        """Who verified it last, when and how; and how many contacts in it have no date of their own."""
        who = f"verified {self.on} by {self.by.replace('-', ' ')} ({self.method.replace('-', ' ')})"
        if not self.undated:
            return who
        many = f"{self.undated} contacts have no date of their own"
        return f"{who}; {'one contact has no date of its own' if self.undated == 1 else many}"

    @property
    def subject(self) -> str:
        """The file, and the entry in it where it is not the whole."""
        return visible(f"{self.file} › {self.entry}" if self.entry else self.file)

    @property
    def command(self) -> str:
        """How its new date is written down, once somebody has held it against the facts."""
        if not self.state:
            return ""
        kind = self.file.rsplit("/", 1)[-1].removesuffix(".yml")
        return f"cdmanual verify {self.state} {kind}"


def reminders(records: Records, overlay: Records | None, states: Sequence[str] = ()) -> list[Reminder]:
    """Everything that bears a date of verification, the most pressing first.

    ``states`` are codes in capitals; where any is named, what belongs to the region is left out.
    """
    found: list[Reminder] = []
    for record in [*records.found.values(), *(overlay.found.values() if overlay else ())]:
        state = record.key.upper() if record.kind in COUNTRY_KINDS else ""
        if not states or state in states:
            found += _of_record(records, record, state)
    return sorted(found, key=lambda each: (each.due, each.file, each.line))


def _of_record(records: Records, record: Record, state: str) -> Iterator[Reminder]:
    country = records.get("country", record.key) if state else None
    profile = (country.sound if country else None) or {}
    name = profile.get("name", {}).get("en") or state or "Region"
    walked = walk_tree(record.sound)
    undated = sum("kind" in value and "verified" not in value for path, value in walked if path[-2:-1] == ("contacts",))
    for path, due in reviews_of(record, walked):
        verified: Any = record.sound
        for step in (*path, "verified"):
            verified = verified[step]
        is_whole = path == ("review",)
        yield Reminder(
            state,
            name,
            tuple(profile.get("owners", ())),
            record.file.name,
            record.file.place((*path, "verified", "on")).line,
            "" if is_whole else subject(record.file, path),
            verified["on"],
            verified.get("by", "nobody named"),
            verified.get("method", "no way named"),
            due,
            undated if is_whole else 0,
        )


def by_owner(listed: Iterable[Reminder]) -> Iterator[tuple[str, list[Reminder]]]:
    """The reminders of each owner; one with several owners is everybody's."""
    rows = [(owner, each) for each in listed for owner in each.owners or (NO_OWNER,)]
    for owner, group in groupby(sorted(rows, key=lambda row: (row[0] == NO_OWNER, row[0])), key=lambda row: row[0]):
        yield owner, sorted((each for _, each in group), key=lambda each: (each.name, each.due, each.file, each.line))


def tally(listed: Sequence[Reminder], today: date) -> str:
    """``2 overdue, 1 due within 30 days, 160 fresh``, and when the next is due."""
    counted = [sum(each.standing(today) == name for each in listed) for name in STANDINGS]
    later = [each.due for each in listed if each.due >= today]
    following = f"; the next is due on {min(later)}" if later else ""
    return f"{counted[0]} overdue, {counted[1]} due within {SOON.days} days, {counted[2]} fresh{following}"


def _pressing(listed: Iterable[Reminder], today: date) -> list[Reminder]:
    return [each for each in listed if each.standing(today) != "fresh"]


def as_text(listed: Sequence[Reminder], today: date) -> str:
    """What is overdue or due, by owner; empty where nothing is."""
    rows = []
    for owner, group in by_owner(_pressing(listed, today)):
        rows.append(owner)
        rows += [f"  {each.standing(today):8}{each.subject}: {each.words(today)}" for each in group]
    return "\n".join(rows)


def as_markdown(listed: Sequence[Reminder], today: date) -> str:
    """A checklist of what is overdue or due, by owner and state."""
    pressing = _pressing(listed, today)
    rows = [f"# Records to be held against the facts, {today}"]
    if not pressing:
        rows += ["", f"Nothing is due. {tally(listed, today)}."]
    for owner, group in by_owner(pressing):
        rows += ["", f"## {owner}"]
        for name, entries in groupby(group, key=lambda each: each.name):
            rows += ["", f"### {_escaped(name)}", ""]
            rows += [f"- [ ] {_item(each, today)}" for each in entries]
    if pressing:
        rows += ["", "Hold each against the facts first; then write the day on which you did. Never the date alone."]
    return "\n".join(rows)


def _item(each: Reminder, today: date) -> str:
    entry = f" › {_escaped(each.entry)}" if each.entry else ""
    how = f"; then `{each.command}`" if each.command and not each.entry else ""
    return f"**{each.standing(today)}** `{each.file}`{entry}: {each.words(today)}{how}"


def _escaped(text: str) -> str:
    return "".join(f"\\{char}" if char in "\\`*_[]<>|#~@" else char for char in visible(text))


def as_json(listed: Sequence[Reminder], today: date) -> str:
    """All of them, the fresh ones too."""
    rows = [
        {
            "state": each.state or None,
            "name": each.name,
            "owners": list(each.owners),
            "file": each.file,
            "line": each.line,
            "entry": each.entry or None,
            "verified": {"on": each.on, "by": each.by, "method": each.method},
            "due": each.due.isoformat(),
            "standing": each.standing(today),
            "contacts_without_date": each.undated,
        }
        for each in listed
    ]
    return json.dumps({"schema_version": 1, "today": today.isoformat(), "reviews": rows}, ensure_ascii=False, indent=1)
