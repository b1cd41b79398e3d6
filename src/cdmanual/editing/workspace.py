"""The records of a project as an editor's commands see them: read once, changed in memory, judged before writing."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from functools import cached_property
from pathlib import Path as FilePath
from typing import Any

from cdmanual.editing.layout import Layout
from cdmanual.editing.record_file import RecordFile, Rewrite, open_record, rewritten
from cdmanual.manual.assemble import assemble
from cdmanual.manual.changes import Change, Side, compare
from cdmanual.manual.changes.wording import Label
from cdmanual.manual.model import Manual
from cdmanual.manual.reading import Reading, read_answer
from cdmanual.problems import Problem, SetupError, has_errors
from cdmanual.records.candidate import Neighbourhood, around, newly_wrong, with_text
from cdmanual.records.canonical import as_yaml
from cdmanual.records.check import judge
from cdmanual.records.comments import read_comments, rehomed
from cdmanual.records.load import Records, read_overlay, read_records
from cdmanual.records.schemas import Schemas
from cdmanual.records.yamlfile import Path, read_yaml

Both = tuple[Records, Records | None]
# What reading a record may end with that has a good form and breaks a rule; the rule says what is wrong.
_UNREADABLE = (LookupError, TypeError, ValueError, AttributeError, StopIteration)


class Workspace:
    """The records in ``home`` and, where one is named, an overlay with the officers of an agency."""

    def __init__(self, home: FilePath, schemas: Schemas, today: date, overlay: FilePath | None = None) -> None:
        """Nothing is read yet; SetupError follows at the first look where there are no records."""
        self.home, self.schemas, self.today, self.overlay = home, schemas, today, overlay
        self.layout = Layout(schemas)
        self._near: dict[str, Neighbourhood] = {}
        self._files: dict[FilePath, RecordFile] = {}

    @cached_property
    def records(self) -> Records:
        """All records."""
        return read_records(self.home, self.schemas)

    @cached_property
    def added(self) -> Records | None:
        """The records of the overlay."""
        return read_overlay(self.overlay, self.schemas) if self.overlay else None

    def open(self, kind: str, key: str, even_broken: bool = False) -> RecordFile:
        """A file of a state; officers come from the overlay where there is one.

        SetupError where there is none, or where it cannot be read; with ``even_broken`` its text is read in any case.
        """
        if self.overlay and kind == "officers":
            return self._open(self.overlay, self.overlay / key / "officers.yml", even_broken)
        return self._open(self.home, self.home / "countries" / key / f"{kind}.yml", even_broken)

    def open_regional(self, kind: str, key: str) -> RecordFile:
        """An international instrument or a channel."""
        return self._open(self.home, self.home / "content" / "regional" / kind / f"{key}.yml")

    def _open(self, home: FilePath, path: FilePath, even_broken: bool = False) -> RecordFile:
        name = path.relative_to(home).as_posix()
        if path not in self._files:
            if not path.is_file():
                raise SetupError(f"{name}: there is no such file")
            self._files[path] = open_record(path, name)
        record = self._files[path]
        if record.file.problems and not even_broken:
            first = record.file.problems[0]
            raise SetupError(f"{first.place}: {first.message}; mend the file first (cdmanual check)")
        return record

    def change(self, record: RecordFile, changes: dict[Path, Any]) -> Rewrite:
        """The file with other values at some paths; what leads to them is made where it is missing."""
        value = record.value
        for path, new in changes.items():
            value = put(value, path, new)
        return self.replaced(record, value)

    def replaced(self, record: RecordFile, value: Any) -> Rewrite:
        """The file with another value, read back."""
        return rewritten(record, value, self.layout.shape(record.kind))

    def sketched(self, record: RecordFile, value: Any) -> Rewrite:
        """The same before it was read back: to be looked at, never to be written."""
        text = as_yaml(value, self.layout.shape(record.kind), rehomed(record.comments, record.value, value))
        return Rewrite(record.path, record.name, record.kind, record.key, record.text, text)

    def is_tidy(self, rewrite: Rewrite) -> bool:
        """Whether a file was in its canonical form before, so that the difference shows nothing but the change."""
        if rewrite.before is None:
            return True
        file = read_yaml(rewrite.name, rewrite.before.encode())
        if file.problems:
            return False
        shape = self.layout.shape(rewrite.kind)
        return as_yaml(file.value, shape, read_comments(rewrite.before)) == rewrite.before

    # ------------------------------------------------------------ judging

    def faults(self, rewrites: Sequence[Rewrite]) -> list[Problem]:
        """What a check of everything would find after these changes and does not find now."""
        before = judge(self.records, self.added, self.today)
        return newly_wrong(before, judge(*self._after(rewrites), self.today))

    def _after(self, rewrites: Sequence[Rewrite]) -> Both:
        records, added = self.records, self.added
        for new in rewrites:
            if added and self._is_added(new):
                added = with_text(added, new.kind, new.key, new.name, new.after)
            else:
                records = with_text(records, new.kind, new.key, new.name, new.after)
        return records, added

    def near(self, key: str) -> Neighbourhood:
        """One state as a check sees it, without these changes."""
        if key not in self._near:
            self._near[key] = Neighbourhood(self.records, self.added, self.today, key)
        return self._near[key]

    def near_with(self, rewrite: Rewrite) -> Neighbourhood:
        """One state as a check would see it with another text in one of its files."""
        return self.near(rewrite.key).with_text(rewrite.kind, rewrite.name, rewrite.after, self._is_added(rewrite))

    def _is_added(self, rewrite: Rewrite) -> bool:
        return bool(self.overlay and rewrite.path.is_relative_to(self.overlay))

    def words(self, rewrites: Sequence[Rewrite], label: Label) -> tuple[Change, ...]:
        """What these changes of one state change for a reader; nothing where errors keep it from being read."""
        keys = {new.key for new in rewrites}
        if len(keys) != 1:
            return ()
        key = keys.pop()
        old, new = self.manual((), key), self.manual(rewrites, key)
        try:
            return compare(Side(old, label), Side(new, label), with_posts=True) if old and new else ()
        except _UNREADABLE:
            return ()

    def reading(self, rewrites: Sequence[Rewrite], key: str, question: str) -> Reading | None:
        """An answer after these changes as a reader gets it; None where errors keep it from being read."""
        manual = self.manual(rewrites, key)
        try:
            return read_answer(manual, manual.states[0], manual.questionnaire.question(question)) if manual else None
        except _UNREADABLE:
            return None

    def manual(self, rewrites: Sequence[Rewrite], key: str) -> Manual | None:
        """One state after these changes as a reader gets it, with the officers of the overlay in place of its own.

        None where errors keep it from being read.
        """
        records, added = self._after(rewrites)
        near = around(records, key)
        if officers := added.get("officers", key) if added else None:
            near.found["officers", key] = officers
        if has_errors([*near.problems, *(added.problems if added else ())]):
            return None
        try:
            return assemble(near)
        except _UNREADABLE:
            return None


def put(value: Any, path: Path, new: Any) -> Any:
    """A value with another one at a path; what does not lie on the way there is shared with what was given."""
    if not path:
        return new
    step, *rest = path
    if isinstance(step, int):
        rows = list(value or ())
        below = put(rows[step] if step < len(rows) else None, tuple(rest), new)
        return [*rows[:step], below, *rows[step + 1 :]]
    groups = dict(value or {})
    return {**groups, step: put(groups.get(step), tuple(rest), new)}
