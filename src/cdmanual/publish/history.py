"""The two sides of a comparison: records as they stand, records of an older revision, or exported files.

The edition is applied to each side before anything is compared, as it is before anything is published.
"""

from __future__ import annotations

import json
import re
import shutil
import subprocess
import tarfile
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, date, datetime
from io import BytesIO
from pathlib import Path, PurePosixPath

from cdmanual.editions import RESTRICTED, make_edition
from cdmanual.manual.assemble import assemble
from cdmanual.manual.changes import Side, compare
from cdmanual.manual.changes.wording import Label
from cdmanual.manual.exported import read_export
from cdmanual.manual.model import Manual
from cdmanual.manual.questionnaire import read_questionnaire
from cdmanual.manual.reading import read_answer
from cdmanual.problems import SetupError, as_text, has_errors
from cdmanual.publish.change_lists import Comparison, UnknownError
from cdmanual.publish.labels import Labels
from cdmanual.records.load import read_overlay, read_records
from cdmanual.records.schemas import Schemas

RECORDS = ("countries", "content/regional", "schemas")
_DAY = re.compile(r"\d{4}-\d{2}-\d{2}\Z")
# A hundred times today's records; more is no history of this manual.
_LARGEST_ARCHIVE = 256 * 1024 * 1024
_LARGEST_EXPORT = 512 * 1024 * 1024


def find_revision(root: Path, named: str) -> str:
    """The commit of a tag, branch or commit, or for a date the last one before that day (UTC).

    SetupError where there is no version control, UnknownError where nothing answers to the name.
    """
    if _git(root, "rev-parse", "--is-inside-work-tree") is None:
        raise SetupError(
            f"{root}: not under version control, so there is no earlier time to compare with; name the project's "
            "folder with --root, or two exported files with --old and --new"
        )
    commit = _git(root, "rev-parse", "--verify", "--quiet", "--end-of-options", f"{named}^{{commit}}")
    if commit is None and _DAY.match(named):
        try:
            date.fromisoformat(named)
        except ValueError as exc:
            raise UnknownError(f"{named} is no day of the calendar") from exc
        commit = _git(root, "rev-list", "-1", f"--before={named}T00:00:00Z", "HEAD")
        if not commit:
            raise UnknownError(f"there is no commit before {named}{_shallow(root)}")
    if not commit:
        raise UnknownError(f"there is no tag, commit or date {named!r}{_shallow(root)}")
    return commit.strip()


def day_of_change(root: Path, until: str | None) -> str:
    """The day (UTC) of the last change of the records up to a revision; the clock's where it is not committed yet."""
    if until is None and _git(root, "status", "--porcelain", "--", *RECORDS[:2]):
        return datetime.now(UTC).date().isoformat()
    commit = find_revision(root, until or "HEAD")
    seconds = (_git(root, "log", "-1", "--format=%ct", commit, "--", *RECORDS[:2]) or "0").strip()
    return datetime.fromtimestamp(int(seconds), UTC).date().isoformat()


def compare_revisions(root: Path, since: str | None, until: str | None, kind: str) -> Comparison:
    """The records of one point in time, the last tag if none is named, with those of another or as they stand."""
    named = since or last_tag(root)
    first = find_revision(root, named)
    old = side_of_revision(root, first, named, kind)
    new = side_of_revision(root, find_revision(root, until), until, kind) if until else side_of_folder(root, kind)
    return _compared(old, new, kind, (named, until or "the records as they stand"))


def compare_exports(root: Path, old: Path, new: Path, kind: str) -> Comparison:
    """Two exported files; ``root`` lends the words for what they hold."""
    sides = side_of_export(old, root, kind), side_of_export(new, root, kind)
    return _compared(*sides, kind, (old.as_posix(), new.as_posix()))


def _compared(old: Side, new: Side, kind: str, names: tuple[str, str]) -> Comparison:
    """What changed; posts of officers are compared in the restricted edition alone. SetupError for damaged exports."""
    try:
        changes = compare(old, new, with_posts=kind == RESTRICTED)
    except (LookupError, TypeError, ValueError, AttributeError, StopIteration) as exc:
        raise SetupError(f"the two cannot be compared: one of them is damaged ({type(exc).__name__}: {exc})") from exc
    known = frozenset(state.iso for side in (old, new) for state in side.manual.states)
    marking = " · ".join(dict.fromkeys((old.marking, new.marking)))
    return Comparison(*names, marking, known, changes)


def last_tag(root: Path) -> str:
    """The tag before this commit, which names the last edition; UnknownError where there is none."""
    tag = (_git(root, "describe", "--tags", "--abbrev=0") or "").strip()
    if not tag and _git(root, "rev-parse", "--is-inside-work-tree") is not None:
        raise UnknownError("there is no tag to compare with; name a point in time with --since, as 2026-11-21")
    return tag


def side_of_folder(root: Path, kind: str) -> Side:
    """The records of a folder as they stand, as far as an edition may show them."""
    return _side(root, kind, f"the records in {root}", "run cdmanual check")


def side_of_revision(root: Path, commit: str, named: str, kind: str) -> Side:
    """The records of an older commit, read by the schemas of their own time."""
    with _opened(root, commit, named, kind) as (side, _):
        return side


