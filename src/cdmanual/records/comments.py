"""The comments of a record: what each says, and which entry it speaks of.

A comment on lines of its own speaks of the entry below it, or, indented deeper than that, of the one above; a comment
behind a value speaks of that value. An entry is a key or an item of a list, named by its path.
"""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

import yaml

from cdmanual.records.yamlfile import Path

_HEAD = re.compile(r"(?:[ \t]*(?:#[^\n]*)?\r?\n)*")
_MAYBE = re.compile(r"(?m)(?:^|[ \t])#")
_COMMENT = re.compile(r"#[^\r\n]*")


@dataclass(frozen=True, slots=True)
class Comments:
    """The comments of one record, each with its ``#``: above everything, of an entry's path, below everything."""

    head: tuple[str, ...] = ()
    before: dict[Path, tuple[str, ...]] = field(default_factory=dict)
    beside: dict[Path, str] = field(default_factory=dict)
    after: dict[Path, tuple[str, ...]] = field(default_factory=dict)
    end: tuple[str, ...] = ()

    @property
    def are_inside(self) -> bool:
        """Whether any stands between the first entry and the last."""
        return bool(self.before or self.beside or self.after)

    def speak_of(self, path: Path) -> bool:
        """Whether any speaks of the entry with this path."""
        return path in self.before or path in self.beside or path in self.after

    def words(self) -> list[str]:
        """All of them, sorted: what may neither be lost nor doubled."""
        rows = [*self.before.values(), *self.after.values(), self.head, self.end, tuple(self.beside.values())]
        return sorted(word for row in rows for word in row)


NO_COMMENTS = Comments()


def read_comments(text: str) -> Comments:
    """The comments of a record that the strict loader could read."""
    found = _HEAD.match(text)
    start = found.end() if found else 0
    head = tuple(_COMMENT.findall(text[:start]))
    if not _MAYBE.search(text, start):
        return Comments(head)
    return _Finder(text).find(start, head)


@dataclass(frozen=True, slots=True)
class _Entry:
    """A key or an item: where it begins, at which column its line begins (that of its dash), its path."""

    index: int
    column: int
    path: Path


class _Finder:
    """Walks the events of the parser; whatever begins with # between two scalars is a comment."""

    def __init__(self, text: str) -> None:
        self.text = text
        self.entries: list[_Entry] = []
        self.ends: list[tuple[int, Path]] = []  # of lists and groups in brackets
        self.scalars: list[tuple[int, int, bool]] = []
        self.events: Iterator[Any] = iter(())

    def find(self, start: int, head: tuple[str, ...]) -> Comments:
        self.events = iter(yaml.parse(self.text, Loader=yaml.CSafeLoader))
        next(self.events)
        next(self.events)
        self._value(next(self.events), ())
        comments = Comments(head, {}, {}, {}, ())
        end: list[str] = []
        for index, words in self._comments(start):
            line = self.text[self.text.rfind("\n", 0, index) + 1 : index]
            if line.strip():
                self._place_beside(comments, end, index, words)
            else:
                self._place_alone(comments, end, index, len(line), words)
        return Comments(head, comments.before, comments.beside, comments.after, tuple(end))

    def _value(self, event: Any, path: Path) -> None:
        if isinstance(event, yaml.ScalarEvent):
            self._scalar(event)
        elif isinstance(event, yaml.SequenceStartEvent):
            number = 0
            while not isinstance(item := next(self.events), yaml.SequenceEndEvent):
                mark = item.start_mark
                column = mark.column if event.flow_style else max(0, mark.column - 2)
                self.entries.append(_Entry(mark.index, column, (*path, number)))
                self._value(item, (*path, number))
                number += 1
            if event.flow_style:
                self.ends.append((_end(item), path))
        else:
            while not isinstance(key := next(self.events), yaml.MappingEndEvent):
                self._scalar(key)
                here = (*path, key.value)
                self.entries.append(_Entry(key.start_mark.index, key.start_mark.column, here))
                self._value(next(self.events), here)
            if event.flow_style:
                self.ends.append((_end(key), path))

    def _scalar(self, event: Any) -> None:
        self.scalars.append((event.start_mark.index, event.end_mark.index, event.style in ("|", ">")))

    def _comments(self, start: int) -> Iterator[tuple[int, str]]:
        """Each comment with where it begins, in order."""
        for first, last, is_block in [*self.scalars, (len(self.text), len(self.text), False)]:
            yield from self._in_gap(start, first)
            start = last
            if is_block:  # behind its >- a comment may stand; below it, what looks like one is text
                yield from self._in_gap(first, self.text.find("\n", first))
                start = first + len(self.text[first:last].rstrip())

    def _in_gap(self, start: int, end: int) -> Iterator[tuple[int, str]]:
        yield from ((found.start(), found.group().rstrip()) for found in _COMMENT.finditer(self.text, start, end))

    def _place_beside(self, comments: Comments, end: list[str], index: int, words: str) -> None:
        marks = [(entry.index, entry.path) for entry in self.entries if entry.index < index]
        marks += [mark for mark in self.ends if mark[0] < index]
        path = max(marks, key=lambda mark: (mark[0], len(mark[1])))[1] if marks else ()
        if not path:
            end.append(words)
        elif path in comments.beside:  # a value that ran over several lines, each with its comment
            comments.after[path] = (*comments.after.get(path, ()), words)
        else:
            comments.beside[path] = words

    def _place_alone(self, comments: Comments, end: list[str], index: int, column: int, words: str) -> None:
        place = bisect_left(self.entries, index, key=lambda entry: entry.index)
        below = self.entries[place] if place < len(self.entries) else _Entry(len(self.text), -1, ())
        home = self._deeper(place, column, below.column)
        if home is not None:
            comments.after[home] = (*comments.after.get(home, ()), words)
        elif below.path:
            comments.before[below.path] = (*comments.before.get(below.path, ()), words)
        else:
            end.append(words)

    def _deeper(self, place: int, column: int, least: int) -> Path | None:
        """The entry above that the comment's indent makes it part of; None where it belongs to the one below."""
        if place == 0:
            return None
        above = self.entries[place - 1].path
        columns = {entry.path: entry.column for entry in self.entries[:place]}
        line = [above[:length] for length in range(1, len(above) + 1)]
        fitting = [path for path in line if least < columns[path] <= column]
        return fitting[-1] if fitting and column > max(least, 0) else None


