"""``cdmanual fmt``: which record files are not in their canonical form, and what each would be."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from pathlib import Path as FilePath

from cdmanual.editing.record_file import RecordFile, Rewrite, open_record, rewritten
from cdmanual.problems import Problem, SetupError
from cdmanual.records.load import kind_and_key
from cdmanual.records.schemas import Schemas
from cdmanual.records.shape import Shape, shape_of


class Layout:
    """Lays files out; the shapes of records are read from the schemas once."""

    def __init__(self, schemas: Schemas) -> None:
        """``schemas`` decide the order of keys."""
        self._schemas = schemas
        self._shapes: dict[str, Shape] = {}

    def shape(self, kind: str) -> Shape:
        """What the schema says of a kind of record."""
        if kind not in self._shapes:
            self._shapes[kind] = shape_of(self._schemas.by_kind, kind)
        return self._shapes[kind]

    def canonical(self, record: RecordFile) -> Rewrite:
        """The file in its canonical form; its ``before`` and ``after`` are equal where it has it already."""
        return rewritten(record, record.value, self.shape(record.kind))

    def look(self, paths: Iterable[tuple[FilePath, str]]) -> Iterator[tuple[Rewrite | None, list[Problem]]]:
        """Each file that is not canonical with what it should be, or what keeps it from being read."""
        for path, name in paths:
            record = open_record(path, name)
            if record.file.problems:
                yield None, record.file.problems
                continue
            rewrite = self.canonical(record)
            if rewrite.before != rewrite.after:
                yield rewrite, []


def record_paths(home: FilePath) -> list[tuple[FilePath, str]]:
    """Every record of a project, with its name; SetupError where there is none."""
    if not (home / "countries").is_dir():
        raise SetupError(f"{home}: there is no folder countries/ here; name the project's folder with --root")
    found = [*home.glob("countries/*/*.yml"), *home.glob("content/regional/**/*.yml")]
    return [(path, path.relative_to(home).as_posix()) for path in sorted(found) if kind_and_key(path)]
