"""What the form does with an entry: open it, judge what was typed, show what it would change.

Knows nothing of requests and pages. Every look is at the files as they stand on disk; nothing is remembered but what
was read, and that is read anew when a file has changed.
"""

from __future__ import annotations

import json
import threading
from bisect import bisect_right
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path as FilePath
from typing import Any

from cdmanual.editing.drafts import Typed
from cdmanual.editing.edits import ABSENT
from cdmanual.editing.form.fields import Choice, Fields, Lists
from cdmanual.editing.form.findings import Use, Used, at_field, is_use
from cdmanual.editing.form.place import REVIEW, TEXT, Opened, Page, name_of, open_page
from cdmanual.editing.phones import contacts_of, tidy_contacts
from cdmanual.editing.record_file import Rewrite
from cdmanual.editing.target import ENTRIES, reach
from cdmanual.editing.workspace import Workspace, put
from cdmanual.manual.changes.wording import Label
from cdmanual.manual.reading import Reading
from cdmanual.problems import Place, Problem, error, visible
from cdmanual.records.candidate import Neighbourhood, newly_wrong
from cdmanual.records.load import COUNTRY_KINDS
from cdmanual.records.schemas import Schemas
from cdmanual.records.yamlfile import Path, YamlFile, read_yaml

WAS, WHOLE, REMOVE = "@was", "@text", "@remove"
_Stamp = tuple[tuple[str, int, int], ...]


@dataclass(frozen=True, slots=True)
class Judged:
    """What a check says of what was typed: beside the fields by their names, elsewhere, and what forbids saving.

    ``used`` tells of an entry that others name and that is to be removed or renamed, in place of an error for each.
    """

    beside: dict[str, list[Problem]]
    elsewhere: list[Problem]
    forbidding: list[Problem]
    used: Used | None = None


@dataclass(frozen=True, slots=True)
class Preview:
    """What saving would change: in words, as a difference, and how an answer would read.

    Of a file that is not ``tidy`` the difference shows lines that are only laid out anew.
    """

    words: tuple[str, ...]
    diff: str
    reading: Reading | None
    is_tidy: bool


@dataclass(frozen=True, slots=True)
class Setting:
    """Where the form works, and on what: the folders, the words for vocabularies, the clock."""

    home: FilePath
    schemas: Schemas
    label: Label
    now: Callable[[], datetime]
    outbox: FilePath
    overlay: FilePath | None = None

    def folder(self, kind: str) -> FilePath:
        """Where the files of a kind stand: officers in the overlay, where there is one."""
        return self.overlay if self.overlay and kind == "officers" else self.home


