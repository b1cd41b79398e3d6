"""The one form in which a record is written, decided by what it says and by the order of its schema alone.

Two editors who mean the same write the same bytes, so that a difference between two files is one of meaning:

- keys stand in the order of the schema, unknown ones after them; indents are two spaces; no blank lines;
- a line has at most 110 characters where a space lets it be broken;
- a text stands behind its key while it fits, else below it after ``>-``; one of several short lines after ``|-``;
- quotes stand only around what YAML, or a hasty reader, would take for something else, as ``"0112"`` or ``"72/2011"``;
- a list of words stands in brackets on one line while it fits, any other list has one item a line;
- comments stay with what they speak of.
"""

from __future__ import annotations

import json
import re
from decimal import Decimal
from typing import Any

from cdmanual.records.comments import NO_COMMENTS, Comments
from cdmanual.records.shape import Shape
from cdmanual.records.yamlfile import Path

WIDTH = 110
# Words that some reader of YAML takes for a truth value, nothing, or a number.
_TAKEN = re.compile(
    r"(?:~|null|true|false|yes|no|on|off|y|n|0x[0-9a-f_]+|0o[0-7_]+|[-+]?\.(?:inf|nan)|[-+]?[0-9.]+e[-+]?[0-9]+)\Z",
    re.I,
)
_FIGURES = re.compile(r"[-+0-9 ()/.,:_]+\Z")
_DATE = re.compile(r"[0-9]{4}-[0-9]{2}(?:-[0-9]{2})?\Z")
# What a plain text may not begin with, and what may not stand in it: beside keys, and in brackets too.
_INDICATORS = frozenset("-?:,[]{}#&*!|>'\"%@`=<~")
_MARKS = re.compile(r": |:\Z| #|[\x00-\x1f]|\A | \Z")
_APART = re.compile(r"[][{},: ]")
_CONTROL = re.compile(r"[\x00-\x1f]")
_BREAK = re.compile(r"(?<! ) (?! )")


def as_yaml(value: Any, shape: Shape, comments: Comments = NO_COMMENTS) -> str:
    """The text of a record in its canonical form; value and comments as the readers of this package give them."""
    writer = _Writer(comments)
    if isinstance(value, dict | list) and value:
        writer.block(value, shape, 0, ())
    else:
        writer.leaf("", value, 0, ())
    return "\n".join([*comments.head, *writer.lines, *comments.end]) + "\n"


class _Writer:
    """Collects the lines of one record; a comment is taken from ``before`` when it is written."""

    def __init__(self, comments: Comments) -> None:
        self.comments = comments
        self.before = dict(comments.before)
        self.lines: list[str] = []

    def block(self, value: Any, shape: Shape, indent: int, path: Path) -> None:
        """A group of keys or a list that is not empty, each entry on lines of its own."""
        if isinstance(value, list):
            for index, item in enumerate(value):
                self._item(item, shape.at(index), indent, (*path, index))
            return
        for key in in_order(value, shape):
            here = (*path, key)
            self._write_before(here, indent)
            self._entry(f"{' ' * indent}{_key(key)}:", value[key], shape.at(key), indent, here)
            self._write_after(here, indent)

    def _item(self, item: Any, shape: Shape, indent: int, path: Path) -> None:
        if not isinstance(item, dict | list) or not item:
            self._write_before(path, indent)
            self.leaf(f"{' ' * indent}-", item, indent, path)
        else:
            self._write_above(item, shape, indent, path)
            start = len(self.lines)
            self.block(item, shape, indent + 2, path)
            self.lines[start] = f"{' ' * indent}- {self.lines[start][indent + 2 :]}"
        self._write_after(path, indent)

    def _entry(self, head: str, value: Any, shape: Shape, indent: int, path: Path) -> None:
        if not isinstance(value, dict | list) or not value:
            self.leaf(head, value, indent, path)
        elif isinstance(value, list) and (rows := self._in_brackets(value, shape, len(head) + 1, indent + 2, path)):
            self.lines += [f"{head} {rows[0]}", *rows[1:]]
            self.lines[-1] += self._beside(path)
        else:
            self.lines.append(head + self._beside(path))
            self.block(value, shape, indent + 2, path)

    def leaf(self, head: str, value: Any, indent: int, path: Path) -> None:
        """A value without parts, behind its key or dash."""
        start, *rest = _scalar(value, len(head) + 1, indent + 2)
        self.lines.append((f"{head} {start}" if head else start) + self._beside(path))
        self.lines += rest

    def _in_brackets(self, value: list[Any], shape: Shape, column: int, indent: int, path: Path) -> list[str]:
        """The lines of a list in brackets; none where it is to have one item a line."""
        if any(isinstance(item, dict | list) or (isinstance(item, str) and "\n" in item) for item in value):
            return []
        if self.comments.are_inside and any(self.comments.speak_of((*path, at)) for at in range(len(value))):
            return []
        filled = bool(shape.says("x-filled"))
        if not filled and any(isinstance(item, str) and " " in item for item in value):
            return []
        words = [_word(item, _APART) if isinstance(item, str) else _plain(item) for item in value]
        if column + len(", ".join(words)) + 2 <= WIDTH:
            return [f"[{', '.join(words)}]"]
        return _fill(words, column, indent) if filled else []

    # ------------------------------------------------------------ comments

    def _write_above(self, item: Any, shape: Shape, indent: int, path: Path) -> None:
        """The comments of an item and of what stands on its first line: they stand above the dash."""
        self._write_before(path, indent)
        self.lines += [" " * indent + found for found in [self.comments.beside.get(path)] if found]
        while isinstance(item, dict | list) and item and self.before:
            step: str | int = in_order(item, shape)[0] if isinstance(item, dict) else 0
            path, shape = (*path, step), shape.at(step)
            item = item[0] if isinstance(item, list) else None  # what is below a key has a line of its own
            self._write_before(path, indent)

    def _write_before(self, path: Path, indent: int) -> None:
        self.lines += [" " * indent + words for words in self.before.pop(path, ())]

    def _write_after(self, path: Path, indent: int) -> None:
        self.lines += [" " * indent + words for words in self.comments.after.get(path, ())]

    def _beside(self, path: Path) -> str:
        found = self.comments.beside.get(path)
        return f"  {found}" if found else ""


