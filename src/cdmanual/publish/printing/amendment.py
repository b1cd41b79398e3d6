"""The amendment service: which leaves of a binder to take out and which to put in, why, and those leaves themselves.

An older edition is set in type beside the new one; a leaf is exchanged when one of its two pages looks different.
Contents, index and list of pages speak of the whole book and are always exchanged.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from cdmanual.manual.changes import Change
from cdmanual.publish.printing.bars import with_bars
from cdmanual.publish.printing.bind import Part, bind
from cdmanual.publish.printing.book import Printing
from cdmanual.publish.printing.sections import LEAVES, STATES, Bound, Section, ranges
from cdmanual.publish.printing.shelf import Job, Typeset

# The part whose tables take all from the chapters of Part III.
_COMPARED = 2
# More reasons than this would bury what has to be done; `cdmanual changes` has all.
_MOST_REASONS = 12
# Of leaves that stay, the older list says in which edition they were printed.
_KEEP = "Put it before the earlier list, and keep that: it says of which edition the leaves are that stay."
_WHOLE = "It tells of the whole book. Leave it where that in the binder has the same mark."
# Where a change is told that is of no state alone, by its kind.
_HOMES = {"instrument": "IV.1", "party": "IV.1", "channel": "IV.2", "membership": "IV.2", "term": "IV.3"}


@dataclass(frozen=True, slots=True)
class Older:
    """The edition that a binder holds: its name, its sections with what they have in common, what changed since."""

    name: str
    sections: tuple[Section, ...]
    common: dict[str, Any]
    changes: tuple[Change, ...]

    def barred(self, sections: Sequence[Section]) -> tuple[Section, ...]:
        """The new edition's sections with bars beside what changed."""
        before = {section.code: section for section in self.sections}
        return tuple(with_bars(section, before.get(section.code)) for section in sections)


@dataclass(frozen=True, slots=True)
class Exchange:
    """What is done to one section: pages to take out, pages to put in, and the reasons."""

    section: Section
    typeset: Typeset | None
    out: tuple[int, ...]
    into: tuple[int, ...]
    reasons: tuple[str, ...]


Looks = dict[str, tuple[tuple[str, ...], tuple[str, ...]]]


def compare_looks(printing: Printing, older: Older) -> Looks:
    """How the pages of each section that says something else looked and look now, by the section's code."""
    before = {section.code: section for section in older.sections}
    moved = [new for new in printing.first if new.code in before and before[new.code].stamp != new.stamp]
    then = [_plain(replace(before[new.code], tab=new.tab, tabs=new.tabs), older.common) for new in moved]
    now = [_plain(new, printing.common) for new in moved]
    done = printing.shelf.finish(printing.shelf.begin([*then, *now]))
    pairs = zip(moved, done[: len(moved)], done[len(moved) :], strict=True)
    return {section.code: (old.looks, new.looks) for section, old, new in pairs}


def fresh_pages(looks: Looks) -> dict[str, tuple[int, ...]]:
    """The pages that are exchanged of those sections of which others stay in the binder."""
    exchanged = {code: (changed_leaves(old, new)[1], len(new)) for code, (old, new) in looks.items()}
    return {code: pages for code, (pages, count) in exchanged.items() if len(pages) < count}


def print_amendment(printing: Printing, bound: Sequence[Bound], older: Older, looks: Looks, target: Path) -> None:
    """Write the sheet that says what to do, and behind it the leaves to put in, in the order of the book."""
    exchanges = list(_exchanges(printing, bound, older, looks))
    sheet = _sheet(printing, older, exchanges)
    (first,) = printing.shelf.set([sheet.job(printing.common, printing.copy)])
    leaves = [Part(each.section.code, each.typeset, only=each.into) for each in exchanges if each.typeset]
    bind([Part(sheet.code, first), *leaves], target)


def changed_leaves(old: Sequence[str], new: Sequence[str]) -> tuple[tuple[int, ...], tuple[int, ...]]:
    """Pages to take out and to put in, by how they look: whole leaves, page 1 with page 2 and so on.

    A section with more or fewer pages than before is exchanged whole: each of its pages says of how many it is one.
    """
    if len(old) != len(new):
        return tuple(range(1, len(old) + 1)), tuple(range(1, len(new) + 1))
    leaves = {at // 2 for at, (before, after) in enumerate(zip(old, new, strict=True)) if before != after}
    pages = tuple(page for page in range(1, len(new) + 1) if (page - 1) // 2 in leaves)
    return pages, pages


def _exchanges(printing: Printing, bound: Sequence[Bound], older: Older, looks: Looks) -> Iterator[Exchange]:
    before = {section.code: section for section in older.sections}
    lasting = {section.code for section in printing.first}
    for section, typeset in bound:
        whole = tuple(range(1, typeset.pages + 1))
        if section.code == LEAVES:
            yield Exchange(section, typeset, (), whole, (_KEEP,))
        elif section.code not in lasting:
            yield Exchange(section, typeset, (), whole, (_WHOLE,))
        elif section.code not in before:
            yield Exchange(section, typeset, (), whole, ("New in the manual.",))
        elif section.code in looks:
            out, into = changed_leaves(*looks[section.code])
            if into:
                is_table = section.part == _COMPARED
                told = _follows(section, before[section.code]) if is_table else _reasons(section, older.changes)
                yield Exchange(section, typeset, out, into, told)
    for code, section in before.items():
        if code not in lasting:
            yield Exchange(section, None, (), (), ("No longer in the manual: take all of it out.",))


def _plain(section: Section, common: dict[str, Any]) -> Job:
    """A section as its text alone makes it look: without bars, and without the mark of its text."""
    job = replace(section, barred=None).job(common)
    return Job(job.name, job.template, {**job.data, "section": {**job.data["section"], "stamp": ""}}, looks=True)


def _reasons(section: Section, changes: Sequence[Change]) -> tuple[str, ...]:
    told = [change.text for change in changes if _home(change) == section.code]
    more = len(told) - _MOST_REASONS
    if more > 0:
        return (*told[:_MOST_REASONS], f"and {more} more")
    return tuple(told) or ("Its text was revised.",)


def _follows(section: Section, before: Section) -> tuple[str, ...]:
    """Why a table of all states is exchanged."""
    rows, old = _rows(section), _rows(before)
    states = [state for state in rows if rows[state] != old.get(state)]
    return (f"It follows the chapters of {', '.join(states)}." if states else "Its text was revised.",)


def _rows(section: Section) -> dict[str, list[Any]]:
    """What the tables of a section say of each state."""
    found: dict[str, list[Any]] = defaultdict(list)
    for table in section.content.get("tables", [section.content]):
        for row in table["rows"]:
            found[row["iso"]].append(row)
    return found


def _home(change: Change) -> str:
    if change.kind in _HOMES:
        return _HOMES[change.kind]
    return f"{STATES}.{change.state}" if change.state else "IV.1"


def _sheet(printing: Printing, older: Older, exchanges: Sequence[Exchange]) -> Section:
    rows = [
        {
            "code": each.section.code or "Front",
            "title": each.section.title,
            "out": ranges(each.out) or ("–" if each.section.code == LEAVES else "all"),
            "into": ranges(each.into),
            "reasons": each.reasons,
        }
        for each in exchanges
    ]
    edition = printing.values.edition
    content = {"older": older.name, "rows": rows, "day": edition.day.isoformat(), "version": edition.version}
    return Section("Amendment", 0, "Amendment sheet", "amendment", "amendment.typ", content, edition.day.isoformat())
