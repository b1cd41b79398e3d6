"""Checks records as the command does, on one day and by the schemas of this repository."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import UTC, date, datetime
from functools import cache
from pathlib import Path

from builds import FICTITIOUS, ROOT
from cdmanual.problems import Problem
from cdmanual.records.check import check
from cdmanual.records.schemas import Schemas
from cdmanual.records.yamlfile import YamlFile, read_yaml

DAY = date(2026, 11, 21)
# The records of this repository grow older than the tests: nothing in them may lie in the future of the clock.
TODAY = max(DAY, datetime.now(UTC).date())
OVERLAYS = {name: ROOT / "tests" / "data" / f"overlay-{name}" for name in ("a", "b")}


@cache
def schemas() -> Schemas:
    """The contract of this repository."""
    return Schemas(ROOT / "schemas")


def problems_in(home: Path, overlay: Path | None = None, names: Sequence[str] = ()) -> list[Problem]:
    """Everything that is wrong with the records of a folder, or with those of them that are named."""
    return check(home, schemas(), TODAY if home == ROOT else DAY, overlay, names)[2]


@cache
def known_problems() -> tuple[Problem, ...]:
    """What the fictitious records are warned of as they stand: one of their states is long overdue."""
    return tuple(problems_in(FICTITIOUS))


def new_problems(home: Path, overlay: Path | None = None) -> list[Problem]:
    """What is wrong with a changed copy of the fictitious records, beyond what was known; lines may have moved."""
    known = {(p.place.file, p.code, p.message) for p in known_problems()}
    return [p for p in problems_in(home, overlay) if (p.place.file, p.code, p.message) not in known]


def said(problems: Iterable[Problem]) -> list[str]:
    """Each problem as ``file:line:column code``."""
    return [f"{problem.place} {problem.code}" for problem in problems]


def change(home: Path, file: str, old: str, new: str) -> None:
    """Replace in a file what stands there exactly once."""
    path = home / file
    text = path.read_text(encoding="utf-8")
    assert text.count(old) == 1, f"{old!r} stands {text.count(old)} times in {file}"
    path.write_text(text.replace(old, new), encoding="utf-8")


def place_of(home: Path, file: str, words: str) -> str:
    """Where words that stand in a file exactly once begin, as ``file:line:column``."""
    before, *others = (home / file).read_text(encoding="utf-8").split(words)
    assert len(others) == 1, f"{words!r} stands {len(others)} times in {file}"
    return f"{file}:{before.count(chr(10)) + 1}:{len(before) - before.rfind(chr(10))}"


def read(text: str | bytes) -> YamlFile:
    """A record from its text."""
    return read_yaml("record.yml", text.encode() if isinstance(text, str) else text)
