"""The sample record as a data dictionary: the files of a fictitious state, cut where the schemas say something new.

What they say of a key is said where it first stands in a file: a second contact needs no words that the first one has.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path as FilePath
from typing import Any

from cdmanual.manual.questionnaire import Choice, choices_of
from cdmanual.problems import SetupError
from cdmanual.records.load import COUNTRY_KINDS
from cdmanual.records.shape import Shape, shape_of
from cdmanual.records.yamlfile import YamlFile, read_yaml


@dataclass(frozen=True, slots=True)
class Note:
    """What the schema says of a key: its label, what to write, the words to choose from."""

    key: str
    title: str
    text: str
    required: bool
    choices: tuple[Choice, ...]


@dataclass(frozen=True, slots=True)
class Piece:
    """Some lines of a file as they stand there, and what is to be said of the first of them; None before the keys."""

    lines: str
    note: Note | None


@dataclass(frozen=True, slots=True)
class Sample:
    """One file of the sample record; all its pieces together are its text."""

    kind: str
    file: str
    about: str
    pieces: tuple[Piece, ...]


def read_samples(folder: FilePath, schemas: dict[str, dict[str, Any]]) -> tuple[Sample, ...]:
    """The six files of the one state in a folder of records, annotated from the schemas by kind.

    SetupError where a file is missing or cannot be read.
    """
    homes = sorted((folder / "countries").glob("*"))
    if len(homes) != 1:
        raise SetupError(f"{folder}: the sample record is one state in countries/; {len(homes)} are here")
    return tuple(_read(homes[0] / f"{kind}.yml", folder, shape_of(schemas, kind)) for kind in COUNTRY_KINDS)


def _read(path: FilePath, folder: FilePath, shape: Shape) -> Sample:
    name = path.relative_to(folder).as_posix()
    data = path.read_bytes()
    file = read_yaml(name, data)
    if file.value is None or file.problems:
        raise SetupError(f"{path}: the sample cannot be read; cdmanual check --records {folder} says why")
    return Sample(path.stem, name, shape.description, tuple(_pieces(data.decode(), file, shape)))


def _pieces(text: str, file: YamlFile, shape: Shape) -> Iterator[Piece]:
    rows = text.splitlines()
    starts: dict[int, Note | None] = {1: None}
    said: set[Note] = set()
    for line, note in _notes(file.value, shape, file, ()):
        if note not in said:
            said.add(note)
            starts[line] = note
    ends = [*list(starts)[1:], len(rows) + 1]
    for (start, begun), end in zip(starts.items(), ends, strict=True):
        yield Piece("\n".join(rows[start - 1 : end - 1]), begun)


def _notes(value: Any, shape: Shape, file: YamlFile, path: tuple[str | int, ...]) -> Iterator[tuple[int, Note]]:
    """Each key that the schema names, in the order of the file, with its line and what is said of it."""
    if isinstance(value, list):
        for at, item in enumerate(value):
            yield from _notes(item, shape.at(at), file, (*path, at))
    elif isinstance(value, dict):
        for key, item in value.items():
            place, below = (*path, key), shape.at(key)
            if key in shape.keys:
                choices = choices_of({"oneOf": below.choices or below.at(0).choices})
                text = below.description or below.at(0).description
                yield file.key_place(place).line, Note(key, below.title, text, key in shape.required, choices)
            yield from _notes(item, below, file, place)
