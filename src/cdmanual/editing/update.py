"""``cdmanual update`` and ``cdmanual verify``: some fields of one entry get new values, or a date of verification.

A date of verification is always one that a person gave; nothing here makes one up.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from cdmanual.editing.record_file import Rewrite
from cdmanual.editing.target import (
    ENTRIES,
    Place,
    UnknownTargetError,
    contact_kinds,
    find_contact,
    find_entry,
    find_field,
    split_target,
)
from cdmanual.editing.typed import typed
from cdmanual.editing.workspace import Workspace
from cdmanual.phones import read_number
from cdmanual.records.load import COUNTRY_KINDS
from cdmanual.records.yamlfile import Path

_NUMBER = ("number", "extension", "printed")
Verified = dict[str, str]


@dataclass(frozen=True, slots=True)
class Evidence:
    """What a new value rests on: sources by their ids, the state of things that they show, who verified it when."""

    sources: tuple[str, ...] = ()
    as_of: str = ""
    verified: Verified | None = None


class NoDateError(ValueError):
    """The entry bears a date of verification, and none was given."""


@dataclass(frozen=True, slots=True)
class Outcome:
    """The file to be written, and what the editor should look at besides."""

    rewrite: Rewrite
    notes: tuple[str, ...]


def update(
    workspace: Workspace, state: str, target: str, pairs: Sequence[tuple[str, str]], evidence: Evidence, add: bool
) -> Outcome:
    """New values for fields of an entry: ``target`` as ``officers/duty-desk``, pairs of a field and what was typed.

    With ``add`` a contact is added to those that are there. UnknownTargetError where nothing answers to a name,
    NoDateError where a date of verification is needed.
    """
    kind, names = split_target(target)
    record = workspace.open(kind, state)
    entry = find_entry(record.value, workspace.layout.shape(kind), kind, names)
    if not isinstance(entry.value, dict) or (kind in ENTRIES and not names):
        raise UnknownTargetError(f'"{target}" holds several entries; name one of them, as {kind}/<id>')
    changes: dict[Path, Any] = {}
    homes: dict[Path, Place] = {}
    for field, text in pairs:
        home = _contact(entry, field, text, state, add, changes)
        if home is None:
            place = find_field(entry, field)
            changes[place.path] = typed(text, place.shape)
            home = _home(entry, place, field)
        homes[home.path] = home
    notes = [note for home in homes.values() for note in _prove(home, evidence, changes)]
    return Outcome(workspace.change(record, changes), tuple(notes))


def _contact(entry: Place, field: str, text: str, state: str, add: bool, changes: dict[Path, Any]) -> Place | None:
    """Change a contact, or add one; which one it is. None for a field that is no contact."""
    kind = field.split(".")[0]
    contacts = entry.at("contacts")
    if add and "contacts" in entry.shape.keys and kind == field and kind in contact_kinds(contacts.shape):
        place = contacts.at(len(contacts.value or ()))
        changes[place.path] = {"kind": kind, **_reach(contacts, kind, text, state)}
        return place
    found = find_contact(entry, field)
    if found is None:
        return None
    place, part = found
    if part:
        below = find_field(place, part)
        changes[below.path] = typed(text, below.shape)
    else:
        kept = {key: value for key, value in place.value.items() if key not in _NUMBER}
        changes[place.path] = kept | _reach(contacts, kind, text, state)
    return place


def _reach(contacts: Place, kind: str, text: str, state: str) -> dict[str, Any]:
    """A number for the kinds of contact that have one by the schema, else an address."""
    numbered = next(
        rule["if"]["properties"]["kind"]["enum"]
        for _, node in contacts.shape.at(0).nodes
        for rule in node.get("allOf", ())
        if "if" in rule
    )
    return dict(read_number(text, state)) if kind in numbered else {"address": text.strip()}


def _home(entry: Place, place: Place, field: str) -> Place:
    """The nearest group around a field that bears sources or a date of its own; the entry where none does."""
    groups = [entry]
    for step in field.split(".")[:-1]:
        groups.append(groups[-1].at(step))
    bearing = [group for group in groups if {"sources", "verified"} & group.shape.keys.keys()]
    return bearing[-1] if bearing else entry


def _prove(home: Place, evidence: Evidence, changes: dict[Path, Any]) -> Iterable[str]:
    """Write down what the new value rests on, and note what still speaks of the old one."""
    known, held = home.shape.keys, home.value if isinstance(home.value, dict) else {}
    if "verified" in known and evidence.verified is None:
        raise NoDateError(f"{home.path[-1] if home.path else 'the record'} bears the day on which it was verified")
    given: dict[str, Any] = {"sources": list(evidence.sources), "verified": evidence.verified}
    given["as_of"] = typed(evidence.as_of, home.shape.at("as_of")) if evidence.as_of else ""
    for key, value in given.items():
        if not value and not (key == "as_of" and value is None):
            if key in known and key in held:
                shown = ", ".join(held[key]) if isinstance(held[key], list) else str(held[key] or "null")
                yield f"{key} still says {shown}; --{key.removesuffix('s').replace('_', '-')} says it anew"
            continue
        if key not in known:
            raise UnknownTargetError(f"{_WITHOUT[key]}; leave the option out")
        whole = changes.get(home.path)
        if isinstance(whole, dict):
            changes[home.path] = whole | {key: value}
        else:
            changes[(*home.path, key)] = value


_WITHOUT = {
    "verified": "this entry has no date of verification of its own: cdmanual verify dates the whole file",
    "sources": "this entry names no sources",
    "as_of": "this entry does not say as of when it holds",
}


def verify(workspace: Workspace, state: str, target: str, verified: Verified) -> list[Rewrite]:
    """Write who verified all files of a state, one file, an entry or a contact, when and how.

    UnknownTargetError where the entry bears no date of its own, or bears a later one.
    """
    if not target:
        return [rewrite for kind in COUNTRY_KINDS for rewrite in verify(workspace, state, kind, verified)]
    kind, names = split_target(target)
    record = workspace.open(kind, state)
    shape = workspace.layout.shape(kind)
    if not names:
        places = [find_entry(record.value, shape, kind, []).at("review")]
    else:
        try:
            places = [find_entry(record.value, shape, kind, names)]
        except UnknownTargetError:
            found = find_contact(find_entry(record.value, shape, kind, names[:-1]), names[-1])
            if found is None:
                raise
            places = [found[0]]
        if "verified" not in places[0].shape.keys:
            places = [places[0].at("contacts").at(i) for i in range(len((places[0].value or {}).get("contacts", ())))]
            if not places:
                raise UnknownTargetError(f'"{target}" has no date of its own; verify the whole file: {kind}')
    for place in places:
        last = (place.value or {}).get("verified", {}).get("on", "")
        if last > verified["on"]:
            raise UnknownTargetError(f"it was verified on {last}, which is later than {verified['on']}")
    return [workspace.change(record, {(*place.path, "verified"): dict(verified) for place in places})]