def _end(event: Any) -> int:
    """Where the bracket stands that ends a list or a group."""
    return int(event.end_mark.index) - 1


def rehomed(comments: Comments, old: Any, new: Any) -> Comments:
    """The comments of one value for another that grew out of it; none is lost.

    Entries of a list are recognised by their id or state, else by what they hold, else by their place. A comment of an
    entry that is gone stands above what it was part of, or at the end of the file.
    """
    if not comments.are_inside:
        return comments
    found = Comments(comments.head, {}, {}, {}, ())
    end: list[str] = []

    def keep(home: dict[Path, tuple[str, ...]], path: Path, words: tuple[str, ...]) -> None:
        kept, is_whole = _new_path(path, old, new)
        if not kept:
            end.extend(words)
        elif is_whole:
            home[kept] = (*home.get(kept, ()), *words)
        else:
            found.before[kept] = (*found.before.get(kept, ()), *words)

    for path, words in comments.before.items():
        keep(found.before, path, words)
    for path, words in comments.after.items():
        keep(found.after, path, words)
    for path, word in comments.beside.items():
        kept, is_whole = _new_path(path, old, new)
        if kept and is_whole and kept not in found.beside:
            found.beside[kept] = word
        else:
            keep(found.before, path, (word,))
    return Comments(found.head, found.before, found.beside, found.after, (*end, *comments.end))


def _new_path(path: Path, old: Any, new: Any) -> tuple[Path, bool]:
    """Where the entry stands now, and whether that is all of it or only the nearest thing around it."""
    kept: Path = ()
    for step in path:
        found: str | int | None = None
        if isinstance(step, str):
            found = step if isinstance(new, dict) and step in new else None
        elif isinstance(new, list):
            found = _new_position(old, step, new)
        if found is None:
            return kept, False
        kept, old, new = (*kept, found), old[step], new[found]
    return kept, True


def _new_position(old: list[Any], position: int, new: list[Any]) -> int | None:
    item = old[position]
    for name in ("id", "state"):
        if isinstance(item, dict) and name in item:
            same = [i for i, one in enumerate(new) if isinstance(one, dict) and one.get(name) == item[name]]
            return same[0] if same else None
    if item in new:
        return new.index(item)
    return position if len(old) == len(new) else None
