"""The check: read the records, judge each file by its schema and all of them by the rules, in one run."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from pathlib import Path

from cdmanual.problems import Problem
from cdmanual.records.load import Records, is_within, read_overlay, read_records
from cdmanual.records.rules import apply_rules
from cdmanual.records.schemas import Schemas


def check(
    root: Path, schemas: Schemas, today: date, overlay: Path | None = None, names: Sequence[str] = ()
) -> tuple[Records, Records | None, list[Problem]]:
    """Read everything and apply every rule.

    Returns the records, the overlay's records (None without overlay), and all problems sorted by place. With ``names``
    of files or folders, as paths from the root, only their problems, and no more records than it takes to find them.
    """
    records = read_records(root, schemas, () if overlay else names)
    added = read_overlay(overlay, schemas) if overlay else None
    problems = judge(records, added, today)
    if names:
        problems = [problem for problem in problems if is_within(problem.place.file, names)]
    return records, added, problems


def judge(records: Records, overlay: Records | None, today: date) -> list[Problem]:
    """All that is wrong with records that were read: their text, their form, and what the rules find."""
    problems = [*records.problems, *apply_rules(records, overlay, today)]
    if overlay:
        problems += overlay.problems
    return sorted(set(problems))