def in_order(value: dict[str, Any], shape: Shape) -> list[str]:
    """The keys of a group in the order of the schema; those it does not know as they stand, after them."""
    last = len(shape.keys)
    return sorted(value, key=lambda key: shape.keys.get(key, last))


# ---------------------------------------------------------------- scalars


def _scalar(value: Any, column: int, indent: int) -> list[str]:
    """What stands behind a key that ends before the column, and the lines below it."""
    if not isinstance(value, str):
        return [_plain(value)]
    if "\n" in value:
        return _paragraphs(value, indent)
    word = _word(value)
    if column + len(word) <= WIDTH or not _is_foldable(value):
        return [word]
    return [">-", *_fold(value, indent)]


def _plain(value: Any) -> str:
    """Nothing, a truth value or a number; the loader knows no exponents."""
    return format(Decimal(repr(value)), "f") if isinstance(value, float) else json.dumps(value)


def _key(text: str) -> str:
    """A key is text in any case: ``on`` needs no quotes."""
    return text if text and text[0] not in _INDICATORS and not _MARKS.search(text) else _quoted(text)


def _word(text: str, apart: re.Pattern[str] = _MARKS) -> str:
    """The text as it is, or in quotes where YAML or a reader would take it for something else."""
    if apart.search(text) or _TAKEN.match(text) or (_FIGURES.match(text) and not _DATE.match(text)):
        return _quoted(text)
    return _key(text)


def _quoted(text: str) -> str:
    if ('"' in text or "\\" in text) and not _CONTROL.search(text):
        return "'" + text.replace("'", "''") + "'"
    return json.dumps(text, ensure_ascii=False)


def _is_foldable(text: str) -> bool:
    """Whether line breaks may take the place of single spaces in it, and nothing else changes."""
    return bool(_BREAK.search(text)) and text == text.strip() and not _CONTROL.search(text)


def _fold(text: str, indent: int) -> list[str]:
    """The text on as few lines as its width allows."""
    lines: list[str] = []
    for word in _BREAK.split(text):
        if lines and len(lines[-1]) + 1 + len(word) <= WIDTH:
            lines[-1] += f" {word}"
        else:
            lines.append(" " * indent + word)
    return lines


def _paragraphs(text: str, indent: int) -> list[str]:
    """A text with line breaks: as it is where its lines are short, else folded with a blank line for each break."""
    rows = text.split("\n")
    if any(row != row.strip() or _CONTROL.search(row) for row in rows) or not (rows[0] and rows[-1]):
        return [_word(text)]
    if all(indent + len(row) <= WIDTH for row in rows):
        return ["|-", *(" " * indent + row if row else "" for row in rows)]
    lines: list[str] = []
    for row in rows:
        lines += ["", *_fold(row, indent)] if row else [""]
    return [">-", *lines[1:]]


def _fill(words: list[str], column: int, indent: int) -> list[str]:
    """A list in brackets that runs on like text; its first line begins at the column."""
    rows = ["["]
    room = WIDTH - column
    for number, word in enumerate(words):
        part = word + ("]" if number == len(words) - 1 else ",")
        if len(rows[-1]) + 1 + len(part) > room and rows[-1].strip() not in ("", "["):
            rows.append(" " * indent + part)
            room = WIDTH
        else:
            rows[-1] += part if rows[-1] == "[" else f" {part}"
    return rows