@dataclass(slots=True)
class Desk:
    """The records of one project on the desk of one editor."""

    setting: Setting
    _stamp: _Stamp = ()
    _workspace: Workspace | None = None
    _known: dict[str, list[Problem]] = field(default_factory=dict)
    _lists: dict[str, Lists] = field(default_factory=dict)
    saving: threading.Lock = field(default_factory=threading.Lock)

    def refresh(self) -> None:
        """Read the records anew where a file has changed since they were read."""
        stamp = _stamp(self.setting)
        if self._workspace is None or stamp != self._stamp:
            today = self.setting.now().astimezone(UTC).date()  # as a check reckons
            self._workspace = Workspace(self.setting.home, self.setting.schemas, today, self.setting.overlay)
            self._stamp, self._known, self._lists = stamp, {}, {}

    @property
    def workspace(self) -> Workspace:
        """The records as they stood on disk at the last look."""
        if self._workspace is None:
            self.refresh()
        assert self._workspace is not None  # noqa: S101 - a look always reads them
        return self._workspace

    def open(self, page: Page) -> Opened | None:
        """The entry of a page as it stands now; None where there is none. SetupError where its file cannot be read."""
        self.refresh()
        workspace = self.workspace
        if page.key not in workspace.records.states:
            return None
        record = workspace.open(page.kind, page.key, even_broken=page.is_text)
        return open_page(page, record, workspace.layout.shape(page.kind))

    def fields(self, opened: Opened) -> Fields:
        """The fields of an entry; authorities are chosen from those that the state has."""
        key = opened.page.key
        if key not in self._lists:
            record = self.workspace.records.get("authorities", key)
            rows = ((record.sound if record else None) or {}).get("authorities") or ()
            named = (Choice(row["id"], name_of(row)) for row in rows if isinstance(row, dict) and "id" in row)
            self._lists[key] = {"authority-id": tuple(named)}
        return Fields(opened.shape, self._lists[key])

    def as_opened(self, opened: Opened) -> Typed:
        """What the fields of an entry hold when nothing was typed in them yet."""
        was = None if opened.value is ABSENT else opened.value
        if opened.page.is_text:
            return {WHOLE: [opened.record.text], WAS: [opened.record.text]}
        kept = json.dumps(was, ensure_ascii=False)
        return {**self.fields(opened).from_value(opened.value), WAS: [kept]}

    # ------------------------------------------------------------ what was typed

    def rewrite(self, opened: Opened, typed: Typed) -> Rewrite:
        """The file as it would be with what was typed, to be written."""
        if opened.page.is_text:
            return self.sketch(opened, typed)
        return self.workspace.replaced(opened.record, self._value(opened, typed))

    def sketch(self, opened: Opened, typed: Typed) -> Rewrite:
        """The same, to be looked at."""
        record = opened.record
        if opened.page.is_text:
            text = typed.get(WHOLE, [""])[0].replace("\r\n", "\n")
            return Rewrite(record.path, record.name, record.kind, record.key, record.text, text)
        return self.workspace.sketched(record, self._value(opened, typed))

    def _value(self, opened: Opened, typed: Typed) -> Any:
        """What the file would say."""
        if REMOVE in typed and opened.is_removable:
            return without(opened.record.value, opened.path)
        entry = self.fields(opened).to_value(typed, opened.value)
        tidy_contacts(entry, None if opened.value is ABSENT else opened.value, opened.page.key)
        return put(opened.record.value, opened.path, entry)

    def judge(self, opened: Opened, typed: Typed, rewrite: Rewrite) -> Judged:
        """What a check would say of the state with this file."""
        key, workspace = opened.page.key, self.workspace
        if key not in self._known:
            self._known[key] = workspace.near(key).problems()
        near = workspace.near_with(rewrite)
        found = near.problems()
        new = newly_wrong(self._known[key], found)
        here = [problem for problem in found if problem.place.file == rewrite.name]
        beside: dict[str, list[Problem]] = {}
        shown = set()
        if here and not (opened.page.is_text or REMOVE in typed):
            file, whole = near.file(rewrite.kind) or _readable(rewrite), workspace.layout.shape(rewrite.kind)
            fields, places = self.fields(opened), Places(file)
            for problem in here:
                path, told = at_field(problem, places.path(problem), file, whole)
                if path[: len(opened.path)] == opened.path:
                    name = fields.name_at(path[len(opened.path) :], typed)
                    beside.setdefault(name, []).append(told)
                    shown.add(problem)
        elsewhere = [problem for problem in (here if opened.page.is_text else new) if problem not in shown]
        unproved = list(self._unproved(opened, typed, rewrite))
        for path, problem in unproved:
            beside.setdefault(self.fields(opened).name_at(path, typed), []).append(problem)
        forbidding = [problem for problem in (*new, *(found for _, found in unproved)) if problem.severity == "error"]
        naming = self._naming(opened, typed, elsewhere)
        elsewhere = [problem for problem in elsewhere if problem not in naming]
        used = self._used(opened, near, naming) if naming else None
        return Judged(beside, elsewhere, forbidding, used)

    def _naming(self, opened: Opened, typed: Typed, problems: list[Problem]) -> list[Problem]:
        """Those that say no more than that this entry is still named, though it is to be removed or renamed."""
        name = opened.page.name
        goes = REMOVE in typed or typed.get("id", [name])[0].strip() != name
        if not (opened.is_removable and goes):
            return []
        return [problem for problem in problems if is_use(problem, opened.page.kind, name)]

    def _used(self, opened: Opened, near: Neighbourhood, naming: list[Problem]) -> Used:
        """The entries that name this one."""
        uses = []
        for kind in COUNTRY_KINDS:
            record = near.file(kind)
            found = [problem for problem in naming if record and problem.place.file == record.name]
            if record and found:
                places = Places(record)
                uses += [self._use(opened.page.key, kind, record.value, places.path(problem)) for problem in found]
        return Used(opened.page.name, len(naming), tuple(dict.fromkeys(uses)))

    def _use(self, key: str, kind: str, value: Any, path: Path) -> Use:
        whole = self.workspace.layout.shape(kind)
        if path[:1] == (ENTRIES.get(kind),) and len(path) > 1:
            row = value[path[0]][path[1]]
            if isinstance(path[1], str):
                return Use(f"/{key}/{kind}/{path[1]}", whole.at(str(path[0])).at(path[1]).title)
            if isinstance(row, dict) and isinstance(row.get("id"), str):
                return Use(f"/{key}/{kind}/{row['id']}", name_of(row))
        name = REVIEW if path[:1] == ("review",) else "" if kind not in ENTRIES else TEXT
        return Use(Page(key, kind, name).address, whole.title)

    def _unproved(self, opened: Opened, typed: Typed, rewrite: Rewrite) -> Iterator[tuple[Path, Problem]]:
        """Numbers and addresses that are new while the verification is that of the old ones: no check can see it.

        `update` refuses a new number without a day too. A day that is today may be that of both.
        """
        if opened.page.is_text or opened.value is ABSENT or REMOVE in typed:
            return
        was = {reach(contact): contact for contact in contacts_of(opened.value)}
        dates = [contact["verified"] for contact in was.values() if "verified" in contact]
        for at, contact in enumerate(contacts_of(self.fields(opened).to_value(typed, opened.value))):
            if reach(contact) and reach(contact) not in was and contact.get("verified") in dates:
                day = contact["verified"].get("on")
                if day == self.workspace.today.isoformat():
                    continue
                message = f"{day} is the day on which the old one was verified"
                hint = f"write who verified {reach(contact)}, when and how, or clear all three"
                found = error(Place(rewrite.name), "verification-of-old", message, hint)
                yield ("contacts", at, "verified", "on"), found

    def preview(self, opened: Opened, rewrite: Rewrite) -> Preview:
        """What saving would change, and how the answer would then read; nothing of either where errors forbid it."""
        changes = self.workspace.words((rewrite,), self.setting.label)
        words = tuple(dict.fromkeys(visible(change.sentence) for change in changes))
        is_answer = opened.page.kind == "procedure" and len(opened.path) == 2
        reading = self.workspace.reading((rewrite,), opened.page.key, opened.page.name) if is_answer else None
        return Preview(words, rewrite.diff, reading, self.workspace.is_tidy(rewrite))