@dataclass(frozen=True, slots=True)
class Binder:
    """What a binder holds: the records of a tag, a commit or a day, and the overlay that was printed with them."""

    since: str
    overlay: Path | None = None


@contextmanager
def opened_binder(root: Path, binder: Binder, kind: str) -> Iterator[tuple[Side, Path]]:
    """What a binder holds, and the folder in which the records of that time lie for as long as it is open."""
    with _opened(root, find_revision(root, binder.since), binder.since, kind, binder.overlay) as opened:
        yield opened


@contextmanager
def _opened(root: Path, commit: str, named: str, kind: str, overlay: Path | None = None) -> Iterator[tuple[Side, Path]]:
    with tempfile.TemporaryDirectory() as folder:
        _unpack(root, commit, named, Path(folder))
        hint = "they are older than what this version can read"
        yield _side(Path(folder), kind, f"the records of {named}", hint, overlay), Path(folder)


def side_of_export(path: Path, root: Path, kind: str) -> Side:
    """The manual of an exported file; words that the file does not hold are those of this project."""
    try:
        with path.open("rb") as stream:
            raw = stream.read(_LARGEST_EXPORT + 1)
        if len(raw) > _LARGEST_EXPORT:
            raise SetupError(f"{path}: too large for an export of the manual")
        data = json.loads(raw)
    except OSError as exc:
        raise SetupError(f"{path}: cannot be read: {exc.strerror}") from exc
    except (ValueError, RecursionError) as exc:
        raise SetupError(f"{path}: not a JSON document: {exc}") from exc
    schemas = Schemas(root / "schemas").by_kind
    try:
        manual = read_export(data, read_questionnaire(schemas))
        if kind == RESTRICTED and data.get("edition", {}).get("kind") != RESTRICTED:
            raise ValueError("an export of the public edition, which holds no posts; leave --edition restricted out")
        return _shown(manual, _lenient(Labels(schemas)), kind)
    except ValueError as exc:
        raise SetupError(f"{path}: {exc}") from exc
    except (LookupError, TypeError, AttributeError, StopIteration) as exc:
        raise SetupError(f"{path}: a damaged export ({type(exc).__name__}: {exc})") from exc


def _lenient(labels: Labels) -> Label:
    """Labels for an export of another version: a value that the schemas no longer have stands for itself."""

    def label(vocabulary: str, value: str) -> str:
        try:
            return labels(vocabulary, value)
        except KeyError:
            return value

    return label


def _side(home: Path, kind: str, what: str, hint: str, overlay: Path | None = None) -> Side:
    schemas = Schemas(home / "schemas")
    records = read_records(home, schemas)
    added = read_overlay(overlay, schemas) if overlay else None
    found = [*records.problems, *(added.problems if added else ())]
    # A file that the manual did not know at the time, or no longer knows, takes nothing from the comparison.
    problems = [problem for problem in found if problem.code != "unknown-file"]
    if has_errors(problems):
        raise SetupError(f"{what} have errors; {hint}: {as_text(problems[:1]).splitlines()[0]}")
    try:
        return _shown(assemble(records, added), Labels(schemas.by_kind), kind)
    except (LookupError, TypeError, ValueError, AttributeError, StopIteration) as exc:
        raise SetupError(f"{what} cannot be read; {hint} ({type(exc).__name__}: {exc})") from exc


def _shown(manual: Manual, labels: Label, kind: str) -> Side:
    """The side as far as the edition may show it; every answer is read once, so that none fails later."""
    edition = make_edition(manual, kind, "", "", date.min)
    for state in edition.manual.states:
        for answer in state.answers:
            read_answer(edition.manual, state, edition.manual.questionnaire.question(answer.question))
    return Side(edition.manual, labels, edition.label)


def _git(root: Path, *arguments: str) -> str | None:
    """What git says; None where it fails or is not there."""
    git = shutil.which("git")
    if git is None:
        return None
    done = subprocess.run([git, "-C", str(root), *arguments], capture_output=True, text=True, check=False)
    return done.stdout if done.returncode == 0 else None


def _shallow(root: Path) -> str:
    is_cut = (_git(root, "rev-parse", "--is-shallow-repository") or "").strip() == "true"
    return "; this copy holds only the end of the history: git fetch --unshallow brings the rest" if is_cut else ""


def _unpack(root: Path, commit: str, named: str, folder: Path) -> None:
    """Write the records and schemas of a commit into a folder: plain files only, and not without end."""
    git = shutil.which("git") or "git"
    command = [git, "-C", str(root), "archive", "--format=tar", commit, "--", *RECORDS]
    with subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL) as child:
        packed = child.stdout.read(_LARGEST_ARCHIVE + 1) if child.stdout else b""
        if len(packed) > _LARGEST_ARCHIVE:
            child.kill()
            raise SetupError(f"the records of {named} are too large to be compared")
    if child.returncode:
        raise SetupError(f"{named} holds no records: it has not all of {', '.join(RECORDS)}")
    with tarfile.open(fileobj=BytesIO(packed)) as archive:
        for member in archive:
            path = PurePosixPath(member.name)
            stream = archive.extractfile(member) if member.isfile() else None
            if stream and not path.is_absolute() and ".." not in path.parts:
                place = folder / path
                place.parent.mkdir(parents=True, exist_ok=True)
                place.write_bytes(stream.read())
