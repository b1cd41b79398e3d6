"""Read one YAML record strictly and keep the place of everything in it.

The subset is that of YAML 1.2's core schema, narrowed: one document, no anchors, no tags, no duplicate keys, text keys
only, ``true``/``false`` as the only booleans, decimal numbers as the only numbers; everything else stays the text that
was written (dates, ``NO``, ``22:30``, ``+355…``, ``0112``).
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

import yaml

from cdmanual.problems import Place, Problem, error

LARGEST_FILE = 1024 * 1024
DEEPEST = 32
_INTEGER = re.compile(r"-?(0|[1-9][0-9]*)\Z")
_DECIMAL = re.compile(r"-?(0|[1-9][0-9]*)\.[0-9]+\Z")
# C0 and C1 controls, soft hyphen, bidirectional overrides and isolates, invisible joiners and fillers, variation
# selectors, byte-order mark, tags, lone surrogates: what a reviewer cannot see (Unicode Technical Report 36). Line feed
# and tab are layout; a carriage return is so only at the end of a line.
_INVISIBLE = re.compile(
    r"[\x00-\x08\x0b-\x1f\x7f-\x9f\xad\u034f\u061c\u115f\u1160\u17b4\u17b5\u180b-\u180f\u200b-\u200f\u2028-\u202e"
    r"\u2060-\u206f\u3164\ufe00-\ufe0f\ufeff\uffa0\ufff0-\ufffb\ufffe\uffff\ud800-\udfff\U000e0000-\U000e0fff]"
)
_DELETE = "delete it; it often comes from copying out of a PDF or a word processor"
_TYPE_ANEW = "type the letter anew on the keyboard, so that it is one character (Unicode form NFC)"

Path = tuple[str | int, ...]


@dataclass(slots=True)
class YamlFile:
    """A record as read: plain values, and for each path in them where its value and its key stand."""

    name: str
    value: Any = None
    values_at: dict[Path, tuple[int, int]] = field(default_factory=dict)
    keys_at: dict[Path, tuple[int, int]] = field(default_factory=dict)
    problems: list[Problem] = field(default_factory=list)

    def place(self, path: Path = ()) -> Place:
        """Where the value at the path stands, or the nearest thing around it."""
        while path and path not in self.values_at:
            path = path[:-1]
        return Place(self.name, *self.values_at.get(path, (1, 1)))

    def key_place(self, path: Path) -> Place:
        """Where the key that leads to the path stands; for an item of a list, where the item stands."""
        found = self.keys_at.get(path)
        return Place(self.name, *found) if found else self.place(path)


def read_yaml(name: str, data: bytes) -> YamlFile:
    """Read the bytes of one record.

    What comes back holds either a value or at least one problem; nothing is raised for bad input.
    """
    file = YamlFile(name)
    if len(data) > LARGEST_FILE:
        file.problems.append(
            error(
                Place(name),
                "file-too-large",
                f"the file has {len(data):,} bytes; a record holds at most {LARGEST_FILE:,}",
                "split the text or shorten it; a record is a summary, not a copy of a law",
            )
        )
        return file
    text = _decode(file, data)
    if text is not None and not file.problems:
        _Composer(file, text).compose()
    return file


def _decode(file: YamlFile, data: bytes) -> str | None:
    try:
        text = data.decode("utf-8")
        wrong = data.find(0)  # UTF-16 is full of them
    except UnicodeDecodeError as exc:
        text, wrong = "", exc.start
    if wrong >= 0:
        before = data[:wrong].decode("utf-8")
        place = Place(file.name, before.count("\n") + 1, len(before) - before.rfind("\n"))
        hint = 'save the file as "UTF-8" in the editor; the letters here were written in another encoding'
        file.problems.append(error(place, "not-utf8", f"the byte 0x{data[wrong]:02X} is not UTF-8 text", hint))
        return None
    for number, line in enumerate(text.split("\n"), 1):
        for found in _INVISIBLE.finditer(line.removesuffix("\r")):
            place = Place(file.name, number, found.start() + 1)
            file.problems.append(error(place, "forbidden-character", _invisible(found.group()), _DELETE))
        if not unicodedata.is_normalized("NFC", line):
            pairs = zip(line, unicodedata.normalize("NFC", line), strict=False)
            column = next((i for i, (have, want) in enumerate(pairs, 1) if have != want), 1)
            message = "a letter is written as base letter plus separate accent"
            file.problems.append(error(Place(file.name, number, column), "not-nfc", message, _TYPE_ANEW))
    return text


def _invisible(char: str) -> str:
    return f"invisible character U+{ord(char):04X} ({unicodedata.name(char, 'control character').lower()})"


class _Composer:
    """Builds plain values from parser events, since events still show anchors, tags and both copies of a key."""

    def __init__(self, file: YamlFile, text: str) -> None:
        self.file = file
        self.text = text
        self.events: Iterator[Any] = iter(())

    def compose(self) -> None:
        try:
            self.events = yaml.parse(self.text, Loader=yaml.CSafeLoader)
            next(self.events)  # the start of the stream
            event = next(self.events)
            if isinstance(event, yaml.StreamEndEvent):
                self._report(Place(self.file.name), "empty-file", "the file holds no record", _EMPTY_HINT)
                return
            value = self._value(next(self.events), (), 0)
            next(self.events)  # the end of the document
            event = next(self.events)
            if isinstance(event, yaml.DocumentStartEvent):
                self._at(
                    event,
                    "several-documents",
                    "a second document begins here",
                    "a record is one document: remove the line ---",
                )
            elif value is None and not self.file.problems:
                self._report(Place(self.file.name), "empty-file", "the file holds no record", _EMPTY_HINT)
            self.file.value = value
        except _TooDeep:
            pass
        except yaml.MarkedYAMLError as exc:
            place = self._place(exc.problem_mark or exc.context_mark)
            self._report(place, "yaml-syntax", _plain(str(exc.problem or exc.context)), _syntax_hint(self.text, place))
        except yaml.YAMLError as exc:
            self._report(Place(self.file.name), "yaml-syntax", _plain(str(exc)), "")

    def _place(self, mark: Any) -> Place:
        """Where the parser stopped; at the end of the text it counts one line too many."""
        lines = self.text.split("\n")
        if mark is None or mark.line < len(lines):
            return Place(self.file.name, mark.line + 1, mark.column + 1) if mark else Place(self.file.name)
        return Place(self.file.name, len(lines), len(lines[-1]) + 1)

    def _report(self, place: Place, code: str, message: str, hint: str) -> None:
        self.file.problems.append(error(place, code, message, hint))

    def _at(self, event: Any, code: str, message: str, hint: str) -> None:
        self._report(Place(self.file.name, *_position(event)), code, message, hint)

    def _value(self, event: Any, path: Path, depth: int) -> Any:
        self.file.values_at[path] = _position(event)
        if isinstance(event, yaml.AliasEvent):
            self._at(
                event,
                "anchor-or-alias",
                f'the alias "*{event.anchor}" refers to another part of the file',
                "write the value out; records use neither & nor *",
            )
            return None
        if event.anchor is not None:
            self._at(
                event,
                "anchor-or-alias",
                f'the anchor "&{event.anchor}" is not allowed',
                "remove it; put text that begins with & in quotes",
            )
        if event.tag is not None and event.tag != "!":
            self._at(
                event,
                "yaml-tag",
                f'the tag "{event.tag}" is not allowed',
                "remove it; put text that begins with ! in quotes",
            )
        if isinstance(event, yaml.ScalarEvent):
            self._judge_escapes(event)
            return _scalar(event.value) if event.implicit[0] and not event.style else event.value
        if depth >= DEEPEST:
            self._at(
                event,
                "too-deep",
                f"nested deeper than {DEEPEST} levels",
                "no record needs that; look for a bracket or indent too many",
            )
            raise _TooDeep
        if isinstance(event, yaml.SequenceStartEvent):
            items: list[Any] = []
            while not isinstance(event := next(self.events), yaml.SequenceEndEvent):
                items.append(self._value(event, (*path, len(items)), depth + 1))
            return items
        return self._mapping(path, depth)

    def _judge_escapes(self, event: Any) -> None:
        """Double quotes can write as an escape what the text itself may not hold."""
        if event.style != '"':
            return
        if hidden := _INVISIBLE.search(event.value):
            self._at(event, "forbidden-character", f"{_invisible(hidden.group())}, written as an escape", _DELETE)
        elif not unicodedata.is_normalized("NFC", event.value):
            message = "an escape writes a letter as base letter plus separate accent"
            self._at(event, "not-nfc", message, _TYPE_ANEW)

    def _mapping(self, path: Path, depth: int) -> dict[str, Any]:
        found: dict[str, Any] = {}
        while not isinstance(event := next(self.events), yaml.MappingEndEvent):
            if not isinstance(event, yaml.ScalarEvent) or (event.value == "<<" and not event.style):
                self._at(
                    event, "key-not-text", "a key must be a plain word", "write the key as one word followed by a colon"
                )
                self._value(event, path, depth + 1) if not isinstance(event, yaml.ScalarEvent) else None
                self._value(next(self.events), (*path, "?"), depth + 1)
                continue
            self._judge_escapes(event)
            key = event.value
            if event.anchor is not None or event.tag not in (None, "!"):
                self._at(
                    event,
                    "anchor-or-alias" if event.anchor else "yaml-tag",
                    f'the key "{key}" carries an anchor or a tag',
                    "remove it",
                )
            if key in found:
                first = self.file.keys_at[(*path, key)]
                self._at(
                    event,
                    "duplicate-key",
                    f'the key "{key}" stands here a second time (first in line {first[0]})',
                    "keep one of the two",
                )
                self._value(next(self.events), (*path, "?"), depth + 1)
                continue
            self.file.keys_at[(*path, key)] = _position(event)
            found[key] = self._value(next(self.events), (*path, key), depth + 1)
        return found


class _TooDeep(Exception):
    pass


def _position(event: Any) -> tuple[int, int]:
    return event.start_mark.line + 1, event.start_mark.column + 1


_EMPTY_HINT = "copy the form from another state, or restore the file from the last version"


def _scalar(text: str) -> Any:
    if text in ("", "~", "null"):
        return None
    if text in ("true", "false"):
        return text == "true"
    if _INTEGER.match(text) and len(text) <= 18:
        return int(text)
    if _DECIMAL.match(text) and len(text) <= 18:
        return float(text)
    return text


def _plain(words: str) -> str:
    """libyaml's words, made plain for someone who has never seen a parser."""
    for theirs, ours in _WORDS.items():
        if theirs in words:
            return ours
    return words


_WORDS = {
    "mapping values are not allowed": "a colon stands where none can; text with a colon needs quotes",
    "did not find expected key": "a line is indented differently from its neighbours, or a quote is not closed",
    "could not find expected ':'": "a key without a colon",
    "found character that cannot start any token": "a character that cannot begin a value (a tab, @, ` or %)",
    "did not find expected '-' indicator": "a list item is indented differently from its neighbours",
    "found unexpected end of stream": "the file ends inside quotes or brackets",
    "did not find expected ',' or ']'": "a list in brackets lacks a comma or its closing bracket",
    "did not find expected ',' or '}'": "a group in braces lacks a comma or its closing brace",
    "block sequence entries are not allowed": "a list begins where none can",
    "found unknown escape character": "a backslash inside double quotes; use single quotes or no quotes",
}


def _syntax_hint(text: str, place: Place) -> str:
    lines = text.split("\n")
    line = lines[place.line - 1] if place.line <= len(lines) else ""
    if "\t" in line:
        return "the line holds a tab: indent with spaces"
    return "compare with the lines above: same indent for the same level, a space after each colon, quotes closed"
