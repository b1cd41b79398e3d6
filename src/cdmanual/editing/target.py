"""Where in a record a change belongs, as a person names it: ``officers/duty-desk`` and ``phone``."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from cdmanual.problems import did_you_mean
from cdmanual.records.load import COUNTRY_KINDS
from cdmanual.records.shape import Shape
from cdmanual.records.yamlfile import Path

# What a file's entries stand under; in country.yml the file itself is the entry.
ENTRIES = {"legislation": "instruments", "procedure": "answers"} | {
    kind: kind for kind in ("authorities", "officers", "sources")
}


class UnknownTargetError(ValueError):
    """Nothing in the record answers to the name; the message says what does."""


@dataclass(frozen=True, slots=True)
class Place:
    """A value in a record: what it is (None where nothing stands there yet), its path and its shape."""

    value: Any
    path: Path
    shape: Shape

    def at(self, step: str | int) -> Place:
        """The place below it."""
        below = None
        if isinstance(self.value, dict):
            below = self.value.get(step)
        elif isinstance(self.value, list) and isinstance(step, int) and step < len(self.value):
            below = self.value[step]
        return Place(below, (*self.path, step), self.shape.at(step))


def split_target(text: str) -> tuple[str, list[str]]:
    """The kind of file and the names below it: ``officers/duty-desk`` is (officers, [duty-desk])."""
    kind, *names = [part for part in text.split("/") if part] or [""]
    kind = kind.removesuffix(".yml")
    if kind not in COUNTRY_KINDS:
        hint = did_you_mean(kind, COUNTRY_KINDS) or f"a state has {', '.join(COUNTRY_KINDS)}"
        raise UnknownTargetError(f'there is no file "{kind}"; {hint}')
    return kind, names


def find_entry(value: Any, shape: Shape, kind: str, names: list[str]) -> Place:
    """The entry that the names lead to; the whole record where there are none."""
    place = Place(value, (), shape)
    if names and kind in ENTRIES:
        place = place.at(ENTRIES[kind])
    for name in names:
        place = _below(place, name)
    return place


def _below(place: Place, name: str) -> Place:
    """The entry with this id, key or number in it or, where it has none such, in a list of its."""
    if isinstance(place.value, dict) and name in place.value:
        return place.at(name)
    lists = [place] if isinstance(place.value, list) else [place.at(key) for key in place.value or ()]
    lists = [found for found in lists if _is_of_groups(found.value)]
    for found in lists:
        for index, item in enumerate(found.value):
            if isinstance(item, dict) and name == item.get("id", item.get("state", "")):
                return found.at(index)
    for found in lists:
        if name.isdecimal() and 1 <= int(name) <= len(found.value) and "id" not in found.value[0]:
            return found.at(int(name) - 1)
    known = list(_names_below(place, lists))
    hint = did_you_mean(name, known) or (f"there are {', '.join(known)}" if known else "there is nothing below it")
    raise UnknownTargetError(f'there is no "{name}" in {"/".join(map(str, place.path)) or "the file"}; {hint}')


def _is_of_groups(value: Any) -> bool:
    return isinstance(value, list) and bool(value) and all(isinstance(item, dict) for item in value)


def _names_below(place: Place, lists: list[Place]) -> Iterator[str]:
    if isinstance(place.value, dict):
        yield from place.value
    for found in lists:
        if "id" in found.value[0]:
            yield from (str(item["id"]) for item in found.value if "id" in item)


def find_field(entry: Place, field: str) -> Place:
    """The place of a field of an entry, as ``note`` or ``name.en``; the schema must know it."""
    place = entry
    for step in field.split("."):
        shape = place.shape
        below = shape.at(step)
        if not below.nodes or below.is_forbidden or (shape.keys and step not in shape.keys):
            known = [*shape.keys, *(contact_kinds(shape.at("contacts")) if "contacts" in shape.keys else ())]
            hint = did_you_mean(step, known) or f"there are {', '.join(known)}"
            raise UnknownTargetError(f'there is no field "{step}" here; {hint}')
        place = place.at(step)
    return place


def find_contact(entry: Place, field: str) -> tuple[Place, str] | None:
    """The contact that ``phone`` or, of several, ``phone.2`` names, and the part of it (``phone.2.label``), if any.

    None where the word is no kind of contact; UnknownTargetError where there are several and none was chosen, or where
    there is none.
    """
    kind, *rest = field.split(".")
    contacts = entry.at("contacts")
    if "contacts" not in entry.shape.keys or kind not in contact_kinds(contacts.shape):
        return None
    found = [contacts.at(i) for i, contact in enumerate(contacts.value or ()) if contact.get("kind") == kind]
    if not found:
        raise UnknownTargetError(f"there is no contact of kind {kind} here; --add adds one")
    number = int(rest.pop(0)) if rest and rest[0].isdecimal() else 0
    if not number and len(found) > 1:
        rows = ", ".join(f"{kind}.{i} ({reach(place.value)})" for i, place in enumerate(found, 1))
        raise UnknownTargetError(f"there are {len(found)} contacts of kind {kind}; name one of {rows}")
    if number > len(found):
        raise UnknownTargetError(f"there is no {kind}.{number} here; the last is {kind}.{len(found)}")
    return found[max(0, number - 1)], ".".join(rest)


def contact_kinds(contacts: Shape) -> tuple[str, ...]:
    """The kinds of contact, from the schema of a list of them."""
    return tuple(choice["const"] for choice in contacts.at(0).at("kind").choices)


def reach(contact: dict[str, Any]) -> str:
    """The number or address of a contact."""
    return str(contact.get("number") or contact.get("address") or "")
