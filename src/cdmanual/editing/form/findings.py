"""What a check found, in the words of the form: at the field itself, without the path that the field already is."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from cdmanual.editing.form.fields import Field
from cdmanual.problems import Problem
from cdmanual.records.schemas import subject
from cdmanual.records.shape import Shape
from cdmanual.records.yamlfile import Path, YamlFile

_MISSING = re.compile(r'the key "([^"]+)" is missing\Z')
_NO_SOURCE = "nothing says where this comes from"


@dataclass(frozen=True, slots=True)
class Fault:
    """An error as the summary at the top of a page lists it: the name of its field, its label, and what is wrong."""

    field: str
    label: str
    message: str


def at_field(problem: Problem, path: Path, file: YamlFile, whole: Shape) -> tuple[Path, Problem]:
    """The field that a problem is about, and what to do there.

    Where a key is missing, a check blames the group: there is nothing else in a file. In a form its field is there.
    """
    told = replace(problem, message=_without_path(problem.message, path, file))
    found = _MISSING.search(told.message)
    key = found.group(1) if found else "sources" if told.message == _NO_SOURCE else ""
    if key:
        # A group and its first key begin at the same place, so that the path may be that of the first key.
        owner = next((base for base in (path, path[:-1]) if key in _shape_at(whole, base).keys), None)
        hint = "Nothing says where this comes from: write the id of a source." if key == "sources" else ""
        if owner is not None:
            return (*owner, key), replace(told, message="fill this in", hint=hint)
    if told.code == "too-little" and told.hint == "fill it or remove the key":
        return path, replace(told, message="fill this in", hint="")
    return path, told


def _without_path(message: str, path: Path, file: YamlFile) -> str:
    begins = (f"{subject(file, path[:length])}: " for length in range(len(path), -1, -1))
    return next((message.removeprefix(begin) for begin in begins if message.startswith(begin)), message)


def _shape_at(shape: Shape, path: Path) -> Shape:
    for step in path:
        shape = shape.at(step)
    return shape


def faults(fields: Sequence[Field], beside: dict[str, list[Problem]]) -> list[Fault]:
    """The errors beside the fields, in the order of the page."""
    labels = {field.name: label for field, label in labelled(fields)}
    found = []
    for name, problems in beside.items():
        while name and name not in labels:
            name = name.rpartition("/")[0]
        found += [Fault(name, labels.get(name, ""), each.message) for each in problems if each.severity == "error"]
    order = list(labels)
    return sorted(dict.fromkeys(found), key=lambda fault: order.index(fault.field) if fault.field else -1)


def labelled(fields: Sequence[Field], above: str = "") -> Iterator[tuple[Field, str]]:
    """All fields, each with what it is called on the page: ``Contacts, no. 1 › Number``."""
    for field in fields:
        label = f"{above} › {field.label}" if above else field.label
        yield field, label
        for inner in field.fields:
            # An entry of a list that is a group bears the label of the list already.
            yield from labelled((inner,), above if inner.label.startswith(f"{field.label}, no. ") else label)


@dataclass(frozen=True, slots=True)
class Use:
    """A place that names an entry which is to be removed or renamed: the address of its page, and what it is called."""

    address: str
    title: str


@dataclass(frozen=True, slots=True)
class Used:
    """An entry that cannot go yet: its id, in how many places it is used, and the entries that these are in."""

    name: str
    count: int
    uses: tuple[Use, ...]

    @property
    def words(self) -> str:
        """What is wrong and what to do."""
        places = "one place" if self.count == 1 else f"{self.count} places"
        return f'"{self.name}" is used in {places}: change those first, then remove or rename it'


def is_use(problem: Problem, kind: str, name: str) -> bool:
    """Whether a problem is that an entry, no longer there under this id, is named."""
    code = {"sources": "unknown-source", "authorities": "unknown-authority"}.get(kind)
    return problem.code == code and f'"{name}" is not in ' in problem.message
