"""Changes written out: as text, as JSON, as Markdown, and as the proposal of an update for the record of changes."""

from __future__ import annotations

import json
import re
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from itertools import groupby
from pathlib import Path

from cdmanual.addresses import change_place
from cdmanual.manual.changelog import Entry, read_changelog
from cdmanual.manual.changes import KINDS, Change
from cdmanual.manual.changes.wording import cut
from cdmanual.problems import SetupError, did_you_mean, has_errors, visible
from cdmanual.problems import as_text as problems_as_text
from cdmanual.records.canonical import as_yaml
from cdmanual.records.comments import read_comments, rehomed
from cdmanual.records.load import read_records
from cdmanual.records.schemas import Schemas
from cdmanual.records.shape import shape_of
from cdmanual.records.yamlfile import read_yaml
from cdmanual.settings import read_settings

LOG = Path("content", "regional", "changes.yml")
_HEAD = """\
# yaml-language-server: $schema=../../schemas/editor/changes.json
# What changed for readers. `cdmanual changes --since TAG --write` puts its proposal first; read it, mend it, commit it.
updates: []
"""
_MARKDOWN = re.compile(r"([\\`*_\[\]<>|#~])")
_LONGEST = 480  # characters; the schema allows a few more
_NOUNS = {
    "party": ("treaty status", "treaty statuses"),
    "authority": ("authority", "authorities"),
    "profile": ("change of the profile", "changes of the profile"),
    "post": ("post", "posts"),
}


class UnknownError(ValueError):
    """No commit or state answers to the name that was given: wrong use, not a wrong set-up."""


@dataclass(frozen=True, slots=True)
class Comparison:
    """What was compared with what, under which marking, which states there are, and what changed."""

    old: str
    new: str
    marking: str
    states: frozenset[str]
    changes: tuple[Change, ...]

    def of(self, states: Sequence[str]) -> Comparison:
        """The changes of these states alone, by their codes; all where none is named. UnknownError for another one."""
        wanted = {state.upper() for state in states}
        for state in sorted(wanted - self.states):
            hint = did_you_mean(state, self.states) or f"there are {', '.join(sorted(self.states))}"
            raise UnknownError(f"there is no state {visible(state)}; {hint}")
        return replace(self, changes=tuple(c for c in self.changes if c.state in wanted)) if wanted else self

    @property
    def tally(self) -> str:
        """``12 changes since v2026.1``."""
        n = len(self.changes)
        said = f"{n} change{'' if n == 1 else 's'}" if n else "nothing changed"
        return f"{said} from {self.old} to {self.new}"


def as_text(found: Comparison) -> str:
    """One change a line: ``Croatia · Longest duration: 12 → 18 months (CPC art. 335); verified 2026-11-21``."""
    return "\n".join([*_marked(found), *(visible(change.sentence) for change in found.changes)])


def as_markdown(found: Comparison) -> str:
    """A heading for each state, treaty or channel, and its changes as a list."""
    lines = [f"# {_escaped(found.tally.capitalize())}", *_marked(found)]
    for about, group in groupby(found.changes, key=lambda change: change.about):
        lines += ["", f"## {_escaped(about)}", "", *(f"- {_escaped(change.text)}" for change in group)]
    return "\n".join(lines)


def as_json(found: Comparison) -> str:
    """All of it, with the place of each change on the site."""
    rows = [
        {
            "state": change.state or None,
            "about": change.about,
            "kind": change.kind,
            "subject": change.subject,
            "text": change.text,
            "before": change.before,
            "after": change.after,
            "verified_on": change.when or None,
            "place": change_place(change),
        }
        for change in found.changes
    ]
    head = {"schema_version": 1, "marking": found.marking, "old": found.old, "new": found.new}
    return json.dumps({**head, "changes": rows}, ensure_ascii=False, indent=1)


def _marked(found: Comparison) -> list[str]:
    """The marking, where it is not for everyone."""
    return [] if found.marking == "TLP:CLEAR" else [found.marking]


def _escaped(text: str) -> str:
    return _MARKDOWN.sub(r"\\\1", visible(text))


WRITERS = {"text": as_text, "markdown": as_markdown, "json": as_json}


# ---------------------------------------------------------------- the record of changes


def propose(changes: Sequence[Change], log: Iterable[Entry], on: str, edition: str, most: int) -> list[Entry]:
    """Entries for what the log does not say: of each state, treaty or channel at most ``most``, the rest counted."""
    noted = {(entry.state, entry.text) for entry in log}
    found = []
    for _, group in groupby(changes, key=lambda change: change.about):
        listed = list(group)
        state = listed[0].state
        shown = len(listed) if len(listed) <= most + 1 else most  # a line that says "one more" can say which
        rows = [(_line(change), change_place(change)) for change in listed[:shown]]
        if rest := listed[shown:]:
            home = f"countries/{state.lower()}/index.html" if state else change_place(rest[0]).split("#")[0]
            rows.append((_rest(rest), home))
        found += [Entry(on, edition, state, text, place) for text, place in rows if (state, text) not in noted]
    return found


def _line(change: Change) -> str:
    return cut(change.text if change.state else change.sentence, _LONGEST)


def _rest(changes: Sequence[Change]) -> str:
    """``and 7 more changes: 5 sources, 2 answers``."""
    counted = Counter(change.kind for change in changes)
    parts = []
    for kind in sorted(counted, key=KINDS.index):
        one, many = _NOUNS.get(kind, (kind, f"{kind}s"))
        parts.append(f"{counted[kind]} {one if counted[kind] == 1 else many}")
    before = "" if changes[0].state else f"{changes[0].about} · "
    return f"{before}and {len(changes)} more change{'' if len(changes) == 1 else 's'}: {', '.join(parts)}"


def note_down(root: Path, found: Comparison, on: str, most: int) -> int:
    """Put a proposal into the record of changes; how many lines it has. SetupError where that record has errors."""
    schemas = Schemas(root / "schemas")
    records = read_records(root, schemas)
    wrong = [problem for problem in records.problems if problem.place.file == LOG.as_posix()]
    if has_errors(wrong):
        raise SetupError(f"mend the record of changes first: {problems_as_text(wrong[:1]).splitlines()[0]}")
    entries = propose(found.changes, read_changelog(records), on, read_settings(root).id, most)
    if entries:
        write_log(root / LOG, entries, schemas)
    return len(entries)


def write_log(path: Path, entries: Sequence[Entry], schemas: Schemas) -> None:
    """Put the entries, which are of one day and edition, before what the record of changes holds."""
    text = path.read_text(encoding="utf-8") if path.exists() else _HEAD
    old = read_yaml(path.name, text.encode()).value
    update = {
        "on": entries[0].on,
        "edition": entries[0].edition,
        "changes": [
            {key: said for key, said in (("state", e.state), ("text", e.text), ("place", e.place)) if said}
            for e in entries
        ],
    }
    new = {**old, "updates": [update, *old["updates"]]}
    written = as_yaml(new, shape_of(schemas.by_kind, "changes"), rehomed(read_comments(text), old, new))
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(written, encoding="utf-8", newline="\n")
