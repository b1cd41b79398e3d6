"""What changed in a section since an older edition: marks on the rows that say something else, for bars in the margin.

A row is a dictionary in a list, known by what names it, else by all that it says. Only the innermost row that
differs is marked: a law with one new provision has its bar at the provision.
"""

from __future__ import annotations

import json
from dataclasses import replace
from typing import Any

from cdmanual.publish.printing.sections import Section

CHANGED = "changed"
_NAMES = ("id", "iso", "title", "label")


def with_bars(section: Section, before: Section | None) -> Section:
    """The section with its changed rows marked; as it is where there was none before, or where it says the same."""
    if before is None or before.stamp == section.stamp:
        return section
    return replace(section, barred=_marked(section.content, before.content))


def _marked(new: Any, old: Any) -> Any:
    if isinstance(new, dict):
        known = old if isinstance(old, dict) else {}
        return {name: _marked(value, known.get(name)) for name, value in new.items()}
    if _is_rows(new):
        known = {_key(row): row for row in old} if _is_rows(old) else {}
        return [_row(row, known.get(_key(row))) for row in new]
    return new


def _row(new: dict[str, Any], old: dict[str, Any] | None) -> dict[str, Any]:
    if old == new:
        return new
    if old is None:
        return new | {CHANGED: True}
    marked: dict[str, Any] = _marked(new, old)
    own = [name for name, value in new.items() if value != old.get(name) and not _holds_rows(value)]
    return marked | {CHANGED: True} if own else marked


def _holds_rows(value: Any) -> bool:
    return _is_rows(value) and all(_has_name(row) for row in value)


def _is_rows(value: Any) -> bool:
    return isinstance(value, list | tuple) and all(isinstance(row, dict) for row in value)


def _has_name(row: dict[str, Any]) -> bool:
    return any(name in row for name in _NAMES)


def _key(row: dict[str, Any]) -> str:
    named = next((row[name] for name in _NAMES if name in row), None)
    return str(named) if named else json.dumps(row, ensure_ascii=False, sort_keys=True)
