"""A record file as an editor works on it: what it says, and the text that will say it.

Whatever is to be written is read back first: a text that says anything but what was wanted, or that lost a comment, is
never written. A file that changed in the meantime is never overwritten.
"""

from __future__ import annotations

import contextlib
import json
import os
import shutil
import tempfile
from collections.abc import Iterable
from dataclasses import dataclass
from difflib import unified_diff
from pathlib import Path as FilePath
from typing import Any

from cdmanual.problems import SetupError
from cdmanual.records.canonical import as_yaml
from cdmanual.records.comments import NO_COMMENTS, Comments, read_comments, rehomed
from cdmanual.records.load import kind_and_key
from cdmanual.records.shape import Shape
from cdmanual.records.yamlfile import YamlFile, read_yaml


class UnwritableError(ValueError):
    """A value that, written and read back, would say something else; nothing was written."""


class MovedOnError(Exception):
    """Somebody else changed the file between reading and writing; nothing was written."""


@dataclass(frozen=True, slots=True)
class RecordFile:
    """One file as read: where it is, what kind of record, its text and what that says."""

    path: FilePath
    kind: str
    key: str
    text: str
    file: YamlFile
    comments: Comments

    @property
    def name(self) -> str:
        """The name that messages give it: relative to the folder of the records."""
        return self.file.name

    @property
    def value(self) -> Any:
        """What the file says; None where it cannot be read."""
        return self.file.value


@dataclass(frozen=True, slots=True)
class Rewrite:
    """A file and the text that it is to hold; ``before`` is None where there is no such file yet."""

    path: FilePath
    name: str
    kind: str
    key: str
    before: str | None
    after: str

    @property
    def diff(self) -> str:
        """The difference as a unified diff, empty where there is none."""
        rows = unified_diff(
            (self.before or "").splitlines(), self.after.splitlines(), self.name, self.name, n=2, lineterm=""
        )
        return "\n".join(rows)


def open_record(path: FilePath, name: str) -> RecordFile:
    """Read a record; its ``file`` holds the problems of one that is no YAML. SetupError where it is no record."""
    home = kind_and_key(path)
    if home is None:
        raise SetupError(
            f"{name}: no record by its name; records are countries/<state>/<kind>.yml and content/regional/"
        )
    data = path.read_bytes()
    file = read_yaml(name, data)
    if file.problems:
        return RecordFile(path, *home, data.decode("utf-8", "replace"), file, NO_COMMENTS)
    text = data.decode("utf-8")
    return RecordFile(path, *home, text, file, read_comments(text))


def rewritten(record: RecordFile, value: Any, shape: Shape) -> Rewrite:
    """The file with another value, in its canonical form.

    A text that the loader refuses is returned as it is, for the check to say why. UnwritableError where it would
    say something else than the value or lose a comment: so that nothing is written.
    """
    text = as_yaml(value, shape, rehomed(record.comments, record.value, value))
    again = record.file if text == record.text else read_yaml(record.name, text.encode("utf-8", "surrogatepass"))
    if again is not record.file and not again.problems:
        if not is_same(again.value, value):
            raise UnwritableError(
                f"{record.name}: written and read back, it does not say the same; nothing was written"
            )
        if read_comments(text).words() != record.comments.words():
            raise UnwritableError(f"{record.name}: a comment would be lost; nothing was written")
    return Rewrite(record.path, record.name, record.kind, record.key, record.text, text)


def is_same(one: Any, other: Any) -> bool:
    """Whether two values are the same to the last type; the order of keys is none of it."""
    return fingerprint(one) == fingerprint(other)


def fingerprint(value: Any) -> str:
    """The value as JSON with sorted keys: equal where two values are."""
    return json.dumps(value, sort_keys=True, ensure_ascii=False)


def write(rewrites: Iterable[Rewrite]) -> None:
    """Write all files, or none: MovedOnError where one is not as it was read.

    Each is written beside its place and then moved there, so that no reader ever sees half of one.
    """
    listed = list(rewrites)
    for rewrite in listed:
        if _text_of(rewrite.path) != rewrite.before:
            raise MovedOnError(f"{rewrite.name} was changed by somebody else in the meantime; nothing was written")
    made: list[tuple[FilePath, Rewrite]] = []
    try:
        for rewrite in listed:
            made.append((_write_beside(rewrite), rewrite))
        while made:
            temporary, rewrite = made.pop()
            temporary.replace(rewrite.path)
    finally:
        for temporary, _ in made:
            with contextlib.suppress(OSError):
                temporary.unlink()


def _text_of(path: FilePath) -> str | None:
    try:
        return path.read_bytes().decode("utf-8", "replace")
    except FileNotFoundError:
        return None


def _write_beside(rewrite: Rewrite) -> FilePath:
    rewrite.path.parent.mkdir(parents=True, exist_ok=True)
    handle, name = tempfile.mkstemp(prefix=f".{rewrite.path.name}.", dir=rewrite.path.parent)
    temporary = FilePath(name)
    with os.fdopen(handle, "w", encoding="utf-8", newline="\n") as stream:
        stream.write(rewrite.after)
    if rewrite.before is None:
        temporary.chmod(0o644)
    else:
        shutil.copymode(rewrite.path, temporary)
    return temporary