def without(value: Any, path: Path) -> Any:
    """A value less an entry of a list."""
    *way, last = path
    rows = value
    for step in way:
        rows = rows[step]
    return put(value, tuple(way), [row for index, row in enumerate(rows) if index != last])


def _stamp(setting: Setting) -> _Stamp:
    """What tells whether any record has changed."""
    folders = [setting.home / "countries", setting.home / "content" / "regional"]
    found = []
    for folder in [*folders, *([setting.overlay] if setting.overlay else [])]:
        for path in folder.rglob("*.yml"):
            about = path.stat()
            found.append((str(path), about.st_mtime_ns, about.st_size))
    return tuple(sorted(found))


def _readable(rewrite: Rewrite) -> YamlFile:
    """Where things stand in a text that holds what a record may not hold."""
    plain = "".join(char if char.isprintable() or char == "\n" else "x" for char in rewrite.after)
    return read_yaml(rewrite.name, plain.encode())


class Places:
    """What stands where in a file.

    A group and its first key begin at the same place. A group of a list is blamed there itself; one behind a key is
    blamed at that key, so that here it is the first key.
    """

    def __init__(self, file: YamlFile) -> None:
        """``file`` as it was read."""
        self._begins: dict[tuple[int, int], list[Path]] = {}
        for places in (file.values_at, file.keys_at):
            for path, place in places.items():
                self._begins.setdefault(place, []).append(path)
        self._ordered = sorted(self._begins)

    def path(self, problem: Problem) -> Path:
        """The entry that begins where a problem was found, else the last that begins before."""
        at = bisect_right(self._ordered, (problem.place.line, problem.place.column))
        paths = sorted(self._begins[self._ordered[at - 1]], key=len) if at else [()]
        items = [path for path in paths if path and isinstance(path[-1], int)]
        return items[0] if items else paths[-1]
