"""Find the records of a project, read them all, and hold each against its schema."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path as FilePath
from typing import Any

from cdmanual.problems import Place, Problem, SetupError, did_you_mean, error, visible
from cdmanual.records.schemas import Schemas
from cdmanual.records.yamlfile import LARGEST_FILE, Path, YamlFile, read_yaml

_STATE_FOLDER = re.compile(r"[a-z]{2}\Z")
COUNTRY_KINDS = ("country", "legislation", "authorities", "officers", "procedure", "sources")
REGIONAL = "regional"
_REGIONAL_FILES = ("terms.yml", "search.yml", "changes.yml")
Present = tuple[str, str, FilePath]  # a file that is there: the kind of its record, its owner, where it stands


@dataclass(frozen=True, slots=True)
class Record:
    """One record file: its kind, its owner (a state's folder name, or the id of a regional record), what was read.

    ``sound`` is the value less each value that the schema blamed, so that rules can still judge all the others: a key
    that is required may be missing in it, and an item of a list may be None. It is None when the whole is no record.
    """

    kind: str
    key: str
    file: YamlFile
    sound: Any = field(repr=False, default=None)


@dataclass(frozen=True, slots=True)
class Records:
    """The records of a project by (kind, key), and what was wrong with the files and their form.

    ``broken`` names the files that were not read to the end: what else they hold is not known. ``states`` are the
    folder names of all states in order, of those too whose records were not asked for.
    """

    found: dict[tuple[str, str], Record]
    problems: tuple[Problem, ...]
    schemas: Schemas
    broken: frozenset[tuple[str, str]] = frozenset()
    states: tuple[str, ...] = ()

    def of_kind(self, kind: str) -> Iterator[Record]:
        """The records of one kind, in order of their keys."""
        return (record for (found, _), record in sorted(self.found.items()) if found == kind)

    def get(self, kind: str, key: str) -> Record | None:
        """One record, or None when there is no such file."""
        return self.found.get((kind, key))


def read_records(root: FilePath, schemas: Schemas, names: Sequence[str] = ()) -> Records:
    """Read ``countries/`` and ``content/regional/`` below the root and judge each file by its schema.

    With ``names`` of files or folders, as paths from the root, only what these are judged by is read.
    """
    if not (root / "countries").is_dir():
        raise SetupError(f"{root}: there is no folder countries/ here; name the project's folder with --root")
    problems: list[Problem] = []
    found: dict[tuple[str, str], Record] = {}
    broken: set[tuple[str, str]] = set()
    present = list(_discover(root, problems))
    for kind, key, path in _neighbours(root, present, names) if names else present:
        record = _read(root, path, kind, key, schemas, problems)
        if record is not None:
            found[kind, key] = record
        if record is None or record.file.problems:
            broken.add((kind, key))
    states = tuple(sorted({key for kind, key, _ in present if kind in COUNTRY_KINDS}))
    return Records(found, tuple(problems), schemas, frozenset(broken), states)


def is_within(file: str, names: Iterable[str]) -> bool:
    """Whether a file is one of the named, or lies in a folder that is."""
    return any(name in (".", file) or file.startswith(f"{name.rstrip('/')}/") for name in names)


def _neighbours(root: FilePath, present: list[Present], names: Sequence[str]) -> Iterator[Present]:
    """Of the files that are there, the named, and those without which the rules cannot judge them.

    A state's files are judged by each other and by the international instruments; a file of the region by all others of
    the region and by which states there are. No state is judged by another one.
    """
    named = [file for file in present if is_within(file[2].relative_to(root).as_posix(), names)]
    states = {key for kind, key, _ in named if kind in COUNTRY_KINDS}
    is_regional = any(kind not in COUNTRY_KINDS for kind, _, _ in named)
    for kind, key, path in present:
        if key in states if kind in COUNTRY_KINDS else is_regional or (states and kind == "instruments"):
            yield kind, key, path


def read_overlay(folder: FilePath, schemas: Schemas) -> Records:
    """Read an overlay folder: ``<iso2>/officers.yml`` and nothing else."""
    if not folder.is_dir():
        raise SetupError(f"{folder}: there is no such overlay folder")
    problems: list[Problem] = []
    found: dict[tuple[str, str], Record] = {}
    for path in sorted(folder.rglob("*.y*ml")):
        name = path.relative_to(folder).as_posix()
        if path.name != "officers.yml" or path.parent.parent != folder:
            message = "an overlay holds only <state>/officers.yml"
            problems.append(error(Place(visible(name)), "unknown-file", message, "move or remove the file"))
        elif (record := _read(folder, path, "officers", path.parent.name, schemas, problems)) is not None:
            found["officers", record.key] = record
    return Records(found, tuple(problems), schemas)


def _discover(root: FilePath, problems: list[Problem]) -> Iterator[Present]:
    for folder in sorted((root / "countries").iterdir()):
        place = Place(visible(folder.relative_to(root).as_posix()))
        if not folder.is_dir():
            if folder.suffix in (".yml", ".yaml"):
                message = "a record stands outside a state's folder"
                problems.append(error(place, "unknown-file", message, "move it to countries/<state>/"))
        elif not _STATE_FOLDER.match(folder.name):
            hint = "name the folder by the state's ISO code in small letters, as hr"
            problems.append(error(place, "bad-folder-name", f'"{folder.name}" is not a state\'s code', hint))
        else:
            yield from _discover_state(root, folder, problems)
    yield from _discover_regional(root, problems)


def _discover_state(root: FilePath, folder: FilePath, problems: list[Problem]) -> Iterator[Present]:
    present = {path.name for path in folder.iterdir() if not path.name.startswith(".")}
    wanted = {f"{kind}.yml" for kind in COUNTRY_KINDS}
    relative = folder.relative_to(root).as_posix()
    for name in sorted(wanted - present):
        hint = "copy the form from another state; what is not known is answered with status: unknown"
        problems.append(error(Place(f"{relative}/{name}"), "missing-file", f"the state has no {name}", hint))
    for name in sorted(present - wanted):
        hint = did_you_mean(name, wanted) or f"a state has only {', '.join(sorted(wanted))}"
        problems.append(error(Place(visible(f"{relative}/{name}")), "unknown-file", f'"{name}" is no record', hint))
    for kind in COUNTRY_KINDS:
        if f"{kind}.yml" in present:
            yield kind, folder.name, folder / f"{kind}.yml"


def _discover_regional(root: FilePath, problems: list[Problem]) -> Iterator[Present]:
    regional = root / "content" / "regional"
    for path in sorted(regional.rglob("*.y*ml")):
        kind = path.parent.relative_to(regional).as_posix()
        if kind in ("instruments", "channels") and path.suffix == ".yml":
            yield kind, path.stem, path
        elif kind == "." and path.name in _REGIONAL_FILES:
            yield path.stem, REGIONAL, path
        else:
            place = Place(visible(path.relative_to(root).as_posix()))
            hint = "records stand in instruments/<id>.yml, channels/<id>.yml, terms.yml, search.yml and changes.yml"
            problems.append(error(place, "unknown-file", f'"{path.name}" is no record of the region', hint))


def _read(
    root: FilePath, path: FilePath, kind: str, key: str, schemas: Schemas, problems: list[Problem]
) -> Record | None:
    name = visible(path.relative_to(root).as_posix())
    try:
        with path.open("rb") as stream:
            data = stream.read(LARGEST_FILE + 1)
    except OSError as exc:
        message = f"the file cannot be read: {exc.strerror}"
        problems.append(error(Place(name), "unreadable-file", message, "check its type and its permissions"))
        return None
    record, found = read_record(name, kind, key, data, schemas)
    problems.extend(found)
    return record


def read_record(
    name: str, kind: str, key: str, data: bytes, schemas: Schemas
) -> tuple[Record | None, tuple[Problem, ...]]:
    """One record from its bytes, and what is wrong with its text and its form; None where nothing could be read."""
    file = read_yaml(name, data)
    if file.value is None:
        return None, tuple(file.problems)
    form, blamed = schemas.judge(file, kind)
    return Record(kind, key, file, _without(file.value, blamed)), (*file.problems, *form)


def kind_and_key(path: FilePath) -> tuple[str, str] | None:
    """What a file is by its name and folder, as ``("officers", "hr")``; None where it is no record."""
    if path.suffix == ".yml":
        if path.stem in COUNTRY_KINDS and _STATE_FOLDER.match(path.parent.name):
            return path.stem, path.parent.name
        if path.parent.name in ("instruments", "channels"):
            return path.parent.name, path.stem
        if path.name in _REGIONAL_FILES and path.parent.name == REGIONAL:
            return path.stem, REGIONAL
    return None


def _without(value: Any, blamed: set[Path]) -> Any:
    """The value less what is blamed; None when that is the whole."""
    if () in blamed:
        return None
    return _copy(value, (), blamed) if blamed else value


def _copy(value: Any, path: Path, cuts: set[Path]) -> Any:
    if isinstance(value, dict):
        return {key: _copy(item, (*path, key), cuts) for key, item in value.items() if (*path, key) not in cuts}
    if isinstance(value, list):  # None keeps the positions of the others, so that their places stay true
        return [None if (*path, i) in cuts else _copy(item, (*path, i), cuts) for i, item in enumerate(value)]
    return value
