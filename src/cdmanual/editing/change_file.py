"""A change of records as a file that can be sent to somebody who has the repository, and applied there.

The form, version 1, is a JSON object: ``schema_version`` (1), ``made_on`` (a date), ``title`` and ``words`` (what
changed, for people), and ``files``. Each of these has ``file`` (as ``countries/rs/authorities.yml``), ``overlay``
(whether that is in an agency's own folder), ``digest`` (SHA-256 of the file it was made from) and ``edits``.

An edit has ``at``, a list of steps: a key, or ``{"id": "…"}`` or ``{"state": "…"}`` for an entry of a list; ``old`` and
``new``, left out where nothing stood or is to stand there; and for a new entry ``after``, the one before it.
"""

from __future__ import annotations

import hashlib
import json
import re
from collections.abc import Sequence
from copy import deepcopy
from dataclasses import dataclass
from pathlib import Path as FilePath
from typing import Any

from cdmanual.editing.edits import ABSENT, DoesNotFitError, Edit, Id, Step, edits_between, found_at, make
from cdmanual.editing.merging import Clash, Entry, merge, place_words, plain, shape_at
from cdmanual.editing.record_file import RecordFile, Rewrite, UnwritableError
from cdmanual.editing.workspace import Workspace
from cdmanual.problems import visible
from cdmanual.records.load import COUNTRY_KINDS
from cdmanual.records.shape import Shape
from cdmanual.records.yamlfile import read_yaml

SCHEMA_VERSION = 1
LARGEST_FILE = 4 * 1024 * 1024
_MOST_FILES, _MOST_EDITS, _DEEPEST, _LONGEST = 20, 2000, 12, 200
_STATE_FILE = re.compile(rf"(countries/)?([a-z]{{2}})/({'|'.join(COUNTRY_KINDS)})\.yml\Z")


class ChangeFileError(ValueError):
    """The file is no change file, or one of another version; the message says why."""


@dataclass(frozen=True, slots=True)
class FileChange:
    """The edits of one file."""

    file: str
    overlay: bool
    digest: str
    edits: tuple[Edit, ...]

    @property
    def home(self) -> tuple[str, str]:
        """Its kind and state."""
        found = _STATE_FILE.match(self.file)
        return (found.group(3), found.group(2)) if found else ("", "")


@dataclass(frozen=True, slots=True)
class ChangeFile:
    """A change as it is sent."""

    made_on: str
    title: str
    words: tuple[str, ...]
    files: tuple[FileChange, ...]


@dataclass(frozen=True, slots=True)
class Met:
    """A field of a file that was changed here and in a change, in words: what it was, is here, and became there."""

    file: str
    field: str
    was: str
    here: str
    new: str


@dataclass(frozen=True, slots=True)
class Applied:
    """The files that a change makes here, those that had moved on since, and what was changed here too."""

    rewrites: tuple[Rewrite, ...]
    moved: tuple[str, ...]
    clashes: tuple[Met, ...]


def digest_of(text: str) -> str:
    """The digest by which a file is recognised."""
    return hashlib.sha256(text.encode("utf-8", "surrogatepass")).hexdigest()


def change_of(rewrites: Sequence[Rewrite], overlay: FilePath | None, words: Sequence[str], made_on: str) -> ChangeFile:
    """The change that these rewrites are; ValueError where one of them is of no state's file."""
    files = []
    for rewrite in rewrites:
        old, new = (read_yaml(rewrite.name, (text or "").encode()).value for text in (rewrite.before, rewrite.after))
        in_overlay = bool(overlay and rewrite.path.is_relative_to(overlay))
        if not _STATE_FILE.match(rewrite.name):
            raise ValueError(f"{rewrite.name} is no file of a state")
        files.append(
            FileChange(rewrite.name, in_overlay, digest_of(rewrite.before or ""), tuple(edits_between(old, new)))
        )
    title = words[0] if words else f"Change of {', '.join(each.file for each in files)}"
    return ChangeFile(made_on, title, tuple(words), tuple(files))


def apply(workspace: Workspace, change: ChangeFile) -> Applied:
    """Make the edits in the records of a workspace.

    SetupError where one of its files is not there, ChangeFileError where it holds what no record can.
    """
    rewrites: list[Rewrite] = []
    moved: list[str] = []
    clashes: list[Met] = []
    for each in change.files:
        kind, key = each.home
        if each.overlay and not workspace.overlay:
            raise ChangeFileError(f"{each.file} is of an overlay folder; name yours with --overlay")
        record: RecordFile = workspace.open(kind, key)
        if digest_of(record.text) != each.digest:
            moved.append(record.name)
        value = deepcopy(record.value)
        for edit in each.edits:
            value, met = _made(value, edit, record.name, workspace.layout.shape(record.kind))
            clashes += met
        try:
            rewrites.append(workspace.replaced(record, value))
        except UnwritableError as exc:
            raise ChangeFileError(str(exc)) from exc
    return Applied(tuple(rewrites), tuple(moved), tuple(clashes))


