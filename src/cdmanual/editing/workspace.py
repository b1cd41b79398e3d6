"""The records of a project as an editor's commands see them: read once, changed in memory, judged before writing."""

from __future__ import annotations

from collections.abc import Sequence
from copy import deepcopy
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
from cdmanual.records.candidate import around, newly_wrong, with_text
from cdmanual.records.check import judge
from cdmanual.records.load import Records, read_overlay, read_records
from cdmanual.records.schemas import Schemas
from cdmanual.records.yamlfile import Path

Both = tuple[Records, Records | None]
# What reading a record may end with that has a good form and breaks a rule; the rule says what is wrong.
_UNREADABLE = (LookupError, TypeError, ValueError, AttributeError, StopIteration)


class Workspace:
    """The records in ``home`` and, where one is named, an overlay with the officers of an agency."""

    def __init__(self, home: FilePath, schemas: Schemas, today: date, overlay: FilePath | None = None) -> None:
        """Nothing is read yet; SetupError follows at the first look where there are no records."""
        self.home, self.schemas, self.today, self.overlay = home, schemas, today, overlay
        self.layout = Layout(schemas)

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
            return _open(self.overlay, self.overlay / key / "officers.yml", even_broken)
        return _open(self.home, self.home / "countries" / key / f"{kind}.yml", even_broken)

    def open_regional(self, kind: str, key: str) -> RecordFile:
        """An international instrument or a channel."""
        return _open(self.home, self.home / "content" / "regional" / kind / f"{key}.yml")

    def change(self, record: RecordFile, changes: dict[Path, Any]) -> Rewrite:
        """The file with other values at some paths; what leads to them is made where it is missing."""
        value = deepcopy(record.value)
        for path, new in changes.items():
            put(value, path, new)
        return self.replaced(record, value)

    def replaced(self, record: RecordFile, value: Any) -> Rewrite:
        """The file with another value."""
        return rewritten(record, value, self.layout.shape(record.kind))

    # ------------------------------------------------------------ judging

    def faults(self, rewrites: Sequence[Rewrite]) -> list[Problem]:
        """What a check of everything would find after these changes and does not find now."""
        before = judge(self.records, self.added, self.today)
        return newly_wrong(before, judge(*self._after(rewrites), self.today))

    def _after(self, rewrites: Sequence[Rewrite]) -> Both:
        records, added = self.records, self.added
        for new in rewrites:
            if added and self.overlay and new.path.is_relative_to(self.overlay):
                added = with_text(added, new.kind, new.key, new.name, new.after)
            else:
                records = with_text(records, new.kind, new.key, new.name, new.after)
        return records, added

    def near_faults(self, rewrites: Sequence[Rewrite], key: str) -> list[Problem]:
        """What a check of one state finds after these changes, whether it was wrong before or not."""
        records, added = self._after(rewrites)
        return judge(around(records, key), around(added, key) if added else None, self.today)

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


def _open(home: FilePath, path: FilePath, even_broken: bool = False) -> RecordFile:
    name = path.relative_to(home).as_posix()
    if not path.is_file():
        raise SetupError(f"{name}: there is no such file")
    record = open_record(path, name)
    if record.file.problems and not even_broken:
        first = record.file.problems[0]
        raise SetupError(f"{first.place}: {first.message}; mend the file first (cdmanual check)")
    return record


def put(value: Any, path: Path, new: Any) -> None:
    """Set what stands at a path, in place."""
    *way, last = path
    for step, following in zip(way, path[1:], strict=True):
        if isinstance(value, dict) and step not in value:
            value[step] = [] if isinstance(following, int) else {}
        value = value[step]
    if isinstance(value, list) and last == len(value):
        value.append(new)
    else:
        value[last] = new
