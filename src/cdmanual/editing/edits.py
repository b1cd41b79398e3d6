"""How one value of a record became another, edit by edit, so that the same edits can be made elsewhere or later.

Entries of a list are known by their id, so that an edit finds its entry wherever that has moved. An edit is only made
where what it changes still is as it was.
"""

from __future__ import annotations

from collections.abc import Iterator
from copy import deepcopy
from dataclasses import dataclass
from enum import Enum
from typing import Any, Final

from cdmanual.editing.record_file import is_same


class Absent(Enum):
    """Nothing stands there; ``null`` is something."""

    ABSENT = "nothing"


ABSENT: Final = Absent.ABSENT


@dataclass(frozen=True, slots=True)
class Id:
    """A step of a place: the entry of a list that has this id, or that stands for this state."""

    key: str
    name: str


Step = str | Id


@dataclass(frozen=True, slots=True)
class Edit:
    """At a place, ``old`` became ``new``; of an entry that came to a list, ``after`` is the one before it, if any."""

    place: tuple[Step, ...]
    old: Any
    new: Any
    after: str = ""

    @property
    def words(self) -> str:
        """The place as people name it: ``authorities › ministry-of-justice › note``."""
        return " › ".join(step.name if isinstance(step, Id) else step for step in self.place) or "the whole"


class DoesNotFitError(Exception):
    """What an edit changes is not as it was."""


def edits_between(old: Any, new: Any, place: tuple[Step, ...] = ()) -> Iterator[Edit]:
    """What leads from one value to another."""
    if is_same(old, new):
        return
    key = _identity(old, new)
    if isinstance(old, dict) and isinstance(new, dict):
        for name in [*old, *(name for name in new if name not in old)]:
            yield from _changed(old.get(name, ABSENT), new.get(name, ABSENT), (*place, name))
    elif key:
        was, now = ({row[key]: row for row in rows} for rows in (old, new))
        for name in (name for name in was if name not in now):
            yield Edit((*place, Id(key, name)), was[name], ABSENT)
        before = ""
        for name, row in now.items():
            if name not in was:
                yield Edit((*place, Id(key, name)), ABSENT, row, before)
            else:
                yield from edits_between(was[name], row, (*place, Id(key, name)))
            before = name
    else:
        yield Edit(place, old, new)


def _changed(old: Any, new: Any, place: tuple[Step, ...]) -> Iterator[Edit]:
    if old is ABSENT or new is ABSENT:
        yield Edit(place, old, new)
    else:
        yield from edits_between(old, new, place)


def _identity(old: Any, new: Any) -> str:
    """By what the entries of both lists are known; empty where by nothing, or where they changed their order."""
    if not isinstance(old, list) or not isinstance(new, list) or not (old or new):
        return ""
    for key in ("id", "state"):
        names = [[row.get(key) if isinstance(row, dict) else None for row in rows] for rows in (old, new)]
        if all(isinstance(name, str) for row in names for name in row) and all(
            len(set(row)) == len(row) for row in names
        ):
            common = [[name for name in row if name in names[1 - side]] for side, row in enumerate(names)]
            if common[0] == common[1]:
                return key
    return ""


def make(value: Any, edit: Edit) -> Any:
    """The value after an edit; DoesNotFitError where what it changes is no longer as it was.

    An edit that was made already changes nothing.
    """
    if not edit.place:
        if edit.new is not ABSENT and is_same(value, edit.new):
            return value
        if edit.old is ABSENT or edit.new is ABSENT or not is_same(value, edit.old):
            raise DoesNotFitError(edit.words)
        return deepcopy(edit.new)
    value = deepcopy(value)
    parent = value
    for step in edit.place[:-1]:
        parent = _below(parent, step, edit)
    _make_in(parent, edit.place[-1], edit)
    return value


def found_at(value: Any, edit: Edit) -> Any:
    """What stands now where an edit belongs; ABSENT where nothing does."""
    try:
        for step in edit.place:
            value = _below(value, step, edit)
    except DoesNotFitError:
        return ABSENT
    return value


def _below(parent: Any, step: Step, edit: Edit) -> Any:
    if isinstance(step, str) and isinstance(parent, dict) and step in parent:
        return parent[step]
    if isinstance(step, Id) and isinstance(parent, list) and (position := _position(parent, step)) is not None:
        return parent[position]
    raise DoesNotFitError(edit.words)


def _position(rows: list[Any], step: Id) -> int | None:
    return next((i for i, row in enumerate(rows) if isinstance(row, dict) and row.get(step.key) == step.name), None)


def _make_in(parent: Any, last: Step, edit: Edit) -> None:
    now = _standing(parent, last, edit)
    if (now is ABSENT) == (edit.new is ABSENT) and (now is ABSENT or is_same(now, edit.new)):
        return
    if (now is ABSENT) != (edit.old is ABSENT) or (now is not ABSENT and not is_same(now, edit.old)):
        raise DoesNotFitError(edit.words)
    new = deepcopy(edit.new)
    if isinstance(last, str):
        if new is ABSENT:
            del parent[last]
        else:
            parent[last] = new
        return
    position = _position(parent, last)
    if position is None:
        before = _position(parent, Id(last.key, edit.after)) if edit.after else -1
        parent.insert(len(parent) if before is None else before + 1, new)
    elif new is ABSENT:
        del parent[position]
    else:
        parent[position] = new


def _standing(parent: Any, last: Step, edit: Edit) -> Any:
    if isinstance(last, str) and isinstance(parent, dict):
        return parent.get(last, ABSENT)
    if isinstance(last, Id) and isinstance(parent, list):
        position = _position(parent, last)
        return ABSENT if position is None else parent[position]
    raise DoesNotFitError(edit.words)
