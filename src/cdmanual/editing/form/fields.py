"""The fields of a page, made from what the schema says of an entry; and the entry made from what was typed in them.

A field is named by its place in the entry (``variants/0/text``). What was typed is kept as it was typed, a list of
texts for each name, until it is made into a value; a field that nobody touched gives back the value that stood there.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any, Literal

from cdmanual.editing.drafts import Typed
from cdmanual.editing.edits import ABSENT
from cdmanual.editing.typed import typed
from cdmanual.records.shape import Shape
from cdmanual.records.yamlfile import Path

Kind = Literal["line", "text", "choice", "choices", "words", "rows", "names", "group", "list"]
MOST_ENTRIES = 400
_LONG_LINE = 500  # characters from which a text gets more than one line to be written in
COUNT, SHOWN = "#", "?"


@dataclass(frozen=True, slots=True)
class Choice:
    """One value that can be chosen."""

    value: str
    title: str
    help: str = ""


Lists = dict[str, tuple[Choice, ...]]  # what can be chosen besides what schemas spell out, by the name of a definition


@dataclass(frozen=True, slots=True)
class Field:
    """One field as a page shows it; a group, a list and names by language hold others."""

    name: str
    kind: Kind
    label: str
    help: str = ""
    required: bool = False
    text: str = ""
    chosen: tuple[str, ...] = ()
    choices: tuple[Choice, ...] = ()
    fields: tuple[Field, ...] = field(default=())

    @property
    def is_empty(self) -> bool:
        """Whether nothing is typed or chosen in it."""
        return not (self.text or self.chosen or any(not inner.is_empty for inner in self.fields))


class Fields:
    """Fields and values of one kind of entry; ``lists`` are the entries of a state that others refer to."""

    def __init__(self, shape: Shape, lists: Lists) -> None:
        """``shape`` is that of the entry."""
        self.shape = shape
        self.lists = lists

    # ------------------------------------------------------------ a value as typed

    def from_value(self, value: Any) -> Typed:
        """What would have to be typed to get the value."""
        found: Typed = {}
        self._write(self.shape, value, "", found)
        return found

    def _write(self, shape: Shape, value: Any, name: str, found: Typed) -> None:
        kind = self._kind(shape)
        if kind == "group":
            for key in shape.keys:
                if not shape.at(key).is_forbidden:
                    below = value.get(key, ABSENT) if isinstance(value, dict) else ABSENT
                    self._write(shape.at(key), below, _join(name, key), found)
        elif kind == "list":
            rows = value if isinstance(value, list) else []
            found[_join(name, COUNT)] = [str(len(rows))]
            for index, row in enumerate(rows):
                self._write(shape.at(0), row, _join(name, str(index)), found)
        elif kind == "names":
            rows = list(value.items()) if isinstance(value, dict) else []
            found[_join(name, COUNT)] = [str(len(rows))]
            for index, (tag, words) in enumerate(rows):
                found[_join(name, str(index), "tag")] = [tag]
                found[_join(name, str(index), "words")] = [_text(words)]
        elif kind == "choices":
            found[_join(name, SHOWN)] = ["1"]
            found[name] = [_text(item) for item in value] if isinstance(value, list) else []
        else:
            found[name] = [self._shown(kind, value)]

    def _shown(self, kind: Kind, value: Any) -> str:
        if isinstance(value, list):
            return ("\n" if kind == "rows" else ", ").join(map(_text, value))
        return _text(value)

    # ------------------------------------------------------------ what was typed as a value

    def to_value(self, given: Typed, base: Any) -> Any:
        """The entry that was typed; ``base`` is what stood there (ABSENT where nothing did)."""
        found = self._read(self.shape, given, base, "", True)
        return {} if found is ABSENT else found

    def _read(self, shape: Shape, given: Typed, base: Any, name: str, required: bool) -> Any:
        kind = self._kind(shape)
        if kind == "group":
            return self._read_group(shape, given, base, name, required)
        if kind in ("list", "names"):
            if _join(name, COUNT) not in given:
                return base
            found = (self._read_list if kind == "list" else self._read_names)(shape, given, base, name)
            return found if found or required or found == base else ABSENT
        if kind == "choices":
            return self._read_choices(given, base, name)
        if name not in given:
            return base
        text = given[name][0].replace("\r\n", "\n")
        if base is not ABSENT and text == self._shown(kind, base):
            return base
        if not text.strip():
            if shape.may_be_nothing and (required or base is not ABSENT):
                return None
            return [] if required and "array" in shape.types else ABSENT
        if kind == "rows":
            return [typed(row, shape.at(0)) for row in text.split("\n") if row.strip()]
        return typed(text, shape)

    def _read_group(self, shape: Shape, given: Typed, base: Any, name: str, required: bool) -> Any:
        was = base if isinstance(base, dict) else {}
        found = {key: value for key, value in was.items() if key not in shape.keys or shape.at(key).is_forbidden}
        for key in shape.keys:
            below = shape.at(key)
            if not below.is_forbidden:
                is_needed = key in shape.required and (key in was or not isinstance(base, dict))
                value = self._read(below, given, was.get(key, ABSENT), _join(name, key), is_needed)
                if value is not ABSENT:
                    found[key] = value
        has_words = any(value not in (None, [], {}) for value in found.values())
        return found if has_words or (required and found) or (isinstance(base, dict) and found == base) else ABSENT

    def _read_list(self, shape: Shape, given: Typed, base: Any, name: str) -> list[Any]:
        was = base if isinstance(base, list) else []
        count = _count(given, name)
        rows = []
        for index in range(count):
            below = _join(name, str(index))
            row = was[index] if count == len(was) else _same_entry(was, given.get(_join(below, "id"), [""])[0])
            rows.append(self._read(shape.at(0), given, row, below, False))
        return [row for row in rows if row is not ABSENT]

    def _read_names(self, shape: Shape, given: Typed, base: Any, name: str) -> dict[str, Any]:
        found: dict[str, Any] = {}
        for index in range(_count(given, name)):
            tag, words = (given.get(_join(name, str(index), part), [""])[0].strip() for part in ("tag", "words"))
            if tag or words:
                while tag in found:  # said twice: the check shall see it, and nothing typed be lost
                    tag += " again"
                found[tag] = typed(words, shape.at("en"))
        return found

    def _read_choices(self, given: Typed, base: Any, name: str) -> Any:
        if _join(name, SHOWN) not in given:
            return base
        chosen = given.get(name, [])
        before = [item for item in base if item in chosen] if isinstance(base, list) else []
        found = [*before, *(item for item in dict.fromkeys(chosen) if item not in before)]
        return base if not found and base == [] else found or ABSENT  # an empty list that stood there may stay

    # ------------------------------------------------------------ fields

    def show(self, given: Typed) -> tuple[Field, ...]:
        """The fields of the entry, with what was typed in them."""
        return tuple(self._fields(self.shape, given, ""))

    def name_at(self, path: Path, given: Typed) -> str:
        """The name of the field that holds what stands at a path below the entry."""
        shape, name = self.shape, ""
        for step in path:
            kind = self._kind(shape)
            if kind == "names":
                rows = (str(i) for i in range(_count(given, name)))
                found = (row for row in rows if given.get(_join(name, row, "tag"), [""])[0].strip() == step)
                row = next(found, "")
                return _join(name, row, "words") if row else name
            if kind not in ("group", "list"):
                return name
            name, shape = _join(name, str(step)), shape.at(step)
        return name

    def _fields(self, shape: Shape, given: Typed, name: str) -> Iterator[Field]:
        for key in shape.keys:
            if not shape.at(key).is_forbidden:
                yield self._field(shape.at(key), given, _join(name, key), key, key in shape.required)

    def _field(self, shape: Shape, given: Typed, name: str, key: str, required: bool) -> Field:
        kind = self._kind(shape)
        label = shape.title or key.replace("_", " ").capitalize()
        inner: tuple[Field, ...] = ()
        item = shape.at(0)
        if kind == "group":
            inner = tuple(self._fields(shape, given, name))
        elif kind == "list":
            rows = [(str(i), _join(name, str(i))) for i in range(_count(given, name))]
            inner = tuple(
                Field(at, "group", f"{label}, no. {int(number) + 1}", fields=tuple(self._fields(item, given, at)))
                if item.keys
                else self._field(item, given, at, f"no. {int(number) + 1}", True)
                for number, at in rows
            )
        elif kind == "names":
            inner = tuple(
                Field(_join(name, str(i), part), "line", words, text=given.get(_join(name, str(i), part), [""])[0])
                for i in range(_count(given, name))
                for part, words in (("tag", "Language tag"), ("words", "Words"))
            )
        text = given.get(name, [""])[0] if kind in ("line", "text", "choice", "words", "rows") else ""
        chosen = tuple(given.get(name, ())) if kind == "choices" else ()
        choices = self._choices(item if kind == "choices" else shape)
        for value in chosen or ((text,) if kind == "choice" and text else ()):
            if value not in {choice.value for choice in choices}:
                choices += (Choice(value, value, "This is none of the values that there are."),)
        return Field(name, kind, label, _help(shape, kind), required, text, chosen, choices, inner)

    def _choices(self, shape: Shape) -> tuple[Choice, ...]:
        if shape.choices:
            return tuple(Choice(row["const"], row["title"], row["description"]) for row in shape.choices)
        if "boolean" in shape.types:
            return Choice("true", "Yes"), Choice("false", "No")
        return self._listed(shape)

    def _listed(self, shape: Shape) -> tuple[Choice, ...]:
        return next((rows for name, rows in self.lists.items() if shape.is_a(name)), ())

    def _kind(self, shape: Shape) -> Kind:
        if "array" in shape.types:
            item = shape.at(0)
            if item.choices or self._listed(item):
                return "choices"
            if item.keys or item.says("maxLength", 0) > _LONG_LINE:
                return "list"
            return "rows" if item.says("maxLength", 0) == _LONG_LINE else "words"
        if shape.choices or "boolean" in shape.types or self._listed(shape):
            return "choice"
        if shape.keys:
            return "group"
        if "object" in shape.types:
            return "names"
        return "text" if shape.says("maxLength", 0) > _LONG_LINE else "line"


def _help(shape: Shape, kind: Kind) -> str:
    hint = {"words": "Several: put commas between them.", "rows": "One a line."}.get(kind, "")
    nothing = "Leave empty, or write null, where no source says." if shape.may_be_nothing else ""
    return " ".join(part for part in (shape.description, hint, nothing) if part)


def _join(*parts: str) -> str:
    return "/".join(part for part in parts if part)


def _text(value: Any) -> str:
    """A value without parts, as it is typed."""
    if value is ABSENT or value is None:
        return ""
    return ("true" if value else "false") if isinstance(value, bool) else str(value)


def _count(given: Typed, name: str) -> int:
    text = given.get(_join(name, COUNT), ["0"])[0]
    return min(int(text), MOST_ENTRIES) if text.isdecimal() and len(text) < 6 else 0


def _same_entry(rows: list[Any], name: str) -> Any:
    return next((row for row in rows if name and isinstance(row, dict) and row.get("id") == name), ABSENT)
