"""Two changes of one value put together, field by field; only where both changed the same field somebody is asked.

Entries of a list are known by their id or state; others by what a contact reaches or when a case holds, and where that
has changed, by their position.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from cdmanual.editing.edits import ABSENT
from cdmanual.editing.record_file import fingerprint, is_same
from cdmanual.problems import visible
from cdmanual.records.shape import Shape

_DEEPEST = 4
_LONGEST = 300


@dataclass(frozen=True, slots=True)
class Entry:
    """A step of a place: one entry of a list; ``name`` is what people call it, ``mark`` what tells it from others."""

    mark: str
    name: str


Step = str | Entry
Place = tuple[Step, ...]


@dataclass(frozen=True, slots=True)
class Difference:
    """What stood at a place and what stands there now; ABSENT where nothing does."""

    place: Place
    old: Any
    new: Any


@dataclass(frozen=True, slots=True)
class Clash:
    """A field that both changed: what it was, what each made of it, and whether mine or theirs stands for now."""

    place: Place
    was: Any
    mine: Any
    theirs: Any
    stands_mine: bool = True


@dataclass(frozen=True, slots=True)
class Merged:
    """What came of two changes, what others had changed, and where both changed the same."""

    value: Any
    others: tuple[Difference, ...]
    clashes: tuple[Clash, ...]


def merge(was: Any, mine: Any, now: Any, place: Place = ()) -> Merged:
    """What I made of ``was``, made of what stands there now; where both changed the same, mine stays, as a clash."""
    clashes: list[Clash] = []
    value = _joined(was, mine, now, place, clashes)
    return Merged(value, tuple(differences(was, now, place)), tuple(clashes))


def differences(old: Any, new: Any, place: Place = ()) -> Iterator[Difference]:
    """What makes one value of another, field by field."""
    if _same(old, new):
        return
    if isinstance(old, dict) and isinstance(new, dict):
        for key in _in_order(list(old), list(new)):
            yield from differences(old.get(key, ABSENT), new.get(key, ABSENT), (*place, key))
    elif (found := _entries(old, new)) and _keep_order(*found):
        for step in _in_order(list(found[0]), list(found[1])):
            yield from differences(found[0].get(step, ABSENT), found[1].get(step, ABSENT), (*place, step))
    else:
        yield Difference(place, old, new)


def _joined(was: Any, mine: Any, now: Any, place: Place, clashes: list[Clash]) -> Any:
    if _same(mine, was) or _same(mine, now):
        return now
    if _same(now, was):
        return mine
    if isinstance(mine, dict) and isinstance(now, dict):
        before = was if isinstance(was, dict) else {}
        return _joined_keys(before, mine, now, _in_order(list(now), list(mine)), place, clashes)
    found = _entries([] if was is ABSENT else was, mine, now)
    if found and (order := _order(found)):
        before, one, other = found
        return list(_joined_keys(before, one, other, order, place, clashes).values())
    # What others took away whole does not come back by a change in it.
    stands_mine = not (now is ABSENT and isinstance(mine, dict | list))
    clashes.append(Clash(place, was, mine, now, stands_mine))
    return mine if stands_mine else now


def _joined_keys(
    was: dict[Any, Any], mine: dict[Any, Any], now: dict[Any, Any], order: list[Any], place: Place, clashes: list[Clash]
) -> dict[Any, Any]:
    found = {}
    for key in order:
        sides = was.get(key, ABSENT), mine.get(key, ABSENT), now.get(key, ABSENT)
        value = _joined(*sides, (*place, key), clashes)
        if value is not ABSENT:
            found[key] = value
    return found


def _same(one: Any, other: Any) -> bool:
    return one is other or (one is not ABSENT and other is not ABSENT and is_same(one, other))


# ---------------------------------------------------------------- the entries of lists


def _entries(was: Any, *others: Any) -> list[dict[Entry, Any]]:
    """The rows of each list by their entries; nothing where the lists hold other things than groups of keys."""
    lists = (was, *others)
    if not all(isinstance(rows, list) and all(isinstance(row, dict) for row in rows) for rows in lists):
        return []
    marks = [_marks(rows) for rows in lists]
    known = [_named(mark, row, index) for index, (mark, row) in enumerate(zip(marks[0], was, strict=True))]
    found = [dict(zip(known, was, strict=True))]
    for rows, names in zip(others, marks[1:], strict=True):
        steps = [known[marks[0].index(name)] if name in marks[0] else None for name in names]
        for index, row in enumerate(rows):
            if steps[index] is None and index < len(known) and known[index] not in steps and not _id(row, was[index]):
                steps[index] = known[index]
        pairs = zip(steps, names, rows, strict=True)
        found.append({step or _named(name, row, None): row for step, name, row in pairs})
    return found


def _id(*rows: dict[str, Any]) -> str:
    """The key by which one of the rows is known."""
    return next((key for row in rows for key in ("id", "state") if isinstance(row.get(key), str)), "")


def _marks(rows: list[dict[str, Any]]) -> list[str]:
    """What tells each row from the others of its list, and is found again in another one."""
    found: list[str] = []
    for row in rows:
        mark = _mark(row)
        while mark in found:
            mark += " again"
        found.append(mark)
    return found


def _mark(row: dict[str, Any]) -> str:
    if key := _id(row):
        return f"{key} {row[key]}"
    if reach := row.get("number") or row.get("address"):
        return f"{row.get('kind')} {reach}"
    return fingerprint(row.get("when") or row)


def _named(mark: str, row: dict[str, Any], index: int | None) -> Entry:
    if key := _id(row):
        return Entry(mark, str(row[key]))
    number = "a new one" if index is None else f"no. {index + 1}"
    reach = row.get("number") or row.get("address")
    return Entry(mark, f"{number} ({reach})" if isinstance(reach, str) else number)


def _in_order(base: list[Any], more: list[Any]) -> list[Any]:
    """All of the base, and the rest each behind the one that it follows in its own list."""
    found = list(base)
    for before, step in zip([None, *more], more, strict=False):
        if step not in found:
            found.insert(found.index(before) + 1 if before is not None else 0, step)
    return found


def _keep_order(one: dict[Entry, Any], other: dict[Entry, Any]) -> bool:
    return [step for step in one if step in other] == [step for step in other if step in one]


def _order(found: list[dict[Entry, Any]]) -> list[Entry]:
    """The order of all entries, that of whoever changed it; nothing where both did."""
    was, mine, now = found
    if _keep_order(was, mine) or _keep_order(mine, now):
        return _in_order(list(now), list(mine))
    return _in_order(list(mine), list(now)) if _keep_order(was, now) else []


# ---------------------------------------------------------------- in words


def place_words(shape: Shape, place: Place) -> str:
    """A place as the form labels it: ``Contacts, no. 1 › Number``."""
    parts: list[str] = []
    for step in place:
        if isinstance(step, Entry):
            parts[-1:] = [f"{parts[-1]}, {step.name}" if parts else step.name]
            shape = shape.at(0)
        else:
            is_known = step in shape.keys
            shape = shape.at(step)
            parts.append((shape.title if is_known else "") or step)
    return visible(" › ".join(parts)) or "the whole"


def plain(shape: Shape, value: Any) -> str:
    """A value in one line of words, cut where it is long."""
    text = visible(" ".join(_plain(shape, value, 0).split()))
    return text if len(text) <= _LONGEST else f"{text[: _LONGEST - 1]}…"


def shape_at(shape: Shape, place: Place) -> Shape:
    """The shape of a place."""
    for step in place:
        shape = shape.at(0 if isinstance(step, Entry) else step)
    return shape


def _plain(shape: Shape, value: Any, depth: int) -> str:
    if value is ABSENT or value in ([], {}, ""):
        return "nothing"
    if value is None:
        return "not established"
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, dict | list) and depth >= _DEEPEST:
        return "…"
    if isinstance(value, dict):
        rows = ((place_words(shape, (key,)), _plain(shape.at(key), below, depth + 1)) for key, below in value.items())
        return ", ".join(f"{label}: {words}" for label, words in rows)
    if isinstance(value, list):
        between = "; " if any(isinstance(row, dict) for row in value) else ", "
        return between.join(_plain(shape.at(0), row, depth + 1) for row in value)
    return next((str(row["title"]) for row in shape.choices if row["const"] == value), str(value))
