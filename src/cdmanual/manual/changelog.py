"""What changed for readers, as people wrote it down: the record that the page of changes and the feeds are made from.

A build reads this record and no version control, so that it is the same in a copy without history.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from cdmanual.records.load import Records


@dataclass(frozen=True, slots=True)
class Entry:
    """One change: on which day, in which edition, of which state (``""`` for none alone), in words, and where."""

    on: str
    edition: str
    state: str
    text: str
    place: str


def read_changelog(records: Records) -> tuple[Entry, ...]:
    """All entries of records that a check found free of errors, the newest first; none where there is no such file."""
    found = [
        Entry(update["on"], update["edition"], row.get("state", ""), row["text"], row.get("place", ""))
        for record in records.of_kind("changes")
        for update in record.file.value["updates"]
        for row in update["changes"]
    ]
    return tuple(sorted(found, key=lambda entry: entry.on, reverse=True))


def entries_of(log: Iterable[Entry], state: str) -> tuple[Entry, ...]:
    """The entries of one state by its code, or with ``""`` those that concern no state alone."""
    return tuple(entry for entry in log if entry.state == state)
