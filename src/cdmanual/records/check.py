"""The whole check: read everything, judge each file by its schema and all of them by the rules, in one run."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from pathlib import Path

from cdmanual.problems import Problem
from cdmanual.records.load import Records, read_overlay, read_records
from cdmanual.records.rules import apply_rules
from cdmanual.records.schemas import Schemas


def check(
    root: Path, schemas: Schemas, today: date, overlay: Path | None = None
) -> tuple[Records, Records | None, list[Problem]]:
    """Read everything and apply every rule.

    Returns the records, the overlay's records (None without overlay), and all problems sorted by place.
    """
    records = read_records(root, schemas)
    added = read_overlay(overlay, schemas) if overlay else None
    return records, added, judge(records, added, today)


def judge(records: Records, overlay: Records | None, today: date) -> list[Problem]:
    """All that is wrong with records that were read: their text, their form, and what the rules find."""
    problems = [*records.problems, *apply_rules(records, overlay, today)]
    if overlay:
        problems += overlay.problems
    return sorted(set(problems))


def within(problems: Iterable[Problem], names: Iterable[str]) -> list[Problem]:
    """The problems of the named files and of the files below the named folders."""
    wanted = tuple(name.rstrip("/") for name in names)
    return [p for p in problems if any(p.place.file == name or p.place.file.startswith(f"{name}/") for name in wanted)]