def _made(value: Any, edit: Edit, file: str, shape: Shape) -> tuple[Any, list[Met]]:
    """The value after an edit; where what it changes has moved on, field by field, with those that clash."""
    try:
        return make(value, edit), []
    except DoesNotFitError:
        here = found_at(value, edit)
    place = tuple(Entry(step.name, step.name) if isinstance(step, Id) else step for step in edit.place)
    merged = merge(edit.old, edit.new, here, place)
    try:
        if not merged.clashes:
            return make(value, Edit(edit.place, here, merged.value, edit.after)), []
        clashes = merged.clashes
    except DoesNotFitError:  # what it lies in is not there any more
        clashes = (Clash(place, edit.old, edit.new, here),)
    met = []
    for clash in clashes:
        at = shape_at(shape, clash.place)
        words = (plain(at, side) for side in (clash.was, clash.theirs, clash.mine))
        met.append(Met(file, place_words(shape, clash.place), *words))
    return value, met


# ---------------------------------------------------------------- as JSON


def as_json(change: ChangeFile) -> str:
    """The change as it is written into a file."""
    files = [
        {
            "file": each.file,
            "overlay": each.overlay,
            "digest": each.digest,
            "edits": [_row(edit) for edit in each.edits],
        }
        for each in change.files
    ]
    kept = {"schema_version": SCHEMA_VERSION, "made_on": change.made_on, "title": change.title}
    return json.dumps({**kept, "words": list(change.words), "files": files}, ensure_ascii=False, indent=1) + "\n"


def _row(edit: Edit) -> dict[str, Any]:
    row: dict[str, Any] = {"at": [{step.key: step.name} if isinstance(step, Id) else step for step in edit.place]}
    row |= {name: value for name, value in (("old", edit.old), ("new", edit.new)) if value is not ABSENT}
    return row | ({"after": edit.after} if edit.after else {})


def from_json(data: bytes) -> ChangeFile:
    """A change read back; ChangeFileError says in words what is wrong with it."""
    if len(data) > LARGEST_FILE:
        raise ChangeFileError(f"larger than a change can be ({LARGEST_FILE:,} bytes)")
    try:
        given = json.loads(data.decode("utf-8"), parse_constant=_no_number)
    except (ValueError, RecursionError) as exc:
        raise ChangeFileError("not a JSON document in UTF-8") from exc
    if not isinstance(given, dict) or "schema_version" not in given:
        raise ChangeFileError("not a change of records")
    if given["schema_version"] != SCHEMA_VERSION:
        raise ChangeFileError(f"of form {given['schema_version']!r}; this version reads form {SCHEMA_VERSION}")
    files, words = given.get("files"), given.get("words", [])
    if not isinstance(files, list) or not 1 <= len(files) <= _MOST_FILES:
        raise ChangeFileError(f"files: a list of 1 to {_MOST_FILES} files belongs here")
    if not isinstance(words, list):
        raise ChangeFileError("words: a list of texts belongs here")
    changes = tuple(_file(row) for row in files)
    if len({each.file for each in changes}) < len(changes):
        raise ChangeFileError("files: one of them is named twice")
    made_on, title = _line(given, "made_on"), _line(given, "title")
    lines = tuple(visible(str(word)[:1000]) for word in words[:_MOST_EDITS])
    return ChangeFile(made_on, title, lines, changes)


def _no_number(word: str) -> float:
    raise ValueError(f"{word} is no number of JSON")


def _line(given: dict[str, Any], key: str) -> str:
    text = given.get(key)
    if not isinstance(text, str) or len(text) > 1000:
        raise ChangeFileError(f"{key}: a line of text belongs here")
    return visible(text)


def _file(row: Any) -> FileChange:
    if not isinstance(row, dict):
        raise ChangeFileError("files: each is a group of keys")
    name, overlay, edits = row.get("file"), row.get("overlay", False), row.get("edits")
    found = _STATE_FILE.match(name) if isinstance(name, str) else None
    if not found or not isinstance(overlay, bool) or bool(found.group(1)) == overlay:
        raise ChangeFileError(f"file: {visible(str(name)[:80])} is no file of a state, as countries/rs/authorities.yml")
    if overlay and found.group(3) != "officers":
        raise ChangeFileError("file: an overlay holds only officers.yml")
    if not isinstance(edits, list) or len(edits) > _MOST_EDITS:
        raise ChangeFileError(f"edits: a list of at most {_MOST_EDITS} belongs here")
    return FileChange(str(name), overlay, _line(row, "digest"), tuple(_edit(edit) for edit in edits))


def _edit(row: Any) -> Edit:
    steps = row.get("at") if isinstance(row, dict) else None
    if not isinstance(steps, list) or not 1 <= len(steps) <= _DEEPEST:
        raise ChangeFileError("at: a list of steps belongs here")
    after = row.get("after", "")
    if not isinstance(after, str) or len(after) > _LONGEST:
        raise ChangeFileError("after: the id of an entry belongs here")
    return Edit(tuple(_step(step) for step in steps), row.get("old", ABSENT), row.get("new", ABSENT), after)


def _step(step: Any) -> Step:
    if isinstance(step, str) and len(step) <= _LONGEST:
        return step
    if isinstance(step, dict) and len(step) == 1:
        key, name = next(iter(step.items()))
        if key in ("id", "state") and isinstance(name, str) and len(name) <= _LONGEST:
            return Id(key, name)
    raise ChangeFileError("at: a step is a key, or the id or state of an entry")
